/** What every journal must do: run by the one of each platform. */
import assert from "node:assert/strict";
import { type Journal, type JournalRecord, PlaceTakenError } from "../../src/client/mod.ts";
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

function same(one: JournalRecord | null, other: JournalRecord): void {
  assert(one !== null);
  for (const name of ["hash", "entry", "payload", "festival"] as const) {
    assert.deepEqual(one[name] && [...one[name]], other[name] && [...other[name]], name);
  }
  assert.deepEqual([one.logId, one.seqNum], [other.logId, other.seqNum]);
}

export function journalSuite(name: string, open: () => Promise<OpenJournal>): void {
  function test(what: string, run: (opened: OpenJournal) => Promise<void>): void {
    Deno.test(`${name}: ${what}`, async () => {
      const opened = await open();
      try {
        await run(opened);
      } finally {
        await opened.close();
      }
    });
  }

  test("holds nothing at first", async ({ journal }) => {
    assert.equal(await journal.last(0), null);
    assert.equal(await journal.at(0, 1), null);
    assert.deepEqual(await all(journal.from(0, 1)), []);
  });

  test("gives back what it keeps, log by log, also when opened again", async (opened) => {
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
      assert.equal(await journal.at(0, 3), null);
      assert.deepEqual((await all(journal.from(0, 2))).map(({ seqNum }) => seqNum), [2]);
      assert.deepEqual((await all(journal.from(0, 1))).map(({ seqNum }) => seqNum), [1, 2]);
    }
  });

  test("keeps a record once, and no other at its place or after a gap", async ({ journal }) => {
    const first = recordAfter(null);
    const rival = recordAfter(null, { text: "another" });
    const third = recordAfter(recordAfter(first));
    await journal.locked(async () => {
      await journal.append(first);
      await journal.append(first);
      await assert.rejects(() => journal.append(rival), PlaceTakenError);
      await assert.rejects(() => journal.append(third), PlaceTakenError);
    });
    same(await journal.last(0), first);
  });

  test("takes nothing outside of its lock", async ({ journal }) => {
    await assert.rejects(async () => await journal.append(recordAfter(null)), TypeError);
  });

  test("lets one task in at a time, and goes on after one that fails", async ({ journal }) => {
    const steps: string[] = [];
    const task = (name: string) =>
      journal.locked(async () => {
        steps.push(`${name} in`);
        await Promise.resolve();
        steps.push(`${name} out`);
        if (name === "a") throw new Error("a fails");
      });
    const results = await Promise.allSettled([task("a"), task("b"), task("c")]);
    assert.deepEqual(results.map(({ status }) => status), ["rejected", "fulfilled", "fulfilled"]);
    assert.deepEqual(steps, ["a in", "a out", "b in", "b out", "c in", "c out"]);
  });
}
