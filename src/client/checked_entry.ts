/** Checking entries where the platform's verifier takes its time, as that of browsers does. */
import { checkEntry, type CheckItem, type CheckOutcome } from "../core/bamboo/mod.ts";
import { type Primitives, SIGNATURE_BYTES } from "../core/crypto/mod.ts";

/** What clients need of cryptography: as nodes do, but that a verifier may answer later. */
export interface ClientPrimitives extends Pick<Primitives, "blake2b512"> {
  verifySignature(
    signature: Uint8Array,
    message: Uint8Array,
    publicKey: Uint8Array,
  ): boolean | Promise<boolean>;
}

/**
 * Checks all about an entry that its own bytes decide, as `checkEntry` does; where several things are
 * wrong with it, the signature is told last.
 */
export async function checkedEntry(
  item: CheckItem,
  { blake2b512, verifySignature }: ClientPrimitives,
): Promise<CheckOutcome> {
  const outcome = checkEntry(item, { blake2b512, verifySignature: () => true });
  if (!outcome.ok) return outcome;
  const { bytes, entry: { author, signature } } = outcome.checked;
  const signed = bytes.subarray(0, bytes.length - SIGNATURE_BYTES);
  if (await verifySignature(signature, signed, author)) return outcome;
  return { ok: false, refusal: { code: "signature-invalid", author } };
}
