/** What a store answers of what was taken back, or can be. */
import assert from "node:assert/strict";
import { toHex } from "../../../src/core/messages/mod.ts";
import { festivalOf, person, Scribe, type Written } from "../../oracle/scribe.ts";
import { give, storeTest } from "./stores.ts";

const ANNA = person(0);
const BEN = person(1);
const FESTIVAL = festivalOf(ANNA, 1);
const CHILD = festivalOf(BEN, 2);
const F = FESTIVAL.id;
const idOf = ({ id }: Written) => toHex(id);

storeTest(
  "tells what an event's author withdrew and has not asked for since",
  async ({ store }) => {
    const scribe = new Scribe();
    scribe.begin(FESTIVAL);
    const resource = (title: string) => scribe.resource(ANNA, F, { title });
    const [hall, van, tent, lamp] = ["Hall", "Van", "Tent", "Lamp"].map(resource) as [
      Written,
      Written,
      Written,
      Written,
    ];
    const event = scribe.create(BEN, F, "event", { title: "Tea", start: 0, end: 9 });
    const ask = (what: Written, at: number, by = BEN) =>
      scribe.request(by, what, [at, at + 1], { event: event.id, note: "n", quantity: 1 });
    // Of the hall the last one; the van is asked for again; the tent is gone; the lamp is denied.
    const [early, late] = [ask(hall, 1), ask(hall, 2)];
    const old = ask(van, 1);
    const lost = ask(tent, 1);
    const no = ask(lamp, 1);
    const foreign = ask(hall, 5, ANNA);
    for (const one of [early, late, old, lost, no, foreign]) scribe.remove(one, "request");
    ask(van, 3);
    scribe.answer(ANNA, ask(lamp, 2), "denied");
    scribe.remove(tent, "resource");
    await store.follow(F);
    await give(store, scribe.written);
    const before = await store.askedBefore(idOf(event));
    assert.deepEqual(before, [{
      id: idOf(late),
      author: toHex(BEN.key),
      festival: toHex(F),
      event: idOf(event),
      eventFestival: null,
      resource: idOf(hall),
      resourceTitle: "Hall",
      owner: toHex(ANNA.key),
      start: 2,
      end: 3,
      quantity: 1,
      note: "n",
      answer: null,
    }]);
    assert.deepEqual(await store.askedBefore(idOf(hall)), []);
    assert.deepEqual(await store.askedBefore("no id"), []);

    // A deleted event tells nothing, and the same again once it is back.
    const removed = scribe.remove(event, "event");
    await give(store, [removed]);
    await give(store, [scribe.remove(removed, "event")]);
    await give(store, [event]);
    assert.deepEqual(await store.askedBefore(idOf(event)), before);
  },
);

storeTest("tells where a festival is announced, and by which message", async ({ store }) => {
  const scribe = new Scribe();
  scribe.begin(FESTIVAL);
  scribe.begin(CHILD, { parent: F, title: "Child" });
  const announce = (title: string) =>
    scribe.create(BEN, F, "nesting", { child: CHILD.id, nonce: CHILD.nonce, title });
  const [first, second] = [announce("Kid"), announce("Child")];
  for (const id of [F, CHILD.id]) await store.follow(id);
  await give(store, scribe.written);
  const child = toHex(CHILD.id);
  const festival = await store.festival(child);
  assert.equal(festival?.nonce, toHex(CHILD.nonce));
  const announced = async () => (await store.announcements(child)).map(({ id }) => id);
  const listed = async () =>
    (await store.nested(toHex(F), {})).items.map(({ announcement }) => announcement);
  assert.deepEqual(await announced(), [idOf(first), idOf(second)]);
  assert.deepEqual(await listed(), [idOf(second)]);
  await give(store, [scribe.remove(second, "nesting")]);
  assert.deepEqual(await announced(), [idOf(first)]);
  assert.deepEqual(await listed(), [idOf(first)]);
  await give(store, [scribe.remove(first, "nesting")]);
  assert.deepEqual(await announced(), []);
  assert.deepEqual(await store.announcements("no id"), []);
});

storeTest(
  "tells which messages said a profile, and which events are called the same",
  async ({ store }) => {
    const scribe = new Scribe();
    scribe.begin(FESTIVAL);
    const said = ["Ben", "Benjamin", "B."].map((name) =>
      scribe.create(BEN, null, "user", { name })
    );
    scribe.remove(said[1]!, "user");
    const event = (title: string, start: number, by = BEN) =>
      scribe.create(by, F, "event", { title, start, end: start + 1 });
    const yoga = [event("Yoga", 5), event("Yoga", 1)];
    event("yoga", 2);
    event("Yoga, late", 3);
    event("Yoga", 4, ANNA);
    await store.follow(F);
    await give(store, scribe.written);
    const { items } = await store.updatesOf(toHex(BEN.key), {});
    assert.deepEqual(items.map(({ id }) => id), [idOf(said[2]!), idOf(said[0]!)]);
    const found = await store.events(toHex(F), {
      author: toHex(BEN.key),
      title: "Yoga",
      sort: "title",
    });
    assert.deepEqual(found.items.map(({ id }) => id), yoga.map(idOf));
  },
);
