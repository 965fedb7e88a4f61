/**
 * How long a session waits for its peer. What is owed may be slow, as long as anything comes; a peer
 * that owes nothing may be silent for ever.
 */

/** A peer that owes something and sends nothing for so long is given up. */
const STALLED_MS = 30_000;
/** And one that takes nothing for so long: a frame has up to 150 kB, and some links are slow. */
const NOT_TAKEN_MS = 60_000;

export class Patience {
  #cameAt: number;
  /** Since when something is owed, without a break; null while nothing is. */
  #owedSince: number | null = null;
  /** False while nothing is taken from the channel, so that nothing can come. */
  #takes = true;
  /** When each frame that is still with the channel was given to it; oldest first. */
  readonly #given = new Set<{ readonly since: number }>();

  constructor(now: number) {
    this.#cameAt = now;
  }

  came(now: number): void {
    this.#cameAt = now;
  }

  takesNothing(): void {
    this.#takes = false;
  }

  takesAgain(now: number): void {
    this.#takes = true;
    this.#cameAt = now;
  }

  /** A frame is given to the channel; to be called when that has taken it. */
  given(now: number): () => void {
    const frame = { since: now };
    this.#given.add(frame);
    return () => this.#given.delete(frame);
  }

  /** Whether the peer is given up. Looked at now and then: what was not owed then is owed only now. */
  isOver(now: number, isOwed: boolean): boolean {
    const [oldest] = this.#given;
    if (oldest !== undefined && now - oldest.since > NOT_TAKEN_MS) return true;
    this.#owedSince = isOwed ? this.#owedSince ?? now : null;
    if (!this.#takes || this.#owedSince === null) return false;
    return now - Math.max(this.#cameAt, this.#owedSince) >= STALLED_MS;
  }
}
