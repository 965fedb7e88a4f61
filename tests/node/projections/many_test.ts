/** Many documents at once: what is written and asked together comes to what it comes to one by one. */
import assert from "node:assert/strict";
import { toHex } from "../../../src/core/messages/mod.ts";
import { festivalOf, person, Scribe, type Written } from "../../oracle/scribe.ts";
import { give, quickStore } from "../store/stores.ts";

const ANNA = person(0);
const BEN = person(1);
const FESTIVAL = festivalOf(ANNA);
const F = FESTIVAL.id;

/** Events and requests by the dozen; among them what changes, answers and takes back some. */
function bustle(): readonly Written[] {
  const scribe = new Scribe();
  scribe.begin(FESTIVAL);
  const hall = scribe.resource(ANNA, F, { title: "Hall", quantity: 2 });
  const asked: Written[] = [];
  for (let i = 0; i < 70; i++) {
    const event = scribe.create(BEN, F, "event", {
      title: `Tea ${i}`,
      start: i,
      end: i % 20 === 7 ? i : i + 1,
    });
    asked.push(scribe.request(BEN, hall, [i >> 1, (i >> 1) + 2], { event: event.id }));
    if (i % 9 === 4) scribe.update(BEN, event, "event", { title: `Cake ${i}` });
    if (i % 11 === 5) scribe.answer(ANNA, asked[i - 3]!, i % 2 === 0 ? "confirmed" : "denied");
    if (i % 13 === 6) scribe.remove(asked[i - 1]!, "request");
    if (i % 17 === 8) scribe.remove(event, "event");
  }
  // And many with nothing in between, which go in together.
  for (let i = 0; i < 40; i++) {
    const event = scribe.create(BEN, F, "event", { title: `Soup ${i}`, start: i, end: i + 1 });
    scribe.request(BEN, hall, [i >> 1, (i >> 1) + 2], { event: event.id });
  }
  for (const [i, one] of asked.entries()) if (i % 5 === 0) scribe.answer(ANNA, one, "confirmed");
  return scribe.written;
}

for (
  const [order, sorted] of [
    ["as it was written", (all: readonly Written[]) => all],
    ["answers first", (all: readonly Written[]) => [
      ...all.filter(({ author }) => author === ANNA),
      ...all.filter(({ author }) => author !== ANNA),
    ]],
  ] as const
) {
  Deno.test(`projections: many documents in one batch, ${order}`, async () => {
    const written = sorted(bustle());
    const [whole, single] = [(await quickStore()).store, (await quickStore()).store];
    for (const store of [whole, single]) await store.follow(F);
    // The hall is there before: all that is asked of a new one is settled anyway.
    const together = [...await give(whole, written.slice(0, 2))];
    // Whoever asks for a page has what changes noted from then on.
    await whole.names([toHex(BEN.key)]);
    together.push(...await give(whole, written.slice(2)));
    const alone = [];
    for (const one of written) alone.push(...await give(single, [one]));
    assert.deepEqual(together.map(({ status }) => status), alone.map(({ status }) => status));
    const dump = await single.dump();
    assert.ok(dump.length > 140);
    assert.deepEqual(await whole.dump(), dump);
    await whole.rebuild();
    assert.deepEqual(await whole.dump(), dump);
    await whole.close();
    await single.close();
  });
}
