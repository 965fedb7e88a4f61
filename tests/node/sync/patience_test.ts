import assert from "node:assert/strict";
import { Patience } from "../../../src/node/sync/patience.ts";

Deno.test("patience: what is owed may be slow, and not silent", () => {
  const patience = new Patience(0);
  assert.equal(patience.isOver(0, true), false);
  assert.equal(patience.isOver(29_999, true), false);
  assert.equal(patience.isOver(30_000, true), true);
  patience.came(30_000);
  assert.equal(patience.isOver(35_000, true), false);
  assert.equal(patience.isOver(60_000, true), true);
});

Deno.test("patience: after a long silence in which nothing was owed, what is asked has its time", () => {
  const patience = new Patience(0);
  for (let now = 0; now <= 600_000; now += 5_000) assert.equal(patience.isOver(now, false), false);
  assert.equal(patience.isOver(605_000, true), false);
  assert.equal(patience.isOver(630_000, true), false);
  assert.equal(patience.isOver(635_000, true), true);
  assert.equal(patience.isOver(635_000, false), false);
  assert.equal(patience.isOver(640_000, true), false);
});

Deno.test("patience: nothing is missed while nothing is taken here", () => {
  const patience = new Patience(0);
  patience.isOver(0, true);
  patience.takesNothing();
  assert.equal(patience.isOver(90_000, true), false);
  patience.takesAgain(90_000);
  assert.equal(patience.isOver(95_000, true), false);
  assert.equal(patience.isOver(120_000, true), true);
});

Deno.test("patience: a frame that is not taken for a minute is the end, whatever is owed", () => {
  const patience = new Patience(0);
  const [first, second] = [patience.given(0), patience.given(1_000)];
  assert.equal(patience.isOver(60_000, false), false);
  assert.equal(patience.isOver(60_001, false), true);
  first();
  assert.equal(patience.isOver(60_001, false), false);
  second();
  assert.equal(patience.isOver(600_000, false), false);
});
