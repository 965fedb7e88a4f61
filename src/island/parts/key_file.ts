/** The key as a file that a person keeps: the seed, and the heads of its logs. */
import { type LogHead } from "../../client/mod.ts";
import { SEED_BYTES } from "../../core/crypto/mod.ts";
import { fromHex, toHex } from "../../core/messages/mod.ts";
import { secretOf, seedOf } from "../ed25519.ts";
import type { IdbJournal } from "../idb_journal.ts";
import { type MyKey, putKey, storeKey } from "../my_key.ts";

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

/** Takes a backup, or 64 hex digits; null for what is neither. */
export function importKey(text: string): Promise<MyKey> | null {
  const backup = readBackup(text);
  if (backup !== null) return storeKey(backup.seed, true, backup.heads);
  const seed = seedFromHex(text);
  return seed === null ? null : storeKey(seed, true, "unknown");
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
  await putKey({ ...key, isSaved: true, secret: await secretOf(seed, false) });
  return `${JSON.stringify(backup, null, 2)}\n`;
}
