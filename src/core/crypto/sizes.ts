/** A public key: an Ed25519 point, encoded (RFC 8032 §5.1.2). */
export const PUBLIC_KEY_BYTES = 32;
/** The secret that a key pair is made from (RFC 8032 §5.1.5 calls it the private key). */
export const SEED_BYTES = 32;
/** R (32 bytes), then S (32 bytes). */
export const SIGNATURE_BYTES = 64;
/** A BLAKE2b-512 digest. */
export const DIGEST_BYTES = 64;

/**
 * Throws where our own code handed over something that is not bytes at all. Bytes of a wrong
 * *length* are data, and whoever judges data answers false.
 */
export function assertBytes(value: unknown, name: string): asserts value is Uint8Array {
  if (!(value instanceof Uint8Array)) {
    throw new TypeError(`${name} must be a Uint8Array, and is ${typeof value}`);
  }
}
