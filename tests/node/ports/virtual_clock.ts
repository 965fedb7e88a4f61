import type { Clock } from "../../../src/node/mod.ts";

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly task: () => void;
}

/** A clock that stands still until it is told to go on: for tests and simulations. */
export class VirtualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now: number;
  #made = 0;

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, task: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, ms), order: this.#made++, task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Goes on by `ms`, running what falls due in order, also what that adds. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (let next; (next = this.#due(until)) !== null;) {
      this.#timers.delete(next);
      this.#now = next.at;
      next.task();
    }
    this.#now = until;
  }

  /** How many tasks wait. */
  get waiting(): number {
    return this.#timers.size;
  }

  #due(until: number): Timer | null {
    let first: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.at > until) continue;
      if (
        first === null || timer.at < first.at ||
        (timer.at === first.at && timer.order < first.order)
      ) first = timer;
    }
    return first;
  }
}
