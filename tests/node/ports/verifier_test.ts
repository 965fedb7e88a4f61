/** The acceptance suite of the `Verifier` port, run on every implementation. */
import assert from "node:assert/strict";
import { checkEntry, type CheckItem } from "../../../src/core/bamboo/mod.ts";
import { portable, type Primitives } from "../../../src/core/crypto/mod.ts";
import type { Verifier } from "../../../src/node/ports.ts";
import { createVerifier } from "../../../src/node/verifier.ts";
import { native } from "../../../src/platform/deno/crypto.ts";
import { pause } from "../../../src/platform/deno/pause.ts";
import { createVerifierPool } from "../../../src/platform/deno/verifier/mod.ts";
import { bytesOf, sampleLog } from "../../core/bamboo/sample_log.ts";

const IMPLEMENTATIONS: readonly [string, () => Verifier][] = [
  ["native", () => createVerifier(native)],
  ["native with pauses", () => createVerifier(native, { pause })],
  ["workers", () => createVerifierPool({ workers: 2, fewest: 0 })],
  ["workers, where few are checked in the thread", () => createVerifierPool()],
  ["portable", () => createVerifier(portable, { pause, pauseEvery: 8 })],
];

const good: CheckItem[] = sampleLog(20).map(({ bytes, payload }) => ({ entry: bytes, payload }));
const mixed: CheckItem[] = good.flatMap((item, index) => [
  item,
  { ...item, payload: null },
  index % 2 === 0
    ? { ...item, entry: item.entry.subarray(index) }
    : { ...item, payload: bytesOf("no payload of any entry") },
]);

for (const [name, open] of IMPLEMENTATIONS) {
  Deno.test(`Verifier, ${name}: one outcome an item, in order, refusals among the rest`, async () => {
    const verifier = open();
    const outcomes = await verifier.check(mixed);
    assert.deepEqual(outcomes, mixed.map((item) => checkEntry(item, native)));
    await verifier.close();
  });

  Deno.test(`Verifier, ${name}: takes an empty batch`, async () => {
    const verifier = open();
    assert.deepEqual(await verifier.check([]), []);
    await verifier.close();
  });

  Deno.test(`Verifier, ${name}: batches at the same time do not mix`, async () => {
    const verifier = open();
    const batches = [good.slice(0, 12), mixed, good.slice(5)];
    const outcomes = await Promise.all(batches.map((batch) => verifier.check(batch)));
    for (const [index, batch] of batches.entries()) {
      assert.deepEqual(outcomes[index], batch.map((item) => checkEntry(item, native)));
    }
    await verifier.close();
  });

  Deno.test(`Verifier, ${name}: closing lets end what was begun, and nothing begin`, async () => {
    const verifier = open();
    const begun = verifier.check(mixed);
    await verifier.close();
    assert.equal((await begun).length, mixed.length);
    await assert.rejects(verifier.check(good), TypeError);
    await verifier.close();
  });
}

Deno.test("createVerifier: pauses after each so many entries, and not at the end", async () => {
  const checkedBetween: number[] = [];
  let verified = 0;
  const counting: Primitives = {
    ...native,
    verifySignature(...parts) {
      verified++;
      return native.verifySignature(...parts);
    },
  };
  const verifier = createVerifier(counting, {
    pauseEvery: 5,
    pause: () => Promise.resolve(void checkedBetween.push(verified)),
  });
  await verifier.check(good);
  assert.deepEqual(checkedBetween, [5, 10, 15]);
});

Deno.test("pause: lets the event loop have its turn", async () => {
  let turned = false;
  setTimeout(() => turned = true, 0);
  const deadline = performance.now() + 5_000;
  while (!turned && performance.now() < deadline) await pause();
  assert(turned);
});
