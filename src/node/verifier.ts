import { checkEntries, type CheckOutcome, checkProof } from "../core/bamboo/mod.ts";
import type { Primitives } from "../core/crypto/mod.ts";
import type { Verifier } from "./ports.ts";

export interface VerifierOptions {
  /**
   * Lets the event loop have its turn, so that a large batch does not hold up requests. A resolved
   * promise does not do that: each platform has its own way. Without it nothing is let in between.
   */
  readonly pause?: () => Promise<void>;
  /** How many entries are checked between two pauses. */
  readonly pauseEvery?: number;
}

/** Two milliseconds of native verification. */
const PAUSE_EVERY = 64;

/**
 * Makes a verifier that checks one entry after the other, on this thread, with pauses. Batches that
 * arrive meanwhile take turns with it.
 *
 * Closing lets what was begun end; to check anything afterwards is misuse and throws.
 */
export function createVerifier(primitives: Primitives, options: VerifierOptions = {}): Verifier {
  const { pause, pauseEvery = PAUSE_EVERY } = options;
  const running = new Set<Promise<unknown>>();
  let closed = false;

  return {
    check(items) {
      if (closed) return Promise.reject(new TypeError("this verifier is closed"));
      const batch = checkAll(items);
      const ended = batch.then(() => {}, () => {}).finally(() => running.delete(ended));
      running.add(ended);
      return batch;
    },
    checkProof(proof) {
      if (closed) return Promise.reject(new TypeError("this verifier is closed"));
      return Promise.resolve(checkProof(proof, primitives));
    },
    async close() {
      closed = true;
      await Promise.all(running);
    },
  };

  async function checkAll(items: Parameters<Verifier["check"]>[0]): Promise<CheckOutcome[]> {
    const outcomes: CheckOutcome[] = [];
    for (let from = 0; from < items.length; from += pauseEvery) {
      if (pause && from > 0) await pause();
      for (const outcome of checkEntries(items.slice(from, from + pauseEvery), primitives)) {
        outcomes.push(outcome);
      }
    }
    return outcomes;
  }
}
