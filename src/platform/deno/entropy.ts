import type { Entropy } from "../../node/mod.ts";

/** The most that `getRandomValues` gives at once. */
const CHUNK_BYTES = 65_536;

/** The system's unpredictable bytes. */
export const systemEntropy: Entropy = {
  bytes(length) {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at += CHUNK_BYTES) {
      crypto.getRandomValues(bytes.subarray(at, at + CHUNK_BYTES));
    }
    return bytes;
  },
};
