/**
 * Bamboo: single-writer, append-only logs whose entries prove themselves.
 * Pure and synchronous; what the bytes decide is decided here, and nothing else.
 */
export { checkPool, type PoolOutcome, type PoolRefusal } from "./check_pool.ts";
export { checkSubset, poolOfSubset } from "./check_subset.ts";
export { type CreateEntry, createEntry } from "./create.ts";
export { decodeEntry, type DecodeOutcome, decodeOwned } from "./decode.ts";
export { encodeEntry, signingBytes } from "./encode.ts";
export { type Entry, MAX_ENTRY_BYTES, MAX_PAYLOAD_BYTES, type UnsignedEntry } from "./entry.ts";
export { checkProof, type ForkProof, type ProofOutcome, type ProofRefusal } from "./fork_proof.ts";
export { certificatePool, lipmaa, lipmaalinkIsLeftOut } from "./lipmaa.ts";
export { checkLinks, type KnownLinks, type LinkRefusal } from "./links.ts";
export { type EntryField, type EntryRefusal, refusalSentence } from "./refusals.ts";
export { decodeVarU64, encodeVarU64, MAX_U64, type VarU64Outcome, varU64Size } from "./varu64.ts";
export {
  type CheckedEntry,
  checkEntries,
  checkEntry,
  type CheckItem,
  type CheckOutcome,
  checkOwned,
} from "./verify.ts";
export { digestOf, documentIdOf, HASH_BYTES, hashOf, isYamf, sameBytes, yamfOf } from "./yamf.ts";
