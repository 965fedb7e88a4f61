/**
 * What crosses a pipe: messages of one or more items, each a header byte that says what it is, then
 * its body. A frame's is its length (16 bits) and its bytes; a credit's two numbers of 32 bits. Small
 * items share a message: over a data channel each message costs as much as a kilobyte. No message is
 * empty, since an empty one kills a data channel.
 */
import { type Lane, MAX_FRAME_BYTES } from "../ports.ts";

const HEADER = { control: 1, bulk: 2, credit: 3, ping: 4, pong: 5, bye: 6 } as const;
const FRAME_HEAD_BYTES = 3;

/** The longest message: one frame of the most bytes, or as many shorter items as go into that. */
export const MAX_MESSAGE_BYTES = FRAME_HEAD_BYTES + MAX_FRAME_BYTES;

export type Item =
  | { readonly kind: Lane; readonly frame: Uint8Array }
  /** How much more, in the cost of frames, may be sent in each lane. */
  | { readonly kind: "credit"; readonly control: number; readonly bulk: number }
  | { readonly kind: "ping" | "pong" | "bye" };

/** How many bytes of a message an item takes. */
export function sizeOf(item: Item): number {
  switch (item.kind) {
    case "control":
    case "bulk":
      return FRAME_HEAD_BYTES + item.frame.length;
    case "credit":
      return 9;
    default:
      return 1;
  }
}

/** One message of items that fit into it. */
export function encodeMessage(items: readonly Item[]): Uint8Array {
  const message = new Uint8Array(items.reduce((sum, item) => sum + sizeOf(item), 0));
  const view = new DataView(message.buffer);
  let at = 0;
  for (const item of items) {
    message[at] = HEADER[item.kind];
    if (item.kind === "control" || item.kind === "bulk") {
      view.setUint16(at + 1, item.frame.length);
      message.set(item.frame, at + FRAME_HEAD_BYTES);
    } else if (item.kind === "credit") {
      view.setUint32(at + 1, item.control);
      view.setUint32(at + 5, item.bulk);
    }
    at += sizeOf(item);
  }
  return message;
}

/**
 * Null for what no honest end sends. A frame that shares its message is copied: else one byte could
 * keep sixteen kilobytes.
 */
export function decodeMessage(message: Uint8Array): Item[] | null {
  if (message.length === 0 || message.length > MAX_MESSAGE_BYTES) return null;
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  const items: Item[] = [];
  for (let at = 0; at < message.length;) {
    const item = itemAt(message, view, at);
    if (item === null) return null;
    items.push(item);
    at += sizeOf(item);
  }
  return items;
}

function itemAt(message: Uint8Array, view: DataView, at: number): Item | null {
  const left = message.length - at;
  switch (message[at]) {
    case HEADER.control:
    case HEADER.bulk: {
      if (left < FRAME_HEAD_BYTES) return null;
      const start = at + FRAME_HEAD_BYTES;
      const length = view.getUint16(at + 1);
      if (length < 1 || length > MAX_FRAME_BYTES || start + length > message.length) return null;
      const kind = message[at] === HEADER.control ? "control" : "bulk";
      const isAlone = length + FRAME_HEAD_BYTES === message.length;
      const frame = isAlone ? message.subarray(start) : message.slice(start, start + length);
      return { kind, frame };
    }
    case HEADER.credit:
      if (left < 9) return null;
      return { kind: "credit", control: view.getUint32(at + 1), bulk: view.getUint32(at + 5) };
    case HEADER.ping:
      return { kind: "ping" };
    case HEADER.pong:
      return { kind: "pong" };
    case HEADER.bye:
      return { kind: "bye" };
    default:
      return null;
  }
}
