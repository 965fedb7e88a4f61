/** What strangers write costs others little, and keeps nobody from anything. */
import assert from "node:assert/strict";
import { toHex } from "../../../src/core/messages/mod.ts";
import { wordsOf } from "../../../src/node/projections/mod.ts";
import { festivalOf, person, Scribe } from "../../oracle/scribe.ts";
import { give, storeTest } from "./stores.ts";

const [ANNA, BEN] = [person(0), person(1)] as const;

Deno.test("wordsOf asks for each word once, and for a single letter only as a word", () => {
  assert.deepEqual(wordsOf("a A a a a a a a a"), ['"a"']);
  assert.deepEqual(wordsOf("tea Tea t"), ['"tea"*', '"t"']);
  assert.equal(wordsOf("one two three four five six seven eight nine ten").length, 8);
});

storeTest("a parent that somebody made up blocks no festival of its log id", async ({ store }) => {
  const scribe = new Scribe();
  const real = festivalOf(BEN);
  const madeUp = real.id.slice();
  madeUp[31]! ^= 1;
  const child = festivalOf(ANNA);
  scribe.begin(child, { parent: madeUp });
  await store.follow(child.id);
  await give(store, scribe.written);
  assert.notEqual(await store.festival(toHex(madeUp)), null);

  assert.equal(await store.follow(real.id), true);
  assert.equal(await store.festival(toHex(madeUp)), null);
  // What is followed for itself, or holds anything, gives way to nothing.
  assert.equal(await store.follow(madeUp), false);
});

storeTest("a public festival does not tell of the unlisted one above it", async ({ store }) => {
  const scribe = new Scribe();
  const secret = festivalOf(ANNA, 1);
  const open = festivalOf(ANNA, 2);
  const hidden = festivalOf(ANNA, 3);
  scribe.begin(secret, { title: "Secret", visibility: "unlisted" });
  scribe.begin(open, { parent: secret.id });
  scribe.begin(hidden, { parent: secret.id, visibility: "unlisted" });
  for (const { id } of [secret, open, hidden]) await store.follow(id);
  await give(store, scribe.written);
  assert.deepEqual(await store.ancestors(toHex(open.id)), []);
  const above = await store.ancestors(toHex(hidden.id));
  assert.deepEqual(above.map(({ title }) => title), ["Secret"]);
});

storeTest("who wrote in an unlisted festival alone is not known", async ({ store }) => {
  const scribe = new Scribe();
  const secret = festivalOf(ANNA);
  scribe.begin(secret, { visibility: "unlisted" });
  await store.follow(secret.id);
  await give(store, scribe.written);
  assert.equal(await store.user(toHex(ANNA.key)), null);
  const profile = scribe.create(ANNA, null, "user", { name: "Anna" });
  await give(store, [profile]);
  assert.equal((await store.user(toHex(ANNA.key)))?.name, "Anna");
});

storeTest("a document of many updates is folded page by page", async ({ store }) => {
  const scribe = new Scribe();
  const F = festivalOf(ANNA).id;
  const hall = scribe.resource(ANNA, F, { title: "0" });
  const updates = Array.from(
    { length: 250 },
    (_, i) => scribe.update(ANNA, hall, "resource", { title: String(i + 1) }),
  );
  scribe.remove(updates.at(-1)!, "resource");
  await store.follow(F);
  await give(store, scribe.written);
  assert.equal((await store.resource(toHex(hall.id)))?.title, "249");
});
