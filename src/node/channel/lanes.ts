/**
 * A channel without a world: what it does about every message, frame and tick, as functions of its
 * state. No clock, pipe or promise; {@link openChannel} runs it on those.
 *
 *     open ──they say bye──▶ draining ──all taken──▶ ended "there"
 *      │ ╲
 *      │  ╲─they break a rule, or are silent──────▶ ended "broken", "silent"
 *      ╰──we say bye──▶ leaving ──they hang up────▶ ended "here"
 *
 * Whoever hears a bye hangs up the pipe, since it can bring nothing more; whoever said it waits for
 * that, so that a bye is not overtaken by the end of its transport. In any phase the pipe may be
 * lost. The state is changed in place: its queues may be long.
 */
import type { ChannelEnd, Lane } from "../ports.ts";
import { charge, costOf, type Credits, earn, grant, newCredits, owe, spend } from "./credits.ts";
import { Queue } from "./queue.ts";
import { decodeMessage, encodeMessage, type Item, MAX_MESSAGE_BYTES, sizeOf } from "./wire.ts";

/** Ticks without a sign of life after which the other end counts as gone. */
export const MISSES = 3;

export interface Lanes {
  phase: "open" | "draining" | "leaving" | "ended";
  /** Why it ended, or is about to; null while open. */
  end: ChannelEnd | null;
  readonly credits: Credits;
  /** Frames the application sends, until the pipe has them. */
  readonly outgoing: Readonly<Record<Lane, Queue<Uint8Array>>>;
  /** Frames that arrived, until the application takes them. */
  readonly arrived: Readonly<Record<Lane, Queue<Uint8Array>>>;
  /** Signs to be sent before any frame. One of a kind is enough, however often it is due. */
  readonly due: { ping: boolean; pong: boolean; bye: boolean };
  heard: boolean;
  misses: number;
}

/** What the pipe is to carry next, and how many of the foremost frames of each lane are in it. */
export interface Outgoing {
  readonly message: Uint8Array;
  readonly frames: Readonly<Record<Lane, number>>;
}

export function newLanes(): Lanes {
  return {
    phase: "open",
    end: null,
    credits: newCredits(),
    outgoing: { control: new Queue(), bulk: new Queue() },
    arrived: { control: new Queue(), bulk: new Queue() },
    due: { ping: false, pong: false, bye: false },
    heard: false,
    misses: 0,
  };
}

/** The application sends a frame; only while open. */
export function queueFrame(lanes: Lanes, lane: Lane, frame: Uint8Array): void {
  lanes.outgoing[lane].push(frame);
}

/** What goes into the pipe next; null where nothing may. Signs first, then control, then bulk. */
export function nextMessage(lanes: Lanes): Outgoing | null {
  const items = dueSigns(lanes);
  const frames = { control: 0, bulk: 0 };
  if (lanes.phase === "open") {
    let room = MAX_MESSAGE_BYTES - items.reduce((sum, item) => sum + sizeOf(item), 0);
    const { control, bulk } = lanes.outgoing;
    for (const [kind, queue] of [["control", control], ["bulk", bulk]] as const) {
      for (let frame; (frame = queue.peek()) !== undefined; room -= sizeOf(items.at(-1)!)) {
        // Control that has no room here goes first in the next message: no bulk before it.
        if (sizeOf({ kind, frame }) > room) return outgoing(items, frames);
        if (!spend(lanes.credits, kind, costOf(frame))) break;
        queue.shift();
        frames[kind]++;
        items.push({ kind, frame });
      }
    }
  }
  return outgoing(items, frames);
}

function outgoing(items: readonly Item[], frames: Outgoing["frames"]): Outgoing | null {
  return items.length === 0 ? null : { message: encodeMessage(items), frames };
}

function dueSigns({ phase, due, credits }: Lanes): Item[] {
  const items: Item[] = [];
  if (phase === "open") {
    const granted = grant(credits);
    if (granted !== null) items.push({ kind: "credit", ...granted });
  }
  for (const kind of ["pong", "ping", "bye"] as const) {
    const says = due[kind] && (kind === "bye" ? phase === "leaving" : phase === "open");
    if (!says) continue;
    due[kind] = false;
    items.push({ kind });
  }
  return items;
}

/** The pipe brought a message. */
export function takeMessage(lanes: Lanes, message: Uint8Array): void {
  if (lanes.phase === "draining" || lanes.phase === "ended") return;
  lanes.heard = true;
  const items = decodeMessage(message);
  if (items === null) return end(lanes, "broken");
  for (const item of items) takeItem(lanes, item);
}

function takeItem(lanes: Lanes, item: Item): void {
  if (lanes.phase === "draining" || lanes.phase === "ended") return;
  const { credits } = lanes;
  switch (item.kind) {
    case "control":
    case "bulk":
      if (!charge(credits, item.kind, costOf(item.frame))) return end(lanes, "broken");
      if (lanes.phase === "open") lanes.arrived[item.kind].push(item.frame);
      return;
    case "credit":
      if (!earn(credits, "control", item.control) || !earn(credits, "bulk", item.bulk)) {
        end(lanes, "broken");
      }
      return;
    case "ping":
      lanes.due.pong = true;
      return;
    case "pong":
      return;
    case "bye":
      // Both may have said it at once; then each of them ended it here.
      if (lanes.phase === "leaving") return end(lanes, "here");
      lanes.phase = "draining";
      lanes.end = "there";
      return endWhenDrained(lanes);
  }
}

/** The application takes a frame, control first; null where none is there. */
export function takeFrame(lanes: Lanes): Uint8Array | null {
  for (const lane of ["control", "bulk"] as const) {
    const frame = lanes.arrived[lane].shift();
    if (frame === undefined) continue;
    owe(lanes.credits, lane, costOf(frame));
    endWhenDrained(lanes);
    return frame;
  }
  return null;
}

/** The time between two pings has passed. */
export function tick(lanes: Lanes): void {
  if (lanes.phase !== "open") return;
  lanes.misses = lanes.heard ? 0 : lanes.misses + 1;
  lanes.heard = false;
  if (lanes.misses >= MISSES) return end(lanes, "silent");
  lanes.due.ping = true;
}

/** The application closes. */
export function leave(lanes: Lanes): void {
  if (lanes.phase === "draining") return end(lanes, "there");
  if (lanes.phase !== "open") return;
  dropFrames(lanes);
  lanes.phase = "leaving";
  lanes.end = "here";
  lanes.due.bye = true;
}

/** The pipe is gone. What came before a bye may still be taken. */
export function lose(lanes: Lanes): void {
  if (lanes.phase !== "draining") end(lanes, "lost");
}

/** Ends at once, unless for a reason that was there before. */
export function end(lanes: Lanes, why: ChannelEnd): void {
  if (lanes.phase === "ended") return;
  dropFrames(lanes);
  lanes.phase = "ended";
  lanes.end ??= why;
}

function endWhenDrained(lanes: Lanes): void {
  const { control, bulk } = lanes.arrived;
  if (lanes.phase === "draining" && control.length + bulk.length === 0) end(lanes, "there");
}

function dropFrames({ outgoing, arrived }: Lanes): void {
  for (const { control, bulk } of [outgoing, arrived]) {
    control.clear();
    bulk.clear();
  }
}
