/** The island's stand-in for BLAKE2b must hash as `@noble/hashes` does. */
import assert from "node:assert/strict";
import { blake2b } from "@noble/hashes/blake2.js";
import fc from "fast-check";
import { blake2b as small } from "../../src/island/small_blake2b.ts";

Deno.test("small_blake2b hashes as RFC 7693, appendix A", () => {
  const digest = small(new TextEncoder().encode("abc"), { dkLen: 64 });
  assert.equal(
    digest.toHex(),
    "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1" +
      "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
  );
});

Deno.test("small_blake2b hashes any bytes, with and without a key, as @noble/hashes does", () => {
  const bytes = fc.uint8Array({ maxLength: 600 });
  const dkLen = fc.integer({ min: 1, max: 64 });
  const key = fc.option(fc.uint8Array({ minLength: 1, maxLength: 64 }), { nil: undefined });
  fc.assert(fc.property(bytes, dkLen, key, (bytes, dkLen, key) => {
    const options = { dkLen, ...(key !== undefined && { key }) };
    assert.deepEqual(small(bytes, options), blake2b(bytes, options));
  }));
});

Deno.test("small_blake2b hashes the lengths around the ends of blocks, and sub-arrays", () => {
  const all = Uint8Array.from({ length: 400 }, (_, i) => i * 7);
  for (const length of [0, 1, 127, 128, 129, 255, 256, 257, 384]) {
    const bytes = all.subarray(3, 3 + length);
    assert.deepEqual(small(bytes, { dkLen: 64 }), blake2b(bytes, { dkLen: 64 }), `${length}`);
  }
});
