/**
 * Entries on their way into the store. Each batch is checked as soon as it comes, on other threads
 * where there are some, while the one before it is stored: so neither waits for the other. They are
 * stored in the order in which they came, and those that wait together share a commit: of what is still
 * being checked, as much as is stored already, so that there is always something to check meanwhile.
 * What is long is stored in slices, between which everything else has its turn.
 */
import type { CheckedEntry, CheckItem, CheckOutcome } from "../core/bamboo/mod.ts";
import type { AppendOptions, Clock, Store, Verifier } from "./ports.ts";
import type { AppendResult } from "./results.ts";

type TakeOptions = Pick<AppendOptions, "followCreated" | "durable" | "explained">;

export interface IntakeParts {
  readonly store: Pick<Store, "append">;
  readonly verifier: Pick<Verifier, "check">;
  readonly clock: Pick<Clock, "now">;
  /** Told of what was stored before anybody else is. */
  readonly stored: (
    batch: readonly CheckedEntry[],
    results: readonly AppendResult[],
  ) => Promise<void>;
  /** Lets the event loop have its turn; without it nothing is let in between. */
  readonly pause?: (() => Promise<void>) | undefined;
}

/** So many entries are stored at most until the event loop has its turn. */
const MOST_TOGETHER = 1_000;
/** So many share a commit at most, where as many wait: half a second of work. */
const MOST_A_COMMIT = 8_000;
const MOST_COMMIT_BYTES = 8 * 1024 * 1024;
/** Whoever publishes no more than so many is told of it at once, whatever waits behind. */
const FEW = 24;

/** A batch that waits for its turn. */
interface Turn {
  readonly size: number;
  readonly options: TakeOptions;
  readonly checking: Promise<readonly CheckOutcome[]>;
  /** Null while it is being checked. */
  outcomes: readonly CheckOutcome[] | null;
  readonly done: (results: readonly AppendResult[]) => void;
  readonly failed: (cause: unknown) => void;
}

export class Intake {
  readonly #turns: Turn[] = [];
  #storing: Promise<void> | null = null;

  constructor(private readonly parts: IntakeParts) {}

  /** Checks and stores entries; one result an item, in order. */
  take(items: readonly CheckItem[], options: TakeOptions): Promise<readonly AppendResult[]> {
    const checking = this.parts.verifier.check(items);
    return new Promise((done, failed) => {
      const turn: Turn = { size: items.length, options, checking, outcomes: null, done, failed };
      // Told where its turn comes; here only so that nobody misses it.
      checking.then((outcomes) => turn.outcomes = outcomes, () => {});
      this.#turns.push(turn);
      this.#storing ??= this.#storeAll();
    });
  }

  /** Resolves when nothing is on its way. */
  async idle(): Promise<void> {
    while (this.#storing !== null) await this.#storing;
  }

  async #storeAll(): Promise<void> {
    // What comes in the moment after the last was stored is looked for, too: nobody else would.
    while (this.#turns.length > 0) {
      if (await this.#isNextChecked()) await this.#storeTogether();
    }
    this.#storing = null;
  }

  /** Waits until the first that can be checked is; false where nothing is left. */
  async #isNextChecked(): Promise<boolean> {
    for (;;) {
      const turn = this.#turns[0];
      if (turn === undefined) return false;
      try {
        turn.outcomes ??= await turn.checking;
        return true;
      } catch (cause) {
        this.#turns.shift();
        turn.failed(cause);
      }
    }
  }

  /** How many of those in front are checked, and may share a commit. */
  #countTogether(): number {
    const { followCreated } = this.#turns[0]!.options;
    let entries = 0;
    const past = this.#turns.findIndex(({ outcomes, options }, i) => {
      if (outcomes === null || options.followCreated !== followCreated) return true;
      entries += outcomes.length;
      return i > 0 && entries > MOST_TOGETHER;
    });
    return past < 0 ? this.#turns.length : past;
  }

  /** Stores slice by slice, in one commit. */
  async #storeTogether(): Promise<void> {
    const slices: Slice[] = [];
    let entries = 0;
    let bytes = 0;
    for (let more = true; more;) {
      const slice = sliceOf(this.#turns.splice(0, this.#countTogether()));
      entries += slice.batch.length;
      bytes += slice.bytes;
      more = !slice.isAwaited && entries < MOST_A_COMMIT && bytes < MOST_COMMIT_BYTES &&
        this.#isWorthWaiting(entries);
      // Of what is refused already nothing is stored; but what has begun is to be committed.
      if (slice.batch.length > 0 || slices.length > 0) slice.results = this.#append(slice, more);
      slices.push(slice);
      // Told below; here only so that nobody misses it.
      slice.results.catch(() => more = false);
      if (!more) break;
      await this.parts.pause?.();
      if (await this.#isNextChecked()) continue;
      // None of what was waited for could be checked: what has begun is committed without it.
      await this.#append({ ...slice, batch: [] }, false).catch(() => {});
      break;
    }
    for (const slice of slices) await this.#tell(slice);
  }

  #isWorthWaiting(stored: number): boolean {
    const [next] = this.#turns;
    if (next === undefined) return false;
    return next.outcomes !== null ||
      stored < this.#turns.reduce((entries, { size }) => entries + size, 0);
  }

  #append({ turns, batch }: Slice, more: boolean): Promise<readonly AppendResult[]> {
    return this.parts.store.append(batch, {
      followCreated: turns[0]!.options.followCreated,
      durable: turns.some(({ options }) => options.durable ?? true),
      explained: turns.some(({ options }) => options.explained ?? true),
      receivedAt: this.parts.clock.now(),
      more,
    });
  }

  async #tell({ turns, batch, places, answers, results }: Slice): Promise<void> {
    try {
      const stored = await results;
      stored.forEach((result, i) => {
        const [answer, at] = places[i]!;
        answer[at] = result;
      });
      if (batch.length > 0) await this.parts.stored(batch, stored);
    } catch (cause) {
      for (const { failed } of turns) failed(cause);
      return;
    }
    turns.forEach(({ done }, i) => done(answers[i]!));
  }
}

/** Turns that are stored without a pause in between. */
interface Slice {
  readonly turns: readonly Turn[];
  /** Of each turn; with what was refused before. */
  readonly answers: readonly AppendResult[][];
  /** What is to be stored, and where the results of it go. */
  readonly batch: CheckedEntry[];
  readonly places: (readonly [answer: AppendResult[], at: number])[];
  bytes: number;
  /** Whether somebody waits for a few entries of their own. */
  readonly isAwaited: boolean;
  results: Promise<readonly AppendResult[]>;
}

function sliceOf(turns: readonly Turn[]): Slice {
  const slice: Slice = {
    turns,
    answers: turns.map(({ outcomes }) => new Array<AppendResult>(outcomes!.length)),
    batch: [],
    places: [],
    bytes: 0,
    isAwaited: turns.some(({ outcomes, options }) =>
      outcomes!.length <= FEW && (options.durable ?? true)
    ),
    results: Promise.resolve([]),
  };
  turns.forEach(({ outcomes }, i) => {
    const answer = slice.answers[i]!;
    outcomes!.forEach((outcome, at) => {
      if (!outcome.ok) {
        answer[at] = { status: "refused", hash: null, refusal: outcome.refusal };
        return;
      }
      slice.batch.push(outcome.checked);
      slice.places.push([answer, at]);
      slice.bytes += outcome.checked.bytes.length + (outcome.checked.payload?.length ?? 0);
    });
  });
  return slice;
}
