import assert from "node:assert/strict";
import {
  askAgain,
  MOST_HOPED,
  newPayloads,
  nextPayloads,
  takePayloads,
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
  takePayloads(state, ids.slice(0, MOST_HOPED).map((id) => ({ id, payload: null })));
  askAgain(state);
  assert.equal(nextPayloads(state, true, 256), null);
  takePayloads(state, ids.slice(MOST_HOPED).map((id) => ({ id, payload: null })));
  assert.equal(nextPayloads(state, true, 256), null);
  askAgain(state);
  assert.deepEqual(read(), ids.slice(MOST_HOPED));
});
