/** Reads deterministic CBOR (`cbor.ts`), and refuses whatever is not the only encoding of a value. */
import {
  ARRAY,
  BYTES,
  type CborValue,
  MAP,
  MAX_CBOR_DEPTH,
  NEGATIVE,
  TAG,
  TEXT,
  UNSIGNED,
} from "./cbor.ts";

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

/** Up to here, reading ASCII by hand beats the call into TextDecoder (240 ns; 140 ns for 64 bytes). */
const SHORT_TEXT_BYTES = 96;

/** The last array index there is. */
const FAR_INDEX = "4294967294";

/** Keeps a leading U+FEFF: without `ignoreBOM` two different payloads would read alike. */
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

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

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}
