/**
 * What acts for a key while nobody looks: answers requests by the policies of the key's resources, and
 * of those whose deputy it is, as they come.
 *
 * It looks at its desk when something happens on its node, when a policy said that time alone will
 * decide, and, where something failed, after a while. What it signs is in the key's journal before
 * anybody sees it, so it can be ended at any moment and started again.
 */
import { POLICY_BOOK } from "../core/policies/mod.ts";
import {
  type ClientPrimitives,
  type Failure,
  type Hex,
  isPassing,
  type NodeClient,
  type Signer,
  type SignerError,
} from "../client/mod.ts";
import { answerDesk, type DeskAnswer, type DeskMemory, newDeskMemory } from "../client/desk/mod.ts";
import { fromHex } from "../core/messages/mod.ts";
import { Allowance } from "./allowance.ts";
import { pause, type Timer } from "./timer.ts";
import type { Wakeups } from "./wakeups.ts";

/** What else an agent does for its key each time it looks. */
export interface Duty {
  /** Gives when to look again though nothing happens (Unix milliseconds); null: no need. */
  look(looking: Looking): Promise<number | null>;
}

export interface Looking {
  readonly festivals: readonly Hex[];
  readonly isStopped: () => boolean;
  /** Says how a signing ended; true where the agent can go on in that festival. */
  readonly took: (festival: Hex | null, signed: DeskAnswer["signed"]) => boolean;
  /** Whether the agent cannot sign in that festival any more. */
  readonly isBarred: (festival: Hex | null) => boolean;
}

export type AgentNews =
  | { readonly kind: "answered"; readonly answer: DeskAnswer }
  /** Nothing can be signed in this festival until somebody mends it: a person must look. */
  | { readonly kind: "barred"; readonly festival: Hex | null; readonly error: SignerError }
  /** What was signed before is on the node now. */
  | { readonly kind: "resent"; readonly festival: Hex | null }
  | { readonly kind: "failed"; readonly failure: Failure };

export interface AgentParts {
  readonly client: NodeClient;
  readonly signer: Signer;
  readonly wakeups: Wakeups;
  /** Unlisted festivals to look into, too. */
  readonly festivals: () => Promise<readonly Hex[]>;
  readonly timer: Timer;
  readonly primitives: ClientPrimitives;
  readonly tell: (news: AgentNews) => void;
  /** What went wrong in a way that nobody foresaw. */
  readonly onError: (error: unknown) => void;
  readonly duties?: readonly Duty[];
}

/** How many requests of one key are answered at once, and in every minute after. */
export const ASKER_SHARE = 60;
/** And of all keys together: they cost nothing, and each answer stays in a log. */
export const SHARE_OF_ASKERS = 600;
/** Who has to wait for an answer waits for some: a look at the desk for each would be a look a second. */
const SHORTEST_DEFERRAL_MS = 5_000;

/** Entries that come together are answered together. */
const LOOK_EVERY_MS = 150;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** After a look it rests for twice as long as that took: it has a node to share. */
const REST = 2;
const LONGEST_REST_MS = 30_000;
/** And within one, others have their turn every so often. */
const TURN_MS = 20;

export interface Agent {
  /** Ends once what is being signed is signed. */
  stop(): Promise<void>;
}

/** Starts an agent. */
export function startAgent(parts: AgentParts): Agent {
  const stopping = new AbortController();
  const running = new Run(parts, stopping.signal);
  const ended = Promise.all([
    running.start(),
    parts.wakeups(() => running.wake(), stopping.signal).catch(parts.onError),
  ]);
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

class Run {
  readonly #memory: DeskMemory = newDeskMemory();
  readonly #barred = new Set<Hex | null>();
  /** Where something was signed that the node does not have yet. */
  readonly #unsent = new Set<Hex | null>();
  #awake = Promise.withResolvers<void>();
  #waitMs = FIRST_WAIT_MS;
  readonly #ofAsker: Allowance;
  readonly #ofAskers: Allowance;

  constructor(private readonly parts: AgentParts, private readonly signal: AbortSignal) {
    this.#ofAsker = new Allowance(parts.timer, ASKER_SHARE);
    this.#ofAskers = new Allowance(parts.timer, SHARE_OF_ASKERS);
    signal.addEventListener("abort", () => this.wake());
  }

  wake(): void {
    this.#awake.resolve();
  }

  async start(): Promise<void> {
    const { timer } = this.parts;
    while (!this.signal.aborted) {
      // Whatever happens from here on is looked at once more.
      this.#awake = Promise.withResolvers();
      const began = timer.now();
      const until = await this.#look();
      const restMs = Math.min(REST * (timer.now() - began), LONGEST_REST_MS);
      if (this.signal.aborted) return;
      const cancel = until === null ? null : timer.after(
        // Timers of platforms go wrong beyond 2^31 ms; an hour early is only once more.
        Math.min(Math.max(0, until - timer.now()), 3_600_000),
        () => this.wake(),
      );
      await this.#awake.promise;
      cancel?.();
      await pause(timer, Math.max(LOOK_EVERY_MS, restMs), this.signal);
    }
  }

  /** Gives when to look again though nothing happens. */
  async #look(): Promise<number | null> {
    try {
      const until = await this.#work();
      if (typeof until === "number" || until === null) {
        this.#waitMs = FIRST_WAIT_MS;
        return until;
      }
      this.parts.tell({ kind: "failed", failure: until });
    } catch (error) {
      this.parts.onError(error);
    }
    const again = this.parts.timer.now() + this.#waitMs;
    this.#waitMs = Math.min(2 * this.#waitMs, LONGEST_WAIT_MS);
    return again;
  }

  async #work(): Promise<number | null | Failure> {
    const { client, signer, timer, primitives, tell } = this.parts;
    const festivals = await this.parts.festivals();
    const failure = await this.#resend();
    if (failure !== null) return failure;
    const isStopped = () => this.signal.aborted;
    const desk = answerDesk({
      client,
      policies: POLICY_BOOK,
      signer,
      festivals,
      memory: this.#memory,
      now: () => timer.now(),
      isStopped,
      isBarred: (festival) => this.#barred.has(festival),
      breathe: turns(timer, this.signal),
      deferral: (asker) => this.#deferral(asker),
      primitives,
    });
    let due: number | null = null;
    for (;;) {
      const next = await desk.next();
      if (next.done) {
        if (next.value.failure !== null) return next.value.failure;
        due = next.value.until;
        break;
      }
      const answer = next.value;
      if (this.#took(answer.request.festival, answer.signed)) tell({ kind: "answered", answer });
    }
    const looking: Looking = {
      festivals,
      isStopped,
      took: (festival, signed) => this.#took(festival, signed),
      isBarred: (festival) => this.#barred.has(festival),
    };
    for (const duty of this.parts.duties ?? []) {
      if (isStopped()) break;
      due = earlier(due, await duty.look(looking));
    }
    // Where the node did not take it, nothing else says when it will.
    return this.#unsent.size === 0 ? due : earlier(due, timer.now() + this.#waitMs);
  }

  /** When to look again at what a key asked; null: its answer is counted. */
  #deferral(asker: Hex): number | null {
    const waitMs = Math.max(this.#ofAsker.wait(asker), this.#ofAskers.wait(""));
    if (waitMs > 0) return this.parts.timer.now() + Math.max(waitMs, SHORTEST_DEFERRAL_MS);
    this.#ofAsker.take(asker);
    this.#ofAskers.take("");
    return null;
  }

  /** Sends what the node lacked when it was signed; the failure, where it still is away. */
  async #resend(): Promise<Failure | null> {
    for (const festival of [...this.#unsent]) {
      const error = await this.parts.signer.resend(bytesOf(festival));
      if (error?.code === "refused" && isPassing(error.failure)) return error.failure;
      this.#unsent.delete(festival);
      if (error === null) this.parts.tell({ kind: "resent", festival });
      else this.#bar(festival, error);
    }
    return null;
  }

  #took(festival: Hex | null, signed: DeskAnswer["signed"]): boolean {
    switch (signed.status) {
      case "sent":
        return true;
      case "kept":
        this.#unsent.add(festival);
        return true;
      case "refused":
        this.#bar(festival, { code: "refused", failure: signed.failure });
        return false;
      case "unsigned":
        // A node that is away now was not away when its desk was read: it is asked again.
        if (signed.error.code !== "refused" || !isPassing(signed.error.failure)) {
          this.#bar(festival, signed.error);
        } else this.#unsent.add(festival);
        return false;
    }
  }

  #bar(festival: Hex | null, error: SignerError): void {
    if (this.#barred.has(festival)) return;
    this.#barred.add(festival);
    this.parts.tell({ kind: "barred", festival, error });
  }
}

/** Gives way to others now and then: what only awaits what is there already never does. */
function turns(timer: Timer, signal: AbortSignal): () => Promise<void> {
  let last = timer.now();
  return async () => {
    if (timer.now() - last < TURN_MS) return;
    await pause(timer, 0, signal);
    last = timer.now();
  };
}

function earlier(one: number | null, other: number | null): number | null {
  return one === null ? other : other === null ? one : Math.min(one, other);
}

function bytesOf(festival: Hex | null): Uint8Array | null {
  return festival === null ? null : fromHex(festival);
}
