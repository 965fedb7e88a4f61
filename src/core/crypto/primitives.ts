/**
 * The two things a node needs of cryptography to judge data. There is one implementation for every
 * platform ({@link portable}) and a quick one for each platform that has its own; all of them give
 * the same answer on every input, since two peers that disagree split the network.
 */
export interface Primitives {
  /** The BLAKE2b-512 digest (64 bytes, a new array) of any bytes. */
  blake2b512(bytes: Uint8Array): Uint8Array;
  /**
   * Whether `signature` (64 bytes) is that of `publicKey` (32 bytes) on `message`, by the one rule:
   * S < L; the key is the canonical encoding of a point that is not of small order; and
   * encode([S]B − [k]A) equals the bytes of R, where k = SHA-512(R ‖ A ‖ message) mod L.
   *
   * False for bytes of any other length. Throws TypeError for what is no `Uint8Array`.
   */
  verifySignature(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
}
