import { type CheckItem, createEntry, hashOf, lipmaa } from "../../src/core/bamboo/mod.ts";
import { publicKeyOf } from "../../src/core/crypto/mod.ts";
import { native } from "../../src/platform/deno/crypto.ts";

/**
 * Logs of valid entries, one author's after the other's, the same at every run. A payload of 150
 * bytes makes an entry with its payload about as large as a short message of a festival.
 */
export function entriesOf(
  { authors, entriesEach, payloadBytes = 150, logId = 0 }: {
    readonly authors: number;
    readonly entriesEach: number;
    readonly payloadBytes?: number;
    readonly logId?: number;
  },
): CheckItem[] {
  const items: CheckItem[] = [];
  for (let index = 0; index < authors; index++) {
    const seed = new Uint8Array(32);
    new DataView(seed.buffer).setUint32(0, index + 1);
    const author = publicKeyOf(seed);
    const hashes: Uint8Array[] = [];
    for (let seqNum = 1; seqNum <= entriesEach; seqNum++) {
      const payload = new Uint8Array(payloadBytes).fill(seqNum);
      const backlink = hashes[seqNum - 2] ?? null;
      const lipmaalink = hashes[lipmaa(seqNum) - 1] ?? null;
      const fields = { seed, author, logId, seqNum, backlink, lipmaalink, payload };
      const entry = createEntry(fields, native);
      hashes.push(hashOf(entry, native));
      items.push({ entry, payload });
    }
  }
  return items;
}
