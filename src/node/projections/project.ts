/**
 * From entries to the derived tables, inside the transaction that stores them.
 *
 * Every step asks the tables what is true **now** and never what came first, so any order of
 * arrival ends in the same rows. Within a log, rows of entries rise with their seqnums: a log is
 * only ever appended to. The passes: take each message (`take.ts`), settle what is void, fold the
 * documents that changed, then settle the resources whose requests, answers, quantity or deputy
 * changed (`settle_batch.ts`).
 */
import type { ParsedMessage } from "../../core/messages/mod.ts";
import type { SqlDriver } from "../ports.ts";
import type { Arrival } from "./arrival.ts";
import { Batch } from "./batch.ts";
import { forgetFrom } from "./forget.ts";
import { settleBatch } from "./settle_batch.ts";
import { takeArrival } from "./take.ts";
import { want } from "./wanted.ts";

export interface Projected {
  /** Rows of followed festivals in which something changed. */
  readonly festivals: ReadonlySet<number>;
  /** Rows of authors whose profile changed. */
  readonly profiles: ReadonlySet<number>;
  /** Parents that festivals name: to be followed too. */
  readonly parents: readonly Uint8Array[];
  /** Rows of entries that a delete has voided, and whose payloads are to be dropped. */
  readonly erased: ReadonlySet<number>;
}

/** One batch of arrivals: `take` each, then `finish` once. */
export class Projection {
  readonly #batch: Batch;

  constructor(driver: SqlDriver) {
    this.#batch = new Batch(driver);
  }

  /** Says that a festival's logs changed, whatever came of it. */
  touch(festival: number | null): void {
    this.#batch.touch(festival);
  }

  take(arrival: Arrival): ParsedMessage {
    return takeArrival(this.#batch, arrival);
  }

  /** Takes an entry whose payload is not here. */
  lack(entry: number): void {
    want(this.#batch.driver, entry);
  }

  /**
   * Takes away what was derived of a log from a seqnum on. `first` says that the log had not been
   * cut before: then requests in it rank after all others from now on.
   */
  forgetFrom(log: number, seq: number, festival: number | null, first: boolean): void {
    forgetFrom(this.#batch, log, seq, festival, first);
  }

  finish(): Projected {
    settleBatch(this.#batch);
    const { touched, profiles, parents, erased } = this.#batch;
    return { festivals: touched, profiles, parents, erased };
  }
}
