/** Ids that a message binds to what made it (DESIGN.md §5). */
import { blake2b512 } from "../crypto/mod.ts";

export const ID_BYTES = 32;
const LOG_ID_BYTES = 6;

/**
 * Gives the id of the festival that `author` (32 bytes) begins with `nonce` (16 bytes): the first
 * 32 bytes of `BLAKE2b-512(author ‖ nonce)`. It is known before the first entry, and binds its author.
 */
export function festivalIdOf(author: Uint8Array, nonce: Uint8Array): Uint8Array {
  const joined = new Uint8Array(author.length + nonce.length);
  joined.set(author);
  joined.set(nonce, author.length);
  return blake2b512(joined).slice(0, ID_BYTES);
}

/**
 * Gives the log id of everything in a festival: the first 6 bytes of its id, big endian, so a safe
 * integer. Zero belongs to profiles: a festival whose id begins so needs another nonce.
 */
export function logIdOf(festivalId: Uint8Array): number {
  let logId = 0;
  for (let i = 0; i < LOG_ID_BYTES; i++) logId = logId * 256 + (festivalId[i] ?? 0);
  return logId;
}
