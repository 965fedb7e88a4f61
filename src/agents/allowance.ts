/** How much one may still ask of an agent: what is used comes back with time. */
import type { Timer } from "./timer.ts";

const MINUTE_MS = 60_000;
/** Who is forgotten for others has all of their share again. */
export const MOST_NAMES = 10_000;

export class Allowance {
  /** Whoever took something last, last. */
  readonly #used = new Map<string, { amount: number; at: number }>();

  constructor(
    private readonly timer: Pick<Timer, "now">,
    /** At once, and in every minute after. */
    private readonly share: number,
  ) {}

  /** Milliseconds until one may be taken; 0 where there is one. */
  wait(name: string): number {
    const lacking = this.#amount(name) + 1 - this.share;
    return lacking <= 0 ? 0 : Math.ceil(lacking / this.share * MINUTE_MS);
  }

  /** Takes so many, were it more than there are: then the next one has to wait for them. */
  take(name: string, count = 1): void {
    const amount = this.#amount(name) + count;
    this.#used.delete(name);
    this.#used.set(name, { amount, at: this.timer.now() });
    if (this.#used.size <= MOST_NAMES) return;
    const [oldest] = this.#used.keys();
    this.#used.delete(oldest!);
  }

  /** What is used, less what has come back. */
  #amount(name: string): number {
    const used = this.#used.get(name);
    if (used === undefined) return 0;
    // A clock that is put back gives nothing, and takes nothing away.
    const back = Math.max(0, this.timer.now() - used.at) / MINUTE_MS * this.share;
    return Math.max(0, used.amount - back);
  }
}
