/** The store on any SQL database of one connection: one transaction for all that an entry changes. */
import { digestOf } from "../../core/bamboo/mod.ts";
import { portable, type Primitives } from "../../core/crypto/mod.ts";
import { dumpOf } from "../projections/mod.ts";
import type { SqlDriver, Store } from "../ports.ts";
import { sharedCommits } from "./shared_commits.ts";
import { entryReader } from "./entry_bytes.ts";
import { followAncestors, followNow, parentOf } from "./follow_rows.ts";
import { ENTRIES, headAt, heldEntry, logRow, storedEntry } from "./log_rows.ts";
import { networkRows } from "./network_rows.ts";
import { payloadRows } from "./payload_rows.ts";
import { keptProof, prove } from "./prove.ts";
import { provenRows } from "./proven_rows.ts";
import { countsOf, sqlQueries } from "./queries/mod.ts";
import { rebuildAll } from "./rebuild.ts";
import { inTransaction, migrate } from "./schema.ts";

export interface SqlStoreOptions {
  readonly driver: SqlDriver;
  /** For proofs; the portable ones where not given. */
  readonly primitives?: Primitives;
  /** Told how many entries are taken again, where rules that changed ask for it: see `rebuild`. */
  readonly rebuilding?: (done: number, total: number) => void;
}

/** Opens a store on a database, which it migrates, and closes with itself. */
export function openSqlStore(options: SqlStoreOptions): Promise<Store> {
  const primitives = options.primitives ?? portable;

  // What is deleted is overwritten where that costs no page more.
  options.driver.exec("PRAGMA secure_delete = FAST");
  if (migrate(options.driver)) rebuildAll(options.driver, options.rebuilding);

  const { append, driver } = sharedCommits(options.driver);

  const store: Store = {
    ...sqlQueries(driver),
    ...networkRows(driver),
    ...payloadRows(driver),
    ...provenRows(driver, primitives),
    append,
    prove: (proof) => attempt(() => prove(driver, primitives, proof)),
    proof: (author, logId) => attempt(() => keptProof(driver, author, logId)),
    head: (author, logId) =>
      attempt(() => {
        const row = logRow(driver, author, logId);
        return row === null ? null : headAt(driver, row, author);
      }),
    range: (author, logId, from, limit) =>
      attempt(() => {
        const read = entryReader(driver);
        return driver.prepare(RANGE).all(author, logId, from, limit)
          .map((row) => storedEntry(driver, row, read));
      }),
    held: (author, logId, from, limit) =>
      attempt(() => {
        const read = entryReader(driver);
        return driver.prepare(RANGE).all(author, logId, from, limit)
          .map((row) => heldEntry(row, read));
      }),
    entry: (hash) =>
      attempt(() => {
        const digest = digestOf(hash);
        const row = driver.prepare(
          `${ENTRIES} WHERE substr(entries.digest, 1, 16) = ? AND entries.digest = ?`,
        ).get(digest.subarray(0, 16), digest);
        return row === undefined ? null : storedEntry(driver, row);
      }),
    follow: (festival) =>
      attempt(() =>
        inTransaction(driver, () => {
          const followed = followNow(driver, festival, true);
          if (followed) followAncestors(driver, parentOf(driver, festival));
          return followed;
        })
      ),
    setting: (name) =>
      attempt(() => {
        const row = driver.prepare("SELECT value FROM settings WHERE name = ?").get(`node.${name}`);
        return (row?.["value"] ?? null) as string | null;
      }),
    setSetting: (name, value) =>
      attempt(() => {
        driver.prepare("INSERT OR REPLACE INTO settings VALUES (?, ?)").run(`node.${name}`, value);
      }),
    rebuild: (progress) => attempt(() => rebuildAll(driver, progress)),
    dump: () => attempt(() => dumpOf(driver)),
    close: () =>
      attempt(() => {
        countsOf(driver).keep();
        driver.close();
      }),
  };
  return Promise.resolve(store);
}

/** A synchronous task as the asynchronous port promises it: what it throws is a rejection. */
function attempt<Result>(task: () => Result): Promise<Result> {
  try {
    return Promise.resolve(task());
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Entries of a log from a seqnum on. */
const RANGE = `${ENTRIES} WHERE authors.key = ? AND logs.log_id = ? AND entries.seq >= ?
  ORDER BY entries.seq LIMIT ?`;
