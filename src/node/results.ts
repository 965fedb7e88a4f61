/** What a store answers about entries and logs. Bytes here, not hex: this is the node's inside. */
import type { EntryRefusal } from "../core/bamboo/mod.ts";
import type { IgnoredCode } from "./ignored.ts";

/** Why an entry with valid bytes was not taken. */
export type AppendRefusal =
  | EntryRefusal
  /** Other bytes stand at this seqnum. */
  | { readonly code: "stale"; readonly head: Head }
  /** At or after the log's cut. */
  | { readonly code: "cut"; readonly cut: number }
  /** The log has its end-of-log entry. */
  | { readonly code: "ended"; readonly head: Head }
  /** The entries before it are not here. */
  | { readonly code: "gap"; readonly head: Head | null }
  | { readonly code: "backlink-mismatch" | "lipmaalink-mismatch"; readonly seqNum: number }
  | { readonly code: "not-followed"; readonly logId: string };

export type AppendResult =
  | {
    readonly status: "accepted" | "duplicate";
    readonly hash: Uint8Array;
    /** The followed festival of the log; null for log 0. */
    readonly festival: Uint8Array | null;
    /** The document's id (32 bytes) where the message has one. */
    readonly id: Uint8Array | null;
    /** Why it has no effect, at the end of the batch it came in; null where it has. */
    readonly ignored: IgnoredCode | null;
    /** It was held without its payload, which was wanted, and has been taken now. */
    readonly supplied?: true;
  }
  | {
    readonly status: "refused";
    readonly hash: Uint8Array | null;
    readonly refusal: AppendRefusal;
  };

export interface Head {
  readonly author: Uint8Array;
  readonly logId: number;
  /** Of the last entry that counts; 0 where the cut is at 1. */
  readonly seqNum: number;
  /** YAMF, 66 bytes; null where nothing counts. */
  readonly hash: Uint8Array | null;
  readonly ended: boolean;
  /** The seqnum from which nothing counts, or null. */
  readonly cut: number | null;
}

/** An entry as it is held. */
export type HeldEntry = Omit<StoredEntry, "ignored">;

export interface StoredEntry {
  readonly author: Uint8Array;
  readonly logId: number;
  readonly seqNum: number;
  /** YAMF, 66 bytes. */
  readonly hash: Uint8Array;
  readonly entry: Uint8Array;
  readonly payload: Uint8Array | null;
  /** Unix milliseconds. */
  readonly receivedAt: number;
  readonly ignored: IgnoredCode | null;
}
