import type { SqlDriver, SqlRow } from "../ports.ts";

/** A stored entry that counts, with its payload. */
export interface Arrival {
  readonly row: number;
  readonly log: number;
  readonly seq: number;
  /** Of the document that it may create: the first 32 bytes of its digest. */
  readonly id: Uint8Array;
  /** Row and public key. */
  readonly author: number;
  readonly authorKey: Uint8Array;
  /** Row and id of the followed festival; null in log 0. */
  readonly festival: number | null;
  readonly festivalId: Uint8Array | null;
  readonly payload: Uint8Array;
  /** Whether entries after it in its log may have been projected before. */
  readonly late: boolean;
}

/** What counts and has a payload, with what a projection needs to know of it. */
export const ARRIVALS = `SELECT entries.row AS row, entries.log AS log, entries.seq AS seq,
    substr(entries.digest, 1, 32) AS id,
    entries.payload AS payload, logs.author AS author, authors.key AS author_key,
    logs.festival AS festival, follows.id AS festival_id
  FROM entries JOIN logs ON logs.row = entries.log JOIN authors ON authors.row = logs.author
  LEFT JOIN follows ON follows.row = logs.festival
  WHERE entries.payload IS NOT NULL AND (logs.cut IS NULL OR entries.seq < logs.cut)`;

export function arrivalOf(row: SqlRow, late: boolean): Arrival {
  return {
    row: row["row"] as number,
    log: row["log"] as number,
    seq: row["seq"] as number,
    id: row["id"] as Uint8Array,
    author: row["author"] as number,
    authorKey: row["author_key"] as Uint8Array,
    festival: row["festival"] as number | null,
    festivalId: row["festival_id"] as Uint8Array | null,
    payload: row["payload"] as Uint8Array,
    late,
  };
}

/** A stored entry that may be read again; null where it has no payload, or does not count. */
export function arrivalAt(driver: SqlDriver, entry: number): Arrival | null {
  const row = driver.prepare(`${ARRIVALS} AND entries.row = ?`).get(entry);
  return row === undefined ? null : arrivalOf(row, true);
}
