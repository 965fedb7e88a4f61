/**
 * What every journal must do: run by the one of each platform, in a browser too, and so without
 * anything that only Deno has.
 */
import type { Journal, JournalRecord } from "../../src/client/mod.ts";
import { createEntry, hashOf } from "../../src/core/bamboo/mod.ts";

export interface OpenJournal {
  readonly journal: Journal;
  /** The same journal as another process or tab sees it, or this one after it was opened anew. */
  again(): Promise<Journal>;
  close(): Promise<void>;
}

const seed = new Uint8Array(32).fill(3);

/** Makes a record whose entry follows on `before`. */
export function recordAfter(
  before: JournalRecord | null,
  over: { readonly logId?: number; readonly text?: string; readonly bare?: boolean } = {},
): JournalRecord {
  const logId = before?.logId ?? over.logId ?? 0;
  const seqNum = (before?.seqNum ?? 0) + 1;
  if (seqNum > 3) throw new RangeError("the suite needs no other lipmaalinks");
  const payload = new TextEncoder().encode(over.text ?? `payload ${seqNum}`);
  const entry = createEntry({ seed, logId, seqNum, backlink: before?.hash ?? null, payload });
  const festival = logId === 0 ? null : new Uint8Array(32).fill(7);
  return {
    logId,
    seqNum,
    hash: hashOf(entry),
    entry,
    payload: over.bare === true ? null : payload,
    festival,
  };
}

async function all(records: AsyncIterable<JournalRecord>): Promise<JournalRecord[]> {
  const list: JournalRecord[] = [];
  for await (const record of records) list.push(record);
  return list;
}

function equal(actual: unknown, expected: unknown): void {
  const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (one !== other) throw new Error(`expected ${other}, and got ${one}`);
}

function same(one: JournalRecord | null, other: JournalRecord): void {
  const plain = (record: JournalRecord | null) =>
    record && {
      logId: record.logId,
      seqNum: record.seqNum,
      hash: [...record.hash],
      entry: [...record.entry],
      payload: record.payload && [...record.payload],
      festival: record.festival && [...record.festival],
    };
  equal(plain(one), plain(other));
}

/** By name, since a browser's bundle has a class of its own. */
async function rejects(promise: Promise<unknown>, name: string): Promise<void> {
  const reason = await promise.then(() => "nothing", (error: Error) => error.name);
  equal(reason, name);
}

export interface JournalCase {
  readonly name: string;
  run(opened: OpenJournal): Promise<void>;
}

export const JOURNAL_CASES: readonly JournalCase[] = [
  {
    name: "holds nothing at first",
    async run({ journal }) {
      equal(await journal.last(0), null);
      equal(await journal.at(0, 1), null);
      equal(await all(journal.from(0, 1)), []);
    },
  },
  {
    name: "gives back what it keeps, log by log, also when opened again",
    async run(opened) {
      const first = recordAfter(null);
      const second = recordAfter(first, { bare: true });
      const other = recordAfter(null, { logId: 2 ** 48 - 1 });
      await opened.journal.locked(async () => {
        for (const record of [first, other, second]) await opened.journal.append(record);
      });
      for (const journal of [opened.journal, await opened.again()]) {
        same(await journal.last(0), second);
        same(await journal.at(0, 1), first);
        same(await journal.last(2 ** 48 - 1), other);
        equal(await journal.at(0, 3), null);
        equal((await all(journal.from(0, 2))).map(({ seqNum }) => seqNum), [2]);
        equal((await all(journal.from(0, 1))).map(({ seqNum }) => seqNum), [1, 2]);
      }
    },
  },
  {
    name: "keeps a record once, and no other at its place or after a gap",
    async run({ journal }) {
      const first = recordAfter(null);
      const rival = recordAfter(null, { text: "another" });
      const third = recordAfter(recordAfter(first));
      await journal.locked(async () => {
        await journal.append(first);
        await journal.append(first);
        await rejects(journal.append(rival), "PlaceTakenError");
        await rejects(journal.append(third), "PlaceTakenError");
      });
      same(await journal.last(0), first);
    },
  },
  {
    name: "gives a place to one of those who want it at once",
    async run(opened) {
      const other = await opened.again();
      const [one, two] = [recordAfter(null), recordAfter(null, { text: "another" })];
      const results = await Promise.allSettled([
        opened.journal.locked(() => opened.journal.append(one)),
        other.locked(() => other.append(two)),
      ]);
      equal(results.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    },
  },
  {
    name: "takes nothing outside of its lock",
    async run({ journal }) {
      const appending = (async () => await journal.append(recordAfter(null)))();
      await rejects(appending, "TypeError");
    },
  },
  {
    name: "lets one task in at a time, and goes on after one that fails",
    async run({ journal }) {
      const steps: string[] = [];
      const task = (name: string) =>
        journal.locked(async () => {
          steps.push(`${name} in`);
          await Promise.resolve();
          steps.push(`${name} out`);
          if (name === "a") throw new Error("a fails");
        });
      const results = await Promise.allSettled([task("a"), task("b"), task("c")]);
      equal(results.map(({ status }) => status), ["rejected", "fulfilled", "fulfilled"]);
      equal(steps, ["a in", "a out", "b in", "b out", "c in", "c out"]);
    },
  },
];

/** Opens a journal for a case, runs it, and closes the journal. */
export async function runCase(one: JournalCase, open: () => Promise<OpenJournal>): Promise<void> {
  const opened = await open();
  try {
    await one.run(opened);
  } finally {
    await opened.close();
  }
}

export function journalSuite(name: string, open: () => Promise<OpenJournal>): void {
  for (const one of JOURNAL_CASES) {
    Deno.test(`${name}: ${one.name}`, () => runCase(one, open));
  }
}
