/** Holds what a store answers against what the oracle says of the same logs. */
import assert from "node:assert/strict";
import { logIdOf, schemaNamed, SCHEMAS, toHex } from "../../../src/core/messages/mod.ts";
import { openSqlStore, type RequestDocument, type Store } from "../../../src/node/mod.ts";
import { openSqlDriver } from "../../../src/platform/deno/sql_driver.ts";
import type { Arrival } from "../../oracle/generate.ts";
import { checked, forkProofOf, type Scribe } from "../../oracle/scribe.ts";
import type { Projection } from "../../oracle/world.ts";

/** A new store in memory that follows these festivals. */
export async function storeFollowing(festivals: readonly Uint8Array[]): Promise<Store> {
  const store = await openSqlStore({ driver: openSqlDriver(":memory:") });
  for (const festival of festivals) assert.equal(await store.follow(festival), true);
  return store;
}

/**
 * Delivers all that a scribe wrote, some of it in commits that batches share, and what of it the store
 * wants again by then. Only what stands at or after a cut may be refused.
 */
export async function deliver(
  store: Store,
  scribe: Scribe,
  arrivals: readonly Arrival[],
): Promise<void> {
  const delivering: Promise<void>[] = [];
  for (const [i, arrival] of arrivals.entries()) {
    const more = i % 3 < 2 && arrival.kind === "batch" && arrivals[i + 1]?.kind === "batch";
    delivering.push(deliverOne(store, scribe, arrival, i, more));
    if (!more) await Promise.all(delivering);
  }
  await supply(store, scribe);
}

export async function deliverOne(
  store: Store,
  scribe: Scribe,
  arrival: Arrival,
  receivedAt: number,
  more = false,
): Promise<void> {
  if (arrival.kind === "proof") {
    await store.prove(forkProofOf(scribe.logs[arrival.log]!));
    return;
  }
  const batch = arrival.items.map(({ written, withPayload }) => checked(written, withPayload));
  const results = await store.append(batch, { followCreated: false, receivedAt, more });
  results.forEach((result, i) => {
    if (result.status !== "refused") return;
    const { author, festival, seqNum } = arrival.items[i]!.written;
    const log = scribe.logs.find((one) => one.author === author && one.festival === festival);
    assert.equal(result.refusal.code, "cut");
    assert.ok(seqNum >= log!.cut!);
  });
}

/**
 * Gives a store the payloads that it wants, as far as the world has them: what was dropped for a
 * delete that was taken back, say. Until it asks for nothing that there is.
 */
export async function supply(store: Store, scribe: Scribe): Promise<void> {
  const byId = new Map(scribe.written.map((written) => [toHex(written.id), written]));
  const options = { followCreated: false, receivedAt: 0 };
  for (let round = 0;; round++) {
    assert.ok(round < 50, "it wants for ever");
    const wanted = await wantedBy(store, scribe);
    const there = wanted.flatMap((id) => byId.get(id) ?? [])
      .filter((one) => !one.payloadIsMissing);
    if (there.length === 0) return;
    for (const result of await store.append(there.map((one) => checked(one)), options)) {
      assert.equal(result.status, "duplicate");
    }
  }
}

/** Ids of all whose payloads a store wants. */
export async function wantedBy(store: Store, scribe: Scribe): Promise<string[]> {
  const ids = new Set<string>();
  for (const { festival } of scribe.logs) {
    if (festival === null) continue;
    for (let after = 0, last = false; !last;) {
      const page = await store.wants(festival, after, 3);
      for (const id of page.ids) ids.add(toHex(id));
      ({ after, last } = page);
    }
  }
  // A profile is asked for with a festival in which its author writes; here all the same.
  for (const line of await store.dump()) {
    const { kind, id } = JSON.parse(line);
    if (kind === "wanted") ids.add(id);
  }
  return [...ids];
}

/** Each log whole and in one batch, the proofs last. */
export function plainArrivals(scribe: Scribe): Arrival[] {
  const arrivals: Arrival[] = scribe.logs.map((log) => ({
    kind: "batch",
    items: log.entries.map((written) => ({ written, withPayload: !written.payloadIsMissing })),
  }));
  scribe.logs.forEach(({ cut }, log) => {
    if (cut !== null) arrivals.push({ kind: "proof", log });
  });
  return arrivals;
}

/** What of a {@link Scribe} the answers are about. */
export interface Told {
  readonly logs: readonly {
    readonly author: { readonly key: Uint8Array };
    readonly festival: Uint8Array | null;
    readonly entries: readonly { readonly id: Uint8Array }[];
    readonly cut: number | null;
  }[];
}

/** Everything a store answers about a world, compared with its projection. */
export async function assertAnswers(
  store: Store,
  told: Told,
  projection: Projection,
): Promise<void> {
  await assertFestivals(store, told, projection);
  await assertProfiles(store, told, projection);
  await assertDocuments(store, told, projection);
  await assertRequests(store, told, projection);
  await assertLists(store, told, projection);
  await assertTombstones(store, told, projection);
  await assertIgnored(store, told, projection);
}

async function assertFestivals(store: Store, told: Told, projection: Projection) {
  for (const id of festivalsOf(told)) {
    const answer = await store.festival(id);
    assert.ok(answer !== null, `festival ${id} is followed`);
    const expected = projection.festivals.find((one) => one.id === id);
    assert.equal(answer.known, expected !== undefined, `festival ${id} known`);
    const inIt = (document: { readonly festival: string }) => document.festival === id;
    assert.equal(answer.counts.events, projection.documents.event.filter(inIt).length);
    assert.equal(answer.counts.resources, projection.documents.resource.filter(inIt).length);
    if (expected === undefined) continue;
    assert.equal(answer.author, expected.author);
    const { nonce: _, closed = false, ...fields } = expected.fields;
    assert.equal(answer.closed, closed);
    assertFields("festival", answer, fields, ["nonce", "closed"]);
  }
}

async function assertProfiles(store: Store, told: Told, projection: Projection) {
  for (const key of new Set(told.logs.map((log) => toHex(log.author.key)))) {
    const expected = projection.profiles.find((one) => one.id === key);
    const answer = await store.user(key);
    if (expected === undefined) assert.equal(answer?.name ?? null, null, `name of ${key}`);
    else assertFields("user", answer, expected.fields);
  }
}

async function assertDocuments(store: Store, told: Told, projection: Projection) {
  const { resource: resources, event: events } = projection.documents;
  for (const { id } of written(told)) {
    const resource = await store.resource(id);
    const asResource = resources.find((one) => one.id === id);
    assert.equal(resource !== null, asResource !== undefined, `resource ${id} is there`);
    if (resource !== null && asResource !== undefined) {
      assert.equal(resource.author, asResource.author);
      assert.equal(resource.festival, asResource.festival);
      assertFields("resource", resource, asResource.fields);
      assert.deepEqual(
        resource.bookings.map((one) => one.request).toSorted(),
        projection.requests.filter((one) =>
          one.status === "confirmed" && one.fields?.["resource"] === id
        ).map((one) => one.id),
        `bookings of ${id}`,
      );
    }
    const event = await store.event(id);
    const asEvent = events.find((one) => one.id === id);
    assert.equal(event !== null, asEvent !== undefined, `event ${id} is there`);
    if (event !== null && asEvent !== undefined) {
      assert.equal(event.author, asEvent.author);
      assert.equal(event.festival, asEvent.festival);
      assertFields("event", event, asEvent.fields);
      const { event: _, ...tally } = projection.tallies.find((one) => one.event === id)!;
      assert.deepEqual({ ...event.requests }, tally, `requests of event ${id}`);
    }
  }
  for (const festival of festivalsOf(told)) {
    const idsIn = (documents: readonly { readonly id: string; readonly festival: string }[]) =>
      documents.filter((one) => one.festival === festival).map((one) => one.id);
    const all = { limit: 200 };
    const listed = async (page: Promise<{ readonly items: readonly { readonly id: string }[] }>) =>
      (await page).items.map((one) => one.id).toSorted();
    assert.deepEqual(await listed(store.resources(festival, all)), idsIn(resources));
    assert.deepEqual(await listed(store.events(festival, all)), idsIn(events));
    assert.deepEqual(
      await listed(store.requests(festival, all)),
      idsIn(projection.requests.filter((one) => one.fields !== null)),
    );
  }
}

async function assertRequests(store: Store, told: Told, projection: Projection) {
  for (const { id } of written(told)) {
    const expected = projection.requests.find((one) => one.id === id);
    const answer = await store.request(id);
    if (expected === undefined) {
      assert.equal(answer, null, `request ${id} has no effect`);
      continue;
    }
    assert.ok(answer !== null, `request ${id} is there (${expected.status})`);
    const { status, author, festival } = answer;
    assert.deepEqual(
      { status, author, festival },
      { status: expected.status, author: expected.author, festival: expected.festival },
      `request ${id}`,
    );
    assert.equal("resource" in answer, expected.fields !== null, `fields of request ${id}`);
    if (expected.fields === null || !("resource" in answer)) continue;
    assert.equal(answer.owner, expected.owner, `owner of request ${id}`);
    assert.equal(answer.deputy, expected.deputy, `deputy of request ${id}`);
    assert.equal(answer.reason, expected.reason, `reason of request ${id}`);
    assertFields("request", answer, expected.fields, ["eventTitle", "eventFestival"]);
    assertEvent(answer, expected.fields, projection);
  }
}

/** What waits for a key, what it asked for, and what is nested in a festival. */
async function assertLists(store: Store, told: Told, projection: Projection) {
  const festivals = [...festivalsOf(told)];
  const all = { limit: 200, festivals };
  const requests = projection.requests.filter((one) => one.fields !== null);
  const visibilityOf = (festival: string) =>
    projection.festivals.find((one) => one.id === festival)?.fields["visibility"] ?? null;
  const idsOf = (items: readonly { readonly id: string }[]) =>
    items.map((one) => one.id).toSorted();
  for (const key of new Set(told.logs.map((log) => toHex(log.author.key)))) {
    const desk = await store.requestsForDesk(key, { ...all, status: "pending" });
    // What asks for a deleted resource can be answered, but waits for nobody.
    const waiting = requests.filter((one) =>
      one.status === "pending" && (one.owner === key || one.deputy === key) &&
      projection.documents.resource.some(({ id }) => id === one.fields!["resource"])
    );
    assert.deepEqual(idsOf(desk.items), idsOf(waiting), `desk of ${key}`);
    const asked = await store.requestsByAuthor(key, all);
    const own = requests.filter((one) => one.author === key && one.status !== "withdrawn");
    assert.deepEqual(idsOf(asked.items), idsOf(own), `requests by ${key}`);
  }
  for (const { id, author, festival } of projection.documents.event) {
    const own = requests.filter((one) => one.fields!["event"] === id && one.author === author);
    // Whoever names an event has not named an unlisted parent of its festival.
    const shown = own.filter((one) =>
      one.festival === festival || visibilityOf(one.festival) === "public"
    );
    const answered = new Set(idsOf(await store.requestsOfEvent(id)));
    assert.ok(answered.isSubsetOf(new Set(idsOf(shown))), `requests of event ${id}`);
    const must = shown.filter((one) => one.festival === festival);
    assert.ok(answered.isSupersetOf(new Set(idsOf(must))), `requests of event ${id}`);
  }
  for (const id of festivals) {
    const nested = await store.nested(id, { limit: 200 });
    const children = projection.documents.nesting.filter((one) =>
      one.festival === id && visibilityOf(one.fields["child"] as string) !== "unlisted"
    );
    assert.deepEqual(
      new Set(nested.items.map((one) => one.id)),
      new Set(children.map((one) => one.fields["child"])),
      `nested in ${id}`,
    );
  }
}

/** The event's title and festival are shown as they are known, else as the request says. */
function assertEvent(
  answer: RequestDocument,
  fields: NonNullable<Projection["requests"][number]["fields"]>,
  projection: Projection,
) {
  const said = { title: fields["eventTitle"] ?? null, festival: fields["eventFestival"] ?? null };
  const { eventTitle: title, eventFestival: festival } = answer;
  const event = projection.documents.event.find((one) => one.id === answer.event);
  const isSecret = event !== undefined && event.festival !== answer.festival &&
    projection.festivals.find((one) => one.id === event.festival)?.fields["visibility"] !==
      "public";
  const shown = event === undefined || isSecret
    ? said
    : { title: event.fields["title"], festival: event.festival };
  assert.deepEqual({ title, festival }, shown, `event of request ${answer.id}`);
}

async function assertTombstones(store: Store, told: Told, projection: Projection) {
  for (const { id, festival } of written(told)) {
    if (festival === null) continue;
    const expected = projection.tombstones.find((one) => one.id === id) ?? null;
    const answer = await store.tombstone(id);
    assert.deepEqual(answer === null ? null : { ...answer }, expected, `tombstone ${id}`);
  }
}

async function assertIgnored(store: Store, told: Told, projection: Projection) {
  for (const { author, festival, entries, cut } of told.logs) {
    const logId = festival === null ? 0 : logIdOf(festival);
    const held = await store.range(author.key, logId, 1, entries.length + 1);
    const counting = cut === null ? entries.length : cut - 1;
    assert.ok(held.length >= counting, "all that counts is held");
    const expected = projection.ignored.filter((one) =>
      one.author === toHex(author.key) &&
      one.festival === (festival === null ? null : toHex(festival))
    );
    assert.deepEqual(
      held.map(({ seqNum, ignored }) => ({ seqNum, code: ignored })),
      expected.slice(0, held.length).map(({ seqNum, code }) => ({ seqNum, code })),
      `why entries of log ${toHex(author.key)} ${logId} have no effect`,
    );
  }
}

/** An absent optional field is null in an answer. */
function assertFields(
  schema: keyof typeof SCHEMAS,
  answer: unknown,
  fields: { readonly [name: string]: unknown },
  except: readonly string[] = [],
) {
  const given = JSON.parse(JSON.stringify(answer)) as Record<string, unknown>;
  for (const name of Object.keys(schemaNamed(schema)!.fields)) {
    if (except.includes(name)) continue;
    assert.deepEqual(given[name], fields[name] ?? null, `${name} of a ${schema}`);
  }
}

function festivalsOf(told: Told): Set<string> {
  const ids = told.logs.flatMap((log) => log.festival === null ? [] : [toHex(log.festival)]);
  return new Set(ids);
}

function written(told: Told) {
  return told.logs.flatMap(({ festival, entries }) =>
    entries.map((one) => ({ id: toHex(one.id), festival }))
  );
}

/** What of a projection depends on the logs of one festival alone. */
export function bookingsIn(projection: Projection, festival: string) {
  return projection.requests.filter((one) => one.festival === festival);
}
