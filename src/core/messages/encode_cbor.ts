/** Writes deterministic CBOR (`cbor.ts`). */
import {
  ARRAY,
  BYTES,
  type CborValue,
  MAP,
  MAX_CBOR_DEPTH,
  NEGATIVE,
  TEXT,
  UNSIGNED,
} from "./cbor.ts";

const FIRST_WRITER_BYTES = 512;

/**
 * Encodes a value: shortest forms, definite lengths, keys sorted by their encoded bytes.
 *
 * −0 becomes 0 (`Choice:` arithmetic makes it, and it equals 0). Objects must be plain; their own
 * enumerable text keys count. Cycles end as too deep.
 *
 * ```ts
 * encodeCbor({ b: 1, a: true }); // a2 61 61 f5 61 62 01
 * ```
 *
 * @throws {TypeError} for what has no encoding: fractions, undefined, bigints, functions, instances of
 * classes, text with a lone surrogate.
 * @throws {RangeError} for integers beyond ±(2^53 − 1) and for more than 16 maps or arrays inside one another.
 */
export function encodeCbor(value: CborValue): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  writer.value(value, 0);
  return writer.written();
}

/** Writes into a buffer that doubles. */
class Writer {
  bytes = new Uint8Array(FIRST_WRITER_BYTES);
  at = 0;

  written(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.at);
  }

  /** Makes room for `length` more bytes. */
  reserve(length: number): void {
    const needed = this.at + length;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.at));
    this.bytes = larger;
  }

  /** Writes an item inside `depth` maps and arrays. */
  value(value: unknown, depth: number): void {
    if (typeof value === "string") return this.text(value);
    if (typeof value === "number") return this.integer(value);
    if (value === null) return this.byte(0xf6);
    if (value === true) return this.byte(0xf5);
    if (value === false) return this.byte(0xf4);
    if (typeof value !== "object") throw new TypeError(`CBOR: no encoding for ${typeof value}`);
    if (value instanceof Uint8Array) {
      this.head(BYTES, value.length);
      this.reserve(value.length);
      this.bytes.set(value, this.at);
      this.at += value.length;
      return;
    }
    if (depth >= MAX_CBOR_DEPTH) throw new RangeError("CBOR: too deep, or a cycle");
    if (Array.isArray(value)) {
      this.head(ARRAY, value.length);
      for (let i = 0; i < value.length; i++) this.value(value[i], depth + 1);
      return;
    }
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      throw new TypeError("CBOR: no encoding for an instance of a class");
    }
    const keys = Object.keys(value).sort(compareKeys);
    this.head(MAP, keys.length);
    for (const key of keys) {
      this.text(key);
      this.value((value as Record<string, unknown>)[key], depth + 1);
    }
  }

  byte(byte: number): void {
    this.reserve(1);
    this.bytes[this.at++] = byte;
  }

  integer(number: number): void {
    if (!Number.isSafeInteger(number)) {
      if (Number.isInteger(number)) throw new RangeError("CBOR: integer beyond ±(2^53 − 1)");
      throw new TypeError("CBOR: no encoding for a fraction, infinity or NaN");
    }
    if (number < 0) this.head(NEGATIVE, -1 - number);
    else this.head(UNSIGNED, number);
  }

  text(text: string): void {
    const length = utf8Length(text);
    this.head(TEXT, length);
    this.reserve(length);
    const bytes = this.bytes;
    let at = this.at;
    for (let i = 0; i < text.length; i++) {
      let point = text.charCodeAt(i);
      if (point < 0x80) {
        bytes[at++] = point;
        continue;
      }
      if (point < 0x800) {
        bytes[at++] = 0xc0 | point >> 6;
      } else {
        if (isSurrogate(point)) {
          // utf8Length has seen that these come in pairs.
          point = 0x10000 + ((point & 0x3ff) << 10 | text.charCodeAt(++i) & 0x3ff);
          bytes[at++] = 0xf0 | point >> 18;
          bytes[at++] = 0x80 | point >> 12 & 0x3f;
        } else {
          bytes[at++] = 0xe0 | point >> 12;
        }
        bytes[at++] = 0x80 | point >> 6 & 0x3f;
      }
      bytes[at++] = 0x80 | point & 0x3f;
    }
    this.at = at;
  }

  /** Writes a major type with a number in its shortest form. */
  head(major: number, number: number): void {
    this.reserve(9);
    const type = major << 5;
    if (number < 24) {
      this.bytes[this.at++] = type | number;
      return;
    }
    const exponent = number < 0x100 ? 0 : number < 0x10000 ? 1 : number < 0x100000000 ? 2 : 3;
    this.bytes[this.at++] = type | (24 + exponent);
    const size = 1 << exponent;
    for (let i = size - 1, rest = number; i >= 0; i--) {
      this.bytes[this.at + i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    this.at += size;
  }
}

/** Gives the length of a text in UTF-8; throws on a lone surrogate, which UTF-8 cannot carry. */
function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    length++;
    if (unit < 0x800) continue;
    length++;
    if (!isSurrogate(unit)) continue;
    // Of the 2 units and 4 bytes of a pair, 2 units and 2 bytes are counted by now.
    const next = text.charCodeAt(++i);
    if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) {
      throw new TypeError("CBOR: text with a lone surrogate");
    }
  }
  return length;
}

/**
 * Compares keys as their encodings compare: by length in UTF-8 (the head comes first and grows with it),
 * then by UTF-8 bytes, which is by code points and not by JavaScript's UTF-16 units.
 */
function compareKeys(a: string, b: string): number {
  const difference = utf8Length(a) - utf8Length(b);
  if (difference !== 0) return difference;
  for (let i = 0; i < a.length && i < b.length; i++) {
    const unitA = a.charCodeAt(i);
    const unitB = b.charCodeAt(i);
    if (unitA === unitB) continue;
    // A pair's code point is above all that one unit can say, U+E000–FFFF too.
    if (isSurrogate(unitA) !== isSurrogate(unitB)) return isSurrogate(unitA) ? 1 : -1;
    return unitA - unitB;
  }
  return 0;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
