/**
 * What a failure in the middle leaves: all of a change, or nothing. Each statement of a change fails
 * once, before it is run and after, on a store that then goes on.
 */
import assert from "node:assert/strict";
import type { SqlDriver, SqlStatement, Store } from "../../../src/node/mod.ts";
import { openSqlStore } from "../../../src/node/mod.ts";
import { openSqlDriver } from "../../../src/platform/deno/mod.ts";
import { checked, festivalOf, forkProofOf, person, Scribe } from "../../oracle/scribe.ts";
import { give } from "./stores.ts";

const ANNA = person(0);
const BEN = person(1);
const FESTIVAL = festivalOf(ANNA);
const F = FESTIVAL.id;

/** Fails at the statement whose number is `at`, counted from `arm`. */
class FailingDriver implements SqlDriver {
  #left = Infinity;
  #when: "before" | "after" = "before";

  constructor(private readonly driver: SqlDriver) {}

  arm(at: number, when: "before" | "after"): void {
    this.#left = at;
    this.#when = when;
  }

  exec(sql: string): void {
    // Undoing is what is tested here: it works.
    if (sql === "ROLLBACK") return this.driver.exec(sql);
    return this.#step(() => this.driver.exec(sql));
  }

  prepare(sql: string): SqlStatement {
    const statement = this.driver.prepare(sql);
    return {
      run: (...values) => this.#step(() => statement.run(...values)),
      get: (...values) => this.#step(() => statement.get(...values)),
      all: (...values) => this.#step(() => statement.all(...values)),
    };
  }

  close(): void {
    this.driver.close();
  }

  #step<Result>(task: () => Result): Result {
    const fails = --this.#left === 0;
    if (fails && this.#when === "before") throw new Error("injected");
    const result = task();
    if (fails) throw new Error("injected");
    return result;
  }
}

async function assertAllOrNothing(
  prepare: (store: Store) => Promise<void>,
  change: (store: Store) => Promise<unknown>,
): Promise<void> {
  const expected = await openSqlStore({ driver: openSqlDriver(":memory:") });
  await prepare(expected);
  const before = await everything(expected);
  await change(expected);
  const after = await everything(expected);
  await expected.close();
  assert.notDeepEqual(after, before);

  for (const when of ["before", "after"] as const) {
    const driver = new FailingDriver(openSqlDriver(":memory:"));
    const store = await openSqlStore({ driver });
    await prepare(store);
    let at = 1;
    for (;; at++) {
      driver.arm(at, when);
      const failed = await change(store).then(() => false, (error) => error.message === "injected");
      driver.arm(Infinity, when);
      const now = await everything(store);
      if (JSON.stringify(now) === JSON.stringify(after)) {
        // At the commit itself the change may be there although it failed.
        if (!failed) break;
        await change(store);
        assert.deepEqual(await everything(store), after);
        break;
      }
      assert.ok(failed, `statement ${at}, ${when}: it says that it worked`);
      assert.deepEqual(now, before, `statement ${at}, ${when}`);
    }
    assert.ok(at > 10, `only ${at} statements`);
    await store.close();
  }
}

async function everything(store: Store) {
  return {
    dump: await store.dump(),
    entries: await store.countEntries(),
    follows: (await store.follows()).length,
    heads: await Promise.all([store.head(ANNA.key, 0), store.head(BEN.key, 0)]),
  };
}

function tale() {
  const scribe = new Scribe();
  scribe.begin(FESTIVAL);
  const hall = scribe.resource(ANNA, F, { title: "Hall", tags: ["warm", "dry"] });
  const event = scribe.create(BEN, F, "event", { title: "Tea", start: 0, end: 1 });
  const asked = scribe.request(BEN, hall, [0, 1], { event: event.id });
  const held = [...scribe.written];
  return { scribe, held, hall, event, asked };
}

Deno.test("append: a failure at any statement leaves all or nothing", async () => {
  const { scribe, held, hall, event, asked } = tale();
  const parent = festivalOf(ANNA, 7);
  scribe.begin(festivalOf(ANNA, 8), { parent: parent.id });
  scribe.update(ANNA, hall, "resource", { quantity: 3, title: "Great hall" });
  scribe.answer(ANNA, asked, "confirmed");
  scribe.remove(event, "event");
  scribe.request(BEN, hall, [5, 6]);
  scribe.create(ANNA, null, "user", { name: "Anna" });
  scribe.write(BEN, null, new Uint8Array(3), { endOfLog: true });
  const batch = scribe.written.filter((one) => !held.includes(one)).map((one) => checked(one));
  await assertAllOrNothing(
    async (store) => {
      await store.follow(F);
      await store.append(held.map((one) => checked(one, one !== asked)), {
        followCreated: false,
        receivedAt: 1,
      });
    },
    (store) => store.append([checked(asked), ...batch], { followCreated: true, receivedAt: 2 }),
  );
});

Deno.test("prove: a failure at any statement leaves all or nothing", async () => {
  const { scribe, hall } = tale();
  scribe.update(ANNA, hall, "resource", { quantity: 3 });
  scribe.cut(ANNA, F, 2);
  const proof = forkProofOf(scribe.logs[0]!);
  await assertAllOrNothing(
    async (store) => {
      await store.follow(F);
      await give(store, scribe.written, { receivedAt: 1 });
    },
    (store) => store.prove(proof),
  );
});
