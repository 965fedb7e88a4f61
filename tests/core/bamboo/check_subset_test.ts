import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  certificatePool,
  checkPool,
  checkSubset,
  poolOfSubset,
} from "../../../src/core/bamboo/mod.ts";
import { native } from "../../../src/platform/deno/crypto.ts";
import { bytesOf, checked, sampleEntry, sampleLog } from "./sample_log.ts";

const LENGTH = 45;
const log = sampleLog(LENGTH);

const all = log.map(checked);
const at = (seqNums: readonly number[]) => seqNums.map((seqNum) => all[seqNum - 1]!);

/** Chosen places of a log of which so much is held. */
const someOf = fc.integer({ min: 1, max: LENGTH }).chain((length) =>
  fc.record({
    length: fc.constant(length),
    chosen: fc.uniqueArray(fc.integer({ min: 1, max: length }), { minLength: 1, maxLength: 6 }),
  })
);

Deno.test("checkSubset: entries with their merged pools are right, however long the log is", () => {
  fc.assert(
    fc.property(someOf, ({ length, chosen }) => {
      const pool = poolOfSubset(chosen, (seqNum) => seqNum <= length);
      assert(pool !== null);
      assert.equal(checkSubset(at(chosen), at(pool)), null);
    }),
  );
});

Deno.test("checkSubset: no path down may have a gap, and nothing may stand there that is in no pool", () => {
  fc.assert(
    fc.property(someOf, fc.nat(), ({ length, chosen }, which) => {
      const pool = poolOfSubset(chosen, (seqNum) => seqNum <= length)!;
      const lowest = Math.min(...chosen);
      const below = pool.filter((seqNum) => seqNum < lowest);
      if (below.length > 0) {
        const gone = below[which % below.length]!;
        const left = pool.filter((seqNum) => seqNum !== gone);
        assert.notEqual(checkSubset(at(chosen), at(left)), null);
      }
      const others = all.map((_, i) => i + 1)
        .filter((seqNum) => !pool.includes(seqNum) && !chosen.includes(seqNum));
      if (others.length > 0) {
        const more = [...pool, others[which % others.length]!];
        // It can lengthen a path that ended there: then it is of the pool.
        const fits = poolOfSubset(chosen, (seqNum) => more.includes(seqNum))!
          .includes(more.at(-1)!);
        assert.equal(checkSubset(at(chosen), at(more)) === null, fits);
      }
      const twice = [...pool, chosen[0]!];
      assert.equal(checkSubset(at(chosen), at(twice))?.code, "pool-entry-unfit");
    }),
  );
});

Deno.test("checkSubset: says of one entry what checkPool says", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: LENGTH }),
      fc.uniqueArray(fc.integer({ min: 1, max: LENGTH }), { maxLength: 3 }),
      fc.uniqueArray(fc.integer({ min: 1, max: LENGTH }), { maxLength: 2 }),
      (seqNum, without, more) => {
        const pool = [...new Set([...certificatePool(seqNum), ...more])]
          .filter((place) => place <= LENGTH && place !== seqNum && !without.includes(place));
        const item = { entry: all[seqNum - 1]!.bytes, payload: all[seqNum - 1]!.payload };
        const outcome = checkPool(item, at(pool).map(({ bytes }) => bytes), native);
        assert.equal(checkSubset(at([seqNum]), at(pool)) === null, outcome.ok);
      },
    ),
  );
});

Deno.test("checkSubset: an entry of a branch of the log is found by the links that lead past it", () => {
  const branch = log.slice(0, 8);
  while (branch.length < LENGTH) {
    branch.push(sampleEntry(branch, { payload: bytesOf(`another ${branch.length + 1}`) }));
  }
  const other = branch.map(checked);
  for (const seqNum of [14, 20, 40]) {
    const pool = poolOfSubset([seqNum], (place) => place <= LENGTH)!;
    const mixed = pool.map((place) => place === 13 ? other[12]! : all[place - 1]!);
    assert.equal(checkSubset(at([seqNum]), mixed)?.code, "pool-link-mismatch");
    assert.equal(checkSubset([other[seqNum - 1]!], at(pool))?.code, "pool-link-mismatch");
  }
  const stranger = sampleLog(5, { seed: new Uint8Array(32).fill(9) }).map(checked);
  assert.equal(checkSubset(at([2]), [stranger[0]!])?.code, "pool-entry-elsewhere");
  assert.throws(() => checkSubset([], at([1])), TypeError);
});
