/** What is signed, what is known of a log, and how signing can end. */
import { documentIdOf } from "../core/bamboo/mod.ts";
import { toHex } from "../core/messages/mod.ts";
import type { EntryResult, Hex } from "./documents.ts";
import type { JournalRecord } from "./journal.ts";
import { type Failure, isPassing } from "./node_client.ts";

export interface LogHead {
  readonly seqNum: number;
  /** YAMF. */
  readonly hash: Hex;
}

/** What is known, besides the journal, of what this key signed. */
export type Past =
  /** The key was made here: what the journal does not hold was never signed. */
  | { readonly kind: "none" }
  /** A backup says that the log reached this far. */
  | { readonly kind: "head"; readonly head: LogHead }
  /** The key came without a word about this log: even its beginning must be confirmed. */
  | { readonly kind: "unknown" };

export interface Signing {
  /** In whose log (32 bytes); null: the key's own log 0. */
  readonly festival: Uint8Array | null;
  readonly payload: Uint8Array;
}

export type SignerError =
  /**
   * The log's last entry on the node was not signed here. Show it to the person; if it is theirs and
   * the last one, `Signer.adopt` it. `head` null: the node holds nothing of the log.
   */
  | {
    readonly code: "unknown-head";
    readonly logId: number;
    readonly festival: Hex | null;
    readonly head: (LogHead & { readonly payload: Uint8Array | null }) | null;
  }
  /** Different entries of this key stand at one place, here and there: the log cannot go on from here. */
  | { readonly code: "conflict"; readonly logId: number; readonly seqNum: number }
  /** The node lacks entries that are not here to be sent. */
  | { readonly code: "node-behind"; readonly logId: number; readonly seqNum: number }
  /** What the node said: `cut`, `ended`, `not-followed`, … */
  | { readonly code: "refused"; readonly failure: Failure };

export type Signed =
  /** The node has it durably. */
  | {
    readonly status: "sent";
    readonly hash: Hex;
    /** The document's, as the node says; null where the message has none. */
    readonly id: Hex | null;
    /** Why it has no effect, as a code; null where it has. */
    readonly ignored: string | null;
    /** The node's sentence about that; empty where there is none. */
    readonly message: string;
  }
  /** Signed and in the journal; it is sent with the next call that reaches the node. */
  | { readonly status: "kept"; readonly hash: Hex; readonly id: Hex; readonly failure: Failure }
  /** In the journal and refused by the node. */
  | { readonly status: "refused"; readonly hash: Hex; readonly failure: Failure }
  /** Nothing was signed. */
  | { readonly status: "unsigned"; readonly error: SignerError };

export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: SignerError };

export function failed(error: SignerError): { readonly ok: false; readonly error: SignerError } {
  return { ok: false, error };
}

export function refusal(failure: Failure): SignerError {
  return { code: "refused", failure };
}

/** The failure that waiting may mend; null for any other error. */
export function passingFailure(error: SignerError): Failure | null {
  return error.code === "refused" && isPassing(error.failure) ? error.failure : null;
}

type Kept = Extract<Signed, { readonly status: "kept" }>;

export function kept({ hash }: JournalRecord, failure: Failure): Kept {
  return { status: "kept", hash: toHex(hash), id: toHex(documentIdOf(hash)), failure };
}

/** What a node's result of an entry means. */
export function signedOf(
  record: JournalRecord,
  result: EntryResult,
): Exclude<Signed, { readonly status: "unsigned" }> {
  const hash = toHex(record.hash);
  if (result.status !== "refused") {
    const { id = null, ignored = null, message = "" } = result;
    return { status: "sent", hash, id, ignored, message };
  }
  const { status: _, hash: __, code = "refused", message = "", ...facts } = result;
  return {
    status: "refused",
    hash,
    failure: { code, message, status: 422, retryAfter: null, facts },
  };
}
