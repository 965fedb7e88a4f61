/**
 * The journal in IndexedDB. A seqnum is taken in the transaction that checks the last one and puts
 * the record: so two tabs at once cannot both have it, also where `navigator.locks` is missing (plain
 * http). Each log that a node may lack something of is marked in the same transaction.
 */
import { type Journal, type JournalRecord, PlaceTakenError } from "../client/mod.ts";
import { sameBytes } from "../core/bamboo/mod.ts";
import { done, startingWith, transact } from "./database.ts";

/** A log of which the node may lack something. */
export interface Unsent {
  readonly logId: number;
  readonly festival: Uint8Array | null;
}

const LAST = Number.MAX_SAFE_INTEGER;

export class IdbJournal implements Journal {
  readonly #key: string;
  #turn: Promise<unknown> = Promise.resolve();
  #inside = 0;

  /** `key`: the public key in hex; each has entries of its own. */
  constructor(key: string) {
    this.#key = key;
  }

  locked<T>(task: () => Promise<T>): Promise<T> {
    const run = async () => {
      this.#inside++;
      try {
        return await task();
      } finally {
        this.#inside--;
      }
    };
    const { locks } = navigator as { readonly locks?: LockManager };
    if (locks !== undefined) return locks.request(`p2panda.sign.${this.#key}`, run) as Promise<T>;
    // At least this tab does one thing at a time; others are kept apart by `append`.
    const mine = this.#turn.then(run, run);
    this.#turn = mine.catch(() => {});
    return mine;
  }

  last(logId: number): Promise<JournalRecord | null> {
    return transact("readonly", (store) => this.#last(store("entries"), logId));
  }

  async at(logId: number, seqNum: number): Promise<JournalRecord | null> {
    const place = [this.#key, logId, seqNum];
    return await transact("readonly", (store) => done(store("entries").get(place))) ?? null;
  }

  async *from(logId: number, seqNum: number): AsyncIterable<JournalRecord> {
    // One by one: whoever reads may wait between two, which no transaction survives.
    for (let next = seqNum;; next++) {
      const record = await this.at(logId, next);
      if (record === null) return;
      yield record;
    }
  }

  append(record: JournalRecord): Promise<void> {
    if (this.#inside === 0) return Promise.reject(new TypeError("append outside of locked"));
    const { logId, seqNum, festival } = record;
    return transact("readwrite", async (store) => {
      const entries = store("entries");
      const last = await this.#last(entries, logId);
      if (seqNum !== (last?.seqNum ?? 0) + 1) {
        const there = await done<JournalRecord | undefined>(
          entries.get([this.#key, logId, seqNum]),
        );
        if (there !== undefined && sameBytes(there.entry, record.entry)) return;
        throw new PlaceTakenError(`entry ${seqNum} of log ${logId} was signed meanwhile`);
      }
      await done(entries.add({ key: this.#key, ...record }));
      const unsent: Unsent = { logId, festival };
      await done(store("rest").put(unsent, this.#mark(logId)));
    });
  }

  /** Logs of which the node may lack something. */
  unsent(): Promise<Unsent[]> {
    const marks = startingWith(`unsent/${this.#key}/`);
    return transact("readonly", (store) => done<Unsent[]>(store("rest").getAll(marks)));
  }

  /** Keeps that the node has a log up to a seqnum; what another tab signed since is still to be sent. */
  async markSent(logId: number, seqNum: number): Promise<void> {
    await transact("readwrite", async (store) => {
      const last = await this.#last(store("entries"), logId);
      if ((last?.seqNum ?? 0) <= seqNum) await done(store("rest").delete(this.#mark(logId)));
    });
  }

  /** The last record of every log: what a backup carries. */
  async heads(): Promise<JournalRecord[]> {
    const heads: JournalRecord[] = [];
    let logId = 0;
    while (true) {
      const next = IDBKeyRange.bound([this.#key, logId, 0], [this.#key, LAST, LAST]);
      const first = await transact(
        "readonly",
        (store) => done<JournalRecord[]>(store("entries").getAll(next, 1)),
      );
      if (first[0] === undefined) return heads;
      const last = await this.last(first[0].logId);
      heads.push(last!);
      logId = first[0].logId + 1;
    }
  }

  /** Forgets everything of this key. */
  async clear(): Promise<void> {
    await transact("readwrite", async (store) => {
      await done(store("entries").delete(this.#log(0, LAST)));
      await done(store("rest").delete(startingWith(`unsent/${this.#key}/`)));
    });
  }

  async #last(entries: IDBObjectStore, logId: number): Promise<JournalRecord | null> {
    const cursor = await done(entries.openCursor(this.#log(logId, logId), "prev"));
    return cursor === null ? null : cursor.value as JournalRecord;
  }

  #log(from: number, to: number): IDBKeyRange {
    return IDBKeyRange.bound([this.#key, from, 0], [this.#key, to, LAST]);
  }

  #mark(logId: number): string {
    return `unsent/${this.#key}/${logId}`;
  }
}
