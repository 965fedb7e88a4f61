/** Chosen entries of one log with their certificate pools, merged: a part of a log, checked as one. */
import { type PoolRefusal, wrongLink } from "./check_pool.ts";
import { CORNER_LIMIT, poolPaths } from "./lipmaa.ts";
import type { CheckedEntry } from "./verify.ts";
import { sameBytes } from "./yamf.ts";

/**
 * Checks several entries of a log with the union of their certificate pools (Bamboo, "Partial
 * replication and log verification"). Each entry is valid by itself already ({@link checkEntry}).
 * Null where all is as it must be: one author and one log; from every chosen entry the path down to
 * the first is whole; every other entry lies in the pool of a chosen one, whose path from the next
 * corner goes as far without a gap; and every link that leads from one of them to another is right.
 * `which` of a refusal counts the chosen, then the pool.
 *
 * Not checked, because no bytes can show it: how long the log is. For one entry it says what
 * `checkPool` says.
 *
 * ```ts
 * import { checkEntry, checkSubset, createEntry, hashOf } from "./mod.ts";
 * import { portable } from "../crypto/mod.ts";
 * import assert from "node:assert/strict";
 *
 * const seed = new Uint8Array(32).fill(1);
 * const payload = new TextEncoder().encode("tea");
 * const first = createEntry({ seed, logId: 0, seqNum: 1, payload });
 * const second = createEntry({ seed, logId: 0, seqNum: 2, backlink: hashOf(first), payload });
 * const [one, two] = [first, second].map((entry) => {
 *   const outcome = checkEntry({ entry, payload }, portable);
 *   assert(outcome.ok);
 *   return outcome.checked;
 * });
 * assert.equal(checkSubset([two!], [one!]), null);
 * assert.equal(checkSubset([two!], [])?.code, "pool-entry-missing");
 * ```
 */
export function checkSubset(
  chosen: readonly CheckedEntry[],
  pool: readonly CheckedEntry[],
): PoolRefusal | null {
  const [first] = chosen;
  if (first === undefined) throw new TypeError("a subset has at least one chosen entry");
  const held = new Map<number, CheckedEntry>();
  for (const [which, checked] of [...chosen, ...pool].entries()) {
    const { author, logId, seqNum } = checked.entry;
    if (!sameBytes(author, first.entry.author) || logId !== first.entry.logId) {
      return { code: "pool-entry-elsewhere", which };
    }
    if (held.has(seqNum)) return { code: "pool-entry-unfit", which };
    held.set(seqNum, checked);
  }
  const wanted = new Set<number>();
  for (const { entry: { seqNum } } of chosen) {
    if (seqNum > CORNER_LIMIT) return { code: "seqnum-out-of-range", seqNum: BigInt(seqNum) };
    const { down, up } = poolPaths(seqNum);
    for (const place of down) {
      if (!held.has(place)) return { code: "pool-entry-missing", seqNum: place };
      wanted.add(place);
    }
    // As far as it goes: the log was shorter, or whoever gave it held no more.
    for (const place of up) {
      if (!held.has(place)) break;
      wanted.add(place);
    }
  }
  const unfit = pool.findIndex(({ entry }) => !wanted.has(entry.seqNum));
  if (unfit >= 0) return { code: "pool-entry-unfit", which: chosen.length + unfit };
  return wrongLink(held, Math.max(...held.keys()));
}

/**
 * Gives the seqnums that prove these entries, themselves aside, ascending: the union of their
 * certificate pools, of which `holds` says what is at hand. Null where a path down has a gap.
 */
export function poolOfSubset(
  chosen: readonly number[],
  holds: (seqNum: number) => boolean,
): number[] | null {
  const own = new Set(chosen);
  const pool = new Set<number>();
  for (const seqNum of chosen) {
    const { down, up } = poolPaths(seqNum);
    for (const place of down) {
      if (!own.has(place) && !holds(place)) return null;
      pool.add(place);
    }
    for (const place of up) {
      if (!own.has(place) && !holds(place)) break;
      pool.add(place);
    }
  }
  return [...pool].filter((place) => !own.has(place)).sort((one, other) => one - other);
}
