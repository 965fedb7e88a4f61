/**
 * No question and no entry costs more because other people wrote much: what every statement of a
 * store does is asked of SQLite itself.
 */
import assert from "node:assert/strict";
import { toHex } from "../../../src/core/messages/mod.ts";
import type { SqlDriver } from "../../../src/node/mod.ts";
import { festivalOf, forkProofOf, person, Scribe } from "../../oracle/scribe.ts";
import { give, quickStore } from "./stores.ts";

const ANNA = person(0);
const BEN = person(1);
const PARENT = festivalOf(ANNA, 1);
const FESTIVAL = festivalOf(ANNA, 2);
const F = FESTIVAL.id;

/** Statements that may read whole tables, and why. */
const WHOLE_TABLES: readonly (readonly [RegExp, string])[] = [
  [
    /^SELECT id, EXISTS .* FROM follows WHERE active = 1/s,
    "all that is followed: a person's choice",
  ],
  [/^SELECT \* FROM peers/, "addresses that a person configured"],
];

/** Statements that may sort what they found, and why. */
const SORTS: readonly (readonly [RegExp, string])[] = [
  [/FROM (resources|events|requests) AS document .* FROM (search|tags)/s, "found by words or tags"],
  [/FROM requests AS document .*ORDER BY document.start/, "an order that no page of ours asks for"],
  [/FROM requests AS document .*document.start < /, "what overlaps a time, by arrival"],
  [/FROM requests AS document .*document.(resource|event) = /, "found by what is asked, or asks"],
  [/RECURSIVE below \(row, depth\)/, "a thousand rows at most, of festivals inside a festival"],
  [/FROM (resources|events) AS document .*document.(author IS|deputy = )/, "what one key has"],
  [/^SELECT holder.entry AS entry FROM requests/, "events that asked for one resource"],
  [/sum\(change\) OVER/, "bookings of one resource over a time"],
  [/FROM above GROUP BY row/, "nine rows at most"],
  [/FROM json_each/, "answers to requests that are settled"],
];

function recording(seen: Set<string>): (driver: SqlDriver) => SqlDriver {
  return (driver) => ({
    exec: (sql) => driver.exec(sql),
    prepare: (sql) => {
      seen.add(sql);
      return driver.prepare(sql);
    },
    close: () => driver.close(),
  });
}

Deno.test("Store: nothing reads a table that grows from end to end", async () => {
  const seen = new Set<string>();
  const { driver, store } = await quickStore(recording(seen));
  const scribe = new Scribe();
  scribe.begin(PARENT);
  scribe.begin(FESTIVAL, { parent: PARENT.id });
  scribe.create(ANNA, PARENT.id, "nesting", { child: F, nonce: FESTIVAL.nonce, title: "Child" });
  const hall = scribe.resource(ANNA, F, { title: "Hall", tags: ["warm"], deputy: BEN.key });
  const event = scribe.create(BEN, F, "event", { title: "Tea", start: 0, end: 1, tags: ["tea"] });
  const asked = scribe.request(BEN, hall, [0, 1], { event: event.id });
  const moved = scribe.request(BEN, hall, [1, 2], { event: event.id, replaces: asked.id });
  const answer = scribe.answer(ANNA, moved, "confirmed");
  scribe.create(BEN, F, "vote", { request: moved.id, verdict: "confirmed" });
  scribe.create(BEN, F, "proposal", { document: hall.id, fields: { title: "Cosy hall" } });
  const update = scribe.update(ANNA, hall, "resource", { title: "Great hall" });
  scribe.message(ANNA, F, { action: "update", schema: "festival", id: F, fields: { title: "F" } });
  const profile = scribe.create(BEN, null, "user", { name: "Ben" });
  scribe.create(BEN, null, "user", { name: "Benjamin" });
  await store.follow(F);
  await give(store, scribe.written);
  await give(store, scribe.written);
  const removed = scribe.written.length;
  scribe.remove(update, "resource");
  scribe.remove(scribe.remove(answer, "authorization"), "authorization");
  scribe.remove(profile, "user");
  scribe.remove(moved, "request");
  scribe.remove(event, "event");
  await give(store, scribe.written.slice(removed));
  const event2 = scribe.create(BEN, F, "event", { title: "Cake", start: 0, end: 1 });
  await give(store, [event2]);

  await store.setSetting("name", "value");
  await store.setting("name");
  for (const id of scribe.written.map((one) => toHex(one.id))) {
    await store.event(id);
    await store.resource(id);
    await store.request(id);
    await store.requestsOfEvent(id);
    await store.askedBefore(id);
    await store.votes(id, {});
    await store.updatesOf(id, {});
    await store.proposal(id);
    await store.tombstone(id);
  }
  await store.entry(hall.hash);
  await store.range(ANNA.key, 0, 1, 10);
  const [anna, ben, festival] = [toHex(ANNA.key), toHex(BEN.key), toHex(F)];
  for (const key of [anna, ben]) {
    await store.user(key);
    await store.updatesOf(key, {});
    await store.names([key]);
    await store.logsOf(key);
    await store.logsOf(key, festival);
    await store.requestsForDesk(key, { festivals: [festival], status: "pending" });
    await store.requestsForDesk(key, {});
    await store.requestsByAuthor(key, {});
    await store.proposalsForDesk(key, { festivals: [festival], status: "open" });
    for (const state of ["waiting", "idle", undefined] as const) {
      await store.overview(key, { at: 0, festivals: [festival], state });
    }
    await store.overview(key, { at: 0, festival, kind: "item", q: "hall", limit: 1 });
    await store.overview(key, { at: 0, resources: [toHex(hall.id)] });
    await store.shareCounts(key, {});
    for (const ended of [true, false, undefined]) await store.eventsBy(key, { at: 1, ended });
    await store.changes(key, { festivals: [festival] });
    await store.conflicts(key, { festivals: [festival] });
  }
  for (const id of [festival, toHex(PARENT.id)]) {
    await store.festival(id);
    await store.ancestors(id);
    await store.nested(id, {});
    await store.announcements(id);
    await store.events(id, { author: ben, title: "Tea", sort: "title" });
    await store.nestedBelow(id);
    await store.events(id, { nested: true });
    await store.activity(id, { limit: 1 });
    const { next } = await store.activity(id, { limit: 1 });
    if (next !== null) await store.activity(id, { limit: 1, cursor: next });
    for (const status of [undefined, "open", "accepted", "withdrawn", "gone"] as const) {
      await store.proposals(id, { status });
    }
    await store.proposals(id, { document: toHex(hall.id) });
    await store.proposals(id, { for: anna });
    await store.proposals(id, { author: ben });
    await store.proposals(id, { author: ben, status: "withdrawn" });
    const { items: happening } = await store.events(id, {});
    await store.placesOfEvents(id, happening);
    await store.allEvents(id, { nested: true });
    await store.allEvents(id, { q: "tea", tag: "tea", from: 0, to: 9, place: toHex(hall.id) });
    await store.search({ q: "hall", festival: id });
    await store.eventEdits(id);
    await store.eventEdits(id, toHex(event.id));
    await store.logs(id, {});
    await store.revision(id);
  }
  await store.festivals({});
  await store.search({ q: "tea hall", from: 0, to: 9 });
  await store.search({ q: "tea", kinds: ["user", "event"], limit: 1 });
  for (
    const filter of [
      { from: 0, to: 9 },
      { from: 1, kinds: ["festival"] },
      { tag: "tea" },
      { owner: ben },
      { place: toHex(hall.id) },
      { stepFree: "partly" },
      { state: "sure" },
      { state: "unsure", from: 0 },
      { resourceKind: "item", places: false },
      { free: { from: 0, to: 1 } },
      { kinds: ["user"] },
    ] as const
  ) {
    for (const where of [undefined, festival]) {
      const first = await store.search({ ...filter, festival: where, limit: 1 });
      if (first.next !== null) {
        await store.search({ ...filter, festival: where, limit: 1, cursor: first.next });
      }
    }
  }
  await store.revisionOfAll();
  await store.countEntries();
  await store.follows();
  await store.syncHeads(F, null, 10);
  await store.peerAddresses();
  for (const kind of ["festival", "event", "resource", "request", "user"] as const) {
    await store.withPrefix(kind, festival.slice(0, 16));
  }
  const overlap = { from: 0, to: 9 };
  for (const sort of ["start", "-start", "title", "-title", "received", "-received"] as const) {
    const first = await store.events(festival, { sort, limit: 1 });
    if (first.next !== null) await store.events(festival, { sort, limit: 1, cursor: first.next });
  }
  for (
    const filter of [
      overlap,
      { tag: "tea" },
      { stage: "planned" },
      { q: "tea" },
      { place: toHex(hall.id) },
      { official: true },
      { official: false },
      { stepFree: "partly" },
      { state: "sure" },
      { state: "unsure" },
      { state: "cancelled" },
    ] as const
  ) {
    await store.events(festival, filter);
  }
  await store.events(festival, { author: ben });
  for (const sort of ["title", "-title", "kind", "-kind", "received", "-received"] as const) {
    await store.resources(festival, { sort });
  }
  for (
    const filter of [
      { owner: anna },
      { kind: "item" },
      { tag: "warm" },
      { q: "hall" },
      { place: true },
      { place: false },
      { stepFree: "yes" },
      { free: { from: 0, to: 1 } },
      { free: { from: 0, to: 1, quantity: 2 }, place: true, bookings: false },
    ] as const
  ) {
    await store.resources(festival, filter);
  }
  for (const sort of ["received", "-received", "start", "-start"] as const) {
    await store.requests(festival, { sort });
  }
  for (
    const filter of [
      overlap,
      { author: ben },
      { owner: anna },
      { status: "pending" },
      { event: toHex(event.id) },
      { resource: toHex(hall.id) },
      { q: "tea" },
    ] as const
  ) await store.requests(festival, filter);
  scribe.cut(BEN, F, 2);
  await store.prove(forkProofOf(scribe.logs.find((log) => log.author === BEN)!));

  const tables = new Set(
    driver.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
      .map(({ name }) => name as string),
  );
  const scans: string[] = [];
  const sorts: string[] = [];
  const detours: string[] = [];
  for (const sql of [...seen].filter((one) => /^\s*(SELECT|WITH|UPDATE|DELETE)/.test(one))) {
    const plan = driver.prepare(`EXPLAIN QUERY PLAN ${sql}`).all().map(({ detail }) =>
      detail as string
    );
    const line = sql.replaceAll(/\s+/g, " ");
    const scanned = plan.filter((step) => {
      const [, name, rest] = /^SCAN (\w+)(.*)$/.exec(step) ?? [];
      if (name === undefined || rest!.includes("VIRTUAL TABLE INDEX")) return false;
      return tables.has(name) || aliases(sql).has(name);
    });
    if (scanned.length > 0 && !WHOLE_TABLES.some(([allowed]) => allowed.test(sql))) {
      scans.push(`${scanned.join("; ")}: ${line}`);
    }
    // Whatever looks an entry up by its digest does so by the digest's index.
    const lookUps = [...sql.matchAll(/substr\((?:\w+\.)?digest, 1, 16\) (?:=|BETWEEN) /g)].length;
    const found = plan.filter((step) => step.includes("USING INDEX entries_digest")).length;
    if (found < lookUps) detours.push(`${plan.join(" | ")}: ${line}`);
    const sorted = plan.filter((step) => step.startsWith("USE TEMP B-TREE FOR ORDER BY"));
    if (sorted.length > 0 && !SORTS.some(([allowed]) => allowed.test(line))) {
      sorts.push(`${plan.join(" | ")}: ${line}`);
    }
  }
  assert.ok(seen.size > 100, `only ${seen.size} statements were seen`);
  assert.deepEqual(scans, []);
  assert.deepEqual(sorts, []);
  assert.deepEqual(detours, []);
  await store.close();
});

/** Names that tables have in a statement. */
function aliases(sql: string): Set<string> {
  return new Set([...sql.matchAll(/\b(?:FROM|JOIN) (\w+) AS (\w+)/g)].map(([, , alias]) => alias!));
}
