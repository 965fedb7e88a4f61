/** Forks and lies, in sessions. */
import assert from "node:assert/strict";
import {
  createEntry,
  decodeEntry,
  encodeEntry,
  signingBytes,
} from "../../../src/core/bamboo/mod.ts";
import { sign } from "../../../src/core/crypto/mod.ts";
import { Scribe, type Written } from "../../oracle/scribe.ts";
import {
  ALICE,
  BEGUN,
  BOB,
  BOBS,
  ends,
  EVE,
  facing,
  FESTIVAL,
  LOG_ID,
  synced,
  tampered,
} from "./faced.ts";
import { holds, meet, part, publish, quiet, type TestNode, testNode, until } from "./nodes.ts";

Deno.test("startSession: a forked log is searched, and the rest arrives meanwhile", async () => {
  const faced = await facing();
  const { hand, node, session } = faced;
  const mine = new Scribe().resource(EVE, FESTIVAL, { title: "mine" });
  const other = new Scribe();
  const theirs = [0, 1].map((i) => other.resource(EVE, FESTIVAL, { title: `theirs ${i}` }));
  await publish(node, mine);
  await hand.shakeHands();
  await synced(async ({ hand }) => {
    await hand.entries(FESTIVAL, theirs);
    await hand.entries(FESTIVAL, BOBS.slice(0, 3));
  })(faced);
  await until(() => holds(node, ...BOBS.slice(0, 3)));
  assert.equal(await holds(node, theirs[0]!), false);
  const log = { festival: FESTIVAL, author: EVE.key, profile: false };
  assert.deepEqual(await hand.nextOf("compare"), { type: "compare", ...log, seq: 1 });
  await hand.send({ type: "compared", ...log, entry: theirs[0]!.entry });
  const { kind, first, second } = await hand.nextOf("cut");
  assert.deepEqual([kind, first, second], ["fork", mine.entry, theirs[0]!.entry]);
  assert.equal((await node.head(EVE.key, LOG_ID))?.cut, 1);
  assert.equal(session.progress()[0]!.toSend, 0);
  await faced.stop();
});

Deno.test("startSession: a size that was signed wrong cuts the log, and is not the peer's doing", async () => {
  const faced = await facing();
  const { hand, node } = faced;
  await hand.shakeHands();
  const lie = sizeLie();
  await synced(({ hand }) =>
    hand.entries(FESTIVAL, BOBS.slice(0, 1), {
      author: EVE.key,
      items: [{ entry: lie.entry, payload: lie.payload }],
    })
  )(faced);
  await until(async () => (await node.head(EVE.key, LOG_ID))?.cut === 1);
  const { kind, first, second } = await hand.nextOf("cut");
  assert.deepEqual([kind, first, second], ["size-lie", lie.entry, lie.payload]);
  assert.equal((await node.proof(EVE.key, LOG_ID))?.proof.kind, "size-lie");
  await faced.stop();
});

function sizeLie() {
  const payload = new TextEncoder().encode("four and twenty");
  const honest = decodeEntry(
    createEntry({ seed: EVE.seed, logId: LOG_ID, seqNum: 1, payload }),
  );
  assert(honest.ok);
  const lie = { ...honest.entry, payloadSize: 99n };
  return { entry: encodeEntry({ ...lie, signature: sign(signingBytes(lie), EVE.seed) }), payload };
}

const EVES = (title: string, count: number) => {
  const eve = new Scribe();
  return Array.from(
    { length: count },
    (_, i) => eve.resource(EVE, FESTIVAL, { title: i < 3 ? `${i}` : `${i} ${title}` }),
  );
};
const cutFrame = (one: Written, other: Written) =>
  ({
    type: "cut",
    festival: FESTIVAL,
    author: EVE.key,
    profile: false,
    kind: "fork",
    first: one.entry,
    second: other.entry,
  }) as const;

ends(
  "a proof of one entry",
  "invalid-proof",
  true,
  synced(({ hand }) => hand.send(cutFrame(EVES("a", 4)[3]!, EVES("a", 4)[3]!))),
);
ends(
  "a proof of two that stand at two places",
  "invalid-proof",
  true,
  synced(({ hand }) => hand.send(cutFrame(EVES("a", 4)[3]!, EVES("a", 4)[2]!))),
);
ends(
  "a proof of what comes after the fork",
  "invalid-proof",
  true,
  synced(({ hand }) => hand.send(cutFrame(EVES("a", 5)[4]!, EVES("b", 5)[4]!))),
);
ends(
  "a proof with a signature that is not the author's",
  "invalid-proof",
  true,
  synced(({ hand }) => {
    const [one, other] = [EVES("a", 4)[3]!, EVES("b", 4)[3]!];
    return hand.send({ ...cutFrame(one, other), second: tampered(other, other.entry.length - 1) });
  }),
);
ends(
  "a proof of bytes that are no entry",
  "invalid-proof",
  true,
  synced(({ hand }) => {
    const [one, other] = [EVES("a", 4)[3]!, EVES("b", 4)[3]!];
    return hand.send({ ...cutFrame(one, other), first: new Uint8Array(9) });
  }),
);
ends(
  "a proof of another author's log",
  "not-shared",
  true,
  synced(({ hand }) =>
    hand.send({ ...cutFrame(EVES("a", 4)[3]!, EVES("b", 4)[3]!), author: BOB.key })
  ),
);
ends(
  "the same proof again",
  "invalid-proof",
  true,
  synced(async ({ hand }) => {
    await hand.send(cutFrame(EVES("a", 4)[3]!, EVES("b", 4)[3]!));
    await hand.send(cutFrame(EVES("a", 4)[3]!, EVES("b", 4)[3]!));
  }),
);
ends(
  "an answer that nobody asked for",
  "unexpected-frame",
  true,
  synced(({ hand }) =>
    hand.send({
      type: "compared",
      festival: FESTIVAL,
      author: ALICE.key,
      profile: false,
      entry: BEGUN.entry,
    })
  ),
);

Deno.test("a forged proof changes nothing", async () => {
  const faced = await facing();
  const { hand, node, session } = faced;
  await publish(node, ...EVES("a", 6));
  const dump = await node.store.dump();
  await hand.shakeHands();
  await synced(({ hand }) => hand.send(cutFrame(EVES("a", 5)[4]!, EVES("b", 5)[4]!)))(faced);
  assert.deepEqual([(await session.ended).code], ["invalid-proof"]);
  assert.deepEqual(await node.store.dump(), dump);
  assert.equal((await node.head(EVE.key, LOG_ID))?.cut, null);
  await faced.stop();
});

Deno.test("startSession: two that hold two branches end alike, and tell a third that has nothing", async () => {
  const one = await testNode([FESTIVAL]);
  const other = await testNode([FESTIVAL], one.clock);
  const third = await testNode([FESTIVAL], one.clock);
  const prefixOnly = await testNode([FESTIVAL], one.clock);
  const [a, b] = [EVES("a", 9), EVES("b", 6)] as const;
  await publish(one, ...a);
  await publish(other, ...b);
  await publish(prefixOnly, ...a.slice(0, 3));
  assert.equal(
    await prefixOnly.host.prove({ kind: "fork", entries: [a[3]!.entry, b[3]!.entry] }),
    "proved",
  );
  const meetings = [meet(one, other), meet(other, third)];
  const isCut = async (node: TestNode) => (await node.head(EVE.key, LOG_ID))?.cut === 4;
  for (const node of [one, other, third]) await until(() => isCut(node), "the cut");
  await until(() => holds(third, ...a.slice(0, 3)), "what counts");
  for (const node of [one, other, third]) {
    assert.deepEqual(await node.store.dump(), await prefixOnly.store.dump());
    assert.deepEqual((await node.head(EVE.key, LOG_ID))?.hash, a[2]!.hash);
  }
  // A proof of an earlier fork comes late, and goes on to all.
  const early = new Scribe();
  early.resource(EVE, FESTIVAL, { title: "0" });
  const fork = early.resource(EVE, FESTIVAL, { title: "another" });
  await third.host.prove({ kind: "fork", entries: [fork.entry, a[1]!.entry] });
  for (const node of [one, other]) {
    await until(async () => (await node.head(EVE.key, LOG_ID))?.cut === 2, "the lower cut");
    await until(async () => (await node.store.dump()).join() === (await third.store.dump()).join());
  }
  for (const meeting of meetings) await part(meeting);
  await Promise.all([one, other, third, prefixOnly].map((node) => node.stop()));
});

Deno.test("startSession: a fork costs a question a bisection, not a log", async () => {
  const one = await testNode([FESTIVAL]);
  const other = await testNode([FESTIVAL], one.clock);
  const branch = (title: string) => {
    const eve = new Scribe();
    return Array.from(
      { length: 300 },
      (_, i) => eve.resource(EVE, FESTIVAL, { title: i < 200 ? `${i}` : `${i} ${title}` }),
    );
  };
  const [a, b] = [branch("a"), branch("b")];
  await publish(one, ...a);
  await publish(other, ...b);
  const meeting = meet(one, other);
  const isCut = async (node: TestNode) => (await node.head(EVE.key, LOG_ID))?.cut === 201;
  for (const node of [one, other]) await until(() => isCut(node), "the cut");
  await until(() => meeting.sessions.every((each) => each.progress()[0]?.inSync));
  await quiet();
  const { bytes, frames } = meeting.sent();
  // Nine questions and their answers, the proof, and what the cut is followed by.
  assert(frames <= 10 + 2 * 9 + 6, `${frames}`);
  assert(bytes < 10_000, `${bytes}`);
  await part(meeting);
  await Promise.all([one.stop(), other.stop()]);
});
