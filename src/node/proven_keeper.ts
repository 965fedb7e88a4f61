/** What a node does with entries that come, and stay, without the rest of their logs. */
import { checkSubset, type ForkProof, HASH_BYTES, sameBytes } from "../core/bamboo/mod.ts";
import { areAbout, toHex } from "../core/messages/mod.ts";
import type { Clock, Report, Store, Verifier } from "./ports.ts";
import type { Chosen, Judged, LogPlace } from "./proven.ts";
import { CHOSEN_BYTES, MOST_CHOSEN, MOST_POOL, type Proved } from "./sync/mod.ts";

/** From the logs, or else from what is held by itself: so it travels on. */
export async function chosenHere(
  store: Pick<Store, "chosen" | "proven">,
  name: Uint8Array,
): Promise<Chosen | null> {
  const chosen = await store.chosen(name) ?? await store.proven(name);
  return chosen !== null && isInBounds(chosen) ? chosen : null;
}

/** What came in several answers may have grown together beyond what one may hold. */
function isInBounds({ items, pool }: Chosen): boolean {
  const bytes =
    items.reduce((sum, { entry, payload }) => sum + entry.length + (payload?.length ?? 0), 0) +
    pool.reduce((sum, entry) => sum + entry.length, 0);
  return items.length <= MOST_CHOSEN && pool.length <= MOST_POOL && bytes <= CHOSEN_BYTES;
}

export interface JudgeParts {
  readonly store: Pick<Store, "keepProven">;
  readonly verifier: Verifier;
  readonly clock: Clock;
  readonly prove: (proof: ForkProof) => Promise<Proved>;
  readonly superseding: Superseding;
}

/**
 * Judges what was given for a name from its bytes alone, and keeps it by itself. What shows that a
 * log was forked cuts the log, if it is one that is held here.
 */
export async function judgeChosen(
  { store, verifier, clock, prove, superseding }: JudgeParts,
  name: Uint8Array,
  { items, pool }: Chosen,
): Promise<Judged> {
  if (items.length === 0) return "wrong";
  const outcomes = await verifier.check([
    ...items,
    ...pool.map((entry) => ({ entry, payload: null })),
  ]);
  const checked = outcomes.flatMap((outcome) => outcome.ok ? [outcome.checked] : []);
  if (checked.length < outcomes.length) return "wrong";
  const chosen = {
    items: checked.slice(0, items.length)
      .sort((one, other) => one.entry.seqNum - other.entry.seqNum),
    pool: checked.slice(items.length),
  };
  if (checkSubset(chosen.items, chosen.pool) !== null) return "wrong";
  const isIt = name.length === HASH_BYTES
    ? chosen.items.length === 1 && sameBytes(chosen.items[0]!.hash, name)
    : areAbout(name, chosen.items);
  if (!isIt) return "wrong";
  const { judged, proof } = await store.keepProven(name, chosen, clock.now());
  const { author, logId } = chosen.items[0]!.entry;
  if (judged === "kept") {
    superseding.kept({ author, logId: Number(logId) });
    // It may have come with its log meanwhile.
    superseding.came([{ author, logId }]);
  }
  if (proof !== null) await prove(proof);
  return judged;
}

export interface SupersedingParts {
  readonly store: Pick<Store, "provenLogs" | "settleProven">;
  readonly prove: (proof: ForkProof) => Promise<Proved>;
  readonly report: Report;
}

/**
 * Gives up what is held by itself once its log is here: looked after when the node starts, and when
 * entries come of a log of which something is held so.
 */
export class Superseding {
  /** Of which something is held by itself, or was. */
  readonly #logs = new Map<string, LogPlace>();
  readonly #waiting = new Map<string, LogPlace>();
  #running: Promise<void> | null = null;
  #stopped = false;

  constructor(private readonly parts: SupersedingParts) {}

  async start(): Promise<void> {
    for (const log of await this.parts.store.provenLogs()) {
      this.kept(log);
      this.#waiting.set(nameOf(log), log);
    }
    await this.#settle();
  }

  /** Something of it is held by itself. */
  kept(log: LogPlace): void {
    this.#logs.set(nameOf(log), log);
  }

  /** These have come with their logs, or a proof that cuts them has. */
  came(entries: readonly { readonly author: Uint8Array; readonly logId: bigint }[]): void {
    if (this.#logs.size === 0) return;
    for (const { author, logId } of entries) {
      const log = this.#logs.get(nameOf({ author, logId: Number(logId) }));
      if (log !== undefined) this.#waiting.set(nameOf(log), log);
    }
    this.#settle();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  #settle(): Promise<void> {
    this.#running ??= this.#run().finally(() => this.#running = null);
    return this.#running;
  }

  async #run(): Promise<void> {
    const { store, prove, report } = this.parts;
    try {
      while (this.#waiting.size > 0 && !this.#stopped) {
        const logs = [...this.#waiting.values()];
        this.#waiting.clear();
        for (const proof of await store.settleProven(logs)) await prove(proof);
      }
    } catch (error) {
      report.error("proven.not_settled", error);
    }
  }
}

function nameOf({ author, logId }: LogPlace): string {
  return `${logId}/${toHex(author)}`;
}
