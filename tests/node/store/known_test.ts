import assert from "node:assert/strict";
import * as fc from "fast-check";
import { toHex } from "../../../src/core/messages/mod.ts";
import { openSqlStore, type Queries } from "../../../src/node/mod.ts";
import { sqlQueries } from "../../../src/node/store/queries/mod.ts";
import { native, openSqlDriver } from "../../../src/platform/deno/mod.ts";
import { arrivals, bookingScript, FESTIVALS, order, script, write } from "../../oracle/generate.ts";
import { deliverOne } from "../projections/held_against.ts";
import { allPages } from "./stores.ts";

/** All that is kept between questions. */
async function seen(query: Queries) {
  const answers = [];
  for (const { id } of FESTIVALS) {
    const festival = toHex(id);
    const paged = { limit: 3 };
    const events = await allPages((cursor) =>
      query.events(festival, { ...paged, ...(cursor !== undefined && { cursor }) })
    );
    const places = await query.placesOfEvents(festival, events);
    const resources = await query.resources(festival, {});
    answers.push({ events, places: [...places].sort(), resources: resources.items });
  }
  return answers;
}

Deno.test("what a store keeps of events, places and bookings is what another connection reads", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(script, bookingScript), order, async (given, order) => {
      const folder = await Deno.makeTempDir();
      const path = `${folder}/store.sqlite`;
      const store = await openSqlStore({ driver: openSqlDriver(path), primitives: native });
      const scribe = write(given);
      const same = async () => {
        const driver = openSqlDriver(path, { readOnly: true });
        assert.deepEqual(await seen(store), await seen(sqlQueries(driver)));
        driver.close();
      };
      try {
        for (const { id } of FESTIVALS) await store.follow(id);
        await same();
        for (const [i, arrival] of arrivals(scribe, order).entries()) {
          await deliverOne(store, scribe, arrival, i);
          await same();
        }
        const before = await seen(store);
        await store.rebuild();
        assert.deepEqual(await seen(store), before);
        await same();
      } finally {
        await store.close();
        await Deno.remove(folder, { recursive: true });
      }
    }),
    { numRuns: 15, interruptAfterTimeLimit: 60_000 },
  );
});
