/** How much one may still ask of an agent: what is used comes back with time. */
import type { Timer } from "./timer.ts";

const MINUTE_MS = 60_000;

export class Allowance {
  readonly #used = new Map<string, { amount: number; at: number }>();

  constructor(
    private readonly timer: Timer,
    /** At once, and in every minute after. */
    private readonly share: number,
  ) {}

  /** Takes one where there is any left: 0. Else the milliseconds until there is. */
  take(name: string): number {
    const now = this.timer.now();
    const used = this.#used.get(name) ?? { amount: 0, at: now };
    // A clock that is put back gives nothing, and takes nothing away.
    const back = Math.max(0, now - used.at) / MINUTE_MS * this.share;
    const amount = Math.max(0, used.amount - back);
    const isTaken = amount + 1 <= this.share;
    this.#used.set(name, { amount: isTaken ? amount + 1 : amount, at: now });
    return isTaken ? 0 : Math.ceil((amount + 1 - this.share) / this.share * MINUTE_MS);
  }
}
