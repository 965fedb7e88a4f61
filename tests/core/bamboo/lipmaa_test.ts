import assert from "node:assert/strict";
import fc from "fast-check";
import { certificatePool, lipmaa, lipmaalinkIsLeftOut } from "../../../src/core/bamboo/mod.ts";

/** Bamboo's recurrence, word for word, in integers of any size. */
function published(n: bigint): bigint {
  let k = 1n;
  while ((3n ** k - 1n) / 2n < n) k++;
  return n === (3n ** k - 1n) / 2n ? n - 3n ** (k - 1n) : n - (3n ** g(n) - 1n) / 2n;
}

function g(n: bigint): bigint {
  let k = 1n;
  while ((3n ** k - 1n) / 2n < n) k++;
  return n === (3n ** k - 1n) / 2n ? k : g(n - (3n ** (k - 1n) - 1n) / 2n);
}

Deno.test("lipmaa: follows the published recurrence for the first 30,000", () => {
  for (let n = 1; n <= 30_000; n++) assert.equal(lipmaa(n), Number(published(BigInt(n))), `${n}`);
});

Deno.test("lipmaa: follows it around every power of 3 and up to 2^53 − 1", () => {
  const edges = [
    Number.MAX_SAFE_INTEGER,
    Number.MAX_SAFE_INTEGER - 1,
    2 ** 31,
    2 ** 32,
    2 ** 32 + 1,
  ];
  for (let k = 1n; k < 34n; k++) {
    for (const near of [-2n, -1n, 0n, 1n, 2n]) {
      edges.push(Number((3n ** k - 1n) / 2n + near), Number(3n ** k + near));
    }
  }
  for (const n of edges.filter((one) => one >= 1 && Number.isSafeInteger(one))) {
    assert.equal(lipmaa(n), Number(published(BigInt(n))), `${n}`);
  }
});

Deno.test("lipmaa: follows it for any safe integer", () => {
  const safe = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
  fc.assert(fc.property(safe, (n) => assert.equal(lipmaa(n), Number(published(BigInt(n))))));
});

Deno.test("lipmaa: no two links cross", () => {
  for (let n = 1; n < 400; n++) {
    for (let between = lipmaa(n) + 1; between < n; between++) {
      assert(lipmaa(between) >= lipmaa(n), `${n} and ${between}`);
    }
  }
});

Deno.test("lipmaa: what is no seqnum is misuse", () => {
  for (const wrong of [0, -1, 1.5, NaN, 2 ** 53]) assert.throws(() => lipmaa(wrong), RangeError);
});

Deno.test("lipmaalinkIsLeftOut: at 1 and where the lipmaalink is the backlink", () => {
  const leftOut = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14].filter(lipmaalinkIsLeftOut);
  assert.deepEqual(leftOut, [1, 2, 3, 5, 6, 7, 9, 10, 11, 14]);
});

Deno.test("certificatePool: holds a path to the first entry and from the next corner", () => {
  assert.deepEqual(certificatePool(1), [1]);
  assert.deepEqual(certificatePool(4), [1, 4]);
  assert.deepEqual(certificatePool(7), [1, 4, 5, 6, 7, 8, 12, 13]);
  assert.throws(() => certificatePool(Number.MAX_SAFE_INTEGER), RangeError);
});

Deno.test("certificatePool: its members are chained by links, and few", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seqNum) => {
    const pool = certificatePool(seqNum);
    assert.equal(pool[0], 1);
    assert(pool.includes(seqNum));
    assert(pool.length < 80, `${pool.length} entries`);
    for (let at = 1; at < pool.length; at++) {
      const to = pool[at - 1]!;
      assert(lipmaa(pool[at]!) === to || pool[at]! - 1 === to);
    }
  }));
});

Deno.test("certificatePool: of any two entries, one's pool meets the other's", () => {
  for (let one = 1; one <= 60; one++) {
    const pool = new Set(certificatePool(one));
    for (let other = 1; other <= 60; other++) {
      assert(
        certificatePool(other).some((seqNum) => seqNum >= Math.min(one, other) && pool.has(seqNum)),
      );
    }
  }
});
