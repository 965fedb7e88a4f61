/**
 * What SQLite takes for the rows that entries end up in, with all their indices, and for nothing else:
 * the limit of storing them. The full text is not in it.
 */
import { openSqlDriver } from "../../src/platform/deno/sql_driver.ts";
import type { SqlDriver, SqlValue } from "../../src/node/mod.ts";

/** The last ones of a store. */
const ENTRIES = 32_000;
const A_COMMIT = 8_000;
const TABLES = ["entries", "events", "requests"] as const;

/**
 * Copies the last entries of a store, with their documents, into a new database, or `among` all that
 * was there before them, in a copy of the store: entries a second.
 */
export function bareRate(from: string, to: string, among = false): number {
  const source = openSqlDriver(from, { readOnly: true });
  if (among) Deno.copyFileSync(from, to);
  let target = openSqlDriver(to);
  try {
    const last = source.prepare("SELECT max(row) AS last FROM entries").get()!["last"] as number;
    const first = Math.max(1, last - ENTRIES + 1);
    const rows = TABLES.map((table) => rowsOf(source, table, first - 1));
    if (among) {
      target.exec("PRAGMA foreign_keys = OFF");
      for (const table of TABLES) target.exec(`DELETE FROM ${table} WHERE rowid >= ${first}`);
      // What was deleted is in its memory; what comes is to find its pages as a store does.
      target.close();
      target = openSqlDriver(to);
      target.exec("PRAGMA foreign_keys = OFF");
    } else makeTables(source, target);
    const inserts = TABLES.map((table, i) => insertInto(target, table, rows[i]!));
    const start = performance.now();
    const next = TABLES.map(() => 0);
    for (let row = first; row <= last;) {
      target.exec("BEGIN IMMEDIATE");
      for (const end = row + A_COMMIT; row < end && row <= last; row++) {
        rows.forEach((all, i) => {
          // The first column of each is the row of its entry.
          if (all[next[i]!]?.[0] === row) inserts[i]!.run(...all[next[i]!++]!);
        });
      }
      target.exec("COMMIT");
    }
    return (last - first + 1) / (performance.now() - start) * 1_000;
  } finally {
    source.close();
    target.close();
  }
}

function makeTables(source: SqlDriver, target: SqlDriver): void {
  const made = source.prepare(
    `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL
      AND tbl_name IN ('authors', 'follows', 'logs', 'entries', 'events', 'requests')`,
  ).all();
  for (const { sql } of made) target.exec(sql as string);
  for (const table of ["authors", "follows", "logs"]) {
    const rows = rowsOf(source, table, 0);
    const insert = insertInto(target, table, rows);
    for (const row of rows) insert.run(...row);
  }
}

function rowsOf(source: SqlDriver, table: string, after: number): SqlValue[][] {
  return source.prepare(`SELECT * FROM ${table} WHERE rowid > ? ORDER BY rowid`).all(after)
    .map((row) => Object.values(row));
}

function insertInto(target: SqlDriver, table: string, rows: readonly SqlValue[][]) {
  return target.prepare(`INSERT INTO ${table} VALUES (${rows[0]!.map(() => "?")})`);
}
