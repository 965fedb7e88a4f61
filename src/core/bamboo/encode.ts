/** From an entry to its bytes. */
import { PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from "../crypto/mod.ts";
import { type Entry, TAG_END_OF_LOG, TAG_ENTRY, type UnsignedEntry } from "./entry.ts";
import { lipmaalinkIsLeftOut } from "./lipmaa.ts";
import { encodeVarU64 } from "./varu64.ts";
import { assertYamf } from "./yamf.ts";

/**
 * Encodes an entry, signature and all (Bamboo, "Encoding"): a new array.
 *
 * Not checked: that the signature is right. Throws RangeError where a field has a wrong length or
 * value, or a link is there that the seqnum leaves out, or missing where it does not.
 */
export function encodeEntry(entry: Entry): Uint8Array {
  assertLength(entry.signature, SIGNATURE_BYTES, "the signature");
  return concat([...parts(entry), entry.signature]);
}

/**
 * Gives the bytes that the signature of an entry is made on: all but the signature. For signers
 * that keep their key elsewhere; {@link encodeEntry} puts their signature behind these bytes.
 * Throws as {@link encodeEntry} does.
 */
export function signingBytes(entry: UnsignedEntry): Uint8Array {
  return concat(parts(entry));
}

function parts(entry: UnsignedEntry): Uint8Array[] {
  const { author, seqNum, lipmaalink, backlink, payloadHash } = entry;
  assertLength(author, PUBLIC_KEY_BYTES, "the author");
  assertYamf(payloadHash, "the payload hash");
  assertLink(lipmaalink, !lipmaalinkIsLeftOut(seqNum), "lipmaalink", seqNum);
  assertLink(backlink, seqNum > 1, "backlink", seqNum);

  return [
    new Uint8Array([entry.endOfLog ? TAG_END_OF_LOG : TAG_ENTRY]),
    author,
    encodeVarU64(entry.logId),
    encodeVarU64(seqNum),
    ...(lipmaalink === null ? [] : [lipmaalink]),
    ...(backlink === null ? [] : [backlink]),
    encodeVarU64(entry.payloadSize),
    payloadHash,
  ];
}

function assertLink(link: Uint8Array | null, wanted: boolean, name: string, seqNum: number): void {
  if (link === null && !wanted) return;
  if (link === null) throw new RangeError(`entry ${seqNum} has a ${name}, and none was given`);
  if (!wanted) throw new RangeError(`entry ${seqNum} has no ${name}, and one was given`);
  assertYamf(link, `the ${name}`);
}

function assertLength(bytes: Uint8Array, length: number, name: string): void {
  if (bytes.length !== length) {
    throw new RangeError(`${name} must have ${length} bytes, and has ${bytes.length}`);
  }
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
