/** Numbers that pages show: counts, places in line, shortened addresses, revisions. */
import assert from "node:assert/strict";
import { toHex } from "../../../src/core/messages/mod.ts";
import type { Store } from "../../../src/node/mod.ts";
import { festivalOf, person, Scribe } from "../../oracle/scribe.ts";
import { give, storeTest } from "./stores.ts";

const ANNA = person(0);
const BEN = person(1);
const CARA = person(2);
const PARENT = festivalOf(ANNA, 1);
const CHILD = festivalOf(BEN, 2);
const OTHER = festivalOf(CARA, 3);

storeTest(
  "an event is confirmed n of m, in its festival and what is above it",
  async ({ store }) => {
    const scribe = new Scribe();
    scribe.begin(PARENT);
    scribe.begin(CHILD, { parent: PARENT.id });
    scribe.begin(OTHER);
    const tea = scribe.create(BEN, CHILD.id, "event", { title: "Tea", start: 0, end: 1 });
    const halls = [PARENT, CHILD, OTHER].map(({ id }) =>
      scribe.resource(ANNA, id, { quantity: 1 })
    );
    const [above, here, elsewhere] = halls;
    const ask = (author: typeof ANNA, hall: typeof above) =>
      scribe.request(author, hall!, [0, 1], { event: tea.id });
    const first = ask(BEN, above);
    const second = ask(BEN, here);
    ask(BEN, here);
    ask(BEN, elsewhere); // a festival that is not above it
    ask(CARA, here); // not the event's author
    scribe.remove(ask(BEN, here), "request");
    scribe.answer(ANNA, first, "confirmed");
    scribe.answer(ANNA, second, "denied");
    for (const { id } of [PARENT, CHILD, OTHER]) await store.follow(id);
    await give(store, scribe.written);
    const counts = async () => ({ ...(await store.event(toHex(tea.id)))!.requests });
    assert.deepEqual(await counts(), {
      total: 3,
      confirmed: 1,
      pending: 1,
      denied: 1,
      conflict: 0,
    });

    // Two more that cannot both stand.
    const [one, two] = [ask(BEN, here), ask(BEN, here)];
    await give(store, scribe.written);
    await give(store, [
      scribe.answer(ANNA, one, "confirmed"),
      scribe.answer(ANNA, two, "confirmed"),
    ]);
    assert.deepEqual(await counts(), {
      total: 5,
      confirmed: 2,
      pending: 1,
      denied: 1,
      conflict: 1,
    });
    const festival = (await store.festival(toHex(CHILD.id)))!;
    assert.deepEqual({ ...festival.counts }, { events: 1, resources: 1, requests: 5 });
  },
);

storeTest("a line is in the order of arrival, standing bookings first", async ({ store }) => {
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, PARENT.id, { quantity: 1 });
  const ben = scribe.request(BEN, hall, [0, 10]);
  const cara = scribe.request(CARA, hall, [5, 15]);
  const anna = scribe.request(ANNA, hall, [10, 20]);
  await store.follow(PARENT.id);
  await give(store, [hall]);
  for (const one of [cara, ben, anna]) await give(store, [one]);
  const lines = () =>
    Promise.all([ben, cara, anna].map(async ({ id }) => {
      const request = await store.request(toHex(id));
      return request !== null && "line" in request ? request.line : undefined;
    }));
  assert.deepEqual(await lines(), [2, 1, 2]);
  await give(store, [scribe.answer(ANNA, ben, "confirmed")]);
  assert.deepEqual(await lines(), [null, 2, 2]);
  const { bookings } = (await store.resource(toHex(hall.id)))!;
  assert.deepEqual(bookings.map(({ request }) => request), [toHex(ben.id)]);

  // A move has what it replaces not before it; what only says so has.
  const moved = scribe.request(BEN, hall, [2, 12], { replaces: ben.id });
  const claimed = scribe.request(CARA, hall, [0, 3], { replaces: ben.id });
  await give(store, [moved, claimed]);
  const lineOf = async ({ id }: { id: Uint8Array }) => {
    const request = await store.request(toHex(id));
    return request !== null && "line" in request ? request.line : undefined;
  };
  assert.deepEqual([await lineOf(moved), await lineOf(claimed)], [3, 3]);
});

storeTest("names what is public by a prefix, and says when two have it", async ({ store }) => {
  const scribe = new Scribe();
  scribe.begin(PARENT);
  const hall = scribe.resource(ANNA, PARENT.id);
  const tea = scribe.create(BEN, PARENT.id, "event", { title: "Tea", start: 0, end: 1 });
  const asked = scribe.request(BEN, hall, [0, 1]);
  const gone = scribe.create(BEN, PARENT.id, "event", { title: "Gone", start: 0, end: 1 });
  scribe.remove(gone, "event");
  await store.follow(PARENT.id);
  await give(store, scribe.written);
  for (
    const [kind, bytes] of [
      ["festival", PARENT.id],
      ["resource", hall.id],
      ["event", tea.id],
      ["request", asked.id],
      ["user", BEN.key],
    ] as const
  ) {
    const id = toHex(bytes);
    for (const length of [16, 17, 32, 33, 63, 64]) {
      assert.deepEqual(
        await store.withPrefix(kind, id.slice(0, length)),
        [id],
        `${kind} ${length}`,
      );
    }
    assert.deepEqual(await store.withPrefix(kind, id.slice(0, 15)), []);
    assert.deepEqual(
      await store.withPrefix(kind, id.toUpperCase()),
      id === id.toUpperCase() ? [id] : [],
    );
    assert.deepEqual(await store.withPrefix(kind, id + "0"), []);
    const other = id.slice(0, 63) + (id.endsWith("0") ? "1" : "0");
    assert.deepEqual(await store.withPrefix(kind, other), []);
  }
  assert.deepEqual(await store.withPrefix("event", toHex(hall.id)), []);
  assert.deepEqual(await store.withPrefix("event", toHex(gone.id)), []);
});

storeTest("says when two public festivals share a prefix", async ({ store, driver }) => {
  const scribe = new Scribe();
  scribe.begin(PARENT);
  scribe.begin(OTHER);
  await store.follow(PARENT.id);
  await store.follow(OTHER.id);
  await give(store, scribe.written);
  // Nobody can make such ids; the table can hold them.
  const twin = PARENT.id.slice();
  twin[31]! ^= 1;
  driver.prepare("UPDATE follows SET id = ? WHERE id = ?").run(twin, OTHER.id);
  const prefix = toHex(PARENT.id).slice(0, 16);
  const named = await store.withPrefix("festival", prefix);
  assert.deepEqual(named.toSorted(), [toHex(PARENT.id), toHex(twin)].toSorted());
});

storeTest("a revision grows when something shown changes, and only then", async ({ store }) => {
  const scribe = new Scribe();
  const ids = [PARENT, CHILD, OTHER].map(({ id }) => toHex(id));
  for (const { id } of [PARENT, CHILD, OTHER]) await store.follow(id);
  const revisions = (of: Store) => Promise.all(ids.map((id) => of.revision(id)));
  /** Which of parent, child and other have a new revision. */
  const changed = async (act: () => Promise<unknown>) => {
    const [before, all] = [await revisions(store), await store.revisionOfAll()];
    await act();
    const [after, allAfter] = [await revisions(store), await store.revisionOfAll()];
    assert.ok(after.every((one, i) => one >= before[i]! && one <= allAfter));
    const which = ["parent", "child", "other"].filter((_, i) => after[i] !== before[i]);
    if (which.length > 0) assert.ok(allAfter > all);
    return [...which, ...(allAfter > all ? ["all"] : [])].join(" ");
  };
  const add = (...written: Parameters<typeof give>[1]) => changed(() => give(store, written));

  assert.equal(await add(scribe.begin(PARENT)), "parent all");
  assert.equal(await add(scribe.begin(CHILD, { parent: PARENT.id })), "child all");
  assert.equal(await add(scribe.begin(OTHER)), "other all");
  const announced = scribe.create(BEN, PARENT.id, "nesting", {
    child: CHILD.id,
    nonce: CHILD.nonce,
    title: "Child",
  });
  assert.equal(await add(announced), "parent child all");
  // What is above shows below, where it can be asked for.
  const hall = scribe.resource(ANNA, PARENT.id);
  assert.equal(await add(hall), "parent child all");
  const tea = scribe.create(BEN, CHILD.id, "event", { title: "Tea", start: 0, end: 1 });
  assert.equal(await add(tea), "child all");
  const asked = scribe.request(BEN, hall, [0, 1], { event: tea.id });
  assert.equal(await add(asked), "parent child all");
  assert.equal(await add(asked), "");
  // The parent shows what the event is called.
  const renamed = scribe.update(BEN, tea, "event", { title: "Coffee" });
  assert.equal(await add(renamed), "parent child all");
  // An entry without effect shows on the log's page.
  assert.equal(await add(scribe.write(CARA, OTHER.id, new Uint8Array(3))), "other all");
  assert.equal(await add(scribe.write(CARA, null, new Uint8Array(3))), "all");
  // A name shows wherever its bearer wrote.
  assert.equal(await add(scribe.create(CARA, null, "user", { name: "Cara" })), "other all");
  assert.equal(
    await changed(() => store.prove({ kind: "fork", entries: [tea.entry, tea.entry] })),
    "",
  );
  const strayed = scribe.written.at(-1)!;
  assert.equal(await changed(() => give(store, [{ ...strayed, seqNum: 9 }])), "");
  // An announced festival that goes into hiding is taken off its parent's page.
  const hidden = scribe.message(BEN, CHILD.id, {
    action: "update",
    schema: "festival",
    id: CHILD.id,
    fields: { visibility: "unlisted" },
  });
  assert.equal(await add(hidden), "parent child all");
  assert.deepEqual((await store.nested(toHex(PARENT.id), {})).items, []);
});

storeTest("a revision changes with a deputy's name", async ({ store }) => {
  const scribe = new Scribe();
  scribe.resource(ANNA, OTHER.id, { deputy: BEN.key });
  await store.follow(OTHER.id);
  await give(store, scribe.written);
  const before = await store.revision(toHex(OTHER.id));
  await give(store, [scribe.create(BEN, null, "user", { name: "Ben" })]);
  assert.ok(await store.revision(toHex(OTHER.id)) > before);
});
