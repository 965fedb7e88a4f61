import assert from "node:assert/strict";
import { rememberPerKey } from "../../../src/core/crypto/mod.ts";

Deno.test("rememberPerKey: makes a value once for equal bytes, wherever they lie", () => {
  let made = 0;
  const remembered = rememberPerKey(() => ++made);
  const key = new Uint8Array([1, 2, 3]);
  assert.equal(remembered(key), 1);
  assert.equal(remembered(new Uint8Array([9, 1, 2, 3]).subarray(1)), 1);
  assert.equal(remembered(new Uint8Array([1, 2, 4])), 2);
  key[0] = 7;
  assert.equal(remembered(new Uint8Array([1, 2, 3])), 1, "the caller's bytes are not kept");
});

Deno.test("rememberPerKey: remembers null and undefined as well", () => {
  let made = 0;
  const remembered = rememberPerKey(() => void made++);
  remembered(new Uint8Array([1]));
  remembered(new Uint8Array([1]));
  assert.equal(made, 1);
});

Deno.test("rememberPerKey: keeps what is used, forgets the rest, and never holds more than twice the limit", () => {
  const made = new Map<number, number>();
  const remembered = rememberPerKey((key) => {
    made.set(key[0]!, (made.get(key[0]!) ?? 0) + 1);
    return key[0]!;
  }, 4);
  for (let other = 1; other < 200; other++) {
    remembered(new Uint8Array([0]));
    remembered(new Uint8Array([other]));
  }
  assert.equal(made.get(0), 1, "what is used again and again is never made again");
  remembered(new Uint8Array([1]));
  assert.equal(made.get(1), 2, "what was not used was forgotten");
});
