/** Messages as a person writes them (a line of JSON each), made ready to be signed. */
import { MAX_PAYLOAD_BYTES } from "../core/bamboo/mod.ts";
import {
  encodeMessage,
  festivalIdOf,
  logIdOf,
  messageFromJson,
  MessageJsonError,
  type MessagePlace,
  NONCE_BYTES,
  parseMessage,
  schemaNamed,
} from "../core/messages/mod.ts";
import { ignoredSentence } from "../node/mod.ts";

export interface ReadyMessage {
  /** In whose log; null for log 0. */
  readonly festival: Uint8Array | null;
  readonly payload: Uint8Array;
  /** Why it can have no effect, in words. It is signed all the same: others may know its schema. */
  readonly fault: string | null;
}

export interface Filling {
  readonly author: Uint8Array;
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
}

/** What is wrong with a line, in words for the person who wrote it. */
export class LineError extends Error {
  override name = "LineError";
}

/**
 * Reads a line and adds what may be left out: `at`, and a festival's `fields.nonce`, `id` and
 * `festival`. What its log makes of the message (whose is the document?) is for the node to say.
 *
 * Throws {@link LineError}.
 */
export function readyMessage(line: string, filling: Filling): ReadyMessage {
  try {
    return ready(JSON.parse(line), filling);
  } catch (error) {
    if (error instanceof SyntaxError) throw new LineError(`this is no JSON (${error.message})`);
    // What CBOR of ours cannot hold is a RangeError or a TypeError.
    if (
      error instanceof MessageJsonError || error instanceof RangeError ||
      error instanceof TypeError
    ) throw new LineError(error.message);
    throw error;
  }
}

/** How a line names the document that an earlier line creates, whose id is known once it is signed. */
const LINE_NAME = /\{\s*"\$line"\s*:\s*(\d+)\s*\}/g;

/** Numbers of the lines that a line names. */
export function linesNamed(line: string): number[] {
  return [...line.matchAll(LINE_NAME)].map(([, n]) => Number(n));
}

/** Puts ids in the place of lines. Throws {@link LineError} where a line made no document. */
export function withIds(line: string, ids: ReadonlyMap<number, string>): string {
  return line.replace(LINE_NAME, (_, n: string) => {
    const id = ids.get(Number(n));
    if (id === undefined) throw new LineError(`line ${n} made no document that it could name`);
    return JSON.stringify(id);
  });
}

function ready(json: unknown, { author, now, randomBytes }: Filling): ReadyMessage {
  let draft = messageFromJson(json);
  if (draft.at === undefined) draft = { ...draft, at: now() };
  if (draft.schema === "festival" && draft.action === "create") {
    const given = draft.fields?.["nonce"];
    const nonce = given instanceof Uint8Array ? given : newNonce(author, randomBytes);
    const id = draft.id ?? festivalIdOf(author, nonce);
    draft = { ...draft, id, festival: draft.festival ?? id, fields: { ...draft.fields, nonce } };
  }
  const home = schemaNamed(draft.schema)?.home;
  const festival = home === "profile" ? null : draft.festival ?? null;
  if (festival === null && home === "festival") {
    throw new LineError('"festival" is missing: the id of the festival that it belongs to');
  }
  const payload = encodeMessage(draft);
  if (payload.length > MAX_PAYLOAD_BYTES) {
    throw new LineError(`it takes ${payload.length} bytes, and at most ${MAX_PAYLOAD_BYTES} fit`);
  }
  return { festival, payload, fault: faultIn(payload, { author, festival }) };
}

/** What is wrong with a message by its own bytes; null where nothing is. */
function faultIn(payload: Uint8Array, place: MessagePlace): string | null {
  const parsed = parseMessage(payload, place);
  if (parsed.ok) return null;
  return parsed.refusal.code === "wrong-field"
    ? `the field "${parsed.refusal.field}" is missing or does not parse`
    : ignoredSentence(parsed.refusal.code);
}

/** One that does not give log 0, which is for profiles: one in 2^48 does. */
function newNonce(author: Uint8Array, randomBytes: (length: number) => Uint8Array): Uint8Array {
  for (;;) {
    const nonce = randomBytes(NONCE_BYTES);
    if (logIdOf(festivalIdOf(author, nonce)) !== 0) return nonce;
  }
}
