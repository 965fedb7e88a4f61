/** What a frame of the other side means for a sync: judged from its bytes alone, and taken. */
import type { ForkProof } from "../../core/bamboo/mod.ts";
import { toHex } from "../../core/messages/mod.ts";
import type { SyncOffence, SyncOutput } from "./exchange.ts";
import {
  allHasCome,
  type FestivalState,
  hold,
  logIn,
  newFestival,
  tell,
  theyHave,
} from "./festival_state.ts";
import { type FrameOf, MOST_LOGS, type SyncFrame } from "./frames.ts";
import { takePayloads, takeQuestion } from "./payloads.ts";
import { takeAnswer, takeNoAnswer } from "./search.ts";
import { isOf, logsSaid, placeOf, type SyncState } from "./sync_state.ts";

export function receive(
  state: SyncState,
  frame: SyncFrame,
  outputs: SyncOutput[],
): SyncOffence | null {
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
    const items = takePayloads(festival.payloads, frame.items, state.hopes);
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
      log.question = { seq: frame.seq, festival };
      festival.behind.add(log);
      return null;
    }
    case "compared":
      return receiveAnswer(festival, frame);
  }
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

function receiveAnswer(
  festival: FestivalState,
  { author, profile, entry }: FrameOf<"compared">,
): SyncOffence | null {
  const log = logIn(festival, author, profile);
  if (!festival.asking.delete(log)) return "unexpected-frame";
  festival.behind.add(log);
  const search = log.search!;
  if (entry === null) {
    takeNoAnswer(search);
    return null;
  }
  const place = placeOf(entry);
  if (place === null || place.seqNum > search.asked!) return "wrong-entries";
  if (!isOf(place, festival, author, profile)) return "not-shared";
  takeAnswer(search, place.seqNum, entry);
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
