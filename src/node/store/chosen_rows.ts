/** Entries of the logs that are asked for by a name, with the certificate pools that prove them. */
import { certificatePool, digestOf, HASH_BYTES } from "../../core/bamboo/mod.ts";
import { ID_BYTES } from "../../core/messages/mod.ts";
import type { SqlDriver, SqlRow } from "../ports.ts";
import { STATE } from "../projections/mod.ts";
import type { Chosen } from "../proven.ts";
import { entryBytes } from "./entry_bytes.ts";
import { CHOSEN_BYTES, MOST_CHOSEN, MOST_POOL } from "../sync/mod.ts";

/** The bytes of an entry, at most, for counting before it is read. */
const POOL_ENTRY_BYTES = 321;

interface Log {
  readonly row: number;
  /** Of the last entry that counts. */
  readonly last: number;
}

/** What counts of it in the logs; null where they have none of it, or all of it is cut. */
export function chosenFromLogs(driver: SqlDriver, name: Uint8Array): Chosen | null {
  const rows = name.length === HASH_BYTES ? entryNamed(driver, name) : documentNamed(driver, name);
  let log: Log | null = null;
  const items: SqlRow[] = [];
  const places = new Set<number>();
  let bytes = 0;
  for (const row of rows) {
    const { last } = log ??= logOf(driver, row["log"] as number);
    if ((row["seq"] as number) > last) {
      // Only what creates it tells whose the others are.
      if (items.length === 0) return null;
      continue;
    }
    const own = certificatePool(row["seq"] as number).filter((place) => place <= last);
    const more = own.filter((place) => !places.has(place));
    const size = POOL_ENTRY_BYTES +
      ((row["payload"] as Uint8Array | null)?.length ?? 0) + more.length * POOL_ENTRY_BYTES;
    const fits = items.length < MOST_CHOSEN && places.size + more.length <= MOST_POOL &&
      bytes + size <= CHOSEN_BYTES;
    if (!fits) break;
    bytes += size;
    items.push(row);
    for (const place of more) places.add(place);
  }
  if (log === null || items.length === 0) return null;
  const { row: logRow } = log;
  for (const row of items) places.delete(row["seq"] as number);
  items.sort((one, other) => (one["seq"] as number) - (other["seq"] as number));
  return {
    items: items.map((row) => ({
      entry: entryBytes(driver, row),
      payload: row["payload"] as Uint8Array | null,
    })),
    pool: [...places].sort((one, other) => one - other).map((place) =>
      entryBytes(driver, driver.prepare(`${ENTRY} WHERE log = ? AND seq = ?`).get(logRow, place)!)
    ),
  };
}

const ENTRY = "SELECT log, seq, digest, tail, payload FROM entries";

function entryNamed(driver: SqlDriver, hash: Uint8Array): SqlRow[] {
  const digest = digestOf(hash);
  return driver.prepare(`${ENTRY} WHERE substr(digest, 1, 16) = ? AND digest = ?`)
    .all(digest.subarray(0, 16), digest);
}

/**
 * The create that makes it, what takes it back, then its updates from the first on: where not all is
 * given, what is given is what it once was.
 */
function* documentNamed(driver: SqlDriver, id: Uint8Array): Generator<SqlRow> {
  if (id.length !== ID_BYTES) return;
  const entry = entryCreating(driver, id);
  const festival = entry === null ? festivalCreated(driver, id) : null;
  const created = entry ?? festival ?? profileOf(driver, id);
  if (created === null) return;
  const entryAt = driver.prepare(`${ENTRY} WHERE row = ?`);
  yield entryAt.get(created)!;
  const deletes = driver.prepare(
    "SELECT entry FROM deletes WHERE target = ? AND effective = 1 ORDER BY entry LIMIT ?",
  ).all(created, MOST_CHOSEN);
  // A festival's updates name its id, and not the entry that creates it.
  const named = festival === null ? "updates.target = ?1" : `updates.schema = 'festival'
    AND updates.entry > ?1 AND updates.log = (SELECT log FROM festivals WHERE entry = ?1)`;
  const updates = driver.prepare(
    `SELECT updates.entry AS entry FROM updates WHERE ${named}
      AND NOT EXISTS (SELECT 1 FROM deletes WHERE target = updates.entry AND effective = 1)
      ORDER BY updates.entry LIMIT ?2`,
  ).all(created, MOST_CHOSEN);
  // One by one: payloads are large, and few of them may fit.
  for (const { entry } of [...deletes, ...updates]) {
    const row = entryAt.get(entry!)!;
    // Without its payload nothing shows what it is about.
    if (row["payload"] !== null) yield row;
  }
}

function entryCreating(driver: SqlDriver, id: Uint8Array): number | null {
  const row = driver.prepare(
    "SELECT row FROM entries WHERE substr(digest, 1, 16) = ? AND substr(digest, 1, 32) = ?",
  ).get(id.subarray(0, 16), id);
  return (row?.["row"] ?? null) as number | null;
}

function festivalCreated(driver: SqlDriver, id: Uint8Array): number | null {
  const row = driver.prepare(
    `SELECT entry FROM festivals WHERE festival = (SELECT row FROM follows WHERE id = ?)
      AND state IN (${STATE.effective}, ${STATE.broken}) ORDER BY entry LIMIT 1`,
  ).get(id);
  return (row?.["entry"] ?? null) as number | null;
}

function profileOf(driver: SqlDriver, key: Uint8Array): number | null {
  const row = driver.prepare(
    `SELECT entry FROM profiles WHERE author = (SELECT row FROM authors WHERE key = ?)
      AND state = ${STATE.effective}`,
  ).get(key);
  return (row?.["entry"] ?? null) as number | null;
}

function logOf(driver: SqlDriver, row: number): Log {
  const { length, cut } = driver.prepare("SELECT length, cut FROM logs WHERE row = ?").get(row)!;
  const last = Math.min(length as number, (cut as number | null ?? Infinity) - 1);
  return { row, last };
}
