/**
 * Lists by the page: each page begins after the last key of the one before it, so that a page costs
 * the same wherever it stands, and rows that arrive meanwhile neither repeat nor hide others.
 */
import { blake2b512 } from "../../../core/crypto/mod.ts";
import { toHex } from "../../../core/messages/mod.ts";
import type { SqlDriver, SqlRow, SqlValue } from "../../ports.ts";
import { BadCursorError, type Page, type PageRequest } from "../../queries.ts";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

export interface ListQuery {
  /** Name, filters and sort of the list: a cursor is good for this list only. */
  readonly name: string;
  /** Columns and joins, up to where conditions may follow. */
  readonly select: string;
  readonly conditions: readonly Condition[];
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

/** Reads one page; `read` makes an item of a row. */
export function pageOf<Item>(
  driver: SqlDriver,
  list: ListQuery,
  request: PageRequest,
  read: (row: SqlRow) => Item,
): Page<Item> {
  const limit = Math.min(Math.max(request.limit ?? DEFAULT_LIMIT, 1), MAX_LIMIT);
  const identity = identityOf(list);
  const conditions = [...list.conditions];
  if (request.cursor !== undefined) {
    const after = readCursor(request.cursor, identity, list.order.length);
    const marks = after.map(() => "?").join(", ");
    const compare = list.descending ? "<" : ">";
    conditions.push(where(`(${list.order.join(", ")}) ${compare} (${marks})`, ...after));
  }
  const direction = list.descending ? " DESC" : "";
  const keys = list.order.map((expression, i) => `${expression} AS key${i}`).join(", ");
  const rows = driver.prepare(
    `${list.select.replace("SELECT", `SELECT ${keys},`)}
      WHERE ${conditions.map(({ sql }) => `(${sql})`).join(" AND ") || "1"}
      ORDER BY ${list.order.map((expression) => expression + direction).join(", ")} LIMIT ?`,
  ).all(...conditions.flatMap(({ values }) => values), limit + 1);
  const items = rows.slice(0, limit).map(read);
  const last = rows.length > limit ? rows[limit - 1]! : null;
  return {
    items,
    next: last === null
      ? null
      : writeCursor(identity, list.order.map((_, i) => last[`key${i}`] as string | number)),
  };
}

function identityOf(list: ListQuery): string {
  const text = JSON.stringify([
    list.name,
    list.order,
    list.descending,
    list.conditions.map(({ sql, values }) => [
      sql,
      values.map((value) => value instanceof Uint8Array ? toHex(value) : value),
    ]),
  ]);
  return toHex(blake2b512(new TextEncoder().encode(text)).subarray(0, 6));
}

function writeCursor(identity: string, keys: readonly (string | number)[]): string {
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
