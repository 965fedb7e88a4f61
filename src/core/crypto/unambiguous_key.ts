import { assertBytes, PUBLIC_KEY_BYTES } from "./sizes.ts";

/** The prime of the field: 2^255 − 19. */
const P = (1n << 255n) - 19n;

/** The y of two of the four points of order 8; the two others have its negative. */
const ORDER_8_Y = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;

/**
 * Tells whether bytes are none of those public keys on which verifiers of Ed25519 disagree: y is below
 * p, and no point of small order has it. The two encodings of a negative zero, x = 0 with the sign bit
 * set, are among those: only y = 1 and y = p − 1 have it, and both are of small order.
 *
 * A table, for a page in a browser that verifies with WebCrypto and should load no arithmetic of the
 * curve. It is `isUsablePublicKey` but for one thing, which any verifier finds by itself: that there is
 * a point with this y at all. Nodes ask `isUsablePublicKey`: what all of them agree on hangs on that, and
 * not on this.
 *
 * False for bytes of any other length than 32; throws TypeError for what is no `Uint8Array`.
 */
export function isUnambiguousKey(publicKey: Uint8Array): boolean {
  assertBytes(publicKey, "publicKey");
  if (publicKey.length !== PUBLIC_KEY_BYTES) return false;
  // Little endian, and the highest bit is the sign of x.
  const y = BigInt.asUintN(255, publicKey.reduceRight((sum, byte) => sum << 8n | BigInt(byte), 0n));
  return y < P && ![0n, 1n, ORDER_8_Y, P - ORDER_8_Y, P - 1n].includes(y);
}
