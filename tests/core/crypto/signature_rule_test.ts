import assert from "node:assert/strict";
import { Point } from "@noble/ed25519";
import fc from "fast-check";
import {
  isUnambiguousKey,
  isUsablePublicKey,
  portable,
  type Primitives,
  publicKeyOf,
  sign,
} from "../../../src/core/crypto/mod.ts";
import { native } from "../../../src/platform/deno/crypto.ts";
import {
  hostileSignatures,
  secondEncodingsOfLargeOrder,
  smallOrderEncodings,
  smallOrderPoints,
} from "./hostile_signatures.ts";

const IMPLEMENTATIONS: readonly [string, Primitives][] = [["portable", portable], [
  "native",
  native,
]];

const hostile = hostileSignatures();

for (const [name, { verifySignature, blake2b512 }] of IMPLEMENTATIONS) {
  Deno.test(`${name}: every hostile signature gets the answer of the one rule`, () => {
    for (const one of hostile) {
      const answer = verifySignature(one.signature, one.message, one.publicKey);
      assert.equal(answer, one.valid, one.name);
    }
  });

  Deno.test(`${name}: verifies the signatures of RFC 8032 §7.1`, () => {
    for (const [seed, publicKey, message, signature] of RFC_8032) {
      assert.deepEqual(publicKeyOf(hex(seed)), hex(publicKey));
      assert.deepEqual(sign(hex(message), hex(seed)), hex(signature));
      assert(verifySignature(hex(signature), hex(message), hex(publicKey)));
    }
  });

  Deno.test(`${name}: hashes as RFC 7693, appendix A`, () => {
    const digest = blake2b512(new TextEncoder().encode("abc"));
    assert.deepEqual(digest, hex(BLAKE2B_OF_ABC));
    assert.equal(Object.getPrototypeOf(digest), Uint8Array.prototype, "a plain array, no Buffer");
  });

  Deno.test(`${name}: answers the same for sub-arrays at any offset`, () => {
    const seed = new Uint8Array(32).fill(9);
    const message = new Uint8Array(100).fill(1);
    const parts = [sign(message, seed), message, publicKeyOf(seed)] as const;
    for (const offset of [1, 3, 8, 17]) {
      const [signature, signed, publicKey] = parts.map((part) => within(part, offset));
      assert(verifySignature(signature!, signed!, publicKey!));
      assert.deepEqual(blake2b512(signed!), blake2b512(message));
    }
  });

  Deno.test(`${name}: what is no Uint8Array is misuse`, () => {
    const bytes = new Uint8Array(64);
    const text = "text" as unknown as Uint8Array;
    assert.throws(() => blake2b512(text), TypeError);
    assert.throws(() => verifySignature(text, bytes, bytes), TypeError);
    assert.throws(() => verifySignature(bytes, text, new Uint8Array(32)), TypeError);
    assert.throws(() => verifySignature(bytes, bytes, text), TypeError);
  });
}

Deno.test("hostile signatures: the set has all eight points, both answers and no double", () => {
  assert.equal(smallOrderPoints().length, 8);
  assert.equal(new Set(smallOrderPoints().map((point) => point.toHex())).size, 8);
  // 8 canonical encodings, and y = p, p + 1 or a sign on x = 0 for the others.
  assert.equal(smallOrderEncodings().length, 14);
  assert.equal(new Set(hostile.map((one) => one.name)).size, hostile.length);
  assert(hostile.filter((one) => one.valid).length > 20);
  assert(hostile.filter((one) => !one.valid).length > 100);
});

Deno.test("native and portable agree on mutations of hostile and honest signatures", () => {
  const mutation = fc.record({
    of: fc.constantFrom(...hostile),
    what: fc.constantFrom("signature" as const, "message" as const, "publicKey" as const),
    at: fc.nat(),
    flip: fc.integer({ min: 1, max: 255 }),
  });
  fc.assert(
    fc.property(mutation, ({ of, what, at, flip }) => {
      const changed = { ...of, [what]: new Uint8Array(of[what]) };
      const bytes = changed[what];
      if (bytes.length > 0) bytes[at % bytes.length]! ^= flip;
      assertSame(changed.signature, changed.message, changed.publicKey);
    }),
    { numRuns: 400 },
  );
});

Deno.test("native and portable agree on any bytes", () => {
  const bytes = fc.uint8Array({ maxLength: 70 });
  const signature = fc.oneof(fc.uint8Array({ minLength: 64, maxLength: 64 }), bytes);
  const publicKey = fc.oneof(fc.uint8Array({ minLength: 32, maxLength: 32 }), bytes);
  fc.assert(fc.property(signature, bytes, publicKey, assertSame), { numRuns: 300 });
});

Deno.test("native and portable agree on honest signatures, and accept them", () => {
  const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(seed, fc.uint8Array({ maxLength: 400 }), (seed, message) => {
      const signature = sign(message, seed);
      assert(portable.verifySignature(signature, message, publicKeyOf(seed)));
      assert(native.verifySignature(signature, message, publicKeyOf(seed)));
    }),
    { numRuns: 100 },
  );
});

Deno.test("native and portable give the same hash of any bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
    assert.deepEqual(native.blake2b512(bytes), portable.blake2b512(bytes));
  }));
});

Deno.test("isUsablePublicKey: refuses small orders, second encodings and other lengths", () => {
  assert(isUsablePublicKey(publicKeyOf(new Uint8Array(32))));
  for (const encoding of [...smallOrderEncodings(), ...secondEncodingsOfLargeOrder()]) {
    assert(!isUsablePublicKey(encoding));
  }
  for (const length of [0, 31, 33]) assert(!isUsablePublicKey(new Uint8Array(length).fill(1)));
  assert.throws(() => isUsablePublicKey("key" as unknown as Uint8Array), TypeError);
});

Deno.test("isUnambiguousKey: is isUsablePublicKey, but for what is no point at all", () => {
  const agree = (bytes: Uint8Array) =>
    assert.equal(isUsablePublicKey(bytes), isUnambiguousKey(bytes) && isPoint(bytes), hexOf(bytes));
  for (const { publicKey } of hostile) agree(publicKey);
  for (const encoding of [...smallOrderEncodings(), ...secondEncodingsOfLargeOrder()]) {
    assert(!isUnambiguousKey(encoding), hexOf(encoding));
  }
  // Every y around 0, p and 2^255, with either sign.
  for (const middle of [0n, 1n << 255n, (1n << 255n) - 19n]) {
    for (let off = -40n; off <= 40n; off++) {
      const y = BigInt.asUintN(255, middle + off);
      for (const sign of [0n, 1n]) agree(littleEndian(y | sign << 255n));
    }
  }
  const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(fc.property(seed, (seed) => {
    agree(seed);
    assert(isUnambiguousKey(publicKeyOf(seed)));
  }));
  for (const length of [0, 31, 33]) assert(!isUnambiguousKey(new Uint8Array(length).fill(2)));
  assert.throws(() => isUnambiguousKey("key" as unknown as Uint8Array), TypeError);
});

Deno.test("sign and publicKeyOf: a seed of another length is misuse", () => {
  for (const length of [0, 31, 33, 64]) {
    assert.throws(() => publicKeyOf(new Uint8Array(length)), RangeError);
    assert.throws(() => sign(new Uint8Array(), new Uint8Array(length)), RangeError);
  }
});

function assertSame(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): void {
  assert.equal(
    native.verifySignature(signature, message, publicKey),
    portable.verifySignature(signature, message, publicKey),
  );
}

/** Whether the most lenient decoder finds a point in these bytes. */
function isPoint(bytes: Uint8Array): boolean {
  try {
    Point.fromBytes(bytes, true);
    return true;
  } catch {
    return false;
  }
}

function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, at) => Number(value >> BigInt(8 * at) & 0xffn));
}

function within(bytes: Uint8Array, offset: number): Uint8Array {
  const larger = new Uint8Array(bytes.length + offset + 5).fill(0xee);
  larger.set(bytes, offset);
  return larger.subarray(offset, offset + bytes.length);
}

function hexOf(bytes: Uint8Array): string {
  return bytes.toHex();
}

function hex(digits: string): Uint8Array {
  return Uint8Array.fromHex(digits);
}

const BLAKE2B_OF_ABC = "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1" +
  "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923";

/** Seed, public key, message, signature. */
const RFC_8032: readonly (readonly [string, string, string, string])[] = [
  [
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155" +
    "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  ],
  [
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac" +
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  ],
];
