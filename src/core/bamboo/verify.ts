/** What the bytes of an entry decide by themselves, with its payload where that is at hand. */
import { assertBytes, type Primitives, SIGNATURE_BYTES } from "../crypto/mod.ts";
import { decodeOwned, ownCopyOf } from "./decode.ts";
import { type Entry, MAX_PAYLOAD_BYTES } from "./entry.ts";
import type { EntryRefusal } from "./refusals.ts";
import { hashOf, sameBytes } from "./yamf.ts";

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
  const bytes = ownCopyOf(item.entry);
  if (!(bytes instanceof Uint8Array)) return bytes;
  if (item.payload !== null) assertBytes(item.payload, "payload");

  const decoded = decodeOwned(bytes);
  if (!decoded.ok) return decoded;
  const { entry } = decoded;

  // What costs nothing comes first: these need no cryptography.
  if (entry.payloadSize > MAX_PAYLOAD_BYTES) return tooLarge(entry.payloadSize);
  if (item.payload !== null && item.payload.length > MAX_PAYLOAD_BYTES) {
    return tooLarge(BigInt(item.payload.length));
  }

  const signed = bytes.subarray(0, bytes.length - SIGNATURE_BYTES);
  if (!primitives.verifySignature(entry.signature, signed, entry.author)) {
    return { ok: false, refusal: { code: "signature-invalid", author: entry.author } };
  }

  let payload: Uint8Array | null = null;
  if (item.payload !== null) {
    payload = new Uint8Array(item.payload);
    const actual = hashOf(payload, primitives);
    if (!sameBytes(actual, entry.payloadHash)) {
      const expected = entry.payloadHash;
      return { ok: false, refusal: { code: "payload-hash-mismatch", expected, actual } };
    }
    if (BigInt(payload.length) !== entry.payloadSize) {
      const facts = { expected: entry.payloadSize, actual: payload.length };
      return { ok: false, refusal: { code: "payload-size-mismatch", ...facts } };
    }
  }
  return { ok: true, checked: { entry, bytes, hash: hashOf(bytes, primitives), payload } };
}

function tooLarge(payloadSize: bigint): CheckOutcome {
  const refusal = { code: "payload-too-large", payloadSize, limit: MAX_PAYLOAD_BYTES } as const;
  return { ok: false, refusal };
}
