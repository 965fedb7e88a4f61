/** What a refusal of the store says about the entry's log, and about the peer that sent it. */
import { type CheckItem, decodeEntry, type ForkProof, sameBytes } from "../../core/bamboo/mod.ts";
import type { AppendRefusal } from "../results.ts";

/**
 * A height that both hold, and differ at, if a refusal shows that the log here and the peer's go
 * different ways; null if it does not. The lowest such place is then to be found.
 */
export function partedAt(refusal: AppendRefusal, item: CheckItem): number | null {
  switch (refusal.code) {
    case "stale": {
      const decoded = decodeEntry(item.entry);
      return decoded.ok ? decoded.entry.seqNum : null;
    }
    case "ended":
      return refusal.head.seqNum;
    case "backlink-mismatch":
    case "lipmaalink-mismatch":
      return refusal.seqNum - 1;
    default:
      return null;
  }
}

/** What an entry and its payload prove by themselves, where the store would not take them. */
export function proofIn({ code }: AppendRefusal, { entry, payload }: CheckItem): ForkProof | null {
  if (code !== "payload-size-mismatch" || payload === null) return null;
  return { kind: "size-lie", entry, payload };
}

/** Whether no honest node passes it on; everything else may come of a fork, a race, or a limit here. */
export function isOffence(refusal: AppendRefusal, item: CheckItem): boolean {
  switch (refusal.code) {
    case "stale":
    case "cut":
    case "gap":
    case "not-followed":
    case "backlink-mismatch":
    case "lipmaalink-mismatch":
    // The payload's author signed another size: theirs is the lie, not the peer's.
    case "payload-size-mismatch":
      return false;
    case "ended": {
      // Only what was built upon an end-of-log entry: the other side of a fork is no offence.
      const hash = refusal.head.hash;
      const decoded = decodeEntry(item.entry);
      const backlink = decoded.ok ? decoded.entry.backlink : null;
      return hash !== null && backlink !== null && sameBytes(backlink, hash);
    }
    default:
      return true;
  }
}
