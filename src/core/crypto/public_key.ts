import { Point } from "@noble/ed25519";
import { rememberPerKey } from "./remember.ts";
import { assertBytes, PUBLIC_KEY_BYTES } from "./sizes.ts";

/**
 * The point of a usable public key, or null: not 32 bytes, y ≥ p, no point of the curve, x = 0 with
 * the sign bit set, or a point of small order.
 *
 * Why so strict: verifiers disagree on exactly these. With a key of small order one signature fits
 * many messages, and of the encodings of a point only one may name an author.
 */
const pointOf = /* @__PURE__ */ rememberPerKey((publicKey: Uint8Array): Point | null => {
  let point: Point;
  try {
    point = Point.fromBytes(publicKey, false);
  } catch {
    // That it throws is how the library says that these bytes encode no point (RFC 8032 §5.1.3).
    return null;
  }
  return point.isSmallOrder() ? null : point;
});

/** The point of a usable public key, or null. Remembered per key. */
export function usablePoint(publicKey: Uint8Array): Point | null {
  assertBytes(publicKey, "publicKey");
  return publicKey.length === PUBLIC_KEY_BYTES ? pointOf(publicKey) : null;
}

/**
 * Tells whether bytes can be an author: the canonical encoding (32 bytes) of a point of Ed25519's
 * curve that is not of small order. Remembered per key, in bounded memory.
 *
 * Not checked: that anybody holds the secret of it. False for bytes of any other length; throws
 * TypeError for what is no `Uint8Array`.
 *
 * ```ts
 * import { isUsablePublicKey, publicKeyOf } from "./mod.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(isUsablePublicKey(publicKeyOf(new Uint8Array(32))), true);
 * assert.equal(isUsablePublicKey(new Uint8Array(32)), false); // a point of order 4
 * ```
 */
export function isUsablePublicKey(publicKey: Uint8Array): boolean {
  return usablePoint(publicKey) !== null;
}
