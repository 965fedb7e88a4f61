/**
 * Lists by the page: each page begins after the last key of the one before it, so that a page costs
 * the same wherever it stands, and rows that arrive meanwhile neither repeat nor hide others.
 */
import { toHex } from "../../../core/messages/mod.ts";
import type { SqlDriver, SqlRow, SqlValue } from "../../ports.ts";
import { BadCursorError, type Page, type PageRequest } from "../../queries/mod.ts";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

export interface ListQuery {
  /** Name, filters and sort of the list: a cursor is good for this list only. */
  readonly name: string;
  /** Columns and joins, up to where conditions may follow. */
  readonly select: string;
  readonly conditions: readonly Condition[];
  /** The same list elsewhere, to be merged with it: their conditions in the place of those above. */
  readonly elsewhere?: readonly (readonly Condition[])[];
  /** Expressions, the last one unique; all ascending or all descending. */
  readonly order: readonly string[];
  readonly descending: boolean;
}

export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

export function where(sql: string, ...values: readonly SqlValue[]): Condition {
  return { sql, values };
}

/** How many rows a page looks at whose items may be left out: then it has fewer, and a next one. */
const MOST_LOOKED_AT = 1_000;

/** Reads one page; `read` makes an item of a row, or null where it is none of this list. */
export function pageOf<Item>(
  driver: SqlDriver,
  list: ListQuery,
  request: PageRequest,
  read: (row: SqlRow) => Item | null,
): Page<Item> {
  const identity = identityOf(list);
  return pageFrom(identity, list.order.length, request, (after, most) => {
    const found = [list.conditions, ...list.elsewhere ?? []]
      .map((conditions) => rowsAfter(driver, list, conditions, after, most));
    const rows = found.length === 1 ? found[0]! : merged(list, found, most);
    return rows.map((row) => ({ row, key: keyOf(list, row) }));
  }, ({ row }) => read(row));
}

type Key = readonly (string | number)[];

/** A page of any list that gives what comes after a key: `most` at once, in its order. */
export function pageFrom<Found extends { readonly key: Key }, Item>(
  identity: string,
  keyLength: number,
  request: PageRequest,
  look: (after: Key | null, most: number) => readonly Found[],
  read: (found: Found) => Item | null,
): Page<Item> {
  const limit = Math.min(Math.max(request.limit ?? DEFAULT_LIMIT, 1), MAX_LIMIT);
  let after = request.cursor === undefined
    ? null
    : readCursor(request.cursor, identity, keyLength) as Key;
  const items: Item[] = [];
  for (let lookedAt = 0;;) {
    // One more than is wanted tells whether there is more; many, where most are left out.
    const most = Math.max(limit - items.length + 1, lookedAt === 0 ? 0 : MAX_LIMIT);
    const found = look(after, most);
    for (const one of found) {
      if (items.length === limit) return { items, next: writeCursor(identity, after!) };
      const item = read(one);
      if (item !== null) items.push(item);
      after = one.key;
    }
    if (found.length < most) return { items, next: null };
    lookedAt += found.length;
    if (lookedAt >= MOST_LOOKED_AT) return { items, next: writeCursor(identity, after!) };
  }
}

function rowsAfter(
  driver: SqlDriver,
  list: ListQuery,
  given: readonly Condition[],
  after: Key | null,
  most: number,
): SqlRow[] {
  const conditions = [...given];
  if (after !== null) {
    const marks = after.map(() => "?").join(", ");
    const compare = list.descending ? "<" : ">";
    conditions.push(where(`(${list.order.join(", ")}) ${compare} (${marks})`, ...after));
  }
  const direction = list.descending ? " DESC" : "";
  const keys = list.order.map((expression, i) => `${expression} AS key${i}`).join(", ");
  return driver.prepare(
    `${list.select.replace("SELECT", `SELECT ${keys},`)}
      WHERE ${conditions.map(({ sql }) => `(${sql})`).join(" AND ") || "1"}
      ORDER BY ${list.order.map((expression) => expression + direction).join(", ")} LIMIT ?`,
  ).all(...conditions.flatMap(({ values }) => values), most);
}

/** The first of several sorted lists together. */
function merged(list: ListQuery, lists: readonly (readonly SqlRow[])[], most: number): SqlRow[] {
  const sign = list.descending ? -1 : 1;
  return lists.flat().sort((one, other) => {
    for (let i = 0; i < list.order.length; i++) {
      const order = compareAsSql(one[`key${i}`]!, other[`key${i}`]!);
      if (order !== 0) return sign * order;
    }
    return 0;
  }).slice(0, most);
}

/** As SQLite orders them: numbers by size, texts by their bytes in UTF-8. */
function compareAsSql(one: SqlValue, other: SqlValue): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  const [a, b] = [[...one as string], [...other as string]];
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (a[i] !== b[i]) return a[i]!.codePointAt(0)! - b[i]!.codePointAt(0)!;
  }
  return a.length - b.length;
}

function keyOf(list: ListQuery, row: SqlRow): Key {
  return list.order.map((_, i) => row[`key${i}`] as string | number);
}

function identityOf(list: ListQuery): string {
  return identify([
    list.name,
    list.order,
    list.descending,
    list.elsewhere !== undefined,
    list.conditions.map(({ sql, values }) => [
      sql,
      values.map((value) => value instanceof Uint8Array ? toHex(value) : value),
    ]),
  ]);
}

/**
 * A short name of a list, its filters and sort: what its cursors begin with. Only against mistakes:
 * whoever makes up a cursor gets a page of what they may ask for anyway. FNV-1a, twice 32 bits.
 */
export function identify(question: unknown): string {
  const text = JSON.stringify(question);
  let [one, other] = [0x811c9dc5, 0x01000193];
  for (let i = 0; i < text.length; i++) {
    one = Math.imul(one ^ text.charCodeAt(i), 0x01000193);
    other = Math.imul(other ^ text.charCodeAt(i), 0x85ebca6b);
  }
  return (one >>> 0).toString(36) + (other >>> 0).toString(36);
}

function writeCursor(identity: string, keys: Key): string {
  const bytes = new TextEncoder().encode(JSON.stringify([identity, ...keys]));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_")
    .replaceAll("=", "");
}

function readCursor(cursor: string, identity: string, length: number): (string | number)[] {
  try {
    const text = atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const [of, ...keys] = JSON.parse(new TextDecoder().decode(bytes)) as unknown[];
    const sound = of === identity && keys.length === length &&
      keys.every((key) => typeof key === "string" || typeof key === "number");
    if (sound) return keys as (string | number)[];
  } catch {
    // What does not decode is no cursor of ours, as what follows says.
  }
  throw new BadCursorError("the cursor is not one of this list: start again without it");
}

/** `start`, or `-start` for the other way round. */
export function sortOf<Name extends string>(
  sort: Name | `-${Name}`,
): { readonly by: Name; readonly descending: boolean } {
  const descending = sort.startsWith("-");
  return { by: (descending ? sort.slice(1) : sort) as Name, descending };
}
