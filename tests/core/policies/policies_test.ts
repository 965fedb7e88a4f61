import assert from "node:assert/strict";
import fc from "fast-check";
import { type Asked, decideBy } from "../../../src/core/policies/mod.ts";
import { asks as ask, CONFIRM, contextOf as context } from "./sample.ts";

const FIRST = "first-come-first-served";

Deno.test("first-come-first-served confirms what there is room for", () => {
  assert.deepEqual(decideBy(FIRST, context(ask(10, 20))), CONFIRM);
  const touching = [ask(0, 10), ask(20, 30)];
  assert.deepEqual(decideBy(FIRST, context(ask(10, 20), { standing: touching })), CONFIRM);
  const two = { quantity: 2, standing: [ask(0, 15), ask(15, 30)] };
  assert.deepEqual(decideBy(FIRST, context(ask(10, 20), two)), CONFIRM);
});

Deno.test("first-come-first-served lets an overlap wait in line, behind all that is ahead", () => {
  const standing = [ask(0, 15)];
  assert.deepEqual(decideBy(FIRST, context(ask(10, 20), { standing })), { kind: "wait", place: 2 });
  const earlier = [ask(12, 18), ask(40, 50)];
  assert.deepEqual(decideBy(FIRST, context(ask(10, 20), { standing, earlier })), {
    kind: "wait",
    place: 3,
  });
  assert.deepEqual(decideBy(FIRST, context(ask(10, 20), { earlier })), { kind: "wait", place: 2 });
});

Deno.test("first-come-first-served denies only what can never be", () => {
  const decision = decideBy(FIRST, context(ask(10, 20, { quantity: 3 }), { quantity: 2 }));
  assert.deepEqual(decision, { kind: "deny", reason: "This asks for 3, and there is only 2." });
  const hopeless = [ask(10, 20, { quantity: 9 })];
  assert.deepEqual(decideBy(FIRST, context(ask(10, 20), { earlier: hopeless })), CONFIRM);
});

Deno.test("first-come-first-served asks the owner outside of what is available", () => {
  const availability = [{ start: 15, end: 40 }, { start: 0, end: 15 }];
  assert.deepEqual(decideBy(FIRST, context(ask(10, 20), { availability })), CONFIRM);
  const outside = { kind: "ask", why: "outside-availability" };
  assert.deepEqual(decideBy(FIRST, context(ask(30, 41), { availability })), outside);
  assert.deepEqual(decideBy(FIRST, context(ask(1, 2), { availability: [] })), outside);
});

Deno.test("a move does not wait for the booking that it replaces, if that is the author's own", () => {
  const standing = [ask(0, 15, { id: "old" })];
  const move = { ...ask(10, 20), replaces: "old" };
  assert.deepEqual(decideBy(FIRST, context(move, { standing })), CONFIRM);
  const theirs = [ask(0, 15, { id: "old", author: "bo" })];
  assert.equal(decideBy(FIRST, context(move, { standing: theirs })).kind, "wait");
});

Deno.test("manual, and any policy that is not known, leaves it to the owner", () => {
  assert.deepEqual(decideBy("manual", context(ask(1, 2))), { kind: "ask", why: "manual" });
  assert.deepEqual(decideBy("oracle", context(ask(1, 2))), { kind: "ask", why: "unknown-policy" });
});

Deno.test("what first-come-first-served confirms never asks for more than there is", () => {
  const asked = fc.tuple(
    fc.integer({ min: 0, max: 30 }),
    fc.integer({ min: 1, max: 10 }),
    fc.integer({ min: 1, max: 4 }),
  ).map(([start, length, quantity]) => ask(start, start + length, { quantity }));
  fc.assert(fc.property(fc.array(asked), fc.integer({ min: 1, max: 4 }), (line, quantity) => {
    const standing: Asked[] = [];
    for (const [i, one] of line.entries()) {
      const request = { ...one, id: `${i}` };
      if (decideBy(FIRST, context(request, { standing, quantity })).kind === "confirm") {
        standing.push(request);
      }
    }
    for (let at = 0; at < 40; at++) {
      const now = standing.filter(({ start, end }) => start <= at && at < end);
      assert(now.reduce((sum, one) => sum + one.quantity, 0) <= quantity);
    }
  }));
});
