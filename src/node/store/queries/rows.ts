/** What every document has in common, read from the entry that created it. */
import { yamfOf } from "../../../core/bamboo/mod.ts";
import {
  decodeCbor,
  fromHex,
  ID_BYTES,
  parseMessage,
  toHex,
  type Values,
} from "../../../core/messages/mod.ts";
import type { SqlDriver, SqlRow } from "../../ports.ts";
import type { Access, Hex, Link, Place } from "../../queries.ts";

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

export function documentOf(row: SqlRow): DocumentRow {
  const digest = row["digest"] as Uint8Array;
  const author = row["author_key"] as Uint8Array;
  const festival = row["festival_id"] as Uint8Array | null;
  const parsed = parseMessage(row["payload"] as Uint8Array, { author, festival });
  if (!parsed.ok || parsed.message.action !== "create") {
    throw new TypeError("a derived row stands for an entry that creates nothing");
  }
  const folded = row["folded"] as Uint8Array | null;
  return {
    id: toHex(digest.subarray(0, ID_BYTES)),
    hash: toHex(yamfOf(digest)),
    author: toHex(author),
    festival: festival === null ? "" : toHex(festival),
    receivedAt: row["received_at"] as number,
    at: parsed.message.at,
    values: folded === null ? parsed.message.values : foldedOf(folded),
  };
}

function foldedOf(folded: Uint8Array): Values {
  const decoded = decodeCbor(folded);
  if (!decoded.ok) throw new TypeError("the fold of a document does not decode");
  return decoded.value as Values;
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
export function amongRows(column: string): string {
  return `${column} IN (SELECT value FROM json_each(?))`;
}

export function rowsValue(rows: readonly number[]): string {
  return JSON.stringify(rows);
}
