import assert from "node:assert/strict";
import { checkPool } from "../../../src/core/bamboo/mod.ts";
import { portable } from "../../../src/core/crypto/mod.ts";
import { type CborValue, encodeCbor, fromHex, toHex } from "../../../src/core/messages/mod.ts";
import { decodeFrame } from "../../../src/node/sync/frames.ts";
import { type HandshakeState, type Role, stepHandshake } from "../../../src/node/sync/handshake.ts";
import {
  frameFromJson,
  frameToJson,
  type FrameVectors,
  frameVectors,
  sampleFrames,
} from "../../vectors/make_frames.ts";

const file = new URL("../../vectors/frames.json", import.meta.url);
const vectors: FrameVectors = JSON.parse(Deno.readTextFileSync(file));

Deno.test("our vectors: the file is what its script makes", () => {
  assert.deepEqual(frameVectors(), vectors, "the wire has changed, or run make_frames.ts");
});

Deno.test("our vectors: each frame is read from its bytes, and made of what it says", () => {
  for (const { name, bytes, frame } of vectors.frames) {
    const decoded = decodeFrame(fromHex(bytes)!);
    assert(decoded.ok && decoded.frame !== null, name);
    assert.deepEqual(frameToJson(decoded.frame as unknown as CborValue), frame, name);
    assert.equal(toHex(encodeCbor(frameFromJson(frame))), bytes, name);
  }
});

Deno.test("our vectors: a later version's frame is passed over, what is wrong is refused", () => {
  for (const { name, bytes } of vectors.passedOver) {
    assert.deepEqual(decodeFrame(fromHex(bytes)!), { ok: true, frame: null }, name);
  }
  for (const { name, bytes } of vectors.refused) {
    assert.deepEqual(decodeFrame(fromHex(bytes)!), { ok: false }, name);
  }
});

Deno.test("our vectors: what is chosen in them verifies with its pool", () => {
  const { chosen } = sampleFrames();
  assert(chosen?.type === "chosen");
  assert(checkPool(chosen.items[0]!, chosen.pool, portable).ok);
});

Deno.test("our vectors: each side of the handshake takes what the other says", () => {
  const { dialer, answerer, transcript } = vectors.handshake;
  const both = { dialer, answerer };
  for (const role of ["dialer", "answerer"] as const) {
    const other: Role = role === "dialer" ? "answerer" : "dialer";
    const { seed, key, nonce, print } = both[role];
    const parts = {
      role,
      seed: fromHex(seed)!,
      key: fromHex(key)!,
      nonce: fromHex(nonce)!,
      binding: { local: fromHex(print)!, remote: fromHex(both[other].print)! },
      primitives: portable,
    };
    let state: HandshakeState = { at: "hello" };
    for (const said of both[other].says) {
      const decoded = decodeFrame(fromHex(said)!);
      assert(decoded.ok && decoded.frame !== null);
      state = stepHandshake(parts, state, decoded.frame).state;
    }
    assert(state.at === "done");
    assert.equal(toHex(state.transcript), transcript);
  }
});
