/**
 * What a sync remembers of the festivals that two nodes share, and of the one thing that is under way;
 * its parts (`reducer.ts`, `receiving.ts`, `sending.ts`) change it in place.
 */
import { decodeEntry, sameBytes } from "../../core/bamboo/mod.ts";
import { logIdOf, toHex } from "../../core/messages/mod.ts";
import type { LogName, SyncOutput } from "./exchange.ts";
import type { FestivalState, LogState } from "./festival_state.ts";
import type { SyncFrame } from "./frames.ts";
import { MOST_HOPED_IN_ALL } from "./payloads.ts";

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
  /** How many more payloads may be hoped for. */
  readonly hopes: { left: number };
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
    hopes: { left: MOST_HOPED_IN_ALL },
    said: 0,
    doing: null,
    atOnce: FIRST_AT_ONCE,
    ended: false,
  };
}

export function send(state: SyncState, frame: SyncFrame, outputs: SyncOutput[]): void {
  state.doing = { type: "send" };
  outputs.push({ type: "send", frame });
}

/** Ends what is under way and says what it was. */
export function done<Type extends Doing["type"]>(state: SyncState, type: Type) {
  const { doing } = state;
  if (doing?.type !== type) throw new TypeError(`nothing of the kind is under way: ${type}`);
  state.doing = null;
  return doing as Extract<Doing, { type: Type }>;
}

/** Whether it is still the same sharing: it may have been left, and taken up again, meanwhile. */
export function isShared(state: SyncState, festival: FestivalState): boolean {
  return state.festivals.get(toHex(festival.id)) === festival;
}

export function logsSaid(state: SyncState, by: "ours" | "theirs"): number {
  let count = 0;
  for (const festival of state.festivals.values()) count += festival[by].count;
  return count;
}

export function nameOf(festival: FestivalState, { author, profile }: LogState): LogName {
  return { festival: festival.id, author, profile };
}

/** An entry's place, from its bytes alone; null for what is none. */
export function placeOf(bytes: Uint8Array) {
  const decoded = decodeEntry(bytes);
  return decoded.ok ? decoded.entry : null;
}

export function isOf(
  entry: { readonly author: Uint8Array; readonly logId: bigint },
  festival: FestivalState,
  author: Uint8Array,
  profile: boolean,
): boolean {
  const logId = profile ? 0n : BigInt(logIdOf(festival.id));
  return sameBytes(entry.author, author) && entry.logId === logId;
}
