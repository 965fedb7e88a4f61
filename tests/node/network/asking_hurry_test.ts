/** Whoever is asked and says nothing keeps nobody from hearing what others say. */
import assert from "node:assert/strict";
import { Askings, HURRY_MS } from "../../../src/node/network/asking.ts";
import type { ChoosingOutcome, Session } from "../../../src/node/sync/mod.ts";
import { VirtualClock } from "../ports/virtual_clock.ts";
import { quiet } from "../sync/nodes.ts";

const NAME = new Uint8Array(32).fill(1);

/** A session that answers when it is told to. */
class Peer {
  readonly answer = Promise.withResolvers<ChoosingOutcome>();
  asked = false;
  readonly session = {
    choose: () => {
      this.asked = true;
      return this.answer.promise;
    },
  } as unknown as Session;
}

function among(peers: readonly Peer[], visited = new Peer()) {
  const clock = new VirtualClock();
  let left = false;
  const askings = new Askings({
    sessions: () => peers.map(({ session }) => session),
    visit: () => Promise.resolve({ session: visited.session, leave: () => void (left = true) }),
    clock,
    onChange: () => {},
  });
  return { askings, clock, visited, hasLeft: () => left };
}

Deno.test("asking: silent ones keep four at a time waiting, and no longer than a while", async () => {
  const peers = Array.from({ length: 12 }, () => new Peer());
  const { askings, clock } = among(peers);
  const asking = askings.ask(NAME, null);
  await quiet(2);
  const asked = () => peers.filter(({ asked }) => asked).length;
  assert.equal(asked(), 4);
  clock.advance(HURRY_MS);
  await quiet(2);
  assert.equal(asked(), 8);
  clock.advance(HURRY_MS);
  await quiet(2);
  assert.equal(asked(), 12);
  peers[11]!.answer.resolve("kept");
  const status = await asking.done;
  assert.deepEqual([status.outcome, status.answered, status.state], ["kept", 1, "done"]);
  for (const { answer } of peers) answer.resolve("late");
  await askings.settled();
  assert.equal(clock.waiting, 0);
  assert.equal(askings.status("01".repeat(32))?.outcome, "kept");
});

Deno.test("asking: nobody is told that it is nowhere before all have answered or were given up", async () => {
  const peers = Array.from({ length: 3 }, () => new Peer());
  const { askings, clock } = among(peers);
  const asking = askings.ask(NAME, null);
  peers[0]!.answer.resolve("none");
  clock.advance(HURRY_MS);
  await quiet(2);
  assert.equal(asking.status().state, "asking");
  peers[1]!.answer.resolve("late");
  await quiet(2);
  assert.equal(asking.status().state, "asking");
  peers[2]!.answer.resolve("kept");
  assert.equal((await asking.done).outcome, "kept");
  await askings.settled();
});

Deno.test("asking: whoever is at the address is asked first, and visited until they answer", async () => {
  const peer = new Peer();
  const { askings, clock, visited, hasLeft } = among([peer]);
  const asking = askings.ask(NAME, "http://node.test");
  await quiet(2);
  assert.deepEqual([visited.asked, peer.asked], [true, false]);
  clock.advance(HURRY_MS);
  await quiet(2);
  assert.equal(peer.asked, true);
  peer.answer.resolve("kept");
  assert.equal((await asking.done).outcome, "kept");
  assert.equal(hasLeft(), false);
  visited.answer.resolve("none");
  await askings.settled();
  assert.equal(hasLeft(), true);
});
