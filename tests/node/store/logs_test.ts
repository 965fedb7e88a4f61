import assert from "node:assert/strict";
import { logIdOf, toHex } from "../../../src/core/messages/mod.ts";
import { festivalOf, forkProofOf, person, Scribe } from "../../oracle/scribe.ts";
import { allPages, give, storeTest } from "./stores.ts";

const ANNA = person(0);
const BEN = person(1);
const FESTIVAL = festivalOf(ANNA);
const F = FESTIVAL.id;

storeTest("gives heads, ranges and entries", async ({ store }) => {
  const scribe = new Scribe();
  scribe.begin(FESTIVAL);
  for (let i = 0; i < 5; i++) scribe.resource(ANNA, F, { title: `Hall ${i}` });
  await store.follow(F);
  assert.equal(await store.head(ANNA.key, logIdOf(F)), null);
  await give(store, scribe.written, { receivedAt: 77 });

  assert.deepEqual(await store.head(ANNA.key, logIdOf(F)), {
    author: ANNA.key,
    logId: logIdOf(F),
    seqNum: 6,
    hash: scribe.written[5]!.hash,
    ended: false,
    cut: null,
  });
  const range = await store.range(ANNA.key, logIdOf(F), 3, 2);
  assert.deepEqual(range.map(({ seqNum }) => seqNum), [3, 4]);
  const [third] = range;
  assert.deepEqual({ ...third }, {
    author: ANNA.key,
    logId: logIdOf(F),
    seqNum: 3,
    hash: scribe.written[2]!.hash,
    entry: scribe.written[2]!.entry,
    payload: scribe.written[2]!.payload,
    receivedAt: 77,
    ignored: null,
  });
  assert.deepEqual(await store.entry(scribe.written[2]!.hash), third);
  assert.deepEqual(await store.range(ANNA.key, logIdOf(F), 7, 10), []);
  assert.deepEqual(await store.range(BEN.key, logIdOf(F), 1, 10), []);
  assert.equal(await store.entry(new Uint8Array(66).with(1, 64)), null);
});

storeTest("lists a festival's logs by the page, with their cuts", async ({ store }) => {
  const scribe = new Scribe();
  for (let i = 0; i < 5; i++) {
    const author = person(10 + i);
    scribe.create(author, F, "event", { title: "Tea", start: 0, end: 1 });
    scribe.create(author, F, "event", { title: "Cake", start: 1, end: 2 });
  }
  scribe.cut(person(11), F, 2);
  scribe.cut(person(12), F, 1);
  await store.follow(F);
  await give(store, scribe.written);
  for (const log of scribe.logs) if (log.cut !== null) await store.prove(forkProofOf(log));
  const logs = await allPages((cursor) => store.logs(toHex(F), { limit: 2, cursor }));
  const byAuthor = new Map(logs.map((log) => [log.author, log]));
  assert.equal(byAuthor.size, 5);
  assert.equal(logs.length, 5);
  const told = (author: number) => {
    const { seqNum, hash, fork } = byAuthor.get(toHex(person(author).key))!;
    return { seqNum, hash, fork };
  };
  const hashAt = (i: number) => toHex(scribe.written[i]!.hash);
  assert.deepEqual(told(10), { seqNum: 2, hash: hashAt(1), fork: null });
  assert.deepEqual(told(11), { seqNum: 1, hash: hashAt(2), fork: 2 });
  assert.deepEqual(told(12), { seqNum: 0, hash: null, fork: 1 });
});

storeTest("follows the ancestors of what it follows, eight at most", async ({ store }) => {
  const scribe = new Scribe();
  const line = Array.from({ length: 12 }, (_, i) => festivalOf(ANNA, i));
  line.forEach((festival, i) => {
    const parent = line[i + 1];
    scribe.begin(festival, { title: `${i}`, ...(parent ? { parent: parent.id } : {}) });
  });
  await store.follow(line[0]!.id);
  // What is not followed is refused: so each pass reaches one festival further.
  for (let i = 0; i < line.length; i++) await give(store, scribe.written);
  const ancestors = await store.ancestors(toHex(line[0]!.id));
  assert.deepEqual(
    ancestors.map(({ id }) => id),
    line.slice(1, 9).map(({ id }) => toHex(id)),
  );
  assert.deepEqual(ancestors.map(({ title }) => title), [..."12345678"]);
  // Each of them names a parent too: that of the eighth is nobody's here.
  assert.equal((await store.follows()).length, 9);

  // Followed for itself, the last has eight of its own.
  await store.follow(line[8]!.id);
  assert.equal((await store.follows()).length, 10);
});

storeTest("stops following, keeps what is here, and goes on when asked", async ({ store }) => {
  const scribe = new Scribe();
  const [child, parent] = [festivalOf(ANNA, 1), festivalOf(ANNA, 2)];
  scribe.begin(child, { parent: parent.id });
  scribe.begin(parent, { title: "Parent" });
  await store.follow(child.id);
  await give(store, scribe.written);
  await give(store, scribe.written);
  assert.equal((await store.follows()).length, 2);
  await store.unfollow(parent.id);
  const hall = scribe.resource(ANNA, parent.id);
  assert.equal((await give(store, [hall]))[0]?.status, "refused");
  assert.equal((await store.festival(toHex(parent.id)))?.title, "Parent");
  const word = scribe.message(ANNA, child.id, {
    action: "update",
    schema: "festival",
    id: child.id,
    fields: { title: "Child" },
  });
  // Not by what others sign: only by who stopped it.
  assert.equal((await give(store, [word]))[0]?.status, "accepted");
  assert.equal((await store.follows()).length, 1);
  assert.equal(await store.follow(parent.id), true);
  assert.equal((await give(store, [hall]))[0]?.status, "accepted");
});

storeTest("is not led in circles by festivals that name each other", async ({ store }) => {
  // A festival's id does not depend on its parent: two can name each other.
  const scribe = new Scribe();
  const [one, other] = [festivalOf(ANNA, 1), festivalOf(ANNA, 2)];
  scribe.begin(one, { parent: other.id });
  scribe.begin(other, { parent: one.id });
  const own = festivalOf(ANNA, 3);
  scribe.begin(own, { parent: own.id });
  await store.follow(one.id);
  await store.follow(own.id);
  for (let i = 0; i < 2; i++) await give(store, scribe.written);
  const ids = async (id: Uint8Array) => (await store.ancestors(toHex(id))).map((one) => one.id);
  assert.deepEqual(await ids(one.id), [toHex(other.id)]);
  assert.deepEqual(await ids(other.id), [toHex(one.id)]);
  assert.deepEqual(await ids(own.id), []);
});

storeTest("keeps settings", async ({ store }) => {
  assert.equal(await store.setting("colour"), null);
  await store.setSetting("colour", "green");
  await store.setSetting("colour", "black and white");
  assert.equal(await store.setting("colour"), "black and white");
  assert.equal(await store.setting("rules"), null);
});
