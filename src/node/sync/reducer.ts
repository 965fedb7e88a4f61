/**
 * What two nodes have to say to each other about the festivals they share: a pure reducer
 * `(state, input) → (state, outputs)`, so that it can be replayed, fuzzed and simulated.
 *
 * For each log both sides keep two numbers: how far it goes here, and how far it is known to go
 * there. Heads tell the second when the session begins; entries that travel, either way, move it.
 * Wherever `ours` is beyond `theirs`, the difference is read and sent; that is the first sync and
 * everything live after it. One read or send is under way at a time, so the receiver's pace is the
 * sender's. Nothing is asked for: each side sees from the other's heads what that one lacks.
 *
 * A log whose histories differ (a fork) is left alone here: it punishes nobody.
 */
import { logIdOf, toHex } from "../../core/messages/mod.ts";
import { decodeEntry, sameBytes } from "../../core/bamboo/mod.ts";
import type { CheckItem } from "../../core/bamboo/mod.ts";
import type { Lane } from "../ports.ts";
import { ENTRIES_BYTES, type Frame, type FrameOf, type LogHeads, MOST_ENTRIES } from "./frames.ts";

/** Names a log of a shared festival: an author's in it, or (`profile`) their log 0. */
export interface LogName {
  readonly festival: Uint8Array;
  readonly author: Uint8Array;
  readonly profile: boolean;
}

export type SyncInput =
  /** The festivals shared with this peer, whenever they change. */
  | { readonly type: "shared"; readonly festivals: readonly Uint8Array[] }
  /** A page of the heads that are held, as asked for by `read-heads`. */
  | {
    readonly type: "heads-read";
    readonly festival: Uint8Array;
    readonly logs: readonly LogHeads[];
    readonly last: boolean;
  }
  /** Entries as asked for by `read-log`, in order from there on; none where they are gone. */
  | {
    readonly type: "log-read";
    readonly log: LogName;
    readonly from: number;
    readonly items: readonly CheckItem[];
  }
  /** The last bulk frame has left. */
  | { readonly type: "sent" }
  /** A log goes further here now, whoever brought it; with the author's log 0 as it stands. */
  | {
    readonly type: "advanced";
    readonly festival: Uint8Array;
    readonly author: Uint8Array;
    readonly seq: number;
    readonly profileSeq: number;
  }
  /** The store could not link what was sent of a log: its histories differ, or it is cut or ended. */
  | { readonly type: "parted"; readonly log: LogName }
  /** Log 0 of an author goes further here now. */
  | { readonly type: "profile-advanced"; readonly author: Uint8Array; readonly seq: number }
  | { readonly type: "received"; readonly frame: Frame };

export type SyncOutput =
  | { readonly type: "send"; readonly frame: Frame; readonly lane: Lane }
  | { readonly type: "read-heads"; readonly festival: Uint8Array }
  | {
    readonly type: "read-log";
    readonly log: LogName;
    readonly from: number;
    readonly limit: number;
  }
  | {
    readonly type: "store";
    readonly log: LogName;
    readonly from: number;
    readonly items: readonly CheckItem[];
  }
  /** An offence: the session ends. */
  | { readonly type: "end"; readonly code: SyncOffence };

/** What no honest node sends. */
export type SyncOffence =
  | "unexpected-frame"
  /** Of a festival that is not shared, or a log that is not in it. */
  | "not-shared"
  /** Entries that are not, in order, those that the frame says they are. */
  | "wrong-entries"
  /** Heads of more logs than any festival has. */
  | "too-many-logs";

/** Per festival: what one peer can make us remember of it. */
const MOST_LOGS = 65_536;

type Kind = "logs" | "profiles";
type Head = LogHeads["log"];

interface LogState {
  readonly author: Uint8Array;
  readonly kind: Kind;
  ours: number;
  theirs: number;
  /** The highest that they said to hold, and will send: what is still to come counts up to it. */
  claimed: number;
  /** The head that one side said, until the other's is compared with it. */
  said: { readonly by: "us" | "them"; readonly head: Head } | null;
  /** Histories differ at a height that both hold: nothing is sent. */
  parted: boolean;
}

interface FestivalState {
  readonly id: Uint8Array;
  readonly logs: Map<string, LogState>;
  readonly profiles: Map<string, LogState>;
  /** Our pages of heads are all sent; theirs are all here. */
  oursSaid: boolean;
  theirsSaid: boolean;
  /** We, they said that all is sent. */
  weComplete: boolean;
  theyComplete: boolean;
  /** Logs in which we may be ahead; an author's own before their profile, which is taken only then. */
  readonly behind: Set<LogState>;
}

/** Owned by the reducer: changed in place, and seen from outside only through its functions. */
export interface SyncState {
  readonly festivals: Map<string, FestivalState>;
  /** No longer shared: what was under way when that was said is passed over. */
  readonly dropped: Set<string>;
  /** A read or a bulk send is under way. */
  busy: boolean;
  ended: boolean;
}

export function newSync(): SyncState {
  return { festivals: new Map(), dropped: new Set(), busy: false, ended: false };
}

/** Takes one input and gives what is to be done about it. */
export function stepSync(state: SyncState, input: SyncInput): SyncOutput[] {
  if (state.ended) return [];
  const outputs: SyncOutput[] = [];
  take(state, input, outputs);
  if (outputs.some(({ type }) => type === "end")) {
    state.ended = true;
    return outputs;
  }
  pump(state, outputs);
  return outputs;
}

function take(state: SyncState, input: SyncInput, outputs: SyncOutput[]): void {
  switch (input.type) {
    case "shared":
      return share(state, input.festivals, outputs);
    case "heads-read": {
      const festival = state.festivals.get(toHex(input.festival));
      if (festival === undefined) return;
      for (const heads of input.logs) hold(festival, heads, "us");
      festival.oursSaid = input.last;
      const { festival: id, logs, last } = input;
      const frame: Frame = { type: "heads", festival: id, logs: [...logs], last };
      outputs.push({ type: "send", frame, lane: "control" });
      return;
    }
    case "log-read":
      return sendEntries(state, input, outputs);
    case "sent":
      state.busy = false;
      return;
    case "advanced": {
      const festival = state.festivals.get(toHex(input.festival));
      if (festival === undefined) return;
      advance(festival, "logs", input.author, input.seq);
      if (input.profileSeq > 0) advance(festival, "profiles", input.author, input.profileSeq);
      return;
    }
    case "profile-advanced":
      for (const festival of state.festivals.values()) {
        // A profile travels with every festival in which its author has a log, and no other.
        if (!festival.logs.has(toHex(input.author))) continue;
        advance(festival, "profiles", input.author, input.seq);
      }
      return;
    case "parted": {
      const { festival: id, author, profile } = input.log;
      const festival = state.festivals.get(toHex(id));
      if (festival !== undefined) {
        logIn(festival, profile ? "profiles" : "logs", author).parted = true;
      }
      return;
    }
    case "received":
      return receive(state, input.frame, outputs);
  }
}

function share(
  state: SyncState,
  festivals: readonly Uint8Array[],
  outputs: SyncOutput[],
): void {
  const now = new Map(festivals.map((id) => [toHex(id), id]));
  for (const key of state.festivals.keys()) {
    if (now.has(key)) continue;
    state.festivals.delete(key);
    state.dropped.add(key);
  }
  for (const [key, id] of now) {
    if (state.festivals.has(key)) continue;
    state.dropped.delete(key);
    state.festivals.set(key, {
      id,
      logs: new Map(),
      profiles: new Map(),
      oursSaid: false,
      theirsSaid: false,
      weComplete: false,
      theyComplete: false,
      behind: new Set(),
    });
    outputs.push({ type: "read-heads", festival: id });
  }
}

function receive(state: SyncState, frame: Frame, outputs: SyncOutput[]): void {
  if (frame.type !== "heads" && frame.type !== "entries" && frame.type !== "complete") {
    return end(outputs, "unexpected-frame");
  }
  const key = toHex(frame.festival);
  const festival = state.festivals.get(key);
  if (festival === undefined) {
    if (!state.dropped.has(key)) end(outputs, "not-shared");
    return;
  }
  if (frame.type === "entries") return receiveEntries(state, festival, frame, outputs);
  if (frame.type === "heads") {
    if (festival.theirsSaid) return end(outputs, "unexpected-frame");
    for (const heads of frame.logs) hold(festival, heads, "them");
    festival.theirsSaid = frame.last;
    if (festival.logs.size > MOST_LOGS) end(outputs, "too-many-logs");
    return;
  }
  if (festival.theyComplete || !festival.theirsSaid) return end(outputs, "unexpected-frame");
  festival.theyComplete = true;
  // What was claimed and not sent is not there to be sent.
  for (const log of logsOf(festival)) log.claimed = Math.max(log.ours, log.theirs);
}

/**
 * Judges from the entries' own bytes that they are of the log that the frame names, one after the
 * other. Whether they are valid is for the store, where their signatures are checked.
 */
function receiveEntries(
  state: SyncState,
  festival: FestivalState,
  { author, profile, from, items }: FrameOf<"entries">,
  outputs: SyncOutput[],
): void {
  // A profile is taken only of who has a log in the festival.
  if (profile && !festival.logs.has(toHex(author))) return end(outputs, "not-shared");
  const logId = profile ? 0n : BigInt(logIdOf(festival.id));
  for (const [i, item] of items.entries()) {
    const decoded = decodeEntry(item.entry);
    if (!decoded.ok) return end(outputs, "wrong-entries");
    const { entry } = decoded;
    if (!sameBytes(entry.author, author) || entry.logId !== logId) {
      return end(outputs, "not-shared");
    }
    if (entry.seqNum !== from + i) return end(outputs, "wrong-entries");
  }
  const log = logIn(festival, profile ? "profiles" : "logs", author);
  if (festival.logs.size > MOST_LOGS) return end(outputs, "too-many-logs");
  theyHave(state, log, from + items.length - 1);
  outputs.push({ type: "store", log: { festival: festival.id, author, profile }, from, items });
}

function advance(festival: FestivalState, kind: Kind, author: Uint8Array, seq: number): void {
  const log = logIn(festival, kind, author);
  if (seq <= log.ours) return;
  log.ours = seq;
  festival.behind.add(log);
}

/** Remembers what one side says to hold of an author's two logs. */
function hold(festival: FestivalState, heads: LogHeads, by: "us" | "them"): void {
  const both = [["logs", heads.log], ["profiles", heads.profile]] as const;
  for (const [kind, head] of both) {
    const log = logIn(festival, kind, heads.author);
    if (by === "us") log.ours = Math.max(log.ours, head.seq);
    else {
      log.theirs = Math.max(log.theirs, head.seq);
      log.claimed = Math.max(log.claimed, head.seq);
    }
    if (log.said !== null && log.said.by !== by) {
      log.parted = differ(log.said.head, head);
      log.said = null;
    } else log.said = { by, head };
    festival.behind.add(log);
  }
}

function differ(one: Head, other: Head): boolean {
  return one.seq === other.seq && one.id !== null && other.id !== null &&
    !sameBytes(one.id, other.id);
}

function logIn(festival: FestivalState, kind: Kind, author: Uint8Array): LogState {
  const key = toHex(author);
  let log = festival[kind].get(key);
  if (log === undefined) {
    log = { author, kind, ours: 0, theirs: 0, claimed: 0, said: null, parted: false };
    festival[kind].set(key, log);
  }
  return log;
}

/** A profile is one log, whichever festival it travelled with. */
function theyHave(state: SyncState, log: LogState, seq: number): void {
  const same = log.kind === "logs" ? [log] : [...state.festivals.values()]
    .map((festival) => festival.profiles.get(toHex(log.author)))
    .filter((other) => other !== undefined);
  for (const each of same) {
    each.theirs = Math.max(each.theirs, seq);
    each.claimed = Math.max(each.claimed, seq);
  }
}

/** Starts the next read, or says that a festival is complete; one thing at a time. */
function pump(state: SyncState, outputs: SyncOutput[]): void {
  for (const festival of state.festivals.values()) {
    if (state.busy) return;
    if (!festival.oursSaid || !festival.theirsSaid) continue;
    for (const log of festival.behind) {
      if (log.ours <= log.theirs || log.parted) {
        festival.behind.delete(log);
        continue;
      }
      state.busy = true;
      outputs.push({
        type: "read-log",
        log: { festival: festival.id, author: log.author, profile: log.kind === "profiles" },
        from: log.theirs + 1,
        limit: MOST_ENTRIES,
      });
      return;
    }
    if (festival.weComplete) continue;
    festival.weComplete = true;
    state.busy = true;
    const frame = { type: "complete", festival: festival.id } as const;
    // In the lane of the entries, so that it comes after them.
    outputs.push({ type: "send", frame, lane: "bulk" });
  }
}

function sendEntries(
  state: SyncState,
  { log: name, from, items }: Extract<SyncInput, { type: "log-read" }>,
  outputs: SyncOutput[],
): void {
  state.busy = false;
  const festival = state.festivals.get(toHex(name.festival));
  if (festival === undefined) return;
  const log = logIn(festival, name.profile ? "profiles" : "logs", name.author);
  const fresh = items.slice(Math.max(0, log.theirs + 1 - from));
  if (fresh.length === 0) {
    // They came from the other side meanwhile, or are gone here.
    if (log.ours > log.theirs) log.ours = log.theirs;
    festival.behind.delete(log);
    return;
  }
  const taken: CheckItem[] = [];
  let size = 0;
  for (const item of fresh.slice(0, MOST_ENTRIES)) {
    size += item.entry.length + (item.payload?.length ?? 0);
    if (taken.length > 0 && size > ENTRIES_BYTES) break;
    taken.push(item);
  }
  const first = Math.max(from, log.theirs + 1);
  theyHave(state, log, first + taken.length - 1);
  state.busy = true;
  const frame = { type: "entries", ...name, from: first, items: taken } as const;
  outputs.push({ type: "send", frame, lane: "bulk" });
}

function end(outputs: SyncOutput[], code: SyncOffence): void {
  outputs.push({ type: "end", code });
}

function* logsOf(festival: FestivalState): Iterable<LogState> {
  yield* festival.logs.values();
  yield* festival.profiles.values();
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

export function progressOf(state: SyncState): SyncProgress[] {
  return [...state.festivals.values()].map((festival) => {
    let total = 0;
    let here = 0;
    let toSend = 0;
    for (const log of logsOf(festival)) {
      if (log.parted) continue;
      total += log.claimed;
      here += Math.min(log.claimed, log.ours);
      toSend += Math.max(0, log.ours - log.theirs);
    }
    const complete = festival.theyComplete;
    const inSync = complete && festival.weComplete && here === total && toSend === 0;
    return { festival: festival.id, total, here, toSend, complete, inSync };
  });
}
