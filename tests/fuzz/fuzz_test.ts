/** The corpus, and a short run from the same seed each time; `deno task fuzz` goes on from others. */
import assert from "node:assert/strict";
import { corpusOf } from "./corpus.ts";
import { fuzz, FuzzFailure } from "./fuzzer.ts";
import { randomOf } from "./random.ts";
import { mutate } from "./mutate.ts";
import { TARGETS } from "./targets.ts";

for (const target of TARGETS) {
  Deno.test(`fuzz: ${target.name}`, () => {
    const seeds = corpusOf(target.name);
    assert.ok(seeds.length > 0);
    const { runs } = fuzz(target, seeds, { seed: 1, milliseconds: 2_000 });
    assert.ok(runs > 0);
  });
}

Deno.test("fuzz: a decoder that throws, or is slow, is found, with a small input and its seed", () => {
  const throwing = {
    name: "broken",
    most: 100,
    try(bytes: Uint8Array) {
      if (bytes.includes(0x9a) && bytes.length > 3) throw new RangeError("too long");
      return "ok";
    },
  };
  const seeds = [new Uint8Array(50)];
  assert.throws(() => fuzz(throwing, seeds, { seed: 5, milliseconds: 60_000 }), (error) => {
    assert.ok(error instanceof FuzzFailure);
    assert.equal(error.input.length, 4);
    assert.match(error.message, /^broken, seed 5: too long\n/);
    return true;
  });
  const slow = {
    name: "slow",
    most: 100,
    try(bytes: Uint8Array) {
      const until = performance.now() + (bytes.length > 60 ? 40 : 0);
      while (performance.now() < until);
      return "ok";
    },
  };
  assert.throws(
    () => fuzz(slow, seeds, { seed: 5, milliseconds: 60_000 }),
    /slow, seed 5: \d+ bytes took \d+ ms/,
  );
});

Deno.test("fuzz: the same seed makes the same inputs, of every length up to the most", () => {
  const inputs = (seed: number) => {
    const random = randomOf(seed);
    const from = new Uint8Array(20).fill(7);
    return Array.from({ length: 2_000 }, () => mutate(from, from, 500, random));
  };
  assert.deepEqual(inputs(3), inputs(3));
  assert.notDeepEqual(inputs(3), inputs(4));
  const lengths = inputs(3).map(({ length }) => length);
  assert.ok(Math.min(...lengths) === 0 && Math.max(...lengths) === 500);
});
