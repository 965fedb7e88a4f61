import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeVarU64, encodeVarU64, MAX_U64, varU64Size } from "../../../src/core/bamboo/mod.ts";
import { within } from "./sample_log.ts";

/** Around every change of length, and of what a number holds exactly. */
const EDGES = [0n, 1n, 247n, 248n, 255n, 256n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, MAX_U64]
  .concat([16n, 24n, 32n, 40n, 48n, 56n].flatMap((bits) => [2n ** bits - 1n, 2n ** bits]));

Deno.test("encodeVarU64: one byte under 248, else the count of bytes and big endian", () => {
  assert.deepEqual([...encodeVarU64(247)], [247]);
  assert.deepEqual([...encodeVarU64(248)], [248, 248]);
  assert.deepEqual([...encodeVarU64(256)], [249, 1, 0]);
  assert.deepEqual([...encodeVarU64(2n ** 32n)], [252, 1, 0, 0, 0, 0]);
  assert.deepEqual([...encodeVarU64(MAX_U64)], Array(9).fill(255));
});

Deno.test("decodeVarU64: gives back every edge exactly, and where it ends", () => {
  for (const edge of EDGES) {
    const bytes = encodeVarU64(edge);
    const decoded = decodeVarU64(bytes);
    assert.deepEqual(decoded, { ok: true, value: edge, next: bytes.length });
    assert.equal(varU64Size(edge), bytes.length);
  }
});

Deno.test("varU64Size: what is no u64 is misuse", () => {
  for (const wrong of [-1n, MAX_U64 + 1n]) assert.throws(() => varU64Size(wrong), RangeError);
});

Deno.test("encodeVarU64: what is no u64 is misuse", () => {
  for (const wrong of [-1, -1n, 0.5, NaN, Infinity, 2 ** 53, MAX_U64 + 1n]) {
    assert.throws(() => encodeVarU64(wrong), RangeError, String(wrong));
  }
});

Deno.test("decodeVarU64: refuses all but the shortest form", () => {
  const long = [[248, 247], [248, 0], [249, 0, 255], [250, 0, 1, 0], [
    255,
    0,
    ...Array(7).fill(255),
  ]];
  for (const bytes of long) {
    const decoded = decodeVarU64(new Uint8Array(bytes));
    assert.deepEqual(decoded, { ok: false, code: "not-canonical" }, String(bytes));
  }
});

Deno.test("decodeVarU64: refuses bytes that end too early", () => {
  for (const edge of EDGES) {
    const bytes = encodeVarU64(edge);
    for (let length = 0; length < bytes.length; length++) {
      const decoded = decodeVarU64(bytes.subarray(0, length));
      assert.deepEqual(decoded, { ok: false, code: "truncated" });
    }
  }
  assert.deepEqual(decodeVarU64(new Uint8Array([1]), 7), { ok: false, code: "truncated" });
});

Deno.test("VarU64: encode and decode are each other's reverse, at any offset", () => {
  const value = fc.oneof(fc.bigInt({ min: 0n, max: MAX_U64 }), fc.constantFrom(...EDGES));
  fc.assert(fc.property(value, fc.nat({ max: 20 }), (value, offset) => {
    const bytes = encodeVarU64(value);
    const decoded = decodeVarU64(within(bytes, offset));
    assert.deepEqual(decoded, { ok: true, value, next: bytes.length });
  }));
});

Deno.test("VarU64: what decodes encodes to the same bytes, and any bytes decode or are refused", () => {
  const bytes = fc.tuple(fc.integer({ min: 240, max: 255 }), fc.uint8Array({ maxLength: 10 }))
    .map(([first, rest]) => new Uint8Array([first, ...rest]));
  fc.assert(fc.property(bytes, (bytes) => {
    const decoded = decodeVarU64(bytes);
    if (decoded.ok) assert.deepEqual(encodeVarU64(decoded.value), bytes.slice(0, decoded.next));
  }));
});
