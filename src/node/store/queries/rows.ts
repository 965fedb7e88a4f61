/** What every document has in common, read from the entry that created it. */
import { sameBytes, yamfOf } from "../../../core/bamboo/mod.ts";
import {
  decodeCbor,
  fromHex,
  ID_BYTES,
  parseMessage,
  toHex,
  type Values,
} from "../../../core/messages/mod.ts";
import type { SqlDriver, SqlRow } from "../../ports.ts";
import type { Access, Hex, Link, Place } from "../../queries/mod.ts";
import { Recent } from "./recent.ts";

/** Joins that give a document's place, for a table called `document`. */
export const OF_ENTRY = `JOIN entries ON entries.row = document.entry
  JOIN authors ON authors.row = document.author LEFT JOIN follows ON follows.row = document.festival`;
export const ENTRY_COLUMNS = `entries.digest AS digest, entries.payload AS payload,
  entries.received_at AS received_at, authors.key AS author_key, follows.id AS festival_id`;

/** Whether the festival of `document` is public. */
export const IN_PUBLIC = `EXISTS (SELECT 1 FROM festivals
  WHERE festivals.festival = document.festival AND festivals.state = 0
    AND festivals.visibility = 'public')`;

export interface DocumentRow {
  readonly id: Hex;
  readonly hash: Hex;
  readonly author: Hex;
  readonly festival: Hex;
  readonly receivedAt: number;
  readonly at: number | null;
  readonly values: Values;
}

/** What a create says: decided by the digest of its entry, whatever store that is in. */
interface Created extends Pick<DocumentRow, "id" | "hash" | "author" | "festival" | "at"> {
  readonly values: Values;
}

/** Some thousands of small ones, or a hundred of the largest: weighed by their bytes. */
const MOST_BYTES = 6_000_000;
const created = new Recent<Created>(MOST_BYTES);

export function documentOf(row: SqlRow): DocumentRow {
  const id = toHex((row["digest"] as Uint8Array).subarray(0, ID_BYTES));
  const create = created.get(id) ?? createIn(id, row);
  const folded = row["folded"] as Uint8Array | null;
  return {
    id,
    hash: create.hash,
    author: create.author,
    festival: create.festival,
    receivedAt: row["received_at"] as number,
    at: create.at,
    values: folded === null ? create.values : foldedOf(folded),
  };
}

function createIn(id: Hex, row: SqlRow): Created {
  const author = row["author_key"] as Uint8Array;
  const festival = row["festival_id"] as Uint8Array | null;
  const payload = row["payload"] as Uint8Array;
  const parsed = parseMessage(payload, { author, festival });
  if (!parsed.ok || parsed.message.action !== "create") {
    throw new TypeError("a derived row stands for an entry that creates nothing");
  }
  const create = {
    id,
    hash: toHex(yamfOf(row["digest"] as Uint8Array)),
    author: toHex(author),
    festival: festival === null ? "" : toHex(festival),
    at: parsed.message.at,
    values: parsed.message.values,
  };
  return created.keep(id, create, payload.length + ROW_BYTES);
}
const ROW_BYTES = 200;

function foldedOf(folded: Uint8Array): Values {
  const decoded = decodeCbor(folded);
  if (!decoded.ok) throw new TypeError("the fold of a document does not decode");
  return decoded.value as Values;
}

/** A document as it was read, and what it was read from. */
interface Read<Document> {
  readonly folded: Uint8Array | null;
  readonly more: number | string;
  readonly document: Document;
}

/**
 * Remembers the documents of a table, by the rows of their entries, which never change: while
 * nothing of one changes it is the very same object, so that what is made of it can be remembered,
 * too.
 */
export class Documents<Document> {
  readonly #known = new Recent<Read<Document>>(MOST_BYTES);

  /** `row` has the columns `entry` and `folded`; `more` is whatever else it is made of. */
  read(row: SqlRow, more: number | string, make: () => Document): Document {
    const entry = row["entry"] as number;
    const folded = row["folded"] as Uint8Array | null;
    const known = this.#known.get(entry);
    if (
      known !== undefined && known.more === more &&
      (folded === null || known.folded === null
        ? folded === known.folded
        : sameBytes(known.folded, folded))
    ) return known.document;
    const document = make();
    const weight = ROW_BYTES * 5 + (folded?.length ?? 0);
    this.#known.keep(entry, { folded, more, document }, weight);
    return document;
  }
}

/** Optional values as the API has them: null where not given. */
export function hexOf(value: unknown): Hex | null {
  return value instanceof Uint8Array ? toHex(value) : null;
}

export function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

export function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

export function linksOf(value: unknown): readonly Link[] | null {
  return (value ?? null) as readonly Link[] | null;
}

export function accessOf(value: unknown): Access | null {
  return (value ?? null) as Access | null;
}

export function placeOf(value: unknown): Place | null {
  return (value ?? null) as Place | null;
}

/** Bytes of an id in hex; null for anything else, which no row has. */
export function idBytes(id: Hex): Uint8Array | null {
  const bytes = fromHex(id);
  return bytes?.length === ID_BYTES ? bytes : null;
}

/** The row of a followed festival. */
export function festivalRow(driver: SqlDriver, id: Hex): number | null {
  const bytes = idBytes(id);
  if (bytes === null) return null;
  const row = driver.prepare("SELECT row FROM follows WHERE id = ?").get(bytes);
  return (row?.["row"] ?? null) as number | null;
}

export function authorRow(driver: SqlDriver, key: Hex): number | null {
  const bytes = idBytes(key);
  if (bytes === null) return null;
  const row = driver.prepare("SELECT row FROM authors WHERE key = ?").get(bytes);
  return (row?.["row"] ?? null) as number | null;
}

/** The row of the entry that an id names. */
export function entryRow(driver: SqlDriver, id: Hex): number | null {
  const bytes = idBytes(id);
  if (bytes === null) return null;
  const row = driver.prepare(
    "SELECT row FROM entries WHERE substr(digest, 1, 16) = ? AND substr(digest, 1, 32) = ?",
  ).get(bytes.subarray(0, 16), bytes);
  return (row?.["row"] ?? null) as number | null;
}

/** Rows of a festival and of its ancestors that are followed here: at most 8 above it, each once. */
export function withAncestors(driver: SqlDriver, festival: number): number[] {
  return driver.prepare(
    `WITH RECURSIVE above (row, parent, depth) AS (
       SELECT follows.row, festivals.parent, 0 FROM follows
         LEFT JOIN festivals ON festivals.festival = follows.row AND festivals.state = 0
         WHERE follows.row = ?
       UNION
       SELECT follows.row, festivals.parent, depth + 1 FROM above
         JOIN follows ON follows.id = above.parent
         LEFT JOIN festivals ON festivals.festival = follows.row AND festivals.state = 0
         WHERE depth < 8
     ) SELECT row FROM above GROUP BY row ORDER BY min(depth)`,
  ).all(festival).map(({ row }) => row as number);
}

/** Whether a column holds one of many rows; they are bound as one value, by {@link rowsValue}. */
export function amongRows(column: string, bound = "?"): string {
  return `${column} IN (SELECT value FROM json_each(${bound}))`;
}

export function rowsValue(rows: readonly number[]): string {
  return JSON.stringify(rows);
}
