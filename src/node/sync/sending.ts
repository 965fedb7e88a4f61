/**
 * What a sync does next, one thing at a time: our heads of all festivals, then what is ahead here,
 * festival by festival; and what becomes of what was read for it.
 */
import type { CheckItem, ForkProof } from "../../core/bamboo/mod.ts";
import type { SyncInput, SyncOutput } from "./exchange.ts";
import {
  type Due,
  type FestivalState,
  hold,
  type LogState,
  nextBehind,
  tellThem,
  theyHave,
} from "./festival_state.ts";
import { ENTRIES_BYTES, MOST_ENTRIES, MOST_LOGS, MOST_WANTED } from "./frames.ts";
import { answerPayloads, MOST_OWED, nextPayloads, type PayloadDue, sendLate } from "./payloads.ts";
import { compareWith, limitOf, stepSearch } from "./search.ts";
import { done, isShared, logsSaid, nameOf, placeOf, send, type SyncState } from "./sync_state.ts";

/** Begins the next thing, if none is under way: our heads of all festivals, then what is ahead. */
export function goOn(state: SyncState, outputs: SyncOutput[]): void {
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
  const mayName = logsSaid(state, "ours") < MOST_LOGS;
  for (const [key, festival] of state.festivals) {
    if (!festival.theirs.all) continue;
    const next = nextBehind(festival, mayName);
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
    case "answer":
      return read(due, log.question!.seq);
    case "compare":
      return read(due, log.search!.answer!.seq);
    case "search": {
      const step = stepSearch(log);
      if (step.type === "ask") {
        festival.asking.add(log);
        send(state, { type: "compare", ...name, seq: step.seq }, outputs);
      }
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

export function sendHeads(
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

export function takeRead(
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
  tellThem(festival, log);
  const name = nameOf(festival, log);
  send(state, { type: "entries", ...name, from: first, items: taken }, outputs);
}

/** Two entries are some 600 bytes; a size lie has its payload with it. */
export function sendProof(state: SyncState, proof: ForkProof | null, outputs: SyncOutput[]): void {
  const { festival, log } = done(state, "proof");
  if (!isShared(state, festival)) return;
  log.theirCut = Math.min(log.theirCut, log.ourCut);
  festival.behind.add(log);
  if (proof === null) return;
  tellThem(festival, log);
  const [first, second] = proof.kind === "fork" ? proof.entries : [proof.entry, proof.payload];
  // It may be a lower one than the last that we were told of.
  log.ourCut = Math.min(log.ourCut, placeOf(first)!.seqNum);
  log.theirCut = Math.min(log.theirCut, log.ourCut);
  const name = nameOf(festival, log);
  send(state, { type: "cut", ...name, kind: proof.kind, first, second }, outputs);
}

export function sendPayloads(
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
