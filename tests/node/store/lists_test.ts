import assert from "node:assert/strict";
import * as fc from "fast-check";
import { toHex } from "../../../src/core/messages/mod.ts";
import { BadCursorError, type Store } from "../../../src/node/mod.ts";
import { festivalOf, person, Scribe, type Written } from "../../oracle/scribe.ts";
import { allPages, give, quickStore, storeTest } from "./stores.ts";

const ANNA = person(0);
const BEN = person(1);
const FESTIVAL = festivalOf(ANNA);
const F = FESTIVAL.id;
const [FESTIVAL_ID, ANNA_KEY, BEN_KEY] = [toHex(F), toHex(ANNA.key), toHex(BEN.key)];

/** The names given to documents, in the order of a list. */
function namer(names: { readonly [name: string]: Written }) {
  const byId = new Map(Object.entries(names).map(([name, { id }]) => [toHex(id), name]));
  return (page: { readonly items: readonly { readonly id: string }[] }) =>
    page.items.map(({ id }) => byId.get(id) ?? id).join(" ");
}

storeTest("lists events by each filter and in each order", async ({ store }) => {
  const scribe = new Scribe();
  const event = (author: typeof ANNA, title: string, start: number, end: number, more = {}) =>
    scribe.create(author, F, "event", { title, start, end, ...more });
  const c = event(ANNA, "c", 10, 20, { tags: ["food"] });
  const a = event(BEN, "a", 20, 30, { tags: ["food", "late"], stage: "cancelled" });
  const b = event(BEN, "b", 5, 40, { stage: "idea", description: "with tea" });
  const d = event(ANNA, "d", 20, 25, { where: "the tea room" });
  scribe.remove(event(ANNA, "gone", 1, 2), "event");
  await store.follow(F);
  await give(store, [c]);
  await give(store, scribe.written.filter((one) => one !== c));
  const names = namer({ a, b, c, d });
  const list = async (filter: Parameters<Store["events"]>[1]) =>
    names(await store.events(FESTIVAL_ID, filter));
  assert.equal(await list({}), "b c a d");
  assert.equal(await list({ sort: "start" }), "b c a d");
  assert.equal(await list({ sort: "-start" }), "d a c b");
  assert.equal(await list({ sort: "title" }), "a b c d");
  assert.equal(await list({ sort: "-title" }), "d c b a");
  assert.equal(await list({ sort: "received" }), "c a b d");
  assert.equal(await list({ sort: "-received" }), "d b a c");
  assert.equal(await list({ author: BEN_KEY }), "b a");
  assert.equal(await list({ author: toHex(person(7).key) }), "");
  assert.equal(await list({ author: "not a key" }), "");
  assert.equal(await list({ tag: "food" }), "c a");
  assert.equal(await list({ tag: "foo" }), "");
  assert.equal(await list({ stage: "idea" }), "b");
  assert.equal(await list({ q: "tea" }), "b d");
  // Half-open: what ends at `from`, or starts at `to`, does not overlap.
  assert.equal(await list({ from: 20 }), "b a d");
  assert.equal(await list({ to: 20 }), "b c");
  assert.equal(await list({ from: 30, to: 35 }), "b");
  assert.equal(await list({ from: 20, to: 21, tag: "food", author: BEN_KEY, q: "a" }), "a");
  assert.deepEqual(await store.events(toHex(festivalOf(BEN).id), {}), { items: [], next: null });
});

storeTest("lists resources by each filter and in each order", async ({ store }) => {
  const scribe = new Scribe();
  const b = scribe.resource(ANNA, F, { title: "b", kind: "item", tags: ["warm"] });
  const c = scribe.resource(BEN, F, { title: "c", kind: "location", description: "a warm hall" });
  const a = scribe.resource(ANNA, F, { title: "a", kind: "skill", tags: ["warm", "kind"] });
  await store.follow(F);
  await give(store, scribe.written);
  const names = namer({ a, b, c });
  const list = async (filter: Parameters<Store["resources"]>[1]) =>
    names(await store.resources(FESTIVAL_ID, filter));
  assert.equal(await list({}), "a b c");
  assert.equal(await list({ sort: "-title" }), "c b a");
  assert.equal(await list({ sort: "kind" }), "b c a");
  assert.equal(await list({ sort: "-kind" }), "a c b");
  assert.equal(await list({ sort: "received" }), "b c a");
  assert.equal(await list({ sort: "-received" }), "a c b");
  assert.equal(await list({ owner: ANNA_KEY }), "a b");
  assert.equal(await list({ kind: "location" }), "c");
  assert.equal(await list({ tag: "warm" }), "a b");
  assert.equal(await list({ q: "warm" }), "a b c");
  assert.equal(await list({ q: "warm", kind: "skill", owner: ANNA_KEY, tag: "kind" }), "a");
});

storeTest("lists requests by each filter, on the desk, and by author", async ({ store }) => {
  const scribe = new Scribe();
  scribe.begin(FESTIVAL);
  const hall = scribe.resource(ANNA, F, { title: "Hall" });
  const bus = scribe.resource(BEN, F, { title: "Bus", deputy: ANNA.key });
  const tea = scribe.create(BEN, F, "event", { title: "Tea", start: 0, end: 1 });
  const b = scribe.request(BEN, hall, [20, 30], { event: tea.id, note: "for tea" });
  const a = scribe.request(BEN, hall, [10, 20], { event: tea.id });
  const d = scribe.request(BEN, hall, [40, 50]);
  const gone = scribe.request(BEN, hall, [40, 50]);
  scribe.remove(gone, "request");
  const c = scribe.request(ANNA, bus, [5, 60]);
  scribe.answer(ANNA, a, "confirmed");
  scribe.answer(ANNA, d, "denied", "closed on Sunday");
  await store.follow(F);
  await give(store, scribe.written.filter((one) => one.author === ANNA));
  await give(store, scribe.written);
  const names = namer({ a, b, c, d });
  const list = async (filter: Parameters<Store["requests"]>[1]) =>
    names(await store.requests(FESTIVAL_ID, filter));
  assert.equal(await list({}), "c b a d");
  assert.equal(await list({ sort: "-received" }), "d a b c");
  assert.equal(await list({ sort: "start" }), "c a b d");
  assert.equal(await list({ sort: "-start" }), "d b a c");
  assert.equal(await list({ author: ANNA_KEY }), "c");
  assert.equal(await list({ owner: ANNA_KEY }), "b a d");
  assert.equal(await list({ owner: BEN_KEY }), "c");
  assert.equal(await list({ status: "pending" }), "c b");
  assert.equal(await list({ status: "confirmed" }), "a");
  assert.equal(await list({ status: "denied" }), "d");
  assert.equal(await list({ status: "withdrawn" }), "");
  assert.equal(await list({ event: toHex(tea.id) }), "b a");
  assert.equal(await list({ resource: toHex(bus.id) }), "c");
  assert.equal(await list({ event: "no id" }), "");
  assert.equal(await list({ q: "tea" }), "b");
  assert.equal(await list({ from: 20, to: 40 }), "c b");

  assert.equal(names(await store.requestsForDesk(ANNA_KEY, {})), "c b a d");
  assert.equal(names(await store.requestsForDesk(BEN_KEY, {})), "c");
  assert.equal(names(await store.requestsForDesk(ANNA_KEY, { status: "pending" })), "c b");
  assert.equal(names(await store.requestsForDesk("?", {})), "");
  assert.equal(names(await store.requestsByAuthor(BEN_KEY, {})), "d a b");
  assert.equal(names({ items: await store.requestsOfEvent(toHex(tea.id)) }), "b a");

  const overview = async (key: string, at: number, filter = {}) =>
    (await allPages((cursor) => store.overview(key, { at, limit: 1, cursor, ...filter })))
      .map(({ resource, standing: one }) =>
        [resource.title, one.open, one.line, one.confirmed, one.conflict, one.denied, one.next]
          .join(" ")
      );
  // The bus is Ben's, and Anna its deputy.
  assert.deepEqual(await overview(ANNA_KEY, 19), ["Bus 1 0 0 0 0 ", "Hall 1 0 1 0 1 10"]);
  assert.deepEqual(await overview(BEN_KEY, 20), ["Bus 1 0 0 0 0 "]);
  assert.deepEqual(await overview(ANNA_KEY, 20), ["Bus 1 0 0 0 0 ", "Hall 1 0 1 0 1 "]);
  assert.deepEqual(await overview("?", 0), []);
  const titles = async (filter: Parameters<typeof store.overview>[1]) =>
    (await store.overview(ANNA_KEY, filter)).items.map(({ resource }) => resource.title).join(" ");
  assert.equal(await titles({ at: 0, state: "waiting" }), "Bus Hall");
  assert.equal(await titles({ at: 0, state: "denied" }), "Hall");
  assert.equal(await titles({ at: 0, state: "confirmed", festival: FESTIVAL_ID }), "Hall");
  assert.equal(await titles({ at: 0, state: "conflict" }), "");
  assert.equal(await titles({ at: 0, state: "idle" }), "");
  assert.equal(await titles({ at: 0, q: "bu" }), "Bus");
  assert.equal(await titles({ at: 0, resources: [toHex(bus.id), "00"] }), "Bus");
  assert.equal(await titles({ at: 0, kind: "nothing" }), "");
  assert.equal(await titles({ at: 0, festival: "00".repeat(32) }), "");
  assert.equal((await store.shareCounts(ANNA_KEY, {})).reduce((sum, one) => sum + one.count, 0), 1);

  const denied = await store.request(toHex(d.id));
  assert.ok(denied !== null && "reason" in denied);
  assert.equal(denied.reason, "closed on Sunday");
  assert.equal(denied.owner, ANNA_KEY);
  assert.equal(denied.resourceTitle, "Hall");
  assert.deepEqual({ ...await store.request(toHex(gone.id)) }, {
    id: toHex(gone.id),
    author: BEN_KEY,
    festival: FESTIVAL_ID,
    status: "withdrawn",
  });
});

storeTest("lists public festivals by start, those without one last", async ({ store }) => {
  const scribe = new Scribe();
  const begin = (nonce: number, title: string, more = {}) => {
    const festival = festivalOf(ANNA, nonce);
    scribe.begin(festival, { title, ...more });
    return festival.id;
  };
  begin(1, "b", { start: 5, end: 6 });
  begin(2, "z");
  begin(3, "a", { start: 5, end: 6 });
  begin(4, "y");
  begin(5, "c", { start: -5 });
  begin(6, "secret", { start: 0, visibility: "unlisted" });
  await give(store, scribe.written, { followCreated: true });
  await store.follow(festivalOf(BEN).id);
  const festivals = await allPages((cursor) => store.festivals({ limit: 2, cursor }));
  assert.deepEqual(festivals.map(({ title }) => title), ["c", "a", "b", "y", "z"]);
});

storeTest("gives 50 items where no limit is given, and 200 at most", async ({ store }) => {
  const scribe = new Scribe();
  for (let i = 0; i < 230; i++) scribe.resource(ANNA, F, { title: `${i}` });
  await store.follow(F);
  await give(store, scribe.written);
  const count = async (limit?: number) =>
    (await store.resources(FESTIVAL_ID, { limit })).items.length;
  assert.equal(await count(), 50);
  assert.equal(await count(1_000), 200);
  assert.equal(await count(1), 1);
});

storeTest("takes a cursor for its own list only", async ({ store }) => {
  const scribe = new Scribe();
  for (let i = 0; i < 3; i++) {
    scribe.resource(ANNA, F, { title: `${i}` });
    scribe.create(ANNA, F, "event", { title: "Tea", start: i, end: i + 1 });
  }
  await store.follow(F);
  await give(store, scribe.written);
  const { next } = await store.resources(FESTIVAL_ID, { limit: 1 });
  assert.ok(next !== null);
  assert.match(next, /^[\w-]+$/);
  const cursor = next;
  const others = [
    store.resources(FESTIVAL_ID, { cursor, sort: "-title" }),
    store.resources(FESTIVAL_ID, { cursor, sort: "kind" }),
    store.resources(FESTIVAL_ID, { cursor, kind: "item" }),
    store.events(FESTIVAL_ID, { cursor }),
    store.festivals({ cursor }),
    store.requestsForDesk(ANNA_KEY, { cursor }),
  ];
  for (const other of others) await assert.rejects(other, BadCursorError);
  const bytes = atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
  const forged = [
    "",
    "x",
    "%%%",
    "null",
    cursor.slice(1),
    btoa("[]"),
    btoa("{}"),
    btoa(bytes.replace(/,.*/, ",null,1]")),
    btoa(bytes.replace(/,.*/, ",[1],1]")),
    btoa(bytes.replace("]", ",1]")),
    "é".repeat(9),
  ];
  for (const one of forged) {
    await assert.rejects(store.resources(FESTIVAL_ID, { cursor: one }), BadCursorError, one);
  }
});

Deno.test("Store: pages joined are the whole list, also while rows arrive", async () => {
  const titles = fc.constantFrom("", "a", "b", "ä", "🐼", "\u{10ffff}", "a b");
  const rows = fc.array(
    fc.record({ title: titles, start: fc.integer({ min: 0, max: 3 }), late: fc.boolean() }),
    { maxLength: 20 },
  );
  const sorts = fc.constantFrom(
    ...(["start", "-start", "title", "-title", "received", "-received"] as const),
  );
  const property = fc.asyncProperty(
    rows,
    sorts,
    fc.integer({ min: 1, max: 7 }),
    async (rows, sort, limit) => {
      const { store } = await quickStore();
      const scribe = new Scribe();
      const early: Written[] = [];
      const late: Written[] = [];
      for (const { title, start, late: isLate } of rows) {
        const author = isLate ? BEN : ANNA;
        const event = scribe.create(author, F, "event", { title, start, end: start + 1 });
        (isLate ? late : early).push(event);
      }
      await store.follow(F);
      await give(store, early);
      const ids = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);
      const whole = ids((await store.events(FESTIVAL_ID, { sort, limit: 200 })).items);
      const paged = ids(
        await allPages((cursor) => store.events(FESTIVAL_ID, { sort, limit, cursor })),
      );
      assert.deepEqual(paged, whole);

      const waiting = [...late];
      const seen = ids(
        await allPages(async (cursor) => {
          const page = await store.events(FESTIVAL_ID, { sort, limit, cursor });
          const next = waiting.shift();
          if (next !== undefined) await give(store, [next]);
          return page;
        }),
      );
      assert.equal(new Set(seen).size, seen.length, "nothing comes twice");
      assert.deepEqual(seen.filter((id) => whole.includes(id)), whole, "nothing is left out");
      const after = ids((await store.events(FESTIVAL_ID, { sort, limit: 200 })).items);
      assert.deepEqual(after.filter((id) => seen.includes(id)), seen, "all is in order");
      await store.close();
    },
  );
  await fc.assert(property, { numRuns: 60 });
});
