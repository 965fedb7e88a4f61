/**
 * Batches that share a commit. A commit writes each page that it changed once, and hashes are spread
 * over as many pages as there are: so eight batches that are committed together cost little more than
 * one alone. Nobody is told of an entry before its commit; and nobody sees it before: whoever asks
 * for anything meanwhile has the commit made first.
 */
import type { CheckedEntry } from "../../core/bamboo/mod.ts";
import type { AppendOptions, SqlDriver, SqlStatement } from "../ports.ts";
import type { AppendResult } from "../results.ts";
import { Appender } from "./append.ts";

export interface SharedCommits {
  /** As `Store.append` promises it. */
  append(batch: readonly CheckedEntry[], options: AppendOptions): Promise<readonly AppendResult[]>;
  /** The database for all else: with it, what was appended is committed first. */
  readonly driver: SqlDriver;
}

/** A transaction that has begun. */
interface Open {
  readonly appender: Appender;
  readonly durable: boolean;
  /** To be told once it is committed. */
  readonly waiting: Waiting[];
}

interface Waiting {
  readonly done: () => void;
  readonly failed: (cause: unknown) => void;
}

export function sharedCommits(driver: SqlDriver): SharedCommits {
  let open: Open | null = null;

  function begin(durable: boolean): Open {
    if (open !== null && (open.durable || !durable)) return open;
    commit();
    // What came by sync is left to the system to write; the next commit that is synced syncs it too.
    if (!durable) driver.exec("PRAGMA synchronous = NORMAL");
    const begun: Open = { appender: new Appender(driver), durable, waiting: [] };
    try {
      driver.exec("BEGIN IMMEDIATE");
    } catch (cause) {
      rollBack(begun, cause);
      throw cause;
    }
    return open = begun;
  }

  /** Says how the transaction ended to all who wait for it. */
  function end({ durable, waiting }: Open, failure?: { readonly cause: unknown }): void {
    open = null;
    if (!durable) driver.exec("PRAGMA synchronous = FULL");
    for (const { done, failed } of waiting) failure === undefined ? done() : failed(failure.cause);
  }

  function rollBack(begun: Open, cause: unknown): void {
    try {
      driver.exec("ROLLBACK");
    } catch {
      // SQLite has rolled back by itself where the disk was full; the first error says why.
    }
    end(begun, { cause });
  }

  function commit(): void {
    if (open === null) return;
    const begun = open;
    try {
      begun.appender.finish();
      driver.exec("COMMIT");
    } catch (cause) {
      return rollBack(begun, cause);
    }
    end(begun);
  }

  return {
    append: (batch, { more = false, ...options }) =>
      new Promise((resolve, failed) => {
        const begun = begin(options.durable ?? true);
        try {
          const results = begun.appender.append(batch, options);
          begun.waiting.push({ done: () => resolve(results), failed });
        } catch (cause) {
          rollBack(begun, cause);
          throw cause;
        }
        if (!more) commit();
      }),
    driver: afterCommit(driver, commit),
  };
}

/** A database of which nothing is asked before all is committed. */
function afterCommit(driver: SqlDriver, commit: () => void): SqlDriver {
  const statements = new Map<string, SqlStatement>();
  return {
    exec(sql) {
      commit();
      driver.exec(sql);
    },
    prepare(sql) {
      let statement = statements.get(sql);
      if (statement === undefined) {
        const native = driver.prepare(sql);
        statement = {
          run: (...values) => (commit(), native.run(...values)),
          get: (...values) => (commit(), native.get(...values)),
          all: (...values) => (commit(), native.all(...values)),
        };
        statements.set(sql, statement);
      }
      return statement;
    },
    close() {
      commit();
      statements.clear();
      driver.close();
    },
  };
}
