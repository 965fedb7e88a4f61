/**
 * The tables of truth: what arrived, and nothing that can be derived. Lean, because a row's cost is
 * what ingest costs: integer row keys, and one index on 16 bytes of the digest.
 *
 * An entry's row is also the order in which this node received it.
 */
import type { SqlDriver } from "../ports.ts";
import { DERIVED_TABLES } from "../projections/mod.ts";
import { shortenEntries } from "./shorten.ts";

const TRUTH = `
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE authors (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE);
CREATE TABLE follows (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  log_id INTEGER NOT NULL UNIQUE,
  -- 0 where it is no longer followed: what is here stays, nothing new is taken.
  active INTEGER NOT NULL DEFAULT 1,
  -- 0 where it is followed only as an ancestor of others.
  chosen INTEGER NOT NULL DEFAULT 1,
  revision INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE peers (address TEXT PRIMARY KEY, key BLOB, last_contact INTEGER) WITHOUT ROWID;
CREATE TABLE logs (
  row INTEGER PRIMARY KEY,
  author INTEGER NOT NULL REFERENCES authors,
  log_id INTEGER NOT NULL,
  festival INTEGER REFERENCES follows,
  length INTEGER NOT NULL DEFAULT 0,
  ended INTEGER NOT NULL DEFAULT 0,
  cut INTEGER,
  UNIQUE (author, log_id)
);
CREATE INDEX logs_festival ON logs (festival, author);
CREATE TABLE entries (
  row INTEGER PRIMARY KEY,
  log INTEGER NOT NULL REFERENCES logs,
  seq INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  digest BLOB NOT NULL,
  bytes BLOB NOT NULL,
  payload BLOB
);
CREATE UNIQUE INDEX entries_place ON entries (log, seq);
CREATE INDEX entries_digest ON entries (substr(digest, 1, 16));
CREATE TABLE proofs (
  log INTEGER NOT NULL REFERENCES logs,
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  first BLOB NOT NULL,
  second BLOB NOT NULL,
  PRIMARY KEY (log, seq)
) WITHOUT ROWID;
INSERT INTO counter VALUES ('revision', 0);
`;

/** What is held without the rest of its log: see `proven_rows.ts`. No projection reads it. */
const PROVEN = `
CREATE TABLE proven_logs (
  row INTEGER PRIMARY KEY,
  author BLOB NOT NULL,
  log_id INTEGER NOT NULL,
  -- The lowest place that a proof names, and what proves it.
  cut INTEGER,
  first BLOB,
  second BLOB,
  UNIQUE (author, log_id)
);
CREATE TABLE proven_names (
  row INTEGER PRIMARY KEY,
  -- A YAMF hash, or the id of a document.
  name BLOB NOT NULL UNIQUE,
  log INTEGER NOT NULL REFERENCES proven_logs,
  taken_at INTEGER NOT NULL,
  size INTEGER NOT NULL,
  pinned INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX proven_names_log ON proven_names (log);
CREATE TABLE proven_items (
  name INTEGER NOT NULL REFERENCES proven_names,
  seq INTEGER NOT NULL,
  PRIMARY KEY (name, seq)
) WITHOUT ROWID;
CREATE TABLE proven_entries (
  row INTEGER PRIMARY KEY,
  log INTEGER NOT NULL REFERENCES proven_logs,
  seq INTEGER NOT NULL,
  digest BLOB NOT NULL,
  bytes BLOB NOT NULL,
  payload BLOB,
  UNIQUE (log, seq)
);
CREATE INDEX proven_entries_digest ON proven_entries (substr(digest, 1, 16));
`;

/** Numbered from 1; each brings a database from the version before it to its own. */
const MIGRATIONS: readonly ((driver: SqlDriver) => void)[] = [
  (driver) => driver.exec(TRUTH),
  (driver) => driver.exec(PROVEN),
  // An entry's tag and what follows its links: `entry_bytes.ts` puts the rest back.
  shortenEntries,
];

/**
 * The version of the rules of the projections (DESIGN.md §5): a database made by other rules is
 * rebuilt when it is opened.
 */
export const RULES_VERSION = "9";

/**
 * Brings a database to the present version; returns whether its projections must be made again. It
 * says by which rules they are made only once they are: see {@link recordRules}.
 */
export function migrate(driver: SqlDriver): boolean {
  const version = driver.prepare("PRAGMA user_version").get()!["user_version"] as number;
  if (version > MIGRATIONS.length) {
    throw new NewerDatabaseError(version, MIGRATIONS.length);
  }
  for (let next = version; next < MIGRATIONS.length; next++) {
    inTransaction(driver, () => {
      MIGRATIONS[next]!(driver);
      driver.exec(`PRAGMA user_version = ${next + 1}`);
    });
  }
  const rules = driver.prepare("SELECT value FROM settings WHERE name = 'rules'").get();
  if (rules !== undefined) return rules["value"] !== RULES_VERSION;
  inTransaction(driver, () => {
    makeDerivedTables(driver);
    recordRules(driver);
  });
  return false;
}

/** Records by which rules the projections are made, in the transaction that makes them. */
export function recordRules(driver: SqlDriver): void {
  driver.prepare("INSERT OR REPLACE INTO settings VALUES ('rules', ?)").run(RULES_VERSION);
}

/** Makes the derived tables anew, empty. */
export function makeDerivedTables(driver: SqlDriver): void {
  for (const { name, definition } of DERIVED_TABLES) {
    driver.exec(`DROP TABLE IF EXISTS ${name}`);
    driver.exec(definition);
  }
}

export class NewerDatabaseError extends Error {
  constructor(readonly found: number, readonly known: number) {
    super(
      `the database is of version ${found}, and this program knows versions up to ${known}: ` +
        "start the newer program that made it",
    );
    this.name = "NewerDatabaseError";
  }
}

/** Runs `task` in one write transaction: all of it, or nothing. */
export function inTransaction<Result>(driver: SqlDriver, task: () => Result): Result {
  try {
    driver.exec("BEGIN IMMEDIATE");
    const result = task();
    driver.exec("COMMIT");
    return result;
  } catch (error) {
    try {
      driver.exec("ROLLBACK");
    } catch {
      // SQLite has rolled back by itself where the disk was full; the first error says why.
    }
    throw error;
  }
}
