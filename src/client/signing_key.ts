/** What signs. */
import { publicKeyOf, sign } from "../core/crypto/mod.ts";

/** A key that can sign; where its secret is, is nobody's business. */
export interface SigningKey {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** The key of a seed (32 bytes). */
export function keyOfSeed(seed: Uint8Array): SigningKey {
  return { publicKey: publicKeyOf(seed), sign: (message) => sign(message, seed) };
}
