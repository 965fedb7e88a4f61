/**
 * What crosses a pipe: one header byte that says what it is, then its body. `PROTOCOL.md` has the
 * table. Every message has at least this one byte: an empty one kills a data channel.
 */
import { type Lane, MAX_FRAME_BYTES } from "../ports.ts";

const HEADER = { control: 1, bulk: 2, credit: 3, ping: 4, pong: 5, bye: 6 } as const;
const CREDIT_BYTES = 8;

export type WireMessage =
  | { readonly kind: Lane; readonly frame: Uint8Array }
  /** How much more, in the cost of frames, may be sent in each lane. */
  | { readonly kind: "credit"; readonly control: number; readonly bulk: number }
  | { readonly kind: "ping" | "pong" | "bye" };

export function encodeFrame(lane: Lane, frame: Uint8Array): Uint8Array {
  const message = new Uint8Array(1 + frame.length);
  message[0] = HEADER[lane];
  message.set(frame, 1);
  return message;
}

export function encodeCredit(control: number, bulk: number): Uint8Array {
  const message = new Uint8Array(1 + CREDIT_BYTES);
  message[0] = HEADER.credit;
  const view = new DataView(message.buffer);
  view.setUint32(1, control);
  view.setUint32(5, bulk);
  return message;
}

export function encodeSign(kind: "ping" | "pong" | "bye"): Uint8Array {
  return Uint8Array.of(HEADER[kind]);
}

/** Null for what no honest end sends. The frame is a view into the message. */
export function decodeMessage(message: Uint8Array): WireMessage | null {
  const body = message.subarray(1);
  switch (message[0]) {
    case HEADER.control:
      return isFrame(body) ? { kind: "control", frame: body } : null;
    case HEADER.bulk:
      return isFrame(body) ? { kind: "bulk", frame: body } : null;
    case HEADER.credit: {
      if (body.length !== CREDIT_BYTES) return null;
      const view = new DataView(body.buffer, body.byteOffset, body.length);
      return { kind: "credit", control: view.getUint32(0), bulk: view.getUint32(4) };
    }
    case HEADER.ping:
      return body.length === 0 ? { kind: "ping" } : null;
    case HEADER.pong:
      return body.length === 0 ? { kind: "pong" } : null;
    case HEADER.bye:
      return body.length === 0 ? { kind: "bye" } : null;
    default:
      return null;
  }
}

function isFrame(body: Uint8Array): boolean {
  return body.length >= 1 && body.length <= MAX_FRAME_BYTES;
}
