import { certificatePool } from "../core/bamboo/mod.ts";
import type { Node } from "./node.ts";
import type { StoredEntry } from "./results.ts";

/**
 * Gives the certificate pool of a held entry, ascending and with itself, as far as its log goes here.
 * Null where the log is cut at the entry or before: nothing shows that it counts.
 */
export async function poolOf(
  node: Pick<Node, "head" | "range">,
  { author, logId, seqNum }: StoredEntry,
): Promise<Uint8Array[] | null> {
  const head = await node.head(author, logId);
  if (head === null || head.seqNum < seqNum) return null;
  const held = certificatePool(seqNum).filter((place) => place <= head.seqNum);
  return await Promise.all(
    held.map(async (place) => (await node.range(author, logId, place, 1))[0]!.entry),
  );
}
