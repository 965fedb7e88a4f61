/**
 * The key that this browser holds. Its secret can leave until it was backed up; from then on it is a
 * non-extractable key of WebCrypto, where that knows Ed25519. Elsewhere (an older browser, or plain
 * http, which has no WebCrypto) the seed itself is in IndexedDB.
 */
import type { LogHead, Past, SigningKey } from "../client/mod.ts";
import { SEED_BYTES } from "../core/crypto/mod.ts";
import { fromHex, toHex } from "../core/messages/mod.ts";
import { done, drop, keep, kept, transact } from "./database.ts";
import { publicKeyOf, type Secret, secretOf, signWith } from "./ed25519.ts";
import { KEY_NAME, publicKey, setPublicKey } from "./marks.ts";

export interface MyKey {
  /** In hex. */
  readonly publicKey: string;
  readonly secret: Secret;
  /** Whether it was saved to a file, or came from one. */
  readonly isSaved: boolean;
  /**
   * What is known of its logs from before it was here: nothing needs to be (`made`), the heads that
   * its backup carried, or nothing is.
   */
  readonly before: "made" | "unknown" | readonly (LogHead & { readonly logId: number })[];
}

const NAME = "key";

let cached: MyKey | null | undefined;

// Another tab made, brought or forgot the key.
addEventListener("storage", ({ key }) => {
  if (key === null || key === KEY_NAME) cached = undefined;
});

/** Null where there is none. */
export async function myKey(): Promise<MyKey | null> {
  if (cached === undefined) {
    cached = await kept<MyKey>(NAME) ?? null;
    // Browsers may clear one kind of storage and keep the other.
    const known = cached?.publicKey ?? null;
    if (publicKey() !== known) setPublicKey(known);
  }
  return cached;
}

export function makeKey(): Promise<MyKey> {
  return storeKey(crypto.getRandomValues(new Uint8Array(SEED_BYTES)), false, "made");
}

/** Keeps a key, where there is none yet; otherwise gives the one that there is. */
export async function storeKey(
  seed: Uint8Array,
  isSaved: boolean,
  before: MyKey["before"],
): Promise<MyKey> {
  const name = toHex(await publicKeyOf(seed));
  const secret = await secretOf(seed, !isSaved);
  const key: MyKey = { publicKey: name, secret, isSaved, before };
  const isFirst = await transact("readwrite", async (stores) => {
    const rest = stores("rest");
    if (await done(rest.getKey(NAME)) !== undefined) return false;
    await done(rest.add(key, NAME));
    return true;
  });
  // A key that another tab made a moment ago may have signed already.
  if (!isFirst) return (await kept<MyKey>(NAME))!;
  setPublicKey(name);
  await askToKeep();
  return cached = key;
}

/** Without this a browser that is short of space may drop the key. It may say no, and then we go on. */
async function askToKeep(): Promise<void> {
  const { storage } = navigator as { readonly storage?: StorageManager };
  await storage?.persist?.().catch(() => false);
}

/** Keeps what changed of the key. */
export async function putKey(key: MyKey): Promise<void> {
  await keep(NAME, key);
  cached = key;
}

/** The key is gone from this browser; nothing of it is kept in memory. */
export async function dropKey({ publicKey }: MyKey): Promise<void> {
  for (const prefix of [NAME, `begun/${publicKey}`, `policies/${publicKey}`]) await drop(prefix);
  setPublicKey(null);
  cached = null;
}

export function signingKey({ publicKey, secret }: MyKey): SigningKey {
  return { publicKey: fromHex(publicKey)!, sign: (message) => signWith(secret, message) };
}

/** What is known of a log from before the key was here. */
export async function pastOf({ publicKey, before }: MyKey, logId: number): Promise<Past> {
  if (before === "made" || await kept(`begun/${publicKey}/${logId}`) !== undefined) {
    return { kind: "none" };
  }
  if (before === "unknown") return { kind: "unknown" };
  const head = before.find((one) => one.logId === logId);
  return head === undefined ? { kind: "none" } : { kind: "head", head };
}

/** Keeps that the person said that a log, of which the node holds nothing, begins here. */
export function letBegin({ publicKey }: MyKey, logId: number): Promise<void> {
  return keep(`begun/${publicKey}/${logId}`, true);
}
