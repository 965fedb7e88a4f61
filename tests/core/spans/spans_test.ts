import assert from "node:assert/strict";
import { mostAtOnce, overlaps } from "../../../src/core/spans/mod.ts";

const taken = (start: number, end: number, quantity = 1) => ({ start, end, quantity });

Deno.test("overlaps: what only touches has no instant in common", () => {
  assert(overlaps({ start: 0, end: 2 }, { start: 1, end: 3 }));
  assert(!overlaps({ start: 0, end: 1 }, { start: 1, end: 2 }));
});

Deno.test("mostAtOnce: the largest sum within, where what ends makes room for what begins", () => {
  const within = { start: 10, end: 20 };
  assert.equal(mostAtOnce([], within), 0);
  assert.equal(mostAtOnce([taken(0, 15, 2), taken(15, 30, 3)], within), 3);
  assert.equal(mostAtOnce([taken(0, 16, 2), taken(15, 30, 3)], within), 5);
  assert.equal(mostAtOnce([taken(0, 10, 9), taken(20, 30, 9), taken(12, 12, 9)], within), 0);
});
