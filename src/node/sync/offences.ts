/** What a refusal of the store says about the entry's log, and about the peer that sent it. */
import { type CheckItem, decodeEntry, sameBytes } from "../../core/bamboo/mod.ts";
import type { AppendRefusal } from "../results.ts";

/** Whether the log here and the peer's go different ways: what is ours is of no use to them. */
export function isParting({ code }: AppendRefusal): boolean {
  return code !== "not-followed" && code !== "gap";
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
