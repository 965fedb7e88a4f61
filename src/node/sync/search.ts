/**
 * Looks for the place at which two copies of a log part. Hashes are a chain: copies that hold the
 * same entry at a height are the same below it, and from their first difference on they differ. So
 * the lowest difference is found by bisection, with one question a step, whose answer is the whole
 * entry: some 300 bytes, and the last of them is half of the proof.
 *
 * Only what counts is compared, here and there: nothing from a cut on. A cut may come while this goes
 * on, and only ever lowers what is looked at.
 */
import { type ForkProof, sameBytes } from "../../core/bamboo/mod.ts";

export interface Search {
  /** The lowest height known to differ, with both entries. */
  high: { readonly seq: number; readonly ours: Uint8Array; readonly theirs: Uint8Array } | null;
  /** What they have been asked, and have not answered. */
  asked: number | null;
  /** How far theirs goes, where an answer showed that it is less than was asked. */
  top: number;
  /** What they answered, until our own entry is read. */
  answer: { readonly seq: number; readonly entry: Uint8Array } | null;
}

/** What a search needs to know of a log, and changes in it. */
export interface Searched {
  ours: number;
  theirs: number;
  ourCut: number;
  theirCut: number;
  alike: number;
  parted: boolean;
  search: Search | null;
}

export type SearchStep =
  | { readonly type: "ask"; readonly seq: number }
  | { readonly type: "prove"; readonly proof: ForkProof }
  /** All that counts on both sides is the same. */
  | { readonly type: "alike" };

/** The last place that can count on both sides. */
export function limitOf({ ourCut, theirCut }: Pick<Searched, "ourCut" | "theirCut">): number {
  return Math.min(ourCut, theirCut) - 1;
}

/** The greatest height at which both hold something that counts, as far as we know. */
function commonHeight(log: Searched): number {
  return Math.min(log.ours, log.theirs, limitOf(log), log.search?.top ?? Infinity);
}

export function beginSearch(log: Searched): void {
  log.search ??= { high: null, asked: null, top: Infinity, answer: null };
}

/** Looks again at what is below a cut, unless it is known. */
export function searchBelowCut(log: Searched): void {
  if (log.alike < commonHeight(log)) beginSearch(log);
  else log.parted = false;
}

/** The next step of a search that waits for nothing; ends it, unless it asks. */
export function stepSearch(log: Searched): SearchStep {
  const search = log.search!;
  const height = commonHeight(log);
  const { high } = search;
  if (high === null || high.seq > height) {
    if (log.alike >= height) {
      log.search = null;
      log.parted = false;
      return { type: "alike" };
    }
    search.asked = height;
  } else if (high.seq === log.alike + 1) {
    log.search = null;
    return { type: "prove", proof: { kind: "fork", entries: [high.ours, high.theirs] } };
  } else search.asked = log.alike + Math.floor((high.seq - log.alike) / 2);
  return { type: "ask", seq: search.asked };
}

/** Takes their answer: the entry asked for, or the last one below it that they hold. */
export function takeAnswer(search: Search, seq: number, entry: Uint8Array): void {
  if (seq < search.asked!) search.top = seq;
  search.asked = null;
  search.answer = { seq, entry };
}

/**
 * Takes that nothing counts there: they are cut at 1, and their proof is on its way or was before; or
 * what was sent to them is still being stored there, and is compared as it is. Nothing that they hold
 * differs from ours, so the search ends.
 */
export function takeNoAnswer(search: Search): void {
  search.top = 0;
  search.asked = null;
}

/** Takes our own entry at the height of their answer; null where it no longer counts. */
export function compareWith(log: Searched, ours: Uint8Array | null): void {
  const search = log.search!;
  const { seq, entry: theirs } = search.answer!;
  search.answer = null;
  if (ours === null) {
    // A cut came while we asked; what told of it found this search under way, and began none.
    log.search = null;
    searchBelowCut(log);
  } else if (sameBytes(ours, theirs)) log.alike = Math.max(log.alike, seq);
  else search.high = { seq, ours, theirs };
}
