/** An entry with its certificate pool: what shows its place in a log without the rest of it. */
import type { Primitives } from "../crypto/mod.ts";
import { CORNER_LIMIT, lipmaa, poolPaths } from "./lipmaa.ts";
import type { EntryRefusal } from "./refusals.ts";
import { type CheckedEntry, checkEntry, type CheckItem } from "./verify.ts";
import { sameBytes } from "./yamf.ts";

export type PoolRefusal =
  /** The entry itself, or its payload. */
  | EntryRefusal
  | {
    readonly code: "pool-entry-refused";
    /** Which of the pool, from 0. */
    readonly which: number;
    readonly refusal: EntryRefusal;
  }
  /** Of another author or log than the entry. */
  | { readonly code: "pool-entry-elsewhere"; readonly which: number }
  /** Not in this entry's certificate pool, or there twice, or other bytes at the entry's own place. */
  | { readonly code: "pool-entry-unfit"; readonly which: number }
  | { readonly code: "pool-entry-missing"; readonly seqNum: number }
  /** Entry `seqNum` links to another entry at `target` than the pool's. */
  | { readonly code: "pool-link-mismatch"; readonly seqNum: number; readonly target: number }
  /** Something stands after an end-of-log entry. */
  | { readonly code: "ended"; readonly seqNum: number };

export type PoolOutcome =
  | {
    readonly ok: true;
    readonly checked: CheckedEntry;
    /** The last seqnum that the pool reaches: short of the next corner where the log was shorter. */
    readonly upTo: number;
  }
  | { readonly ok: false; readonly refusal: PoolRefusal };

/**
 * Checks an entry with its certificate pool (Bamboo, "Partial replication and log verification"), in
 * any order and with or without the entry itself: all signatures; that the path down to the first
 * entry is whole; that the path from the next corner is whole as far as it goes; and every link that
 * leads from one of them to another.
 *
 * Not checked, because no bytes can show it: that the log was not longer when the pool was made, so
 * the upper path may end anywhere; nor payloads but the entry's own.
 * `Choice:` more than the pool is refused, so that what was checked is exactly what is there.
 *
 * Never throws on data; throws TypeError for what is no `Uint8Array`.
 *
 * ```ts
 * import { checkPool, createEntry, hashOf } from "./mod.ts";
 * import { portable } from "../crypto/mod.ts";
 * import assert from "node:assert/strict";
 *
 * const seed = new Uint8Array(32).fill(1);
 * const payload = new TextEncoder().encode("tea");
 * const first = createEntry({ seed, logId: 0, seqNum: 1, payload });
 * const second = createEntry({ seed, logId: 0, seqNum: 2, backlink: hashOf(first), payload });
 * const outcome = checkPool({ entry: second, payload }, [first], portable);
 * assert(outcome.ok && outcome.upTo === 2);
 *
 * const without = checkPool({ entry: second, payload }, [], portable);
 * assert(!without.ok && without.refusal.code === "pool-entry-missing");
 * ```
 */
export function checkPool(
  item: CheckItem,
  pool: readonly Uint8Array[],
  primitives: Primitives,
): PoolOutcome {
  const own = checkEntry(item, primitives);
  if (!own.ok) return own;
  const { checked } = own;
  const { author, logId, seqNum } = checked.entry;
  if (seqNum > CORNER_LIMIT) {
    const refusal = { code: "seqnum-out-of-range", seqNum: BigInt(seqNum) } as const;
    return { ok: false, refusal };
  }

  const { down, up } = poolPaths(seqNum);
  const wanted = new Set([...down, ...up]);
  const held = new Map([[seqNum, checked]]);
  let itself = false;
  for (const [which, bytes] of pool.entries()) {
    // A stranger's list could be of any length: nothing of it is verified beyond what a pool has.
    if (which >= wanted.size) return refused({ code: "pool-entry-unfit", which });
    const outcome = checkEntry({ entry: bytes, payload: null }, primitives);
    if (!outcome.ok) {
      return refused({ code: "pool-entry-refused", which, refusal: outcome.refusal });
    }
    const { entry } = outcome.checked;
    if (!sameBytes(entry.author, author) || entry.logId !== logId) {
      return refused({ code: "pool-entry-elsewhere", which });
    }
    const isItself = entry.seqNum === seqNum && !itself &&
      sameBytes(outcome.checked.bytes, checked.bytes);
    if (isItself) itself = true;
    else if (!wanted.has(entry.seqNum) || held.has(entry.seqNum)) {
      return refused({ code: "pool-entry-unfit", which });
    }
    held.set(entry.seqNum, outcome.checked);
  }

  const upTo = Math.max(...held.keys());
  for (const place of wanted) {
    if (place <= upTo && !held.has(place)) {
      return refused({ code: "pool-entry-missing", seqNum: place });
    }
  }
  const wrong = wrongLink(held, upTo);
  if (wrong !== null) return refused(wrong);
  return { ok: true, checked, upTo };
}

/** The first link, from below, that leads to another entry than the one that is here. */
export function wrongLink(
  held: ReadonlyMap<number, CheckedEntry>,
  upTo: number,
): PoolRefusal | null {
  for (const seqNum of [...held.keys()].sort((one, other) => one - other)) {
    const { entry } = held.get(seqNum)!;
    if (entry.endOfLog && seqNum !== upTo) return { code: "ended", seqNum };
    const links = [
      [seqNum - 1, entry.backlink],
      [lipmaa(seqNum), entry.lipmaalink],
    ] as const;
    for (const [target, link] of links) {
      const known = held.get(target);
      if (link !== null && known !== undefined && !sameBytes(link, known.hash)) {
        return { code: "pool-link-mismatch", seqNum, target };
      }
    }
  }
  return null;
}

function refused(refusal: PoolRefusal): PoolOutcome {
  return { ok: false, refusal };
}
