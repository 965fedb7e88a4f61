/**
 * VarU64, the integers of Bamboo: a value under 248 is one byte; a larger one is a byte 247 + n and
 * then its n bytes (1 to 8), big endian. Only the shortest form is one.
 */

/** 2^64 − 1. */
export const MAX_U64 = 0xffff_ffff_ffff_ffffn;

/** The lowest first byte that announces bytes to follow: 248 announces one, 255 eight. */
const FIRST_LONG = 248;

export type VarU64Outcome =
  | { readonly ok: true; readonly value: bigint; /** The offset after it. */ readonly next: number }
  | { readonly ok: false; readonly code: "truncated" | "not-canonical" };

const TRUNCATED: VarU64Outcome = { ok: false, code: "truncated" };
const NOT_CANONICAL: VarU64Outcome = { ok: false, code: "not-canonical" };

/**
 * Encodes an integer from 0 to 2^64 − 1 in its only form, 1 to 9 bytes (VarU64, "Specification").
 * Throws RangeError for any other, and for a `number` that is not a safe integer.
 *
 * ```ts
 * import { encodeVarU64 } from "./mod.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(encodeVarU64(247), new Uint8Array([247]));
 * assert.deepEqual(encodeVarU64(256), new Uint8Array([249, 1, 0]));
 * ```
 */
export function encodeVarU64(value: bigint | number): Uint8Array {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new RangeError(`a VarU64 needs an exact integer, and ${value} is none`);
  }
  let rest = BigInt(value);
  if (rest < 0n || rest > MAX_U64) {
    throw new RangeError(`a VarU64 holds 0 to ${MAX_U64}, and not ${value}`);
  }
  const bytes = new Uint8Array(sizeOf(rest));
  if (bytes.length === 1) {
    bytes[0] = Number(rest);
    return bytes;
  }
  bytes[0] = FIRST_LONG - 2 + bytes.length;
  for (let at = bytes.length - 1; at > 0; at--, rest >>= 8n) bytes[at] = Number(rest & 0xffn);
  return bytes;
}

/**
 * Gives how many bytes an integer has as a VarU64, 1 to 9. Throws RangeError for what has none.
 *
 * ```ts
 * import { encodeVarU64, varU64Size } from "./mod.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(varU64Size(256n), encodeVarU64(256n).length);
 * ```
 */
export function varU64Size(value: bigint): number {
  if (value < 0n || value > MAX_U64) {
    throw new RangeError(`a VarU64 holds 0 to ${MAX_U64}, and not ${value}`);
  }
  return sizeOf(value);
}

function sizeOf(value: bigint): number {
  if (value < FIRST_LONG) return 1;
  let size = 2;
  for (let limit = 0x100n; value >= limit && size < 9; limit <<= 8n) size++;
  return size;
}

/**
 * Decodes the integer that begins at `offset`, exactly. Refuses bytes that end too early and any
 * form but the shortest; never throws on data.
 */
export function decodeVarU64(bytes: Uint8Array, offset = 0): VarU64Outcome {
  const first = bytes[offset];
  if (first === undefined) return TRUNCATED;
  if (first < FIRST_LONG) return { ok: true, value: BigInt(first), next: offset + 1 };

  const next = offset + 1 + first - (FIRST_LONG - 1);
  if (next > bytes.length) return TRUNCATED;

  // In two halves, because a number is exact to 53 bits only, and a bigint a byte costs five times
  // as much.
  let high = 0;
  let low = 0;
  for (let at = offset + 1; at < next; at++) {
    const byte = bytes[at]!;
    if (next - at > 4) high = high * 256 + byte;
    else low = low * 256 + byte;
  }
  const value = high === 0 ? BigInt(low) : BigInt(high) << 32n | BigInt(low);

  const leadingByte = bytes[offset + 1]!;
  const shortest = first === FIRST_LONG ? leadingByte >= FIRST_LONG : leadingByte !== 0;
  return shortest ? { ok: true, value, next } : NOT_CANONICAL;
}
