/**
 * What a session knows of one shared festival: per log, how far it goes here and how far it is known
 * to go there, where it is cut on either side, and where the two histories part. Whatever is ahead
 * here is to be sent; the reducer asks for it here.
 */
import { sameBytes } from "../../core/bamboo/mod.ts";
import { toHex } from "../../core/messages/mod.ts";
import type { LogHeads } from "./frames.ts";
import { hasAsked, newPayloads, type PayloadState } from "./payloads.ts";
import { beginSearch, limitOf, type Search } from "./search.ts";

type Head = LogHeads["log"];

export interface LogState {
  readonly author: Uint8Array;
  /** Log 0: one, whichever festivals it travels with. */
  readonly profile: boolean;
  ours: number;
  theirs: number;
  /** The highest that they said to hold, and will send: what is still to come counts up to it. */
  claimed: number;
  /** The highest that came from them. */
  came: number;
  /** Whether both know that it is on one side at least: only then may its author's log 0 be named. */
  told: boolean;
  /** The heads that were last said, until they are compared; of a log 0 each festival has one. */
  readonly said: { us: Head | null; them: Head | null };
  /**
   * Histories differ at a height that both hold: nothing is sent. Whoever finds that searches until a
   * proof is stored or nothing differs, which ends it; of two who find it in each other's heads, one
   * searches, and the other may stay so: both hold all that is before the difference, and so before
   * the cut that comes of it.
   */
  parted: boolean;
  /** Where the log is cut here, and there, as far as they said; Infinity where it is not. */
  ourCut: number;
  theirCut: number;
  /** The lowest place of which they sent a proof. */
  provedAt: number;
  /** Up to where both are known to hold the same: 0 where nothing is known. */
  alike: number;
  /** Looks for the lowest difference. */
  search: Search | null;
  /** The height that they ask about, and in which sharing. */
  question: { readonly seq: number; readonly festival: FestivalState } | null;
}

export interface FestivalState {
  readonly id: Uint8Array;
  /** The number of our list of follows from which on it is on them: older heads are passed over. */
  readonly since: number;
  /** How many lists of theirs we had when it became shared. */
  readonly seen: number;
  readonly logs: Map<string, LogState>;
  /** The session's: one map for all of its festivals. */
  readonly profiles: Map<string, LogState>;
  /**
   * Our pages of heads: the last author of the last page, how many heads, whether that was all.
   * `count` holds logs that only our entries named, too.
   */
  readonly ours: { after: Uint8Array | null; count: number; all: boolean };
  /** Their pages of heads. `count` holds logs that only their entries named, too. */
  readonly theirs: { begun: boolean; count: number; all: boolean };
  /** We, they said that all is sent. */
  weComplete: boolean;
  theyComplete: boolean;
  /** Logs in which we may be ahead; an author's own before their profile, which is taken only then. */
  readonly behind: Set<LogState>;
  /** Logs whose search waits for an answer, which will name this festival. */
  readonly asking: Set<LogState>;
  readonly payloads: PayloadState;
}

export function newFestival(
  id: Uint8Array,
  profiles: Map<string, LogState>,
  since: number,
  seen: number,
): FestivalState {
  return {
    id,
    since,
    seen,
    logs: new Map(),
    profiles,
    ours: { after: null, count: 0, all: false },
    theirs: { begun: false, count: 0, all: false },
    weComplete: false,
    theyComplete: false,
    behind: new Set(),
    asking: new Set(),
    payloads: newPayloads(),
  };
}

export function logIn(festival: FestivalState, author: Uint8Array, profile: boolean): LogState {
  const logs = profile ? festival.profiles : festival.logs;
  const key = toHex(author);
  let log = logs.get(key);
  if (log === undefined) {
    log = {
      author,
      profile,
      ours: 0,
      theirs: 0,
      claimed: 0,
      came: 0,
      told: false,
      said: { us: null, them: null },
      parted: false,
      ourCut: Infinity,
      theirCut: Infinity,
      provedAt: Infinity,
      alike: 0,
      search: null,
      question: null,
    };
    logs.set(key, log);
  }
  return log;
}

/** Remembers what one side says to hold of an author's two logs. */
export function hold(festival: FestivalState, heads: LogHeads, by: "us" | "them"): void {
  for (const [profile, head] of [[false, heads.log], [true, heads.profile]] as const) {
    const log = logIn(festival, heads.author, profile);
    const cut = head.cut ?? Infinity;
    log.told ||= head.seq > 0 || head.cut !== undefined;
    if (by === "us") {
      log.ours = Math.max(log.ours, head.seq);
      log.ourCut = Math.min(log.ourCut, cut);
    } else {
      theyHave(log, head.seq);
      log.theirCut = Math.min(log.theirCut, cut);
    }
    log.said[by] = head;
    const { us, them } = log.said;
    if (us !== null && them !== null) {
      compareHeads(log, us, them);
      if (!profile) log.said.us = log.said.them = null;
    }
    festival.behind.add(log);
  }
}

/**
 * What two heads tell by themselves. Where one goes beyond the cut of the other, they name different
 * heights: its side asks what the other holds below the cut.
 */
function compareHeads(log: LogState, ours: Head, theirs: Head): void {
  if (ours.id === null || theirs.id === null) return;
  if (ours.seq > limitOf(log)) return beginSearch(log);
  if (ours.seq !== theirs.seq) return;
  if (sameBytes(ours.id, theirs.id)) {
    log.alike = Math.max(log.alike, ours.seq);
    return;
  }
  log.parted = true;
  // One search is enough: both sides see the same two ids.
  if (toHex(ours.id) < toHex(theirs.id)) beginSearch(log);
}

export function theyHave(log: LogState, seq: number): void {
  log.theirs = Math.max(log.theirs, seq);
  log.claimed = Math.max(log.claimed, seq);
}

/** A log goes so far here. */
export function weHave(festival: FestivalState, log: LogState, seq: number): void {
  log.ours = Math.max(log.ours, seq);
  festival.behind.add(log);
}

/** Whether there are entries of a log to be sent. */
export function isAhead(festival: FestivalState, log: LogState): boolean {
  if (log.parted || Math.min(log.ours, limitOf(log)) <= log.theirs) return false;
  return travels(festival, log);
}

function travels(festival: FestivalState, log: LogState): boolean {
  if (!log.profile) return true;
  return festival.logs.get(toHex(log.author))?.told === true &&
    profileTravels(festival, log.author);
}

/** Something of a log has been said to them now, by us: so its author's log 0 may go, too. */
export function tellThem(festival: FestivalState, log: LogState): void {
  if (!log.told && !log.profile) festival.ours.count++;
  tell(festival, log);
}

/** Something of a log has been said now. */
export function tell(festival: FestivalState, log: LogState): void {
  if (log.told || log.profile) return;
  log.told = true;
  const profile = festival.profiles.get(toHex(log.author));
  if (profile !== undefined) festival.behind.add(profile);
}

/** A profile travels with the festivals in which its author has something, and with no other. */
export function profileTravels(festival: FestivalState, author: Uint8Array): boolean {
  const own = festival.logs.get(toHex(author));
  return own !== undefined && (own.ours > 0 || own.ourCut < Infinity);
}

/** What is to be done next about a log: their question first, then ours, proofs before entries. */
export type Due = "answer" | "compare" | "search" | "proof" | "entries";

function dueIn(festival: FestivalState, log: LogState, mayName: boolean): Due | null {
  // A log 0 may be asked for while what its author wrote there is still being stored here.
  const isHeard = !log.profile || profileTravels(festival, log.author);
  if (log.question?.festival === festival && isHeard) return "answer";
  if (!travels(festival, log) || !(log.told || log.profile || mayName)) return null;
  if (log.search !== null && log.search.answer !== null) return "compare";
  if (log.search !== null && log.search.asked === null) return "search";
  if (log.ourCut < log.theirCut) return "proof";
  return isAhead(festival, log) ? "entries" : null;
}

/**
 * The next log of which something is to be said; forgets those that are behind no more. `mayName` says
 * whether logs may be named that neither side has named before: no more of them than are taken.
 */
export function nextBehind(
  festival: FestivalState,
  mayName: boolean,
): { readonly log: LogState; readonly due: Due } | null {
  for (const log of festival.behind) {
    const due = dueIn(festival, log, mayName);
    if (due !== null) return { log, due };
    festival.behind.delete(log);
  }
  return null;
}

/** What they claimed and did not send is not there to be sent. */
export function allHasCome(festival: FestivalState): void {
  festival.theyComplete = true;
  for (const log of logsOf(festival)) {
    log.claimed = Math.min(log.claimed, Math.max(log.ours, log.came));
  }
}

function* logsOf(festival: FestivalState): Iterable<LogState> {
  for (const [author, log] of festival.logs) {
    yield log;
    const profile = festival.profiles.get(author);
    if (profile !== undefined) yield profile;
  }
}

/** How far a festival is with this peer. */
export interface SyncProgress {
  readonly festival: Uint8Array;
  /** Entries that the peer holds, and those of them that are here. */
  readonly total: number;
  readonly here: number;
  /** Entries that are still to be sent. */
  readonly toSend: number;
  /** The peer has sent all that it held when we met. */
  readonly complete: boolean;
  readonly inSync: boolean;
}

export function progressIn(festival: FestivalState): SyncProgress {
  let total = 0;
  let here = 0;
  let toSend = 0;
  for (const log of logsOf(festival)) {
    if (log.parted) continue;
    const limit = limitOf(log);
    const claimed = Math.min(log.claimed, limit);
    total += claimed;
    here += Math.min(claimed, log.ours);
    if (isAhead(festival, log)) toSend += Math.min(log.ours, limit) - log.theirs;
  }
  const complete = festival.theyComplete;
  const inSync = complete && festival.weComplete && here === total && toSend === 0 &&
    hasAsked(festival.payloads);
  return { festival: festival.id, total, here, toSend, complete, inSync };
}
