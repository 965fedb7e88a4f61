/** What an entry is made of, and how large it may be. */
import { PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from "../crypto/mod.ts";
import { encodeVarU64, MAX_U64 } from "./varu64.ts";
import { HASH_BYTES } from "./yamf.ts";

/**
 * One record of a log (Bamboo, "Encoding"). Its bytes, in this order:
 *
 * | bytes | what |
 * | --- | --- |
 * | 1 | tag: 00, or 01 for the entry that ends its log |
 * | 32 | author |
 * | 1–9 | log id, VarU64 |
 * | 1–8 | seqnum, VarU64 |
 * | 0 or 66 | lipmaalink, YAMF hash; left out where it equals the backlink, and at seqnum 1 |
 * | 0 or 66 | backlink, YAMF hash; left out at seqnum 1 |
 * | 1–9 | payload size, VarU64 |
 * | 66 | payload hash, YAMF |
 * | 64 | signature of all bytes before it |
 */
export interface Entry {
  /** Whether nothing may follow this entry. */
  readonly endOfLog: boolean;
  /** Ed25519 public key, 32 bytes. */
  readonly author: Uint8Array;
  /** Any u64. */
  readonly logId: bigint;
  /**
   * From 1. `Choice:` at most 2^53 − 1 where Bamboo allows any u64, so that a seqnum is a plain
   * number everywhere; at a thousand entries a second that lasts 285,000 years.
   */
  readonly seqNum: number;
  /** The YAMF hash (66 bytes) of entry lipmaa(seqNum), or null where it is left out. */
  readonly lipmaalink: Uint8Array | null;
  /** The YAMF hash (66 bytes) of the entry before it, or null at seqnum 1. */
  readonly backlink: Uint8Array | null;
  /** In bytes: any u64 in a decoded entry, at most {@link MAX_PAYLOAD_BYTES} in a checked one. */
  readonly payloadSize: bigint;
  /** The YAMF hash (66 bytes) of the payload. */
  readonly payloadHash: Uint8Array;
  /** Ed25519, 64 bytes. */
  readonly signature: Uint8Array;
}

/** What a signature is made on. */
export type UnsignedEntry = Omit<Entry, "signature">;

/**
 * The largest payload that an entry may name.
 * `Choice:` Bamboo has no limit; without one, an entry of 300 bytes could oblige every node to
 * fetch and keep any amount.
 */
export const MAX_PAYLOAD_BYTES = 65_536;

/** The largest seqnum: 2^53 − 1. */
export const MAX_SEQ_NUM = Number.MAX_SAFE_INTEGER;

export const TAG_ENTRY = 0x00;
export const TAG_END_OF_LOG = 0x01;
export const TAG_BYTES = 1;

/**
 * The longest that an entry can be in its canonical encoding, with the largest integers and both
 * links: 321. Anything longer is refused before any work.
 */
export const MAX_ENTRY_BYTES = TAG_BYTES + PUBLIC_KEY_BYTES + encodeVarU64(MAX_U64).length +
  encodeVarU64(MAX_SEQ_NUM).length + 2 * HASH_BYTES + encodeVarU64(MAX_U64).length + HASH_BYTES +
  SIGNATURE_BYTES;
