/**
 * The key that this browser holds. Its secret can leave until it was backed up; from then on it is a
 * non-extractable key of WebCrypto, where that knows Ed25519. Elsewhere (an older browser, or plain
 * http, which has no WebCrypto) the seed itself is in IndexedDB.
 */
import type { LogHead, Past, SigningKey } from "../client/mod.ts";
import { SEED_BYTES } from "../core/crypto/mod.ts";
import { fromHex, toHex } from "../core/messages/mod.ts";
import { done, drop, keep, kept, transact } from "./database.ts";
import { publicKeyOf, type Secret, secretOf, seedOf, signWith } from "./ed25519.ts";
import { IdbJournal } from "./idb_journal.ts";
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
  const seed = seedFromHex(text);
  return seed === null ? null : store(seed, true, "unknown");
}

function seedFromHex(text: string): Uint8Array | null {
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
  const seed = seedFromHex(String(backup.seed));
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

async function put(key: MyKey): Promise<void> {
  await keep(NAME, key);
  cached = key;
}

/**
 * Gives the contents of a backup file, and from then on keeps the secret from leaving. Null where it
 * cannot leave any more.
 */
export async function backUp(key: MyKey, journal: IdbJournal): Promise<string | null> {
  const seed = await seedOf(key.secret);
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
  await put({ ...key, isSaved: true, secret: await secretOf(seed, false) });
  return `${JSON.stringify(backup, null, 2)}\n`;
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
