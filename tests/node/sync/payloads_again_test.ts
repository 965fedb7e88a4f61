import assert from "node:assert/strict";
import {
  answerPayloads,
  askAgain,
  MOST_HOPED,
  MOST_HOPED_IN_ALL,
  MOST_OWED,
  newPayloads,
  nextPayloads,
  payloadIsHere,
  sendLate,
  takePayloads,
  takeQuestion,
  takeWants,
} from "../../../src/node/sync/payloads.ts";

const idOf = (number: number) => {
  const id = new Uint8Array(32);
  new DataView(id.buffer).setUint32(0, number);
  return id;
};

Deno.test("what was answered none beyond what both remember is asked for again, and nothing else", () => {
  const state = newPayloads();
  const ids = Array.from({ length: MOST_HOPED + 3 }, (_, i) => idOf(i));
  const read = () => {
    assert.deepEqual(nextPayloads(state, true, 256), { type: "list", after: 0 });
    takeWants(state, { ids, after: ids.length, last: true });
    const due = nextPayloads(state, true, 256);
    assert(due?.type === "ask");
    return due.ids;
  };
  assert.equal(read().length, ids.length);
  const none = (some: readonly Uint8Array[]) =>
    takePayloads(state, some.map((id) => ({ id, payload: null })), { left: MOST_HOPED_IN_ALL });
  none(ids.slice(0, MOST_HOPED));
  askAgain(state);
  assert.equal(nextPayloads(state, true, 256), null);
  none(ids.slice(MOST_HOPED));
  assert.equal(nextPayloads(state, true, 256), null);
  askAgain(state);
  assert.deepEqual(read(), ids.slice(MOST_HOPED));
});

Deno.test("over many festivals, what is hoped for is owed, and the rest is asked for again", () => {
  const hopes = { left: MOST_HOPED_IN_ALL };
  const sharings = [0, 1, 2, 3].map(() => ({ asks: newPayloads(), answers: newPayloads() }));
  let owed = 0;
  for (const [i, { asks, answers }] of sharings.entries()) {
    const ids = Array.from({ length: MOST_HOPED - 100 }, (_, number) => idOf(i * 10_000 + number));
    nextPayloads(asks, true, ids.length);
    takeWants(asks, { ids, after: ids.length, last: true });
    nextPayloads(asks, true, ids.length);
    assert(takeQuestion(answers, ids));
    const items = answerPayloads(answers, ids.map(() => null), owed < MOST_OWED);
    owed += answers.owed.size;
    assert.deepEqual(takePayloads(asks, items, hopes), []);
  }
  let again = 0;
  for (const { asks, answers } of sharings) {
    for (const id of asks.hoped) assert(answers.owed.has(id), "hoped for, and not owed");
    askAgain(asks);
    if (nextPayloads(asks, true, 256)?.type === "list") again++;
  }
  assert.deepEqual([hopes.left, again], [0, 2]);
  // What is asked for again, and comes by itself meanwhile: once as that, once as the answer.
  const { asks, answers } = sharings[3]!;
  const [first, second] = [idOf(30_000), idOf(30_001)];
  takeWants(asks, { ids: [first, second], after: 9_999, last: true });
  nextPayloads(asks, true, 256);
  assert(takeQuestion(answers, [first, second]));
  const payload = new Uint8Array(3);
  payloadIsHere(answers, first);
  const late = sendLate(answers, [first], [payload]);
  assert.equal(takePayloads(asks, late, hopes)?.length, 1);
  const answered = answerPayloads(answers, [null, payload], false);
  assert.equal(takePayloads(asks, answered, hopes)?.length, 1);
  assert.equal(asks.asked.length, 0);
});
