/** The store held against the oracle: what it answers, in whatever order the logs arrived. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { checkEntry, documentIdOf } from "../../../src/core/bamboo/mod.ts";
import { fromHex, toHex } from "../../../src/core/messages/mod.ts";
import { native } from "../../../src/platform/deno/crypto.ts";
import {
  arrivals,
  bookingScript,
  FESTIVALS,
  order,
  type Script,
  script,
  write,
} from "../../oracle/generate.ts";
import { project } from "../../oracle/world.ts";
import type { ProjectionVectors } from "../../vectors/make_projection.ts";
import {
  assertAnswers,
  bookingsIn,
  deliver,
  plainArrivals,
  storeFollowing,
} from "./held_against.ts";

const SOAK = Deno.env.get("P2PANDA_SOAK") === "1" ? 50 : 1;
const IDS = FESTIVALS.map((one) => one.id);

/** What the store has no answer for, or another than the oracle, throws. */
async function holdAgainstOracle(given: Script): Promise<void> {
  const scribe = write(given);
  const store = await storeFollowing(IDS);
  try {
    await deliver(store, scribe, plainArrivals(scribe));
    await assertAnswers(store, scribe, project(scribe.world()));
  } finally {
    await store.close();
  }
}

Deno.test("the store answers as the oracle does", async () => {
  await fc.assert(fc.asyncProperty(script, holdAgainstOracle), { numRuns: 100 * SOAK });
  await fc.assert(fc.asyncProperty(bookingScript, holdAgainstOracle), { numRuns: 100 * SOAK });
});

Deno.test("any order of arrival, in any batches, gives the same projections", async () => {
  const property = fc.asyncProperty(
    fc.oneof(script, bookingScript),
    order,
    async (given, order) => {
      const scribe = write(given);
      const [one, other] = [await storeFollowing(IDS), await storeFollowing(IDS.toReversed())];
      try {
        await deliver(one, scribe, plainArrivals(scribe));
        await deliver(other, scribe, arrivals(scribe, order));
        await assertAnswers(other, scribe, project(scribe.world()));
        const dump = await one.dump();
        assert.deepEqual(await other.dump(), dump);
        await other.rebuild();
        assert.deepEqual(await other.dump(), dump);
      } finally {
        await one.close();
        await other.close();
      }
    },
  );
  await fc.assert(property, { numRuns: 150 * SOAK });
});

Deno.test("a booking depends on the logs of its resource's festival alone", async () => {
  const [{ id }] = FESTIVALS;
  const property = fc.asyncProperty(script, script, async (given, elsewhere) => {
    const here = write(given);
    const there = write(elsewhere);
    const isHere = (log: { readonly festival: Uint8Array | null }) => log.festival === id;
    const mixed = {
      logs: [
        ...here.world().logs.filter(isHere),
        ...there.world().logs.filter((log) => !isHere(log)),
      ],
    };
    const expected = bookingsIn(project(here.world()), toHex(id));
    assert.deepEqual(bookingsIn(project(mixed), toHex(id)), expected);

    const store = await storeFollowing(IDS);
    try {
      for (const scribe of [here, there]) {
        const chosen = plainArrivals(scribe).filter((arrival) => {
          const log = arrival.kind === "proof"
            ? scribe.logs[arrival.log]
            : arrival.items[0]?.written;
          return log !== undefined && isHere(log) === (scribe === here);
        });
        await deliver(store, scribe, chosen);
      }
      for (const { id, status, reason } of expected) {
        const answer = await store.request(id);
        assert.equal(answer?.status, status, `status of ${id}`);
        if (answer !== null && "reason" in answer) assert.equal(answer.reason, reason);
      }
    } finally {
      await store.close();
    }
  });
  await fc.assert(property, { numRuns: 60 * SOAK });
});

const file = new URL("../../vectors/projection.json", import.meta.url);
const vectors: ProjectionVectors = JSON.parse(Deno.readTextFileSync(file));

for (const { name, logs, projection } of vectors.worlds) {
  Deno.test(`our vectors: the store says the same: ${name}`, async () => {
    const festivals = new Set(logs.flatMap(({ festival }) => festival === null ? [] : [festival]));
    const store = await storeFollowing([...festivals].map((id) => fromHex(id)!));
    try {
      const told = [];
      for (const { author, festival, cut, proof, entries } of logs) {
        const batch = entries.map(({ entry, payload }) => {
          const bytes = payload === null ? null : fromHex(payload);
          const outcome = checkEntry({ entry: fromHex(entry)!, payload: bytes }, native);
          assert(outcome.ok);
          return outcome.checked;
        });
        await store.append(batch, { followCreated: false, receivedAt: 0 });
        if (proof !== null) {
          const [one, other] = [fromHex(proof[0])!, fromHex(proof[1])!];
          await store.prove({ kind: "fork", entries: [one, other] });
        }
        told.push({
          author: { key: fromHex(author)! },
          festival: festival === null ? null : fromHex(festival),
          entries: batch.map(({ hash }) => ({ id: documentIdOf(hash) })),
          cut,
        });
      }
      await assertAnswers(store, { logs: told }, projection);
    } finally {
      await store.close();
    }
  });
}
