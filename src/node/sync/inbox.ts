/** What a peer sent and the store has not taken yet: bounded, and stored together. */
import type { CheckItem } from "../../core/bamboo/mod.ts";
import type { AppendRefusal, AppendResult } from "../results.ts";
import type { LogName } from "./exchange.ts";

/** Beyond it nothing more is taken from the channel. */
export const MOST_WAITING_BYTES = 1024 * 1024;
const MOST_STORED_AT_ONCE = 1_000;
/** One is checked while the one before it is stored. */
const MOST_UNDER_WAY = 2;

export interface InboxParts {
  store(items: readonly CheckItem[]): Promise<readonly AppendResult[]>;
  onRefused(log: LogName, item: CheckItem, refusal: AppendRefusal): void;
  onError(cause: unknown): void;
}

interface Waiting {
  readonly log: LogName;
  readonly items: readonly CheckItem[];
}

export class Inbox {
  #waiting: Waiting[] = [];
  #bytes = 0;
  #underWay = 0;
  #stopped = false;
  /** Who waits for room, or for the end. */
  #wake: (() => void)[] = [];

  constructor(private readonly parts: InboxParts) {}

  add(log: LogName, items: readonly CheckItem[]): void {
    if (this.#stopped) return;
    this.#waiting.push({ log, items });
    this.#bytes += sizeOf(items);
    this.#begin();
  }

  get isFull(): boolean {
    return this.#bytes > MOST_WAITING_BYTES;
  }

  /** Resolves when there is room again, or nothing is taken any more. */
  async room(): Promise<void> {
    while (this.isFull) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  /** Resolves when all that was added is stored. */
  async empty(): Promise<void> {
    while (this.#underWay > 0) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  /** Forgets what waits. What is being stored is stored. */
  stop(): void {
    this.#stopped = true;
    this.#waiting = [];
    this.#bytes = 0;
    this.#tellOfRoom();
  }

  /** Answers come in the order of the questions: of two under way, the first is stored first. */
  #begin(): void {
    while (this.#waiting.length > 0 && this.#underWay < MOST_UNDER_WAY) {
      this.#underWay++;
      this.#storeSome().catch((cause) => {
        this.stop();
        this.parts.onError(cause);
      }).finally(() => {
        this.#underWay--;
        this.#tellOfRoom();
        this.#begin();
      });
    }
  }

  #tellOfRoom(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const resolve of waiting) resolve();
  }

  /** What has come meanwhile goes together: one commit for many small logs. */
  async #storeSome(): Promise<void> {
    let count = 0;
    let taken = 0;
    while (taken < this.#waiting.length && count < MOST_STORED_AT_ONCE) {
      count += this.#waiting[taken++]!.items.length;
    }
    const batch = this.#waiting.splice(0, taken);
    const results = await this.parts.store(batch.flatMap(({ items }) => items));
    let at = 0;
    for (const { log, items } of batch) {
      for (const item of items) {
        const result = results[at++]!;
        if (this.#stopped) return;
        if (result.status === "refused") this.parts.onRefused(log, item, result.refusal);
      }
      this.#bytes -= sizeOf(items);
    }
  }
}

function sizeOf(items: readonly CheckItem[]): number {
  return items.reduce((sum, { entry, payload }) => sum + entry.length + (payload?.length ?? 0), 0);
}
