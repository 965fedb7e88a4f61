/** Batches that share a commit: what is told and seen of them, and when. */
import assert from "node:assert/strict";
import type { AppendResult, SqlDriver, Store } from "../../../src/node/mod.ts";
import { openSqlStore } from "../../../src/node/mod.ts";
import { logIdOf } from "../../../src/core/messages/mod.ts";
import { native, openSqlDriver } from "../../../src/platform/deno/mod.ts";
import { checked, festivalOf, person, Scribe, type Written } from "../../oracle/scribe.ts";
import { outcomes, quickStore, storeTest } from "./stores.ts";

const ANNA = person(0);
const BEN = person(1);
const FESTIVAL = festivalOf(ANNA);
const F = FESTIVAL.id;

function tale(): Written[][] {
  const scribe = new Scribe();
  scribe.begin(FESTIVAL);
  const hall = scribe.resource(ANNA, F, { title: "Hall" });
  const event = scribe.create(BEN, F, "event", { title: "Tea", start: 0, end: 1 });
  const first = [...scribe.written];
  const asked = scribe.request(BEN, hall, [0, 1], { event: event.id });
  scribe.update(ANNA, hall, "resource", { quantity: 2 });
  const second = scribe.written.slice(first.length);
  scribe.answer(ANNA, asked, "confirmed");
  scribe.remove(event, "event");
  const third = scribe.written.slice(first.length + second.length);
  return [first, second, third];
}

function appendTo(store: Store, told: number[] = []) {
  let clock = 0;
  return (written: readonly Written[], more: boolean, durable = true) => {
    const receivedAt = ++clock;
    const batch = written.map((one) => checked(one));
    return store.append(batch, { followCreated: true, receivedAt, more, durable })
      .finally(() => told.push(receivedAt));
  };
}

async function turns(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

storeTest("batches that share a commit come to what they come to alone", async ({ store }) => {
  const told: number[] = [];
  const append = appendTo(store, told);
  const [first, second, third] = tale();
  const taking = [append(first!, true), append(second!, true)];
  await turns();
  assert.deepEqual(told, []);
  taking.push(append(third!, false));
  const results = await Promise.all(taking);
  assert.deepEqual(told, [1, 2, 3]);
  assert.ok(results.flatMap(outcomes).every((status) => status === "accepted"));

  const alone = await quickStore();
  const appendAlone = appendTo(alone.store);
  const resultsAlone: (readonly AppendResult[])[] = [];
  for (const written of tale()) resultsAlone.push(await appendAlone(written, false));
  assert.deepEqual(results, resultsAlone);
  assert.deepEqual(await store.dump(), await alone.store.dump());
  const heads = (of: Store) => Promise.all([of.head(ANNA.key, 0), of.syncHeads(F, null, 10)]);
  assert.deepEqual(await heads(store), await heads(alone.store));
  assert.deepEqual((await store.range(BEN.key, logIdOf(F), 1, 9)).map((one) => one.receivedAt), [
    1,
    2,
    3,
  ]);
  await alone.store.close();
});

Deno.test("Store: whoever asks has the commit made first, and sees nothing that is not", async () => {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/store.sqlite`;
  const store = await openSqlStore({ driver: openSqlDriver(file), primitives: native });
  const beside = openSqlDriver(file, { readOnly: true });
  const committed = () => beside.prepare("SELECT count(*) AS n FROM entries").get()!["n"];
  const told: number[] = [];
  const append = appendTo(store, told);
  const [first, second, third] = tale();

  const taking = [append(first!, true), append(second!, true)];
  assert.equal(committed(), 0);
  // The heads, the list and the question beside them are of one state, which is committed.
  const length = first!.length + second!.length;
  assert.equal(await store.countEntries(), length);
  assert.equal(committed(), length);
  await Promise.all(taking);
  assert.deepEqual(told, [1, 2]);

  const last = append(third!, true);
  await store.setSetting("name", "value");
  await last;
  assert.equal(committed(), length + third!.length);
  beside.close();
  await store.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("Store: closing commits what waits", async () => {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/store.sqlite`;
  const store = await openSqlStore({ driver: openSqlDriver(file), primitives: native });
  const [first] = tale();
  const taking = appendTo(store)(first!, true);
  await store.close();
  assert.ok(outcomes(await taking).every((status) => status === "accepted"));
  const again = await openSqlStore({ driver: openSqlDriver(file), primitives: native });
  assert.equal(await again.countEntries(), first!.length);
  await again.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("Store: where one of several batches fails, all that wait with it do, and none is kept", async () => {
  let broken = false;
  const breaking = (driver: SqlDriver): SqlDriver => ({
    exec: (sql) => driver.exec(sql),
    close: () => driver.close(),
    prepare(sql) {
      if (broken && sql.startsWith("INSERT INTO")) throw new Error("the disk is full");
      return driver.prepare(sql);
    },
  });
  const { store } = await quickStore(breaking);
  const append = appendTo(store);
  const [first, second, third] = tale();
  await append(first!, false);
  const before = [await store.dump(), await store.countEntries()];
  const waiting = append(second!, true);
  broken = true;
  const failing = append(third!, false);
  await assert.rejects(waiting, /disk is full/);
  await assert.rejects(failing, /disk is full/);
  broken = false;
  assert.deepEqual([await store.dump(), await store.countEntries()], before);
  const results = await Promise.all([append(second!, true), append(third!, false)]);
  assert.ok(results.flatMap(outcomes).every((status) => status === "accepted"));
  await store.close();
});

Deno.test("Store: what must survive a power cut shares no commit that need not", async () => {
  const said: string[] = [];
  const { store } = await quickStore((driver) => ({
    ...driver,
    exec(sql) {
      if (/BEGIN|COMMIT|synchronous/.test(sql)) said.push(sql);
      driver.exec(sql);
    },
  }));
  const append = appendTo(store);
  const [first, second, third] = tale();
  said.length = 0;
  await Promise.all([
    append(first!, true, false),
    append(second!, true, true),
    append(third!, false, false),
  ]);
  assert.deepEqual(said, [
    "PRAGMA synchronous = NORMAL",
    "BEGIN IMMEDIATE",
    "COMMIT",
    "PRAGMA synchronous = FULL",
    "BEGIN IMMEDIATE",
    "COMMIT",
  ]);
  await store.close();
});
