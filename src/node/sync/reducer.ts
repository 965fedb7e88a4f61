/**
 * What two nodes have to say to each other about the festivals they share: a pure reducer
 * `(state, input) → (state, outputs)`, so that it can be replayed, fuzzed and simulated.
 *
 * For each log both sides keep two numbers: how far it goes here, and how far it is known to go
 * there. Heads tell the second when sharing begins; entries that travel, either way, move it.
 * Wherever `ours` is beyond `theirs`, the difference is read and sent; that is the first sync and
 * everything live after it. No entry is asked for: each side sees from the other's heads what that
 * one lacks. One read or send is under way at a time, so the receiver's pace is the sender's.
 *
 * All frames that come from here go in one lane, and so arrive in the order of {@link SyncOutput}s:
 * heads before entries, entries before `complete`. Lists of follows go in that lane too. Both sides
 * number them, and heads say which was the last one seen; so frames that were under way when a
 * festival was left and taken up again are told from those of the new sharing.
 *
 * Payloads that did not come with their entries are the only thing that is asked for, at the end: see
 * `payloads.ts`.
 *
 * A log whose histories differ (a fork) is sent no further, and whoever finds that searches for the
 * place: see `search.ts`. What that gives is a proof, which is kept and sent on like an entry; then
 * both sides hold the same log again, up to the cut. It punishes nobody.
 */
import { type CheckItem, decodeEntry, type ForkProof, sameBytes } from "../../core/bamboo/mod.ts";
import { logIdOf, toHex } from "../../core/messages/mod.ts";
import type { LogName, SyncInput, SyncOffence, SyncOutput } from "./exchange.ts";
import {
  allHasCome,
  type Due,
  type FestivalState,
  hold,
  logIn,
  type LogState,
  newFestival,
  nextBehind,
  profileTravels,
  progressIn,
  type SyncProgress,
  tell,
  theyHave,
  weHave,
} from "./festival_state.ts";
import {
  ENTRIES_BYTES,
  type FrameOf,
  MOST_ENTRIES,
  MOST_LOGS,
  MOST_WANTED,
  type SyncFrame,
} from "./frames.ts";
import {
  answerPayloads,
  isAskedFor,
  nextPayloads,
  type PayloadDue,
  payloadIsHere,
  sendLate,
  takePayloads,
  takeQuestion,
  takeWants,
} from "./payloads.ts";
import {
  beginSearch,
  compareWith,
  limitOf,
  searchBelowCut,
  stepSearch,
  takeAnswer,
} from "./search.ts";

/** The one thing that is under way. */
type Doing =
  | { readonly type: "heads"; readonly festival: FestivalState }
  | {
    readonly type: "log";
    readonly festival: FestivalState;
    readonly log: LogState;
    readonly from: number;
    /** To send it, to answer their question, or to compare it with their answer. */
    readonly due: "entries" | "answer" | "compare";
  }
  | { readonly type: "proof"; readonly festival: FestivalState; readonly log: LogState }
  | { readonly type: "wants"; readonly festival: FestivalState }
  | {
    readonly type: "payloads";
    readonly festival: FestivalState;
    readonly ids: readonly Uint8Array[];
    /** To answer their question, or to send what was not here when they asked. */
    readonly due: "answer" | "late";
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
/** Over all festivals: what a peer can make us remember by asking for what is not here, 1 MB. */
const MOST_OWED = 8_192;

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

/** Whether the peer has still something to send: entries that it held, or an answer. */
export function owesUs(state: SyncState): boolean {
  return [...state.festivals.values()].some(({ theyComplete, payloads }) =>
    !theyComplete || payloads.asked.length > 0
  );
}

/** Whether the peer waits for the payload of an entry. */
export function isWaitedFor(state: SyncState, id: Uint8Array): boolean {
  return [...state.festivals.values()].some(({ payloads }) => isAskedFor(payloads, id));
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
      takeRead(state, input.items, outputs);
      return null;
    case "proof-read":
      sendProof(state, input.proof, outputs);
      return null;
    case "wants-read":
      takeWants(done(state, "wants").festival.payloads, input);
      return null;
    case "payloads-read":
      sendPayloads(state, input.payloads, outputs);
      return null;
    case "wanted":
      for (const { payloads } of state.festivals.values()) payloads.unread = true;
      return null;
    case "payload-here":
      for (const { payloads } of state.festivals.values()) payloadIsHere(payloads, input.id);
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
        const log = logIn(festival, input.author, true);
        log.ourCut = Math.min(log.ourCut, input.cut ?? Infinity);
        weHave(festival, log, input.seq);
      }
      return null;
    case "parted": {
      const festival = state.festivals.get(toHex(input.log.festival));
      if (festival === undefined) return null;
      const { author, profile } = input.log;
      if (!profileTravels(festival, author)) outputs.push({ type: "read-profile", author });
      const log = logIn(festival, author, profile);
      log.parted = true;
      theyHave(log, input.seq);
      weHave(festival, log, input.seq);
      beginSearch(log);
      return null;
    }
    case "cut":
      for (const festival of state.festivals.values()) cutIn(festival, input, outputs);
      return null;
    case "proved": {
      const festival = state.festivals.get(toHex(input.log.festival));
      if (festival === undefined) return null;
      const log = logIn(festival, input.log.author, input.log.profile);
      searchBelowCut(log);
      festival.behind.add(log);
      return null;
    }
    case "received":
      return receive(state, input.frame, outputs);
  }
}

function cutIn(
  festival: FestivalState,
  { festival: id, author, seq }: Extract<SyncInput, { type: "cut" }>,
  outputs: SyncOutput[],
): void {
  if (id !== null && !sameBytes(id, festival.id)) return;
  if (id === null && !profileTravels(festival, author)) return;
  if (id !== null && !profileTravels(festival, author)) {
    outputs.push({ type: "read-profile", author });
  }
  const log = logIn(festival, author, id === null);
  log.ourCut = Math.min(log.ourCut, seq);
  festival.behind.add(log);
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
    const profile = state.profiles.get(author);
    if (profile === undefined || profile.ours > 0 || profile.ourCut < Infinity) continue;
    if (!others.some((other) => other.logs.has(author))) state.profiles.delete(author);
  }
}

function receive(state: SyncState, frame: SyncFrame, outputs: SyncOutput[]): SyncOffence | null {
  if (
    frame.type === "hello" || frame.type === "proof" || frame.type === "follows" ||
    frame.type === "bye"
  ) return "unexpected-frame";
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
    if ((frame.type !== "entries" && frame.type !== "cut") || !frame.profile) return null;
    if (++state.strays > MOST_LOGS) return "too-many-logs";
    const stray = newFestival(frame.festival, state.profiles, 0, 0);
    return frame.type === "cut"
      ? receiveProof(stray, frame, outputs)
      : receiveEntries(stray, frame, outputs);
  }
  if (!festival.theirs.all || !festival.ours.all || frame.type === "heads") {
    return "unexpected-frame";
  }
  if (frame.type === "complete") {
    if (festival.theyComplete) return "unexpected-frame";
    allHasCome(festival);
    return null;
  }
  if (frame.type === "want") {
    const mayAsk = festival.weComplete && takeQuestion(festival.payloads, frame.ids);
    return mayAsk ? null : "unexpected-frame";
  }
  if (frame.type === "payloads") {
    const items = takePayloads(festival.payloads, frame.items);
    if (items === null) return "unexpected-frame";
    if (items.length > 0) outputs.push({ type: "supply", festival: festival.id, items });
    return null;
  }
  // A profile is taken only of who has a log in the festival, were it one of which nothing counts.
  const own = festival.logs.get(toHex(frame.author));
  if (frame.profile && own === undefined) return "not-shared";
  if (own === undefined) festival.theirs.count++;
  if (logsSaid(state, "theirs") > MOST_LOGS) return "too-many-logs";
  const log = logIn(festival, frame.author, frame.profile);
  tell(festival, log);
  switch (frame.type) {
    case "entries":
      return receiveEntries(festival, frame, outputs);
    case "cut":
      return receiveProof(festival, frame, outputs);
    case "compare": {
      // One at a time: so a question costs us no more than its answer.
      if (log.question !== null) return "unexpected-frame";
      log.question = frame.seq;
      festival.behind.add(log);
      return null;
    }
    case "compared":
      return receiveAnswer(festival, frame);
  }
}

function receiveAnswer(
  festival: FestivalState,
  { author, profile, entry }: FrameOf<"compared">,
): SyncOffence | null {
  const log = logIn(festival, author, profile);
  const asked = log.search?.asked ?? null;
  if (log.search === null || asked === null) return "unexpected-frame";
  festival.behind.add(log);
  if (entry === null) {
    // They were cut meanwhile: their proof tells the rest.
    log.search = null;
    return null;
  }
  const place = placeOf(entry);
  if (place === null || place.seqNum > asked) return "wrong-entries";
  if (!isOf(place, festival, author, profile)) return "not-shared";
  takeAnswer(log.search, place.seqNum, entry);
  return null;
}

/** Whether it proves anything is for the store, where its signatures are checked. */
function receiveProof(
  festival: FestivalState,
  { author, profile, kind, first, second }: FrameOf<"cut">,
  outputs: SyncOutput[],
): SyncOffence | null {
  const place = placeOf(first);
  if (place === null) return "invalid-proof";
  if (!isOf(place, festival, author, profile)) return "not-shared";
  const log = logIn(festival, author, profile);
  // Each is lower than the one before: so there is an end to them.
  if (place.seqNum >= log.provedAt) return "invalid-proof";
  log.provedAt = place.seqNum;
  log.theirCut = Math.min(log.theirCut, place.seqNum);
  const proof: ForkProof = kind === "fork"
    ? { kind, entries: [first, second] }
    : { kind, entry: first, payload: second };
  outputs.push({ type: "prove", log: { festival: festival.id, author, profile }, proof });
  return null;
}

function placeOf(bytes: Uint8Array) {
  const decoded = decodeEntry(bytes);
  return decoded.ok ? decoded.entry : null;
}

function isOf(
  entry: { readonly author: Uint8Array; readonly logId: bigint },
  festival: FestivalState,
  author: Uint8Array,
  profile: boolean,
): boolean {
  const logId = profile ? 0n : BigInt(logIdOf(festival.id));
  return sameBytes(entry.author, author) && entry.logId === logId;
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
  for (const [i, item] of items.entries()) {
    const entry = placeOf(item.entry);
    if (entry === null) return "wrong-entries";
    if (!isOf(entry, festival, author, profile)) return "not-shared";
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
  // What ends a search leaves nothing under way.
  while (state.doing === null && doNext(state, outputs));
}

/** False where nothing is left to be done. */
function doNext(state: SyncState, outputs: SyncOutput[]): boolean {
  for (const festival of state.festivals.values()) {
    if (festival.ours.all) continue;
    state.doing = { type: "heads", festival };
    outputs.push({ type: "read-heads", festival: festival.id, after: festival.ours.after });
    return true;
  }
  for (const [key, festival] of state.festivals) {
    if (!festival.theirs.all) continue;
    const next = nextBehind(festival);
    if (next !== null) {
      // The others are next: no festival waits for the whole of another.
      state.festivals.delete(key);
      state.festivals.set(key, festival);
      attend(state, festival, next.log, next.due, outputs);
      return true;
    }
    if (!festival.weComplete) {
      festival.weComplete = true;
      send(state, { type: "complete", festival: festival.id }, outputs);
      return true;
    }
    const due = nextPayloads(festival.payloads, festival.theyComplete, MOST_WANTED);
    if (due === null) continue;
    state.festivals.delete(key);
    state.festivals.set(key, festival);
    attendPayloads(state, festival, due, outputs);
    return true;
  }
  return false;
}

function attendPayloads(
  state: SyncState,
  festival: FestivalState,
  due: PayloadDue,
  outputs: SyncOutput[],
): void {
  const { id } = festival;
  if (due.type === "ask") {
    send(state, { type: "want", festival: id, ids: [...due.ids] }, outputs);
  } else if (due.type === "list") {
    state.doing = { type: "wants", festival };
    outputs.push({ type: "read-wants", festival: id, after: due.after });
  } else {
    state.doing = { type: "payloads", festival, ids: due.ids, due: due.type };
    outputs.push({ type: "read-payloads", festival: id, ids: due.ids });
  }
}

function sendPayloads(
  state: SyncState,
  read: readonly (Uint8Array | null)[],
  outputs: SyncOutput[],
): void {
  const { festival, ids, due } = done(state, "payloads");
  if (!isShared(state, festival)) return;
  const { id, payloads } = festival;
  const items = due === "answer"
    ? answerPayloads(payloads, read, owedIn(state) < MOST_OWED)
    : sendLate(payloads, ids, read);
  if (items.length > 0) send(state, { type: "payloads", festival: id, items }, outputs);
}

/** What they asked for and have not been given yet. */
function owedIn(state: SyncState): number {
  let count = 0;
  for (const { payloads } of state.festivals.values()) count += payloads.owed.size;
  return count;
}

/** Begins what is due about a log. */
function attend(
  state: SyncState,
  festival: FestivalState,
  log: LogState,
  due: Due,
  outputs: SyncOutput[],
): void {
  const name = nameOf(festival, log);
  const read = (due: "answer" | "compare", seq: number) => {
    state.doing = { type: "log", festival, log, from: seq, due };
    outputs.push({ type: "read-at", log: name, seq });
  };
  switch (due) {
    case "answer": {
      // Log 0 is one, whichever of the shared festivals it is named with.
      const isHeard = !log.profile ||
        [...state.festivals.values()].some((shared) => profileTravels(shared, log.author));
      if (isHeard) return read(due, log.question!);
      log.question = null;
      return send(state, { type: "compared", ...name, entry: null }, outputs);
    }
    case "compare":
      return read(due, log.search!.answer!.seq);
    case "search": {
      const step = stepSearch(log);
      if (step.type === "ask") send(state, { type: "compare", ...name, seq: step.seq }, outputs);
      if (step.type === "prove") outputs.push({ type: "prove", log: name, proof: step.proof });
      return;
    }
    case "proof":
      state.doing = { type: "proof", festival, log };
      return void outputs.push({ type: "read-proof", log: name });
    case "entries": {
      const from = log.theirs + 1;
      const limit = Math.min(state.atOnce, limitOf(log) - log.theirs);
      state.doing = { type: "log", festival, log, from, due };
      return void outputs.push({ type: "read-log", log: name, from, limit });
    }
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

function takeRead(
  state: SyncState,
  items: readonly CheckItem[],
  outputs: SyncOutput[],
): void {
  const { festival, log, from, due } = done(state, "log");
  if (!isShared(state, festival)) return;
  if (due === "entries") return sendEntries(state, festival, log, from, items, outputs);
  const entry = items[0]?.entry ?? null;
  festival.behind.add(log);
  if (due === "compare") {
    // Another than was asked for: ours has been cut meanwhile.
    return compareWith(log, entry !== null && placeOf(entry)?.seqNum === from ? entry : null);
  }
  log.question = null;
  send(state, { type: "compared", ...nameOf(festival, log), entry }, outputs);
}

/** Two entries are some 600 bytes; a size lie has its payload with it. */
function sendProof(state: SyncState, proof: ForkProof | null, outputs: SyncOutput[]): void {
  const { festival, log } = done(state, "proof");
  if (!isShared(state, festival)) return;
  log.theirCut = Math.min(log.theirCut, log.ourCut);
  festival.behind.add(log);
  if (proof === null) return;
  tell(festival, log);
  const [first, second] = proof.kind === "fork" ? proof.entries : [proof.entry, proof.payload];
  // It may be a lower one than the last that we were told of.
  log.ourCut = Math.min(log.ourCut, placeOf(first)!.seqNum);
  log.theirCut = Math.min(log.theirCut, log.ourCut);
  const name = nameOf(festival, log);
  send(state, { type: "cut", ...name, kind: proof.kind, first, second }, outputs);
}

function sendEntries(
  state: SyncState,
  festival: FestivalState,
  log: LogState,
  from: number,
  items: readonly CheckItem[],
  outputs: SyncOutput[],
): void {
  if (log.parted) return;
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
  log.ours = Math.max(log.ours, first + taken.length - 1);
  theyHave(log, first + taken.length - 1);
  tell(festival, log);
  const name = nameOf(festival, log);
  send(state, { type: "entries", ...name, from: first, items: taken }, outputs);
}

function send(state: SyncState, frame: SyncFrame, outputs: SyncOutput[]): void {
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
