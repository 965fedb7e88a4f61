/** Who is cut off, and until when: longer with every offence. Remembered by proved keys alone. */
import type { Hex } from "../queries/mod.ts";
import { cutOffFor } from "./backoff.ts";

const MOST_OFFENDERS = 1_000;

export class Offenders {
  readonly #known = new Map<Hex, { readonly offences: number; readonly until: number }>();

  add(peer: Hex, now: number): void {
    const offences = (this.#known.get(peer)?.offences ?? 0) + 1;
    this.#known.delete(peer);
    this.#known.set(peer, { offences, until: now + cutOffFor(offences) });
    if (this.#known.size > MOST_OFFENDERS) {
      const [oldest] = this.#known.keys();
      this.#known.delete(oldest!);
    }
  }

  /** Milliseconds for which a peer is still cut off; 0 for one that is not. */
  cutOff(peer: Hex | null, now: number): number {
    const known = peer === null ? undefined : this.#known.get(peer);
    return known === undefined ? 0 : Math.max(0, known.until - now);
  }
}
