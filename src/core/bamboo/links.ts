/** Where the links of an entry must lead. */
import type { Entry } from "./entry.ts";
import { sameBytes } from "./yamf.ts";

/** What is held of the log that an entry goes on. Hashes are YAMF, 66 bytes. */
export interface KnownLinks {
  /** The hash of entry seqNum − 1; null at seqnum 1. */
  readonly backlink: Uint8Array | null;
  /** The hash of entry lipmaa(seqNum); not looked at where the entry leaves its lipmaalink out. */
  readonly lipmaalink: Uint8Array | null;
  /** Whether entry seqNum − 1 ends its log. */
  readonly previousEnded: boolean;
}

export type LinkRefusal =
  | { readonly code: "backlink-mismatch" | "lipmaalink-mismatch"; readonly seqNum: number }
  /** The entry before it ends the log. */
  | { readonly code: "ended"; readonly seqNum: number };

/**
 * Checks that an entry links to what is held, and that the log had not ended (Bamboo, "Links and
 * entry verification"); null where all is well. A wrong backlink is told before an ended log, since
 * only an entry whose *backlink* is the end-of-log entry is an offence; an entry of the other side
 * of a fork is none.
 *
 * Which links an entry has was decided by decoding. Throws RangeError where the hash that it must
 * link to was not given: a gap is the caller's to find.
 */
export function checkLinks(entry: Entry, known: KnownLinks): LinkRefusal | null {
  const { seqNum } = entry;
  if (!leadsTo(entry.backlink, known.backlink, "backlink", seqNum)) {
    return { code: "backlink-mismatch", seqNum };
  }
  if (known.previousEnded) return { code: "ended", seqNum };
  if (!leadsTo(entry.lipmaalink, known.lipmaalink, "lipmaalink", seqNum)) {
    return { code: "lipmaalink-mismatch", seqNum };
  }
  return null;
}

function leadsTo(
  link: Uint8Array | null,
  known: Uint8Array | null,
  name: string,
  seqNum: number,
): boolean {
  if (link === null) return true;
  if (known === null) throw new RangeError(`the ${name} of entry ${seqNum} leads to no known hash`);
  return sameBytes(link, known);
}
