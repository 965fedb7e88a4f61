import assert from "node:assert/strict";
import { Allowance, MOST_NAMES } from "../../src/agents/allowance.ts";
import { VirtualClock } from "../node/ports/virtual_clock.ts";

Deno.test("Allowance: a share at once, then as much as comes back, to each for themselves", () => {
  const clock = new VirtualClock();
  const allowance = new Allowance(clock, 60);
  for (let taken = 0; taken < 60; taken++) {
    assert.equal(allowance.wait("ana"), 0);
    allowance.take("ana");
  }
  assert.equal(allowance.wait("ana"), 1_000);
  assert.equal(allowance.wait("ben"), 0);
  clock.advance(999);
  assert.equal(allowance.wait("ana"), 1);
  clock.advance(1);
  assert.equal(allowance.wait("ana"), 0);
  clock.advance(3_600_000);
  for (let taken = 0; taken < 60; taken++) allowance.take("ana");
  assert.equal(allowance.wait("ana"), 1_000);
});

Deno.test("Allowance: what is larger than what is left goes, and is waited for afterwards", () => {
  const clock = new VirtualClock();
  const allowance = new Allowance(clock, 60);
  allowance.take("ana", 200);
  assert.equal(allowance.wait("ana"), 141_000);
  clock.advance(141_000);
  assert.equal(allowance.wait("ana"), 0);
});

Deno.test("Allowance: whoever took nothing for longest is forgotten, however many come", () => {
  const allowance = new Allowance(new VirtualClock(), 1);
  allowance.take("old");
  allowance.take("kept");
  for (let name = 2; name < MOST_NAMES; name++) allowance.take(`${name}`);
  allowance.take("kept");
  allowance.take("one more");
  assert.equal(allowance.wait("old"), 0);
  assert.equal(allowance.wait("kept"), 120_000);
});
