/** What the bytes of an entry decide by themselves, with its payload where that is at hand. */
import { assertBytes, type Primitives, SIGNATURE_BYTES } from "../crypto/mod.ts";
import { decodeOwned, isTooLong } from "./decode.ts";
import { type Entry, MAX_PAYLOAD_BYTES } from "./entry.ts";
import type { EntryRefusal } from "./refusals.ts";
import { HASH_BYTES, isHashOf, writeYamf, yamfOf } from "./yamf.ts";

/** An entry to be checked, with its payload or without. */
export interface CheckItem {
  readonly entry: Uint8Array;
  readonly payload: Uint8Array | null;
}

/** An entry that is valid by itself. It owns its bytes: nobody else can change them. */
export interface CheckedEntry {
  readonly entry: Entry;
  /** The entry, encoded. */
  readonly bytes: Uint8Array;
  /** The YAMF hash (66 bytes) of `bytes`. */
  readonly hash: Uint8Array;
  /** Of the right hash and size; null where it was not at hand. */
  readonly payload: Uint8Array | null;
}

export type CheckOutcome =
  | { readonly ok: true; readonly checked: CheckedEntry }
  | { readonly ok: false; readonly refusal: EntryRefusal };

/**
 * Checks all about an entry that its own bytes decide (Bamboo, "Links and entry verification"): the
 * canonical encoding, the payload's limit, the signature, then the hash and the size of the payload
 * where there is one. A refusal of the payload therefore means that the entry itself is valid.
 *
 * Not checked: where the links lead, and whether the log had ended before (`checkLinks`).
 * Never throws on data; throws TypeError for what is no `Uint8Array`.
 *
 * ```ts
 * import { checkEntry, createEntry } from "./mod.ts";
 * import { portable } from "../crypto/mod.ts";
 * import assert from "node:assert/strict";
 *
 * const payload = new TextEncoder().encode("tea for forty");
 * const entry = createEntry({ seed: new Uint8Array(32), logId: 0, seqNum: 1, payload });
 * assert(checkEntry({ entry, payload }, portable).ok);
 *
 * const other = checkEntry({ entry, payload: payload.subarray(1) }, portable);
 * assert(!other.ok && other.refusal.code === "payload-hash-mismatch");
 * ```
 */
export function checkEntry(item: CheckItem, primitives: Primitives): CheckOutcome {
  return checkEntries([item], primitives)[0]!;
}

/**
 * Checks entries one by one as {@link checkEntry} does; one outcome an item, in order. What is valid
 * shares one copy of all bytes: an array of its own for each would cost as much as hashing it. So
 * whoever keeps a few of many for long copies them.
 */
export function checkEntries(items: readonly CheckItem[], primitives: Primitives): CheckOutcome[] {
  const own = new Uint8Array(items.reduce((size, item) => size + sizeOf(item), 0));
  let at = 0;
  const copyOf = (bytes: Uint8Array) => {
    own.set(bytes, at);
    return own.subarray(at, at += bytes.length);
  };
  return items.map((item) => {
    const { entry, payload } = item;
    if (isTooLong(entry)) return decodeOwned(entry) as CheckOutcome & { ok: false };
    // One that is too large is looked at only for its size.
    const ownPayload = payload === null || payload.length > MAX_PAYLOAD_BYTES
      ? payload
      : copyOf(payload);
    return checkOwned(copyOf(entry), ownPayload, own.subarray(at, at += HASH_BYTES), primitives);
  });
}

/** How many bytes of its own an item needs. Throws for what is no bytes. */
function sizeOf({ entry, payload }: CheckItem): number {
  assertBytes(entry, "bytes");
  if (payload !== null) assertBytes(payload, "payload");
  if (isTooLong(entry)) return 0;
  const payloadSize = payload === null || payload.length > MAX_PAYLOAD_BYTES ? 0 : payload.length;
  return entry.length + payloadSize + HASH_BYTES;
}

/**
 * Checks an entry that nobody else will change, without a copy of it; puts its YAMF hash (66 bytes)
 * into `hash`, where it is valid.
 */
export function checkOwned(
  bytes: Uint8Array,
  payload: Uint8Array | null,
  hash: Uint8Array,
  primitives: Primitives,
): CheckOutcome {
  const decoded = decodeOwned(bytes);
  if (!decoded.ok) return decoded;
  const { entry } = decoded;

  // What costs nothing comes first: these need no cryptography.
  if (entry.payloadSize > MAX_PAYLOAD_BYTES) return tooLarge(entry.payloadSize);
  if (payload !== null && payload.length > MAX_PAYLOAD_BYTES) {
    return tooLarge(BigInt(payload.length));
  }

  const signed = bytes.subarray(0, bytes.length - SIGNATURE_BYTES);
  if (!primitives.verifySignature(entry.signature, signed, entry.author)) {
    return { ok: false, refusal: { code: "signature-invalid", author: entry.author } };
  }

  if (payload !== null) {
    const digest = primitives.blake2b512(payload);
    if (!isHashOf(entry.payloadHash, digest)) {
      const [expected, actual] = [entry.payloadHash, yamfOf(digest)];
      return { ok: false, refusal: { code: "payload-hash-mismatch", expected, actual } };
    }
    if (BigInt(payload.length) !== entry.payloadSize) {
      const facts = { expected: entry.payloadSize, actual: payload.length };
      return { ok: false, refusal: { code: "payload-size-mismatch", ...facts } };
    }
  }
  writeYamf(primitives.blake2b512(bytes), hash);
  return { ok: true, checked: { entry, bytes, hash, payload } };
}

function tooLarge(payloadSize: bigint): CheckOutcome {
  const refusal = { code: "payload-too-large", payloadSize, limit: MAX_PAYLOAD_BYTES } as const;
  return { ok: false, refusal };
}
