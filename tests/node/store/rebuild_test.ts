import assert from "node:assert/strict";
import { toHex } from "../../../src/core/messages/mod.ts";
import { openSqlStore, type SqlDriver } from "../../../src/node/mod.ts";
import { NewerDatabaseError } from "../../../src/node/store/mod.ts";
import { openSqlDriver } from "../../../src/platform/deno/mod.ts";
import { festivalOf, person, Scribe } from "../../oracle/scribe.ts";
import { give, quickStore, storeTest } from "./stores.ts";

const ANNA = person(0);
const BEN = person(1);
const FESTIVAL = festivalOf(ANNA);
const F = FESTIVAL.id;

function tale(): Scribe {
  const scribe = new Scribe();
  scribe.begin(FESTIVAL, { title: "Panda" });
  const hall = scribe.resource(ANNA, F, { title: "Hall", tags: ["warm"] });
  scribe.update(ANNA, hall, "resource", { title: "Great hall" });
  const asked = scribe.request(BEN, hall, [0, 1]);
  const moved = scribe.request(BEN, hall, [1, 2], { replaces: asked.id });
  scribe.answer(ANNA, moved, "confirmed");
  scribe.remove(scribe.create(BEN, F, "event", { title: "Tea", start: 0, end: 1 }), "event");
  scribe.create(BEN, null, "user", { name: "Ben" });
  return scribe;
}

storeTest("makes the same projections again, and says how far it is", async ({ store }) => {
  const scribe = tale();
  await store.follow(F);
  await give(store, scribe.written);
  const dump = await store.dump();
  const revision = await store.revision(toHex(F));
  const steps: [number, number][] = [];
  await store.rebuild((done, total) => steps.push([done, total]));
  assert.deepEqual(steps.at(-1), [scribe.written.length, scribe.written.length]);
  assert.deepEqual(await store.dump(), dump);
  assert.ok(await store.revision(toHex(F)) > revision);
});

storeTest("makes again what was lost of the projections", async ({ store, driver }) => {
  await store.follow(F);
  await give(store, tale().written);
  const dump = await store.dump();
  driver.exec("DELETE FROM requests; UPDATE resources SET quantity = 9; DELETE FROM tags");
  assert.notDeepEqual(await store.dump(), dump);
  await store.rebuild();
  assert.deepEqual(await store.dump(), dump);
});

/** The same database, opened as often as asked. */
function reopenable(): SqlDriver & { reallyClose(): void } {
  const driver = openSqlDriver(":memory:");
  return { ...driver, close: () => {}, reallyClose: () => driver.close() };
}

Deno.test("openSqlStore: a database made by other rules is rebuilt, once", async () => {
  const driver = reopenable();
  const store = await openSqlStore({ driver });
  await store.follow(F);
  await give(store, tale().written);
  const dump = await store.dump();
  const revision = await store.revisionOfAll();

  const same = await openSqlStore({ driver });
  assert.equal(await same.revisionOfAll(), revision);

  driver.exec("UPDATE settings SET value = 'older' WHERE name = 'rules'; DELETE FROM resources");
  const rebuilt = await openSqlStore({ driver });
  assert.deepEqual(await rebuilt.dump(), dump);
  assert.ok(await rebuilt.revisionOfAll() > revision);
  assert.equal(await rebuilt.countEntries(), tale().written.length);
  driver.reallyClose();
});

Deno.test("openSqlStore: does not touch a database of a newer program", async () => {
  const driver = reopenable();
  await openSqlStore({ driver });
  driver.exec("PRAGMA user_version = 1000");
  await assert.rejects(
    async () => await openSqlStore({ driver }),
    (error) => error instanceof NewerDatabaseError && error.found === 1000 && error.known < 1000,
  );
  assert.equal(driver.prepare("PRAGMA user_version").get()?.["user_version"], 1000);
  driver.reallyClose();
});

Deno.test("openSqlStore: an interrupted rebuild is made up for", async () => {
  const { store, driver } = await quickStore();
  await store.follow(F);
  await give(store, tale().written);
  const dump = await store.dump();
  await assert.rejects(store.rebuild(() => {
    throw new Error("stopped");
  }));
  assert.deepEqual(await store.dump(), dump);
  // Nor by a kill between the two steps of opening with other rules.
  driver.exec("UPDATE settings SET value = 'older' WHERE name = 'rules'");
  const failing: SqlDriver = {
    ...driver,
    prepare(sql) {
      if (sql.startsWith("SELECT coalesce(max(row), 0) AS total")) throw new Error("killed");
      return driver.prepare(sql);
    },
  };
  await assert.rejects(async () => await openSqlStore({ driver: failing }));
  const opened = await openSqlStore({ driver });
  assert.deepEqual(await opened.dump(), dump);
  await store.close();
});
