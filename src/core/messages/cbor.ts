/**
 * Deterministic CBOR (RFC 8949 §4.2.1), reduced to what messages need: integers within ±(2^53 − 1),
 * byte strings, text, arrays, maps with text keys, false, true and null.
 *
 * A value has exactly one encoding here, and `decodeCbor` takes that one only: so whatever it
 * accepts, `encodeCbor` turns back into the same bytes, and two nodes can never disagree about
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

// Major types, RFC 8949 §3.1.
export const UNSIGNED = 0;
export const NEGATIVE = 1;
export const BYTES = 2;
export const TEXT = 3;
export const ARRAY = 4;
export const MAP = 5;
export const TAG = 6;
