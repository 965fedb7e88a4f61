/** Whatever is in the logs: what an honest node gives of it is right, and what came of that is, too. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { toHex } from "../../src/core/messages/mod.ts";
import { createVerifier, type Store } from "../../src/node/mod.ts";
import { chosenHere, judgeChosen, Superseding } from "../../src/node/proven_keeper.ts";
import { native } from "../../src/platform/deno/mod.ts";
import { bookingScript, FESTIVALS, script, write } from "../oracle/generate.ts";
import { MemoryReport } from "./ports/memory_report.ts";
import { VirtualClock } from "./ports/virtual_clock.ts";
import { deliver, plainArrivals, storeFollowing } from "./projections/held_against.ts";

const SOAK = Deno.env.get("P2PANDA_SOAK") === "1" ? 50 : 1;
const verifier = createVerifier(native);

/** What a node that asks does with what another gives. */
function judgeFor(store: Store) {
  const prove = () => Promise.resolve("not-followed" as const);
  const superseding = new Superseding({ store, prove, report: new MemoryReport() });
  const parts = { store, verifier, clock: new VirtualClock(), prove, superseding };
  return (name: Uint8Array, chosen: Parameters<typeof judgeChosen>[2]) =>
    judgeChosen(parts, name, chosen);
}

Deno.test("whatever an honest node gives for any name is kept, and can be given on, whole", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(script, bookingScript),
      fc.infiniteStream(fc.nat()),
      async (given, picks) => {
        const scribe = write(given);
        const [a, b, c] = [
          await storeFollowing(FESTIVALS.map(({ id }) => id)),
          await storeFollowing([]),
          await storeFollowing([]),
        ];
        try {
          await deliver(a, scribe, plainArrivals(scribe));
          const nothing = await b.dump();
          const names = [
            ...scribe.written.flatMap(({ hash, id }) => [hash, id]),
            ...FESTIVALS.map(({ id }) => id),
            ...scribe.logs.map(({ author }) => author.key),
          ];
          const shuffled = names.map((name) => ({ name, at: picks.next().value as number }))
            .sort((one, other) => one.at - other.at).map(({ name }) => name);
          const known = new Set<string>();
          for (const name of shuffled) {
            const chosen = await chosenHere(a, name);
            if (chosen === null) continue;
            assert.equal(await judgeFor(b)(name, chosen), "kept", toHex(name));
            known.add(toHex(name));
          }
          for (const { festival, entries, cut } of scribe.logs) {
            for (const { hash, seqNum } of entries) {
              const counts = cut === null || seqNum < cut;
              assert.equal(known.has(toHex(hash)), counts, `${festival} ${seqNum}`);
            }
          }
          for (const name of shuffled) {
            if (!known.has(toHex(name))) continue;
            const again = await chosenHere(b, name);
            assert(again !== null, toHex(name));
            assert.equal(await judgeFor(c)(name, again), "kept", toHex(name));
          }
          for (const store of [b, c]) {
            assert.deepEqual(await store.dump(), nothing);
            assert.equal(await store.countEntries(), 0);
          }
        } finally {
          for (const store of [a, b, c]) await store.close();
        }
      },
    ),
    { numRuns: 10 * SOAK },
  );
});
