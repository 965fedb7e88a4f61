/**
 * What is held by itself, without the rest of its log: chosen entries with their certificate pools.
 * Kept apart from the logs, and never part of a projection (DESIGN.md §4).
 */
import type { CheckedEntry, CheckItem, ForkProof } from "../core/bamboo/mod.ts";

/** The entry of a hash, or those of a document, and what else their certificate pools take. */
export interface Chosen {
  /** Ascending. */
  readonly items: readonly CheckItem[];
  readonly pool: readonly Uint8Array[];
}

/** The same, each valid by itself. */
export interface CheckedChosen {
  readonly items: readonly CheckedEntry[];
  readonly pool: readonly CheckedEntry[];
}

/** What came of entries that were said to be what a name names. */
export type Judged =
  | "kept"
  /** It does not verify, or is not what was asked for: no honest node gives it. */
  | "wrong"
  /** The log is cut there or before, perhaps by what just came: nothing of it counts. */
  | "cut"
  /** It does not go with what is held of its log, and the place where they part is in neither. */
  | "parted"
  /** All room is taken by what is pinned. */
  | "full";

/** An entry as it is held here, in its log or by itself. */
export interface ProvenEntry {
  readonly seqNum: number;
  /** YAMF, 66 bytes. */
  readonly hash: Uint8Array;
  readonly entry: Uint8Array;
  readonly payload: Uint8Array | null;
}

/** What a name names, held by itself. */
export interface Proven {
  readonly author: Uint8Array;
  readonly logId: number;
  /** Ascending. */
  readonly items: readonly ProvenEntry[];
  /** Entries of the certificate pool that are not among the items. */
  readonly pool: readonly Uint8Array[];
  /** Unix milliseconds at which it came. */
  readonly takenAt: number;
  readonly pinned: boolean;
}

export interface LogPlace {
  readonly author: Uint8Array;
  readonly logId: number;
}

export interface Keeping {
  readonly judged: Exclude<Judged, "wrong">;
  /** By what came a log is shown to be forked. */
  readonly proof: ForkProof | null;
}

/** The part of a store that keeps it. Names: a YAMF hash (66 bytes), or an id (32). */
export interface ProvenStore {
  /** What counts of it in the logs, with its pools; null where they have none of it. */
  chosen(name: Uint8Array): Promise<Chosen | null>;
  /** What is held by itself; null where none is. */
  proven(name: Uint8Array): Promise<Proven | null>;
  /** Keeps what was checked to verify, and to be what `name` names. */
  keepProven(name: Uint8Array, chosen: CheckedChosen, takenAt: number): Promise<Keeping>;
  /** Whether it stays when room is needed; false where it is not held by itself. */
  pinProven(name: Uint8Array, pinned: boolean): Promise<boolean>;
  /** Logs of which something is held by itself. */
  provenLogs(): Promise<readonly LogPlace[]>;
  /** Removes of these what the logs hold by now; gives proofs of what they hold otherwise. */
  settleProven(logs: readonly LogPlace[]): Promise<readonly ForkProof[]>;
  /** How much is held by itself. */
  countProven(): Promise<{ readonly names: number; readonly entries: number }>;
}

/** What such a store holds at most: the oldest that is not pinned goes first. */
export const MOST_PROVEN_NAMES = 1_024;
export const MOST_PROVEN_BYTES = 64 * 1024 * 1024;
