import assert from "node:assert/strict";
import { certificatePool, checkEntry } from "../../../src/core/bamboo/mod.ts";
import { logIdOf } from "../../../src/core/messages/mod.ts";
import { createVerifier } from "../../../src/node/mod.ts";
import { MOST_PROVEN_BYTES, MOST_PROVEN_NAMES } from "../../../src/node/proven.ts";
import { CHOSEN_BYTES, MOST_CHOSEN, MOST_POOL } from "../../../src/node/sync/mod.ts";
import {
  checked,
  festivalOf,
  forkProofOf,
  person,
  Scribe,
  type Written,
} from "../../oracle/scribe.ts";
import { verifyStore } from "../../../src/node/store/mod.ts";
import { native } from "../../../src/platform/deno/mod.ts";
import { give, storeTest } from "./stores.ts";

const ANNA = person(1);
const NAME = festivalOf(ANNA, 30);

function written(length: number): { readonly scribe: Scribe; readonly all: Written[] } {
  const scribe = new Scribe();
  const all = [scribe.begin(NAME)];
  while (all.length < length) {
    all.push(scribe.resource(ANNA, NAME.id, { title: `${all.length}` }));
  }
  return { scribe, all };
}

/** One of a log, with its pool as whoever has all of it gives it. */
function chosen(all: readonly Written[], seqNum: number) {
  const pool = certificatePool(seqNum).filter((place) => place <= all.length && place !== seqNum);
  return {
    items: [checked(all[seqNum - 1]!)],
    pool: pool.map((place) => checked(all[place - 1]!, false)),
  };
}

storeTest(
  "what is proved comes back whole, by hash and by id, and is in no log",
  async ({ store }) => {
    const { all } = written(20);
    for (const seqNum of [1, 8, 14, 20]) {
      const one = all[seqNum - 1]!;
      const given = chosen(all, seqNum);
      const { judged, proof } = await store.keepProven(one.hash, given, 1_000 + seqNum);
      assert.deepEqual([judged, proof], ["kept", null]);
      const proven = await store.proven(one.hash);
      assert.deepEqual(proven!.items, [{
        seqNum,
        hash: one.hash,
        entry: one.entry,
        payload: one.payload,
      }]);
      assert.deepEqual(proven!.pool, given.pool.map(({ bytes }) => bytes));
      assert.equal(proven!.takenAt, 1_000 + seqNum);
      assert.deepEqual((await store.proven(one.id))?.items, proven!.items);
      assert.equal(await store.chosen(one.hash), null);
      assert.equal(await store.entry(one.hash), null);
    }
    assert.deepEqual(await store.logs("00".repeat(32), {}), { items: [], next: null });
    assert.equal(await store.countEntries(), 0);
    assert.deepEqual(await store.provenLogs(), [{ author: ANNA.key, logId: logIdOf(NAME.id) }]);
  },
);

storeTest(
  "the log gives what it holds, and takes the place of what was proved",
  async ({ store }) => {
    const { all } = written(20);
    await store.keepProven(all[13]!.hash, chosen(all, 14), 1);
    await store.keepProven(all[4]!.hash, chosen(all, 5), 1);
    await store.follow(NAME.id);
    await give(store, all.slice(0, 10));
    const logs = await store.provenLogs();
    assert.deepEqual(await store.settleProven(logs), []);
    assert.equal(await store.proven(all[4]!.id), null);
    assert.notEqual(await store.proven(all[13]!.id), null);
    const given = await store.chosen(all[4]!.id);
    assert.deepEqual(given!.items, [{ entry: all[4]!.entry, payload: all[4]!.payload }]);
    await give(store, all.slice(10));
    assert.deepEqual(await store.settleProven(logs), []);
    assert.deepEqual(await store.countProven(), { names: 0, entries: 0 });
  },
);

storeTest(
  "a log that is cut takes with it what is proved of it from there on",
  async ({ store }) => {
    const { all, scribe } = written(20);
    await store.follow(NAME.id);
    await give(store, all.slice(0, 3));
    for (const seqNum of [5, 14]) {
      assert.equal(
        (await store.keepProven(all[seqNum - 1]!.hash, chosen(all, seqNum), 1)).judged,
        "kept",
      );
    }
    scribe.cut(ANNA, NAME.id, 6);
    assert(await store.prove(forkProofOf(scribe.logs[0]!)));
    await store.settleProven(await store.provenLogs());
    assert.equal(await store.proven(all[13]!.hash), null);
    assert.notEqual(await store.proven(all[4]!.hash), null);
    assert.equal((await store.keepProven(all[13]!.hash, chosen(all, 14), 2)).judged, "cut");
    // And goes on taking what is before it.
    const upTo = { items: chosen(all, 4).items, pool: chosen(all, 4).pool };
    assert.equal((await store.keepProven(all[3]!.hash, upTo, 2)).judged, "kept");
  },
);

storeTest("room is bounded: the oldest goes, unless it is pinned", async ({ store, driver }) => {
  const { all } = written(3);
  await store.keepProven(all[0]!.hash, chosen(all, 1), 1);
  await store.keepProven(all[1]!.hash, chosen(all, 2), 2);
  assert(await store.pinProven(all[0]!.hash, true));
  assert.equal(await store.pinProven(all[2]!.hash, true), false);
  driver.prepare("UPDATE proven_names SET size = ? WHERE pinned = 0").run(MOST_PROVEN_BYTES - 900);
  assert.equal((await store.keepProven(all[2]!.hash, chosen(all, 3), 3)).judged, "kept");
  assert.deepEqual((await store.countProven()).names, 2, "the pinned one and the new one");
  assert.notEqual(await store.proven(all[0]!.hash), null);
  driver.prepare("UPDATE proven_names SET size = ? WHERE pinned = 1").run(MOST_PROVEN_BYTES);
  assert.equal((await store.keepProven(all[1]!.hash, chosen(all, 2), 4)).judged, "full");
  assert.equal((await store.countProven()).names, 2, "nothing went for nothing");
  assert(MOST_PROVEN_NAMES > 0);
});

storeTest(
  "what a document is given with is bounded; what fits is what it once was",
  async ({ store }) => {
    const scribe = new Scribe();
    const { id } = festivalOf(ANNA, 31);
    const hall = scribe.resource(ANNA, id, { title: "Hall" });
    const updates = Array.from(
      { length: 60 },
      (_, i) => scribe.update(ANNA, hall, "resource", { title: `${i}`, later: "x".repeat(50_000) }),
    );
    const gone = scribe.remove(hall, "resource");
    await store.follow(id);
    await give(store, [hall, ...updates, gone]);
    const given = (await store.chosen(hall.id))!;
    const bytes = given.items.reduce(
      (sum, { entry, payload }) => sum + entry.length + (payload?.length ?? 0),
      0,
    );
    assert(bytes <= CHOSEN_BYTES && bytes > CHOSEN_BYTES / 2);
    assert(given.items.length <= MOST_CHOSEN && given.pool.length <= MOST_POOL);
    assert.deepEqual(
      given.items.map(({ entry }) => entry),
      [hall, ...updates.slice(0, given.items.length - 2), gone].map(({ entry }) => entry),
    );
  },
);

storeTest("a database is checked with what it holds by itself", async ({ store, driver }) => {
  const { all, scribe } = written(20);
  await store.keepProven(all[7]!.hash, chosen(all, 8), 1);
  const codes = async () => {
    const { problems } = await verifyStore(driver, createVerifier(native));
    return problems.map(({ seqNum, code }) => [seqNum, code]);
  };
  assert.deepEqual(await codes(), []);
  driver.prepare("UPDATE proven_entries SET bytes = ? WHERE seq = 4").run(all[4]!.entry);
  assert.deepEqual(await codes(), [[4, "wrong-place"], [8, "not-proved"]]);
  driver.prepare("UPDATE proven_entries SET bytes = ? WHERE seq = 4").run(all[3]!.entry);
  driver.prepare("UPDATE proven_entries SET payload = ? WHERE seq = 8").run(new Uint8Array(3));
  assert.deepEqual((await codes())[0], [8, "payload-hash-mismatch"]);

  // Both sides of a fork, of a log that is nowhere else.
  driver.prepare("UPDATE proven_entries SET payload = NULL").run();
  scribe.cut(ANNA, NAME.id, 8);
  const [, other] = forkProofOf(scribe.logs[0]!).entries;
  const outcome = checkEntry({ entry: other, payload: null }, native);
  assert(outcome.ok);
  const { pool } = chosen(all.slice(0, 8), 8);
  const { judged, proof } = await store.keepProven(
    outcome.checked.hash,
    { items: [outcome.checked], pool },
    2,
  );
  assert.equal(judged, "cut");
  assert.deepEqual(proof, { kind: "fork", entries: [all[7]!.entry, other] });
  assert.deepEqual(await codes(), []);
  assert.equal(await store.proven(all[7]!.hash), null);
});
