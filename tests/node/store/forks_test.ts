import assert from "node:assert/strict";
import fc from "fast-check";
import type { ForkProof } from "../../../src/core/bamboo/mod.ts";
import type { Store } from "../../../src/node/mod.ts";
import { festivalOf, person, Scribe, type Written } from "../../oracle/scribe.ts";
import { seeded } from "../sync/simulation.ts";
import { give, quickStore } from "./stores.ts";

const [ANNA, BEN] = [person(0), person(1)] as const;
const FESTIVAL = festivalOf(ANNA);
const F = FESTIVAL.id;

/** Ben's log up to a place, and then what each branch says of its own: all sorts of messages. */
function branch(parting: number, name: string) {
  const scribe = new Scribe();
  scribe.begin(FESTIVAL);
  const hall = scribe.resource(ANNA, F, { title: "Hall" });
  const ask = (note: string, more = {}) =>
    scribe.create(BEN, F, "request", {
      event: hall.id,
      resource: hall.id,
      start: 0,
      end: 10,
      note,
      ...more,
    });
  const steps: ((suffix: string) => unknown)[] = [
    (suffix) => scribe.resource(BEN, F, { title: `Tent${suffix}` }),
    (suffix) => ask(`please${suffix}`),
    (suffix) => scribe.update(BEN, own()[0]!, "resource", { title: `Marquee${suffix}` }),
    (suffix) => ask(`or then${suffix}`, { replaces: own()[1]!.id }),
    (suffix) => suffix !== "" ? ask(`no${suffix}`) : scribe.remove(own()[0]!, "resource"),
    (suffix) => suffix !== "" ? ask(`nor that${suffix}`) : scribe.remove(own()[4]!, "resource"),
    (suffix) => scribe.resource(BEN, F, { title: `Lamp${suffix}` }),
  ];
  const own = () => scribe.written.filter(({ author }) => author === BEN);
  steps.forEach((step, i) => step(i + 1 < parting ? "" : ` ${name}`));
  return { entries: own(), others: scribe.written.filter(({ author }) => author === ANNA), hall };
}

/** The story: two branches of Ben's log, a third that parts earlier, and Anna's own log. */
function story(late: number, early: number) {
  const [a, b, c] = [branch(Infinity, "a"), branch(late, "b"), branch(early, "c")];
  const scribe = new Scribe();
  scribe.begin(FESTIVAL);
  scribe.resource(ANNA, F, { title: "Hall" });
  const answers = [1, 3].flatMap((at) => [a, b, c].map(({ entries }) => entries[at]!.id))
    .map((request) => scribe.create(ANNA, F, "authorization", { request, verdict: "confirmed" }));
  const fork = (one: Written, other: Written): ForkProof => ({
    kind: "fork",
    entries: [one.entry, other.entry],
  });
  return {
    branches: [a.entries, b.entries, c.entries],
    others: [...a.others, ...answers],
    high: fork(a.entries[late - 1]!, b.entries[late - 1]!),
    low: fork(c.entries[early - 1]!, a.entries[early - 1]!),
    prefix: (cut: number) => a.entries.slice(0, cut - 1),
  };
}

Deno.test("Store: whatever branch and proofs came, how often and in what order: the same is left", async () => {
  const property = fc.asyncProperty(
    fc.nat(2 ** 31),
    fc.integer({ min: 2, max: 7 }),
    fc.integer({ min: 1, max: 7 }),
    fc.boolean(),
    async (seed, late, first, withLow) => {
      const early = Math.min(first, late - 1);
      const random = seeded(seed);
      const { branches, others, high, low, prefix } = story(late, early);
      const cut = withLow ? early : late;

      /** Some of a branch at a time, again and again: what was lost comes with the next try. */
      const receive = async (store: Store, log: readonly Written[]) => {
        const to = random(log.length + 1);
        await give(store, log.slice(random(to + 1), to));
      };
      const dumps: string[][] = [];
      for (let replica = 0; replica < 3; replica++) {
        const { store } = await quickStore();
        await store.follow(F);
        const mine = branches[random(withLow ? 3 : 2)]!;
        for (let turns = random(12); turns > 0; turns--) {
          const what = random(6);
          if (what === 0) assert(await store.prove(high));
          else if (what === 1 && withLow) assert(await store.prove(low));
          else await receive(store, what < 4 ? mine : others);
        }
        // All of what is valid, and the proofs, come in the end.
        const proofs = withLow ? [high, low] : [high];
        for (const proof of random(2) === 0 ? proofs : proofs.reverse()) await store.prove(proof);
        await give(store, others);
        await give(store, prefix(cut));
        dumps.push(await store.dump());
        await store.rebuild();
        dumps.push(await store.dump());
        await store.close();
      }

      const { store: only } = await quickStore();
      await only.follow(F);
      await give(only, others);
      await give(only, prefix(cut));
      await only.prove(withLow ? low : high);
      const expected = await only.dump();
      await only.close();
      for (const dump of dumps) assert.deepEqual(dump, expected);
    },
  );
  await fc.assert(property, { numRuns: 60 });
});
