import assert from "node:assert/strict";
import * as fc from "fast-check";
import { certificatePool, checkPool, lipmaa } from "../../../src/core/bamboo/mod.ts";
import { portable } from "../../../src/core/crypto/mod.ts";
import { native } from "../../../src/platform/deno/crypto.ts";
import { bytesOf, type SampleEntry, sampleEntry, sampleLog } from "./sample_log.ts";

const log = sampleLog(45);

const item = ({ bytes, payload }: SampleEntry) => ({ entry: bytes, payload });

function poolOf(seqNum: number, from: readonly SampleEntry[] = log): Uint8Array[] {
  return certificatePool(seqNum).filter((one) => one <= from.length).map((one) =>
    from[one - 1]!.bytes
  );
}

function codeOf(seqNum: number, pool: readonly Uint8Array[], from: readonly SampleEntry[] = log) {
  const outcome = checkPool(item(from[seqNum - 1]!), pool, native);
  return outcome.ok ? `up to ${outcome.upTo}` : outcome.refusal.code;
}

Deno.test("checkPool: every entry's pool is right, in any order, with itself and without", () => {
  for (let seqNum = 1; seqNum <= 40; seqNum++) {
    const pool = poolOf(seqNum);
    const expected = `up to ${certificatePool(seqNum).at(-1)}`;
    assert.equal(codeOf(seqNum, pool), expected);
    assert.equal(codeOf(seqNum, pool.toReversed()), expected);
    const others = pool.filter((one) => one !== log[seqNum - 1]!.bytes);
    assert.equal(codeOf(seqNum, others), expected);
  }
  for (const seqNum of [1, 8, 23]) {
    assert.ok(checkPool(item(log[seqNum - 1]!), poolOf(seqNum), portable).ok);
  }
});

Deno.test("checkPool: of a shorter log the upper path ends where the log does", () => {
  for (const length of [8, 9, 12, 13]) {
    const shorter = log.slice(0, length);
    const expected = certificatePool(8).filter((one) => one <= length).at(-1);
    assert.equal(codeOf(8, poolOf(8, shorter), shorter), `up to ${expected}`);
  }
});

Deno.test("checkPool: what is missing is named", () => {
  for (let seqNum = 2; seqNum <= 40; seqNum++) {
    const places = certificatePool(seqNum);
    for (const missing of places) {
      const last = missing === places.at(-1);
      if (missing === seqNum || last) continue;
      const pool = places.filter((one) => one !== missing).map((one) => log[one - 1]!.bytes);
      const outcome = checkPool(item(log[seqNum - 1]!), pool, native);
      assert.deepEqual(outcome.ok || outcome.refusal, {
        code: "pool-entry-missing",
        seqNum: missing,
      });
    }
  }
});

Deno.test("checkPool: any changed byte of the pool, the entry or the payload is refused", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.nat(),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (seqNum, which, at, change) => {
        const { bytes, payload } = log[seqNum - 1]!;
        const parts = [bytes, payload, ...poolOf(seqNum)].map((part) => part.slice());
        const part = parts[which % parts.length]!;
        part[at % part.length]! ^= change;
        const [entry, changed, ...pool] = parts;
        assert.ok(!checkPool({ entry: entry!, payload: changed! }, pool, native).ok);
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("checkPool: any bytes are judged, and none throw", () => {
  const bytes = fc.uint8Array({ maxLength: 330 });
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 5 }), fc.integer({ min: 1, max: 13 }), (pool, seq) => {
      checkPool(item(log[seq - 1]!), [...poolOf(seq).slice(0, 2), ...pool], native);
      checkPool({ entry: pool[0] ?? new Uint8Array(), payload: null }, pool, native);
    }),
  );
});

Deno.test("checkPool: a valid entry of a fork does not fit into the pool of the other side", () => {
  // The same log up to entry 3, then another.
  const fork = log.slice(0, 3);
  while (fork.length < 40) {
    fork.push(sampleEntry(fork, { payload: bytesOf(`other ${fork.length}`) }));
  }
  for (const seqNum of [8, 23, 40]) {
    for (const foreign of certificatePool(seqNum)) {
      if (foreign <= 3 || foreign === seqNum) continue;
      const pool = certificatePool(seqNum).map((one) =>
        (one === foreign ? fork : log)[one - 1]!.bytes
      );
      assert.equal(codeOf(seqNum, pool), "pool-link-mismatch", `${foreign} in ${seqNum}`);
    }
  }
});

Deno.test("checkPool: other logs, other places and doubles are refused", () => {
  const pool = poolOf(8);
  assert.equal(codeOf(8, [sampleLog(1, { logId: 7n })[0]!.bytes]), "pool-entry-elsewhere");
  const stranger = sampleLog(1, { seed: new Uint8Array(32).fill(9) })[0]!.bytes;
  assert.equal(codeOf(8, [stranger]), "pool-entry-elsewhere");
  assert.ok(!certificatePool(8).includes(7) && lipmaa(8) === 4);
  assert.equal(codeOf(8, [log[6]!.bytes]), "pool-entry-unfit");
  assert.equal(codeOf(8, [pool[0]!, pool[0]!]), "pool-entry-unfit");
  assert.equal(codeOf(8, [log[7]!.bytes, log[7]!.bytes]), "pool-entry-unfit");
  assert.equal(codeOf(8, Array(10_000).fill(pool[0]!)), "pool-entry-unfit");
  assert.equal(codeOf(1, Array(10_000).fill(pool[0]!)), "pool-entry-unfit");
});

Deno.test("checkPool: nothing follows an end-of-log entry, not even by a link that skips it", () => {
  const ended = sampleLog(4, { ends: true });
  const beyond = [...ended];
  while (beyond.length < 13) beyond.push(sampleEntry(beyond, { payload: bytesOf("on") }));
  assert.equal(codeOf(13, poolOf(13, beyond), beyond), "ended");
  assert.equal(codeOf(4, poolOf(4, ended), ended), "up to 4");
});

Deno.test("checkPool: a seqnum beyond the last corner has no pool", () => {
  const seqNum = Number.MAX_SAFE_INTEGER;
  const [one] = log;
  const last = sampleEntry([], {
    payload: bytesOf("last"),
    seqNum,
    backlink: one!.hash,
    lipmaalink: lipmaa(seqNum) === seqNum - 1 ? null : one!.hash,
  });
  const outcome = checkPool(item(last), [], native);
  assert.ok(!outcome.ok && outcome.refusal.code === "seqnum-out-of-range");
});
