/**
 * Which payloads are missing, and wanted: of every entry that counts and that no delete erases. A
 * table of its own, so that asking for them costs what is asked for, however many were dropped.
 */
import type { SqlDriver } from "../ports.ts";
import { ERASES } from "./voids.ts";

const MISSING = `INSERT OR IGNORE INTO wanted (entry, log, festival)
  SELECT entries.row, logs.row, logs.festival FROM entries JOIN logs ON logs.row = entries.log
    WHERE entries.payload IS NULL AND (logs.cut IS NULL OR entries.seq < logs.cut)`;

/** Wants the payload of an entry that nothing erases, if it is missing. */
export function want(driver: SqlDriver, entry: number): void {
  driver.prepare(`${MISSING} AND entries.row = ?`).run(entry);
}

export function unwant(driver: SqlDriver, entry: number): void {
  driver.prepare("DELETE FROM wanted WHERE entry = ?").run(entry);
}

/** Wants all that is missing, once it is known what is void. */
export function wantAll(driver: SqlDriver): void {
  driver.prepare(
    `${MISSING} AND NOT EXISTS (SELECT 1 FROM deletes
        WHERE deletes.target = entries.row AND effective = 1 AND ${ERASES})
      ORDER BY entries.row`,
  ).run();
}
