/**
 * YAMF hashes ("yet another multiformat"): a VarU64 for the kind of hash, one for the digest's
 * length, the digest. One kind is defined, BLAKE2b-512, so every hash here is `00 40` and 64 bytes.
 */
import { blake2b512, DIGEST_BYTES, type Primitives } from "../crypto/mod.ts";

const KIND_BLAKE2B_512 = 0x00;
const HEAD_BYTES = 2;

/** The length of a YAMF BLAKE2b-512 hash. */
export const HASH_BYTES = HEAD_BYTES + DIGEST_BYTES;

/** The length of a document id. */
const DOCUMENT_ID_BYTES = 32;

/**
 * Gives the YAMF hash (66 bytes, a new array) of any bytes: of an entry, signature included, or of
 * a payload.
 *
 * ```ts
 * import { digestOf, hashOf, isYamf } from "./mod.ts";
 * import assert from "node:assert/strict";
 *
 * const hash = hashOf(new TextEncoder().encode("panda"));
 * assert.equal(isYamf(hash), true);
 * assert.equal(digestOf(hash).length, 64);
 * ```
 */
export function hashOf(
  bytes: Uint8Array,
  // Not `portable`, which brings a whole verifier to whom only hashes.
  primitives: Pick<Primitives, "blake2b512"> = { blake2b512 },
): Uint8Array {
  return yamfOf(primitives.blake2b512(bytes));
}

/** Puts the head of a YAMF hash before a digest (64 bytes). The reverse of {@link digestOf}. */
export function yamfOf(digest: Uint8Array): Uint8Array {
  if (digest.length !== DIGEST_BYTES) {
    throw new RangeError(`a digest has ${DIGEST_BYTES} bytes, and this one has ${digest.length}`);
  }
  const hash = new Uint8Array(HASH_BYTES);
  writeYamf(digest, hash);
  return hash;
}

/** As {@link yamfOf}, into `hash` (66 bytes). */
export function writeYamf(digest: Uint8Array, hash: Uint8Array): void {
  hash[0] = KIND_BLAKE2B_512;
  hash[1] = DIGEST_BYTES;
  hash.set(digest, HEAD_BYTES);
}

/** Whether a YAMF hash is that of a digest (64 bytes). */
export function isHashOf(hash: Uint8Array, digest: Uint8Array): boolean {
  for (let at = 0; at < DIGEST_BYTES; at++) {
    if (hash[HEAD_BYTES + at] !== digest[at]) return false;
  }
  return true;
}

/** Tells whether bytes are a YAMF BLAKE2b-512 hash: by length and head, which is all there is. */
export function isYamf(bytes: Uint8Array): boolean {
  return bytes.length === HASH_BYTES && hasYamfHead(bytes, 0);
}

/** Whether a YAMF BLAKE2b-512 hash may begin at `offset`. */
export function hasYamfHead(bytes: Uint8Array, offset: number): boolean {
  return bytes[offset] === KIND_BLAKE2B_512 && bytes[offset + 1] === DIGEST_BYTES;
}

/** Gives the digest (64 bytes, a copy) of a YAMF hash. Throws RangeError for what is none. */
export function digestOf(hash: Uint8Array): Uint8Array {
  assertYamf(hash, "the hash");
  return new Uint8Array(hash.subarray(HEAD_BYTES));
}

/**
 * Gives the id (32 bytes, a copy) of the document that the entry of this YAMF hash creates: the
 * first half of the digest. Throws RangeError for what is no YAMF hash.
 */
export function documentIdOf(hash: Uint8Array): Uint8Array {
  assertYamf(hash, "the hash");
  return new Uint8Array(hash.subarray(HEAD_BYTES, HEAD_BYTES + DOCUMENT_ID_BYTES));
}

export function assertYamf(hash: Uint8Array, name: string): void {
  if (!isYamf(hash)) throw new RangeError(`${name} must be a YAMF hash of ${HASH_BYTES} bytes`);
}

/** Tells whether two byte strings are equal. Time varies with them: not for secrets. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) {
    if (one[at] !== other[at]) return false;
  }
  return true;
}
