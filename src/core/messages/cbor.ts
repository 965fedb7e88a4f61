/**
 * Deterministic CBOR (RFC 8949 §4.2.1), reduced to what messages need: integers within ±(2^53 − 1),
 * byte strings, text, arrays, maps with text keys, false, true and null.
 *
 * A value has exactly one encoding here, and {@link decodeCbor} takes that one only: so whatever it
 * accepts, {@link encodeCbor} turns back into the same bytes, and two nodes can never disagree about
 * what a payload says. Floats and tags are left out because they are where decoders differ.
 */

/** Whatever a payload can say. Numbers are safe integers, text is well-formed Unicode. */
export type CborValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | CborValue[]
  | { [key: string]: CborValue };

/** How many maps and arrays may stand inside one another; the outermost is 1. */
export const MAX_CBOR_DEPTH = 16;

export type CborRefusalCode =
  /** The bytes end early, or a length names more than is left (also more items than bytes). */
  | "truncated"
  /** A number or a length that fits a shorter form. */
  | "not-shortest"
  /** A key that belongs before the one in front of it. */
  | "unsorted-keys"
  /** A key equal to the one in front of it. */
  | "duplicate-key"
  | "key-not-text"
  /** Any tag, bignums and dates too. */
  | "tag"
  /** Any float, those with an integer's value too. */
  | "float"
  /** An item without a length in front, or a break. */
  | "indefinite"
  /** A first byte that RFC 8949 gives no meaning (additional information 28–30, and some 31). */
  | "reserved"
  | "integer-out-of-range"
  /** Text that is not UTF-8: overlong, a surrogate, beyond U+10FFFF, cut off. */
  | "bad-utf8"
  /** Undefined, and every simple value but false, true and null. */
  | "simple-value"
  | "trailing-bytes"
  | "too-deep";

export interface CborRefusal {
  readonly code: CborRefusalCode;
  /** Where the refused item (or key, or the first byte too many) starts. */
  readonly offset: number;
}

export type CborDecoded =
  | { readonly ok: true; readonly value: CborValue }
  | { readonly ok: false; readonly refusal: CborRefusal };

// Major types, RFC 8949 §3.1.
const UNSIGNED = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const TAG = 6;

/** Up to here, reading ASCII by hand beats the call into TextDecoder (240 ns; 140 ns for 64 bytes). */
const SHORT_TEXT_BYTES = 96;

const FIRST_WRITER_BYTES = 512;

/** The last array index there is. */
const FAR_INDEX = "4294967294";

/** Keeps a leading U+FEFF: without `ignoreBOM` two different payloads would read alike. */
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

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

/**
 * Decodes the bytes of one value, and refuses all but its only encoding.
 *
 * Takes time and memory in proportion to the input, whatever lengths it claims. Byte strings in the value are
 * copies; maps are ordinary objects, whose key `__proto__` is a key like any other. Never throws on any bytes.
 *
 * ```ts
 * decodeCbor(new Uint8Array([0x82, 0x01, 0x20])); // { ok: true, value: [1, -1] }
 * decodeCbor(new Uint8Array([0x18, 0x01])); // { ok: false, refusal: { code: "not-shortest", offset: 0 } }
 * ```
 *
 * @throws {TypeError} if `bytes` is no Uint8Array.
 */
export function decodeCbor(bytes: Uint8Array): CborDecoded {
  if (!(bytes instanceof Uint8Array)) throw new TypeError("decodeCbor takes a Uint8Array");
  const reader = new Reader(bytes);
  const value = reader.value(0);
  if (value === undefined) return { ok: false, refusal: reader.refusal as CborRefusal };
  if (reader.at < bytes.length) {
    return { ok: false, refusal: { code: "trailing-bytes", offset: reader.at } };
  }
  return { ok: true, value };
}

/** Reads forward only. A refusal is kept here, and `undefined` (−1 for a length) carries it up. */
class Reader {
  readonly bytes: Uint8Array;
  at = 0;
  refusal: CborRefusal | null = null;
  /**
   * Items promised by the maps and arrays around this place and not yet begun. Each takes a byte at least,
   * so a length is believed only if what is left can hold it and all these: a thousand nested headers
   * that each claim what is left fail at the second, and slots reserved never outnumber bytes.
   */
  owed = 1;

  constructor(bytes: Uint8Array) {
    // A subclass may override slice: that of node's Buffer gives a view where we promise a copy.
    this.bytes = bytes.constructor === Uint8Array
      ? bytes
      : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  refuse(code: CborRefusalCode, offset: number): undefined {
    this.refusal = { code, offset };
  }

  /** Reads an item inside `depth` maps and arrays. */
  value(depth: number): CborValue | undefined {
    const start = this.at;
    if (start >= this.bytes.length) return this.refuse("truncated", start);
    this.owed--;
    const head = this.bytes[start] as number;
    switch (head >> 5) {
      case UNSIGNED: {
        const number = this.argument();
        if (number < 0) return undefined;
        if (number > Number.MAX_SAFE_INTEGER) return this.refuse("integer-out-of-range", start);
        return number;
      }
      case NEGATIVE: {
        const number = this.argument();
        if (number < 0) return undefined;
        // −1 − (2^53 − 1) is −2^53: exact, but no safe integer.
        if (number >= Number.MAX_SAFE_INTEGER) return this.refuse("integer-out-of-range", start);
        return -1 - number;
      }
      case BYTES: {
        const end = this.end();
        if (end < 0) return undefined;
        const from = this.at;
        this.at = end;
        return this.bytes.slice(from, end);
      }
      case TEXT:
        return this.text();
      case ARRAY:
        if (depth >= MAX_CBOR_DEPTH) return this.refuse("too-deep", start);
        return this.array(depth + 1);
      case MAP:
        if (depth >= MAX_CBOR_DEPTH) return this.refuse("too-deep", start);
        return this.map(depth + 1);
      case TAG:
        return this.refuse("tag", start);
      default:
        this.at++;
        return this.simple(head & 31, start);
    }
  }

  simple(info: number, start: number): boolean | null | undefined {
    if (info === 20) return false;
    if (info === 21) return true;
    if (info === 22) return null;
    if (info <= 24) return this.refuse("simple-value", start);
    if (info <= 27) return this.refuse("float", start);
    return this.refuse(info === 31 ? "indefinite" : "reserved", start);
  }

  array(depth: number): CborValue[] | undefined {
    const length = this.count(1);
    if (length < 0) return undefined;
    const items = new Array<CborValue>(length);
    for (let i = 0; i < length; i++) {
      const item = this.value(depth);
      if (item === undefined) return undefined;
      items[i] = item;
    }
    return items;
  }

  map(depth: number): { [key: string]: CborValue } | undefined {
    const length = this.count(2);
    if (length < 0) return undefined;
    const map: { [key: string]: CborValue } = {};
    let sparse = false;
    let before = -1;
    let beforeEnd = -1;
    for (let i = 0; i < length; i++) {
      const start = this.at;
      const head = this.bytes[start];
      if (head === undefined) return this.refuse("truncated", start);
      if (head >> 5 !== TEXT) return this.refuse("key-not-text", start);
      this.owed--;
      const key = this.text();
      if (key === undefined) return undefined;
      if (i > 0) {
        const order = this.order(before, beforeEnd, start, this.at);
        if (order === 0) return this.refuse("duplicate-key", start);
        if (order > 0) return this.refuse("unsorted-keys", start);
      }
      before = start;
      beforeEnd = this.at;
      const value = this.value(depth);
      if (value === undefined) return undefined;
      if (key === "__proto__") {
        // Assignment would set the prototype.
        Object.defineProperty(map, key, {
          value,
          writable: true,
          enumerable: true,
          configurable: true,
        });
        continue;
      }
      if (!sparse && isDigit(key.charCodeAt(0))) {
        // V8 gives the key "1000" an array of 1,500 slots: 12 kB for 7 bytes of input, measured. After
        // an index this far away it keeps such keys in a table instead.
        map[FAR_INDEX] = null;
        delete map[FAR_INDEX];
        sparse = true;
      }
      map[key] = value;
    }
    return map;
  }

  text(): string | undefined {
    const start = this.at;
    const end = this.end();
    if (end < 0) return undefined;
    const bytes = this.bytes;
    const from = this.at;
    this.at = end;
    const length = end - from;
    if (length <= SHORT_TEXT_BYTES) {
      const units = new Array<number>(length);
      let i = 0;
      for (; i < length; i++) {
        const byte = bytes[from + i] as number;
        if (byte > 0x7f) break;
        units[i] = byte;
      }
      if (i === length) return String.fromCharCode.apply(null, units);
    }
    try {
      return UTF8.decode(bytes.subarray(from, end));
    } catch {
      // Fatal decoding has this one way to fail.
      return this.refuse("bad-utf8", start);
    }
  }

  /** Compares two keys by their encoded bytes, heads included: below 0, 0 or above 0. */
  order(a: number, aEnd: number, b: number, bEnd: number): number {
    const bytes = this.bytes;
    while (a < aEnd && b < bEnd) {
      const difference = (bytes[a++] as number) - (bytes[b++] as number);
      if (difference !== 0) return difference;
    }
    return 0; // equal heads say equal lengths
  }

  /** Reads the head of a byte string or text; gives where it ends. */
  end(): number {
    const start = this.at;
    const length = this.argument();
    if (length < 0) return -1;
    if (length > this.bytes.length - this.at) {
      this.refuse("truncated", start);
      return -1;
    }
    return this.at + length;
  }

  /** Reads the head of an array or map whose entries take `each` items; gives how many entries. */
  count(each: 1 | 2): number {
    const start = this.at;
    const length = this.argument();
    if (length < 0) return -1;
    const owed = this.owed + length * each;
    if (owed > this.bytes.length - this.at) {
      this.refuse("truncated", start);
      return -1;
    }
    this.owed = owed;
    return length;
  }

  /** Reads a head's number. Beyond 2^53 it is rounded, and still beyond 2^53. */
  argument(): number {
    const bytes = this.bytes;
    const start = this.at;
    const head = bytes[start] as number;
    const info = head & 31;
    this.at = start + 1;
    if (info < 24) return info;
    if (info > 27) {
      this.refuse(info === 31 && head >> 5 >= BYTES ? "indefinite" : "reserved", start);
      return -1;
    }
    const size = 1 << (info - 24);
    if (size > bytes.length - this.at) {
      this.refuse("truncated", start);
      return -1;
    }
    let number = 0;
    for (let i = 0; i < size; i++) number = number * 256 + (bytes[this.at++] as number);
    // The least that needs this size: 24, 2^8, 2^16, 2^32.
    if (number < (size === 1 ? 24 : 2 ** (size * 4))) {
      this.refuse("not-shortest", start);
      return -1;
    }
    return number;
  }
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

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}
