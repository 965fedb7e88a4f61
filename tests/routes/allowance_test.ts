import assert from "node:assert/strict";
import { Allowance, MOST_ADDRESSES } from "../../src/routes/allowance.ts";
import { ManualClock } from "./fake_node.ts";

const SHARE = { bytes: 1_000, entries: 60 };
const NOTHING = { bytes: 0, entries: 0 };

Deno.test("Allowance: gives more than is left once, then nothing until that is paid back", () => {
  const clock = new ManualClock();
  const allowance = new Allowance(clock, SHARE, SHARE);
  assert.equal(allowance.take("a", { bytes: 999, entries: 1 }), 0);
  assert.equal(allowance.take("a", { bytes: 501, entries: 1 }), 0);
  const wait = allowance.take("a", NOTHING);
  assert.equal(wait, 30_001);
  clock.advance(wait - 10);
  assert(allowance.take("a", NOTHING) > 0);
  clock.advance(10);
  assert.equal(allowance.take("a", { bytes: 1, entries: 0 }), 0);
});

Deno.test("Allowance: counts entries as it counts bytes, and by half an IPv6 address", () => {
  const allowance = new Allowance(new ManualClock(), SHARE, SHARE);
  assert.equal(allowance.take("2001:db8::1", { bytes: 1, entries: 60 }), 0);
  assert(allowance.take("2001:db8::2", NOTHING) > 0);
  assert.equal(allowance.take("2001:db8:0:1::1", NOTHING), 0);
  assert.equal(allowance.take(null, NOTHING), 0);
});

Deno.test("Allowance: forgets the address that was longest away, no more are kept", () => {
  const allowance = new Allowance(new ManualClock(), SHARE, SHARE);
  for (const one of ["old", "kept"]) allowance.take(one, { bytes: 2_000, entries: 0 });
  for (let i = 2; i < MOST_ADDRESSES; i++) allowance.take(`${i}`, NOTHING);
  assert(allowance.take("kept", NOTHING) > 0);
  allowance.take("one more", NOTHING);
  assert(allowance.take("kept", NOTHING) > 0);
  assert.equal(allowance.take("old", NOTHING), 0);
});
