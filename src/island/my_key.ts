/**
 * The key that this browser holds. Its secret can leave until it was backed up; from then on it is a
 * non-extractable key of WebCrypto, where that knows Ed25519. Elsewhere (an older browser, or plain
 * http, which has no WebCrypto) the seed itself is in IndexedDB.
 */
import { keyOfSeed, type LogHead, type Past, type SigningKey } from "../client/mod.ts";
import { fromHex, toHex } from "../core/messages/mod.ts";
import { done, drop, keep, kept, transact } from "./database.ts";
import { IdbJournal } from "./idb_journal.ts";
import { KEY_NAME, publicKey, setPublicKey } from "./marks.ts";

export interface MyKey {
  /** In hex. */
  readonly publicKey: string;
  readonly secret: { readonly seed: Uint8Array } | { readonly native: CryptoKey };
  /** Whether it was saved to a file, or came from one. */
  readonly isSaved: boolean;
  /**
   * What is known of its logs from before it was here: nothing needs to be (`made`), the heads that
   * its backup carried, or nothing is.
   */
  readonly before: "made" | "unknown" | readonly (LogHead & { readonly logId: number })[];
}

/** A backup file. */
interface Backup {
  readonly type: "p2panda-key";
  readonly version: 1;
  readonly publicKey: string;
  readonly seed: string;
  readonly heads: readonly (LogHead & {
    readonly logId: number;
    readonly festival: string | null;
  })[];
}

const NAME = "key";
const SEED_BYTES = 32;
/** RFC 8410 §7: what stands before the seed in PKCS #8. */
const PKCS8 = "302e020100300506032b657004220420";

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
  return store(crypto.getRandomValues(new Uint8Array(SEED_BYTES)), false, "made");
}

/** Takes a backup, or 64 hex digits; null for what is neither. */
export function importKey(text: string): Promise<MyKey> | null {
  const backup = readBackup(text);
  if (backup !== null) return store(backup.seed, true, backup.heads);
  const seed = seedOf(text);
  return seed === null ? null : store(seed, true, "unknown");
}

function seedOf(text: string): Uint8Array | null {
  const seed = fromHex(text.trim().toLowerCase());
  return seed?.length === SEED_BYTES ? seed : null;
}

function readBackup(text: string) {
  let backup: Partial<Backup> | null;
  try {
    backup = JSON.parse(text);
  } catch {
    return null;
  }
  if (backup?.type !== "p2panda-key" || backup.version !== 1) return null;
  const seed = seedOf(String(backup.seed));
  const { heads } = backup;
  if (seed === null || !Array.isArray(heads)) return null;
  return {
    seed,
    heads: heads.map(({ logId, seqNum, hash }) => ({
      logId: Number(logId),
      seqNum: Number(seqNum),
      hash: String(hash),
    })),
  };
}

async function store(
  seed: Uint8Array,
  isSaved: boolean,
  before: MyKey["before"],
): Promise<MyKey> {
  const name = toHex(keyOfSeed(seed).publicKey);
  const native = await nativeKey(seed, !isSaved);
  const secret = native === null ? { seed } : { native };
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

async function put(key: MyKey): Promise<void> {
  await keep(NAME, key);
  cached = key;
}

/** Null where WebCrypto is missing or knows no Ed25519. */
async function nativeKey(seed: Uint8Array, extractable: boolean): Promise<CryptoKey | null> {
  const { subtle } = crypto as { readonly subtle?: SubtleCrypto };
  if (subtle === undefined) return null;
  const pkcs8 = new Uint8Array([...fromHex(PKCS8)!, ...seed]);
  try {
    return await subtle.importKey("pkcs8", pkcs8, "Ed25519", extractable, ["sign"]);
  } catch {
    return null;
  }
}

/**
 * Gives the contents of a backup file, and from then on keeps the secret from leaving. Null where it
 * cannot leave any more.
 */
export async function backUp(key: MyKey, journal: IdbJournal): Promise<string | null> {
  const seed = await seedOfKey(key);
  if (seed === null) return null;
  const heads = (await journal.heads()).map(({ logId, seqNum, hash, festival }) => ({
    logId,
    festival: festival && toHex(festival),
    seqNum,
    hash: toHex(hash),
  }));
  const backup: Backup = {
    type: "p2panda-key",
    version: 1,
    publicKey: key.publicKey,
    seed: toHex(seed),
    heads,
  };
  const native = await nativeKey(seed, false);
  await put({ ...key, isSaved: true, secret: native === null ? { seed } : { native } });
  return `${JSON.stringify(backup, null, 2)}\n`;
}

async function seedOfKey({ secret }: MyKey): Promise<Uint8Array | null> {
  if ("seed" in secret) return secret.seed;
  if (!secret.native.extractable) return null;
  return new Uint8Array(await crypto.subtle.exportKey("pkcs8", secret.native)).slice(-SEED_BYTES);
}

/** Forgets the key and everything that was kept for it. */
export async function forgetKey(key: MyKey): Promise<void> {
  await new IdbJournal(key.publicKey).clear();
  for (const prefix of [NAME, `begun/${key.publicKey}`, `policies/${key.publicKey}`]) {
    await drop(prefix);
  }
  setPublicKey(null);
  cached = null;
}

export function signingKey({ publicKey, secret }: MyKey): SigningKey {
  if ("seed" in secret) return keyOfSeed(secret.seed);
  return {
    publicKey: fromHex(publicKey)!,
    sign: async (message) =>
      new Uint8Array(
        await crypto.subtle.sign("Ed25519", secret.native, new Uint8Array(message)),
      ),
  };
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
