/**
 * Frames longer than a channel's, in parts. The first byte of a part says which lane it belongs to
 * and whether more of its frame follows: the lanes interleave, the parts of one lane do not.
 */
import { type Lane, MAX_FRAME_BYTES } from "../ports.ts";

const MORE = 1;
const BULK = 2;
const BODY_BYTES = MAX_FRAME_BYTES - 1;

/** Why parts are no frame: a peer's offence. */
export type PartsRefusal =
  | "too-long"
  /** Flags that mean nothing, or a part that is not full though more follows: many small ones cost. */
  | "malformed";

/** The longest frame: one entry with the largest payload, and room for heads and tokens. */
export const MAX_JOINED_BYTES = 256 * 1024;

export function partsOf(frame: Uint8Array, lane: Lane): Uint8Array[] {
  if (frame.length === 0 || frame.length > MAX_JOINED_BYTES) {
    throw new RangeError("a frame has 1 to 262,144 bytes");
  }
  const parts: Uint8Array[] = [];
  for (let from = 0; from < frame.length; from += BODY_BYTES) {
    const body = frame.subarray(from, from + BODY_BYTES);
    const part = new Uint8Array(body.length + 1);
    const more = from + BODY_BYTES < frame.length;
    part[0] = (more ? MORE : 0) | (lane === "bulk" ? BULK : 0);
    part.set(body, 1);
    parts.push(part);
  }
  return parts;
}

/** Joins parts again: null while more must come. */
export class PartJoiner {
  readonly #waiting: { [lane in Lane]: { parts: Uint8Array[]; length: number } } = {
    control: { parts: [], length: 0 },
    bulk: { parts: [], length: 0 },
  };

  add(part: Uint8Array): Uint8Array | PartsRefusal | null {
    const flags = part[0] ?? 0;
    const body = part.subarray(1);
    if ((flags & ~(MORE | BULK)) !== 0 || body.length === 0) return "malformed";
    if ((flags & MORE) !== 0 && body.length !== BODY_BYTES) return "malformed";
    const waiting = this.#waiting[(flags & BULK) !== 0 ? "bulk" : "control"];
    if (waiting.length + body.length > MAX_JOINED_BYTES) return "too-long";
    waiting.parts.push(body);
    waiting.length += body.length;
    if ((flags & MORE) !== 0) return null;
    const { parts, length } = waiting;
    waiting.parts = [];
    waiting.length = 0;
    if (parts.length === 1) return parts[0]!;
    const joined = new Uint8Array(length);
    let offset = 0;
    for (const each of parts) {
      joined.set(each, offset);
      offset += each.length;
    }
    return joined;
  }
}
