/**
 * What two nodes have to say to each other about the festivals they share: a pure reducer
 * `(state, input) → (state, outputs)`, so that it can be replayed, fuzzed and simulated.
 *
 * For each log both sides keep two numbers: how far it goes here, and how far it is known to go
 * there. Heads tell the second when sharing begins; entries that travel, either way, move it.
 * Wherever `ours` is beyond `theirs`, the difference is read and sent; that is the first sync and
 * everything live after it. Nothing is asked for: each side sees from the other's heads what that
 * one lacks. One read or send is under way at a time, so the receiver's pace is the sender's.
 *
 * All frames that come from here go in one lane, and so arrive in the order of {@link SyncOutput}s:
 * heads before entries, entries before `complete`. Lists of follows go in that lane too. Both sides
 * number them, and heads say which was the last one seen; so frames that were under way when a
 * festival was left and taken up again are told from those of the new sharing.
 *
 * A log whose histories differ (a fork) is left alone here: it punishes nobody.
 */
import { type CheckItem, decodeEntry, sameBytes } from "../../core/bamboo/mod.ts";
import { logIdOf, toHex } from "../../core/messages/mod.ts";
import type { LogName, SyncInput, SyncOffence, SyncOutput } from "./exchange.ts";
import {
  allHasCome,
  type FestivalState,
  hold,
  logIn,
  type LogState,
  newFestival,
  nextBehind,
  profileTravels,
  progressIn,
  type SyncProgress,
  theyHave,
  weHave,
} from "./festival_state.ts";
import { ENTRIES_BYTES, type Frame, type FrameOf, MOST_ENTRIES, MOST_LOGS } from "./frames.ts";

/** The one thing that is under way. */
type Doing =
  | { readonly type: "heads"; readonly festival: FestivalState }
  | {
    readonly type: "log";
    readonly festival: FestivalState;
    readonly log: LogState;
    readonly from: number;
  }
  | { readonly type: "send" };

/** Owned by the reducer: changed in place, and seen from outside only through its functions. */
export interface SyncState {
  /** Those that are shared; whose turn is next, first. */
  readonly festivals: Map<string, FestivalState>;
  readonly profiles: Map<string, LogState>;
  /** On our list of follows, and since which one. */
  readonly listed: Map<string, number>;
  /** Taken off our list in this session: frames may be under way. */
  readonly unlisted: Set<string>;
  /** Frames with a log 0 that came for those. */
  strays: number;
  /** How many lists we have said. */
  said: number;
  doing: Doing | null;
  /** How many entries to read at once: as many as went into a frame lately. */
  atOnce: number;
  ended: boolean;
}

const FIRST_AT_ONCE = 32;

export function newSync(): SyncState {
  return {
    festivals: new Map(),
    profiles: new Map(),
    listed: new Map(),
    unlisted: new Set(),
    strays: 0,
    said: 0,
    doing: null,
    atOnce: FIRST_AT_ONCE,
    ended: false,
  };
}

export function progressOf(state: SyncState): SyncProgress[] {
  return [...state.festivals.values()].map(progressIn);
}

/** Takes one input and gives what is to be done about it. */
export function stepSync(state: SyncState, input: SyncInput): SyncOutput[] {
  if (state.ended) return [];
  const outputs: SyncOutput[] = [];
  const offence = take(state, input, outputs);
  if (offence !== null) {
    state.ended = true;
    return [{ type: "end", code: offence }];
  }
  goOn(state, outputs);
  return outputs;
}

function take(state: SyncState, input: SyncInput, outputs: SyncOutput[]): SyncOffence | null {
  switch (input.type) {
    case "shared":
      share(state, input);
      return null;
    case "heads-read":
      sendHeads(state, input, outputs);
      return null;
    case "log-read":
      sendEntries(state, input.items, outputs);
      return null;
    case "sent":
      done(state, "send");
      return null;
    case "advanced": {
      const { author, seq } = input;
      const festival = state.festivals.get(toHex(input.festival));
      if (festival === undefined) return null;
      if (!profileTravels(festival, author)) outputs.push({ type: "read-profile", author });
      weHave(festival, logIn(festival, author, false), seq);
      return null;
    }
    case "profile-advanced":
      for (const festival of state.festivals.values()) {
        if (!profileTravels(festival, input.author)) continue;
        weHave(festival, logIn(festival, input.author, true), input.seq);
      }
      return null;
    case "parted": {
      const { festival: id, author, profile } = input.log;
      const festival = state.festivals.get(toHex(id));
      if (festival !== undefined) logIn(festival, author, profile).parted = true;
      return null;
    }
    case "received":
      return receive(state, input.frame, outputs);
  }
}

function share(
  state: SyncState,
  { listed, shared, said, heard }: Extract<SyncInput, { type: "shared" }>,
): void {
  state.said = said;
  const listedNow = new Set(listed.map(toHex));
  for (const key of state.listed.keys()) {
    if (listedNow.has(key)) continue;
    state.listed.delete(key);
    state.unlisted.add(key);
  }
  for (const key of listedNow) if (!state.listed.has(key)) state.listed.set(key, said);

  const sharedNow = new Map(shared.map((id) => [toHex(id), id]));
  for (const [key, festival] of state.festivals) {
    if (!sharedNow.has(key)) leave(state, key, festival);
  }
  for (const [key, id] of sharedNow) {
    if (state.festivals.has(key)) continue;
    state.festivals.set(key, newFestival(id, state.profiles, state.listed.get(key)!, heard));
  }
}

function leave(state: SyncState, key: string, { logs }: FestivalState): void {
  state.festivals.delete(key);
  // What they only claimed is not remembered: it costs them nothing. What is here is: it was sent.
  const others = [...state.festivals.values()];
  for (const author of logs.keys()) {
    if (state.profiles.get(author)?.ours !== 0) continue;
    if (!others.some((other) => other.logs.has(author))) state.profiles.delete(author);
  }
}

function receive(state: SyncState, frame: Frame, outputs: SyncOutput[]): SyncOffence | null {
  if (frame.type !== "heads" && frame.type !== "entries" && frame.type !== "complete") {
    return "unexpected-frame";
  }
  const key = toHex(frame.festival);
  const festival = state.festivals.get(key);
  if (frame.type === "heads" && festival !== undefined) {
    return receiveHeads(state, festival, frame);
  }
  if (festival === undefined || !festival.theirs.begun) {
    if (!state.unlisted.has(key)) {
      return festival === undefined ? "not-shared" : "unexpected-frame";
    }
    // Of a sharing that we have left since. They take it that a log 0 is here now, and will not
    // send it with another festival; all else would come again with this one.
    if (frame.type !== "entries" || !frame.profile) return null;
    if (++state.strays > MOST_LOGS) return "too-many-logs";
    return receiveEntries(newFestival(frame.festival, state.profiles, 0, 0), frame, outputs);
  }
  if (!festival.theirs.all || !festival.ours.all) return "unexpected-frame";
  if (frame.type === "entries") {
    // A profile is taken only of who has a log in the festival.
    const own = festival.logs.get(toHex(frame.author));
    const isKnown = own !== undefined && (own.ours > 0 || own.theirs > 0);
    if (frame.profile && !isKnown) return "not-shared";
    if (own === undefined) festival.theirs.count++;
    if (logsSaid(state, "theirs") > MOST_LOGS) return "too-many-logs";
    return receiveEntries(festival, frame, outputs);
  }
  if (festival.theyComplete) return "unexpected-frame";
  allHasCome(festival);
  return null;
}

function receiveHeads(
  state: SyncState,
  festival: FestivalState,
  { seen, logs, last }: FrameOf<"heads">,
): SyncOffence | null {
  const { theirs } = festival;
  if (seen > state.said) return "unexpected-frame";
  if (seen < festival.since) return theirs.begun ? "unexpected-frame" : null;
  // Only the last page may be empty: else pages could come for ever.
  if (theirs.all || (logs.length === 0 && !last)) return "unexpected-frame";
  theirs.begun = true;
  theirs.count += logs.length;
  if (logsSaid(state, "theirs") > MOST_LOGS) return "too-many-logs";
  for (const heads of logs) hold(festival, heads, "them");
  theirs.all = last;
  return null;
}

/**
 * Judges from the entries' own bytes that they are of the log that the frame names, one after the
 * other. Whether they are valid is for the store, where their signatures are checked.
 */
function receiveEntries(
  festival: FestivalState,
  { author, profile, from, items }: FrameOf<"entries">,
  outputs: SyncOutput[],
): SyncOffence | null {
  const logId = profile ? 0n : BigInt(logIdOf(festival.id));
  for (const [i, item] of items.entries()) {
    const decoded = decodeEntry(item.entry);
    if (!decoded.ok) return "wrong-entries";
    const { entry } = decoded;
    if (!sameBytes(entry.author, author) || entry.logId !== logId) return "not-shared";
    if (entry.seqNum !== from + i) return "wrong-entries";
  }
  const log = logIn(festival, author, profile);
  if (from <= log.came) return "wrong-entries";
  log.came = from + items.length - 1;
  theyHave(log, log.came);
  outputs.push({ type: "store", log: { festival: festival.id, author, profile }, items });
  return null;
}

/** Begins the next thing, if none is under way: our heads of all festivals, then what is ahead. */
function goOn(state: SyncState, outputs: SyncOutput[]): void {
  if (state.doing !== null) return;
  for (const festival of state.festivals.values()) {
    if (festival.ours.all) continue;
    state.doing = { type: "heads", festival };
    outputs.push({ type: "read-heads", festival: festival.id, after: festival.ours.after });
    return;
  }
  for (const [key, festival] of state.festivals) {
    if (!festival.theirs.all) continue;
    const log = nextBehind(festival);
    if (log !== null) {
      // The others are next: no festival waits for the whole of another.
      state.festivals.delete(key);
      state.festivals.set(key, festival);
      const from = log.theirs + 1;
      state.doing = { type: "log", festival, log, from };
      outputs.push({ type: "read-log", log: nameOf(festival, log), from, limit: state.atOnce });
      return;
    }
    if (festival.weComplete) continue;
    festival.weComplete = true;
    return send(state, { type: "complete", festival: festival.id }, outputs);
  }
}

function sendHeads(
  state: SyncState,
  { logs, last }: Extract<SyncInput, { type: "heads-read" }>,
  outputs: SyncOutput[],
): void {
  const { festival } = done(state, "heads");
  if (!isShared(state, festival)) return;
  const { id, seen, ours } = festival;
  const said = logs.slice(0, MOST_LOGS - logsSaid(state, "ours"));
  for (const heads of said) hold(festival, heads, "us");
  ours.count += said.length;
  ours.after = said.at(-1)?.author ?? ours.after;
  ours.all = last || said.length === 0;
  send(state, { type: "heads", festival: id, seen, logs: said, last: ours.all }, outputs);
}

function sendEntries(
  state: SyncState,
  items: readonly CheckItem[],
  outputs: SyncOutput[],
): void {
  const { festival, log, from } = done(state, "log");
  if (!isShared(state, festival) || log.parted) return;
  if (items.length === 0) {
    // Gone here: the log was cut meanwhile.
    log.ours = Math.min(log.ours, log.theirs);
    return;
  }
  // Some may have come from the other side meanwhile; if all have, the rest is read next.
  const first = Math.max(from, log.theirs + 1);
  const taken: CheckItem[] = [];
  let size = 0;
  for (const item of items.slice(first - from)) {
    size += item.entry.length + (item.payload?.length ?? 0);
    const full = taken.length > 0 && size > ENTRIES_BYTES;
    // What is read and not sent is read again: so no more than that.
    if (full) state.atOnce = taken.length + 1;
    if (full || taken.length === MOST_ENTRIES) break;
    taken.push(item);
  }
  if (taken.length === 0) return;
  if (taken.length === items.length) state.atOnce = Math.min(MOST_ENTRIES, state.atOnce * 2);
  theyHave(log, first + taken.length - 1);
  const name = nameOf(festival, log);
  send(state, { type: "entries", ...name, from: first, items: taken }, outputs);
}

function send(state: SyncState, frame: Frame, outputs: SyncOutput[]): void {
  state.doing = { type: "send" };
  outputs.push({ type: "send", frame });
}

/** Ends what is under way and says what it was. */
function done<Type extends Doing["type"]>(state: SyncState, type: Type) {
  const { doing } = state;
  if (doing?.type !== type) throw new TypeError(`nothing of the kind is under way: ${type}`);
  state.doing = null;
  return doing as Extract<Doing, { type: Type }>;
}

/** Whether it is still the same sharing: it may have been left, and taken up again, meanwhile. */
function isShared(state: SyncState, festival: FestivalState): boolean {
  return state.festivals.get(toHex(festival.id)) === festival;
}

function logsSaid(state: SyncState, by: "ours" | "theirs"): number {
  let count = 0;
  for (const festival of state.festivals.values()) count += festival[by].count;
  return count;
}

function nameOf(festival: FestivalState, { author, profile }: LogState): LogName {
  return { festival: festival.id, author, profile };
}
