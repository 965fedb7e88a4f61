/**
 * Payloads that one side wants and the other may have: asked for once all entries have come, a page
 * at a time, and supplied or answered `none`. A pure part of the sync reducer, a state a festival.
 *
 * Both sides remember what was answered `none`, up to a number that both know: what comes to be there
 * afterwards is sent without another question, and nothing else may be. So a payload that turns up
 * anywhere goes on to all who asked for it, and nobody is asked twice for what is nowhere.
 */
import { sameBytes } from "../../core/bamboo/mod.ts";
import { toHex } from "../../core/messages/mod.ts";
import type { FrameOf } from "./frames.ts";

/** Of a sharing's `none`s only the first so many are remembered: later ones are asked for again. */
export const MOST_HOPED = 4_096;
/** And of a session's. */
export const MOST_HOPED_IN_ALL = 8_192;
/**
 * What a peer can make us remember by asking for what is not here, over all festivals: some 5 MB.
 * Never less than it hopes for: of what it heard as `none` that is the first `MOST_HOPED_IN_ALL`, and
 * what else is remembered was under way when it left a festival.
 */
export const MOST_OWED = 2 * MOST_HOPED_IN_ALL;

type Items = FrameOf<"payloads">["items"];

export interface PayloadState {
  /** Our wants up to this number have been read. */
  after: number;
  /** Whether there may be more of them. */
  unread: boolean;
  /** To be asked next: one page. */
  wants: readonly Uint8Array[];
  /** Asked, and not answered yet; in the order of the answers. */
  asked: Uint8Array[];
  /** Answered `none`, and remembered there: will come if it turns up. Ids in hex. */
  readonly hoped: Set<string>;
  /** Answered `none`, and perhaps remembered there: may come, and is asked for again. */
  readonly unsure: Set<string>;
  /** How many answers were `none`; and whether there was one that nobody remembers. */
  nones: number;
  forgotten: boolean;
  /** What they asked, and we have not answered yet. */
  question: readonly Uint8Array[];
  /** What we answered `none`, and will send when it is here. By id in hex. */
  readonly owed: Map<string, Uint8Array>;
  /** How many of our answers were `none`. */
  denied: number;
  /** Of what is owed, or asked: what has come meanwhile. */
  readonly due: Map<string, Uint8Array>;
}

export function newPayloads(): PayloadState {
  return {
    after: 0,
    unread: true,
    wants: [],
    asked: [],
    hoped: new Set(),
    unsure: new Set(),
    nones: 0,
    forgotten: false,
    question: [],
    owed: new Map(),
    denied: 0,
    due: new Map(),
  };
}

/** What is to be done next: their question before ours. */
export type PayloadDue =
  | { readonly type: "answer" | "late"; readonly ids: readonly Uint8Array[] }
  | { readonly type: "list"; readonly after: number }
  | { readonly type: "ask"; readonly ids: readonly Uint8Array[] };

/** Asks only where they have sent all (`isComplete`): until then what is wanted may come by itself. */
export function nextPayloads(
  state: PayloadState,
  isComplete: boolean,
  atMost: number,
): PayloadDue | null {
  if (state.question.length > 0) return { type: "answer", ids: state.question };
  if (state.due.size > 0) {
    // Whatever comes while these are read is looked at again.
    const ids = [...state.due.values()].slice(0, atMost);
    for (const id of ids) state.due.delete(toHex(id));
    return { type: "late", ids };
  }
  if (!isComplete || state.asked.length > 0) return null;
  if (state.wants.length > 0) {
    state.asked = [...state.wants];
    state.wants = [];
    return { type: "ask", ids: state.asked.slice() };
  }
  if (!state.unread) return null;
  state.unread = false;
  return { type: "list", after: state.after };
}

/** A page of our wants has been read. */
export function takeWants(
  state: PayloadState,
  { ids, after, last }: {
    readonly ids: readonly Uint8Array[];
    readonly after: number;
    readonly last: boolean;
  },
): void {
  state.after = after;
  if (!last) state.unread = true;
  // Wanted again since it was asked for: it is still to come by itself.
  state.wants = ids.filter((id) => !state.hoped.has(toHex(id)));
}

/**
 * Time has passed: what was answered `none` and is remembered by nobody is asked for once more. Else
 * whoever withholds some thousands of payloads would keep others from a later one.
 */
export function askAgain(state: PayloadState): void {
  if (!state.forgotten) return;
  state.forgotten = false;
  state.after = 0;
  state.unread = true;
}

/** Takes their question; false where one is open already. */
export function takeQuestion(state: PayloadState, ids: readonly Uint8Array[]): boolean {
  if (state.question.length > 0) return false;
  state.question = ids;
  return true;
}

/**
 * What came of what we asked or hope for; null where it is anything else. `hopes` is how much more
 * may be hoped for in this session.
 */
export function takePayloads(
  state: PayloadState,
  items: Items,
  hopes: { left: number },
): { readonly id: Uint8Array; readonly payload: Uint8Array }[] | null {
  const came: { readonly id: Uint8Array; readonly payload: Uint8Array }[] = [];
  for (const { id, payload } of items) {
    const [expected] = state.asked;
    if (expected !== undefined && sameBytes(expected, id)) {
      state.asked.shift();
      if (payload === null) hope(state, id, hopes);
    } else if (!mayCome(state, toHex(id), payload)) return null;
    if (payload !== null) came.push({ id, payload });
  }
  return came;
}

/** Of what is asked for again, the answer may come after the payload itself, taken for the answer. */
function mayCome(state: PayloadState, id: string, payload: Uint8Array | null): boolean {
  return (payload !== null && state.hoped.delete(id)) || state.unsure.delete(id);
}

function hope(state: PayloadState, id: Uint8Array, hopes: { left: number }): void {
  if (++state.nones <= MOST_HOPED && hopes.left > 0) {
    hopes.left--;
    state.hoped.add(toHex(id));
    return;
  }
  state.forgotten = true;
  if (state.nones <= MOST_HOPED) state.unsure.add(toHex(id));
}

/** Answers the first of their open question with what was read of it; gives what is to be sent. */
export function answerPayloads(
  state: PayloadState,
  payloads: readonly (Uint8Array | null)[],
  mayOwe: boolean,
): Items {
  const items = payloads.map((payload, i) => ({ id: state.question[i]!, payload }));
  state.question = state.question.slice(payloads.length);
  for (const { id, payload } of items) {
    const key = toHex(id);
    const isOwed = payload === null && ++state.denied <= MOST_HOPED && mayOwe;
    if (isOwed) state.owed.set(key, id);
    else state.due.delete(key);
    // It was owed where it is asked for again.
    if (payload !== null) state.owed.delete(key);
  }
  return items;
}

/** Sends what was owed and has been read; what is gone again by now stays owed. */
export function sendLate(
  state: PayloadState,
  ids: readonly Uint8Array[],
  payloads: readonly (Uint8Array | null)[],
): Items {
  const items: Items[number][] = [];
  // Those for which there was no room.
  for (const id of ids.slice(payloads.length)) state.due.set(toHex(id), id);
  for (const [i, payload] of payloads.entries()) {
    if (payload === null) continue;
    const key = toHex(ids[i]!);
    state.due.delete(key);
    state.owed.delete(key);
    items.push({ id: ids[i]!, payload });
  }
  return items;
}

/** Whether they asked for a payload that is not here, or that is being looked for. */
export function isAskedFor({ owed, question }: PayloadState, id: Uint8Array): boolean {
  return owed.has(toHex(id)) || question.some((asked) => sameBytes(asked, id));
}

/** A payload is here now. */
export function payloadIsHere(state: PayloadState, id: Uint8Array): void {
  if (isAskedFor(state, id)) state.due.set(toHex(id), id);
}

/** Whether nothing more is to be asked, and all that was asked is answered. */
export function hasAsked(state: PayloadState): boolean {
  return !state.unread && state.wants.length === 0 && state.asked.length === 0;
}
