import assert from "node:assert/strict";
import * as fc from "fast-check";
import { toHex } from "../../../src/core/messages/mod.ts";
import {
  openSqlStore,
  type Queries,
  type SqlStatement,
  type SqlValue,
  type Store,
} from "../../../src/node/mod.ts";
import { sqlQueries } from "../../../src/node/store/queries/mod.ts";
import { native, openSqlDriver } from "../../../src/platform/deno/mod.ts";
import { arrivals, bookingScript, FESTIVALS, order, script, write } from "../../oracle/generate.ts";
import { festivalOf, person, Scribe } from "../../oracle/scribe.ts";
import { deliverOne } from "../projections/held_against.ts";
import { allPages, give, quickStore } from "./stores.ts";

const PEOPLE = Array.from({ length: 5 }, (_, i) => toHex(person(i).key));
const byId = (one: { readonly id: string }, other: { readonly id: string }) =>
  one.id < other.id ? -1 : 1;

/** All that is kept between questions. */
async function seen(query: Queries) {
  const answers = [];
  for (const { id } of FESTIVALS) {
    const festival = toHex(id);
    // First: so that these are read anew.
    const all = {
      own: [...await query.allEvents(festival, {})].sort(byId),
      nested: [...await query.allEvents(festival, { nested: true })].sort(byId),
      here: [...await query.allEvents(festival, { author: PEOPLE[0]!, from: 1, to: 9 })].sort(byId),
    };
    const paged = { limit: 3 };
    const events = await allPages((cursor) =>
      query.events(festival, { ...paged, ...(cursor !== undefined && { cursor }) })
    );
    const places = await query.placesOfEvents(festival, events);
    const resources = await query.resources(festival, {});
    assert.deepEqual(all.own, [...events].sort(byId));
    const names = [...await query.names(PEOPLE)].sort();
    answers.push({ events, all, places: [...places].sort(), resources: resources.items, names });
  }
  return answers;
}

Deno.test("what a store keeps of events, places, bookings and names is what another connection reads", async () => {
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

Deno.test("names are as their profiles say, from one question to the next", async () => {
  const { store } = await quickStore();
  const scribe = new Scribe();
  const [anna, ben] = [person(0), person(1)];
  const called = async () => {
    const names = await store.names([toHex(anna.key), toHex(ben.key)]);
    return [anna, ben].map(({ key }) => names.get(toHex(key)) ?? null);
  };
  const told = async (written: Parameters<typeof give>[1][number]) => {
    await give(store, [written]);
    return await called();
  };
  assert.deepEqual(await called(), [null, null]);
  const first = scribe.create(anna, null, "user", { name: "Anna" });
  assert.deepEqual(await told(first), ["Anna", null]);
  const second = scribe.create(ben, null, "user", { name: "Ben" });
  assert.deepEqual(await told(second), ["Anna", "Ben"]);
  const again = scribe.create(anna, null, "user", { name: "Annabel" });
  assert.deepEqual(await told(again), ["Annabel", "Ben"]);
  assert.deepEqual(await told(scribe.remove(again, "user")), ["Anna", "Ben"]);
  assert.deepEqual(await told(scribe.remove(second, "user")), ["Anna", null]);
  await store.close();
});

Deno.test("allEvents gives all of hundreds, and pauses only where many were not read before", async () => {
  const { store } = await quickStore();
  const scribe = new Scribe();
  const [anna, festival] = [person(0), festivalOf(person(0), 1)];
  scribe.begin(festival);
  const made = Array.from(
    { length: 450 },
    (_, i) =>
      scribe.create(anna, festival.id, "event", { title: "Tea", start: i % 7, end: 9 + i % 5 }),
  );
  await store.follow(festival.id);
  await give(store, scribe.written);
  let pauses = 0;
  const all = async () => {
    const events = await store.allEvents(toHex(festival.id), {}, () => {
      pauses++;
      return Promise.resolve();
    });
    return events.map(({ id }) => id).sort();
  };
  assert.deepEqual(await all(), made.map(({ id }) => toHex(id)).sort());
  assert.equal(pauses, 2);
  assert.deepEqual(await all(), made.map(({ id }) => toHex(id)).sort());
  assert.equal(pauses, 2);
  await store.close();
});

Deno.test("what a festival holds is counted again only where it changed, also after a start", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/store.sqlite`;
  let counted = 0;
  const open = () => {
    const driver = openSqlDriver(path);
    const prepare = (sql: string): SqlStatement => {
      const statement = driver.prepare(sql);
      if (!/^SELECT count/.test(sql)) return statement;
      const get = (...values: readonly SqlValue[]) => {
        counted++;
        return statement.get(...values);
      };
      return {
        get,
        run: (...values) => statement.run(...values),
        all: (...v) => statement.all(...v),
      };
    };
    return openSqlStore({ driver: { ...driver, prepare }, primitives: native });
  };
  const scribe = new Scribe();
  const [one, other] = [festivalOf(person(0), 1), festivalOf(person(1), 2)];
  for (const festival of [one, other]) scribe.begin(festival);
  scribe.create(person(0), one.id, "event", { title: "Tea", start: 0, end: 1 });
  const events = async (store: Store) => {
    counted = 0;
    const { items } = await store.festivals({});
    return [Object.fromEntries(items.map(({ id, counts }) => [id, counts.events])), counted];
  };
  const [first, second] = [toHex(one.id), toHex(other.id)];
  try {
    const begun = await open();
    await begun.follow(one.id);
    await begun.follow(other.id);
    await give(begun, scribe.written);
    assert.deepEqual(await events(begun), [{ [first]: 1, [second]: 0 }, 6]);
    assert.deepEqual(await events(begun), [{ [first]: 1, [second]: 0 }, 0]);
    await begun.close();

    const again = await open();
    assert.deepEqual(await events(again), [{ [first]: 1, [second]: 0 }, 0]);
    await give(again, [scribe.create(person(1), other.id, "event", {
      title: "Cake",
      start: 0,
      end: 1,
    })]);
    // Killed before it could keep them.
    const beside = await open();
    assert.deepEqual(await events(beside), [{ [first]: 1, [second]: 1 }, 3]);
    assert.deepEqual(await events(again), [{ [first]: 1, [second]: 1 }, 3]);
    await beside.close();
    await again.rebuild();
    assert.deepEqual(await events(again), [{ [first]: 1, [second]: 1 }, 6]);
    await again.close();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
