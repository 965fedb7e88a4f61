import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import {
  createEntry,
  decodeEntry,
  encodeEntry,
  type Entry,
  hashOf,
  lipmaalinkIsLeftOut,
  MAX_ENTRY_BYTES,
  MAX_PAYLOAD_BYTES,
  MAX_U64,
  signingBytes,
} from "../../../src/core/bamboo/mod.ts";
import { publicKeyOf } from "../../../src/core/crypto/mod.ts";
import { bytesOf, sampleLog, SEED, within } from "./sample_log.ts";

const log = sampleLog(14, { ends: true });

/** Any entry that the format allows; its signature is nobody's. */
const anyEntry: fc.Arbitrary<Entry> = fc.record({
  endOfLog: fc.boolean(),
  author: bytes(32),
  logId: u64(),
  seqNum: fc.oneof(
    fc.integer({ min: 1, max: 50 }),
    fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  ),
  lipmaalink: yamf(),
  backlink: yamf(),
  payloadSize: u64(),
  payloadHash: yamf(),
  signature: bytes(64),
}).map((entry) => ({
  ...entry,
  lipmaalink: lipmaalinkIsLeftOut(entry.seqNum) ? null : entry.lipmaalink,
  backlink: entry.seqNum === 1 ? null : entry.backlink,
}));

/** Bytes near to an entry: one with some bytes changed, cut off or put behind. */
const nearlyEntry = fc.tuple(
  anyEntry.map(encodeEntry),
  fc.array(fc.tuple(fc.nat({ max: 320 }), fc.nat({ max: 255 })), { maxLength: 3 }),
  fc.integer({ min: -40, max: 3 }),
).map(([bytes, changes, longer]) => {
  const changed = new Uint8Array(Math.max(0, bytes.length + longer));
  changed.set(bytes.subarray(0, changed.length));
  for (const [at, byte] of changes) if (at < changed.length) changed[at] = byte;
  return changed;
});

Deno.test("decodeEntry: gives back any entry that encodeEntry took", () => {
  fc.assert(fc.property(anyEntry, (entry) => {
    const decoded = decodeEntry(encodeEntry(entry));
    assert(decoded.ok);
    assert.deepEqual(decoded.entry, entry);
  }));
});

Deno.test("decodeEntry: any bytes are an entry that encodes to them, or a refusal", () => {
  fc.assert(
    fc.property(fc.oneof(nearlyEntry, fc.uint8Array({ maxLength: 400 })), (bytes) => {
      const decoded = decodeEntry(bytes);
      if (decoded.ok) assert.deepEqual(encodeEntry(decoded.entry), bytes);
      else assert.equal(typeof decoded.refusal.code, "string");
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("decodeEntry: the same result for a sub-array at any offset, and for a Buffer", () => {
  fc.assert(fc.property(nearlyEntry, fc.nat({ max: 40 }), (bytes, offset) => {
    const expected = decodeEntry(bytes);
    assert.deepEqual(decodeEntry(within(bytes, offset)), expected);
    assert.deepEqual(decodeEntry(Buffer.from(bytes)), expected);
  }));
});

Deno.test("decodeEntry: the entry owns its bytes, also when they came in a Buffer", () => {
  for (const given of [new Uint8Array(log[7]!.bytes), Buffer.from(log[7]!.bytes)]) {
    const decoded = decodeEntry(given);
    given.fill(0);
    assert(decoded.ok);
    assert.deepEqual(encodeEntry(decoded.entry), log[7]!.bytes);
  }
});

Deno.test("decodeEntry: every way to cut an entry short is refused, naming the field", () => {
  const entry = log[7]!.bytes;
  const fields = new Set<string>();
  for (let length = 0; length < entry.length; length++) {
    const decoded = decodeEntry(entry.subarray(0, length));
    assert(!decoded.ok && decoded.refusal.code === "entry-truncated");
    fields.add(decoded.refusal.field);
  }
  assert.equal(fields.size, 9, "each of the nine fields was met");
});

Deno.test("decodeEntry: a longer entry than any can be is refused before any work", () => {
  const decoded = decodeEntry(new Uint8Array(5_000_000));
  assert.deepEqual(decoded, {
    ok: false,
    refusal: { code: "entry-too-long", size: 5_000_000, limit: MAX_ENTRY_BYTES },
  });
});

Deno.test("MAX_ENTRY_BYTES: the largest entry has exactly as many", () => {
  const hash = hashOf(new Uint8Array());
  const largest = encodeEntry({
    endOfLog: true,
    author: new Uint8Array(32),
    logId: MAX_U64,
    seqNum: (3 ** 33 - 1) / 2, // a corner, so that it has both links; of 7 bytes
    lipmaalink: hash,
    backlink: hash,
    payloadSize: MAX_U64,
    payloadHash: hash,
    signature: new Uint8Array(64),
  });
  assert.equal(largest.length, MAX_ENTRY_BYTES);
  assert.equal(MAX_ENTRY_BYTES, 321);
  assert(decodeEntry(largest).ok);
});

Deno.test("decodeEntry: what is no Uint8Array is misuse", () => {
  assert.throws(() => decodeEntry("entry" as unknown as Uint8Array), TypeError);
});

Deno.test("encodeEntry: fields of a wrong length, and links too many or too few, are misuse", () => {
  const decoded = decodeEntry(log[7]!.bytes);
  assert(decoded.ok);
  const entry = decoded.entry;
  const link = entry.backlink;
  const wrong: Partial<Entry>[] = [
    { author: new Uint8Array(31) },
    { signature: new Uint8Array(63) },
    { payloadHash: new Uint8Array(66).fill(1) },
    { backlink: null },
    { lipmaalink: null },
    { lipmaalink: new Uint8Array(64) },
    { logId: MAX_U64 + 1n },
    { logId: -1n },
    { payloadSize: MAX_U64 + 1n },
    { seqNum: 0 },
    { seqNum: 1.5 },
    { seqNum: 2 ** 53 },
    { seqNum: 7 },
    { seqNum: 1, lipmaalink: null, backlink: link },
    { seqNum: 2, lipmaalink: link, backlink: link },
  ];
  for (const [index, change] of wrong.entries()) {
    assert.throws(() => encodeEntry({ ...entry, ...change }), RangeError, `case ${index}`);
  }
});

Deno.test("signingBytes: all of the entry but the signature", () => {
  for (const { bytes } of log) {
    const decoded = decodeEntry(bytes);
    assert(decoded.ok);
    assert.deepEqual(signingBytes(decoded.entry), bytes.slice(0, -64));
  }
});

Deno.test("createEntry: the same input gives the same bytes", () => {
  const fields = { seed: SEED, logId: 5, seqNum: 1, payload: bytesOf("x") };
  assert.deepEqual(createEntry(fields), createEntry(fields));
  assert.deepEqual(createEntry({ ...fields, author: publicKeyOf(SEED) }), createEntry(fields));
  assert.deepEqual(createEntry({ ...fields, endOfLog: false }), createEntry(fields));
});

Deno.test("createEntry: a lipmaalink that equals the backlink may be given, and is left out", () => {
  const fields = { seed: SEED, logId: 0, seqNum: 2, payload: bytesOf("x") };
  const backlink = log[0]!.hash;
  const bytes = createEntry({ ...fields, backlink, lipmaalink: backlink });
  assert.deepEqual(bytes, createEntry({ ...fields, backlink }));
  const lipmaalink = log[1]!.hash;
  assert.throws(() => createEntry({ ...fields, backlink, lipmaalink }), RangeError);
});

Deno.test("createEntry: what cannot be an entry is misuse", () => {
  const fields = { seed: SEED, logId: 0, seqNum: 1, payload: bytesOf("x") };
  const hash = log[0]!.hash;
  const large = new Uint8Array(MAX_PAYLOAD_BYTES + 1);
  assert.throws(() => createEntry({ ...fields, payload: large }), RangeError);
  assert.throws(() => createEntry({ ...fields, seed: new Uint8Array(31) }), RangeError);
  assert.throws(() => createEntry({ ...fields, backlink: hash }), RangeError);
  assert.throws(() => createEntry({ ...fields, lipmaalink: hash }), RangeError);
  assert.throws(() => createEntry({ ...fields, seqNum: 2 }), RangeError);
  assert.throws(() => createEntry({ ...fields, seqNum: 4, backlink: hash }), RangeError);
  assert.throws(() => createEntry({ ...fields, logId: 1.5 }), RangeError);
});

function bytes(length: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: length, maxLength: length });
}

function yamf(): fc.Arbitrary<Uint8Array> {
  return bytes(64).map((digest) => new Uint8Array([0x00, 0x40, ...digest]));
}

function u64(): fc.Arbitrary<bigint> {
  return fc.oneof(fc.bigInt({ min: 0n, max: 300n }), fc.bigInt({ min: 0n, max: MAX_U64 }));
}
