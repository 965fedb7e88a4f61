import assert from "node:assert/strict";
import fc from "fast-check";
import {
  checkEntry,
  decodeEntry,
  encodeEntry,
  hashOf,
  MAX_PAYLOAD_BYTES,
  signingBytes,
} from "../../../src/core/bamboo/mod.ts";
import { portable, type Primitives, sign } from "../../../src/core/crypto/mod.ts";
import { native } from "../../../src/platform/deno/crypto.ts";
import { bytesOf, checked, sampleEntry, sampleLog, SEED, within } from "./sample_log.ts";

const log = sampleLog(9, { logId: 2n ** 64n - 1n });
const sample = log[7]!;

Deno.test("checkEntry: takes an entry with and without its payload, and gives its hash", () => {
  for (const primitives of [native, portable]) {
    const { bytes, payload, hash } = sample;
    const withPayload = checkEntry({ entry: bytes, payload }, primitives);
    assert(withPayload.ok);
    assert.deepEqual(withPayload.checked.bytes, bytes);
    assert.deepEqual(withPayload.checked.hash, hash);
    assert.deepEqual(withPayload.checked.payload, payload);
    assert.equal(withPayload.checked.entry.logId, 2n ** 64n - 1n);
    const alone = checkEntry({ entry: bytes, payload: null }, primitives);
    assert(alone.ok && alone.checked.payload === null);
  }
});

Deno.test("checkEntry: a flipped bit anywhere in entry or payload is refused", () => {
  const { bytes, payload } = sample;
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const outcome = checkEntry({ entry: flipped(bytes, bit), payload: null }, native);
    assert(!outcome.ok, `bit ${bit} of the entry`);
  }
  for (let bit = 0; bit < payload.length * 8; bit++) {
    const outcome = checkEntry({ entry: bytes, payload: flipped(payload, bit) }, native);
    assert(!outcome.ok && outcome.refusal.code === "payload-hash-mismatch", `bit ${bit}`);
  }
});

Deno.test("checkEntry: native and portable give equal outcomes for a flipped bit", () => {
  fc.assert(
    fc.property(fc.nat({ max: sample.bytes.length * 8 - 1 }), (bit) => {
      const item = { entry: flipped(sample.bytes, bit), payload: sample.payload };
      assert.deepEqual(checkEntry(item, portable), checkEntry(item, native));
    }),
    { numRuns: 80 },
  );
});

Deno.test("checkEntry: the same outcome for sub-arrays at any offset", () => {
  const expected = checkEntry({ entry: sample.bytes, payload: sample.payload }, native);
  for (const offset of [1, 2, 7, 64]) {
    const item = { entry: within(sample.bytes, offset), payload: within(sample.payload, offset) };
    assert.deepEqual(checkEntry(item, native), expected);
  }
});

Deno.test("checkEntry: never throws on any bytes", () => {
  const bytes = fc.uint8Array({ maxLength: 400 });
  fc.assert(fc.property(bytes, fc.option(bytes), (entry, payload) => {
    assert(!checkEntry({ entry, payload }, native).ok);
  }));
});

Deno.test("checkEntry: what is checked cannot be changed by the caller afterwards", () => {
  const item = { entry: new Uint8Array(sample.bytes), payload: new Uint8Array(sample.payload) };
  const outcome = checkEntry(item, native);
  item.entry.fill(0);
  item.payload.fill(0);
  assert(outcome.ok);
  assert.deepEqual(outcome.checked.bytes, sample.bytes);
  assert.deepEqual(outcome.checked.payload, sample.payload);
  assert.deepEqual(encodeEntry(outcome.checked.entry), sample.bytes);
});

Deno.test("checkEntry: a payload of the limit is taken, a byte more is refused unverified", () => {
  const largest = sampleEntry([], { payload: new Uint8Array(MAX_PAYLOAD_BYTES) });
  checked(largest);

  const never: Primitives = {
    blake2b512: () => assert.fail("nothing was to be hashed"),
    verifySignature: () => assert.fail("nothing was to be verified"),
  };
  const named = resigned(largest.bytes, { payloadSize: BigInt(MAX_PAYLOAD_BYTES + 1) });
  const byName = checkEntry({ entry: named, payload: null }, never);
  assert(!byName.ok);
  assert.deepEqual(byName.refusal, {
    code: "payload-too-large",
    payloadSize: 65_537n,
    limit: 65_536,
  });
  const sent = { entry: sample.bytes, payload: new Uint8Array(MAX_PAYLOAD_BYTES + 1) };
  const bySize = checkEntry(sent, never);
  assert(!bySize.ok && bySize.refusal.code === "payload-too-large");
});

Deno.test("checkEntry: a payload of the right hash and another size is a size mismatch", () => {
  const entry = resigned(sample.bytes, { payloadSize: 3n });
  const outcome = checkEntry({ entry, payload: sample.payload }, native);
  assert(!outcome.ok);
  assert.deepEqual(outcome.refusal, { code: "payload-size-mismatch", expected: 3n, actual: 7 });
  assert(checkEntry({ entry, payload: null }, native).ok, "the lie shows only with the payload");
});

Deno.test("checkEntry: a refused payload means that the entry itself is signed", () => {
  const outcome = checkEntry(
    { entry: flipped(sample.bytes, 2_000), payload: bytesOf("?") },
    native,
  );
  assert(!outcome.ok && outcome.refusal.code === "signature-invalid");
});

Deno.test("checkEntry: the hash is of the whole entry, signature and all", () => {
  assert.deepEqual(checked(sample).hash, hashOf(sample.bytes));
});

Deno.test("checkEntry: what is no Uint8Array is misuse", () => {
  const text = "entry" as unknown as Uint8Array;
  assert.throws(() => checkEntry({ entry: text, payload: null }, native), TypeError);
  assert.throws(() => checkEntry({ entry: sample.bytes, payload: text }, native), TypeError);
});

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const changed = new Uint8Array(bytes);
  changed[bit >> 3]! ^= 1 << (bit & 7);
  return changed;
}

/** The same entry with a field changed, signed by its author. */
function resigned(bytes: Uint8Array, change: { readonly payloadSize: bigint }): Uint8Array {
  const decoded = decodeEntry(bytes);
  assert(decoded.ok);
  const unsigned = { ...decoded.entry, ...change };
  return encodeEntry({ ...unsigned, signature: sign(signingBytes(unsigned), SEED) });
}
