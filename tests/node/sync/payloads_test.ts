/** Payloads between real nodes: dropped, wanted again, supplied; and peers that do it wrong. */
import assert from "node:assert/strict";
import { createVerifier } from "../../../src/node/mod.ts";
import {
  type CheckItem,
  createEntry,
  decodeEntry,
  documentIdOf,
  encodeEntry,
  hashOf,
  signingBytes,
} from "../../../src/core/bamboo/mod.ts";
import { sign } from "../../../src/core/crypto/mod.ts";
import { logIdOf, toHex } from "../../../src/core/messages/mod.ts";
import { verifyStore } from "../../../src/node/store/mod.ts";
import { native, openSqlDriver } from "../../../src/platform/deno/mod.ts";
import { festivalOf, person, Scribe, type Written } from "../../oracle/scribe.ts";
import { VirtualClock } from "../ports/virtual_clock.ts";
import {
  BOUND,
  channelPair,
  Hand,
  holds,
  meet,
  part,
  publish,
  startOn,
  type TestNode,
  testNode,
  until,
} from "./nodes.ts";

const [ALICE, BOB] = [person(1), person(2)] as const;
const NAME = festivalOf(ALICE, 1);
const FESTIVAL = NAME.id;
const OTHER = festivalOf(BOB, 2).id;

const has = async (node: TestNode, written: Written) =>
  (await node.entry(written.hash))?.payload !== null;
const alone = ({ entry }: Written): CheckItem => ({ entry, payload: null });
const inSync = (meeting: ReturnType<typeof meet>) =>
  until(() => meeting.sessions.every((each) => each.progress().every((p) => p.inSync)));

/** A festival with a hall that is deleted, taken back, and deleted again. */
function tale() {
  const scribe = new Scribe();
  const begun = scribe.begin(NAME, { title: "Camp", visibility: "public" });
  const hall = scribe.resource(BOB, FESTIVAL, { title: "Hall" });
  const tent = scribe.resource(BOB, FESTIVAL, { title: "Hall" });
  const gone = scribe.remove(hall, "resource");
  const back = scribe.remove(gone, "resource");
  return { scribe, begun, hall, tent, gone, back };
}

async function sameDumps(...nodes: readonly TestNode[]): Promise<void> {
  const [first, ...others] = await Promise.all(nodes.map(({ store }) => store.dump()));
  for (const other of others) assert.deepEqual(other, first);
}

Deno.test("payloads: what is deleted is dropped by all; who comes later verifies the log without", async () => {
  const { begun, hall, tent, gone } = tale();
  const [one, two] = [await testNode([FESTIVAL]), await testNode([FESTIVAL])];
  await publish(one, begun, hall, tent);
  const first = meet(one, two);
  await until(() => has(two, hall));
  await publish(one, gone);
  await until(() => holds(two, gone), "the delete");
  for (const node of [one, two]) {
    assert.equal(await has(node, hall), false);
    // Two entries may share bytes.
    assert.equal(await has(node, tent), true);
  }
  await part(first);

  const driver = openSqlDriver(":memory:");
  const three = await testNode([FESTIVAL], new VirtualClock(), driver);
  const second = meet(two, three);
  await until(() => holds(three, begun, hall, tent, gone), "the whole log");
  await inSync(second);
  assert.equal(await has(three, hall), false);
  assert.deepEqual((await three.store.wants(FESTIVAL, 0, 9)).ids, []);
  assert.equal((await three.store.tombstone(toHex(hall.id)))?.schema, "resource");
  const { wrong, entries, payloads, missing } = await verifyStore(driver, createVerifier(native));
  assert.deepEqual([wrong, entries, payloads, missing], [0, 4, 3, 1]);
  await sameDumps(one, two, three);
  await part(second);
  await Promise.all([one, two, three].map((node) => node.stop()));
});

Deno.test("payloads: what comes without its payload is asked for, and goes on to all who asked", async () => {
  const { begun, hall, tent } = tale();
  const nodes = [];
  for (let i = 0; i < 4; i++) nodes.push(await testNode([FESTIVAL]));
  const [one, two, three, four] = nodes as [TestNode, TestNode, TestNode, TestNode];
  await publish(one, begun);
  await one.publish([alone(hall), { entry: tent.entry, payload: tent.payload }]);
  const line = [meet(one, two), meet(two, three)];
  await until(() => holds(three, hall, tent));
  for (const meeting of line) await inSync(meeting);
  for (const node of [one, two, three]) {
    assert.equal(await has(node, hall), false);
    assert.deepEqual((await node.store.wants(FESTIVAL, 0, 9)).ids, [hall.id]);
    assert.equal(await node.query.resource(toHex(hall.id)), null);
  }
  // Its signer gives it to some node: it comes to all that asked, through those that did.
  const [supplied] = await one.publish([hall]);
  assert(supplied?.status === "duplicate" && supplied.supplied === true);
  await until(() => has(three, hall), "the payload");
  assert.equal((await three.query.resource(toHex(hall.id)))?.title, "Hall");
  // And to who asks later.
  line.push(meet(three, four));
  await until(async () => await holds(four, hall) && await has(four, hall));
  await sameDumps(one, two, three, four);
  for (const meeting of line) await part(meeting);
  await Promise.all(nodes.map((node) => node.stop()));
});

Deno.test("payloads: a delete that is taken back: whoever still has the payload gives it to all", async () => {
  const { begun, hall, tent, gone, back } = tale();
  const nodes = [];
  for (let i = 0; i < 3; i++) nodes.push(await testNode([FESTIVAL]));
  const [one, two, three] = nodes as [TestNode, TestNode, TestNode];
  for (const node of nodes) await publish(node, begun, hall, tent);
  await publish(one, gone);
  const first = meet(one, two);
  await until(() => holds(two, gone));
  await publish(one, back);
  await until(() => holds(two, back));
  await inSync(first);
  for (const node of [one, two]) {
    assert.deepEqual((await node.store.wants(FESTIVAL, 0, 9)).ids, [hall.id]);
    assert.equal(await node.query.resource(toHex(hall.id)), null);
  }
  // The third has never heard of the delete.
  const second = meet(two, three);
  await until(() => holds(three, back));
  await until(async () => await has(one, hall) && await has(two, hall), "the payload");
  assert.equal(await has(three, hall), true);
  for (const node of nodes) {
    assert.equal((await node.query.resource(toHex(hall.id)))?.title, "Hall");
    assert.equal(await has(node, gone), false);
  }
  await sameDumps(one, two, three);
  await part(first);
  await part(second);
  await Promise.all(nodes.map((node) => node.stop()));
});

Deno.test("payloads: a profile's is asked for with the festival in which its author writes", async () => {
  const scribe = new Scribe();
  const begun = scribe.begin(NAME, { visibility: "public" });
  const profile = scribe.create(BOB, null, "user", { name: "Bob" });
  const strangers = scribe.create(person(3), null, "user", { name: "Eve" });
  const hall = scribe.resource(BOB, FESTIVAL);
  const [one, two] = [await testNode([FESTIVAL]), await testNode([FESTIVAL])];
  await publish(one, begun, profile, strangers);
  await publish(two, begun);
  await two.publish([alone(profile), alone(strangers)]);
  const meeting = meet(one, two);
  await inSync(meeting);
  assert.equal(await has(two, profile), false);
  await publish(one, hall);
  await until(() => has(two, profile), "the profile");
  assert.equal(await has(two, strangers), false);
  await part(meeting);
  await Promise.all([one.stop(), two.stop()]);
});

Deno.test("payloads: many, in pages, and large ones one by one", async () => {
  const scribe = new Scribe();
  const begun = scribe.begin(NAME, { visibility: "public" });
  const many = Array.from(
    { length: 700 },
    (_, i) => scribe.resource(BOB, FESTIVAL, { title: `${i}` }),
  );
  const large = Array.from(
    { length: 8 },
    (_, i) => scribe.write(ALICE, FESTIVAL, new Uint8Array(60_000).fill(i)),
  );
  const [one, two] = [await testNode([FESTIVAL]), await testNode([FESTIVAL])];
  await publish(one, begun, ...many, ...large);
  await publish(two, begun);
  await two.publish([...many, ...large].map(alone));
  const meeting = meet(one, two);
  await inSync(meeting);
  await until(async () => (await two.store.wants(FESTIVAL, 0, 1)).ids.length === 0);
  await sameDumps(one, two);
  await part(meeting);
  await Promise.all([one.stop(), two.stop()]);
});

/** A node that wants the hall's payload, and a peer driven by hand that has said all it has. */
async function facing() {
  const { begun, hall, tent } = tale();
  const node = await testNode([FESTIVAL, OTHER]);
  await publish(node, begun);
  await node.publish([alone(hall), { entry: tent.entry, payload: tent.payload }]);
  const { channels: [ours, theirs] } = channelPair(node.clock, BOUND);
  const session = startOn(node, ours, "answerer");
  const hand = new Hand(theirs, "dialer");
  await hand.shakeHands();
  await hand.follow(FESTIVAL);
  await hand.nextOf("heads");
  await hand.heads(FESTIVAL);
  await hand.nextOf("complete");
  const stop = async () => {
    hand.channel.close();
    await Promise.all([ours.closed, theirs.closed]);
    assert.equal(node.clock.waiting, 0, "a timer is left");
    await node.stop();
  };
  return { node, session, hand, stop, begun, hall, tent };
}

type Facing = Awaited<ReturnType<typeof facing>>;
const give = ({ hand }: Facing, id: Uint8Array, payload: Uint8Array | null) =>
  hand.send({ type: "payloads", festival: FESTIVAL, items: [{ id, payload }] });
/** Says that all has been sent, and hears what is wanted. */
async function asked(faced: Facing): Promise<void> {
  await faced.hand.send({ type: "complete", festival: FESTIVAL });
  const { ids } = await faced.hand.nextOf("want");
  assert.deepEqual(ids, [faced.hall.id]);
}

function ends(name: string, code: string, deed: (faced: Facing) => Promise<unknown>): void {
  Deno.test(`payloads: ${name} ends the session: ${code}`, async () => {
    const faced = await facing();
    deed(faced).catch((error) => {
      if (error.name !== "ChannelClosedError") throw error;
    });
    const end = await faced.session.ended;
    assert.equal(end.cause, undefined);
    assert.deepEqual([end.code, end.offence], [code, true]);
    assert.equal(await has(faced.node, faced.hall), false);
    await faced.stop();
  });
}

ends("a payload that nobody asked for", "unexpected-frame", async (faced) => {
  await give(faced, faced.hall.id, faced.hall.payload);
});
ends("another payload than was asked for", "unexpected-frame", async (faced) => {
  await asked(faced);
  await give(faced, faced.tent.id, faced.tent.payload);
});
ends("none, twice", "unexpected-frame", async (faced) => {
  await asked(faced);
  await give(faced, faced.hall.id, null);
  await give(faced, faced.hall.id, null);
});
ends("a payload of another hash", "invalid-entry", async (faced) => {
  await asked(faced);
  await give(faced, faced.hall.id, faced.begun.payload);
});
ends("a payload of another hash, late", "invalid-entry", async (faced) => {
  await asked(faced);
  await give(faced, faced.hall.id, null);
  await give(faced, faced.hall.id, new Uint8Array(9));
});
ends(
  "a question about what is not shared",
  "not-shared",
  ({ hand, tent }) => hand.send({ type: "want", festival: OTHER, ids: [tent.id] }),
);
ends("payloads of what is not shared", "not-shared", async (faced) => {
  await asked(faced);
  await faced.hand.send({
    type: "payloads",
    festival: OTHER,
    items: [{ id: faced.hall.id, payload: faced.hall.payload }],
  });
});

Deno.test("payloads: a question before all is said is an offence", async () => {
  const node = await testNode([FESTIVAL]);
  const { channels: [ours, theirs] } = channelPair(node.clock, BOUND);
  const session = startOn(node, ours, "answerer");
  const hand = new Hand(theirs, "dialer");
  await hand.shakeHands();
  await hand.follow(FESTIVAL);
  await hand.nextOf("heads");
  await hand.send({ type: "want", festival: FESTIVAL, ids: [FESTIVAL] });
  const end = await session.ended;
  assert.deepEqual([end.code, end.offence], ["unexpected-frame", true]);
  hand.channel.close();
  await Promise.all([ours.closed, theirs.closed]);
  await node.stop();
});

Deno.test("payloads: whoever floods with questions gets none, at their own pace", async () => {
  const faced = await facing();
  const { hand, node, session, begun, tent } = faced;
  const elsewhere = new Scribe().resource(BOB, OTHER);
  await publish(node, elsewhere);
  const ids = Array.from({ length: 256 }, (_, i) => new Uint8Array(32).fill(i));
  for (let round = 0; round < 40; round++) {
    await hand.send({ type: "want", festival: FESTIVAL, ids });
    const { items } = await hand.nextOf("payloads");
    assert.deepEqual(items, ids.map((id) => ({ id, payload: null })));
  }
  // Of another festival, or not here: none. What is here is given.
  const wanted = [elsewhere.id, tent.id, faced.hall.id, begun.id];
  await hand.send({ type: "want", festival: FESTIVAL, ids: wanted });
  const { items } = await hand.nextOf("payloads");
  assert.deepEqual(items.map(({ payload }) => payload), [null, tent.payload, null, begun.payload]);
  assert.equal(session.progress().length, 1);
  await faced.stop();
});

Deno.test("payloads: who says none for ever keeps nobody from asking others", async () => {
  const faced = await facing();
  const { hand, node, session, hall } = faced;
  await asked(faced);
  await give(faced, hall.id, null);
  await until(() => session.progress().every(({ inSync }) => inSync));
  const honest = await testNode([FESTIVAL]);
  await publish(honest, faced.begun, hall, faced.tent);
  const meeting = meet(honest, node);
  await until(() => has(node, hall), "the payload");
  // What comes once more, since it was asked for, is no offence.
  await give(faced, hall.id, hall.payload);
  // Nor is one by one what was asked for in a page.
  await hand.send({ type: "want", festival: FESTIVAL, ids: [hall.id] });
  const { items } = await hand.nextOf("payloads");
  assert.deepEqual(items, [{ id: hall.id, payload: hall.payload }]);
  await part(meeting);
  await honest.stop();
  await faced.stop();
});

Deno.test("payloads: who is asked and says nothing is given up", async () => {
  const faced = await facing();
  await asked(faced);
  for (let s = 0; s < 40; s += 5) faced.node.clock.advance(5_000);
  const end = await faced.session.ended;
  assert.deepEqual([end.code, end.offence], ["too-slow", false]);
  await faced.stop();
});

Deno.test("payloads: one of another size than was signed cuts the log, and is no offence", async () => {
  const payload = new TextEncoder().encode("four and twenty");
  const logId = logIdOf(FESTIVAL);
  const honest = decodeEntry(createEntry({ seed: BOB.seed, logId, seqNum: 1, payload }));
  assert(honest.ok);
  const lie = { ...honest.entry, payloadSize: 99n };
  const entry = encodeEntry({ ...lie, signature: sign(signingBytes(lie), BOB.seed) });
  const id = documentIdOf(hashOf(entry));

  const node = await testNode([FESTIVAL]);
  const [taken] = await node.publish([{ entry, payload: null }]);
  assert.equal(taken?.status, "accepted");
  const { channels: [ours, theirs] } = channelPair(node.clock, BOUND);
  const session = startOn(node, ours, "answerer");
  const hand = new Hand(theirs, "dialer");
  await hand.shakeHands();
  await hand.follow(FESTIVAL);
  await hand.nextOf("heads");
  await hand.heads(FESTIVAL);
  await hand.send({ type: "complete", festival: FESTIVAL });
  assert.deepEqual((await hand.nextOf("want")).ids, [id]);
  await hand.send({ type: "payloads", festival: FESTIVAL, items: [{ id, payload }] });
  const { kind, first, second } = await hand.nextOf("cut");
  assert.deepEqual([kind, first, second], ["size-lie", entry, payload]);
  assert.equal((await node.head(BOB.key, logId))?.cut, 1);
  assert.deepEqual((await node.store.wants(FESTIVAL, 0, 9)).ids, []);
  assert.equal(session.progress().length, 1);
  hand.channel.close();
  await Promise.all([ours.closed, theirs.closed]);
  await node.stop();
});
