import assert from "node:assert/strict";
import {
  checkProof,
  decodeEntry,
  encodeEntry,
  type ForkProof,
  MAX_PAYLOAD_BYTES,
  signingBytes,
} from "../../../src/core/bamboo/mod.ts";
import { portable, publicKeyOf, sign } from "../../../src/core/crypto/mod.ts";
import { native } from "../../../src/platform/deno/crypto.ts";
import { bytesOf, sampleEntry, sampleLog, SEED } from "./sample_log.ts";

const log = sampleLog(8);
const seventh = log.slice(0, 6);

Deno.test("checkProof: two entries of one place with equal links prove a fork, in either order", () => {
  for (const length of [0, 1, 3, 6]) {
    const before = log.slice(0, length);
    const one = sampleEntry(before, { payload: bytesOf("one") }).bytes;
    const two = sampleEntry(before, { payload: bytesOf("two") }).bytes;
    const expected = { ok: true, author: publicKeyOf(SEED), logId: 0n, seqNum: length + 1 };
    for (const entries of [[one, two], [two, one]] as const) {
      for (const primitives of [native, portable]) {
        assert.deepEqual(checkProof({ kind: "fork", entries }, primitives), expected);
      }
    }
  }
});

Deno.test("checkProof: the same content ended and not ended is a fork", () => {
  const one = sampleEntry(seventh, { payload: bytesOf("same") }).bytes;
  const two = sampleEntry(seventh, { payload: bytesOf("same"), endOfLog: true }).bytes;
  assert(checkProof({ kind: "fork", entries: [one, two] }, native).ok);
});

Deno.test("checkProof: entries of two places prove nothing", () => {
  const entry = log[6]!.bytes;
  const payload = bytesOf("other");
  const stranger = new Uint8Array(32).fill(8);
  for (
    const elsewhere of [
      log[5]!.bytes,
      sampleEntry(seventh, { payload, logId: 1 }).bytes,
      sampleEntry(seventh, { payload, seed: stranger }).bytes,
    ]
  ) {
    assert.equal(codeOf({ kind: "fork", entries: [entry, elsewhere] }), "proof-of-two-places");
  }
});

Deno.test("checkProof: the same entry twice proves nothing", () => {
  const entry = log[6]!.bytes;
  const proof = { kind: "fork", entries: [entry, new Uint8Array(entry)] } as const;
  assert.equal(codeOf(proof), "proof-of-one-entry");
});

Deno.test("checkProof: entries that go on two sides of an older fork prove nothing", () => {
  const payload = bytesOf("other side");
  const other = sampleEntry(seventh, { payload });
  const eighth = sampleEntry([...seventh, other], { payload });
  assert.equal(
    codeOf({ kind: "fork", entries: [log[7]!.bytes, eighth.bytes] }),
    "proof-of-unlike-links",
  );
  const lipmaalink = other.hash;
  const far = sampleEntry(log.slice(0, 7), { payload, lipmaalink });
  assert.equal(
    codeOf({ kind: "fork", entries: [log[7]!.bytes, far.bytes] }),
    "proof-of-unlike-links",
  );
});

Deno.test("checkProof: an entry that is not valid by itself proves nothing", () => {
  const good = log[6]!.bytes;
  const forged = good.with(good.length - 1, good.at(-1)! ^ 1);
  const first = checkProof({ kind: "fork", entries: [forged, good] }, native);
  assert(!first.ok && first.refusal.code === "proof-entry-refused" && first.refusal.which === 0);
  const second = checkProof({ kind: "fork", entries: [good, forged] }, native);
  assert(!second.ok && second.refusal.code === "proof-entry-refused");
  assert.deepEqual([second.refusal.which, second.refusal.refusal.code], [1, "signature-invalid"]);

  const large = lyingAbout(good, BigInt(MAX_PAYLOAD_BYTES + 1));
  const named = checkProof({ kind: "fork", entries: [good, large] }, native);
  assert(!named.ok && named.refusal.code === "proof-entry-refused");
  assert.equal(named.refusal.refusal.code, "payload-too-large");
});

Deno.test("checkProof: a payload of the right hash and another size proves a size lie", () => {
  for (const size of [0n, 6n, 8n, 65_536n]) {
    const entry = lyingAbout(log[4]!.bytes, size);
    const outcome = checkProof({ kind: "size-lie", entry, payload: log[4]!.payload }, native);
    assert.deepEqual(outcome, { ok: true, author: publicKeyOf(SEED), logId: 0n, seqNum: 5 });
  }
});

Deno.test("checkProof: a payload of the right size, another hash or over the limit is no size lie", () => {
  const { bytes: entry, payload } = log[4]!;
  assert.equal(codeOf({ kind: "size-lie", entry, payload }), "proof-of-right-size");

  const wrong = checkProof({ kind: "size-lie", entry, payload: bytesOf("else") }, native);
  assert(!wrong.ok && wrong.refusal.code === "proof-entry-refused");
  assert.equal(wrong.refusal.refusal.code, "payload-hash-mismatch");

  const large = new Uint8Array(MAX_PAYLOAD_BYTES + 1);
  const over = checkProof({ kind: "size-lie", entry, payload: large }, native);
  assert(!over.ok && over.refusal.code === "proof-entry-refused");
  assert.equal(over.refusal.refusal.code, "payload-too-large");
});

function codeOf(proof: ForkProof): string {
  const outcome = checkProof(proof, native);
  return outcome.ok ? "ok" : outcome.refusal.code;
}

/** The entry with another payload size, signed by its author. */
function lyingAbout(bytes: Uint8Array, payloadSize: bigint): Uint8Array {
  const decoded = decodeEntry(bytes);
  assert(decoded.ok);
  const unsigned = { ...decoded.entry, payloadSize };
  return encodeEntry({ ...unsigned, signature: sign(signingBytes(unsigned), SEED) });
}
