import type { Entropy } from "../../../src/node/mod.ts";

/** The same bytes for the same seed: so that a failing simulation can be run again. */
export class SeededEntropy implements Entropy {
  #state: number;

  constructor(seed = 1) {
    this.#state = seed >>> 0;
  }

  /** By Mulberry32: small, and good enough where nobody guesses. */
  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) {
      this.#state = (this.#state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      bytes[i] = (mixed ^ (mixed >>> 14)) & 0xff;
    }
    return bytes;
  }
}
