import assert from "node:assert/strict";
import { createEntry, decodeEntry, hashOf } from "../../../src/core/bamboo/mod.ts";
import type { CheckedEntry } from "../../../src/core/bamboo/mod.ts";
import { logIdOf, toHex } from "../../../src/core/messages/mod.ts";
import { checked, festivalOf, forkProofOf, person, Scribe } from "../../oracle/scribe.ts";
import { give, outcomes, storeTest } from "./stores.ts";

const ANNA = person(0);
const BEN = person(1);
const FESTIVAL = festivalOf(ANNA);
const F = FESTIVAL.id;
const OPTIONS = { followCreated: false, receivedAt: 1 };

/** Anna's festival with a hall, and an event that Ben makes there. */
function tale() {
  const scribe = new Scribe();
  const begun = scribe.begin(FESTIVAL, { title: "Panda" });
  const hall = scribe.resource(ANNA, F, { title: "Hall" });
  const event = scribe.create(BEN, F, "event", { title: "Tea", start: 0, end: 1 });
  return { scribe, begun, hall, event };
}

function checkedOf(entry: Uint8Array, payload: Uint8Array | null): CheckedEntry {
  const decoded = decodeEntry(entry);
  assert.ok(decoded.ok);
  return { entry: decoded.entry, bytes: entry, hash: hashOf(entry), payload };
}

storeTest("takes entries in order and says what each makes", async ({ store }) => {
  const { scribe, hall } = tale();
  await store.follow(F);
  const results = await give(store, scribe.written);
  assert.deepEqual(outcomes(results), ["accepted", "accepted", "accepted"]);
  const [begun, second] = results;
  assert.ok(begun?.status === "accepted" && second?.status === "accepted");
  assert.deepEqual(begun.id, F);
  assert.deepEqual(second.id, hall.id);
  assert.deepEqual(second.hash, hall.hash);
  assert.deepEqual(second.festival, F);
  assert.equal(second.ignored, null);
  assert.equal(await store.countEntries(), 3);
});

storeTest("knows an entry again, in the same batch too", async ({ store }) => {
  const { scribe, hall } = tale();
  await store.follow(F);
  const results = await give(store, [...scribe.written, hall]);
  assert.equal(outcomes(results).at(-1), "duplicate");
  const before = await store.dump();
  const again = await give(store, scribe.written);
  assert.deepEqual(outcomes(again), ["duplicate", "duplicate", "duplicate"]);
  assert.ok(again[1]?.status === "duplicate");
  assert.deepEqual(again[1].id, hall.id);
  assert.deepEqual(await store.dump(), before);
  assert.equal(await store.countEntries(), 3);
});

storeTest("tells an entry without effect why, also when it comes again", async ({ store }) => {
  const { scribe } = tale();
  const stray = scribe.message(BEN, F, { action: "update", schema: "event", id: F, fields: {} });
  await store.follow(F);
  for (const status of ["accepted", "duplicate"]) {
    const result = (await give(store, scribe.written)).at(-1)!;
    assert.equal(result.status, status);
    assert.equal(result.status !== "refused" && result.ignored, "unknown-document");
  }
  assert.equal((await store.entry(stray.hash))?.ignored, "unknown-document");
});

storeTest("answers other bytes for a held place with the head", async ({ store }) => {
  const { scribe } = tale();
  const other = new Scribe();
  other.begin(FESTIVAL, { title: "Another" });
  await store.follow(F);
  await give(store, scribe.written);
  const [result] = await give(store, other.written);
  assert.ok(result?.status === "refused" && result.refusal.code === "stale");
  assert.deepEqual(result.refusal.head, await store.head(ANNA.key, logIdOf(F)));
  assert.equal(result.refusal.head.seqNum, 2);
});

storeTest("refuses what it has no place for, and leaves the others alone", async ({ store }) => {
  const { scribe, begun, hall, event } = tale();
  const late = scribe.create(BEN, F, "event", { title: "Cake", start: 1, end: 2 });
  const later = scribe.create(BEN, F, "event", { title: "Song", start: 2, end: 3 });
  await store.follow(F);
  const results = await give(store, [hall, begun, hall, event, later, late]);
  assert.deepEqual(outcomes(results), [
    "gap",
    "accepted",
    "accepted",
    "accepted",
    "gap",
    "accepted",
  ]);
  const gap = results[4];
  assert.ok(gap?.status === "refused" && gap.refusal.code === "gap");
  assert.equal(gap.refusal.head?.seqNum, 1);
  assert.equal(await store.countEntries(), 4);
});

storeTest("keeps no trace of a log of which it took nothing", async ({ store }) => {
  const { scribe, hall } = tale();
  await store.follow(F);
  await give(store, [hall]);
  assert.deepEqual((await store.logs(toHex(F), {})).items, []);
  assert.equal(await store.head(ANNA.key, logIdOf(F)), null);
  assert.equal(await store.user(toHex(ANNA.key)), null);
  await give(store, scribe.written);
  assert.equal((await store.logs(toHex(F), {})).items.length, 2);
});

storeTest("takes nothing after an end-of-log entry, which itself counts", async ({ store }) => {
  const scribe = new Scribe();
  const payload = scribe.begin(FESTIVAL).payload;
  const last = scribe.write(ANNA, F, payload, { endOfLog: true });
  const after = scribe.resource(ANNA, F);
  await store.follow(F);
  const results = await give(store, [...scribe.written]);
  assert.deepEqual(outcomes(results), ["accepted", "accepted", "ended"]);
  assert.deepEqual(outcomes(await give(store, [after])), ["ended"]);
  const head = await store.head(ANNA.key, logIdOf(F));
  assert.deepEqual(head?.hash, last.hash);
  assert.equal(head?.ended, true);
});

storeTest("checks both links", async ({ store }) => {
  const scribe = new Scribe();
  for (let i = 0; i < 4; i++) scribe.resource(ANNA, F, { title: `${i}` });
  const [first, second, third] = scribe.written;
  const payload = new Uint8Array(1);
  const sign = (seqNum: number, backlink: Uint8Array, lipmaalink: Uint8Array | null) =>
    checkedOf(
      createEntry({
        seed: ANNA.seed,
        author: ANNA.key,
        logId: logIdOf(F),
        seqNum,
        backlink,
        lipmaalink,
        payload,
      }),
      payload,
    );
  await store.follow(F);
  await give(store, scribe.written.slice(0, 3));
  // Entry 4 links to 3 and to 1.
  const results = await store.append([
    sign(4, second!.hash, first!.hash),
    sign(4, third!.hash, second!.hash),
    sign(4, third!.hash, first!.hash),
  ], OPTIONS);
  assert.deepEqual(outcomes(results), ["backlink-mismatch", "lipmaalink-mismatch", "accepted"]);
});

storeTest("takes nothing of a festival that is not followed", async ({ store }) => {
  const { scribe } = tale();
  const results = await give(store, scribe.written);
  assert.deepEqual(outcomes(results), ["not-followed", "not-followed", "not-followed"]);
  const [refused] = results;
  assert.ok(refused?.status === "refused" && refused.refusal.code === "not-followed");
  assert.equal(refused.refusal.logId, String(logIdOf(F)));
  assert.equal(await store.festival(toHex(F)), null);
});

storeTest("takes log ids that no festival has for unfollowed", async ({ store }) => {
  await store.follow(F);
  const payload = new Uint8Array(1);
  const place = { seed: ANNA.seed, author: ANNA.key, seqNum: 1, payload };
  const logIds = [2n ** 48n, 2n ** 48n + BigInt(logIdOf(F)), 2n ** 53n + 1n, 2n ** 64n - 1n];
  const results = await store.append(
    logIds.map((logId) => checkedOf(createEntry({ ...place, logId }), payload)),
    OPTIONS,
  );
  results.forEach((result, i) =>
    assert.deepEqual(result.status === "refused" && result.refusal, {
      code: "not-followed",
      logId: String(logIds[i]),
    })
  );
});

storeTest("takes log 0 from anyone", async ({ store }) => {
  const scribe = new Scribe();
  scribe.create(BEN, null, "user", { name: "Ben" });
  const [result] = await give(store, scribe.written);
  assert.ok(result?.status === "accepted");
  assert.equal(result.festival, null);
  assert.equal((await store.user(toHex(BEN.key)))?.name, "Ben");
});

storeTest("follows a festival that begins here, where it may", async ({ store }) => {
  const { scribe } = tale();
  const results = await give(store, scribe.written, { followCreated: true });
  assert.deepEqual(outcomes(results), ["accepted", "accepted", "accepted"]);
  assert.equal((await store.festival(toHex(F)))?.title, "Panda");
});

storeTest("follows nothing by an entry that it refuses", async ({ store }) => {
  const scribe = new Scribe();
  scribe.resource(ANNA, F);
  const begun = scribe.begin(FESTIVAL);
  // Its id binds Anna: Ben cannot begin it.
  const stolen = scribe.message(BEN, F, {
    action: "create",
    schema: "festival",
    id: F,
    fields: { nonce: FESTIVAL.nonce },
  });
  const results = await give(store, [begun, stolen], { followCreated: true });
  assert.deepEqual(outcomes(results), ["not-followed", "not-followed"]);
  assert.equal(await store.festival(toHex(F)), null);
});

storeTest("takes the payload of a held entry later, once", async ({ store }) => {
  const { scribe, hall } = tale();
  await store.follow(F);
  const bare = scribe.written.map((one) => checked(one, one !== hall));
  const results = await store.append(bare, OPTIONS);
  const [, second] = results;
  assert.ok(second?.status === "accepted");
  assert.equal(second.ignored, "no-payload");
  assert.equal(await store.resource(toHex(hall.id)), null);

  const again = await store.append([checked(hall, false)], OPTIONS);
  assert.equal(again[0]?.status !== "refused" && again[0]?.ignored, "no-payload");

  const [filled] = await give(store, [hall]);
  assert.ok(filled?.status === "duplicate");
  assert.equal(filled.ignored, null);
  assert.deepEqual(filled.id, hall.id);
  assert.equal((await store.resource(toHex(hall.id)))?.title, "Hall");
  assert.deepEqual((await store.entry(hall.hash))?.payload, hall.payload);
});

storeTest(
  "takes the rest of a cut log's prefix, and nothing from the cut on",
  async ({ store }) => {
    const scribe = new Scribe();
    scribe.begin(FESTIVAL);
    for (let i = 0; i < 3; i++) scribe.resource(ANNA, F, { title: `Hall ${i}` });
    scribe.cut(ANNA, F, 3);
    await store.follow(F);
    assert.equal(await store.prove(forkProofOf(scribe.logs[0]!)), true);
    const results = await give(store, scribe.written);
    assert.deepEqual(outcomes(results), ["accepted", "accepted", "cut", "cut"]);
    const refused = results[2];
    assert.ok(refused?.status === "refused" && refused.refusal.code === "cut");
    assert.equal(refused.refusal.cut, 3);
  },
);

storeTest("tells apart two festivals whose log ids collide", async ({ store }) => {
  const twin = F.slice();
  twin[31]! ^= 1;
  assert.equal(logIdOf(twin), logIdOf(F));
  assert.equal(await store.follow(F), true);
  assert.equal(await store.follow(F), true);
  assert.equal(await store.follow(twin), false);
  const scribe = new Scribe();
  const stray = scribe.create(BEN, twin, "event", { title: "Elsewhere", start: 0, end: 1 });
  const [result] = await give(store, [stray]);
  assert.ok(result?.status === "accepted");
  assert.equal(result.ignored, "wrong-festival");
  assert.equal(await store.event(toHex(stray.id)), null);
});

storeTest(
  "what came by sync is committed without a sync of the disk; the next commit syncs",
  async ({ store, driver }) => {
    const FULL = 2;
    const synchronous = () => driver.prepare("PRAGMA synchronous").get()!["synchronous"];
    const seen: unknown[] = [];
    const { scribe } = tale();
    await store.follow(F);
    const { exec } = driver;
    driver.exec = (sql) => {
      if (sql === "COMMIT") seen.push(synchronous());
      exec(sql);
    };
    const batch = scribe.written.map((written) => checked(written));
    await store.append(batch, { ...OPTIONS, durable: false });
    await store.append(batch, OPTIONS);
    assert.deepEqual(seen, [1, FULL]);
    assert.equal(synchronous(), FULL);
  },
);
