import assert from "node:assert/strict";
import type { CheckItem } from "../../../src/core/bamboo/mod.ts";
import type { AppendResult } from "../../../src/node/results.ts";
import { Inbox } from "../../../src/node/sync/inbox.ts";
import { quiet } from "./nodes.ts";

const LOG = { festival: new Uint8Array(32), author: new Uint8Array(32), profile: false };
const item = (bytes: number): CheckItem => ({ entry: new Uint8Array(bytes), payload: null });
const ACCEPTED: AppendResult = {
  status: "accepted",
  hash: new Uint8Array(66),
  festival: null,
  id: null,
  ignored: null,
};

function inbox() {
  const batches: number[] = [];
  const errors: unknown[] = [];
  const answers: ((error?: Error) => void)[] = [];
  const box = new Inbox({
    store: (items) =>
      new Promise((resolve, reject) => {
        batches.push(items.length);
        answers.push((error) => error ? reject(error) : resolve(items.map(() => ACCEPTED)));
      }),
    onRefused: () => assert.fail("nothing is refused"),
    onError: (error) => errors.push(error),
  });
  /** Answers the first of what is being stored. */
  const answer = (error?: Error) => answers.shift()?.(error);
  return { box, batches, errors, answer };
}

Deno.test("Inbox: two are under way; what comes meanwhile is stored together, next", async () => {
  const { box, batches, answer } = inbox();
  box.add(LOG, [item(1)]);
  box.add(LOG, [item(1), item(1)]);
  box.add(LOG, [item(1)]);
  await quiet(1);
  // One is checked while the one before it is stored.
  assert.deepEqual(batches, [1, 2]);
  box.add(LOG, [item(1)]);
  box.add(LOG, [item(1)]);
  await quiet(1);
  assert.deepEqual(batches, [1, 2]);
  answer();
  await quiet(1);
  assert.deepEqual(batches, [1, 2, 3]);
  answer();
  answer();
  // In whichever turn it comes after that, it is stored.
  for (let turns = 0; turns < 12; turns++) {
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    box.add(LOG, [item(1)]);
    await quiet(1);
    assert.equal(batches.length, 4 + turns);
    answer();
  }
});

Deno.test("Inbox: it is full beyond a megabyte, until some of it is stored", async () => {
  const { box, answer } = inbox();
  box.add(LOG, [item(600_000)]);
  assert(!box.isFull);
  box.add(LOG, [item(600_000)]);
  assert(box.isFull);
  const room = box.room();
  answer();
  await quiet(1);
  answer();
  await room;
  assert(!box.isFull);
});

Deno.test("Inbox: whoever waits for room when it stops, or when the store fails, waits no longer", async () => {
  for (const fails of [true, false]) {
    const { box, errors, answer } = inbox();
    box.add(LOG, [item(2_000_000)]);
    const room = box.room();
    if (!fails) box.stop();
    answer(fails ? new Error("the disk is full") : undefined);
    await room;
    assert(!box.isFull);
    assert.equal(errors.length, fails ? 1 : 0);
    box.add(LOG, [item(1)]);
    assert(!box.isFull);
  }
});
