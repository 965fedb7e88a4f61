import assert from "node:assert/strict";
import { hashOf, refusalSentence } from "../../../src/core/bamboo/mod.ts";
import { bytesOf } from "./sample_log.ts";

type Refusal = Parameters<typeof refusalSentence>[0];

const hash = hashOf(bytesOf("one"));
const other = hashOf(bytesOf("two"));

/** One of each code; the type makes sure that none is missing. */
const examples: { readonly [Code in Refusal["code"]]: Refusal & { readonly code: Code } } = {
  "entry-too-long": { code: "entry-too-long", size: 400, limit: 321 },
  "entry-truncated": { code: "entry-truncated", field: "seqNum", size: 34 },
  "unknown-tag": { code: "unknown-tag", tag: 10 },
  "integer-not-canonical": { code: "integer-not-canonical", field: "logId" },
  "seqnum-out-of-range": { code: "seqnum-out-of-range", seqNum: 0n },
  "unknown-hash": { code: "unknown-hash", field: "payloadHash" },
  "trailing-bytes": { code: "trailing-bytes", count: 1 },
  "payload-too-large": { code: "payload-too-large", payloadSize: 65_537n, limit: 65_536 },
  "signature-invalid": { code: "signature-invalid", author: new Uint8Array(32) },
  "payload-hash-mismatch": { code: "payload-hash-mismatch", expected: hash, actual: other },
  "payload-size-mismatch": { code: "payload-size-mismatch", expected: 3n, actual: 7 },
  "backlink-mismatch": { code: "backlink-mismatch", seqNum: 3 },
  "lipmaalink-mismatch": { code: "lipmaalink-mismatch", seqNum: 8 },
  "ended": { code: "ended", seqNum: 9 },
  "proof-entry-refused": {
    code: "proof-entry-refused",
    which: 1,
    refusal: { code: "unknown-tag", tag: 255 },
  },
  "proof-of-one-entry": { code: "proof-of-one-entry" },
  "proof-of-two-places": { code: "proof-of-two-places" },
  "proof-of-unlike-links": { code: "proof-of-unlike-links" },
  "proof-of-right-size": { code: "proof-of-right-size" },
  "pool-entry-refused": {
    code: "pool-entry-refused",
    which: 2,
    refusal: { code: "unknown-tag", tag: 255 },
  },
  "pool-entry-elsewhere": { code: "pool-entry-elsewhere", which: 1 },
  "pool-entry-unfit": { code: "pool-entry-unfit", which: 1 },
  "pool-entry-missing": { code: "pool-entry-missing", seqNum: 4 },
  "pool-link-mismatch": { code: "pool-link-mismatch", seqNum: 13, target: 4 },
};

Deno.test("refusalSentence: every code has one, with its facts and what to do", () => {
  const sentences = Object.values(examples).map(refusalSentence);
  assert.equal(new Set(sentences).size, sentences.length);
  for (const sentence of sentences) {
    assert.match(sentence, /^[A-Z0-9].+: .+\.$/s);
    assert.doesNotMatch(sentence, /undefined|null|NaN|\[object|logId|seqNum|\n/);
  }
});

Deno.test("refusalSentence: says which bytes and numbers are meant", () => {
  assert.equal(
    refusalSentence(examples["entry-truncated"]),
    "The entry ends after 34 bytes, within its seqnum: send all of its bytes.",
  );
  assert.match(refusalSentence(examples["unknown-tag"]), /begins with 0a:/);
  assert.match(refusalSentence(examples["trailing-bytes"]), /^1 byte after /);
  assert.match(refusalSentence(examples["payload-size-mismatch"]), /7 bytes.*has 3:/);
  const mismatch = refusalSentence(examples["payload-hash-mismatch"]);
  assert(
    mismatch.includes(hash.slice(2, 10).toHex()) && mismatch.includes(other.slice(2, 10).toHex()),
  );
});
