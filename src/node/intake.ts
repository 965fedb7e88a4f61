/**
 * Entries on their way into the store. Each batch is checked as soon as it comes, on other threads
 * where there are some, while the one before it is stored: so neither waits for the other. They are
 * stored in the order in which they came, and those that wait together share a commit.
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
}

/** So many entries share a commit at most. */
const MOST_TOGETHER = 1_000;

/** A batch that waits for its turn. */
interface Turn {
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
      const turn: Turn = { options, checking, outcomes: null, done, failed };
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
    for (let turn = this.#turns[0]; turn !== undefined; turn = this.#turns[0]) {
      try {
        turn.outcomes = await turn.checking;
      } catch (cause) {
        this.#turns.shift();
        turn.failed(cause);
        continue;
      }
      const together = this.#turns.splice(0, this.#countTogether());
      try {
        await this.#store(together);
      } catch (cause) {
        for (const { failed } of together) failed(cause);
      }
    }
    this.#storing = null;
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

  async #store(together: readonly Turn[]): Promise<void> {
    const answers = together.map(({ outcomes }) => new Array<AppendResult>(outcomes!.length));
    const batch: CheckedEntry[] = [];
    const places: (readonly [answer: AppendResult[], at: number])[] = [];
    together.forEach(({ outcomes }, i) => {
      const answer = answers[i]!;
      outcomes!.forEach((outcome, at) => {
        if (outcome.ok) {
          batch.push(outcome.checked);
          places.push([answer, at]);
        } else answer[at] = { status: "refused", hash: null, refusal: outcome.refusal };
      });
    });
    if (batch.length > 0) {
      const results = await this.parts.store.append(batch, {
        followCreated: together[0]!.options.followCreated,
        durable: together.some(({ options }) => options.durable ?? true),
        explained: together.some(({ options }) => options.explained ?? true),
        receivedAt: this.parts.clock.now(),
      });
      results.forEach((result, i) => {
        const [answer, at] = places[i]!;
        answer[at] = result;
      });
      await this.parts.stored(batch, results);
    }
    together.forEach(({ done }, i) => done(answers[i]!));
  }
}
