/** The oracle on examples made by hand: each test is a sentence of DESIGN.md §5 (some are of §4). */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { toHex } from "../../src/core/messages/mod.ts";
import { bookingScript, script, write } from "./generate.ts";
import { festivalOf, person, Scribe, type Written } from "./scribe.ts";
import { erasedIn, project } from "./world.ts";

const ANNA = person(0);
const BEN = person(1);
const CARA = person(2);
const FESTIVAL = festivalOf(ANNA);
const OTHER = festivalOf(BEN);
const F = FESTIVAL.id;

const text = (value: string) => new TextEncoder().encode(value);

function codeOf(scribe: Scribe, written: Written) {
  const found = project(scribe.world()).ignored.find((one) =>
    one.author === toHex(written.author.key) && one.seqNum === written.seqNum &&
    one.festival === (written.festival === null ? null : toHex(written.festival))
  );
  return found!.code;
}

/** `none` where it has no effect. */
function statusOf(scribe: Scribe, request: Written) {
  return project(scribe.world()).requests.find((one) => one.id === toHex(request.id))?.status ??
    "none";
}

function fieldsOf(scribe: Scribe, schema: "resource" | "event", document: Written) {
  const id = toHex(document.id);
  return project(scribe.world()).documents[schema].find((one) => one.id === id)?.fields ?? null;
}

function festivalFields(scribe: Scribe) {
  return project(scribe.world()).festivals.find((one) => one.id === toHex(F))?.fields ?? null;
}

function tombstoneOf(scribe: Scribe, document: Written) {
  const id = toHex(document.id);
  return project(scribe.world()).tombstones.find((one) => one.id === id) ?? null;
}

/** A resource of Anna's, and a request of Ben's for it. */
function hallAndRequest() {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F);
  const request = scribe.request(BEN, hall, [0, 10]);
  return { scribe, hall, request };
}

// --- What a log is, and what counts of it.

Deno.test("a payload that is no message has no effect, and what is around it has", () => {
  const scribe = new Scribe();
  const one = scribe.resource(ANNA, F);
  const garbage = scribe.write(ANNA, F, text("hello"));
  const two = scribe.resource(ANNA, F);
  assert.equal(codeOf(scribe, garbage), "not-a-message");
  assert.equal(codeOf(scribe, one), null);
  assert.equal(codeOf(scribe, two), null);
});

Deno.test("nothing counts from the lowest seqnum on that a proof names", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F, { title: "Hall" });
  const update = scribe.update(ANNA, hall, "resource", { title: "Barn" });
  const late = scribe.remove(hall, "resource");
  scribe.cut(ANNA, F, 2);
  assert.equal(fieldsOf(scribe, "resource", hall)?.["title"], "Hall");
  assert.equal(codeOf(scribe, update), "cut");
  assert.equal(codeOf(scribe, late), "cut");
  assert.equal(tombstoneOf(scribe, hall), null);
});

Deno.test("the end-of-log entry and its payload count", () => {
  const scribe = new Scribe();
  const draft = { action: "create", schema: "resource", fields: {} } as const;
  const hall = scribe.message(ANNA, F, draft, { endOfLog: true });
  assert.notEqual(fieldsOf(scribe, "resource", hall), null);
});

Deno.test("an entry whose payload is missing has no effect until it arrives", () => {
  const scribe = new Scribe();
  const draft = { action: "create", schema: "resource", fields: {} } as const;
  const hall = scribe.message(ANNA, F, draft, { payloadIsMissing: true });
  const update = scribe.update(ANNA, hall, "resource", { title: "Barn" });
  const request = scribe.request(BEN, hall, [0, 10]);
  assert.equal(codeOf(scribe, hall), "no-payload");
  assert.equal(codeOf(scribe, update), "document-without-effect");
  assert.equal(codeOf(scribe, request), "unknown-resource");
});

// --- Messages.

Deno.test("an unknown schema or version has no effect", () => {
  const scribe = new Scribe();
  const schema = scribe.create(ANNA, F, "teapot", {});
  const version = scribe.message(ANNA, F, { action: "create", schema: "resource", version: 2 });
  assert.equal(codeOf(scribe, schema), "unknown-schema");
  assert.equal(codeOf(scribe, version), "unknown-version");
});

Deno.test("outside log 0 every message carries the whole id of the festival", () => {
  const scribe = new Scribe();
  const draft = { action: "create", schema: "resource", fields: {} } as const;
  const other = scribe.message(ANNA, F, { ...draft, festival: OTHER.id });
  const none = scribe.message(ANNA, F, { ...draft, festival: undefined });
  assert.equal(codeOf(scribe, other), "wrong-festival");
  assert.equal(codeOf(scribe, none), "wrong-festival");
});

Deno.test("log 0 holds profiles alone, and profiles stand in log 0 alone", () => {
  const scribe = new Scribe();
  assert.equal(codeOf(scribe, scribe.create(ANNA, null, "resource", {})), "wrong-log");
  assert.equal(codeOf(scribe, scribe.create(ANNA, F, "user", { name: "Anna" })), "wrong-log");
});

Deno.test("a create of anything but a festival has no effect if it carries an id", () => {
  const scribe = new Scribe();
  const id = new Uint8Array(32);
  const hall = scribe.message(ANNA, F, { action: "create", schema: "resource", id });
  assert.equal(codeOf(scribe, hall), "wrong-id");
});

Deno.test("a document's id is the first 32 bytes of the digest of the entry that created it", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F);
  const { documents } = project(scribe.world());
  assert.deepEqual(documents.resource.map((one) => one.id), [toHex(hall.hash.subarray(2, 34))]);
});

Deno.test("defaults stand in for what a create leaves out", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F);
  assert.deepEqual(fieldsOf(scribe, "resource", hall), {
    title: "",
    description: "",
    kind: "item",
    tags: [],
    quantity: 1,
    policy: { name: "first-come-first-served", params: {} },
  });
});

Deno.test("a required field that is missing or does not parse leaves the message without effect", () => {
  const scribe = new Scribe();
  assert.equal(codeOf(scribe, scribe.create(ANNA, F, "event", { start: 0 })), "wrong-field");
  assert.equal(codeOf(scribe, scribe.resource(ANNA, F, { quantity: 0 })), "wrong-field");
  assert.equal(codeOf(scribe, scribe.resource(ANNA, F, { title: null })), "wrong-field");
});

Deno.test("an optional field that does not parse is absent in a create", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F, { people: 0 });
  assert.equal(codeOf(scribe, hall), null);
  assert.equal("people" in fieldsOf(scribe, "resource", hall)!, false);
});

// --- Updates and the fold.

Deno.test("an update carries only the fields it changes, and null removes an optional one", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F, { title: "Hall", people: 9 });
  scribe.update(ANNA, hall, "resource", { title: "Barn" });
  assert.equal(fieldsOf(scribe, "resource", hall)?.["people"], 9);
  scribe.update(ANNA, hall, "resource", { people: null });
  const fields = fieldsOf(scribe, "resource", hall)!;
  assert.equal(fields["title"], "Barn");
  assert.equal("people" in fields, false);
});

Deno.test("an optional field that does not parse changes nothing in an update", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F, { people: 9 });
  const update = scribe.update(ANNA, hall, "resource", { people: "many", title: "Barn" });
  assert.equal(codeOf(scribe, update), null);
  assert.equal(fieldsOf(scribe, "resource", hall)?.["people"], 9);
  assert.equal(fieldsOf(scribe, "resource", hall)?.["title"], "Barn");
});

Deno.test("a field without ? that does not parse leaves the whole update without effect", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F, { title: "Hall" });
  const update = scribe.update(ANNA, hall, "resource", { title: "Barn", quantity: null });
  assert.equal(codeOf(scribe, update), "wrong-field");
  assert.equal(fieldsOf(scribe, "resource", hall)?.["title"], "Hall");
});

Deno.test("maps and lists are replaced whole", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F, { tags: ["a", "b"], place: { address: "x", url: "y" } });
  scribe.update(ANNA, hall, "resource", { tags: ["c"], place: { address: "z" } });
  const fields = fieldsOf(scribe, "resource", hall)!;
  assert.deepEqual(fields["tags"], ["c"]);
  assert.deepEqual(fields["place"], { address: "z" });
});

Deno.test("an update counts only in the log of the create", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F, { title: "Hall" });
  const update = scribe.update(BEN, hall, "resource", { title: "Mine" });
  assert.equal(codeOf(scribe, update), "unknown-document");
  assert.equal(fieldsOf(scribe, "resource", hall)?.["title"], "Hall");
});

Deno.test("an update counts only with the same schema", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F, { title: "Hall" });
  const update = scribe.update(ANNA, hall, "event", { title: "Concert" });
  assert.equal(codeOf(scribe, update), "document-without-effect");
  assert.equal(fieldsOf(scribe, "resource", hall)?.["title"], "Hall");
});

Deno.test("a document is the fold of one log by position, whatever its clock says", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F);
  const draft = { action: "update", schema: "resource", id: hall.id } as const;
  scribe.message(ANNA, F, { ...draft, at: 2_000, fields: { title: "first" } });
  scribe.message(ANNA, F, { ...draft, at: 1_000, fields: { title: "second" } });
  assert.equal(fieldsOf(scribe, "resource", hall)?.["title"], "second");
});

Deno.test("rules across fields are judged on the final fold", () => {
  const scribe = new Scribe();
  const event = scribe.create(ANNA, F, "event", { start: 5, end: 5 });
  assert.equal(codeOf(scribe, event), "rule-broken");
  assert.equal(fieldsOf(scribe, "event", event), null);
  const longer = scribe.update(ANNA, event, "event", { end: 9 });
  assert.equal(codeOf(scribe, event), null);
  assert.equal(codeOf(scribe, longer), null);
  scribe.update(ANNA, event, "event", { start: 9 });
  assert.equal(codeOf(scribe, event), "rule-broken");
  assert.equal(codeOf(scribe, longer), "rule-broken");
});

// --- Deletes.

Deno.test("a delete voids the earlier entry that it names and leaves a tombstone", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F);
  const remove = scribe.remove(hall, "resource");
  assert.equal(codeOf(scribe, hall), "deleted");
  assert.equal(codeOf(scribe, remove), null);
  assert.equal(fieldsOf(scribe, "resource", hall), null);
  assert.deepEqual(tombstoneOf(scribe, hall), {
    id: toHex(hall.id),
    author: toHex(ANNA.key),
    festival: toHex(F),
    schema: "resource",
  });
});

Deno.test("a delete counts only in the log of what it names", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F);
  const remove = scribe.remove(hall, "resource", BEN);
  assert.equal(codeOf(scribe, remove), "unknown-document");
  assert.equal(codeOf(scribe, hall), null);
  assert.equal(tombstoneOf(scribe, hall), null);
});

Deno.test("a delete can be taken back: a voided delete voids nothing", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F);
  const remove = scribe.remove(hall, "resource");
  const back = scribe.remove(remove, "resource");
  assert.equal(codeOf(scribe, hall), null);
  assert.equal(codeOf(scribe, remove), "deleted");
  assert.equal(tombstoneOf(scribe, hall), null);
  scribe.remove(back, "resource");
  assert.equal(codeOf(scribe, hall), "deleted");
  assert.equal(codeOf(scribe, remove), null);
});

Deno.test("a delete voids an update too, whatever the entry holds", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F, { title: "Hall" });
  const update = scribe.update(ANNA, hall, "resource", { title: "Barn" });
  scribe.remove(update, "resource");
  const garbage = scribe.write(ANNA, F, text("?"));
  scribe.remove(garbage, "event");
  assert.equal(fieldsOf(scribe, "resource", hall)?.["title"], "Hall");
  assert.equal(codeOf(scribe, garbage), "deleted");
  assert.equal(tombstoneOf(scribe, garbage)?.schema, "event");
});

Deno.test("a tombstone is made from the earliest effective delete alone", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F);
  const first = scribe.remove(hall, "event");
  scribe.remove(hall, "teapot");
  assert.equal(tombstoneOf(scribe, hall)?.schema, "event");
  scribe.remove(first, "event");
  assert.equal(tombstoneOf(scribe, hall)?.schema, "teapot");
});

Deno.test("a delete voids an entry whose payload is missing", () => {
  const scribe = new Scribe();
  const draft = { action: "create", schema: "resource", fields: {} } as const;
  const hall = scribe.message(ANNA, F, draft, { payloadIsMissing: true });
  scribe.remove(hall, "resource");
  assert.equal(codeOf(scribe, hall), "deleted");
  assert.equal(tombstoneOf(scribe, hall)?.schema, "resource");
});

Deno.test("a delete that names nothing earlier in its log has no effect", () => {
  const scribe = new Scribe();
  const remove = scribe.message(ANNA, F, {
    action: "delete",
    schema: "resource",
    id: new Uint8Array(32),
  });
  assert.equal(codeOf(scribe, remove), "unknown-document");
  assert.deepEqual(project(scribe.world()).tombstones, []);
});

// --- Festivals and profiles.

Deno.test("the first valid create of a festival counts, then updates", () => {
  const scribe = new Scribe();
  const before = scribe.message(ANNA, F, { action: "update", schema: "festival", id: F });
  scribe.begin(FESTIVAL, { title: "First" });
  const second = scribe.begin(FESTIVAL, { title: "Second", description: "no" });
  assert.deepEqual(festivalFields(scribe)?.["title"], "First");
  scribe.message(ANNA, F, {
    action: "update",
    schema: "festival",
    id: F,
    fields: { closed: true, parent: OTHER.id, nonce: new Uint8Array(16) },
  });
  assert.equal(codeOf(scribe, before), "unknown-document");
  assert.equal(codeOf(scribe, second), "replaced");
  const fields = festivalFields(scribe)!;
  assert.equal(fields["closed"], true);
  assert.equal(fields["nonce"], toHex(FESTIVAL.nonce));
  assert.equal("parent" in fields, false);
});

Deno.test("a festival's id binds its author", () => {
  const scribe = new Scribe();
  const fields = { nonce: FESTIVAL.nonce };
  const stolen = { action: "create", schema: "festival", id: F, fields } as const;
  assert.equal(codeOf(scribe, scribe.message(BEN, F, stolen)), "wrong-id");
  const update = scribe.message(BEN, F, { action: "update", schema: "festival", id: F });
  assert.equal(codeOf(scribe, update), "unknown-document");
});

Deno.test("if a festival's create is voided, the next valid one counts", () => {
  const scribe = new Scribe();
  const first = scribe.begin(FESTIVAL, { title: "First" });
  scribe.begin(FESTIVAL, { title: "Second" });
  scribe.remove(first, "festival");
  assert.equal(festivalFields(scribe)?.["title"], "Second");
});

Deno.test("a festival is closed, not deleted: its id names no entry", () => {
  const scribe = new Scribe();
  scribe.begin(FESTIVAL, { title: "First" });
  const remove = scribe.message(ANNA, F, { action: "delete", schema: "festival", id: F });
  assert.equal(codeOf(scribe, remove), "unknown-document");
  assert.equal(festivalFields(scribe)?.["title"], "First");
});

Deno.test("a festival whose fold breaks a rule has no effect, and a second create does not replace it", () => {
  const scribe = new Scribe();
  const first = scribe.begin(FESTIVAL, { start: 9, end: 3 });
  scribe.begin(FESTIVAL, { title: "Second" });
  assert.equal(festivalFields(scribe), null);
  assert.equal(codeOf(scribe, first), "rule-broken");
});

Deno.test("nothing depends on the festival's own message", () => {
  const { scribe, hall, request } = hallAndRequest();
  scribe.answer(ANNA, request, "confirmed");
  assert.notEqual(fieldsOf(scribe, "resource", hall), null);
  assert.equal(statusOf(scribe, request), "confirmed");
});

Deno.test("of the profiles in log 0 the highest valid seqnum counts", () => {
  const scribe = new Scribe();
  const first = scribe.create(ANNA, null, "user", { name: "Ann", about: "…" });
  const second = scribe.create(ANNA, null, "user", { name: "Anna" });
  scribe.create(ANNA, null, "user", { name: null });
  const { profiles } = project(scribe.world());
  assert.deepEqual(profiles, [{ id: toHex(ANNA.key), fields: { name: "Anna" } }]);
  assert.equal(codeOf(scribe, first), "replaced");
  scribe.remove(second, "user");
  assert.equal(codeOf(scribe, first), null);
});

Deno.test("a nesting is by the child's author, whom the nonce binds", () => {
  const scribe = new Scribe();
  const fields = { child: OTHER.id, nonce: OTHER.nonce, title: "Barn stage" };
  assert.equal(codeOf(scribe, scribe.create(ANNA, F, "nesting", fields)), "wrong-id");
  assert.equal(codeOf(scribe, scribe.create(BEN, F, "nesting", fields)), null);
});

// --- Requests and who answers them.

Deno.test("a request that nobody answered is pending", () => {
  const { scribe, request } = hallAndRequest();
  assert.equal(statusOf(scribe, request), "pending");
});

Deno.test("a request for an unknown resource has no effect", () => {
  const scribe = new Scribe();
  const event = scribe.create(ANNA, F, "event", { start: 0, end: 1 });
  const request = scribe.request(BEN, event, [0, 10]);
  assert.equal(codeOf(scribe, request), "unknown-resource");
  assert.equal(statusOf(scribe, request), "none");
});

Deno.test("a request for a resource of another festival has no effect", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F);
  const request = scribe.request(BEN, hall, [0, 10], {}, OTHER.id);
  assert.equal(codeOf(scribe, request), "unknown-resource");
});

Deno.test("what had no effect turns effective if what it lacked arrives", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F);
  const request = scribe.request(BEN, hall, [0, 10]);
  const answer = scribe.answer(CARA, request, "confirmed");
  assert.equal(codeOf(scribe, answer), "not-the-owner");
  assert.equal(statusOf(scribe, request), "pending");
  scribe.update(ANNA, hall, "resource", { deputy: CARA.key });
  assert.equal(codeOf(scribe, answer), null);
  assert.equal(statusOf(scribe, request), "confirmed");
});

Deno.test("a request whose start is not before its end has no effect", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F);
  const request = scribe.request(BEN, hall, [10, 10]);
  const answer = scribe.answer(ANNA, request, "confirmed");
  assert.equal(codeOf(scribe, request), "rule-broken");
  assert.equal(codeOf(scribe, answer), "unknown-request");
});

Deno.test("only the owner and the present deputy answer", () => {
  const { scribe, hall, request } = hallAndRequest();
  assert.equal(codeOf(scribe, scribe.answer(BEN, request, "confirmed")), "not-the-owner");
  scribe.update(ANNA, hall, "resource", { deputy: CARA.key });
  scribe.answer(CARA, request, "confirmed");
  assert.equal(statusOf(scribe, request), "confirmed");
  scribe.update(ANNA, hall, "resource", { deputy: null });
  assert.equal(statusOf(scribe, request), "pending");
});

Deno.test("an answer in the log of another festival is to an unknown request", () => {
  const { scribe, request } = hallAndRequest();
  const answer = scribe.create(ANNA, OTHER.id, "authorization", {
    request: request.id,
    verdict: "confirmed",
  });
  assert.equal(codeOf(scribe, answer), "unknown-request");
  assert.equal(statusOf(scribe, request), "pending");
});

Deno.test("the owner's latest authorization counts, else the deputy's latest", () => {
  const { scribe, hall, request } = hallAndRequest();
  scribe.update(ANNA, hall, "resource", { deputy: CARA.key });
  scribe.answer(CARA, request, "confirmed");
  scribe.answer(CARA, request, "denied", "rain");
  assert.equal(statusOf(scribe, request), "denied");
  const yes = scribe.answer(ANNA, request, "confirmed");
  scribe.answer(CARA, request, "denied");
  assert.equal(statusOf(scribe, request), "confirmed");
  scribe.remove(yes, "authorization");
  assert.equal(statusOf(scribe, request), "denied");
});

Deno.test("the reason is that of the answer that counts", () => {
  const { scribe, request } = hallAndRequest();
  scribe.answer(ANNA, request, "denied", "too loud");
  const reason = () => project(scribe.world()).requests[0]!.reason;
  assert.equal(reason(), "too loud");
  scribe.answer(ANNA, request, "denied");
  assert.equal(reason(), null);
});

Deno.test("a deleted authorization was never said", () => {
  const { scribe, request } = hallAndRequest();
  const no = scribe.answer(ANNA, request, "denied");
  scribe.remove(no, "authorization");
  assert.equal(statusOf(scribe, request), "pending");
});

// --- Rank and standing.

/** Requests of Ben's, of these intervals, all confirmed by Anna in this order. */
function confirmedInOrder(
  quantity: number,
  wishes: readonly (readonly [start: number, end: number, quantity: number])[],
) {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F, { quantity });
  const requests = wishes.map(([start, end, quantity]) =>
    scribe.request(BEN, hall, [start, end], { quantity })
  );
  const answers = requests.map((request) => scribe.answer(ANNA, request, "confirmed"));
  const statuses = () => requests.map((request) => statusOf(scribe, request));
  return { scribe, hall, requests, answers, statuses };
}

Deno.test("of two confirmed requests that overlap the first confirmed stands", () => {
  const { statuses } = confirmedInOrder(1, [[0, 10, 1], [9, 20, 1]]);
  assert.deepEqual(statuses(), ["confirmed", "conflict"]);
});

Deno.test("adjacent bookings do not overlap", () => {
  const { statuses } = confirmedInOrder(1, [[0, 10, 1], [10, 20, 1]]);
  assert.deepEqual(statuses(), ["confirmed", "confirmed"]);
});

Deno.test("several bookings stand at once as far as the quantity goes, at every instant", () => {
  const { statuses } = confirmedInOrder(3, [[0, 10, 1], [10, 20, 2], [0, 20, 1], [0, 5, 1], [
    15,
    16,
    1,
  ]]);
  assert.deepEqual(statuses(), ["confirmed", "confirmed", "confirmed", "confirmed", "conflict"]);
});

Deno.test("all that ranks before counts, standing or not", () => {
  // The second is a conflict, and still in the way of the third.
  const { statuses } = confirmedInOrder(1, [[0, 10, 1], [5, 20, 1], [15, 30, 1]]);
  assert.deepEqual(statuses(), ["confirmed", "conflict", "conflict"]);
});

Deno.test("those that ask for more than there is are aside", () => {
  const { statuses } = confirmedInOrder(2, [[0, 10, 3], [0, 10, 2]]);
  assert.deepEqual(statuses(), ["conflict", "confirmed"]);
});

Deno.test("what goes away never hurts what stands", () => {
  const { scribe, requests, answers, statuses } = confirmedInOrder(1, [[0, 10, 1], [5, 20, 1], [
    15,
    30,
    1,
  ]]);
  scribe.remove(requests[1]!, "request");
  assert.deepEqual(statuses(), ["confirmed", "withdrawn", "confirmed"]);
  scribe.remove(answers[0]!, "authorization");
  assert.deepEqual(statuses(), ["pending", "withdrawn", "confirmed"]);
});

Deno.test("a request ranks by the first confirmation after the last denial", () => {
  const { scribe, requests, statuses } = confirmedInOrder(1, [[0, 10, 1], [5, 20, 1]]);
  scribe.answer(ANNA, requests[0]!, "confirmed");
  assert.deepEqual(statuses(), ["confirmed", "conflict"]);
  scribe.answer(ANNA, requests[0]!, "denied");
  scribe.answer(ANNA, requests[0]!, "confirmed");
  assert.deepEqual(statuses(), ["conflict", "confirmed"]);
});

Deno.test("an owner's confirmation ranks before a deputy's", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F, { deputy: CARA.key });
  const one = scribe.request(BEN, hall, [0, 10]);
  const other = scribe.request(BEN, hall, [0, 10]);
  scribe.answer(CARA, one, "confirmed");
  for (let i = 0; i < 3; i++) scribe.write(ANNA, F, text("later"));
  scribe.answer(ANNA, other, "confirmed");
  assert.equal(statusOf(scribe, one), "conflict");
  assert.equal(statusOf(scribe, other), "confirmed");
});

Deno.test("an owner's own word takes the deputy's rank from a request", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F, { deputy: CARA.key });
  const one = scribe.request(BEN, hall, [0, 10]);
  const other = scribe.request(BEN, hall, [0, 10]);
  scribe.answer(CARA, one, "confirmed");
  scribe.answer(CARA, other, "confirmed");
  assert.equal(statusOf(scribe, one), "confirmed");
  scribe.answer(ANNA, other, "confirmed");
  assert.equal(statusOf(scribe, other), "confirmed");
  assert.equal(statusOf(scribe, one), "conflict");
});

Deno.test("requests from a cut log rank after all others", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F);
  const ben = scribe.request(BEN, hall, [0, 10]);
  const benToo = scribe.request(BEN, hall, [20, 30]);
  const cara = scribe.request(CARA, hall, [5, 25]);
  for (const request of [ben, cara, benToo]) scribe.answer(ANNA, request, "confirmed");
  assert.deepEqual([ben, cara, benToo].map((one) => statusOf(scribe, one)), [
    "confirmed",
    "conflict",
    "conflict",
  ]);
  scribe.write(BEN, F, text("here it forks"));
  scribe.cut(BEN, F, 3);
  assert.deepEqual([ben, cara, benToo].map((one) => statusOf(scribe, one)), [
    "conflict",
    "confirmed",
    "conflict",
  ]);
});

Deno.test("the quantity is the present one", () => {
  const { scribe, hall, statuses } = confirmedInOrder(1, [[0, 10, 1], [0, 10, 1]]);
  scribe.update(ANNA, hall, "resource", { quantity: 2 });
  assert.deepEqual(statuses(), ["confirmed", "confirmed"]);
});

Deno.test("quantities are added exactly", () => {
  const most = Number.MAX_SAFE_INTEGER;
  const { statuses } = confirmedInOrder(most, [[0, 10, most - 1], [0, 10, 1], [0, 10, 1], [
    0,
    10,
    most,
  ]]);
  assert.deepEqual(statuses(), ["confirmed", "confirmed", "conflict", "conflict"]);
});

Deno.test("a deleted resource has quantity 0 and no deputy", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F, { deputy: CARA.key });
  const byOwner = scribe.request(BEN, hall, [0, 10]);
  const byDeputy = scribe.request(BEN, hall, [20, 30]);
  scribe.answer(ANNA, byOwner, "confirmed");
  const answer = scribe.answer(CARA, byDeputy, "confirmed");
  scribe.remove(hall, "resource");
  assert.equal(statusOf(scribe, byOwner), "conflict");
  assert.equal(statusOf(scribe, byDeputy), "pending");
  assert.equal(codeOf(scribe, answer), "not-the-owner");
  scribe.answer(ANNA, byDeputy, "denied");
  assert.equal(statusOf(scribe, byDeputy), "denied");
});

Deno.test("a deleted resource is known by its tombstone alone", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F);
  const request = scribe.request(BEN, hall, [0, 10]);
  scribe.remove(hall, "event");
  assert.equal(codeOf(scribe, request), "unknown-resource");
  const garbage = scribe.write(ANNA, F, text("?"));
  scribe.remove(garbage, "resource");
  assert.equal(codeOf(scribe, scribe.request(BEN, garbage, [0, 10])), null);
});

// --- Withdrawing and replacing.

Deno.test("a deleted request is withdrawn, and only its tombstone is left of it", () => {
  const { scribe, request } = hallAndRequest();
  scribe.answer(ANNA, request, "denied");
  scribe.remove(request, "request");
  assert.deepEqual(project(scribe.world()).requests, [{
    id: toHex(request.id),
    author: toHex(BEN.key),
    festival: toHex(F),
    status: "withdrawn",
    owner: null,
    deputy: null,
    reason: null,
    fields: null,
  }]);
});

/** A confirmed request, and later ones that each replace the one before. */
function chain(length: number) {
  const { scribe, hall, request } = hallAndRequest();
  scribe.answer(ANNA, request, "confirmed");
  const requests = [request];
  for (let i = 1; i < length; i++) {
    requests.push(scribe.request(BEN, hall, [5, 15], { replaces: requests.at(-1)!.id }));
  }
  const statuses = () => requests.map((one) => statusOf(scribe, one));
  return { scribe, hall, requests, statuses };
}

Deno.test("a request is withdrawn once a later one that replaces it is confirmed", () => {
  const { scribe, requests, statuses } = chain(2);
  assert.deepEqual(statuses(), ["confirmed", "pending"]);
  scribe.answer(ANNA, requests[1]!, "confirmed");
  assert.deepEqual(statuses(), ["withdrawn", "confirmed"]);
});

Deno.test("chains of replaces follow", () => {
  const { scribe, requests, statuses } = chain(4);
  scribe.answer(ANNA, requests[3]!, "confirmed");
  assert.deepEqual(statuses(), ["withdrawn", "withdrawn", "withdrawn", "confirmed"]);
});

Deno.test("a replaced request stays withdrawn whatever becomes of the later one", () => {
  const { scribe, requests, statuses } = chain(2);
  scribe.answer(ANNA, requests[1]!, "confirmed");
  scribe.answer(ANNA, requests[1]!, "denied");
  assert.deepEqual(statuses(), ["withdrawn", "denied"]);
  scribe.remove(requests[1]!, "request");
  assert.deepEqual(statuses(), ["withdrawn", "withdrawn"]);
});

Deno.test("a deleted link of a chain still links, and one of another resource does not", () => {
  const { scribe, requests, statuses } = chain(3);
  scribe.remove(requests[1]!, "request");
  scribe.answer(ANNA, requests[2]!, "confirmed");
  assert.deepEqual(statuses(), ["withdrawn", "withdrawn", "confirmed"]);

  const other = chain(1);
  const barn = other.scribe.resource(ANNA, F);
  const [first] = other.requests;
  const moved = other.scribe.request(BEN, barn, [0, 10], { replaces: first!.id });
  other.scribe.answer(ANNA, moved, "confirmed");
  assert.deepEqual(other.statuses(), ["confirmed"]);
});

Deno.test("a deleted request that was never confirmed replaces nothing", () => {
  const { scribe, requests, statuses } = chain(2);
  scribe.remove(requests[1]!, "request");
  assert.deepEqual(statuses(), ["confirmed", "withdrawn"]);
});

Deno.test("a confirmation that was deleted did not replace anything", () => {
  const { scribe, requests, statuses } = chain(2);
  const yes = scribe.answer(ANNA, requests[1]!, "confirmed");
  scribe.remove(yes, "authorization");
  assert.deepEqual(statuses(), ["confirmed", "pending"]);
});

Deno.test("nobody replaces a request of somebody else", () => {
  const { scribe, hall, requests, statuses } = chain(1);
  const stolen = scribe.request(CARA, hall, [0, 10], { replaces: requests[0]!.id });
  scribe.answer(ANNA, stolen, "confirmed");
  assert.deepEqual(statuses(), ["confirmed"]);
  assert.equal(statusOf(scribe, stolen), "conflict");
});

Deno.test("a request that breaks a rule across its fields links no chain", () => {
  const { scribe, hall, requests, statuses } = chain(1);
  const broken = scribe.request(BEN, hall, [9, 9], { replaces: requests[0]!.id });
  const last = scribe.request(BEN, hall, [20, 30], { replaces: broken.id });
  scribe.answer(ANNA, last, "confirmed");
  assert.deepEqual(statuses(), ["confirmed"]);
});

Deno.test("a move inherits no rank", () => {
  const { scribe, hall, requests } = chain(2);
  const cara = scribe.request(CARA, hall, [12, 20]);
  scribe.answer(ANNA, cara, "confirmed");
  scribe.answer(ANNA, requests[1]!, "confirmed");
  assert.equal(statusOf(scribe, requests[1]!), "conflict");
  assert.equal(statusOf(scribe, requests[0]!), "withdrawn");
  assert.equal(statusOf(scribe, cara), "confirmed");
});

Deno.test("withdrawn comes before denied", () => {
  const { scribe, requests, statuses } = chain(2);
  scribe.answer(ANNA, requests[0]!, "denied");
  scribe.answer(ANNA, requests[1]!, "confirmed");
  assert.deepEqual(statuses(), ["withdrawn", "confirmed"]);
});

// --- Events.

Deno.test("an event counts its own author's requests that are not withdrawn", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F);
  const event = scribe.create(BEN, F, "event", { start: 0, end: 10 });
  const mine = [0, 10, 20].map((start) =>
    scribe.request(BEN, hall, [start, start + 10], { event: event.id })
  );
  scribe.request(CARA, hall, [0, 10], { event: event.id });
  scribe.answer(ANNA, mine[0]!, "confirmed");
  scribe.remove(mine[1]!, "request");
  assert.deepEqual(project(scribe.world()).tallies, [
    { event: toHex(event.id), total: 2, confirmed: 1, pending: 1, denied: 0, conflict: 0 },
  ]);
});

Deno.test("an event counts requests in its festival and that festival's ancestors alone", () => {
  const scribe = new Scribe();
  const sibling = festivalOf(CARA);
  scribe.begin(OTHER, { parent: F });
  const event = scribe.create(BEN, OTHER.id, "event", { start: 0, end: 10 });
  for (const festival of [F, OTHER.id, sibling.id]) {
    const hall = scribe.resource(ANNA, festival);
    scribe.request(BEN, hall, [0, 10], { event: event.id });
  }
  assert.equal(project(scribe.world()).tallies[0]!.total, 2);
});

Deno.test("whether a booking stands does not depend on its event", () => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F);
  const event = scribe.create(BEN, F, "event", { start: 0, end: 10 });
  const request = scribe.request(BEN, hall, [0, 10], { event: event.id });
  scribe.answer(ANNA, request, "confirmed");
  scribe.update(BEN, event, "event", { stage: "cancelled", start: 5 });
  assert.equal(statusOf(scribe, request), "confirmed");
  scribe.remove(event, "event");
  assert.equal(statusOf(scribe, request), "confirmed");
});

Deno.test("a vote is about a request that is known", () => {
  const { scribe, request } = hallAndRequest();
  const vote = (id: Uint8Array) =>
    scribe.create(CARA, F, "vote", { request: id, verdict: "denied" });
  assert.equal(codeOf(scribe, vote(request.id)), null);
  assert.equal(codeOf(scribe, vote(new Uint8Array(32))), "unknown-request");
  assert.equal(statusOf(scribe, request), "pending");
});

Deno.test("a proposal names a document, or a schema and the key that should make it", () => {
  const scribe = new Scribe();
  const id = new Uint8Array(32);
  const codes = [
    { document: id, fields: {} },
    { schema: "event", for: id, fields: {} },
    { schema: "event", fields: {} },
    { document: id, schema: "event", for: id, fields: {} },
  ].map((fields) => codeOf(scribe, scribe.create(CARA, F, "proposal", fields)));
  assert.deepEqual(codes, [null, null, "rule-broken", "rule-broken"]);
});

// --- Properties.

Deno.test("whoever deletes a request hurts no other that stands, and mends none that is withdrawn", () => {
  const property = fc.property(bookingScript, (script) => {
    const before = project(write(script).world()).requests;
    for (const { id } of before) {
      const scribe = write(script);
      const request = scribe.written.find((one) => toHex(one.id) === id)!;
      if (scribe.isEnded(request.author, request.festival)) continue;
      scribe.remove(request, "request");
      const after = project(scribe.world()).requests;
      for (const other of before) {
        if (other.id === id || !["confirmed", "withdrawn"].includes(other.status)) continue;
        const now = after.find((one) => one.id === other.id)?.status;
        assert.equal(now, other.status, `${other.id} after ${id} was deleted`);
      }
    }
  });
  fc.assert(property, { numRuns: 60 });
});

Deno.test("at no instant do standing bookings take more than there is", () => {
  const property = fc.property(bookingScript, (script) => {
    const { documents, requests } = project(write(script).world());
    for (const { id, fields } of documents.resource) {
      const booked = requests.filter((one) =>
        one.status === "confirmed" && one.fields!["resource"] === id
      ).map((one) => one.fields as { start: number; end: number; quantity: number });
      for (const { start } of booked) {
        const taken = booked.filter((one) => one.start <= start && start < one.end)
          .reduce((sum, one) => sum + BigInt(one.quantity), 0n);
        assert.ok(taken <= BigInt(fields["quantity"] as number));
      }
    }
  });
  fc.assert(property, { numRuns: 200 });
});

Deno.test("what a delete of another schema than request voids can be dropped: nothing changes", () => {
  const property = fc.property(
    fc.oneof(script, bookingScript),
    fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }),
    (given, drops) => {
      const { logs } = write(given).world();
      const whole = project({ logs });
      let next = 0;
      const dropped = logs.map((log) => {
        const erased = new Set(erasedIn(log));
        return {
          ...log,
          entries: log.entries.map((entry) =>
            erased.has(entry.seqNum) && drops[next++ % drops.length]!
              ? { ...entry, payload: null }
              : entry
          ),
        };
      });
      assert.deepEqual(project({ logs: dropped }), whole);
    },
  );
  fc.assert(property, { numRuns: 200 });
});

Deno.test("a request that is deleted as something else is erased: what it replaced is not", () => {
  for (const schema of ["request", "event"]) {
    const { scribe, hall, request } = hallAndRequest();
    const moved = scribe.request(BEN, hall, [20, 30], { replaces: request.id });
    const answer = scribe.answer(ANNA, moved, "confirmed");
    assert.equal(statusOf(scribe, request), "withdrawn");
    scribe.remove(moved, schema);
    assert.equal(statusOf(scribe, request), schema === "request" ? "withdrawn" : "pending");
    assert.equal(codeOf(scribe, answer), schema === "request" ? null : "unknown-request");
  }
});

Deno.test("the order of logs in a world does not matter", () => {
  const property = fc.property(bookingScript, (script) => {
    const { logs } = write(script).world();
    assert.deepEqual(project({ logs: logs.toReversed() }), project({ logs }));
  });
  fc.assert(property, { numRuns: 50 });
});
