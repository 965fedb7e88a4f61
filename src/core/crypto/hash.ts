import { blake2b } from "@noble/hashes/blake2.js";
import { assertBytes, DIGEST_BYTES } from "./sizes.ts";

/**
 * Hashes bytes with BLAKE2b-512 (RFC 7693, no key): 64 bytes, a new array.
 *
 * ```ts
 * import { blake2b512 } from "./mod.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(blake2b512(new Uint8Array()).length, 64);
 * ```
 */
export function blake2b512(bytes: Uint8Array): Uint8Array {
  assertBytes(bytes, "bytes");
  return blake2b(bytes, { dkLen: DIGEST_BYTES });
}

/**
 * Hashes bytes with keyed BLAKE2b (RFC 7693 §2.5): `length` bytes (1 to 64), a new array; the key has
 * at most 64 bytes. Without the key nobody can make or check the result.
 */
export function keyedBlake2b(key: Uint8Array, bytes: Uint8Array, length: number): Uint8Array {
  assertBytes(key, "key");
  assertBytes(bytes, "bytes");
  return blake2b(bytes, { key, dkLen: length });
}
