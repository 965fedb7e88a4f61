import assert from "node:assert/strict";
import fc from "fast-check";
import {
  createEntry,
  decodeEntry,
  encodeEntry,
  signingBytes,
} from "../../../src/core/bamboo/mod.ts";
import { publicKeyOf, sign } from "../../../src/core/crypto/mod.ts";
import { encodeCbor, logIdOf } from "../../../src/core/messages/mod.ts";
import { MAX_FRAME_BYTES } from "../../../src/node/ports.ts";
import { encodeFrame } from "../../../src/node/sync/frames.ts";
import { festivalOf, type Person, person, Scribe, type Written } from "../../oracle/scribe.ts";
import {
  BOUND,
  channelPair,
  Hand,
  holds,
  meet,
  part,
  publish,
  quiet,
  startOn,
  type TestNode,
  testNode,
  until,
} from "./nodes.ts";

const [ALICE, BOB, EVE] = [person(1), person(2), person(3)] as const;
const NAME = festivalOf(ALICE, 1);
const FESTIVAL = NAME.id;
const LOG_ID = logIdOf(FESTIVAL);
const OTHER = festivalOf(BOB, 2);
const MINUTE = 60_000;

const scribe = new Scribe();
const BEGUN = scribe.begin(NAME, { title: "Camp", visibility: "public" });
const PROFILE = scribe.create(ALICE, null, "user", { name: "Alice" });
const HALL = scribe.resource(ALICE, FESTIVAL, { title: "Hall" });
const BOBS = log(BOB, FESTIVAL, 40);
const BOBS_PROFILE = scribe.create(BOB, null, "user", { name: "Bob" });
const EVES_PROFILE = scribe.create(EVE, null, "user", { name: "Eve" });
const ELSEWHERE = log(BOB, OTHER.id, 3);

function log(author: Person, festival: Uint8Array, length: number): Written[] {
  return Array.from(
    { length },
    (_, i) => scribe.resource(author, festival, { title: `${i}`, description: "x".repeat(i * 97) }),
  );
}

Deno.test("startSession: what each holds arrives at the other, then what is published", async () => {
  const one = await testNode([FESTIVAL]);
  const other = await testNode([FESTIVAL, OTHER.id], one.clock);
  await publish(one, BEGUN, PROFILE, EVES_PROFILE);
  await publish(other, ...BOBS, BOBS_PROFILE, ...ELSEWHERE);
  const meeting = meet(one, other);
  const [session] = meeting.sessions;
  await until(() => holds(one, ...BOBS, BOBS_PROFILE), "Bob's log");
  await until(() => holds(other, BEGUN, PROFILE), "Alice's log");
  await until(() => meeting.sessions.every((each) => each.progress().every((p) => p.inSync)));
  assert.deepEqual(session.progress().map(({ total, here, toSend }) => [total, here, toSend]), [
    [43, 43, 0],
  ]);

  await publish(one, HALL);
  await until(() => holds(other, HALL), "the hall");
  assert.equal(await holds(other, EVES_PROFILE), false);
  assert.equal(await holds(one, ELSEWHERE[0]!), false);

  // What is followed later comes too.
  assert(await one.follow(OTHER.id));
  await until(() => holds(one, ...ELSEWHERE), "the other festival");
  await one.unfollow(OTHER.id);
  await until(() => session.progress().length === 1, "the end of the other festival");
  await part(meeting);
  assert.equal(one.clock.waiting, 0);
  await Promise.all([one.stop(), other.stop()]);
});

Deno.test("startSession: an author's profile comes with their first entry in a festival", async () => {
  const one = await testNode([FESTIVAL]);
  const other = await testNode([FESTIVAL], one.clock);
  await publish(one, BOBS_PROFILE);
  const meeting = meet(one, other);
  await until(() => meeting.sessions.every((each) => each.progress()[0]?.inSync));
  assert.equal(await holds(other, BOBS_PROFILE), false);
  await publish(one, BOBS[0]!);
  await until(() => holds(other, BOBS[0]!, BOBS_PROFILE), "the profile");
  await part(meeting);
  await Promise.all([one.stop(), other.stop()]);
});

Deno.test("startSession: cut anywhere, it goes on where it was", async () => {
  const one = await testNode([FESTIVAL]);
  const other = await testNode([FESTIVAL], one.clock);
  const big = new Scribe();
  const written = Array.from(
    { length: 60 },
    (_, i) => big.write(BOB, FESTIVAL, new Uint8Array(20_000).fill(i)),
  );
  await publish(one, ...written);
  const taken = new Map<string, number>();
  other.onStore = (results) => {
    for (const { status } of results) taken.set(status, (taken.get(status) ?? 0) + 1);
  };
  let cuts = 0;
  for (let held = 0; held < written.length; cuts++) {
    assert(cuts < 50, "it goes on nowhere");
    const meeting = meet(one, other, BOUND, 1);
    for (let ms = 0; ms < 7 + cuts && held < written.length; ms++) {
      one.clock.advance(1);
      await quiet(2);
      held = (await other.head(BOB.key, logIdOf(FESTIVAL)))?.seqNum ?? 0;
    }
    meeting.cut();
    await quiet(2);
    one.clock.advance(2);
    const ends = await Promise.all(meeting.sessions.map(({ ended }) => ended));
    assert(ends.every(({ offence }) => !offence));
    await Promise.all(meeting.channels.map(({ closed }) => closed));
  }
  assert(await holds(other, ...written));
  assert(cuts > 1, "it was never cut on its way");
  // Nothing that was stored came again.
  assert.deepEqual([...taken], [["accepted", written.length]]);
  assert.equal(one.clock.waiting, 0);
  await Promise.all([one.stop(), other.stop()]);
});

Deno.test("startSession: what a meeting costs, in bytes and frames", async () => {
  const one = await testNode([FESTIVAL]);
  const other = await testNode([FESTIVAL], one.clock);
  const people = Array.from({ length: 60 }, (_, i) => person(i + 10));
  const entries = people.map((author) => scribe.resource(author, FESTIVAL, { title: "Tent" }));
  await publish(one, ...entries);
  await publish(other, ...entries);
  const cost = async () => {
    const meeting = meet(one, other);
    await until(() => meeting.sessions.every((each) => each.progress()[0]?.inSync));
    const counted = meeting.sent();
    await part(meeting);
    return counted;
  };
  const nothing = await cost();
  assert.equal(nothing.frames, 2 * ["hello", "proof", "follows", "heads", "complete"].length);
  assert(nothing.bytes < 2 * (600 + 60 * 120), `${nothing.bytes}`);
  await publish(one, scribe.resource(people[0]!, FESTIVAL, { title: "Lamp" }));
  const { bytes, frames } = await cost();
  assert.equal(frames, nothing.frames + 1);
  assert(bytes - nothing.bytes < 900, `${bytes - nothing.bytes}`);
  await Promise.all([one.stop(), other.stop()]);
});

Deno.test("startSession: an unlisted festival is offered only where the channel is bound", async () => {
  const one = await testNode([FESTIVAL]);
  const other = await testNode([FESTIVAL], one.clock);
  const secret = new Scribe();
  const begun = secret.begin(NAME, { title: "Camp", visibility: "unlisted" });
  await publish(one, begun);
  await publish(other, begun);
  const open = meet(one, other, null);
  await quiet();
  await publish(one, BOBS[0]!);
  await quiet();
  assert.equal(await holds(other, BOBS[0]!), false);
  assert.deepEqual(open.sessions.map((session) => session.progress().length), [0, 0]);
  // Made public on both sides, it is offered at once; and no more when it is unlisted again.
  const made = secret.update(ALICE, { ...begun, id: FESTIVAL }, "festival", {
    visibility: "public",
  });
  await publish(one, made);
  await publish(other, made);
  await until(() => holds(other, BOBS[0]!), "what was published before");
  const unmade = secret.update(ALICE, { ...begun, id: FESTIVAL }, "festival", {
    visibility: "unlisted",
  });
  await publish(one, unmade);
  await until(() => open.sessions[0].progress().length === 0, "that it is not offered");
  await part(open);

  const bound = meet(one, other);
  await publish(one, BOBS[1]!);
  await until(() => holds(other, BOBS[1]!), "over the bound channel");
  await part(bound);
  await Promise.all([one.stop(), other.stop()]);
});

Deno.test("startSession: hundreds of logs, with heads in several frames", async () => {
  const one = await testNode([FESTIVAL]);
  const other = await testNode([FESTIVAL], one.clock);
  const many = new Scribe();
  const written = Array.from({ length: 700 }, (_, i) => {
    const seed = new Uint8Array(32);
    new DataView(seed.buffer).setUint32(0, i + 1_000);
    const author = { seed, key: publicKeyOf(seed) };
    return many.resource(author, FESTIVAL, { title: `${i}` });
  });
  await publish(one, ...written.slice(0, 600));
  await publish(other, ...written.slice(300));
  const meeting = meet(one, other);
  await until(() => meeting.sessions.every((each) => each.progress()[0]?.inSync));
  assert(await holds(one, ...written));
  assert(await holds(other, ...written));
  await part(meeting);
  await Promise.all([one.stop(), other.stop()]);
});

/** A node, and a peer driven by hand. */
async function facing(binding = BOUND) {
  const node = await testNode([FESTIVAL]);
  await publish(node, BEGUN, PROFILE);
  const { channels: [ours, theirs], freeze } = channelPair(node.clock, binding);
  const session = startOn(node, ours, "answerer");
  const hand = new Hand(theirs, "dialer");
  const stop = async () => {
    hand.channel.close();
    await Promise.all([ours.closed, theirs.closed]);
    assert.equal(node.clock.waiting, 0, "a timer is left");
    await node.stop();
  };
  return { node, session, hand, freeze, stop };
}

type Facing = Awaited<ReturnType<typeof facing>>;
type Deed = (facing: Facing) => Promise<unknown>;

/** Does something to a node, which ends the session with a code. */
function ends(name: string, code: string, offence: boolean, deed: Deed, shake = true): void {
  Deno.test(`startSession: ${name} ends it: ${code}`, async () => {
    const faced = await facing();
    if (shake) await faced.hand.shakeHands();
    deed(faced).catch((error) => {
      if (error.name !== "ChannelClosedError") throw error;
    });
    const end = await faced.session.ended;
    assert.equal(end.cause, undefined);
    assert.deepEqual([end.code, end.offence], [code, offence]);
    await faced.stop();
  });
}

const shared: (deed: Deed) => Deed = (deed) => async (faced) => {
  await faced.hand.follow(FESTIVAL);
  await faced.hand.nextOf("heads");
  await deed(faced);
};
const synced: (deed: Deed) => Deed = (deed) =>
  shared(async (faced) => {
    await faced.hand.heads(FESTIVAL);
    await faced.hand.nextOf("complete");
    await deed(faced);
  });
const tampered = ({ entry }: Written, at: number) => entry.with(at, entry[at]! ^ 1);

ends(
  "a hello that is no frame",
  "bad-frame",
  true,
  ({ hand }) => hand.sendBytes(new Uint8Array([0xff])),
  false,
);
ends(
  "a frame before the handshake",
  "unexpected-frame",
  false,
  ({ hand }) => hand.send({ type: "complete", festival: FESTIVAL }, "control"),
  false,
);
ends(
  "another version",
  "other-version",
  false,
  ({ hand }) =>
    hand.send({ type: "hello", version: 2, key: hand.parts.key, nonce: hand.parts.nonce }),
  false,
);
ends(
  "our own key",
  "same-key",
  false,
  ({ hand, node }) =>
    hand.send({ type: "hello", version: 1, key: node.identity.key, nonce: new Uint8Array(32) }),
  false,
);
ends("a proof of something else", "bad-proof", true, async ({ hand }) => {
  await hand.send({ type: "hello", version: 1, key: hand.parts.key, nonce: hand.parts.nonce });
  await hand.send({ type: "proof", signature: new Uint8Array(64) });
}, false);
ends(
  "a peer that never says hello",
  "too-slow",
  false,
  ({ node }) => Promise.resolve(node.clock.advance(10_000)),
  false,
);
ends("a peer that goes", "bye", false, ({ hand }) => hand.send({ type: "bye", code: "bye" }));
ends(
  "a channel that is closed",
  "closed",
  false,
  ({ hand }) => Promise.resolve(hand.channel.close()),
);
ends(
  "a second hello",
  "unexpected-frame",
  true,
  ({ hand }) =>
    hand.send({ type: "hello", version: 1, key: hand.parts.key, nonce: hand.parts.nonce }),
);
ends("a peer that never says what it follows", "too-slow", false, async ({ node, hand }) => {
  await hand.nextOf("follows");
  for (let i = 0; i < 8; i++) await aWhile(node.clock, 5_000);
});
ends(
  "heads of what we do not follow",
  "not-shared",
  true,
  shared(({ hand }) => hand.heads(OTHER.id)),
);
ends("heads of what they do not follow", "not-shared", true, async ({ hand }) => {
  await hand.follow(OTHER.id);
  await hand.heads(FESTIVAL);
});
ends(
  "heads that saw more than was said",
  "unexpected-frame",
  true,
  shared(({ hand }) =>
    hand.send({ type: "heads", festival: FESTIVAL, seen: 9, logs: [], last: true })
  ),
);
ends(
  "heads after the last",
  "unexpected-frame",
  true,
  shared(async ({ hand }) => {
    await hand.heads(FESTIVAL);
    await hand.heads(FESTIVAL);
  }),
);
ends(
  "empty heads without end",
  "unexpected-frame",
  true,
  shared(({ hand }) => hand.heads(FESTIVAL, [], false)),
);
ends(
  "heads of too many logs",
  "too-many-logs",
  true,
  shared(async ({ hand }) => {
    const none = { seq: 0, id: null };
    for (let page = 0; page < 257; page++) {
      const logs = Array.from(
        { length: 256 },
        () => ({ author: EVE.key, log: none, profile: none }),
      );
      await hand.heads(FESTIVAL, logs, false);
    }
  }),
);
ends(
  "complete before heads",
  "unexpected-frame",
  true,
  shared(({ hand }) => hand.send({ type: "complete", festival: FESTIVAL })),
);
ends(
  "entries before heads",
  "unexpected-frame",
  true,
  shared(({ hand }) => hand.entries(FESTIVAL, BOBS.slice(0, 1))),
);
ends(
  "complete twice",
  "unexpected-frame",
  true,
  synced(async ({ hand }) => {
    await hand.send({ type: "complete", festival: FESTIVAL });
    await hand.send({ type: "complete", festival: FESTIVAL });
  }),
);
ends(
  "entries of what is not shared",
  "not-shared",
  true,
  synced(({ hand }) => hand.entries(OTHER.id, ELSEWHERE)),
);
ends(
  "entries of another festival's log",
  "not-shared",
  true,
  synced(({ hand }) => hand.entries(FESTIVAL, ELSEWHERE)),
);
ends(
  "entries of another author",
  "not-shared",
  true,
  synced(({ hand }) => hand.entries(FESTIVAL, BOBS.slice(0, 1), { author: EVE.key })),
);
ends(
  "the profile of somebody who has no log there",
  "not-shared",
  true,
  synced(({ hand }) => hand.entries(FESTIVAL, [EVES_PROFILE])),
);
ends(
  "entries that are not where they say",
  "wrong-entries",
  true,
  synced(({ hand }) => hand.entries(FESTIVAL, BOBS.slice(0, 1), { from: 2 })),
);
ends(
  "entries with a gap",
  "wrong-entries",
  true,
  synced(({ hand }) => hand.entries(FESTIVAL, [BOBS[0]!, BOBS[2]!])),
);
ends(
  "the same entries again",
  "wrong-entries",
  true,
  synced(async ({ hand }) => {
    await hand.entries(FESTIVAL, BOBS.slice(0, 3));
    await hand.entries(FESTIVAL, BOBS.slice(2, 4));
  }),
);
ends(
  "an entry that is none",
  "wrong-entries",
  true,
  synced(({ hand }) =>
    hand.entries(FESTIVAL, BOBS.slice(0, 1), {
      items: [{ entry: new Uint8Array(10), payload: null }],
    })
  ),
);
ends(
  "a bad signature",
  "invalid-entry",
  true,
  synced(({ hand }) =>
    hand.entries(FESTIVAL, BOBS.slice(0, 1), {
      items: [{ entry: tampered(BOBS[0]!, BOBS[0]!.entry.length - 1), payload: null }],
    })
  ),
);
ends(
  "another payload",
  "invalid-entry",
  true,
  synced(({ hand }) =>
    hand.entries(FESTIVAL, BOBS.slice(0, 1), {
      items: [{ entry: BOBS[0]!.entry, payload: new Uint8Array(BOBS[0]!.payload.length) }],
    })
  ),
);
ends(
  "what follows the end of a log",
  "invalid-entry",
  true,
  synced(({ hand }) => {
    const ended = new Scribe();
    const last = ended.write(EVE, FESTIVAL, new Uint8Array(3), { endOfLog: true });
    const beyond = ended.write(EVE, FESTIVAL, new Uint8Array(4));
    return hand.entries(FESTIVAL, [last, beyond]);
  }),
);
ends(
  "a peer that owes and stalls",
  "too-slow",
  false,
  shared(async ({ hand, node }) => {
    await hand.heads(FESTIVAL, [{
      author: BOB.key,
      log: { seq: 40, id: BOBS[39]!.id },
      profile: { seq: 0, id: null },
    }]);
    await hand.nextOf("complete");
    for (let i = 0; i < 8; i++) await aWhile(node.clock, 5_000);
  }),
);

/** Some time passes, and what falls due is done. */
async function aWhile(clock: { advance(ms: number): void }, ms: number): Promise<void> {
  clock.advance(ms);
  await quiet(5);
}

Deno.test("startSession: a peer that is complete may be silent for ever", async () => {
  const faced = await facing();
  const { hand, node, session } = faced;
  await hand.shakeHands();
  await synced(({ hand }) => hand.send({ type: "complete", festival: FESTIVAL }))(faced);
  const receiving = hand.next();
  for (let i = 0; i < 30; i++) await aWhile(node.clock, MINUTE / 12);
  await publish(node, HALL);
  const frame = await receiving;
  assert(frame?.type === "entries" && frame.from === 2);
  assert.equal(session.progress()[0]!.toSend, 0);
  await faced.stop();
});

Deno.test("startSession: a peer that takes nothing is given up", async () => {
  const faced = await facing();
  const { hand, node, session } = faced;
  const big = new Scribe();
  const written = Array.from(
    { length: 12 },
    (_, i) => big.write(EVE, FESTIVAL, new Uint8Array(60_000).fill(i)),
  );
  await publish(node, ...written);
  await hand.shakeHands();
  await shared(({ hand }) => hand.heads(FESTIVAL))(faced);
  await hand.send({ type: "complete", festival: FESTIVAL });
  for (let i = 0; i < 14; i++) await aWhile(node.clock, 5_000);
  assert.equal((await session.ended).code, "too-slow");
  // Its goodbye finds no room; the channel closes all the same.
  await aWhile(node.clock, 3_000);
  await faced.stop();
});

Deno.test("startSession: heads that are claimed and not held cost nobody anything", async () => {
  const faced = await facing();
  const { hand, node, session } = faced;
  await hand.shakeHands();
  await shared(({ hand }) =>
    hand.heads(FESTIVAL, [{
      author: BOB.key,
      log: { seq: 40, id: BOBS[39]!.id },
      profile: { seq: 2 ** 53 - 1, id: EVES_PROFILE.id },
    }])
  )(faced);
  await hand.send({ type: "complete", festival: FESTIVAL });
  await until(() => session.progress()[0]?.complete === true);
  assert.equal(session.progress()[0]!.inSync, true);
  // They said that they hold it: it is not sent. Another peer gets it.
  await publish(node, BOBS[0]!);
  await publish(node, HALL);
  const frame = await hand.nextOf("entries");
  assert.deepEqual(frame.author, ALICE.key);
  await faced.stop();
});

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

Deno.test("startSession: frames of a later version are passed over", async () => {
  const faced = await facing();
  const { hand, node } = faced;
  await hand.shakeHands();
  await synced(async ({ hand }) => {
    await hand.sendBytes(encodeCbor({ type: "gossip", view: [1, 2, 3] }));
    await hand.sendBytes(encodeCbor({
      type: "entries",
      festival: FESTIVAL,
      author: BOB.key,
      profile: false,
      from: 1,
      items: [{ entry: BOBS[0]!.entry, payload: BOBS[0]!.payload, hint: 3 }],
      colour: "green",
    }));
  })(faced);
  await until(() => holds(node, BOBS[0]!));
  await faced.stop();
});

Deno.test("startSession: a festival that is left and taken up again comes whole", async () => {
  const node = await testNode([FESTIVAL]);
  const other = await testNode([FESTIVAL], node.clock);
  await publish(other, ...BOBS);
  const meeting = meet(node, other);
  await node.unfollow(FESTIVAL);
  await quiet(3);
  await node.follow(FESTIVAL);
  await until(() => holds(node, ...BOBS));
  await part(meeting);
  await Promise.all([node.stop(), other.stop()]);
});

Deno.test("startSession: a man in the middle is found by what the transport proves", async () => {
  const node = await testNode([FESTIVAL]);
  const other = await testNode([FESTIVAL], node.clock);
  // Each end is bound to the one in the middle, who passes on all that is said.
  const fingerprint = (byte: number) => new Uint8Array(32).fill(byte);
  const [a, m, n, b] = [1, 2, 3, 4].map(fingerprint) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const left = channelPair(node.clock, [{ local: a, remote: m }, { local: m, remote: a }]);
  const right = channelPair(node.clock, [{ local: n, remote: b }, { local: b, remote: n }]);
  const relay = async (from: typeof left.channels[1], to: typeof from) => {
    for (let frame; (frame = await from.receive()) !== null;) await to.send(frame, "control");
    to.close();
  };
  const one = startOn(node, left.channels[0], "dialer");
  const two = startOn(other, right.channels[1], "answerer");
  const relays = [
    relay(left.channels[1], right.channels[0]),
    relay(right.channels[0], left.channels[1]),
  ].map((each) => each.catch(() => {}));
  const codes = await Promise.all([one.ended, two.ended]);
  assert(codes.some(({ code }) => code === "bad-proof"));
  for (const channel of [...left.channels, ...right.channels]) channel.close();
  await Promise.all(relays);
  await Promise.all([...left.channels, ...right.channels].map(({ closed }) => closed));
  await Promise.all([node.stop(), other.stop()]);
});

Deno.test("startSession: any bytes end it or are passed over, and never throw", async () => {
  const frame = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 200 }),
    // Nearly a frame: one byte of a good one is another.
    fc.tuple(fc.nat(), fc.nat(255)).map(([at, byte]) => {
      const [first] = BOBS;
      const good = encodeFrame({
        type: "entries",
        festival: FESTIVAL,
        author: BOB.key,
        profile: false,
        from: 1,
        items: [{ entry: first!.entry, payload: first!.payload }],
      });
      return good.with(at % good.length, byte);
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 6 }), fc.boolean(), async (frames, raw) => {
      const faced = await facing();
      const { hand, session } = faced;
      await hand.shakeHands();
      await synced(async ({ hand }) => {
        for (const bytes of frames) {
          if (!raw) await hand.sendBytes(bytes);
          else await hand.channel.send(bytes.slice(0, MAX_FRAME_BYTES), "bulk");
        }
      })(faced).catch((error) => assert.equal(error.name, "ChannelClosedError"));
      await quiet(3);
      session.end("bye");
      const end = await session.ended;
      assert.equal(end.cause, undefined);
      assert.notEqual(end.code, "failed");
      await faced.stop();
    }),
    { numRuns: 40 },
  );
});
