/** Payloads, apart from their entries: which are wanted, which are here, which are dropped. */
import { sameBytes } from "../../core/bamboo/mod.ts";
import { ERASES } from "../projections/mod.ts";
import type { PayloadStore, SqlDriver } from "../ports.ts";
import { entryBytes } from "./entry_bytes.ts";

export function payloadRows(driver: SqlDriver): PayloadStore {
  const festivalRow = (festival: Uint8Array) =>
    (driver.prepare("SELECT row FROM follows WHERE id = ? AND active = 1").get(festival)?.["row"] ??
      null) as number | null;
  // The port promises rejections, never throws.
  // deno-lint-ignore require-await
  const soon = async <Result>(task: () => Result) => task();
  return {
    newestWant: () =>
      soon(() =>
        (driver.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'wanted'").get()?.["seq"] ??
          0) as number
      ),
    wants: (festival, after, limit) =>
      soon(() => {
        const rows = driver.prepare(
          `SELECT number, substr(entries.digest, 1, 32) AS id FROM (
              SELECT * FROM (SELECT number, entry FROM wanted
                WHERE festival = ?1 AND number > ?2 ORDER BY number LIMIT ?3)
              UNION ALL
              SELECT * FROM (SELECT number, entry FROM wanted
                JOIN entries ON entries.row = wanted.entry JOIN logs ON logs.row = entries.log
                WHERE wanted.festival IS NULL AND number > ?2
                  AND EXISTS (SELECT 1 FROM logs AS own
                    WHERE own.author = logs.author AND own.festival = ?1)
                ORDER BY number LIMIT ?3)
            ) AS missing JOIN entries ON entries.row = missing.entry ORDER BY number LIMIT ?3`,
        ).all(festivalRow(festival), after, limit);
        return {
          ids: rows.map(({ id }) => id as Uint8Array),
          after: (rows.at(-1)?.["number"] ?? after) as number,
          last: rows.length < limit,
        };
      }),
    wantsOf: (author, logId, limit) =>
      soon(() =>
        driver.prepare(
          `SELECT entries.seq AS seq FROM authors JOIN logs ON logs.author = authors.row
              JOIN wanted ON wanted.log = logs.row JOIN entries ON entries.row = wanted.entry
            WHERE authors.key = ? AND logs.log_id = ? ORDER BY wanted.entry LIMIT ?`,
        ).all(author, logId, limit).map(({ seq }) => seq as number)
      ),
    payloads: (festival, ids, mostBytes) =>
      soon(() => {
        const row = festivalRow(festival);
        const found: (Uint8Array | null)[] = [];
        let bytes = 0;
        for (const id of ids) {
          const payload = row === null ? null : payloadOf(driver, id, row);
          bytes += payload?.length ?? 0;
          if (found.length > 0 && bytes > mostBytes) break;
          found.push(payload);
        }
        return found;
      }),
    entriesOf: (ids) =>
      soon(() =>
        ids.map((id) => {
          const row = driver.prepare(
            `SELECT log, seq, digest, tail FROM entries
              WHERE substr(digest, 1, 16) = ? AND substr(digest, 1, 32) = ?`,
          ).get(id.subarray(0, 16), id);
          return row === undefined ? null : entryBytes(driver, row);
        })
      ),
  };
}

/**
 * Of an entry that counts, in a festival or in a profile. Whose profiles go with the festival is not
 * asked: who names an entry by its hash holds it.
 */
function payloadOf(driver: SqlDriver, id: Uint8Array, festival: number): Uint8Array | null {
  const row = driver.prepare(
    `SELECT substr(entries.digest, 1, 32) AS id, entries.payload AS payload
      FROM entries JOIN logs ON logs.row = entries.log
      WHERE substr(entries.digest, 1, 16) = ?1 AND (logs.festival = ?2 OR logs.log_id = 0)
        AND (logs.cut IS NULL OR entries.seq < logs.cut)`,
  ).all(id.subarray(0, 16), festival).find((row) => sameBytes(row["id"] as Uint8Array, id));
  return (row?.["payload"] ?? null) as Uint8Array | null;
}

/** An author begins to write in a festival: their profile may be asked for with it, from now on. */
export function wantProfileAgain(driver: SqlDriver, author: number): void {
  driver.prepare(
    `INSERT OR REPLACE INTO wanted (entry, log, festival)
      SELECT wanted.entry, wanted.log, NULL FROM logs JOIN wanted ON wanted.log = logs.row
        WHERE logs.author = ? AND logs.log_id = 0`,
  ).run(author);
}

/** Drops the payloads of entries, and overwrites what they leave in the file. */
export function dropPayloads(driver: SqlDriver, entries: ReadonlySet<number>): void {
  if (entries.size === 0) return;
  overwriting(driver, () => {
    const drop = driver.prepare("UPDATE entries SET payload = NULL WHERE row = ?");
    for (const entry of entries) drop.run(entry);
  });
}

/** Drops whatever a delete has erased, in the whole database. */
export function dropErased(driver: SqlDriver): void {
  overwriting(driver, () => {
    driver.prepare(
      `UPDATE entries SET payload = NULL WHERE payload IS NOT NULL
        AND row IN (SELECT target FROM deletes WHERE effective = 1 AND ${ERASES})`,
    ).run();
  });
}

/** Else the bytes of long payloads would stand in free pages until something is written there. */
function overwriting(driver: SqlDriver, task: () => void): void {
  driver.exec("PRAGMA secure_delete = ON");
  try {
    task();
  } finally {
    driver.exec("PRAGMA secure_delete = FAST");
  }
}
