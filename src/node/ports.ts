/**
 * The seams of a node: everything it asks of the world, in one file.
 *
 * A port is small, has more than one implementation, and one acceptance suite (`tests/node/ports/`)
 * that every implementation passes. What stands behind a port may fail as weather does (a full disk,
 * a lost channel) and then throws a {@link WeatherError}; it never judges data.
 */
import type {
  CheckedEntry,
  CheckItem,
  CheckOutcome,
  ForkProof,
  ProofOutcome,
} from "../core/bamboo/mod.ts";
import type { ProvenStore } from "./proven.ts";
import type { Queries } from "./queries/mod.ts";
import type { AppendResult, Head, HeldEntry, StoredEntry } from "./results.ts";

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
  /** Judges a proof from its bytes alone; refuses, and never throws, on any. */
  checkProof(proof: ForkProof): Promise<ProofOutcome>;
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
export interface Store extends Queries, ProvenStore, PayloadStore {
  /**
   * Appends what has been checked, in one transaction: links, insertion, projection. One result an
   * item, in order; an item that is refused leaves the others alone. Durable when it resolves.
   * Appends take their turns in the order of their calls.
   */
  append(batch: readonly CheckedEntry[], options: AppendOptions): Promise<readonly AppendResult[]>;
  /**
   * Keeps a proof of a fork or a size lie and cuts the log there; false where the proof proves
   * nothing, or is of a festival that is not followed.
   */
  prove(proof: ForkProof): Promise<boolean>;
  /** The proof that cuts a log where it is cut; null where it is not. */
  proof(author: Uint8Array, logId: number): Promise<KeptProof | null>;
  /** The last entry that counts; null for an empty log. */
  head(author: Uint8Array, logId: number): Promise<Head | null>;
  /** Entries of a log from a seqnum on, ascending; at most `limit`. */
  range(author: Uint8Array, logId: number, from: number, limit: number): Promise<StoredEntry[]>;
  /** As `range`, without what the projections say of each: for those who carry entries on. */
  held(author: Uint8Array, logId: number, from: number, limit: number): Promise<HeldEntry[]>;
  /** The entry of a whole YAMF hash (66 bytes). */
  entry(hash: Uint8Array): Promise<StoredEntry | null>;
  /**
   * Follows a festival and, as they become known, its ancestors. False where another festival of
   * the same log id is followed already (`DESIGN.md` §5: one festival a log id).
   */
  follow(festival: Uint8Array): Promise<boolean>;
  /** Takes nothing new of a festival any more; what is here stays. */
  unfollow(festival: Uint8Array): Promise<void>;
  /** The festivals that are followed, ancestors included. */
  follows(): Promise<readonly Follow[]>;
  /** Heads of a festival's logs for reconciliation, by author, after `after`; at most `limit`. */
  syncHeads(festival: Uint8Array, after: Uint8Array | null, limit: number): Promise<SyncHead[]>;
  /** Addresses of peers that were configured: by flag, by a follow, on the network page. */
  peerAddresses(): Promise<readonly PeerAddress[]>;
  rememberPeer(peer: PeerAddress): Promise<void>;
  forgetPeer(address: string): Promise<void>;
  /** A small durable value of the node itself (its agent's key, say). */
  setting(name: string): Promise<string | null>;
  setSetting(name: string, value: string): Promise<void>;
  /** Makes the projections again from the entries. */
  rebuild(progress?: (done: number, total: number) => void): Promise<void>;
  /** The projections as sorted lines: equal for equal sets of entries, whatever their order. */
  dump(): Promise<string[]>;
  close(): Promise<void>;
}

/** Payloads, apart from their entries (DESIGN.md §4, "Payloads"). */
export interface PayloadStore {
  /** Rises whenever a payload becomes wanted that was not before. */
  newestWant(): Promise<number>;
  /**
   * Ids of entries (32 bytes) whose payloads are wanted, in a festival and in the profiles that go
   * with it: those that became so after `after`, at most `limit`; and what to go on after.
   */
  wants(festival: Uint8Array, after: number, limit: number): Promise<WantPage>;
  /** Seqnums of a log's entries whose payloads are wanted, ascending; at most `limit`. */
  wantsOf(author: Uint8Array, logId: number, limit: number): Promise<readonly number[]>;
  /**
   * The payloads of a festival's entries, and of profiles, by id; null where it is not here, or the
   * entry does not count or is of another festival. The first ones of `ids`: at least one,
   * and no more than fit.
   */
  payloads(
    festival: Uint8Array,
    ids: readonly Uint8Array[],
    mostBytes: number,
  ): Promise<readonly (Uint8Array | null)[]>;
  /** The bytes of entries by id, in order; null where there is none. */
  entriesOf(ids: readonly Uint8Array[]): Promise<readonly (Uint8Array | null)[]>;
}

export interface WantPage {
  readonly ids: readonly Uint8Array[];
  readonly after: number;
  readonly last: boolean;
}

export interface AppendOptions {
  /** Whether a log of an unfollowed festival may begin here by the festival's own create. */
  readonly followCreated: boolean;
  /** Unix milliseconds at which the node received the batch. */
  readonly receivedAt: number;
  /**
   * Whether it must survive a power cut (the default) once it resolves, and not only the end of the
   * process: what came by sync can be fetched again.
   */
  readonly durable?: boolean;
  /**
   * Whether each result says what became of the message (the default). Without it `id` and `ignored`
   * are null: whoever takes thousands of entries asks for none of that.
   */
  readonly explained?: boolean;
  /**
   * Whether the commit may wait for the next append, which is sure to come: so several batches share
   * one, and the results of all come after it. Whatever else is asked of the store commits first, and
   * never sees what is not. Where one fails, so do all that wait with it.
   */
  readonly more?: boolean;
}

export interface Follow {
  readonly id: Uint8Array;
  /** Known to be public: may be offered on channels that nothing binds. */
  readonly listed: boolean;
}

export interface KeptProof {
  readonly seqNum: number;
  readonly proof: ForkProof;
}

/** An author's log in a festival and their log 0. */
export interface SyncHead {
  readonly author: Uint8Array;
  readonly log: LogEnd;
  readonly profile: LogEnd;
}

/** The last entry that counts: 0 and null where there is none. */
export interface LogEnd {
  readonly seq: number;
  readonly id: Uint8Array | null;
  /** From where on nothing counts; left out where the log is not cut. */
  readonly cut?: number;
}

export interface PeerAddress {
  /** `http://host:port` */
  readonly address: string;
  /** The node's key when it was last met; null before. */
  readonly key: Uint8Array | null;
  /** Unix milliseconds; null before. */
  readonly lastContact: number | null;
}

/** Two lanes a channel: what waits in `control` goes before all that waits in `bulk`. */
export type Lane = "control" | "bulk";
export type Transport = "webrtc" | "websocket" | "memory";

/** The longest frame of a channel: data channels collapse with longer messages. */
export const MAX_FRAME_BYTES = 16_384;

/**
 * A connection to one peer, for its lifetime: ordered within a lane, reliable, framed, with
 * backpressure both ways. The sender waits for credits that the receiver grants as it takes frames,
 * and a peer that answers no ping is given up.
 */
export interface Channel {
  readonly transport: Transport;
  /** What the transport itself proves about its two ends; null where it proves nothing. */
  readonly binding: ChannelBinding | null;
  /**
   * Sends 1 to {@link MAX_FRAME_BYTES} bytes, which must not be touched afterwards; resolves when
   * the transport has taken them: what resolved arrives before a later `close`. Whoever awaits it
   * queues nothing. Rejects with {@link ChannelClosedError}; throws RangeError on a wrong size.
   */
  send(frame: Uint8Array, lane: Lane): Promise<void>;
  /**
   * The next frame, control first; null once the channel is closed: nothing comes after. What the
   * other side sent before it closed still comes, for as long as frames are taken.
   */
  receive(): Promise<Uint8Array | null>;
  /** Closes from this side; the other learns of it. Harmless when closed. */
  close(): void;
  /** Resolves once, with why it ended, when nothing of it is left: no timer and no socket. */
  readonly closed: Promise<ChannelEnd>;
}

/** SHA-256 fingerprints (32 bytes) of the certificates of both ends of a DTLS connection. */
export interface ChannelBinding {
  readonly local: Uint8Array;
  readonly remote: Uint8Array;
}

/**
 * `here`, `there`: closed by one side. `lost`: the transport broke. `silent`: no answer to pings.
 * `broken`: the other side broke the rules of frames or credits.
 */
export type ChannelEnd = "here" | "there" | "lost" | "silent" | "broken";

export class ChannelClosedError extends Error {
  override name = "ChannelClosedError";
}

/** Makes channels: by dialling a node's address, or by answering the offer of one that dials. */
export interface Connector {
  /**
   * Connects to the node at an address (`http://host:port`). Rejects with {@link ConnectError}, and
   * when `signal` aborts.
   */
  dial(address: string, signal: AbortSignal): Promise<Channel>;
  /** Answers an offer (SDP). The channel opens, or fails, after the answer has travelled back. */
  answer(
    offer: string,
    /** Where the offer came from, an IP address; null where nobody knows. */
    options: { readonly from: string | null },
  ): Promise<{ readonly answer: string; readonly channel: Promise<Channel> }>;
  /** Gives up what is being set up. Channels that are open stay. */
  close(): Promise<void>;
}

/** Why no channel came about. */
export class ConnectError extends Error {
  constructor(
    readonly code:
      /** Nobody answered at the address, or not in time. */
      | "unreachable"
      /** Somebody answered, but no node of ours, or it would not. */
      | "refused"
      /** The offer or the answer is none. */
      | "bad-signal"
      /** Too many set-ups at once: try again later. */
      | "busy"
      /** Offer and answer were exchanged, but no connection came of them. */
      | "not-connected",
    cause?: unknown,
  ) {
    super(`no connection: ${code}`, { cause });
    this.name = "ConnectError";
  }
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
