/** The decoders that take bytes of strangers, and what must hold of each for any bytes at all. */
import assert from "node:assert/strict";
import { readLine, recordLine } from "../../src/commands/carried_lines.ts";
import {
  checkEntry,
  checkPool,
  decodeEntry,
  decodeVarU64,
  digestOf,
  encodeEntry,
  encodeVarU64,
  isYamf,
  MAX_ENTRY_BYTES,
  MAX_PAYLOAD_BYTES,
  refusalSentence,
  yamfOf,
} from "../../src/core/bamboo/mod.ts";
import {
  createdFestival,
  decodeCbor,
  encodeCbor,
  fromHex,
  parseMessage,
  toHex,
  toJson,
} from "../../src/core/messages/mod.ts";
import {
  MAX_DESCRIPTION_BYTES,
  readDescription,
  withinScope,
  writeDescription,
} from "../../src/node/channel/mod.ts";
import { decodeMessage, encodeMessage, MAX_MESSAGE_BYTES } from "../../src/node/channel/wire.ts";
import { decodeFrame, encodeFrame } from "../../src/node/sync/frames.ts";
import { native } from "../../src/platform/deno/crypto.ts";
import { sampleLog, SEED } from "../core/bamboo/sample_log.ts";
import { festivalOf, person } from "../oracle/scribe.ts";

export interface FuzzTarget {
  readonly name: string;
  /** The longest input; a decoder has its own limit, which is below it. */
  readonly most: number;
  /**
   * Decodes, asserts what must hold, and says in a word what came out: an input with a new word is
   * kept, and changed further.
   */
  try(bytes: Uint8Array): string;
}

const LATER = 1_000;
const AUTHOR = person(0).key;
const FESTIVAL = festivalOf(person(0)).id;
const [FIRST] = sampleLog(1, { seed: SEED });
const LATIN1 = new TextDecoder("latin1");
const UTF8 = new TextDecoder("utf-8");

export const TARGETS: readonly FuzzTarget[] = [
  {
    name: "varu64",
    most: 64,
    try(bytes) {
      const outcome = decodeVarU64(bytes);
      if (!outcome.ok) return outcome.code;
      assert.deepEqual(
        encodeVarU64(outcome.value),
        new Uint8Array(bytes.subarray(0, outcome.next)),
      );
      return `ok ${outcome.next}`;
    },
  },
  {
    name: "yamf",
    most: 200,
    try(bytes) {
      if (!isYamf(bytes)) return "no";
      assert.deepEqual(yamfOf(digestOf(bytes)), new Uint8Array(bytes));
      return "ok";
    },
  },
  {
    name: "entry",
    most: MAX_ENTRY_BYTES + LATER,
    try(bytes) {
      const decoded = decodeEntry(bytes);
      const checked = checkEntry({ entry: bytes, payload: null }, native);
      if (!decoded.ok) {
        assert.ok(!checked.ok);
        assert.ok(refusalSentence(decoded.refusal).length < 500);
        return `${decoded.refusal.code} ${"field" in decoded.refusal ? decoded.refusal.field : ""}`;
      }
      assert.deepEqual(encodeEntry(decoded.entry), new Uint8Array(bytes));
      return checked.ok ? "ok" : checked.refusal.code;
    },
  },
  {
    name: "pool",
    most: 4 * MAX_ENTRY_BYTES,
    try(bytes) {
      const pool = [0, 1, 2, 3].map((i) => bytes.subarray(i * 200, i * 200 + 200));
      const outcome = checkPool({ entry: FIRST!.bytes, payload: FIRST!.payload }, pool, native);
      const own = checkPool({ entry: bytes, payload: null }, [FIRST!.bytes], native);
      assert.ok(!outcome.ok);
      return `${outcome.refusal.code} ${own.ok ? "ok" : own.refusal.code}`;
    },
  },
  {
    name: "cbor",
    most: MAX_PAYLOAD_BYTES + LATER,
    try(bytes) {
      const decoded = decodeCbor(bytes);
      if (!decoded.ok) {
        const { code, offset } = decoded.refusal;
        assert.ok(Number.isSafeInteger(offset) && offset >= 0 && offset <= bytes.length);
        return code;
      }
      assert.deepEqual(encodeCbor(decoded.value), new Uint8Array(bytes));
      assertBounded(decoded.value, bytes.length);
      return `ok ${typeof decoded.value}`;
    },
  },
  {
    name: "message",
    most: MAX_PAYLOAD_BYTES + LATER,
    try(bytes) {
      const inFestival = parseMessage(bytes, { author: AUTHOR, festival: FESTIVAL });
      const profile = parseMessage(bytes, { author: AUTHOR, festival: null });
      createdFestival(bytes, AUTHOR);
      const words = [inFestival, profile].map((parsed) => {
        if (!parsed.ok) return parsed.refusal.code;
        assertBounded(parsed.message, bytes.length + DEFAULTS_WEIGHT);
        return `${parsed.message.action} ${parsed.message.schema.slice(0, 20)}`;
      });
      if (inFestival.ok || profile.ok) {
        const decoded = decodeCbor(bytes);
        assert.ok(decoded.ok);
        JSON.stringify(toJson(decoded.value));
      }
      return words.join(", ");
    },
  },
  {
    name: "frame",
    most: 4 * 65_536,
    try(bytes) {
      const decoded = decodeFrame(bytes);
      if (!decoded.ok) return "no";
      if (decoded.frame === null) return "later";
      const { frame } = decoded;
      // Without what this version does not know it is never longer, and says the same.
      const again = encodeFrame(frame);
      assert.ok(again.length <= bytes.length);
      assert.deepEqual(decodeFrame(again), decoded);
      assertBounded(frame, bytes.length);
      return frame.type;
    },
  },
  {
    name: "channel",
    most: MAX_MESSAGE_BYTES + LATER,
    try(bytes) {
      const items = decodeMessage(bytes);
      if (items === null) return "no";
      assert.deepEqual(encodeMessage(items), new Uint8Array(bytes));
      assert.ok(items.length <= bytes.length);
      return [...new Set(items.map(({ kind }) => kind))].sort().join(" ");
    },
  },
  {
    name: "sdp",
    most: MAX_DESCRIPTION_BYTES + LATER,
    try(bytes) {
      const words = [LATIN1, UTF8].flatMap((decoder) => {
        const text = decoder.decode(bytes);
        return (["offer", "answer"] as const).map((kind) => {
          const read = readDescription(kind, text);
          if (read === null) return "no";
          assert.ok(read.candidates.length <= 16);
          const again = writeDescription(read);
          assert.deepEqual(readDescription(kind, again), read);
          assert.doesNotMatch(again, /[^\x20-\x7e\r\n]/);
          for (const scope of ["loopback", "lan", "public"] as const) withinScope(read, scope);
          return `${read.setup} ${read.candidates.length}`;
        });
      });
      return words.join(", ");
    },
  },
  {
    name: "carried",
    most: 2 * MAX_PAYLOAD_BYTES + LATER,
    try(bytes) {
      const line = readLine(bytes);
      if (line === null) return "no";
      if (line.kind === "head" || line.kind === "end") return line.kind;
      assert.deepEqual(readLine(new TextEncoder().encode(recordLine(line))), line);
      return line.kind;
    },
  },
  {
    name: "hex",
    most: LATER,
    try(bytes) {
      const text = LATIN1.decode(bytes);
      const decoded = fromHex(text);
      if (decoded === null) return "no";
      assert.equal(toHex(decoded), text);
      return "ok";
    },
  },
];

/** What a schema fills in where nothing is given. */
const DEFAULTS_WEIGHT = 200;

/** A value has at most a part for each byte that it came from, and its texts and bytes no more. */
function assertBounded(value: unknown, bytes: number): void {
  let parts = 0;
  let content = 0;
  const waiting = [value];
  while (waiting.length > 0) {
    const one = waiting.pop();
    parts++;
    if (typeof one === "string" || one instanceof Uint8Array) content += one.length;
    else if (Array.isArray(one)) waiting.push(...one);
    else if (typeof one === "object" && one !== null) {
      for (const [name, part] of Object.entries(one)) {
        content += name.length;
        waiting.push(part);
      }
    }
  }
  assert.ok(parts <= bytes + 16 && content <= bytes + 64, `${parts} and ${content} of ${bytes}`);
}
