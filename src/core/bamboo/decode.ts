/** From bytes to an entry. Everything but the canonical encoding is refused. */
import { assertBytes, PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from "../crypto/mod.ts";
import {
  type Entry,
  MAX_ENTRY_BYTES,
  MAX_SEQ_NUM,
  TAG_BYTES,
  TAG_END_OF_LOG,
  TAG_ENTRY,
} from "./entry.ts";
import { lipmaalinkIsLeftOut } from "./lipmaa.ts";
import type { EntryField, EntryRefusal } from "./refusals.ts";
import { decodeVarU64 } from "./varu64.ts";
import { HASH_BYTES, hasYamfHead } from "./yamf.ts";

export type DecodeOutcome =
  | { readonly ok: true; readonly entry: Entry }
  | { readonly ok: false; readonly refusal: EntryRefusal };

/**
 * Decodes an entry (Bamboo, "Encoding"): all of `bytes`, and only the canonical encoding, so that
 * `encodeEntry(decodeEntry(bytes).entry)` gives the same bytes again.
 *
 * The entry owns its bytes: its fields are views of one private copy (at most 321 bytes), so what
 * the caller does to `bytes` afterwards changes nothing. Do not reach for a field's `.buffer`.
 *
 * Not checked: the signature, the size limit of payloads (`checkEntry`), and where the links lead
 * (`checkLinks`). Never throws on data; throws TypeError for what is no `Uint8Array`.
 *
 * ```ts
 * import { createEntry, decodeEntry } from "./mod.ts";
 * import assert from "node:assert/strict";
 *
 * const payload = new TextEncoder().encode("hello");
 * const bytes = createEntry({ seed: new Uint8Array(32), logId: 0, seqNum: 1, payload });
 * const decoded = decodeEntry(bytes);
 * assert(decoded.ok && decoded.entry.payloadSize === 5n);
 *
 * const cut = decodeEntry(bytes.subarray(0, 40));
 * assert(!cut.ok && cut.refusal.code === "entry-truncated");
 * ```
 */
export function decodeEntry(bytes: Uint8Array): DecodeOutcome {
  assertBytes(bytes, "bytes");
  // By the constructor: the `slice` of a Buffer would be a view of the caller's bytes.
  return decodeOwned(isTooLong(bytes) ? bytes : new Uint8Array(bytes));
}

/** Whether nothing of it needs to be looked at. */
export function isTooLong(bytes: Uint8Array): boolean {
  return bytes.length > MAX_ENTRY_BYTES;
}

/** Decodes bytes that nobody else will change; the entry's fields are views of them. */
export function decodeOwned(bytes: Uint8Array): DecodeOutcome {
  const size = bytes.length;
  if (isTooLong(bytes)) return refused({ code: "entry-too-long", size, limit: MAX_ENTRY_BYTES });
  const truncated = (field: EntryField) => refused({ code: "entry-truncated", field, size });

  const tag = bytes[0];
  if (tag === undefined) return truncated("tag");
  if (tag !== TAG_ENTRY && tag !== TAG_END_OF_LOG) return refused({ code: "unknown-tag", tag });

  const authorAt = TAG_BYTES;
  const logIdAt = authorAt + PUBLIC_KEY_BYTES;
  if (size < logIdAt) return truncated("author");

  const logId = decodeVarU64(bytes, logIdAt);
  if (!logId.ok) return integerRefused(logId.code, "logId", size);

  const seq = decodeVarU64(bytes, logId.next);
  if (!seq.ok) return integerRefused(seq.code, "seqNum", size);
  if (seq.value < 1n || seq.value > MAX_SEQ_NUM) {
    return refused({ code: "seqnum-out-of-range", seqNum: seq.value });
  }
  const seqNum = Number(seq.value);
  let at = seq.next;

  // Which links are there is no part of the bytes: the seqnum decides it.
  let lipmaalink: Uint8Array | null = null;
  if (!lipmaalinkIsLeftOut(seqNum)) {
    if (size < at + HASH_BYTES) return truncated("lipmaalink");
    if (!hasYamfHead(bytes, at)) return refused({ code: "unknown-hash", field: "lipmaalink" });
    lipmaalink = bytes.subarray(at, at += HASH_BYTES);
  }
  let backlink: Uint8Array | null = null;
  if (seqNum > 1) {
    if (size < at + HASH_BYTES) return truncated("backlink");
    if (!hasYamfHead(bytes, at)) return refused({ code: "unknown-hash", field: "backlink" });
    backlink = bytes.subarray(at, at += HASH_BYTES);
  }

  const payloadSize = decodeVarU64(bytes, at);
  if (!payloadSize.ok) return integerRefused(payloadSize.code, "payloadSize", size);
  at = payloadSize.next;

  if (size < at + HASH_BYTES) return truncated("payloadHash");
  if (!hasYamfHead(bytes, at)) return refused({ code: "unknown-hash", field: "payloadHash" });
  const payloadHash = bytes.subarray(at, at += HASH_BYTES);

  if (size < at + SIGNATURE_BYTES) return truncated("signature");
  const signature = bytes.subarray(at, at += SIGNATURE_BYTES);
  if (size > at) return refused({ code: "trailing-bytes", count: size - at });

  return {
    ok: true,
    entry: {
      endOfLog: tag === TAG_END_OF_LOG,
      author: bytes.subarray(authorAt, logIdAt),
      logId: logId.value,
      seqNum,
      lipmaalink,
      backlink,
      payloadSize: payloadSize.value,
      payloadHash,
      signature,
    },
  };
}

function integerRefused(
  code: "truncated" | "not-canonical",
  field: "logId" | "seqNum" | "payloadSize",
  size: number,
): DecodeOutcome {
  return refused(
    code === "truncated"
      ? { code: "entry-truncated", field, size }
      : { code: "integer-not-canonical", field },
  );
}

function refused(refusal: EntryRefusal): { ok: false; refusal: EntryRefusal } {
  return { ok: false, refusal };
}
