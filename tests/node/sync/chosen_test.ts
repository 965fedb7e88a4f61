/** Chosen entries between real nodes: asked for, kept by themselves, given on; and who plays false. */
import assert from "node:assert/strict";
import { certificatePool, checkPool, hashOf } from "../../../src/core/bamboo/mod.ts";
import { logIdOf, toHex } from "../../../src/core/messages/mod.ts";
import type { SessionEnd } from "../../../src/node/sync/mod.ts";
import { FIRST_ANSWER_MS, MOST_QUESTIONS } from "../../../src/node/sync/choosing.ts";
import type { FrameOf } from "../../../src/node/sync/frames.ts";
import { native } from "../../../src/platform/deno/mod.ts";
import { festivalOf, forkProofOf, person, Scribe, type Written } from "../../oracle/scribe.ts";
import {
  channelPair,
  Hand,
  meet,
  part,
  publish,
  quiet,
  startOn,
  type TestNode,
  testNode,
  until,
} from "./nodes.ts";

const ANNA = person(0);
const FESTIVAL = festivalOf(ANNA, 40);

/** A festival's log of 30: its create, a resource that changes now and then, and others between. */
function tale(mark = "") {
  const scribe = new Scribe();
  const created = scribe.begin(FESTIVAL, { title: "Panda" });
  const others = (count: number) =>
    Array.from(
      { length: count },
      (_, i) => scribe.resource(ANNA, FESTIVAL.id, { title: `other ${i}` }),
    );
  const all = [created, ...others(4)];
  const hall = scribe.resource(ANNA, FESTIVAL.id, { title: `Hall${mark}` });
  all.push(hall, ...others(9));
  const bigger = scribe.update(ANNA, hall, "resource", { quantity: 2 });
  all.push(bigger, ...others(8));
  const renamed = scribe.update(ANNA, hall, "resource", { title: "Great hall" });
  all.push(renamed, ...others(5));
  return { scribe, all, created, hall, bigger, renamed };
}

async function stopAll(...nodes: readonly TestNode[]): Promise<void> {
  for (const { report } of nodes) {
    assert.deepEqual(report.reported.filter(({ level }) => level === "error"), []);
  }
  await Promise.all(nodes.map((node) => node.stop()));
}

/** Asks `from` for it, on a connection of its own. */
async function ask(asker: TestNode, from: TestNode, name: Uint8Array): Promise<string> {
  const meeting = meet(asker, from);
  const outcome = await askUntilReady(meeting.sessions[0], name);
  await part(meeting);
  return outcome;
}

/** `gone` before the handshake is done. */
async function askUntilReady(
  session: { choose(name: Uint8Array): Promise<string> },
  name: Uint8Array,
): Promise<string> {
  let outcome = "gone";
  await until(async () => (outcome = await session.choose(name)) !== "gone", "an answer");
  return outcome;
}

Deno.test("chosen: three nodes, of which two never follow: an entry with its pool goes from A to B to C", async () => {
  const [a, b, c] = [await testNode([FESTIVAL.id]), await testNode([]), await testNode([])];
  const { all, hall, bigger } = tale();
  await publish(a, ...all);

  assert.equal(await ask(c, b, bigger.hash), "none");
  assert.equal(await ask(b, a, bigger.hash), "kept");
  assert.equal(await ask(c, b, bigger.hash), "kept");

  for (const node of [b, c]) {
    const proven = await node.proven(bigger.hash);
    assert(proven !== null);
    assert.deepEqual(proven.items.map(({ entry }) => entry), [bigger.entry]);
    assert.deepEqual(proven.items[0]!.payload, bigger.payload);
    const places = certificatePool(bigger.seqNum).filter((place) => place <= all.length);
    assert.equal(proven.pool.length, places.length - 1);
    const item = { entry: bigger.entry, payload: bigger.payload };
    const outcome = checkPool(item, proven.pool, native);
    assert(outcome.ok && outcome.upTo === Math.max(...places));
    for (const which of proven.pool.keys()) {
      const isBelow = which < proven.pool.length - 1;
      assert(!isBelow || !checkPool(item, proven.pool.toSpliced(which, 1), native).ok);
      const flipped = proven.pool[which]!.slice();
      flipped[40]! ^= 1;
      assert(!checkPool(item, proven.pool.with(which, flipped), native).ok);
    }
    // No projection and no log has any of it.
    assert.equal(await node.entry(bigger.hash), null);
    assert.equal(await node.query.countEntries(), 0);
    assert.deepEqual(await node.store.dump(), await emptyDump());
    assert.equal(await node.head(ANNA.key, logIdOf(FESTIVAL.id)), null);
  }
  // What came along proves itself, too; what did not come is not there.
  const below = all[certificatePool(bigger.seqNum)[1]! - 1]!;
  assert.equal(await ask(c, b, below.hash), "kept");
  assert.equal(await ask(c, b, hall.hash), "none");
  await stopAll(a, b, c);
});

async function emptyDump(): Promise<string[]> {
  const node = await testNode([]);
  const dump = await node.store.dump();
  await node.stop();
  return dump;
}

Deno.test("chosen: a document comes with what changes it, a festival and a profile by their ids", async () => {
  const [a, b, c] = [await testNode([FESTIVAL.id]), await testNode([]), await testNode([])];
  const { all, scribe, hall, bigger, renamed, created } = tale();
  const profile = scribe.create(ANNA, null, "user", { name: "Anna" });
  const later = scribe.create(ANNA, null, "user", { name: "Anna B." });
  const retitled = scribe.message(ANNA, FESTIVAL.id, {
    action: "update",
    schema: "festival",
    id: FESTIVAL.id,
    fields: { title: "Red panda" },
  });
  await publish(a, ...all, retitled, profile, later);
  const entriesOf = async (node: TestNode, name: Uint8Array) =>
    (await node.proven(name))!.items.map(({ entry }) => entry);

  for (const [asker, from] of [[b, a], [c, b]] as const) {
    for (const name of [hall.id, FESTIVAL.id, ANNA.key]) {
      assert.equal(await ask(asker, from, name), "kept");
    }
    assert.deepEqual(
      await entriesOf(asker, hall.id),
      [hall, bigger, renamed].map(({ entry }) => entry),
    );
    assert.deepEqual(
      await entriesOf(asker, FESTIVAL.id),
      [created, retitled].map(({ entry }) => entry),
    );
    // By the id of the entry that creates it: that alone, for its changes name the festival.
    assert.equal(await ask(asker, from, created.id), "kept");
    assert.deepEqual(await entriesOf(asker, created.id), [created.entry]);
    assert.deepEqual(await entriesOf(asker, ANNA.key), [later.entry]);
  }
  assert.equal(await ask(b, a, new Uint8Array(32).fill(9)), "none");

  // It is withdrawn: that is said with it.
  const gone = scribe.remove(hall, "resource");
  await publish(a, gone);
  assert.equal(await ask(b, a, hall.id), "kept");
  const withdrawn = await entriesOf(b, hall.id);
  assert.deepEqual([withdrawn[0], withdrawn.at(-1)], [hall.entry, gone.entry]);
  // What it said is given up here, too, and is not given on.
  assert.equal((await b.proven(hall.hash))?.items[0]?.payload, null);
  assert.equal(await ask(c, b, hall.id), "kept");
  assert.equal((await c.proven(hall.hash))?.items[0]?.payload, null);
  await stopAll(a, b, c);
});

Deno.test("chosen: what follows a cut is not given, and what shows a fork cuts the log", async () => {
  const [a, b, c] = [
    await testNode([FESTIVAL.id]),
    await testNode([FESTIVAL.id]),
    await testNode([]),
  ];
  const one = tale();
  const other = tale(" of another branch");
  await publish(a, ...one.all);
  await publish(b, ...other.all.slice(0, 8));

  // B holds another entry 6, of the same links as the one that somebody gives it who follows nothing.
  const x = await testNode([]);
  assert.equal(await ask(x, a, one.hall.hash), "kept");
  assert.equal(await ask(b, x, one.hall.hash), "cut");
  assert.equal((await b.head(ANNA.key, logIdOf(FESTIVAL.id)))?.cut, one.hall.seqNum);
  assert.equal(await b.proven(one.hall.hash), null);
  assert.equal(await ask(c, b, other.hall.hash), "none");

  // A node that follows nothing holds both sides of it by themselves: the first, then neither.
  const d = await testNode([FESTIVAL.id]);
  await publish(d, ...other.all);
  assert.equal(await ask(c, a, one.hall.hash), "kept");
  assert.equal(await ask(c, a, one.created.hash), "kept");
  assert.equal(await ask(c, d, other.hall.hash), "cut");
  assert.equal(await c.proven(one.hall.hash), null);
  assert.notEqual(await c.proven(one.created.hash), null, "before the cut it counts");
  assert.equal(await ask(c, a, one.hall.hash), "cut");
  assert.equal(await ask(c, a, one.bigger.hash), "cut");

  // Followed later, the log is cut there from the start.
  assert(await c.follow(FESTIVAL.id));
  await publish(c, ...one.all.slice(0, 8));
  await until(async () => (await c.head(ANNA.key, logIdOf(FESTIVAL.id)))?.cut === one.hall.seqNum);
  await stopAll(a, b, c, d, x);
});

Deno.test("chosen: branches that part at a place that is in neither: the first stays", async () => {
  const [a, d, c] = [
    await testNode([FESTIVAL.id]),
    await testNode([FESTIVAL.id]),
    await testNode([]),
  ];
  const one = tale();
  const other = tale(" of another branch");
  await publish(a, ...one.all);
  await publish(d, ...other.all);
  // 13 and 26 are beyond 6, where they part: of unlike links.
  assert.equal(await ask(c, a, one.all[25]!.hash), "kept");
  assert.equal(await ask(c, d, other.all[25]!.hash), "parted");
  assert.notEqual(await c.proven(one.all[25]!.hash), null);
  assert.equal(await c.proven(other.all[25]!.hash), null);
  const { names } = await c.store.countProven();
  assert.equal(names, 1);
  await stopAll(a, c, d);
});

Deno.test("chosen: once the festival is followed, its log takes the place of what was proved", async () => {
  const [a, b] = [await testNode([FESTIVAL.id]), await testNode([])];
  const { all, hall } = tale();
  await publish(a, ...all);
  assert.equal(await ask(b, a, hall.id), "kept");
  assert(await b.follow(FESTIVAL.id));
  const meeting = meet(b, a);
  await until(async () => (await b.entry(all.at(-1)!.hash)) !== null);
  await until(async () => (await b.store.countProven()).names === 0);
  assert.deepEqual(await b.store.countProven(), { names: 0, entries: 0 });
  assert.equal((await b.query.resource(toHex(hall.id)))?.title, "Great hall");
  // And it is given on from there.
  const c = await testNode([]);
  assert.equal(await ask(c, b, hall.id), "kept");
  await part(meeting);
  await stopAll(a, b, c);
});

Deno.test("chosen: an unlisted festival's entry goes to who names it, on a channel that nothing binds", async () => {
  const [a, b] = [await testNode([FESTIVAL.id]), await testNode([])];
  const scribe = new Scribe();
  const created = scribe.begin(FESTIVAL, { title: "Secret", visibility: "unlisted" });
  await publish(a, created);
  const meeting = meet(b, a, null);
  assert.equal(await askUntilReady(meeting.sessions[0], created.hash), "kept");
  assert.deepEqual(await b.follows(), []);
  await part(meeting);
  await stopAll(a, b);
});

// ── Peers that play false ───────────────────────────────────────────────────────────────────────

interface Hostile {
  readonly node: TestNode;
  readonly hand: Hand;
  readonly ended: Promise<SessionEnd>;
  /** What the node asks the hand for, and what comes of it. */
  asks(
    name: Uint8Array,
  ): { readonly question: Promise<FrameOf<"choose">>; readonly outcome: Promise<string> };
}

async function withHand(task: (hostile: Hostile) => Promise<void>): Promise<void> {
  const node = await testNode([]);
  const { channels } = channelPair(node.clock);
  const session = startOn(node, channels[0], "answerer");
  const hand = new Hand(channels[1], "dialer");
  await hand.shakeHands();
  await hand.follow();
  await hand.nextOf("follows");
  await task({
    node,
    hand,
    ended: session.ended,
    asks: (name) => {
      const outcome = session.choose(name);
      return { question: hand.nextOf("choose"), outcome };
    },
  });
  session.end("bye");
  await session.ended;
  channels[1].close();
  await Promise.all(channels.map(({ closed }) => closed));
  assert.equal(node.clock.waiting, 0, "a timer is left");
  await stopAll(node);
}

const answer = (
  items: readonly Written[],
  pool: readonly Written[],
  fields: Partial<FrameOf<"chosen">> = {},
): FrameOf<"chosen"> => ({
  type: "chosen",
  number: 1,
  items: items.map(({ entry, payload }) => ({ entry, payload })),
  pool: pool.map(({ entry }) => entry),
  last: true,
  ...fields,
});

Deno.test("chosen: pools that do not verify, or are not what was asked for, are offences", async () => {
  const { all, hall, bigger, scribe } = tale();
  const pool = certificatePool(hall.seqNum).filter((place) => place !== hall.seqNum)
    .map((place) => all[place - 1]!);
  const flipped = pool[1]!.entry.slice();
  flipped[flipped.length - 1]! ^= 1;
  const stranger = scribe.create(person(3), null, "user", {});
  const right = answer([hall], pool);
  const wrong: [string, Uint8Array, FrameOf<"chosen">][] = [
    ["one is missing", hall.hash, answer([hall], pool.slice(1))],
    ["one is flipped", hall.hash, { ...right, pool: right.pool.with(1, flipped) }],
    ["one is too many", hall.hash, answer([hall], [...pool, all[1]!])],
    ["one is a stranger's", hall.hash, answer([hall], [...pool, stranger])],
    ["another entry", all[1]!.hash, right],
    ["another document", all[1]!.id, right],
    ["two where one was named", hall.hash, answer([hall, all[0]!], pool.slice(1))],
    ["a payload of another", hall.hash, {
      ...right,
      items: [{ entry: hall.entry, payload: bigger.payload }],
    }],
    ["a change without what it changes", hall.id, answer([all[0]!], [])],
    ["no entry at all", hall.hash, { ...right, items: [{ entry: hall.payload, payload: null }] }],
  ];
  for (const [what, name, frame] of wrong) {
    await withHand(async ({ node, hand, ended, asks }) => {
      const { question, outcome } = asks(name);
      assert.deepEqual((await question).name, name);
      await hand.send(frame);
      assert.equal(await outcome, "wrong", what);
      const end = await ended;
      assert.deepEqual([end.code, end.offence], ["wrong-pool", true], what);
      assert.deepEqual(await node.store.countProven(), { names: 0, entries: 0 }, what);
    });
  }
  await withHand(async ({ hand, asks }) => {
    const { question, outcome } = asks(hall.hash);
    await question;
    await hand.send(right);
    assert.equal(await outcome, "kept");
  });
});

Deno.test("chosen: an answer to no question, and more questions than are taken, are offences", async () => {
  const { all, hall } = tale();
  await withHand(async ({ node, hand, ended }) => {
    await hand.send(answer([all[0]!], []));
    const end = await ended;
    assert.deepEqual([end.code, end.offence], ["unexpected-frame", true]);
    assert.deepEqual(await node.store.countProven(), { names: 0, entries: 0 });
  });
  await withHand(async ({ hand, ended }) => {
    // All in one turn: none of them can have been answered.
    for (let number = 1; number <= 4 * MOST_QUESTIONS; number++) {
      hand.send({ type: "choose", number, name: hall.hash }).catch(() => {});
    }
    const end = await ended;
    assert.deepEqual([end.code, end.offence], ["too-much", true]);
  });
});

Deno.test("chosen: who asks for what is not here is told so, and one who is silent is waited for in vain", async () => {
  const { hall } = tale();
  await withHand(async ({ node, hand, asks }) => {
    await hand.send({ type: "choose", number: 1, name: hall.hash });
    assert.deepEqual(await hand.nextOf("chosen"), answer([], []));
    const { question, outcome } = asks(hall.hash);
    await question;
    // Pings cross meanwhile.
    for (let gone = 0; gone < FIRST_ANSWER_MS; gone += 1_000) {
      node.clock.advance(1_000);
      await quiet(2);
    }
    assert.equal(await outcome, "late");
    // What comes after all is passed over.
    await hand.send(answer([], []));
    const again = asks(hall.hash);
    assert.equal((await again.question).number, 2);
    await hand.send({ ...answer([], []), number: 2 });
    assert.equal(await again.outcome, "none");
  });
});

Deno.test("chosen: a fork's own entries prove nothing that counts", async () => {
  const { scribe, all } = tale();
  scribe.cut(ANNA, FESTIVAL.id, 3);
  const { entries } = forkProofOf(scribe.logs[0]!);
  await withHand(async ({ node, hand, asks }) => {
    const first = asks(all[2]!.hash);
    await first.question;
    await hand.send(answer([all[2]!], all.slice(0, 2)));
    assert.equal(await first.outcome, "kept");
    const second = asks(hashOf(entries[1]));
    await second.question;
    await hand.send({
      ...answer([], all.slice(0, 2), { number: 2 }),
      items: [{ entry: entries[1], payload: null }],
    });
    assert.equal(await second.outcome, "cut");
    assert.equal(await node.proven(all[2]!.hash), null);
  });
});
