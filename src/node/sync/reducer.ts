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
 *
 * What it remembers is in `sync_state.ts`, what a frame does in `receiving.ts`, what is done next in
 * `sending.ts`.
 */
import { sameBytes } from "../../core/bamboo/mod.ts";
import { toHex } from "../../core/messages/mod.ts";
import type { LogName, SyncInput, SyncOffence, SyncOutput } from "./exchange.ts";
import {
  type FestivalState,
  logIn,
  type LogState,
  newFestival,
  profileTravels,
  progressIn,
  type SyncProgress,
  theyHave,
  weHave,
} from "./festival_state.ts";
import { askAgain, isAskedFor, payloadIsHere, takeWants } from "./payloads.ts";
import { receive } from "./receiving.ts";
import { beginSearch, searchBelowCut } from "./search.ts";
import { goOn, sendHeads, sendPayloads, sendProof, takeRead } from "./sending.ts";
import { done, type SyncState } from "./sync_state.ts";

export { newSync, type SyncState } from "./sync_state.ts";

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
    case "ask-again":
      for (const { payloads } of state.festivals.values()) askAgain(payloads);
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
      const { author } = input.log;
      const festival = state.festivals.get(toHex(input.log.festival));
      if (festival !== undefined && !profileTravels(festival, author)) {
        outputs.push({ type: "read-profile", author });
      }
      const log = logOf(state, input.log);
      if (log === null) return null;
      log.parted = true;
      theyHave(log, input.seq);
      log.ours = Math.max(log.ours, input.seq);
      beginSearch(log);
      lookAt(state, log);
      return null;
    }
    case "cut":
      for (const festival of state.festivals.values()) cutIn(festival, input, outputs);
      return null;
    case "proved": {
      const log = logOf(state, input.log);
      if (log === null) return null;
      searchBelowCut(log);
      lookAt(state, log);
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

/**
 * A log that was named; null where its festival was left. Log 0 is one, whichever it came with, and
 * what is found of it holds for those that are shared later, too.
 */
function logOf(state: SyncState, { festival: id, author, profile }: LogName): LogState | null {
  const festival = state.festivals.get(toHex(id));
  if (festival !== undefined) return logIn(festival, author, profile);
  return profile ? logIn(newFestival(id, state.profiles, 0, 0), author, profile) : null;
}

/** Something may be due about a log, in whatever festivals it travels with. */
function lookAt(state: SyncState, log: LogState): void {
  const author = toHex(log.author);
  for (const festival of state.festivals.values()) {
    const own = festival.logs.get(author);
    if (log.profile ? own !== undefined : own === log) festival.behind.add(log);
  }
}

function leave(state: SyncState, key: string, festival: FestivalState): void {
  state.festivals.delete(key);
  const { logs } = festival;
  for (const author of logs.keys()) {
    const profile = state.profiles.get(author);
    if (profile === undefined) continue;
    // Whoever leaves says so: from then on neither side answers, or waits for, what was asked in it.
    if (profile.question?.festival === festival) profile.question = null;
    if (festival.asking.has(profile)) profile.search!.asked = null;
    // They are to search where both heads were heard; and may have passed over ours.
    if (profile.parted) beginSearch(profile);
    // What was due about it here is due with the others.
    lookAt(state, profile);
  }
  // What they only claimed is not remembered: it costs them nothing. What is here is: it was sent.
  const others = [...state.festivals.values()];
  for (const author of logs.keys()) {
    const profile = state.profiles.get(author);
    if (profile === undefined || profile.ours > 0 || profile.ourCut < Infinity) continue;
    if (!others.some((other) => other.logs.has(author))) state.profiles.delete(author);
  }
}

export function progressOf(state: SyncState): SyncProgress[] {
  return [...state.festivals.values()].map(progressIn);
}

/** Whether the peer has still something to send: entries that it held, or an answer. */
export function owesUs(state: SyncState): boolean {
  return [...state.festivals.values()].some(({ theyComplete, asking, payloads }) =>
    !theyComplete || asking.size > 0 || payloads.asked.length > 0
  );
}

/** Whether the peer waits for the payload of an entry. */
export function isWaitedFor(state: SyncState, id: Uint8Array): boolean {
  return [...state.festivals.values()].some(({ payloads }) => isAskedFor(payloads, id));
}
