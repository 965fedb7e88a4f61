/** The part of a session that asks for chosen entries, and answers: runs the reducer of `choosing.ts`. */
import type { Clock } from "../ports.ts";
import type { Chosen, Judged } from "../proven.ts";
import {
  type ChoosingInput,
  type ChoosingOutput,
  mayAsk,
  newChoosing,
  stepChoosing,
} from "./choosing.ts";
import type { ChoosingFrame } from "./frames.ts";
import type { SyncHost } from "./host.ts";

/** What came of asking one peer. */
export type ChoosingOutcome =
  /** What was judged of its answer; of a wrong one the session ends. */
  | Judged
  /** It is not held there. */
  | "none"
  /** No answer in time. */
  | "late"
  /** The peer has enough questions already. */
  | "busy"
  /** The session ended first. */
  | "gone";

export type ChoosingOffence = "unexpected-frame" | "too-much" | "wrong-pool";

export interface ChooserParts {
  readonly host: Pick<SyncHost, "chosen" | "judge">;
  readonly clock: Clock;
  readonly send: (frame: ChoosingFrame) => Promise<void>;
  readonly onOffence: (code: ChoosingOffence) => void;
  readonly onLost: (cause: unknown) => void;
  readonly onError: (cause: unknown) => void;
}

export class Chooser {
  readonly #state = newChoosing();
  readonly #settle = new Map<number, (outcome: ChoosingOutcome) => void>();
  readonly #limits = new Map<number, () => void>();
  #cancelWait: () => void = () => {};
  #stopped = false;

  constructor(private readonly parts: ChooserParts) {}

  choose(name: Uint8Array): Promise<ChoosingOutcome> {
    if (this.#stopped) return Promise.resolve("gone");
    if (!mayAsk(this.#state)) return Promise.resolve("busy");
    const { promise, resolve } = Promise.withResolvers<ChoosingOutcome>();
    this.#settle.set(this.#state.asked + 1, resolve);
    this.#step({ type: "ask", name });
    return promise;
  }

  receive(frame: ChoosingFrame): void {
    this.#step({ type: "received", frame, now: this.parts.clock.now() });
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#cancelWait();
    for (const cancel of this.#limits.values()) cancel();
    for (const resolve of this.#settle.values()) resolve("gone");
    this.#settle.clear();
  }

  #step(input: ChoosingInput): void {
    if (this.#stopped) return;
    for (const output of stepChoosing(this.#state, input)) this.#do(output);
  }

  #do(output: ChoosingOutput): void {
    const { host, clock, send, onOffence, onLost, onError } = this.parts;
    switch (output.type) {
      case "question":
        send(output.frame).catch(onLost);
        return;
      case "answer":
        send(output.frame).then(() => this.#step({ type: "sent", now: clock.now() }))
          .catch(onLost);
        return;
      case "read":
        host.chosen(output.name).then((chosen) =>
          this.#step({ type: "read", chosen, now: clock.now() })
        ).catch(onError);
        return;
      case "wait":
        this.#cancelWait = clock.after(output.ms, () => this.#step({ type: "due" }));
        return;
      case "limit": {
        const { number } = output;
        this.#limits.get(number)?.();
        this.#limits.set(
          number,
          clock.after(output.ms, () => this.#step({ type: "late", number })),
        );
        return;
      }
      case "judge":
        this.#judge(output.number, output.name, output.chosen).catch(onError);
        return;
      case "settle":
        return this.#done(output.number, output.outcome);
      case "end":
        return onOffence(output.code);
    }
  }

  async #judge(number: number, name: Uint8Array, chosen: Chosen): Promise<void> {
    this.#limits.get(number)?.();
    const judged = await this.parts.host.judge(name, chosen);
    this.#done(number, judged);
    if (judged === "wrong") this.parts.onOffence("wrong-pool");
  }

  #done(number: number, outcome: ChoosingOutcome): void {
    this.#limits.get(number)?.();
    this.#limits.delete(number);
    this.#settle.get(number)?.(outcome);
    this.#settle.delete(number);
  }
}
