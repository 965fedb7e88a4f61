/**
 * The signature rule on any platform, from the group operations themselves.
 *
 * `verify` of `@noble/ed25519` is not used: it multiplies by the cofactor, whatever flag it is
 * given, and so accepts what native verifiers refuse. Time varies with the input, which is no
 * secret here.
 */
import { Point } from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { blake2b512 } from "./hash.ts";
import type { Primitives } from "./primitives.ts";
import { usablePoint } from "./public_key.ts";
import { assertBytes, SIGNATURE_BYTES } from "./sizes.ts";

/** L, the order of the base point B. The note lets a bundle without the portable verifier leave it out. */
const GROUP_ORDER = /* @__PURE__ */ (() => Point.CURVE().n)();

/**
 * The primitives on any platform. About 1,000 signatures a second.
 *
 * ```ts
 * import { portable, publicKeyOf, sign } from "./mod.ts";
 * import assert from "node:assert/strict";
 *
 * const seed = new Uint8Array(32).fill(7);
 * const message = new TextEncoder().encode("the hall is free on Friday");
 * const signature = sign(message, seed);
 * assert.equal(portable.verifySignature(signature, message, publicKeyOf(seed)), true);
 * ```
 */
export const portable: Primitives = { blake2b512, verifySignature };

/** As {@link Primitives.verifySignature}; alone, for whom has another hash. */
export function verifySignature(
  signature: Uint8Array,
  message: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  assertBytes(signature, "signature");
  assertBytes(message, "message");
  const point = usablePoint(publicKey);
  if (point === null || signature.length !== SIGNATURE_BYTES) return false;

  const encodedR = signature.subarray(0, 32);
  const scalarS = littleEndian(signature.subarray(32));
  if (scalarS >= GROUP_ORDER) return false;

  // k binds R and A as they were sent, never as they would be encoded anew.
  const challenge = sha512.create().update(encodedR).update(publicKey).update(message).digest();
  const scalarK = littleEndian(challenge) % GROUP_ORDER;

  // R is compared as bytes and never decoded, so that an R of a second encoding has no chance.
  const expectedR = Point.BASE.multiply(scalarS, false)
    .add(point.negate().multiply(scalarK, false))
    .toBytes();
  return encodedR.every((byte, index) => byte === expectedR[index]);
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytesToHex(new Uint8Array(bytes).reverse())}`);
}
