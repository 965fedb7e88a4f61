import assert from "node:assert/strict";
import {
  digestOf,
  documentIdOf,
  HASH_BYTES,
  hashOf,
  isYamf,
  sameBytes,
  yamfOf,
} from "../../../src/core/bamboo/mod.ts";
import { blake2b512 } from "../../../src/core/crypto/mod.ts";
import { native } from "../../../src/platform/deno/crypto.ts";
import { bytesOf, within } from "./sample_log.ts";

const bytes = bytesOf("panda");

Deno.test("hashOf: 00 40 and the digest, with any primitives", () => {
  const hash = hashOf(bytes);
  assert.equal(hash.length, HASH_BYTES);
  assert.deepEqual([...hash.subarray(0, 2)], [0x00, 0x40]);
  assert.deepEqual(hash.slice(2), blake2b512(bytes));
  assert.deepEqual(hashOf(bytes, native), hash);
  assert.deepEqual(hashOf(within(bytes, 3)), hash);
});

Deno.test("digestOf and yamfOf: each other's reverse, and copies", () => {
  const hash = hashOf(bytes);
  const digest = digestOf(within(hash, 5));
  assert.deepEqual(yamfOf(digest), hash);
  digest.fill(0);
  assert.deepEqual(hash, hashOf(bytes));
});

Deno.test("documentIdOf: the first 32 bytes of the digest", () => {
  assert.deepEqual(documentIdOf(hashOf(bytes)), blake2b512(bytes).slice(0, 32));
});

Deno.test("isYamf: only 66 bytes that begin with 00 40", () => {
  const hash = hashOf(bytes);
  assert(isYamf(hash));
  assert(!isYamf(hash.subarray(1)));
  assert(!isYamf(new Uint8Array([...hash, 0])));
  assert(!isYamf(hash.with(0, 1)));
  assert(!isYamf(hash.with(1, 0x20)));
  assert(!isYamf(new Uint8Array()));
});

Deno.test("digestOf, documentIdOf, yamfOf: other lengths are misuse", () => {
  assert.throws(() => digestOf(new Uint8Array(66).fill(1)), RangeError);
  assert.throws(() => documentIdOf(new Uint8Array(32)), RangeError);
  assert.throws(() => yamfOf(new Uint8Array(63)), RangeError);
});

Deno.test("sameBytes: equal length and equal bytes, wherever they lie", () => {
  assert(sameBytes(bytes, within(bytes, 2)));
  assert(sameBytes(new Uint8Array(), new Uint8Array()));
  assert(!sameBytes(bytes, bytes.subarray(1)));
  assert(!sameBytes(bytes, bytes.with(4, 0)));
});
