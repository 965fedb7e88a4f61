/**
 * The seams of a node: everything it asks of the world, in one file.
 *
 * A port is small, has more than one implementation, and one acceptance suite (`tests/node/ports/`)
 * that every implementation passes. What stands behind a port may fail as weather does (a full disk,
 * a lost channel) and then throws a {@link WeatherError}; it never judges data.
 */
import type { CheckedEntry, CheckItem, CheckOutcome, ForkProof } from "../core/bamboo/mod.ts";
import type { Queries } from "./queries.ts";
import type { AppendResult, Head, StoredEntry } from "./results.ts";

/** Unix milliseconds, and timers. The only source of time in `src/node`. */
export interface Clock {
  now(): number;
  /** Runs `task` once after `ms`; the returned function cancels it. */
  after(ms: number, task: () => void): () => void;
}

/** Unpredictable bytes: nonces and node keys. */
export interface Entropy {
  bytes(length: number): Uint8Array;
}

/** Where a node says what happened: structured, one line each, never a secret. */
export interface Report {
  info(event: string, facts?: Facts): void;
  warn(event: string, facts?: Facts): void;
  /** Reports a failure and returns the id under which it can be found again. */
  error(event: string, cause: unknown, facts?: Facts): string;
}

export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/**
 * Everything about an entry that its own bytes decide: canonical decoding, the one signature rule,
 * the payload's hash and size. Batch-first, so that an implementation may spread the work.
 */
export interface Verifier {
  /** One result an item, in order; refuses, and never throws, on any bytes. */
  check(items: readonly CheckItem[]): Promise<readonly CheckOutcome[]>;
  close(): Promise<void>;
}

/** What can be bound to, and read from, a statement. Integers beyond 2^53 − 1 are never stored. */
export type SqlValue = null | number | string | Uint8Array;
export type SqlRow = Record<string, SqlValue>;

/** A synchronous SQL database of one connection, as `node:sqlite` and SQLite-WASM both are. */
export interface SqlDriver {
  /** Runs statements that take nothing and give nothing. */
  exec(sql: string): void;
  /** A statement, prepared once and kept: the same text gives the same statement. */
  prepare(sql: string): SqlStatement;
  close(): void;
}

export interface SqlStatement {
  run(...parameters: readonly SqlValue[]): SqlChange;
  get(...parameters: readonly SqlValue[]): SqlRow | undefined;
  all(...parameters: readonly SqlValue[]): SqlRow[];
}

export interface SqlChange {
  readonly changes: number;
  readonly lastRow: number;
}

/**
 * What a node holds: entries, heads, cuts, payloads and all that they add up to. Asynchronous and
 * batch-first, so that a database on another machine can stand here.
 */
export interface Store extends Queries {
  /**
   * Appends what has been checked, in one transaction: links, insertion, projection. One result an
   * item, in order; an item that is refused leaves the others alone. Durable when it resolves.
   */
  append(batch: readonly CheckedEntry[], options: AppendOptions): Promise<readonly AppendResult[]>;
  /**
   * Keeps a proof of a fork or a size lie and cuts the log there; false where the proof proves
   * nothing, or is of a festival that is not followed.
   */
  prove(proof: ForkProof): Promise<boolean>;
  /** The last entry that counts; null for an empty log. */
  head(author: Uint8Array, logId: number): Promise<Head | null>;
  /** Entries of a log from a seqnum on, ascending; at most `limit`. */
  range(author: Uint8Array, logId: number, from: number, limit: number): Promise<StoredEntry[]>;
  /** The entry of a whole YAMF hash (66 bytes). */
  entry(hash: Uint8Array): Promise<StoredEntry | null>;
  /**
   * Follows a festival and, as they become known, its ancestors. False where another festival of
   * the same log id is followed already (`DESIGN.md` §5: one festival a log id).
   */
  follow(festival: Uint8Array): Promise<boolean>;
  /** A small durable value of the node itself (its agent's key, say). */
  setting(name: string): Promise<string | null>;
  setSetting(name: string, value: string): Promise<void>;
  /** Makes the projections again from the entries. */
  rebuild(progress?: (done: number, total: number) => void): Promise<void>;
  /** The projections as sorted lines: equal for equal sets of entries, whatever their order. */
  dump(): Promise<string[]>;
  close(): Promise<void>;
}

export interface AppendOptions {
  /** Whether a log of an unfollowed festival may begin here by the festival's own create. */
  readonly followCreated: boolean;
  /** Unix milliseconds at which the node received the batch. */
  readonly receivedAt: number;
}

/** A failure of the world below a port, with what it was doing and why it failed. */
export class WeatherError extends Error {
  constructor(readonly code: "disk-full" | "read-only" | "locked" | "io", cause: unknown) {
    super(WEATHER[code], { cause });
    this.name = "WeatherError";
  }
}

const WEATHER = {
  "disk-full": "the disk is full: free some space and try again",
  "read-only": "the database cannot be written: check the permissions of the data folder",
  "locked": "another process holds this data folder: stop it, or choose another with --data",
  "io": "the database could not be read or written",
} as const;
