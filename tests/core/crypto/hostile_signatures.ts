/**
 * Signatures on which verifiers of Ed25519 are known to disagree, each with the answer that the one
 * rule gives. They are made here from the group itself, so that every answer is derived and none is
 * copied: R = [r]B + T, A = [a]B + U with T, U of small order, S = r + k·a mod L. With cofactor all
 * of them would pass; without, only those where T + [k]U is the identity.
 */
import { Point } from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { publicKeyOf, sign } from "../../../src/core/crypto/mod.ts";

export interface SignatureCase {
  readonly name: string;
  readonly signature: Uint8Array;
  readonly message: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly valid: boolean;
}

const { n: L, p: P } = Point.CURVE();
const SECRET_A = 0x1234_5678_9abc_def0_1234_5678n;
const SECRET_R = 0x0fed_cba9_8765_4321_0fed_cba9n;
const SEED = new Uint8Array(32).fill(3);

export function hostileSignatures(): SignatureCase[] {
  return [
    ...smallOrderKeys(),
    ...smallOrderNonces(),
    ...mixedOrders(),
    ...oddScalars(),
    ...secondEncodings(),
    ...wrongBytes(),
  ];
}

/** The eight points whose order divides 8, from the identity on, in the order of multiples. */
export function smallOrderPoints(): Point[] {
  for (let y = 2;; y++) {
    const point = decode(littleEndian(BigInt(y)));
    if (point === null) continue;
    // [L]P leaves of P only its part of small order.
    const torsion = point.multiply(L - 1n, false).add(point);
    if (torsion.double().double().is0()) continue;
    const points = [Point.ZERO];
    for (let i = 1; i < 8; i++) points.push(points[i - 1]!.add(torsion));
    return points;
  }
}

/** Every 32 bytes that some decoder takes for a point of small order. */
export function smallOrderEncodings(): Uint8Array[] {
  const encodings = new Map<string, Uint8Array>();
  for (const point of smallOrderPoints()) {
    const { y } = point.toAffine();
    for (const value of [y, y + P]) {
      if (value >= 1n << 255n) continue;
      for (const sign of [0n, 1n]) {
        const bytes = littleEndian(value + (sign << 255n));
        encodings.set(bytesToHex(bytes), bytes);
      }
    }
  }
  return [...encodings.values()];
}

/** A second encoding (y ≥ p) of points that are not of small order. */
export function secondEncodingsOfLargeOrder(): Uint8Array[] {
  const encodings: Uint8Array[] = [];
  for (let y = 2n; y < 19n; y++) {
    if (decode(littleEndian(y)) === null) continue;
    encodings.push(littleEndian(y + P), littleEndian(y + P + (1n << 255n)));
  }
  return encodings;
}

/** A of small order: without a check of the key, one signature fits any message. */
function smallOrderKeys(): SignatureCase[] {
  const cases: SignatureCase[] = [];
  for (const publicKey of smallOrderEncodings()) {
    const point = Point.fromBytes(publicKey, true);
    for (const [index, torsion] of smallOrderPoints().entries()) {
      // A message whose k makes the equation true, so that only the key can be the reason to refuse.
      const found = search((message) => {
        const encodedR = torsion.add(Point.BASE.multiply(SECRET_R)).toBytes();
        const k = challenge(encodedR, publicKey, message);
        return point.multiply(k, false).add(torsion).is0()
          ? concat(encodedR, littleEndian(SECRET_R))
          : null;
      });
      if (found === null) continue;
      const name = `small-order key ${bytesToHex(publicKey)}, R with torsion ${index}`;
      cases.push({ name, publicKey, ...found, valid: false });
    }
  }
  return cases;
}

/** R of small order (r = 0) with an honest key: valid only for the identity in its one encoding. */
function smallOrderNonces(): SignatureCase[] {
  const publicKey = Point.BASE.multiply(SECRET_A).toBytes();
  const message = text("R of small order");
  const identity = bytesToHex(Point.ZERO.toBytes());
  return smallOrderEncodings().map((encodedR) => {
    const k = challenge(encodedR, publicKey, message);
    const signature = concat(encodedR, littleEndian(k * SECRET_A % L));
    const name = `small-order R ${bytesToHex(encodedR)}`;
    return { name, publicKey, message, signature, valid: bytesToHex(encodedR) === identity };
  });
}

/** Torsion added to A, R or both: valid with cofactor always, without it only where it cancels. */
function mixedOrders(): SignatureCase[] {
  const cases: SignatureCase[] = [];
  const points = smallOrderPoints();
  for (const [i, ofA] of points.entries()) {
    const publicPoint = Point.BASE.multiply(SECRET_A).add(ofA);
    const publicKey = publicPoint.toBytes();
    for (const [j, ofR] of points.entries()) {
      const encodedR = Point.BASE.multiply(SECRET_R).add(ofR).toBytes();
      for (const valid of [true, false]) {
        const found = search((message) => {
          const k = challenge(encodedR, publicKey, message);
          if (ofR.add(ofA.multiply(k, false)).is0() !== valid) return null;
          return concat(encodedR, littleEndian((SECRET_R + k * SECRET_A) % L));
        });
        if (found === null) continue;
        const name = `torsion ${i} on A, ${j} on R, ${valid ? "cancels" : "does not cancel"}`;
        cases.push({ name, publicKey, ...found, valid });
      }
    }
  }
  return cases;
}

/** The same S modulo L in other words, and the S at the edges. */
function oddScalars(): SignatureCase[] {
  const publicKey = publicKeyOf(SEED);
  const message = text("odd scalars");
  const honest = sign(message, SEED);
  const scalar = fromLittleEndian(honest.subarray(32));
  const cases: SignatureCase[] = [{
    name: "honest",
    publicKey,
    message,
    signature: honest,
    valid: true,
  }];
  const add = (name: string, value: bigint) => {
    if (value >= 1n << 256n) return;
    const signature = concat(honest.subarray(0, 32), littleEndian(value));
    cases.push({ name, publicKey, message, signature, valid: false });
  };
  for (let times = 1n; times < 16n; times++) add(`S + ${times}L`, scalar + times * L);
  for (const bit of [253n, 254n, 255n]) add(`S with bit ${bit} set`, scalar | 1n << bit);
  add("S = 0", 0n);
  add("S = L - 1", L - 1n);
  add("S = L", L);
  add("S = L + 1", L + 1n);
  add("S = 2^253 - 1", (1n << 253n) - 1n);
  add("S = 2^256 - 1", (1n << 256n) - 1n);
  add("L - S", L - scalar);

  // S = 0 and S = L with R = −[k]A: true for the one, and S ≥ L for the other.
  const point = Point.BASE.multiply(SECRET_A);
  const key = point.toBytes();
  const identity = Point.ZERO.toBytes();
  const k = challenge(identity, key, message);
  const right = k * SECRET_A % L;
  cases.push(
    {
      name: "R the identity, S + L",
      publicKey: key,
      message,
      signature: concat(identity, littleEndian(right + L)),
      valid: false,
    },
    {
      name: "R and S both zero, honest key",
      publicKey: key,
      message,
      signature: concat(identity, littleEndian(0n)),
      valid: false,
    },
  );
  return cases;
}

/** Encodings with y ≥ p, and with a sign on x = 0, where an honest one could stand. */
function secondEncodings(): SignatureCase[] {
  const message = text("second encodings");
  const honestKey = publicKeyOf(SEED);
  const honest = sign(message, SEED);
  return secondEncodingsOfLargeOrder().flatMap((encoding) => [
    {
      name: `A is ${bytesToHex(encoding)}`,
      publicKey: encoding,
      message,
      signature: honest,
      valid: false,
    },
    {
      name: `R is ${bytesToHex(encoding)}`,
      publicKey: honestKey,
      message,
      signature: concat(encoding, honest.subarray(32)),
      valid: false,
    },
  ]);
}

/** Bytes that are no point, or not even of the right length. */
function wrongBytes(): SignatureCase[] {
  const message = text("wrong bytes");
  const publicKey = publicKeyOf(SEED);
  const signature = sign(message, SEED);
  const noPoint = offCurve();
  const one = (name: string, changed: Partial<SignatureCase>): SignatureCase => ({
    name,
    message,
    publicKey,
    signature,
    valid: false,
    ...changed,
  });
  return [
    one("the zero key", { publicKey: new Uint8Array(32) }),
    one("a key of ones", { publicKey: new Uint8Array(32).fill(255) }),
    one("a key off the curve", { publicKey: noPoint }),
    one("R off the curve", { signature: concat(noPoint, signature.subarray(32)) }),
    one("a signature of zeros", { signature: new Uint8Array(64) }),
    one("a signature of ones", { signature: new Uint8Array(64).fill(255) }),
    one("zero key and zero signature", {
      publicKey: new Uint8Array(32),
      signature: new Uint8Array(64),
    }),
    one("the key with its sign flipped", { publicKey: flipSign(publicKey) }),
    one("R with its sign flipped", {
      signature: concat(flipSign(signature.subarray(0, 32)), signature.subarray(32)),
    }),
    ...[0, 31, 33, 64].map((length) =>
      one(`a key of ${length} bytes`, { publicKey: resized(publicKey, length) })
    ),
    ...[0, 32, 63, 65, 128].map((length) =>
      one(`a signature of ${length} bytes`, { signature: resized(signature, length) })
    ),
    one("no message", { message: new Uint8Array() }),
    one("nothing at all", {
      message: new Uint8Array(),
      publicKey: new Uint8Array(),
      signature: new Uint8Array(),
    }),
  ];
}

/** The first of 64 messages for which a signature of the wanted kind is found. */
function search(
  signatureOn: (message: Uint8Array) => Uint8Array | null,
): { message: Uint8Array; signature: Uint8Array } | null {
  for (let attempt = 0; attempt < 64; attempt++) {
    const message = text(`message ${attempt}`);
    const signature = signatureOn(message);
    if (signature !== null) return { message, signature };
  }
  return null;
}

function challenge(encodedR: Uint8Array, publicKey: Uint8Array, message: Uint8Array): bigint {
  return fromLittleEndian(sha512(concat(encodedR, publicKey, message))) % L;
}

function offCurve(): Uint8Array {
  for (let y = 2n;; y++) {
    if (decode(littleEndian(y)) === null) return littleEndian(y);
  }
}

function decode(bytes: Uint8Array): Point | null {
  try {
    return Point.fromBytes(bytes, true);
  } catch {
    return null; // no point of the curve has this y
  }
}

function flipSign(encoded: Uint8Array): Uint8Array {
  const flipped = new Uint8Array(encoded);
  flipped[31]! ^= 0x80;
  return flipped;
}

function resized(bytes: Uint8Array, length: number): Uint8Array {
  const other = new Uint8Array(length);
  other.set(bytes.subarray(0, length));
  return other;
}

function littleEndian(value: bigint): Uint8Array {
  const bytes = new Uint8Array(32);
  for (let at = 0; at < 32; at++) bytes[at] = Number(value >> BigInt(8 * at) & 0xffn);
  return bytes;
}

function fromLittleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => value << 8n | BigInt(byte), 0n);
}

function concat(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

function text(words: string): Uint8Array {
  return new TextEncoder().encode(words);
}
