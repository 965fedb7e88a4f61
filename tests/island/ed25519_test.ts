/** Signing and verifying as browsers do it: by WebCrypto, and without it. */
import assert from "node:assert/strict";
import { keyOfSeed } from "../../src/client/mod.ts";
import { portable } from "../../src/core/crypto/mod.ts";
import { primitives, publicKeyOf, secretOf, seedOf, signWith } from "../../src/island/ed25519.ts";
import { knowParts } from "../../src/island/known_parts.ts";
import { hostileSignatures } from "../core/crypto/hostile_signatures.ts";

knowParts({ ed25519: () => import("../../src/island/parts/ed25519.ts") });

const SEED = new Uint8Array(32).fill(6);
const MESSAGE = new TextEncoder().encode("the hall is free on Friday");
const KEY = keyOfSeed(SEED);

/** Runs `task` where WebCrypto is missing, or knows no Ed25519, or is as it is here. */
const PLACES: readonly (readonly [string, <T>(task: () => Promise<T>) => Promise<T>])[] = [
  ["by WebCrypto", (task) => task()],
  ["without WebCrypto", (task) => withSubtle(undefined, task)],
  ["where WebCrypto knows no Ed25519", (task) => {
    const importKey = () => Promise.reject(new DOMException("", "NotSupportedError"));
    return withSubtle({ importKey }, task);
  }],
];

async function withSubtle<T>(subtle: unknown, task: () => Promise<T>): Promise<T> {
  Object.defineProperty(crypto, "subtle", { value: subtle, configurable: true });
  try {
    return await task();
  } finally {
    delete (crypto as { subtle?: unknown }).subtle;
  }
}

for (const [where, run] of PLACES) {
  Deno.test(`${where}: a seed has its public key, and signs`, () =>
    run(async () => {
      assert.deepEqual(await publicKeyOf(SEED), KEY.publicKey);
      const signature = await signWith(await secretOf(SEED, false), MESSAGE);
      assert(portable.verifySignature(signature, MESSAGE, KEY.publicKey));
      assert(await primitives.verifySignature(signature, MESSAGE, KEY.publicKey));
    }));

  Deno.test(`${where}: every hostile signature gets the answer of the one rule`, () =>
    run(async () => {
      for (const { name, signature, message, publicKey, valid } of hostileSignatures()) {
        const answer = await primitives.verifySignature(signature, message, publicKey);
        assert.equal(answer, valid, name);
      }
    }));
}

Deno.test("the seed can leave as long as it may, and never where it may not", async () => {
  const open = await secretOf(SEED, true);
  assert("native" in open);
  assert.deepEqual(await seedOf(open), SEED);
  assert.equal(await seedOf(await secretOf(SEED, false)), null);
});

Deno.test("a seed that was kept before WebCrypto knew Ed25519 signs all the same", async () => {
  const secret = await withSubtle(undefined, () => secretOf(SEED, false));
  assert.deepEqual(secret, { seed: SEED });
  assert.deepEqual(await seedOf(secret), SEED);
  const signature = await signWith(secret, MESSAGE);
  assert(portable.verifySignature(signature, MESSAGE, KEY.publicKey));
});
