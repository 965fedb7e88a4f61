/**
 * Makes `frames.json`: what two nodes say to each other, each frame once, its bytes and what they say;
 * bytes that end a session; and a handshake with the tokens that follow it. From fixed seeds.
 *
 * Run with `deno run --allow-write=tests/vectors tests/vectors/make_frames.ts`.
 */
import { certificatePool } from "../../src/core/bamboo/mod.ts";
import { portable } from "../../src/core/crypto/mod.ts";
import {
  type CborValue,
  encodeCbor,
  fromHex,
  type JsonValue,
  toHex,
} from "../../src/core/messages/mod.ts";
import { encodeFrame, type Frame } from "../../src/node/sync/frames.ts";
import {
  beginHandshake,
  type HandshakeParts,
  type Role,
  stepHandshake,
} from "../../src/node/sync/handshake.ts";
import { tokenOf } from "../../src/node/sync/tokens.ts";
import { festivalOf, forkProofOf, person, Scribe } from "../oracle/scribe.ts";

export interface FrameVectors {
  readonly about: string;
  readonly frames: readonly {
    readonly name: string;
    readonly bytes: string;
    /** Bytes as hex: all text but that of {@link TEXTS}. */
    readonly frame: JsonValue;
  }[];
  /** Of a type that this version does not know. */
  readonly passedOver: readonly { readonly name: string; readonly bytes: string }[];
  readonly refused: readonly { readonly name: string; readonly bytes: string }[];
  readonly handshake: {
    readonly dialer: SideVector;
    readonly answerer: SideVector;
    readonly transcript: string;
    readonly festival: string;
  };
}

export interface SideVector {
  readonly seed: string;
  readonly key: string;
  readonly nonce: string;
  readonly print: string;
  /** The frames it says, in order. */
  readonly says: readonly string[];
  /** Of the festival, in its `follows`. */
  readonly token: string;
}

/** The keys of frames whose values are text. */
export const TEXTS: readonly string[] = ["type", "kind", "code"];

const ANNA = person(0);
const FESTIVAL = festivalOf(ANNA);
const F = FESTIVAL.id;

/** One of each type at least, with real entries in them. */
export function sampleFrames(): { readonly [name: string]: Frame } {
  const scribe = new Scribe();
  const festival = scribe.begin(FESTIVAL, { title: "Panda" });
  const hall = scribe.resource(ANNA, F, { title: "Hall" });
  const tea = scribe.create(ANNA, F, "event", { title: "Tea", start: 0, end: 60_000 });
  const asked = scribe.request(ANNA, hall, [0, 60_000], { event: tea.id });
  const profile = scribe.create(ANNA, null, "user", { name: "Anna" });
  scribe.cut(ANNA, F, 4);
  const [log] = scribe.logs;
  const fork = forkProofOf(log!);
  const entryAt = (seq: number) => log!.entries[seq - 1]!.entry;
  const name = { festival: F, author: ANNA.key, profile: false };
  const item = ({ entry, payload }: typeof hall) => ({ entry, payload });
  const pool = certificatePool(2).filter((seq) => seq !== 2).map(entryAt);
  return {
    "hello": { type: "hello", version: 1, key: person(1).key, nonce: bytes(32, 2) },
    "proof": { type: "proof", signature: bytes(64, 3) },
    "follows": { type: "follows", tokens: [bytes(16, 4), bytes(16, 5)] },
    "heads": {
      type: "heads",
      festival: F,
      seen: 1,
      logs: [{
        author: ANNA.key,
        log: { seq: 3, id: tea.id, cut: 4 },
        profile: { seq: 1, id: profile.id },
      }, {
        author: person(2).key,
        log: { seq: 1, id: bytes(32, 6) },
        profile: { seq: 0, id: null },
      }],
      last: false,
    },
    "heads, an empty last page": { type: "heads", festival: F, seen: 1, logs: [], last: true },
    "entries": {
      type: "entries",
      ...name,
      from: 1,
      items: [item(festival), { entry: hall.entry, payload: null }],
    },
    "entries, of a log 0": {
      type: "entries",
      ...name,
      profile: true,
      from: 1,
      items: [item(profile)],
    },
    "compare": { type: "compare", ...name, seq: 4 },
    "compared": { type: "compared", ...name, entry: asked.entry },
    "compared, where nothing counts": { type: "compared", ...name, entry: null },
    "cut, by a fork": {
      type: "cut",
      ...name,
      kind: "fork",
      first: fork.entries[0],
      second: fork.entries[1],
    },
    "cut, by a size lie": {
      type: "cut",
      ...name,
      kind: "size-lie",
      first: asked.entry,
      second: asked.payload,
    },
    "complete": { type: "complete", festival: F },
    "want": { type: "want", festival: F, ids: [hall.id, tea.id] },
    "payloads": {
      type: "payloads",
      festival: F,
      items: [{ id: hall.id, payload: hall.payload }, { id: tea.id, payload: null }],
    },
    "choose, by a hash": { type: "choose", number: 1, name: hall.hash },
    "choose, by an id": { type: "choose", number: 2, name: hall.id },
    "chosen": { type: "chosen", number: 1, items: [item(hall)], pool, last: true },
    "chosen, where it is not held": { type: "chosen", number: 2, items: [], pool: [], last: true },
    "bye": { type: "bye", code: "bye" },
  };
}

export function frameVectors(): FrameVectors {
  const named = (inputs: { readonly [name: string]: CborValue }) =>
    Object.entries(inputs).map(([name, value]) => ({ name, bytes: toHex(encodeCbor(value)) }));
  const { complete } = sampleFrames();
  return {
    about: "Frames between two nodes (src/core/PROTOCOL.md, section 9). Hex for bytes. MIT, made " +
      "by make_frames.ts.",
    frames: Object.entries(sampleFrames()).map(([name, frame]) => ({
      name,
      bytes: toHex(encodeFrame(frame)),
      frame: frameToJson(frame as unknown as CborValue),
    })),
    passedOver: named({ "an unknown type": { type: "gossip", festival: F } }),
    refused: [
      ...named({
        "no map": [1],
        "no type": { festival: F },
        "a type that is no text": { type: 1 },
        "a key left out": { type: "complete" },
        "an id of 31 bytes": { type: "complete", festival: F.slice(1) },
        "a count below 0": { type: "heads", festival: F, seen: -1, logs: [], last: true },
        "no entries": {
          type: "entries",
          festival: F,
          author: ANNA.key,
          profile: false,
          from: 1,
          items: [],
        },
        "a want of nothing": { type: "want", festival: F, ids: [] },
        "payloads of nothing": { type: "payloads", festival: F, items: [] },
        "a question of number 0": { type: "choose", number: 0, name: F },
        "a name of 33 bytes": { type: "choose", number: 1, name: bytes(33, 7) },
        "a code with a space": { type: "bye", code: "good bye" },
      }),
      { name: "a byte behind it", bytes: toHex(encodeFrame(complete!)) + "00" },
    ],
    handshake: handshakeVector(),
  };
}

/** A frame as JSON, its bytes as hex. */
export function frameToJson(value: CborValue): JsonValue {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(frameToJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, frameToJson(inner)]),
  );
}

/** The reverse of {@link frameToJson}. */
export function frameFromJson(json: JsonValue): CborValue {
  if (typeof json === "string") return fromHex(json)!;
  if (Array.isArray(json)) return json.map(frameFromJson);
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map((
      [key, inner],
    ) => [key, TEXTS.includes(key) ? inner as string : frameFromJson(inner)]),
  );
}

/** What a side brings to a handshake, all of it from one number. */
function partsOf(role: Role, number: number): HandshakeParts {
  const { seed, key } = person(number);
  const prints = { dialer: bytes(32, 0xd1), answerer: bytes(32, 0xa2) };
  const binding = role === "dialer"
    ? { local: prints.dialer, remote: prints.answerer }
    : { local: prints.answerer, remote: prints.dialer };
  return { role, seed, key, nonce: bytes(32, 0x40 + number), binding, primitives: portable };
}

function handshakeVector(): FrameVectors["handshake"] {
  const sides = [partsOf("dialer", 1), partsOf("answerer", 2)] as const;
  const hellos = sides.map((side) => beginHandshake(side).send[0]!);
  const steps = sides.map((side, i) => stepHandshake(side, { at: "hello" }, hellos[1 - i]!));
  const state = steps[0]!.state;
  if (state.at !== "proof") throw new Error("the handshake failed");
  const [dialer, answerer] = sides.map((side, i): SideVector => ({
    seed: toHex(side.seed),
    key: toHex(side.key),
    nonce: toHex(side.nonce),
    print: toHex(side.binding!.local),
    says: [hellos[i]!, ...steps[i]!.send].map((frame) => toHex(encodeFrame(frame))),
    token: toHex(tokenOf(state.transcript, side.role, F)),
  }));
  return {
    dialer: dialer!,
    answerer: answerer!,
    transcript: toHex(state.transcript),
    festival: toHex(F),
  };
}

function bytes(length: number, byte: number): Uint8Array {
  return new Uint8Array(length).fill(byte);
}

if (import.meta.main) {
  const file = new URL("./frames.json", import.meta.url);
  await Deno.writeTextFile(file, JSON.stringify(frameVectors(), null, 2) + "\n");
}
