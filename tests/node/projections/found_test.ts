/** Worlds in which the store once differed from the oracle, made small. */
import assert from "node:assert/strict";
import { festivalOf, person, Scribe } from "../../oracle/scribe.ts";
import { project } from "../../oracle/world.ts";
import { assertAnswers, deliver, plainArrivals, storeFollowing } from "./held_against.ts";

const ANNA = person(0);
const BEN = person(1);
const F = festivalOf(ANNA).id;

/** Whole logs at once, and one entry a batch: both answer as the oracle does, and alike. */
function found(name: string, tell: (scribe: Scribe) => void): void {
  Deno.test(name, async () => {
    const scribe = new Scribe();
    tell(scribe);
    const projection = project(scribe.world());
    const oneByOne = scribe.written.map((written) => ({
      kind: "batch" as const,
      items: [{ written, withPayload: !written.payloadIsMissing }],
    }));
    const dumps: string[][] = [];
    for (const arrivals of [plainArrivals(scribe), oneByOne]) {
      const store = await storeFollowing([F]);
      try {
        await deliver(store, scribe, arrivals);
        await assertAnswers(store, scribe, projection);
        dumps.push(await store.dump());
      } finally {
        await store.close();
      }
    }
    assert.deepEqual(dumps[1], dumps[0]);
  });
}

found("a request that arrives after its resource knows the deputy", (scribe) => {
  const hall = scribe.resource(BEN, F, { deputy: ANNA.key });
  scribe.request(BEN, hall, [0, 1]);
});

found("the answer to a request that is broken and deleted is to an unknown request", (scribe) => {
  const hall = scribe.resource(ANNA, F);
  const request = scribe.request(ANNA, hall, [0, 0]);
  scribe.remove(request, "request");
  scribe.answer(ANNA, request, "confirmed");
});

found("a delete in log 0 makes no withdrawn request, whatever its schema says", (scribe) => {
  const profile = scribe.create(ANNA, null, "user", {});
  scribe.message(ANNA, null, { action: "delete", schema: "request", id: profile.id });
});

found("a profile that was replaced before it was deleted is deleted", (scribe) => {
  const profile = scribe.create(ANNA, null, "user", {});
  scribe.create(ANNA, null, "user", { name: "Anna" });
  scribe.message(ANNA, null, { action: "delete", schema: "user", id: profile.id });
});
