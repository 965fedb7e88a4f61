/**
 * Asks other nodes for chosen entries: whoever is at a given address first, then those that are
 * connected, until one has it. Only ever on the operator's word: every node that is asked learns
 * what is looked for.
 */
import { toHex } from "../../core/messages/mod.ts";
import type { Clock } from "../ports.ts";
import type { Hex } from "../queries/mod.ts";
import type { ChoosingOutcome, Session } from "../sync/mod.ts";

/** A session with a node, and what to do when it is asked no more. */
export interface Visit {
  readonly session: Session;
  leave(): void;
}

export interface AskingParts {
  /** Those that are connected now. */
  readonly sessions: () => readonly Session[];
  /** Rejects where nobody is met at the address. */
  readonly visit: (address: string) => Promise<Visit>;
  readonly clock: Pick<Clock, "after">;
  readonly onChange: () => void;
}

export interface AskingStatus {
  readonly name: Hex;
  /** The address that is asked first; null where none is. */
  readonly address: string | null;
  readonly state: "asking" | "done";
  /** How it went with the address. */
  readonly visit: "none" | "connecting" | "met" | "failed";
  /** Nodes that were asked so far, and those of them that have answered or were given up. */
  readonly asked: number;
  readonly answered: number;
  /** What came of it: kept or judged otherwise, by the first that has it; `none` where nobody has. */
  readonly outcome: ChoosingOutcome | null;
}

export interface Asking {
  readonly status: () => AskingStatus;
  readonly done: Promise<AskingStatus>;
}

/** Asked at the same time, for one name; but whoever says nothing for a while keeps no other waiting. */
const AT_ONCE = 4;
export const HURRY_MS = 2_000;
/** Names that are asked for at the same time: what one peer takes. And whose result is remembered. */
const MOST_ASKINGS = 8;
const MOST_REMEMBERED = 256;

/** Too many names are asked for at once. */
export class TooManyAskingsError extends Error {
  override name = "TooManyAskingsError";
}

export class Askings {
  /** By name; the latest is the last. */
  readonly #askings = new Map<Hex, RunningAsking>();

  constructor(private readonly parts: AskingParts) {}

  /** Begins to ask; joins in where it is being asked for already, at the same address. */
  ask(name: Uint8Array, address: string | null): Asking {
    const key = toHex(name);
    const known = this.#askings.get(key);
    if (known?.isRunning === true && (address === null || known.address === address)) return known;
    const running = [...this.#askings.values()].filter(({ isRunning }) => isRunning).length;
    if (running >= MOST_ASKINGS) throw new TooManyAskingsError("too many are asked for at once");
    const asking = new RunningAsking(this.parts, name, address);
    this.#askings.delete(key);
    this.#askings.set(key, asking);
    for (const [oldest, { isRunning }] of this.#askings) {
      if (this.#askings.size <= MOST_REMEMBERED) break;
      if (!isRunning) this.#askings.delete(oldest);
    }
    return asking;
  }

  status(name: Hex): AskingStatus | null {
    return this.#askings.get(name)?.status() ?? null;
  }

  /** Resolves when nothing runs any more. */
  async settled(): Promise<void> {
    await Promise.all([...this.#askings.values()].map((asking) => asking.settled()));
  }
}

/** What ends the search: the others could say nothing else. */
const FINAL: readonly ChoosingOutcome[] = ["kept", "cut", "full"];

class RunningAsking implements Asking {
  readonly done: Promise<AskingStatus>;
  readonly #asked = new Set<Session>();
  /** Questions that are not answered, and the visit. */
  readonly #open = new Set<Promise<void>>();
  /** Resolves once the others could say nothing else. */
  readonly #final = Promise.withResolvers<void>();
  #answered = 0;
  #visit: AskingStatus["visit"];
  #outcome: ChoosingOutcome | null = null;
  #over = false;

  constructor(
    private readonly parts: AskingParts,
    private readonly name: Uint8Array,
    readonly address: string | null,
  ) {
    this.#visit = address === null ? "none" : "connecting";
    this.done = this.#run();
  }

  get isRunning(): boolean {
    return !this.#over;
  }

  status(): AskingStatus {
    return {
      name: toHex(this.name),
      address: this.address,
      state: this.#over ? "done" : "asking",
      visit: this.#visit,
      asked: this.#asked.size,
      answered: this.#answered,
      outcome: this.#outcome,
    };
  }

  /** Resolves when it is over, and whoever was asked has answered or was given up. */
  async settled(): Promise<void> {
    await this.done;
    await this.#answers();
  }

  async #run(): Promise<AskingStatus> {
    if (this.address !== null) await this.#patiently(this.#askAt(this.address));
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.#askConnected()));
    await Promise.race([this.#answers(), this.#final.promise]);
    this.#outcome ??= "none";
    this.#over = true;
    this.parts.onChange();
    return this.status();
  }

  async #answers(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open);
  }

  /** Waits for an answer, and for a slow one only so long; it may still come. */
  async #patiently(task: Promise<void>): Promise<void> {
    const open = task.finally(() => this.#open.delete(open));
    this.#open.add(open);
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const cancel = this.parts.clock.after(HURRY_MS, resolve);
    await Promise.race([open, late, this.#final.promise]);
    cancel();
  }

  async #askAt(address: string): Promise<void> {
    let visit: Visit;
    try {
      visit = await this.parts.visit(address);
    } catch {
      // Why is in the report; here it counts that nobody was met.
      this.#visit = "failed";
      return this.parts.onChange();
    }
    this.#visit = "met";
    await this.#ask(visit.session);
    visit.leave();
  }

  async #askConnected(): Promise<void> {
    while (!this.#isFinal) {
      const next = this.parts.sessions().find((session) => !this.#asked.has(session));
      if (next === undefined) return;
      await this.#patiently(this.#ask(next));
    }
  }

  get #isFinal(): boolean {
    return this.#outcome !== null && FINAL.includes(this.#outcome);
  }

  async #ask(session: Session): Promise<void> {
    this.#asked.add(session);
    this.parts.onChange();
    const outcome = await session.choose(this.name);
    this.#answered++;
    if (!this.#isFinal && (FINAL.includes(outcome) || outcome === "parted")) {
      this.#outcome = outcome;
    }
    if (this.#isFinal) this.#final.resolve();
    this.parts.onChange();
  }
}
