import assert from "node:assert/strict";
import { portable, publicKeyOf } from "../../../src/core/crypto/mod.ts";
import type { ChannelBinding } from "../../../src/node/ports.ts";
import type { Frame } from "../../../src/node/sync/frames.ts";
import {
  beginHandshake,
  type HandshakeParts,
  type HandshakeState,
  type Role,
  stepHandshake,
} from "../../../src/node/sync/handshake.ts";
import { tokenOf, tokensOf } from "../../../src/node/sync/tokens.ts";
import { BOUND } from "./nodes.ts";

function parts(
  role: Role,
  byte: number,
  binding: ChannelBinding | null,
  nonce = byte,
): HandshakeParts {
  const seed = new Uint8Array(32).fill(byte);
  return {
    role,
    seed,
    key: publicKeyOf(seed),
    nonce: new Uint8Array(32).fill(nonce),
    binding,
    primitives: portable,
  };
}

/** Both sides, with what one says changed on its way. */
function shake(
  one: HandshakeParts,
  other: HandshakeParts,
  onWay: (frame: Frame, from: Role) => Frame = (frame) => frame,
): [HandshakeState, HandshakeState] {
  const sides = [one, other];
  const begun = sides.map(beginHandshake);
  const states = begun.map(({ state }) => state);
  const queues = begun.map(({ send }) => [...send]);
  while (queues.some((queue) => queue.length > 0)) {
    for (const from of [0, 1]) {
      const frame = queues[from]!.shift();
      const to = 1 - from;
      if (frame === undefined || states[to]!.at === "failed") continue;
      const step = stepHandshake(sides[to]!, states[to]!, onWay(frame, sides[from]!.role));
      states[to] = step.state;
      queues[to]!.push(...step.send);
    }
  }
  return states as [HandshakeState, HandshakeState];
}

const code = (state: HandshakeState) => state.at === "failed" ? state.code : state.at;
const [LEFT, RIGHT] = BOUND;

Deno.test("stepHandshake: both prove their keys and come to one transcript", () => {
  for (const [left, right] of [BOUND, [null, null]] as const) {
    const [one, other] = shake(parts("dialer", 1, left), parts("answerer", 2, right));
    assert(one.at === "done" && other.at === "done");
    assert.deepEqual(one.transcript, other.transcript);
    assert.deepEqual(one.peer, parts("answerer", 2, null).key);
    assert.deepEqual(other.peer, parts("dialer", 1, null).key);
  }
});

Deno.test("stepHandshake: ends that are not those of one connection fail", () => {
  const stranger = { local: new Uint8Array(32).fill(3), remote: RIGHT.remote };
  for (const binding of [stranger, LEFT, null]) {
    const states = shake(parts("dialer", 1, LEFT), parts("answerer", 2, binding));
    assert(states.map(code).includes("bad-proof"));
  }
});

Deno.test("stepHandshake: both in one role fail, as does a proof sent back", () => {
  const states = shake(parts("dialer", 1, null), parts("dialer", 2, null));
  assert(states.map(code).includes("bad-proof"));
  const mine = parts("dialer", 1, null);
  const [hello] = beginHandshake(parts("answerer", 2, null)).send;
  const step = stepHandshake(mine, beginHandshake(mine).state, hello!);
  assert.equal(code(stepHandshake(mine, step.state, step.send[0]!).state), "bad-proof");
});

Deno.test("stepHandshake: a proof of another time is none", () => {
  let recorded: Frame | null = null;
  shake(parts("dialer", 1, LEFT), parts("answerer", 2, RIGHT), (frame, from) => {
    if (from === "answerer" && frame.type === "proof") recorded = frame;
    return frame;
  });
  const [one] = shake(
    parts("dialer", 1, LEFT, 77),
    parts("answerer", 2, RIGHT),
    (frame, from) => from === "answerer" && frame.type === "proof" ? recorded! : frame,
  );
  assert.equal(code(one), "bad-proof");
});

Deno.test("stepHandshake: another version, our own key and frames out of place fail by name", () => {
  const mine = parts("dialer", 1, null);
  const theirs = parts("answerer", 2, null);
  const { state } = beginHandshake(mine);
  const hello = { type: "hello", version: 1, key: theirs.key, nonce: theirs.nonce } as const;
  const said = (frame: Frame) => code(stepHandshake(mine, state, frame).state);
  assert.equal(said({ ...hello, version: 2 }), "other-version");
  assert.equal(said({ ...hello, key: mine.key }), "same-key");
  assert.equal(said({ type: "proof", signature: new Uint8Array(64) }), "unexpected-frame");
  assert.equal(said({ type: "follows", tokens: [] }), "unexpected-frame");
  const second = stepHandshake(mine, state, hello);
  assert.equal(code(stepHandshake(mine, second.state, hello).state), "unexpected-frame");
});

Deno.test("stepHandshake: a key of small order proves nothing", () => {
  const mine = parts("dialer", 1, null);
  const zero = new Uint8Array(32).fill(1, 0, 1);
  const hello = { type: "hello", version: 1, key: zero, nonce: mine.nonce } as const;
  const { state } = stepHandshake(mine, beginHandshake(mine).state, hello);
  const signature = new Uint8Array(64).fill(1, 0, 1);
  assert.equal(code(stepHandshake(mine, state, { type: "proof", signature }).state), "bad-proof");
});

Deno.test("tokensOf: padded to a power of two from 8 on, sorted, no two roles alike", () => {
  const transcript = new Uint8Array(64).fill(9);
  let made = 0;
  const random = (length: number) => new Uint8Array(length).fill(++made);
  for (const [count, size] of [[0, 8], [1, 8], [8, 8], [9, 16], [33, 64]] as const) {
    const ids = Array.from({ length: count }, (_, i) => new Uint8Array(32).fill(i));
    const tokens = tokensOf(transcript, "dialer", ids, random).map(String);
    assert.equal(tokens.length, size);
    const own = ids.map((id) => String(tokenOf(transcript, "dialer", id)));
    assert(own.every((token) => tokens.includes(token)));
  }
  const id = new Uint8Array(32).fill(1);
  const all = [
    tokenOf(transcript, "dialer", id),
    tokenOf(transcript, "answerer", id),
    tokenOf(new Uint8Array(64), "dialer", id),
    tokenOf(transcript, "dialer", new Uint8Array(32)),
  ];
  assert.equal(new Set(all.map(String)).size, 4);
});
