/**
 * Proofs that cut a log: bytes by which an author, and nobody else, shows that a log can no longer
 * be one log on all nodes. A log is valid strictly before the lowest seqnum that a proof names.
 */
import { assertBytes, type Primitives } from "../crypto/mod.ts";
import { MAX_PAYLOAD_BYTES } from "./entry.ts";
import type { EntryRefusal } from "./refusals.ts";
import { checkEntry } from "./verify.ts";
import { hashOf, sameBytes } from "./yamf.ts";

export type ForkProof =
  /** Two valid entries of one place with different bytes and equal links, in either order. */
  | { readonly kind: "fork"; readonly entries: readonly [Uint8Array, Uint8Array] }
  /** A valid entry, and a payload that has the hash it names and another size. */
  | { readonly kind: "size-lie"; readonly entry: Uint8Array; readonly payload: Uint8Array };

export type ProofRefusal =
  | {
    readonly code: "proof-entry-refused";
    /** Which entry of the proof, from 0. */
    readonly which: 0 | 1;
    readonly refusal: EntryRefusal;
  }
  | {
    readonly code:
      | "proof-of-one-entry"
      | "proof-of-two-places"
      | "proof-of-unlike-links"
      | "proof-of-right-size";
  };

export type ProofOutcome =
  /** The place from which on nothing counts. */
  | {
    readonly ok: true;
    readonly author: Uint8Array;
    readonly logId: bigint;
    readonly seqNum: number;
  }
  | { readonly ok: false; readonly refusal: ProofRefusal };

/**
 * Judges a proof from its bytes alone, so that every node comes to the same answer, whatever it
 * holds. An entry that is not valid by itself proves nothing.
 *
 * Links must be equal because, of two logs that parted at seqnum 5, entries 6 differ too, and are
 * honest on both sides: only the lowest pair shows where nothing counts any more.
 * `Choice:` a size lie's payload is held to the limit of every payload; a larger one is no proof
 * (it could be carried to nobody), and stays missing everywhere.
 *
 * Never throws on data; throws TypeError for what is no `Uint8Array`.
 *
 * ```ts
 * import { checkProof, createEntry } from "./mod.ts";
 * import { portable } from "../crypto/mod.ts";
 * import assert from "node:assert/strict";
 *
 * const place = { seed: new Uint8Array(32), logId: 0, seqNum: 1 };
 * const yes = createEntry({ ...place, payload: new TextEncoder().encode("yes") });
 * const no = createEntry({ ...place, payload: new TextEncoder().encode("no") });
 * const outcome = checkProof({ kind: "fork", entries: [yes, no] }, portable);
 * assert(outcome.ok && outcome.seqNum === 1);
 * ```
 */
export function checkProof(proof: ForkProof, primitives: Primitives): ProofOutcome {
  return proof.kind === "fork"
    ? checkFork(proof.entries, primitives)
    : checkSizeLie(proof.entry, proof.payload, primitives);
}

function checkFork(
  entries: readonly [Uint8Array, Uint8Array],
  primitives: Primitives,
): ProofOutcome {
  const one = checkEntry({ entry: entries[0], payload: null }, primitives);
  if (!one.ok) return entryRefused(0, one.refusal);
  const other = checkEntry({ entry: entries[1], payload: null }, primitives);
  if (!other.ok) return entryRefused(1, other.refusal);

  const { author, logId, seqNum, backlink, lipmaalink } = one.checked.entry;
  const second = other.checked.entry;
  if (!sameBytes(author, second.author) || logId !== second.logId || seqNum !== second.seqNum) {
    return { ok: false, refusal: { code: "proof-of-two-places" } };
  }
  if (sameBytes(one.checked.bytes, other.checked.bytes)) {
    return { ok: false, refusal: { code: "proof-of-one-entry" } };
  }
  if (!sameLink(backlink, second.backlink) || !sameLink(lipmaalink, second.lipmaalink)) {
    return { ok: false, refusal: { code: "proof-of-unlike-links" } };
  }
  return { ok: true, author, logId, seqNum };
}

function checkSizeLie(
  entry: Uint8Array,
  payload: Uint8Array,
  primitives: Primitives,
): ProofOutcome {
  assertBytes(payload, "payload");
  const outcome = checkEntry({ entry, payload: null }, primitives);
  if (!outcome.ok) return entryRefused(0, outcome.refusal);

  const { author, logId, seqNum, payloadHash, payloadSize } = outcome.checked.entry;
  if (payload.length > MAX_PAYLOAD_BYTES) {
    const facts = { payloadSize: BigInt(payload.length), limit: MAX_PAYLOAD_BYTES };
    return entryRefused(0, { code: "payload-too-large", ...facts });
  }
  const actual = hashOf(payload, primitives);
  if (!sameBytes(actual, payloadHash)) {
    return entryRefused(0, { code: "payload-hash-mismatch", expected: payloadHash, actual });
  }
  if (BigInt(payload.length) === payloadSize) {
    return { ok: false, refusal: { code: "proof-of-right-size" } };
  }
  return { ok: true, author, logId, seqNum };
}

function sameLink(one: Uint8Array | null, other: Uint8Array | null): boolean {
  return one === null || other === null ? one === other : sameBytes(one, other);
}

function entryRefused(which: 0 | 1, refusal: EntryRefusal): ProofOutcome {
  return { ok: false, refusal: { code: "proof-entry-refused", which, refusal } };
}
