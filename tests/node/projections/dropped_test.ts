/** Payloads that come late, are dropped, and wanted again: any history of it ends the same. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { logIdOf, toHex } from "../../../src/core/messages/mod.ts";
import type { Store } from "../../../src/node/mod.ts";
import {
  type Arrival,
  arrivals,
  bookingScript,
  FESTIVALS,
  order,
  script,
  write,
} from "../../oracle/generate.ts";
import { checked, type Scribe } from "../../oracle/scribe.ts";
import { project, type World } from "../../oracle/world.ts";
import { assertAnswers, deliverOne, storeFollowing, wantedBy } from "./held_against.ts";

const SOAK = Deno.env.get("P2PANDA_SOAK") === "1" ? 50 : 1;
const IDS = FESTIVALS.map((one) => one.id);

/** What a replica is told, of which payloads, and when it exchanges some with another. */
const history = fc.record({
  order,
  /** Which payloads it never gets with their entries. */
  without: fc.array(fc.nat({ max: 3 }).map((one) => one === 0), { minLength: 1, maxLength: 30 }),
  exchanges: fc.array(fc.boolean(), { minLength: 1, maxLength: 10 }),
});

/** Gives one store what it wants and the other has; how many that were. */
async function exchange(scribe: Scribe, from: Store, to: Store): Promise<number> {
  let given = 0;
  for (const id of await wantedBy(to, scribe)) {
    const written = scribe.written.find((one) => toHex(one.id) === id)!;
    const payload = (await from.entry(written.hash))?.payload ?? null;
    if (payload === null) continue;
    const [result] = await to.append([checked(written, true)], {
      followCreated: false,
      receivedAt: 0,
    });
    assert.ok(result?.status === "duplicate" && result.supplied, "what is wanted is taken");
    given++;
  }
  return given;
}

/** The world as a store holds it: with the payloads that are there. */
async function worldIn(store: Store, scribe: Scribe): Promise<World> {
  const logs = [];
  for (const { author, festival, entries, cut } of scribe.logs) {
    const logId = festival === null ? 0 : logIdOf(festival);
    const held = await store.range(author.key, logId, 1, entries.length);
    logs.push({
      author: author.key,
      festival,
      cut,
      entries: entries.map(({ seqNum, hash, endOfLog }, i) => ({
        seqNum,
        hash,
        // From the cut on nobody asks for any.
        payload: seqNum < (cut ?? Infinity) ? held[i]?.payload ?? null : null,
        endOfLog,
      })),
    });
  }
  return { logs };
}

Deno.test("whoever dropped what, and whatever came late: replicas that exchange payloads agree", async () => {
  const property = fc.asyncProperty(
    fc.oneof(script, bookingScript),
    fc.array(history, { minLength: 2, maxLength: 3 }),
    async (given, histories) => {
      const scribe = write(given);
      const stores: Store[] = [];
      try {
        const queues: Arrival[][] = [];
        for (const { order, without } of histories) {
          stores.push(await storeFollowing(stores.length % 2 === 0 ? IDS : IDS.toReversed()));
          queues.push(
            arrivals(scribe, order).map((arrival): Arrival =>
              arrival.kind === "proof" ? arrival : {
                kind: "batch",
                items: arrival.items.map(({ written, withPayload }) => ({
                  written,
                  withPayload: withPayload &&
                    !without[scribe.written.indexOf(written) % without.length]!,
                })),
              }
            ),
          );
        }
        for (let step = 0; queues.some((queue) => queue.length > 0); step++) {
          for (const [i, queue] of queues.entries()) {
            const arrival = queue.shift();
            if (arrival !== undefined) await deliverOne(stores[i]!, scribe, arrival, step);
            const { exchanges } = histories[i]!;
            if (!exchanges[step % exchanges.length]!) continue;
            await exchange(scribe, stores[(i + 1) % stores.length]!, stores[i]!);
          }
        }
        for (let given = 1, rounds = 0; given > 0; rounds++) {
          assert.ok(rounds < 50, "payloads go round for ever");
          given = 0;
          for (const to of stores) {
            for (const from of stores) given += await exchange(scribe, from, to);
          }
        }
        const [first, ...others] = stores;
        const dump = await first!.dump();
        for (const other of others) assert.deepEqual(await other.dump(), dump);
        const world = await worldIn(first!, scribe);
        await assertAnswers(first!, scribe, project(world));
        await first!.rebuild();
        assert.deepEqual(await first!.dump(), dump);
        assert.deepEqual(await worldIn(first!, scribe), world);
        // And nothing is kept that nobody asks for.
        for (const other of others) assert.deepEqual(await worldIn(other, scribe), world);
      } finally {
        for (const store of stores) await store.close();
      }
    },
  );
  await fc.assert(property, { numRuns: 120 * SOAK });
});
