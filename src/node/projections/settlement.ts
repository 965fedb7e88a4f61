/**
 * Which requests for one resource stand (DESIGN.md §5, "The rules of the projections"): a pure
 * function of the resource and of what was asked and answered in its festival's logs.
 *
 * What goes away never hurts what stands: a confirmed request is weighed against **all** confirmed
 * ones that rank before it, standing or not, so removing one can only make room.
 */

export interface Asked {
  /** Any number that tells requests apart. */
  readonly entry: number;
  /** Of the requester's log. */
  readonly author: number;
  readonly seq: number;
  /** The requester's log is cut. */
  readonly fromCutLog: boolean;
  /** A delete names it. */
  readonly deleted: boolean;
  readonly start: number;
  readonly end: number;
  readonly quantity: number;
  /** The request that it names in `replaces`, if that is one of these. */
  readonly replaces: number | null;
  /** Not deleted ones, by the owner's seqnum. */
  readonly byOwner: readonly Answer[];
  /** The same of the present deputy. */
  readonly byDeputy: readonly Answer[];
}

export interface Answer {
  /** Any number that tells authorizations apart. */
  readonly entry: number;
  readonly seq: number;
  readonly confirmed: boolean;
}

export type Status = "withdrawn" | "denied" | "conflict" | "confirmed" | "pending";

export interface Settled {
  readonly entry: number;
  readonly status: Status;
  /** The authorization that counts; null where nobody answered. */
  readonly answer: number | null;
}

interface Ranked {
  readonly asked: Asked;
  /** Owner's before deputy's. */
  readonly byDeputy: boolean;
  readonly seq: number;
}

/** Gives the status of each request for a resource of which there are `quantity`. */
export function settle(quantity: number, requests: readonly Asked[]): Settled[] {
  const withdrawn = withdrawnOf(requests);
  const settled = new Map<number, Settled>();
  const ranked: Ranked[] = [];
  for (const asked of requests) {
    const byDeputy = asked.byOwner.length === 0;
    const answers = byDeputy ? asked.byDeputy : asked.byOwner;
    const last = answers.at(-1);
    const answer = last?.entry ?? null;
    if (withdrawn.has(asked.entry)) {
      settled.set(asked.entry, { entry: asked.entry, status: "withdrawn", answer });
    } else if (last === undefined) {
      settled.set(asked.entry, { entry: asked.entry, status: "pending", answer });
    } else if (!last.confirmed) {
      settled.set(asked.entry, { entry: asked.entry, status: "denied", answer });
    } else {
      ranked.push({ asked, byDeputy, seq: firstConfirmationAfterDenial(answers) });
      settled.set(asked.entry, { entry: asked.entry, status: "conflict", answer });
    }
  }
  ranked.sort((a, b) =>
    Number(a.asked.fromCutLog) - Number(b.asked.fromCutLog) ||
    Number(a.byDeputy) - Number(b.byDeputy) || a.seq - b.seq
  );
  const usage = new Usage(ranked.map(({ asked }) => asked));
  for (const { asked } of ranked) {
    // One that asks for more than there is can never stand, and takes nothing from the others.
    if (asked.quantity > quantity) continue;
    if (usage.peak(asked.start, asked.end) + asked.quantity <= quantity) {
      settled.set(asked.entry, { ...settled.get(asked.entry)!, status: "confirmed" });
    }
    usage.add(asked.start, asked.end, asked.quantity);
  }
  return requests.map(({ entry }) => settled.get(entry)!);
}

function firstConfirmationAfterDenial(answers: readonly Answer[]): number {
  let first = answers.length - 1;
  while (first > 0 && answers[first - 1]!.confirmed) first--;
  return answers[first]!.seq;
}

/**
 * Deleted ones, and those that a later request of the same author names in `replaces`, if that was
 * ever confirmed; from there along the chain, whatever became of the links.
 */
function withdrawnOf(requests: readonly Asked[]): Set<number> {
  const byEntry = new Map(requests.map((asked) => [asked.entry, asked]));
  const withdrawn = new Set<number>();
  for (const asked of requests) {
    if (asked.deleted) withdrawn.add(asked.entry);
  }
  const followed = new Set<number>();
  for (const asked of requests) {
    const everConfirmed = asked.byOwner.some((answer) => answer.confirmed) ||
      asked.byDeputy.some((answer) => answer.confirmed);
    if (!everConfirmed) continue;
    let link: Asked | undefined = asked;
    while (link !== undefined && !followed.has(link.entry)) {
      followed.add(link.entry);
      const named: Asked | undefined = link.replaces === null
        ? undefined
        : byEntry.get(link.replaces);
      if (named === undefined || named.author !== link.author || named.seq >= link.seq) break;
      withdrawn.add(named.entry);
      link = named;
    }
  }
  return withdrawn;
}

/**
 * How much is taken at each instant, over the intervals that can occur: a segment tree with the
 * peak and what was added to each whole node, so that n bookings cost n·log n.
 *
 * Sums beyond 2^53 lose precision, but never fall back under the largest quantity, 2^53 − 1.
 */
class Usage {
  readonly #times: number[];
  readonly #peaks: Float64Array;
  readonly #added: Float64Array;

  constructor(intervals: readonly { readonly start: number; readonly end: number }[]) {
    const times = new Set<number>();
    for (const { start, end } of intervals) times.add(start).add(end);
    this.#times = [...times].sort((a, b) => a - b);
    const size = 4 * Math.max(1, this.#times.length);
    this.#peaks = new Float64Array(size);
    this.#added = new Float64Array(size);
  }

  /** Most that is taken at any instant of [start, end). */
  peak(start: number, end: number): number {
    return this.#peak(1, 0, this.#times.length - 1, this.#index(start), this.#index(end) - 1);
  }

  add(start: number, end: number, quantity: number): void {
    this.#add(1, 0, this.#times.length - 1, this.#index(start), this.#index(end) - 1, quantity);
  }

  #index(time: number): number {
    let low = 0;
    let high = this.#times.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#times[middle]! < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #peak(node: number, low: number, high: number, from: number, to: number): number {
    if (to < low || high < from) return 0;
    if (from <= low && high <= to) return this.#peaks[node]!;
    const middle = (low + high) >>> 1;
    return this.#added[node]! + Math.max(
      this.#peak(2 * node, low, middle, from, to),
      this.#peak(2 * node + 1, middle + 1, high, from, to),
    );
  }

  #add(node: number, low: number, high: number, from: number, to: number, by: number): void {
    if (to < low || high < from) return;
    if (from <= low && high <= to) {
      this.#peaks[node]! += by;
      this.#added[node]! += by;
      return;
    }
    const middle = (low + high) >>> 1;
    this.#add(2 * node, low, middle, from, to, by);
    this.#add(2 * node + 1, middle + 1, high, from, to, by);
    this.#peaks[node] = this.#added[node]! +
      Math.max(this.#peaks[2 * node]!, this.#peaks[2 * node + 1]!);
  }
}
