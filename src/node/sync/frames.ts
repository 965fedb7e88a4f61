/**
 * What crosses a channel between two nodes: a versioned union, in the same deterministic CBOR as
 * messages. The wire is as wide as this file.
 *
 * A frame that does not parse ends the session: no honest node sends one. Keys that this version does
 * not know are ignored, types that it does not know are too, so that later ones can be added.
 */
import * as z from "zod/mini";
import { type CborValue, decodeCbor, encodeCbor } from "../../core/messages/mod.ts";

export const WIRE_VERSION = 1;

/** Heads in one frame: some 150 bytes each, so that a frame is a handful of parts. */
export const MOST_HEADS = 256;
/** Heads of all shared festivals together, and so what a peer can make us remember: some 50 MB. */
export const MOST_LOGS = 65_536;
/** Entries in one frame; what fills {@link ENTRIES_BYTES} first ends it. */
export const MOST_ENTRIES = 256;
/** One entry with the largest payload is always taken, whatever it weighs. */
export const ENTRIES_BYTES = 64 * 1024;
/** Payloads that are asked for, or answered, in one frame. */
export const MOST_WANTED = 256;
/** Of one answer to `choose`, over all its frames. */
export const MOST_CHOSEN = 256;
export const MOST_POOL = 2_048;
/** Entries and payloads of one answer. */
export const CHOSEN_BYTES = 2 * 1024 * 1024;
/** 4,096 festivals, padded: nobody follows more. */
export const MOST_TOKENS = 8_192;
export const TOKEN_BYTES = 16;

const bytes = (length: number) =>
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === length);
const anyBytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const count = z.custom<number>((value) =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0
);

/** A whole YAMF hash, or the 32 bytes of an id. */
const named = z.custom<Uint8Array>((value) =>
  value instanceof Uint8Array && (value.length === 66 || value.length === 32)
);

const flag = z.custom<boolean>((value) => typeof value === "boolean");
const place = z.custom<number>((value) =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 1
);

/** A log's last entry that counts: 0 and null where there is none. */
const head = z.object({
  seq: count,
  /** The first 32 bytes of its digest. */
  id: z.nullable(bytes(32)),
  /** From where on nothing counts; left out where a log is not cut. */
  cut: z.exactOptional(place),
});

/** One log: of the festival, or (`profile`) the author's log 0. */
const log = { festival: bytes(32), author: bytes(32), profile: flag };

const FRAMES = {
  /** First from both: who I am on this connection. */
  hello: z.object({
    type: z.literal("hello"),
    version: count,
    /** The node's key: never an author's. */
    key: bytes(32),
    nonce: bytes(32),
  }),
  /** Then: that the key is mine, signed over the transcript. */
  proof: z.object({ type: z.literal("proof"), signature: bytes(64) }),
  /** What I follow, said so that only who knows a festival's whole id can tell. Sent again on change. */
  follows: z.object({
    type: z.literal("follows"),
    tokens: z.array(bytes(TOKEN_BYTES)).check(z.maxLength(MOST_TOKENS)),
  }),
  /** What I hold of a shared festival: each author's log there, and their log 0. */
  heads: z.object({
    type: z.literal("heads"),
    festival: bytes(32),
    /** How many of your `follows` I had when this began: tells heads that a change overtook. */
    seen: count,
    logs: z.array(z.object({ author: bytes(32), log: head, profile: head }))
      .check(z.maxLength(MOST_HEADS)),
    last: flag,
  }),
  /** Entries of one log in order, without a gap. */
  entries: z.object({
    type: z.literal("entries"),
    ...log,
    from: count,
    items: z.array(z.object({ entry: anyBytes, payload: z.nullable(anyBytes) }))
      .check(z.minLength(1), z.maxLength(MOST_ENTRIES)),
  }),
  /** Which entry do you hold at this height? Asked where histories differ, to find out where. */
  compare: z.object({ type: z.literal("compare"), ...log, seq: place }),
  /** This one; or, where mine ends below it, the last one that counts; or there is none. */
  compared: z.object({ type: z.literal("compared"), ...log, entry: z.nullable(anyBytes) }),
  /** A log is cut: two entries of one place, or (`size-lie`) an entry and its payload. */
  cut: z.object({
    type: z.literal("cut"),
    ...log,
    kind: z.enum(["fork", "size-lie"]),
    first: anyBytes,
    second: anyBytes,
  }),
  /** You have all that I held when your heads came. */
  complete: z.object({ type: z.literal("complete"), festival: bytes(32) }),
  /** I hold these entries, by id, without the payloads that I want. */
  want: z.object({
    type: z.literal("want"),
    festival: bytes(32),
    ids: z.array(bytes(32)).check(z.minLength(1), z.maxLength(MOST_WANTED)),
  }),
  /** The next answers to the last question, in its order; or what was not here when it was asked. */
  payloads: z.object({
    type: z.literal("payloads"),
    festival: bytes(32),
    items: z.array(z.object({ id: bytes(32), payload: z.nullable(anyBytes) }))
      .check(z.minLength(1), z.maxLength(MOST_WANTED)),
  }),
  /**
   * Whether or not we share a festival: give me the entry of this hash, or those of the document of
   * this id, with their certificate pools.
   */
  choose: z.object({ type: z.literal("choose"), number: place, name: named }),
  /** Of the question of this number. Nothing in all of them: it is not held here. */
  chosen: z.object({
    type: z.literal("chosen"),
    number: place,
    items: z.array(z.object({ entry: anyBytes, payload: z.nullable(anyBytes) }))
      .check(z.maxLength(MOST_CHOSEN)),
    pool: z.array(anyBytes).check(z.maxLength(MOST_POOL)),
    last: flag,
  }),
  /** I end this, and why. */
  bye: z.object({ type: z.literal("bye"), code: z.string().check(z.regex(/^[a-z-]{1,40}$/)) }),
} as const;

type Frames = { readonly [Type in keyof typeof FRAMES]: z.infer<typeof FRAMES[Type]> };
export type Frame = Frames[keyof Frames];
export type FrameOf<Type extends keyof Frames> = Frames[Type];
/** About chosen entries: of no festival, and so for no festival's reducer. */
export type ChoosingFrame = FrameOf<"choose" | "chosen">;
export type SyncFrame = Exclude<Frame, ChoosingFrame>;
export type LogHeads = Frames["heads"]["logs"][number];

export type DecodedFrame =
  | { readonly ok: true; readonly frame: Frame }
  /** Of a later version: to be passed over. */
  | { readonly ok: true; readonly frame: null }
  | { readonly ok: false };

export function encodeFrame(frame: Frame): Uint8Array {
  return encodeCbor(frame as unknown as CborValue);
}

/** Parses a frame; never throws on any bytes. */
export function decodeFrame(encoded: Uint8Array): DecodedFrame {
  const decoded = decodeCbor(encoded);
  if (!decoded.ok) return { ok: false };
  const { value } = decoded;
  if (typeof value !== "object" || value === null || !("type" in value)) return { ok: false };
  const type = value.type;
  if (typeof type !== "string") return { ok: false };
  if (!Object.hasOwn(FRAMES, type)) return { ok: true, frame: null };
  const parsed = FRAMES[type as keyof Frames].safeParse(value);
  return parsed.success ? { ok: true, frame: parsed.data as Frame } : { ok: false };
}
