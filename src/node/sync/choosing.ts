/**
 * Chosen entries, asked for by name and given with their certificate pools: a pure reducer beside
 * that of festivals, for nothing here needs a festival that both follow. Whoever names a whole hash
 * or a whole id may have what it names (DESIGN.md §8).
 *
 * Both sides ask and answer. What a question may cost is bounded on both: a side has so many open at
 * once, answers come in the order of the questions and one frame at a time (the asker's pace is the
 * answerer's), and what was answered must be paid for with time before the next is read. What comes
 * as an answer is gathered whole, and judged by the node: to send what does not verify, or is not
 * what was asked for, is an offence; to hold nothing, or to be slow, is none.
 */
import type { CheckItem } from "../../core/bamboo/mod.ts";
import type { Chosen } from "../proven.ts";
import {
  type ChoosingFrame,
  CHOSEN_BYTES,
  ENTRIES_BYTES,
  type FrameOf,
  MOST_CHOSEN,
  MOST_POOL,
} from "./frames.ts";

/** Questions without a whole answer, either way. */
export const MOST_QUESTIONS = 8;
/** An answer begins within this, or the question is given up. */
export const FIRST_ANSWER_MS = 20_000;
/** And is whole within this after it began. */
export const WHOLE_ANSWER_MS = 120_000;
/** What an answer costs whoever asks, in time; and each byte of it, 256 kiB a second. */
const ANSWER_COST_MS = 50;
const BYTES_A_MS = 256 * 1024 / 1_000;
/** So much of it is given on credit. */
export const CREDIT_MS = 10_000;

export type ChoosingInput =
  /** Not where {@link mayAsk} is false. */
  | { readonly type: "ask"; readonly name: Uint8Array }
  | { readonly type: "received"; readonly frame: ChoosingFrame; readonly now: number }
  /** What `read` asked for; null where it is not held. */
  | { readonly type: "read"; readonly chosen: Chosen | null; readonly now: number }
  /** The frame of the last `answer` has left. */
  | { readonly type: "sent"; readonly now: number }
  /** The time of the last `wait` is over. */
  | { readonly type: "due" }
  /** The time of the last `limit` of this question is over. */
  | { readonly type: "late"; readonly number: number };

export type ChoosingOutput =
  | { readonly type: "question"; readonly frame: FrameOf<"choose"> }
  /** Answered by `sent`. */
  | { readonly type: "answer"; readonly frame: FrameOf<"chosen"> }
  /** Answered by `read`. */
  | { readonly type: "read"; readonly name: Uint8Array }
  /** Answered by `due`. */
  | { readonly type: "wait"; readonly ms: number }
  /** Answered by `late`, unless the question is settled or limited again before. */
  | { readonly type: "limit"; readonly number: number; readonly ms: number }
  /** The answer is whole: to be judged. */
  | {
    readonly type: "judge";
    readonly number: number;
    readonly name: Uint8Array;
    readonly chosen: Chosen;
  }
  | { readonly type: "settle"; readonly number: number; readonly outcome: "none" | "late" }
  | { readonly type: "end"; readonly code: "unexpected-frame" | "too-much" };

/** A question of ours. */
interface Question {
  readonly name: Uint8Array;
  readonly items: CheckItem[];
  readonly pool: Uint8Array[];
  bytes: number;
  begun: boolean;
  /** Given up: its answer may still come, and is passed over. */
  late: boolean;
}

/** Owned by the reducer: changed in place. */
export interface ChoosingState {
  /** Of the last question, ours and theirs. */
  asked: number;
  heard: number;
  /** By number, ascending: answers come in this order. */
  readonly ours: Map<number, Question>;
  readonly theirs: { readonly number: number; readonly name: Uint8Array }[];
  doing: "reading" | "sending" | "waiting" | null;
  /** Frames of the answer that is under way. */
  frames: FrameOf<"chosen">[];
  /** When all that was answered is paid for. */
  paidAt: number;
  ended: boolean;
}

export function newChoosing(): ChoosingState {
  return {
    asked: 0,
    heard: 0,
    ours: new Map(),
    theirs: [],
    doing: null,
    frames: [],
    paidAt: 0,
    ended: false,
  };
}

/** Whether the peer has to answer no more questions than it takes. The next gets `asked` + 1. */
export function mayAsk(state: ChoosingState): boolean {
  return !state.ended && state.ours.size < MOST_QUESTIONS;
}

export function stepChoosing(state: ChoosingState, input: ChoosingInput): ChoosingOutput[] {
  if (state.ended) return [];
  switch (input.type) {
    case "ask":
      return ask(state, input.name);
    case "received":
      return input.frame.type === "choose"
        ? takeQuestion(state, input.frame, input.now)
        : takeAnswer(state, input.frame);
    case "read":
      return answer(state, input.chosen, input.now);
    case "sent":
      state.doing = null;
      return goOn(state, input.now);
    case "due":
      state.doing = null;
      return goOn(state, null);
    case "late": {
      const question = state.ours.get(input.number);
      if (question === undefined || question.late) return [];
      question.late = true;
      return [{ type: "settle", number: input.number, outcome: "late" }];
    }
  }
}

function ask(state: ChoosingState, name: Uint8Array): ChoosingOutput[] {
  if (!mayAsk(state)) throw new TypeError("the peer has as many questions as it takes");
  const number = ++state.asked;
  state.ours.set(number, { name, items: [], pool: [], bytes: 0, begun: false, late: false });
  return [
    { type: "question", frame: { type: "choose", number, name } },
    { type: "limit", number, ms: FIRST_ANSWER_MS },
  ];
}

function takeAnswer(state: ChoosingState, frame: FrameOf<"chosen">): ChoosingOutput[] {
  const { number, items, pool, last } = frame;
  const [oldest] = state.ours.keys();
  const question = state.ours.get(number);
  if (question === undefined || number !== oldest) return end(state, "unexpected-frame");
  // Only the last may be empty: else frames could come for ever.
  if (items.length === 0 && pool.length === 0 && !last) return end(state, "unexpected-frame");
  question.items.push(...items);
  question.pool.push(...pool);
  question.bytes += sizeOf(items, pool);
  if (
    question.items.length > MOST_CHOSEN || question.pool.length > MOST_POOL ||
    question.bytes > CHOSEN_BYTES
  ) return end(state, "too-much");
  const outputs: ChoosingOutput[] = [];
  if (!question.begun && !last && !question.late) {
    outputs.push({ type: "limit", number, ms: WHOLE_ANSWER_MS });
  }
  question.begun = true;
  if (!last) return outputs;
  state.ours.delete(number);
  // The time of the next was its predecessor's, too.
  const [next] = state.ours.entries();
  if (next !== undefined && !next[1].late) {
    outputs.push({ type: "limit", number: next[0], ms: FIRST_ANSWER_MS });
  }
  if (question.late) return outputs;
  if (question.items.length > 0) {
    const { name } = question;
    const chosen = { items: question.items, pool: question.pool };
    return [...outputs, { type: "judge", number, name, chosen }];
  }
  if (question.pool.length > 0) return end(state, "unexpected-frame");
  return [...outputs, { type: "settle", number, outcome: "none" }];
}

function takeQuestion(
  state: ChoosingState,
  { number, name }: FrameOf<"choose">,
  now: number,
): ChoosingOutput[] {
  if (number !== state.heard + 1) return end(state, "unexpected-frame");
  if (state.theirs.length >= MOST_QUESTIONS) return end(state, "too-much");
  state.heard = number;
  state.theirs.push({ number, name });
  return goOn(state, now);
}

/** `now` is null where a wait is over: what was answered is paid for as far as it must be. */
function goOn(state: ChoosingState, now: number | null): ChoosingOutput[] {
  if (state.doing !== null) return [];
  const frame = state.frames.shift();
  if (frame !== undefined) {
    state.doing = "sending";
    // From now on the asker may have seen the end of it, and ask again.
    if (frame.last) state.theirs.shift();
    return [{ type: "answer", frame }];
  }
  const [question] = state.theirs;
  if (question === undefined) return [];
  const owed = now === null ? 0 : state.paidAt - now - CREDIT_MS;
  if (owed > 0) {
    state.doing = "waiting";
    return [{ type: "wait", ms: owed }];
  }
  state.doing = "reading";
  return [{ type: "read", name: question.name }];
}

function answer(state: ChoosingState, chosen: Chosen | null, now: number): ChoosingOutput[] {
  const { number } = state.theirs[0]!;
  state.frames = framesOf(number, chosen ?? { items: [], pool: [] });
  const bytes = chosen === null ? 0 : sizeOf(chosen.items, chosen.pool);
  state.paidAt = Math.max(state.paidAt, now) + ANSWER_COST_MS + bytes / BYTES_A_MS;
  state.doing = null;
  return goOn(state, now);
}

/** An answer in frames of at most 64 KiB, or of one item each: the chosen first, then the pool. */
function framesOf(number: number, { items, pool }: Chosen): FrameOf<"chosen">[] {
  const frames: { items: CheckItem[]; pool: Uint8Array[] }[] = [{ items: [], pool: [] }];
  let bytes = 0;
  const room = (size: number) => {
    if (bytes > 0 && bytes + size > ENTRIES_BYTES) {
      frames.push({ items: [], pool: [] });
      bytes = 0;
    }
    bytes += size;
    return frames.at(-1)!;
  };
  for (const item of items) room(sizeOf([item], [])).items.push(item);
  for (const entry of pool) room(entry.length).pool.push(entry);
  return frames.map((frame, i) => ({
    type: "chosen",
    number,
    ...frame,
    last: i === frames.length - 1,
  }));
}

function sizeOf(items: readonly CheckItem[], pool: readonly Uint8Array[]): number {
  return items.reduce((sum, { entry, payload }) => sum + entry.length + (payload?.length ?? 0), 0) +
    pool.reduce((sum, entry) => sum + entry.length, 0);
}

function end(
  state: ChoosingState,
  code: "unexpected-frame" | "too-much",
): ChoosingOutput[] {
  state.ended = true;
  return [{ type: "end", code }];
}
