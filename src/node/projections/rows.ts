/** Single rows of the derived tables, and of the entries that they were made from. */
import type { SqlDriver, SqlRow, SqlValue } from "../ports.ts";
import { type ENTRY_TABLES, STATE } from "./tables.ts";

/** The create that counts in a log, one at most, whether or not its fold holds. */
export function festivalOf(driver: SqlDriver, log: number): number | null {
  const found = driver.prepare(
    "SELECT entry FROM festivals WHERE log = ? AND state IN (?, ?)",
  ).get(log, STATE.effective, STATE.broken);
  return (found?.["entry"] ?? null) as number | null;
}

export function idOf(driver: SqlDriver, entry: number): Uint8Array {
  return driver.prepare("SELECT substr(digest, 1, 32) AS id FROM entries WHERE row = ?")
    .get(entry)!["id"] as Uint8Array;
}

export function seqOf(driver: SqlDriver, entry: number): number {
  return driver.prepare("SELECT seq FROM entries WHERE row = ?").get(entry)!["seq"] as number;
}

/** The row of an earlier entry of the same log by its id; null where there is none. */
export function earlierEntry(
  driver: SqlDriver,
  id: Uint8Array,
  log: number,
  seq: number,
): number | null {
  // The signs keep SQLite from reading the log up to there instead of looking up the digest.
  const found = driver.prepare(
    `SELECT row FROM entries WHERE substr(digest, 1, 16) = ? AND substr(digest, 1, 32) = ?
      AND +log = ? AND +seq < ?`,
  ).get(id.subarray(0, 16), id, log, seq);
  return (found?.["row"] ?? null) as number | null;
}

export function stands(
  driver: SqlDriver,
  table: typeof ENTRY_TABLES[number],
  entry: number,
): boolean {
  return driver.prepare(`SELECT 1 FROM ${table} WHERE entry = ?`).get(entry) !== undefined;
}

/** Inserts a row; every row of a table has the same columns, in the same order. */
export function insertRow(driver: SqlDriver, table: string, columns: Columns): void {
  driver.prepare(insertOf(table, columns, 1)).run(...Object.values(columns));
}

/**
 * Rows on their way into tables, several by one statement: each of its own would cost half as much
 * again. Whoever reads such a table flushes first.
 */
export class LaterRows {
  readonly #waiting = new Map<string, Columns[]>();

  constructor(private readonly driver: SqlDriver) {}

  add(table: string, columns: Columns): void {
    let rows = this.#waiting.get(table);
    if (rows === undefined) this.#waiting.set(table, rows = []);
    if (rows.push(columns) < INSERTED_TOGETHER) return;
    this.#waiting.delete(table);
    const values: SqlValue[] = [];
    for (const row of rows) {
      for (const value of Object.values(row)) values.push(value);
    }
    this.driver.prepare(insertOf(table, columns, INSERTED_TOGETHER)).run(...values);
  }

  flush(): void {
    for (const [table, rows] of this.#waiting) {
      for (const row of rows) insertRow(this.driver, table, row);
    }
    this.#waiting.clear();
  }
}

type Columns = { readonly [name: string]: SqlValue };

const INSERTED_TOGETHER = 16;

/** The text of an insert, made once: an entry costs an insert or two, and their text cost as much. */
function insertOf(table: string, columns: Columns, rows: number): string {
  const name = rows === 1 ? table : `${table} × ${rows}`;
  let sql = INSERTS.get(name);
  if (sql === undefined) {
    const names = Object.keys(columns);
    const places = `(${names.map(() => "?")})`;
    // Plain: what an `OR` here says would hold for what triggers insert, too.
    sql = `INSERT INTO ${table} (${names.map(quote)}) VALUES ${Array(rows).fill(places)}`;
    INSERTS.set(name, sql);
  }
  return sql;
}
const INSERTS = new Map<string, string>();

export function updateRow(
  driver: SqlDriver,
  table: string,
  entry: number,
  columns: { readonly [name: string]: SqlValue },
): void {
  const names = Object.keys(columns);
  driver.prepare(
    `UPDATE ${table} SET ${names.map((name) => `${quote(name)} = ?`)} WHERE entry = ?`,
  ).run(...Object.values(columns), entry);
}

function quote(name: string): string {
  return `"${name}"`;
}

const ASKED_TOGETHER = 16;

/** Asks about many ids, some at a time: a question of its own for each would cost twice as much. */
export function askTogether(
  driver: SqlDriver,
  ids: readonly Uint8Array[],
  sqlOf: (places: string) => string,
  each: (row: SqlRow) => void,
): void {
  if (ids.length === 0) return;
  const ask = driver.prepare(sqlOf(Array(ASKED_TOGETHER).fill("?").join()));
  for (let from = 0; from < ids.length; from += ASKED_TOGETHER) {
    const some = ids.slice(from, from + ASKED_TOGETHER);
    // The last ones are filled up, with what is there already.
    while (some.length < ASKED_TOGETHER) some.push(some[0]!);
    ask.all(...some).forEach(each);
  }
}
