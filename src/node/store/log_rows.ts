/** Rows of authors, logs and entries: what stands where. */
import { yamfOf } from "../../core/bamboo/mod.ts";
import { explain } from "../projections/mod.ts";
import type { SqlDriver, SqlRow } from "../ports.ts";
import type { Head, HeldEntry, StoredEntry } from "../results.ts";
import { entryReader, whole } from "./entry_bytes.ts";
import type { Follow } from "./follow_rows.ts";
import { wantProfileAgain } from "./payload_rows.ts";

/** Festival ids have 6 bytes of log id; anything above names no festival. */
export const MAX_LOG_ID = 2n ** 48n;

/** Entries as {@link storedEntry} takes them. */
export const ENTRIES = `SELECT entries.*, authors.key AS author, logs.log_id AS log_id FROM entries
  JOIN logs ON logs.row = entries.log JOIN authors ON authors.row = logs.author`;

/** The last entry that counts: the valid prefix of a log that is cut. */
export function headAt(driver: SqlDriver, row: number, author: Uint8Array): Head | null {
  const log = driver.prepare("SELECT log_id, length, ended, cut FROM logs WHERE row = ?").get(
    row,
  )!;
  const length = log["length"] as number;
  const cut = log["cut"] as number | null;
  if (length === 0 && cut === null) return null;
  const seqNum = cut === null ? length : Math.min(length, cut - 1);
  return {
    author,
    logId: log["log_id"] as number,
    seqNum,
    hash: seqNum === 0 ? null : hashAt(driver, row, seqNum),
    ended: log["ended"] === 1 && seqNum === length,
    cut,
  };
}

/** YAMF of a held entry. */
export function hashAt(driver: SqlDriver, log: number, seq: number): Uint8Array {
  const held = driver.prepare("SELECT digest FROM entries WHERE log = ? AND seq = ?")
    .get(log, seq)!;
  return yamfOf(held["digest"] as Uint8Array);
}

/** Row of a held entry. */
export function rowAt(driver: SqlDriver, log: number, seq: number): number {
  return driver.prepare("SELECT row FROM entries WHERE log = ? AND seq = ?")
    .get(log, seq)!["row"] as number;
}

export function newLog(
  driver: SqlDriver,
  author: number,
  logId: number,
  festival: Follow | null,
): number {
  if (festival !== null) wantProfileAgain(driver, author);
  return driver.prepare("INSERT INTO logs (author, log_id, festival) VALUES (?, ?, ?)")
    .run(author, logId, festival?.row ?? null).lastRow;
}

/** Row of an author, made where there is none. */
export function authorRow(driver: SqlDriver, key: Uint8Array): number {
  const found = driver.prepare("SELECT row FROM authors WHERE key = ?").get(key);
  if (found !== undefined) return found["row"] as number;
  return driver.prepare("INSERT INTO authors (key) VALUES (?)").run(key).lastRow;
}

export function logRow(driver: SqlDriver, author: Uint8Array, logId: number): number | null {
  const found = driver.prepare(
    `SELECT logs.row AS row FROM logs JOIN authors ON authors.row = logs.author
      WHERE authors.key = ? AND logs.log_id = ?`,
  ).get(author, logId);
  return (found?.["row"] ?? null) as number | null;
}

/** An entry with what the projections say of it. */
export function storedEntry(
  driver: SqlDriver,
  row: SqlRow,
  read = entryReader(driver),
): StoredEntry {
  return { ...heldEntry(row, read), ignored: explain(driver, row["row"] as number).ignored };
}

/** A row of {@link ENTRIES}. */
export function heldEntry(row: SqlRow, read: ReturnType<typeof entryReader>): HeldEntry {
  return {
    author: row["author"] as Uint8Array,
    logId: row["log_id"] as number,
    seqNum: row["seq"] as number,
    hash: yamfOf(row["digest"] as Uint8Array),
    entry: whole(read(row), row),
    payload: row["payload"] as Uint8Array | null,
    receivedAt: row["received_at"] as number,
  };
}
