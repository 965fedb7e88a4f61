import assert from "node:assert/strict";
import * as fc from "fast-check";
import { toHex } from "../../../src/core/messages/mod.ts";
import { festivalOf, person, Scribe } from "../../oracle/scribe.ts";
import { give, quickStore, storeTest } from "./stores.ts";

const ANNA = person(0);
const F = festivalOf(ANNA).id;
const FESTIVAL_ID = toHex(F);

storeTest("finds words by their beginnings, in any script", async ({ store }) => {
  const scribe = new Scribe();
  const titles = [
    "Grüße aus der Küche",
    "NEAR the river",
    "מסיבה בגן",
    "حفلة موسيقية",
    "Panda 🐼 parade",
    'the "quiet" room',
    "50% off",
    "don't panic",
  ];
  for (const title of titles) scribe.resource(ANNA, F, { title });
  await store.follow(F);
  await give(store, scribe.written);
  const find = async (q: string) =>
    (await store.resources(FESTIVAL_ID, { q })).items.map(({ title }) => title);
  assert.deepEqual(await find("kuche"), [titles[0]]);
  assert.deepEqual(await find("GRÜSSE"), []);
  assert.deepEqual(await find("grü küch"), [titles[0]]);
  assert.deepEqual(await find("near"), [titles[1]]);
  assert.deepEqual(await find("NEAR"), [titles[1]]);
  assert.deepEqual(await find("near river"), [titles[1]]);
  assert.deepEqual(await find("near AND missing"), []);
  assert.deepEqual(await find("מסיבה"), [titles[2]]);
  assert.deepEqual(await find("موسيق"), [titles[3]]);
  assert.deepEqual(await find('"quiet"'), [titles[5]]);
  assert.deepEqual(await find('quiet" OR "panda'), []);
  assert.deepEqual(await find("50%"), [titles[6]]);
  assert.deepEqual(await find("panic*"), [titles[7]]);
  assert.deepEqual(await find("-panic"), [titles[7]]);
  assert.deepEqual(await find("text:panic"), []);
  assert.deepEqual(await find("🐼"), []);
  assert.deepEqual(await find('"'), []);
  assert.equal((await find("")).length, titles.length);
  assert.equal((await find(" \t\n ")).length, titles.length);
  assert.deepEqual(await find("x".repeat(10_000)), []);
  assert.deepEqual(await find("panda ".repeat(2_000)), [titles[4]]);
});

storeTest("finds what a document says now", async ({ store }) => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F, { title: "Hall", description: "warm", tags: ["old"] });
  await store.follow(F);
  await give(store, scribe.written);
  const found = async (filter: { q?: string; tag?: string }) =>
    (await store.resources(FESTIVAL_ID, filter)).items.length;
  assert.deepEqual([await found({ q: "warm" }), await found({ tag: "old" })], [1, 1]);
  await give(store, [
    scribe.update(ANNA, hall, "resource", { description: "cosy", tags: ["new"] }),
  ]);
  assert.deepEqual([await found({ q: "warm" }), await found({ tag: "old" })], [0, 0]);
  assert.deepEqual([await found({ q: "cosy hall" }), await found({ tag: "new" })], [1, 1]);
  await give(store, [scribe.update(ANNA, hall, "resource", { quantity: 2 })]);
  assert.deepEqual([await found({ q: "cosy hall" }), await found({ tag: "new" })], [1, 1]);
  const gone = scribe.remove(hall, "resource");
  await give(store, [gone]);
  assert.deepEqual([await found({ q: "cosy" }), await found({ tag: "new" })], [0, 0]);
  await give(store, [scribe.remove(gone, "resource"), hall]);
  assert.deepEqual([await found({ q: "cosy" }), await found({ tag: "new" })], [1, 1]);
});

Deno.test("Store: whatever is typed is an answer, never an error", async () => {
  const { store } = await quickStore();
  const scribe = new Scribe();
  scribe.resource(ANNA, F, { title: "Panda", tags: ["a"] });
  scribe.create(ANNA, F, "event", { title: "Tea", start: 0, end: 1 });
  await store.follow(F);
  await give(store, scribe.written);
  const bits = fc.constantFrom(
    '"',
    "*",
    "^",
    "NEAR(",
    ")",
    "{",
    ":",
    "-",
    "+",
    "OR",
    "\0",
    "\ud800",
  );
  const typed = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.array(fc.oneof(bits, fc.string({ maxLength: 4 }))).map((parts) => parts.join(" ")),
  );
  await fc.assert(
    fc.asyncProperty(typed, async (q) => {
      await store.resources(FESTIVAL_ID, { q, tag: q, kind: q, owner: q });
      await store.resources(FESTIVAL_ID, { q });
      await store.events(FESTIVAL_ID, { q, tag: q, author: q });
      await store.requests(FESTIVAL_ID, { q, event: q, resource: q });
      for (const ask of ["festival", "event", "resource", "request", "user"] as const) {
        assert.equal(await store[ask](q), null);
      }
      assert.equal(await store.tombstone(q), null);
      assert.deepEqual(await store.withPrefix("event", q), []);
      assert.equal(await store.revision(q), 0);
      assert.deepEqual((await store.logs(q, {})).items, []);
    }),
    { numRuns: 300 },
  );
  await store.close();
});
