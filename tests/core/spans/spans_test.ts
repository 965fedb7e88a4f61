import assert from "node:assert/strict";
import fc from "fast-check";
import { covers, mostAtOnce, overlaps } from "../../../src/core/spans/mod.ts";

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

Deno.test("covers: a span is covered where each of its instants is in a window", () => {
  const instant = fc.integer({ min: 0, max: 12 });
  // Also those that end before they begin, which hold nothing.
  const windows = fc.array(fc.record({ start: instant, end: instant }), { maxLength: 6 });
  const span = fc.record({ start: instant, length: fc.integer({ min: 1, max: 8 }) })
    .map(({ start, length }) => ({ start, end: start + length }));
  const property = fc.property(windows, span, (windows, span) => {
    const instants = Array.from({ length: span.end - span.start }, (_, i) => span.start + i);
    const each = instants.every((at) => windows.some(({ start, end }) => start <= at && at < end));
    assert.equal(covers(windows, span), each);
  });
  fc.assert(property, { numRuns: 2_000 });
  assert(covers(null, { start: 0, end: 1 }));
  assert(!covers([], { start: 0, end: 1 }));
});
