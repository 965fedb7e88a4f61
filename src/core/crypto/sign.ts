import { getPublicKey, hashes, sign as signWithSeed } from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";
import { assertBytes, SEED_BYTES } from "./sizes.ts";

/** Gives the public key (32 bytes) of a seed (32 bytes). Throws for a seed of another length. */
export function publicKeyOf(seed: Uint8Array): Uint8Array {
  assertSeed(seed);
  giveSha512();
  return getPublicKey(seed);
}

/**
 * Signs a message: 64 bytes, always the same for the same message and seed (RFC 8032 §5.1.6).
 * Throws for a seed that has not 32 bytes.
 */
export function sign(message: Uint8Array, seed: Uint8Array): Uint8Array {
  assertBytes(message, "message");
  assertSeed(seed);
  giveSha512();
  return signWithSeed(message, seed);
}

/**
 * The library's synchronous functions ask for SHA-512 in this slot, which is one for the whole program;
 * nothing else in p2panda touches it. Filled at each use and not as this module loads, so that a bundle
 * in which nobody signs with it leaves all of it out.
 */
function giveSha512(): void {
  hashes.sha512 = sha512;
}

function assertSeed(seed: Uint8Array): void {
  assertBytes(seed, "seed");
  if (seed.length !== SEED_BYTES) {
    throw new RangeError(`a seed has ${SEED_BYTES} bytes, and this one has ${seed.length}`);
  }
}
