/**
 * Ed25519 in this browser: WebCrypto's own, where there is one. Where that fails, the portable one is
 * loaded and decides: in an older browser, or on plain http off loopback, which has no WebCrypto.
 */
import type { ClientPrimitives } from "../client/mod.ts";
import type * as portableSignatures from "../core/crypto/mod.ts";
import { blake2b512, isUnambiguousKey, SEED_BYTES } from "../core/crypto/mod.ts";
import { fromHex } from "../core/messages/mod.ts";
import { loadKnown } from "./known_parts.ts";

const ALGORITHM = "Ed25519";
/** RFC 8410 §7: what stands before the seed in PKCS #8. */
const PKCS8_HEAD = "302e020100300506032b657004220420";

export type Secret = { readonly native: CryptoKey } | { readonly seed: Uint8Array };

/**
 * What the island checks with before it signs. Browsers do not all judge odd signatures alike; what all
 * nodes agree on does not hang on this, since each of them verifies by the one rule again.
 */
export const primitives: ClientPrimitives = { blake2b512, verifySignature };

async function verifySignature(
  signature: Uint8Array,
  message: Uint8Array,
  publicKey: Uint8Array,
): Promise<boolean> {
  if (!isUnambiguousKey(publicKey)) return false;
  try {
    const { subtle } = crypto;
    const key = await subtle.importKey("raw", own(publicKey), ALGORITHM, false, ["verify"]);
    return await subtle.verify(ALGORITHM, key, own(signature), own(message));
  } catch {
    // No Ed25519 here, or no point of the curve: what is portable can tell.
    return (await loadPortable()).verifySignature(signature, message, publicKey);
  }
}

export async function publicKeyOf(seed: Uint8Array): Promise<Uint8Array> {
  try {
    const { x } = await crypto.subtle.exportKey("jwk", await importSeed(seed, true));
    // Base64url, RFC 8037 §2.
    const text = atob(x!.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(text, (character) => character.charCodeAt(0));
  } catch {
    return (await loadPortable()).publicKeyOf(seed);
  }
}

/** What is kept of a seed: a key of WebCrypto, or the seed itself where it knows no Ed25519. */
export async function secretOf(seed: Uint8Array, extractable: boolean): Promise<Secret> {
  try {
    return { native: await importSeed(seed, extractable) };
  } catch {
    return { seed };
  }
}

/** Null where it cannot leave any more. */
export async function seedOf(secret: Secret): Promise<Uint8Array | null> {
  if ("seed" in secret) return secret.seed;
  if (!secret.native.extractable) return null;
  return new Uint8Array(await crypto.subtle.exportKey("pkcs8", secret.native)).slice(-SEED_BYTES);
}

export async function signWith(secret: Secret, message: Uint8Array): Promise<Uint8Array> {
  // A seed may have been kept before this browser learned Ed25519.
  const known = "seed" in secret ? await secretOf(secret.seed, false) : secret;
  if ("seed" in known) return (await loadPortable()).sign(message, known.seed);
  return new Uint8Array(await crypto.subtle.sign(ALGORITHM, known.native, own(message)));
}

function importSeed(seed: Uint8Array, extractable: boolean): Promise<CryptoKey> {
  const pkcs8 = new Uint8Array([...fromHex(PKCS8_HEAD)!, ...seed]);
  return crypto.subtle.importKey("pkcs8", pkcs8, ALGORITHM, extractable, ["sign"]);
}

/** What `parts/ed25519.ts` is. Said here, because this file runs without a page, too: in tests. */
type Portable = Pick<typeof portableSignatures, "verifySignature" | "publicKeyOf" | "sign">;

function loadPortable() {
  return loadKnown("ed25519") as Promise<Portable>;
}

/** WebCrypto takes no view of memory that others may share. */
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
