import { portable, type Primitives, publicKeyOf, sign } from "../crypto/mod.ts";
import { encodeEntry, signingBytes } from "./encode.ts";
import { MAX_PAYLOAD_BYTES, type UnsignedEntry } from "./entry.ts";
import { lipmaalinkIsLeftOut } from "./lipmaa.ts";
import { hashOf, sameBytes } from "./yamf.ts";

export interface CreateEntry {
  /** The author's secret, 32 bytes. */
  readonly seed: Uint8Array;
  /** The seed's public key, where it is known: saves half of the time. Not checked against it. */
  readonly author?: Uint8Array;
  /** 0 to 2^64 − 1. */
  readonly logId: bigint | number;
  /** From 1. */
  readonly seqNum: number;
  /** The YAMF hash of entry seqNum − 1; none at seqnum 1. */
  readonly backlink?: Uint8Array | null;
  /**
   * The YAMF hash of entry lipmaa(seqNum); none at seqnum 1. Where it equals the backlink it may be
   * given or not: it is left out of the bytes.
   */
  readonly lipmaalink?: Uint8Array | null;
  /** At most {@link MAX_PAYLOAD_BYTES}. */
  readonly payload: Uint8Array;
  /** Whether nothing may follow; false if not given. */
  readonly endOfLog?: boolean;
}

/**
 * Makes and signs an entry: its bytes. The same input gives the same bytes, always.
 *
 * Whoever calls this must have stored the result durably before anybody else sees it, and must
 * never call it twice for one place with different content: that would fork the log and end it.
 *
 * Throws RangeError where the fields are no entry: a link missing or too many, a payload over the
 * limit, a seed of another length than 32 bytes.
 *
 * ```ts
 * import { checkEntry, createEntry, hashOf } from "./mod.ts";
 * import { portable } from "../crypto/mod.ts";
 * import assert from "node:assert/strict";
 *
 * const seed = new Uint8Array(32).fill(1);
 * const payload = new TextEncoder().encode("a PA, 2 kW");
 * const first = createEntry({ seed, logId: 7, seqNum: 1, payload });
 * const second = createEntry({ seed, logId: 7, seqNum: 2, backlink: hashOf(first), payload });
 * assert(checkEntry({ entry: second, payload }, portable).ok);
 * ```
 */
export function createEntry(
  fields: CreateEntry,
  primitives: Primitives = portable,
): Uint8Array {
  const { seed, seqNum, payload, backlink = null } = fields;
  if (payload.length > MAX_PAYLOAD_BYTES) {
    throw new RangeError(
      `a payload has at most ${MAX_PAYLOAD_BYTES} bytes, and this one has ${payload.length}`,
    );
  }
  const unsigned: UnsignedEntry = {
    endOfLog: fields.endOfLog ?? false,
    author: fields.author ?? publicKeyOf(seed),
    logId: BigInt(fields.logId),
    seqNum,
    lipmaalink: lipmaalinkToWrite(seqNum, fields.lipmaalink ?? null, backlink),
    backlink,
    payloadSize: BigInt(payload.length),
    payloadHash: hashOf(payload, primitives),
  };
  return encodeEntry({ ...unsigned, signature: sign(signingBytes(unsigned), seed) });
}

function lipmaalinkToWrite(
  seqNum: number,
  lipmaalink: Uint8Array | null,
  backlink: Uint8Array | null,
): Uint8Array | null {
  if (lipmaalink === null || backlink === null || !lipmaalinkIsLeftOut(seqNum)) return lipmaalink;
  if (!sameBytes(lipmaalink, backlink)) {
    throw new RangeError(`backlink and lipmaalink of entry ${seqNum} are the same, by its seqnum`);
  }
  return null;
}
