import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeCbor } from "../../../src/core/messages/mod.ts";
import {
  decodeFrame,
  encodeFrame,
  ENTRIES_BYTES,
  type Frame,
  MOST_ENTRIES,
  MOST_HEADS,
  MOST_TOKENS,
  MOST_WANTED,
  TOKEN_BYTES,
} from "../../../src/node/sync/frames.ts";
import { MAX_JOINED_BYTES } from "../../../src/node/sync/parts.ts";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const count = fc.maxSafeNat();
const place = fc.maxSafeNat().map((seq) => Math.max(1, seq));
const head = fc.oneof(
  fc.record({ seq: count, id: fc.option(bytes(32)) }),
  fc.record({ seq: count, id: fc.option(bytes(32)), cut: place }),
);
const log = { festival: bytes(32), author: bytes(32), profile: fc.boolean() };
const item = fc.record({ entry: fc.uint8Array(), payload: fc.option(fc.uint8Array()) });
const frames: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({
    type: fc.constant("hello" as const),
    version: count,
    key: bytes(32),
    nonce: bytes(32),
  }),
  fc.record({ type: fc.constant("proof" as const), signature: bytes(64) }),
  fc.record({ type: fc.constant("follows" as const), tokens: fc.array(bytes(TOKEN_BYTES)) }),
  fc.record({
    type: fc.constant("heads" as const),
    festival: bytes(32),
    seen: count,
    logs: fc.array(fc.record({ author: bytes(32), log: head, profile: head })),
    last: fc.boolean(),
  }),
  fc.record({
    type: fc.constant("entries" as const),
    festival: bytes(32),
    author: bytes(32),
    profile: fc.boolean(),
    from: count,
    items: fc.array(item, { minLength: 1 }),
  }),
  fc.record({ type: fc.constant("compare" as const), ...log, seq: place }),
  fc.record({
    type: fc.constant("compared" as const),
    ...log,
    entry: fc.option(fc.uint8Array()),
  }),
  fc.record({
    type: fc.constant("cut" as const),
    ...log,
    kind: fc.constantFrom("fork" as const, "size-lie" as const),
    first: fc.uint8Array(),
    second: fc.uint8Array(),
  }),
  fc.record({ type: fc.constant("complete" as const), festival: bytes(32) }),
  fc.record({
    type: fc.constant("want" as const),
    festival: bytes(32),
    ids: fc.array(bytes(32), { minLength: 1 }),
  }),
  fc.record({
    type: fc.constant("payloads" as const),
    festival: bytes(32),
    items: fc.array(fc.record({ id: bytes(32), payload: fc.option(fc.uint8Array()) }), {
      minLength: 1,
    }),
  }),
  fc.record({
    type: fc.constant("choose" as const),
    number: place,
    name: fc.oneof(bytes(32), bytes(66)),
  }),
  fc.record({
    type: fc.constant("chosen" as const),
    number: place,
    items: fc.array(item),
    pool: fc.array(fc.uint8Array()),
    last: fc.boolean(),
  }),
  fc.record({
    type: fc.constant("bye" as const),
    code: fc.stringMatching(/^[a-z-]{1,40}$/),
  }),
);

const plain = (frame: unknown) => encodeCbor(frame as Parameters<typeof encodeCbor>[0]);

Deno.test("encodeFrame, decodeFrame: frames come out as they went in", () => {
  fc.assert(fc.property(frames, (frame) => {
    const decoded = decodeFrame(encodeFrame(frame));
    assert(decoded.ok && decoded.frame !== null);
    assert.deepEqual(encodeFrame(decoded.frame), encodeFrame(frame));
  }));
});

Deno.test("decodeFrame: any bytes are a frame, of a later version, or none; it never throws", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (any) => void decodeFrame(any)));
  fc.assert(fc.property(frames, fc.nat(), fc.nat(255), (frame, at, byte) => {
    const encoded = encodeFrame(frame);
    decodeFrame(encoded.with(at % encoded.length, byte));
    decodeFrame(encoded.subarray(0, at % encoded.length));
  }));
});

Deno.test("decodeFrame: what is unknown is passed over, what is wrong is not", () => {
  const id = new Uint8Array(32);
  assert.deepEqual(decodeFrame(plain({ type: "gossip" })), { ok: true, frame: null });
  assert.deepEqual(decodeFrame(plain({ type: "complete", festival: id, extra: [1] })), {
    ok: true,
    frame: { type: "complete", festival: id },
  });
  const wrong: unknown[] = [
    null,
    7,
    [],
    id,
    {},
    { type: 1 },
    { type: "complete" },
    { type: "complete", festival: new Uint8Array(31) },
    { type: "bye", code: "Line\nbreak" },
    { type: "bye", code: "" },
    { type: "entries", festival: id, author: id, profile: false, from: 1, items: [] },
    {
      type: "entries",
      festival: id,
      author: id,
      profile: false,
      from: -1,
      items: [{ entry: id, payload: null }],
    },
    { type: "want", festival: id, ids: [] },
    { type: "want", festival: id, ids: [id.slice(1)] },
    { type: "want", festival: id, ids: Array.from({ length: MOST_WANTED + 1 }, () => id) },
    { type: "payloads", festival: id, items: [] },
    { type: "payloads", festival: id, items: [{ id, payload: "" }] },
    { type: "choose", number: 0, name: id },
    { type: "choose", number: 1, name: new Uint8Array(64) },
    { type: "chosen", number: 1, items: [], pool: [null], last: true },
    { type: "follows", tokens: Array.from({ length: MOST_TOKENS + 1 }, () => id.slice(0, 16)) },
    { type: "hello", version: 1, key: id, nonce: new Uint8Array(33) },
  ];
  for (const each of wrong) assert.deepEqual(decodeFrame(plain(each)), { ok: false });
  // A key of the prototype is no type.
  for (const type of ["toString", "constructor", "__proto__"]) {
    assert.deepEqual(decodeFrame(plain({ type })), { ok: true, frame: null });
  }
});

Deno.test("encodeFrame: the largest frames fit into their parts", () => {
  const id = new Uint8Array(32).fill(255);
  const most = { seq: Number.MAX_SAFE_INTEGER, id };
  const logs = Array.from({ length: MOST_HEADS }, () => ({ author: id, log: most, profile: most }));
  const heads = encodeFrame({ type: "heads", festival: id, seen: 2 ** 50, logs, last: false });
  const tokens = Array.from({ length: MOST_TOKENS }, () => new Uint8Array(TOKEN_BYTES));
  const follows = encodeFrame({ type: "follows", tokens });
  const small = { entry: new Uint8Array(ENTRIES_BYTES / MOST_ENTRIES), payload: new Uint8Array(0) };
  const name = { festival: id, author: id, profile: false, from: 1 };
  const many = encodeFrame({
    type: "entries",
    ...name,
    items: Array.from({ length: MOST_ENTRIES }, () => small),
  });
  const one = { entry: new Uint8Array(321), payload: new Uint8Array(65_536) };
  const large = encodeFrame({ type: "entries", ...name, items: [one] });
  const want = encodeFrame({
    type: "want",
    festival: id,
    ids: Array.from({ length: MOST_WANTED }, () => id),
  });
  const payload = new Uint8Array(ENTRIES_BYTES / MOST_WANTED);
  const given = encodeFrame({
    type: "payloads",
    festival: id,
    items: Array.from({ length: MOST_WANTED }, () => ({ id, payload })),
  });
  for (const frame of [heads, follows, many, large, want, given]) {
    assert(frame.length <= MAX_JOINED_BYTES);
  }
});
