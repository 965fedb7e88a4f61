/**
 * The other end of a channel under test: does what the near end asks for, in JSON, over the channel
 * itself. So one suite drives an end in this process, in another one, or in a browser's page.
 */
import type { Channel, Lane } from "../../../src/node/ports.ts";

export type Order =
  /** Send back the next `count` frames, each in its lane. */
  | { readonly do: "echo"; readonly count: number }
  /** Send numbered frames. */
  | { readonly do: "send"; readonly lane: Lane; readonly count: number; readonly bytes: number }
  /** Take numbered frames, and answer with a {@link Taken}. */
  | { readonly do: "take"; readonly count: number }
  | { readonly do: "close" };

export interface Taken {
  /** In each lane, whether its frames were numbered 0, 1, 2, … and whole. */
  readonly inOrder: boolean;
  readonly bytes: number;
  /** How many bulk frames had come before the first control frame; −1 where none came. */
  readonly bulkBeforeControl: number;
}

const BULK = 0x80;

/** Follows orders until the channel ends. */
export async function serveFarEnd(channel: Channel): Promise<void> {
  for (let frame; (frame = await channel.receive()) !== null;) {
    const order = JSON.parse(new TextDecoder().decode(frame)) as Order;
    try {
      await follow(channel, order);
    } catch (error) {
      if ((error as Error).name === "ChannelClosedError") return;
      throw error;
    }
  }
}

async function follow(channel: Channel, order: Order): Promise<void> {
  switch (order.do) {
    case "echo":
      for (let index = 0; index < order.count; index++) {
        const frame = await channel.receive();
        if (frame === null) return;
        await channel.send(frame, laneOf(frame));
      }
      return;
    case "send":
      for (let index = 0; index < order.count; index++) {
        await channel.send(numberedFrame(order.lane, index, order.bytes), order.lane);
      }
      return;
    case "take":
      await channel.send(asFrame(await takeNumbered(channel, order.count)), "control");
      return;
    case "close":
      channel.close();
  }
}

/** Takes numbered frames; `between` is awaited after each. */
export async function takeNumbered(
  channel: Channel,
  count: number,
  between?: (index: number) => Promise<void>,
): Promise<Taken> {
  const next = { control: 0, bulk: 0 };
  let bytes = 0;
  let inOrder = true;
  let bulkBeforeControl = -1;
  for (let index = 0; index < count; index++) {
    const frame = await channel.receive();
    if (frame === null) return { inOrder: false, bytes, bulkBeforeControl };
    const lane = laneOf(frame);
    if (!isNumbered(frame, next[lane]++)) inOrder = false;
    if (lane === "control" && bulkBeforeControl < 0) bulkBeforeControl = next.bulk;
    bytes += frame.length;
    await between?.(index);
  }
  return { inOrder, bytes, bulkBeforeControl };
}

/** A frame that says its lane and its number in its first byte, and wholly from five bytes on. */
export function numberedFrame(lane: Lane, index: number, bytes: number): Uint8Array {
  const frame = new Uint8Array(bytes).fill(index);
  frame[0] = (lane === "bulk" ? BULK : 0) | index & 0x7f;
  if (bytes >= 5) new DataView(frame.buffer).setUint32(1, index);
  return frame;
}

export function laneOf(frame: Uint8Array): Lane {
  return frame[0]! & BULK ? "bulk" : "control";
}

function isNumbered(frame: Uint8Array, index: number): boolean {
  const expected = numberedFrame(laneOf(frame), index, frame.length);
  return expected.every((byte, at) => byte === frame[at]);
}

export function asFrame(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
