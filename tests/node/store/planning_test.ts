/** What planning asks of a store: proposals, votes, changes, activity, and what is free. */
import assert from "node:assert/strict";
import { toHex } from "../../../src/core/messages/mod.ts";
import { festivalOf, person, Scribe, type Written } from "../../oracle/scribe.ts";
import { allPages, give, storeTest } from "./stores.ts";

const [ANNA, BEN, CLEO] = [person(0), person(1), person(2)] as const;
const FESTIVAL = festivalOf(ANNA);
const F = FESTIVAL.id;
const [FESTIVAL_ID, ANNA_KEY, BEN_KEY] = [toHex(F), toHex(ANNA.key), toHex(BEN.key)];
const idOf = (written: Written) => toHex(written.id);
const ids = (page: { readonly items: readonly { readonly id: string }[] }) =>
  page.items.map(({ id }) => id);

storeTest("tells what became of a proposal", async ({ store }) => {
  const scribe = new Scribe();
  scribe.begin(FESTIVAL, { title: "Panda" });
  const tea = scribe.create(ANNA, F, "event", { title: "Tea", start: 0, end: 1 });
  const soup = scribe.create(ANNA, F, "event", { title: "Soup", start: 0, end: 1 });
  const propose = (fields: Parameters<Scribe["create"]>[3]) =>
    scribe.create(BEN, F, "proposal", { fields: {}, ...fields });
  const open = propose({ document: tea.id, fields: { title: "Late tea" }, note: "please" });
  const accepted = propose({ document: tea.id, fields: { title: "Good tea" } });
  const byStranger = propose({ document: tea.id });
  const gone = propose({ document: soup.id });
  const withdrawn = propose({ document: tea.id });
  const ofFestival = propose({ document: F, fields: { title: "Pandas" } });
  const made = propose({ schema: "event", for: ANNA.key, fields: { title: "New", deputy: F } });
  const unknown = propose({ document: new Uint8Array(32).fill(9) });
  scribe.remove(withdrawn, "proposal");
  scribe.remove(soup, "event");
  const change = (author: typeof ANNA, document: Written, proposal: Written, title: string) =>
    scribe.message(author, F, {
      action: "update",
      schema: "event",
      id: document.id,
      fields: { title },
      proposal: proposal.id,
    });
  const acceptance = change(ANNA, tea, accepted, "Good tea");
  change(BEN, tea, byStranger, "Bad tea");
  const created = scribe.message(ANNA, F, {
    action: "create",
    schema: "event",
    fields: { title: "New", start: 1, end: 2 },
    proposal: made.id,
  });
  await store.follow(F);
  await give(store, scribe.written);

  const status = async (proposal: Written) => (await store.proposal(idOf(proposal)))?.status;
  assert.deepEqual(
    await Promise.all(
      [open, accepted, byStranger, gone, withdrawn, ofFestival, made, unknown].map(status),
    ),
    ["open", "accepted", "open", "gone", "withdrawn", "open", "accepted", "open"],
  );
  const whole = await store.proposal(idOf(accepted));
  assert.ok(whole !== null && "accepted" in whole);
  assert.equal(whole.accepted?.hash, toHex(acceptance.hash));
  assert.equal(whole.accepted?.document, idOf(tea));
  assert.equal(whole.for, ANNA_KEY);
  assert.equal(whole.schema, "event");
  const forNew = await store.proposal(idOf(made));
  assert.ok(forNew !== null && "accepted" in forNew);
  assert.equal(forNew.accepted?.document, idOf(created));
  assert.equal(forNew.title, "New");
  assert.deepEqual(await store.proposal(idOf(withdrawn)), {
    id: idOf(withdrawn),
    author: BEN_KEY,
    festival: FESTIVAL_ID,
    status: "withdrawn",
  });
  assert.equal(await store.proposal(idOf(tea)), null);

  const list = async (filter: Parameters<typeof store.proposals>[1]) =>
    ids(await store.proposals(FESTIVAL_ID, filter));
  const newestFirst = [unknown, made, ofFestival, gone, byStranger, accepted, open].map(idOf);
  assert.deepEqual(await list({}), newestFirst);
  assert.deepEqual(await list({ status: "accepted" }), [made, accepted].map(idOf));
  assert.deepEqual(await list({ status: "gone" }), [idOf(gone)]);
  assert.deepEqual(await list({ status: "withdrawn" }), [idOf(withdrawn)]);
  assert.deepEqual(
    await list({ document: idOf(tea), status: "open" }),
    [byStranger, open].map(idOf),
  );
  assert.deepEqual(await list({ for: ANNA_KEY }), [idOf(made)]);
  assert.deepEqual(await list({ made: idOf(created) }), [idOf(made)], "whose idea it was");
  assert.deepEqual(await list({ made: idOf(created), status: "withdrawn" }), []);
  assert.deepEqual(await list({ made: idOf(tea) }), [], "it was there before");
  assert.deepEqual(await list({ made: idOf(made) }), []);
  assert.deepEqual(await list({ author: ANNA_KEY }), []);
  const paged = await allPages((cursor) =>
    store.proposals(FESTIVAL_ID, { status: "open", limit: 1, cursor })
  );
  assert.deepEqual(ids({ items: paged }), [unknown, ofFestival, byStranger, open].map(idOf));

  const desk = async (key: string, filter = {}) => ids(await store.proposalsForDesk(key, filter));
  assert.deepEqual(
    await desk(ANNA_KEY, { status: "open" }),
    [open, byStranger, ofFestival].map(idOf),
  );
  assert.deepEqual(await desk(BEN_KEY), []);

  // Taken back, the acceptance is none.
  const undo = scribe.remove(acceptance, "event");
  await give(store, [undo]);
  assert.equal(await status(accepted), "open");
  // Its payload went with the delete: it counts again once somebody brings it.
  await give(store, [scribe.remove(undo, "event")]);
  assert.equal(await status(accepted), "open");
  await give(store, [acceptance]);
  assert.equal(await status(accepted), "accepted");
});

storeTest("gives each voter's latest vote", async ({ store }) => {
  const scribe = new Scribe();
  scribe.begin(FESTIVAL);
  const hall = scribe.resource(ANNA, F, { title: "Hall" });
  const asked = scribe.request(BEN, hall, [0, 1]);
  const vote = (author: typeof ANNA, verdict: string) =>
    scribe.create(author, F, "vote", { request: asked.id, verdict });
  vote(ANNA, "denied");
  vote(CLEO, "confirmed");
  const later = vote(ANNA, "confirmed");
  const last = vote(ANNA, "denied");
  await store.follow(F);
  await give(store, scribe.written);
  const votes = async () =>
    (await allPages((cursor) => store.votes(idOf(asked), { limit: 1, cursor })))
      .map(({ author, verdict }) => `${author === ANNA_KEY ? "anna" : "cleo"} ${verdict}`).sort();
  assert.deepEqual(await votes(), ["anna denied", "cleo confirmed"]);
  await give(store, [scribe.remove(last, "vote"), scribe.remove(later, "vote")]);
  assert.deepEqual(await votes(), ["anna denied", "cleo confirmed"]);
  assert.deepEqual((await store.votes(idOf(hall), {})).items, []);
});

storeTest("tells what changed of what was asked, and what conflicts", async ({ store }) => {
  const scribe = new Scribe();
  scribe.begin(FESTIVAL);
  const hall = scribe.resource(ANNA, F, { title: "Hall" });
  const first = scribe.request(BEN, hall, [0, 10]);
  const second = scribe.request(CLEO, hall, [5, 15]);
  const waiting = scribe.request(BEN, hall, [20, 30]);
  const denied = scribe.request(BEN, hall, [40, 50]);
  scribe.answer(ANNA, first, "confirmed");
  scribe.answer(ANNA, second, "confirmed");
  scribe.answer(ANNA, denied, "denied", "closed");
  await store.follow(F);
  await give(store, scribe.written);
  const changes = await allPages((cursor) => store.changes(BEN_KEY, { limit: 1, cursor }));
  assert.deepEqual(
    changes.map(({ request, answer }) => [request.id, answer.verdict, answer.reason]),
    [[idOf(denied), "denied", "closed"], [idOf(first), "confirmed", null]],
  );
  assert.ok(changes.every(({ request }) => request.id !== idOf(waiting)));
  for (const key of [ANNA_KEY, toHex(CLEO.key)]) {
    const { items } = await store.conflicts(key, {});
    assert.deepEqual(items.map(({ request }) => request.id), [idOf(second)]);
    assert.deepEqual(items[0]!.against.map(({ request }) => request), [idOf(first)]);
  }
  assert.deepEqual((await store.conflicts(BEN_KEY, {})).items, []);
});

storeTest("streams what was signed and has an effect, newest first", async ({ store }) => {
  const scribe = new Scribe();
  scribe.begin(FESTIVAL, { title: "Panda" });
  const hall = scribe.resource(ANNA, F, { title: "Hall" });
  const tea = scribe.create(BEN, F, "event", { title: "Tea", start: 0, end: 1 });
  const asked = scribe.request(BEN, hall, [0, 1], { event: tea.id });
  scribe.answer(ANNA, asked, "confirmed");
  scribe.answer(CLEO, asked, "denied");
  scribe.update(BEN, tea, "event", { title: "Good tea" });
  scribe.update(ANNA, tea, "event", { title: "Bad tea" });
  const soup = scribe.create(BEN, F, "event", { title: "Soup", start: 0, end: 1 });
  scribe.remove(soup, "event");
  scribe.message(ANNA, F, {
    action: "update",
    schema: "festival",
    id: F,
    fields: { title: "Pan" },
  });
  scribe.create(ANNA, null, "user", { name: "Anna" });
  await store.follow(F);
  await give(store, scribe.written);
  const items = await allPages((cursor) => store.activity(FESTIVAL_ID, { limit: 2, cursor }));
  assert.deepEqual(
    items.map(({ action, schema, title, about }) => [action, schema, title, about]),
    [
      ["update", "festival", "Pan", null],
      ["delete", "event", null, null],
      ["update", "event", "Good tea", null],
      ["create", "authorization", "Good tea", idOf(asked)],
      ["create", "request", "Good tea", idOf(hall)],
      ["create", "event", "Good tea", null],
      ["create", "resource", "Hall", null],
      ["create", "festival", "Pan", null],
    ],
  );
  assert.equal(items[1]!.document, idOf(soup));
  assert.equal(items[0]!.document, FESTIVAL_ID);
});

storeTest("finds by title first, then by text, the newest first", async ({ store }) => {
  const scribe = new Scribe();
  scribe.begin(FESTIVAL, { title: "Tea time", start: 0, end: 100 });
  scribe.create(BEN, F, "event", { title: "Tea", start: 10, end: 20 });
  scribe.create(BEN, F, "event", { title: "Breakfast", description: "tea", start: 30, end: 40 });
  scribe.resource(ANNA, F, { title: "Tea house" });
  scribe.create(CLEO, null, "user", { name: "Old name, tea" });
  scribe.create(CLEO, null, "user", { name: "Cleo of the tea" });
  scribe.create(BEN, F, "event", { title: "Cake", start: 10, end: 20 });
  await store.follow(F);
  await give(store, scribe.written);
  const find = async (filter: Omit<Parameters<typeof store.search>[0], "q">, q = "tea") =>
    (await allPages((cursor) => store.search({ q, limit: 2, cursor, ...filter })))
      .map(({ kind, title }) => `${kind} ${title}`);
  const all = ["user Cleo of the tea", "resource Tea house", "event Tea", "festival Tea time"];
  assert.deepEqual(await find({}), [...all, "event Breakfast"]);
  assert.deepEqual(await find({ kinds: ["event"] }), ["event Tea", "event Breakfast"]);
  assert.deepEqual(await find({ from: 20, to: 35 }), ["festival Tea time", "event Breakfast"]);
  // Whoever has no log in it is not of it.
  assert.deepEqual(await find({ festival: FESTIVAL_ID }), [...all.slice(1), "event Breakfast"]);
  assert.deepEqual(await find({}, "tea cake"), []);
  assert.deepEqual(await find({}, "kevents f1"), []);
  assert.deepEqual(await find({}, "?"), []);
});

storeTest(
  "finds by time whatever lasts, in order, and nothing that is unlisted",
  async ({ store }) => {
    const scribe = new Scribe();
    const HOUR = 3_600_000;
    const SECRET = festivalOf(BEN, 7);
    scribe.begin(FESTIVAL, { title: "Ends", end: 50 * HOUR });
    scribe.begin(SECRET, { title: "Secret", start: 0, end: 90 * HOUR, visibility: "unlisted" });
    const lasting = [1, 6, 20, 24, 90, 96, 300, 384, 1_500, 1_536, 9_000];
    for (const hours of lasting) {
      for (const end of [100, 101]) {
        scribe.create(BEN, F, "event", {
          title: `${hours} to ${end}`,
          start: (end - hours) * HOUR,
          end: end * HOUR,
          tags: ["tea"],
        });
      }
    }
    scribe.create(BEN, SECRET.id, "event", {
      title: "hidden",
      start: 99 * HOUR,
      end: 110 * HOUR,
      tags: ["tea"],
    });
    await store.follow(F);
    await store.follow(SECRET.id);
    await give(store, scribe.written);
    const find = async (filter: Omit<Parameters<typeof store.search>[0], "q">) =>
      (await allPages((cursor) => store.search({ limit: 3, cursor, ...filter })))
        .map(({ title }) => title);
    const expected = lasting.toReversed().map((hours) => `${hours} to 101`);
    assert.deepEqual(await find({ from: 100 * HOUR, to: 101 * HOUR }), expected);
    assert.deepEqual(await find({ from: 100 * HOUR }), expected);
    const named = { from: 100 * HOUR, festival: toHex(SECRET.id) };
    assert.deepEqual(await find(named), ["hidden"]);
    assert.deepEqual(
      await find({ from: 100 * HOUR, tag: "tea" }),
      lasting.map((hours) => `${hours} to 101`).toReversed(),
      "by when they were written, the newest first",
    );
    assert.deepEqual(await find({ to: -8_999 * HOUR + HOUR }), [], "half-open");
    assert.deepEqual(await find({ to: -8_899 * HOUR }), ["9000 to 100"]);
    assert.deepEqual(await find({ from: 49 * HOUR, kinds: ["festival"] }), ["Ends"]);
    assert.deepEqual(await find({ from: 49 * HOUR, to: 51 * HOUR, kinds: ["festival"] }), ["Ends"]);
    assert.deepEqual(await find({ from: 50 * HOUR, kinds: ["festival"] }), []);
    assert.equal((await find({ tag: "tea" })).length, 2 * lasting.length);
    assert.equal((await find({ owner: toHex(BEN.key) })).length, 2 * lasting.length);
    assert.deepEqual(await find({}), [], "nothing was asked for");
  },
);

storeTest(
  "tells what changed a document, so that a delete can take it along",
  async ({ store }) => {
    const scribe = new Scribe();
    scribe.begin(FESTIVAL);
    const tea = scribe.create(ANNA, F, "event", { title: "Tea", start: 0, end: 1 });
    const updates = ["Cake", "Pie", "Soup"].map((title) =>
      scribe.update(ANNA, tea, "event", { title })
    );
    // Of somebody else, it changes nothing.
    scribe.update(BEN, tea, "event", { title: "Mine" });
    scribe.remove(updates[1]!, "event");
    await store.follow(F);
    await give(store, scribe.written);
    const found = await allPages((cursor) => store.updatesOf(idOf(tea), { limit: 1, cursor }));
    assert.deepEqual(
      found,
      [updates[0]!, updates[2]!].map(({ id, hash }) => ({ id: toHex(id), hash: toHex(hash) })),
    );
    assert.deepEqual((await store.updatesOf(idOf(updates[0]!), {})).items, []);
    const edits = async () => (await store.eventEdits(FESTIVAL_ID)).get(idOf(tea))!;
    const last = await edits();
    assert.deepEqual((await store.eventEdits(FESTIVAL_ID, idOf(tea))).get(idOf(tea)), last);
    assert.equal((await store.eventEdits(FESTIVAL_ID)).size, 1);
    assert.equal(last.after, 4, "three updates, and one of them taken back");
    const stew = scribe.update(ANNA, tea, "event", { title: "Stew" });
    await give(store, [stew], { receivedAt: 1_000_000 });
    assert.deepEqual(await edits(), { after: 5, at: 1_000_000 });
    await give(store, [scribe.remove(stew, "event")], { receivedAt: 2_000_000 });
    assert.deepEqual(await edits(), { after: 6, at: 2_000_000 }, "what is taken back is a change");
    assert.equal((await store.eventEdits("00".repeat(32))).size, 0);
    assert.deepEqual((await store.updatesOf("00".repeat(32), {})).items, []);
  },
);
