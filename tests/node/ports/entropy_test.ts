import assert from "node:assert/strict";
import type { Entropy } from "../../../src/node/mod.ts";
import { systemEntropy } from "../../../src/platform/deno/mod.ts";
import { SeededEntropy } from "./seeded_entropy.ts";

const SOURCES: { readonly [name: string]: Entropy } = {
  system: systemEntropy,
  seeded: new SeededEntropy(7),
};

for (const [name, entropy] of Object.entries(SOURCES)) {
  Deno.test(`Entropy (${name}): gives as many bytes as asked, new ones each time`, () => {
    for (const length of [0, 1, 16, 32, 65_536, 65_537, 200_000]) {
      const bytes = entropy.bytes(length);
      assert(bytes instanceof Uint8Array);
      assert.equal(bytes.length, length);
    }
    assert.notDeepEqual(entropy.bytes(32), entropy.bytes(32));
  });

  Deno.test(`Entropy (${name}): uses every byte about as often, to the end of a long answer`, () => {
    const bytes = entropy.bytes(256 * 1_000);
    const counts = new Array<number>(256).fill(0);
    for (const byte of bytes) counts[byte]!++;
    // Six standard deviations of 1,000: fails by chance once in two million runs.
    for (const count of counts) assert(Math.abs(count - 1_000) < 6 * Math.sqrt(1_000), `${count}`);
    assert(bytes.subarray(-64).some((byte) => byte !== 0));
  });
}

Deno.test("Entropy (seeded): the same for the same seed, another for another", () => {
  assert.deepEqual(new SeededEntropy(3).bytes(64), new SeededEntropy(3).bytes(64));
  assert.notDeepEqual(new SeededEntropy(3).bytes(64), new SeededEntropy(4).bytes(64));
});
