/** What two sessions bring to each other. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { publicKeyOf } from "../../../src/core/crypto/mod.ts";
import { encodeCbor, logIdOf } from "../../../src/core/messages/mod.ts";
import { MAX_FRAME_BYTES } from "../../../src/node/ports.ts";
import { encodeFrame } from "../../../src/node/sync/frames.ts";
import { person, Scribe } from "../../oracle/scribe.ts";
import {
  ALICE,
  BEGUN,
  BOB,
  BOBS,
  BOBS_PROFILE,
  ELSEWHERE,
  EVES_PROFILE,
  facing,
  FESTIVAL,
  HALL,
  NAME,
  OTHER,
  PROFILE,
  shared,
  synced,
} from "./faced.ts";
import {
  BOUND,
  channelPair,
  holds,
  meet,
  part,
  publish,
  quiet,
  startOn,
  testNode,
  until,
} from "./nodes.ts";

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
  const scribe = new Scribe();
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
