/** Why bytes are not taken: codes and facts, and the one function that makes sentences of them. */
import { bytesToHex } from "@noble/hashes/utils.js";
import type { PoolRefusal } from "./check_pool.ts";
import type { ProofRefusal } from "./fork_proof.ts";
import type { LinkRefusal } from "./links.ts";
import { digestOf, isYamf } from "./yamf.ts";

/** The parts of an entry, in the order of its bytes. */
export type EntryField =
  | "tag"
  | "author"
  | "logId"
  | "seqNum"
  | "lipmaalink"
  | "backlink"
  | "payloadSize"
  | "payloadHash"
  | "signature";

/** Why bytes are no valid entry, or a payload not that entry's. Sizes and limits are in bytes. */
export type EntryRefusal =
  | { readonly code: "entry-too-long"; readonly size: number; readonly limit: number }
  /** The bytes end before or within this field. */
  | { readonly code: "entry-truncated"; readonly field: EntryField; readonly size: number }
  | { readonly code: "unknown-tag"; readonly tag: number }
  | { readonly code: "integer-not-canonical"; readonly field: "logId" | "seqNum" | "payloadSize" }
  | { readonly code: "seqnum-out-of-range"; readonly seqNum: bigint }
  /** Not BLAKE2b-512 (`00 40`). */
  | {
    readonly code: "unknown-hash";
    readonly field: "lipmaalink" | "backlink" | "payloadHash";
  }
  | { readonly code: "trailing-bytes"; readonly count: number }
  /** The entry names a payload over the limit, or one over it came along. */
  | { readonly code: "payload-too-large"; readonly payloadSize: bigint; readonly limit: number }
  /** The signature is not the author's on these bytes, or no key can have this author's bytes. */
  | { readonly code: "signature-invalid"; readonly author: Uint8Array }
  /** Both YAMF, 66 bytes. */
  | {
    readonly code: "payload-hash-mismatch";
    readonly expected: Uint8Array;
    readonly actual: Uint8Array;
  }
  /** The hash is right and the size is not: with its payload, this entry is a size lie. */
  | {
    readonly code: "payload-size-mismatch";
    readonly expected: bigint;
    readonly actual: number;
  };

const FIELD_NAMES: Readonly<Record<EntryField, string>> = {
  tag: "tag",
  author: "author",
  logId: "log id",
  seqNum: "seqnum",
  lipmaalink: "lipmaalink",
  backlink: "backlink",
  payloadSize: "payload size",
  payloadHash: "payload hash",
  signature: "signature",
};

/**
 * Says in one English sentence what is wrong and what to do about it. Everything of others in it is
 * hex or a number: safe in a log line, and still to be escaped like any text on a page.
 */
export function refusalSentence(
  refusal: EntryRefusal | LinkRefusal | ProofRefusal | PoolRefusal,
): string {
  switch (refusal.code) {
    case "entry-too-long":
      return `An entry has at most ${refusal.limit} bytes, and this one has ${refusal.size}: send the entry alone, without its payload.`;
    case "entry-truncated":
      return refusal.size === 0
        ? "The entry is empty: send all of its bytes."
        : `The entry ends after ${refusal.size} bytes, within its ${
          FIELD_NAMES[refusal.field]
        }: send all of its bytes.`;
    case "unknown-tag":
      return `An entry begins with 00 or 01, and this one begins with ${
        hex(refusal.tag)
      }: check that it is a Bamboo entry.`;
    case "integer-not-canonical":
      return `The ${
        FIELD_NAMES[refusal.field]
      } is not in its shortest form: encode it as the shortest VarU64 and sign again.`;
    case "seqnum-out-of-range":
      return `A seqnum is 1 to ${Number.MAX_SAFE_INTEGER}, and not ${refusal.seqNum}: number the entries of a log from 1.`;
    case "unknown-hash":
      return `The ${
        FIELD_NAMES[refusal.field]
      } is not a BLAKE2b-512 hash in YAMF (00 40 and 64 bytes): hash with BLAKE2b-512 and sign again.`;
    case "trailing-bytes":
      return `${count(refusal.count, "byte")} after the end of the entry: send the entry alone.`;
    case "payload-too-large":
      return `A payload has at most ${refusal.limit} bytes, and this one has ${refusal.payloadSize}: make it smaller, or divide it among several entries.`;
    case "signature-invalid":
      return `The signature is not that of ${
        bytesToHex(refusal.author)
      } on this entry: sign exactly the bytes before the signature, with this author's key.`;
    case "payload-hash-mismatch":
      return `The payload has the hash ${short(refusal.actual)}, and the entry names ${
        short(refusal.expected)
      }: send the payload that was signed.`;
    case "payload-size-mismatch":
      return `The payload has ${
        count(refusal.actual, "byte")
      }, and its author signed that it has ${refusal.expected}: the log counts only up to the entry before; go on with a new key.`;
    case "backlink-mismatch":
      return `Entry ${refusal.seqNum} does not link to the entry before it that is held here: compare the two logs, since one of them may have been forked.`;
    case "lipmaalink-mismatch":
      return `The lipmaalink of entry ${refusal.seqNum} does not lead to the entry that is held here: compare the two logs, since one of them may have been forked.`;
    case "ended":
      return `The log has ended before entry ${refusal.seqNum}: go on in another log.`;
    case "proof-entry-refused":
      return `Entry ${refusal.which + 1} of the proof is not valid. ${
        refusalSentence(refusal.refusal)
      }`;
    case "proof-of-one-entry":
      return "Both entries of the proof are the same: a fork takes two that differ.";
    case "proof-of-two-places":
      return "The entries of the proof have not the same author, log and seqnum: a fork takes two entries of one place.";
    case "proof-of-unlike-links":
      return "The entries of the proof link to different entries: look for the fork at the lowest seqnum where the logs differ.";
    case "proof-of-right-size":
      return "The payload has the size that its entry names: there is no lie to prove.";
    case "pool-entry-refused":
      return `Entry ${refusal.which + 1} of the pool is not valid. ${
        refusalSentence(refusal.refusal)
      }`;
    case "pool-entry-elsewhere":
      return `Entry ${
        refusal.which + 1
      } of the pool is of another author or log: a pool is of one log alone.`;
    case "pool-entry-unfit":
      return `Entry ${
        refusal.which + 1
      } of the pool does not belong into it, or stands there twice: send each entry of the certificate pool once.`;
    case "pool-entry-missing":
      return `Entry ${refusal.seqNum} is missing in the pool: send every entry of the certificate pool.`;
    case "pool-link-mismatch":
      return `Entry ${refusal.seqNum} links to another entry ${refusal.target} than the pool's: they are not of one log, or it was forked.`;
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

/** The beginning of a digest: enough to tell two hashes apart by eye. */
function short(hash: Uint8Array): string {
  return bytesToHex(isYamf(hash) ? digestOf(hash) : hash).slice(0, 16) + "…";
}
