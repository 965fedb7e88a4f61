/** A journal for tests: an array, and a lock that may be left out as in a page on plain http. */
import { type Journal, type JournalRecord, PlaceTakenError } from "../../src/client/mod.ts";
import { sameBytes } from "../../src/core/bamboo/mod.ts";

export class MemoryJournal implements Journal {
  readonly records: JournalRecord[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  #inside = 0;

  constructor(readonly locks = true) {}

  locked<T>(task: () => Promise<T>): Promise<T> {
    const run = async () => {
      this.#inside++;
      try {
        return await task();
      } finally {
        this.#inside--;
      }
    };
    if (!this.locks) return run();
    const mine = this.#turn.then(run, run);
    this.#turn = mine.catch(() => {});
    return mine;
  }

  async last(logId: number): Promise<JournalRecord | null> {
    await Promise.resolve();
    return this.#ofLog(logId).at(-1) ?? null;
  }

  async at(logId: number, seqNum: number): Promise<JournalRecord | null> {
    await Promise.resolve();
    return this.#ofLog(logId)[seqNum - 1] ?? null;
  }

  async *from(logId: number, seqNum: number): AsyncIterable<JournalRecord> {
    await Promise.resolve();
    yield* this.#ofLog(logId).slice(seqNum - 1);
  }

  async append(record: JournalRecord): Promise<void> {
    if (this.#inside === 0) throw new TypeError("append outside of locked");
    await Promise.resolve();
    const held = this.#ofLog(record.logId);
    const taken = held[record.seqNum - 1];
    if (taken !== undefined && sameBytes(taken.entry, record.entry)) return;
    if (record.seqNum !== held.length + 1) throw new PlaceTakenError("the place is taken");
    this.records.push(record);
  }

  #ofLog(logId: number): JournalRecord[] {
    return this.records.filter((record) => record.logId === logId);
  }
}
