/** Which create of a festival counts, where there are many: right in any order, and cheap. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { toHex } from "../../../src/core/messages/mod.ts";
import type { SqlDriver } from "../../../src/node/mod.ts";
import { arrivals, FESTIVALS, order } from "../../oracle/generate.ts";
import { Scribe, type Written } from "../../oracle/scribe.ts";
import { project } from "../../oracle/world.ts";
import { give, quickStore } from "../store/stores.ts";
import { assertAnswers, deliver, plainArrivals, storeFollowing } from "./held_against.ts";

const [FESTIVAL] = FESTIVALS;
const { author: AUTHOR, id: F } = FESTIVAL;

const gesture = fc.oneof(
  fc.record({ kind: fc.constant("begin" as const), start: fc.nat({ max: 6 }) }),
  fc.record({ kind: fc.constant("update" as const), start: fc.nat({ max: 6 }) }),
  fc.record({
    kind: fc.constant("delete" as const),
    of: fc.nat({ max: 40 }),
    schema: fc.constantFrom("festival", "festival", "request"),
  }),
);
const told = fc.record({
  gestures: fc.array(gesture, { maxLength: 16 }),
  cut: fc.option(fc.integer({ min: 2, max: 20 })),
});

/** A log that begins its festival again and again, and takes that back. */
function write(
  { gestures, cut }: typeof told extends fc.Arbitrary<infer Told> ? Told : never,
): Scribe {
  const scribe = new Scribe();
  const log: Written[] = [scribe.begin(FESTIVAL, { title: "0", start: 5, end: 6 })];
  for (const [i, each] of gestures.entries()) {
    const fields = { title: `${i + 1}` };
    if (each.kind === "begin") {
      // Some break the rule that it ends after it starts, by themselves or by an update.
      log.push(scribe.begin(FESTIVAL, { ...fields, start: each.start, end: 4 }));
    } else if (each.kind === "update") {
      const { start } = each;
      const draft = { action: "update", schema: "festival", id: F, fields: { ...fields, start } };
      log.push(scribe.message(AUTHOR, F, draft as never));
    } else log.push(scribe.remove(log[each.of % log.length]!, each.schema));
  }
  if (cut !== null && cut <= log.length) scribe.cut(AUTHOR, F, cut);
  return scribe;
}

Deno.test("festivals: whichever creates are taken back, in any order of arrival, the first left counts", async () => {
  const ids = FESTIVALS.map(({ id }) => id);
  const property = fc.asyncProperty(told, order, async (told, order) => {
    const scribe = write(told);
    const [one, other] = [await storeFollowing(ids), await storeFollowing(ids)];
    try {
      const projection = project(scribe.world());
      await deliver(one, scribe, plainArrivals(scribe));
      await assertAnswers(one, scribe, projection);
      await deliver(other, scribe, arrivals(scribe, order));
      await assertAnswers(other, scribe, projection);
      const dump = await one.dump();
      assert.deepEqual(await other.dump(), dump);
      await other.rebuild();
      assert.deepEqual(await other.dump(), dump);
    } finally {
      await Promise.all([one.close(), other.close()]);
    }
  });
  await fc.assert(property, { numRuns: 60 });
});

/** Counts how often a store asks its database for something. */
function counting(count: { asked: number }): (driver: SqlDriver) => SqlDriver {
  return (driver) => ({
    exec: (sql) => driver.exec(sql),
    prepare(sql) {
      count.asked++;
      return driver.prepare(sql);
    },
    close: () => driver.close(),
  });
}

Deno.test("festivals: of a thousand creates, taking one back costs what it costs of ten", async () => {
  const costs: number[] = [];
  for (const creates of [10, 1_000]) {
    const count = { asked: 0 };
    const { store } = await quickStore(counting(count));
    await store.follow(F);
    const scribe = new Scribe();
    const begun = Array.from(
      { length: creates },
      (_, i) => scribe.begin(FESTIVAL, { title: `${i}` }),
    );
    await give(store, begun);
    count.asked = 0;
    // One that counts for nothing, then the one that counts.
    await give(store, [scribe.remove(begun[creates - 1]!, "festival")]);
    await give(store, [scribe.remove(begun[0]!, "festival")]);
    await give(store, [scribe.remove(begun[1]!, "request")]);
    costs.push(count.asked);
    const festival = await store.festival(toHex(F));
    assert.equal(festival?.title, "2");
    await store.close();
  }
  // A log's length shows in a link or two, and in nothing else.
  assert(Math.abs(costs[1]! - costs[0]!) < 10, `${costs}`);
});
