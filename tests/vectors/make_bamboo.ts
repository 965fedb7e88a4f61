/**
 * Makes `bamboo.json`: entries that every implementation must take, and bytes that it must refuse,
 * with the code of the refusal. From fixed seeds, so that the file changes only if the format does.
 *
 * Run with `deno run --allow-write=tests/vectors tests/vectors/make_bamboo.ts`.
 */
import {
  type CreateEntry,
  createEntry,
  decodeEntry,
  encodeEntry,
  type Entry,
  hashOf,
  lipmaa,
  signingBytes,
} from "../../src/core/bamboo/mod.ts";
import { publicKeyOf, sign } from "../../src/core/crypto/mod.ts";

/** All byte strings are hex, all integers that may be large are decimal text. */
export interface BambooVectors {
  readonly about: string;
  readonly valid: readonly ValidVector[];
  readonly refused: readonly RefusedVector[];
}

export interface ValidVector {
  readonly name: string;
  readonly seed: string;
  readonly entry: string;
  readonly payload: string;
  readonly hash: string;
  readonly decoded: {
    readonly endOfLog: boolean;
    readonly author: string;
    readonly logId: string;
    readonly seqNum: string;
    readonly lipmaalink: string | null;
    readonly backlink: string | null;
    readonly payloadSize: string;
    readonly payloadHash: string;
    readonly signature: string;
  };
}

export interface RefusedVector {
  readonly name: string;
  readonly entry: string;
  readonly payload: string | null;
  readonly code: string;
}

const SEED_A = new Uint8Array(32).fill(0xa1);
const SEED_B = new Uint8Array(32).fill(0xb2);

export function bambooVectors(): BambooVectors {
  return {
    about:
      "Bamboo entries (Ed25519, BLAKE2b-512 in YAMF). Hex for bytes, decimal text for integers. " +
      "MIT, made by make_bamboo.ts.",
    valid: validVectors(),
    refused: refusedVectors(),
  };
}

function validVectors(): ValidVector[] {
  const vectors: ValidVector[] = [];

  const log: Uint8Array[] = [];
  for (let seqNum = 1; seqNum <= 41; seqNum++) {
    const payload = text(`entry ${seqNum} of 41`);
    const entry = after(log, { seed: SEED_A, payload, endOfLog: seqNum === 41 });
    log.push(entry);
    // The first ones, those with a lipmaalink of their own, and the end.
    if (seqNum <= 5 || seqNum === 41 || lipmaa(seqNum) !== seqNum - 1) {
      vectors.push(valid(`seqnum ${seqNum}`, SEED_A, entry, payload));
    }
  }

  for (const logId of [1n, 247n, 248n, 255n, 256n, 2n ** 48n - 1n, 2n ** 53n, 2n ** 64n - 1n]) {
    const payload = text(`log ${logId}`);
    vectors.push(valid(`log id ${logId}`, SEED_B, after([], { logId, payload }), payload));
  }

  for (const size of [0, 247, 248]) {
    const payload = new Uint8Array(size).fill(0x70);
    vectors.push(valid(`payload of ${size} bytes`, SEED_B, after([], { payload }), payload));
  }

  // No log is that long; it is the integers and the presence of links that matter here.
  const hash = hashOf(text("anything"));
  for (const seqNum of [248, 2 ** 32, 2 ** 53 - 1, (3 ** 33 - 1) / 2]) {
    const payload = text(`seqnum ${seqNum}`);
    const lipmaalink = lipmaa(seqNum) === seqNum - 1 ? null : hash;
    const entry = after([], { seqNum, backlink: hash, lipmaalink, payload });
    vectors.push(valid(`far seqnum ${seqNum}`, SEED_B, entry, payload));
  }

  const payload = text("the end");
  const only = after([], { payload, endOfLog: true });
  vectors.push(valid("a log of one entry that ends it", SEED_B, only, payload));
  return vectors;
}

function refusedVectors(): RefusedVector[] {
  const payload = text("payload");
  const log: Uint8Array[] = [];
  while (log.length < 8) log.push(after(log, { payload }));
  const first = log[0]!;
  const second = log[1]!;
  const eighth = log[7]!;
  const vectors: RefusedVector[] = [];
  const add = (code: string, name: string, entry: Uint8Array, sent: Uint8Array | null = null) =>
    vectors.push({ name, entry: entry.toHex(), payload: sent?.toHex() ?? null, code });

  add("entry-truncated", "nothing", new Uint8Array());
  for (const length of [1, 32, 33, 34, 35, 36, 100, 101, 102, 200, second.length - 1]) {
    add("entry-truncated", `the second entry cut to ${length} bytes`, second.slice(0, length));
  }
  add("entry-truncated", "the eighth entry without its last byte", eighth.slice(0, -1));
  add("entry-truncated", "a log id that announces eight bytes", join(first.slice(0, 33), [255, 1]));
  add("entry-too-long", "longer than any entry", new Uint8Array(322));
  add("trailing-bytes", "with a byte behind it", join(first, [0]));
  add("trailing-bytes", "with its payload behind it", join(first, payload));
  for (const tag of [2, 127, 128, 255]) add("unknown-tag", `tag ${tag}`, first.with(0, tag));

  // All of these are signed by their author as they stand.
  const LOG_ID_AT = 33;
  const SEQ_NUM_AT = 34;
  /** Of the second and the eighth entry. */
  const LINKS_AT = 35;
  /** Of the first entry, which has no links. */
  const SIZE_AT = 35;
  const HASH_AT = 36;
  const splice = (entry: Uint8Array, at: number, removed: number, ...put: number[]) =>
    signed(join(entry.slice(0, at), put, entry.slice(at + removed, -64)));
  const long = "integer-not-canonical";
  add(long, "log id 0 in two bytes", splice(first, LOG_ID_AT, 1, 248, 0));
  add(long, "log id 247 in two bytes", splice(first, LOG_ID_AT, 1, 248, 247));
  add(long, "log id 255 in three bytes", splice(first, LOG_ID_AT, 1, 249, 0, 255));
  add(long, "seqnum 1 in two bytes", splice(first, SEQ_NUM_AT, 1, 248, 1));
  add(long, "payload size 7 in two bytes", splice(first, SIZE_AT, 1, 248, 7));
  add(long, "payload size 7 in nine", splice(first, SIZE_AT, 1, 255, 0, 0, 0, 0, 0, 0, 0, 7));
  const range = "seqnum-out-of-range";
  add(range, "seqnum 0", splice(first, SEQ_NUM_AT, 1, 0));
  add(range, "seqnum 2^53", splice(second, SEQ_NUM_AT, 1, 254, 32, 0, 0, 0, 0, 0, 0));
  add(range, "seqnum 2^64 - 1", splice(second, SEQ_NUM_AT, 1, ...Array(9).fill(255)));

  const hash = "unknown-hash";
  add(hash, "payload hash of kind 1", splice(first, HASH_AT, 1, 1));
  add(hash, "payload hash of 32 bytes", splice(first, HASH_AT + 1, 1, 0x20));
  add(hash, "payload hash whose kind is in two bytes", splice(first, HASH_AT, 1, 248, 0));
  add(hash, "backlink of kind 1", splice(second, LINKS_AT, 1, 1));
  add(hash, "backlink missing", splice(second, LINKS_AT, 66));
  add(hash, "lipmaalink of kind 1", splice(eighth, LINKS_AT, 1, 1));
  add(hash, "backlink or lipmaalink missing", splice(eighth, LINKS_AT, 66));
  const backlink = second.slice(LINKS_AT, LINKS_AT + 66);
  add(hash, "a backlink at seqnum 1", splice(first, SIZE_AT, 0, ...backlink));
  add(hash, "a needless lipmaalink", splice(second, LINKS_AT, 0, ...backlink));

  const forged = "signature-invalid";
  add(forged, "R changed", first.with(-64, first.at(-64)! ^ 1));
  add(forged, "S changed", first.with(-1, first.at(-1)! ^ 1));
  add(forged, "log id changed", first.with(LOG_ID_AT, 1));
  add(forged, "ended by somebody else", first.with(0, 1));
  const authoredBy = (author: Uint8Array) => join(first.slice(0, 1), author, first.slice(33));
  add(forged, "another author", authoredBy(publicKeyOf(SEED_A)));
  add(forged, "an author of small order", authoredBy(new Uint8Array(32)));

  const changed = (change: Partial<Entry>) => resigned(first, change);
  add("payload-too-large", "65,537 bytes named", changed({ payloadSize: 65_537n }));
  add("payload-too-large", "2^64 - 1 bytes named", changed({ payloadSize: 2n ** 64n - 1n }));
  add("payload-hash-mismatch", "another payload", first, text("pAyload"));
  add("payload-hash-mismatch", "an empty payload", first, new Uint8Array());
  add("payload-size-mismatch", "a byte less named", changed({ payloadSize: 6n }), payload);
  add("payload-size-mismatch", "65,536 bytes named", changed({ payloadSize: 65_536n }), payload);
  return vectors;
}

function valid(
  name: string,
  seed: Uint8Array,
  entry: Uint8Array,
  payload: Uint8Array,
): ValidVector {
  const outcome = decodeEntry(entry);
  if (!outcome.ok) throw new Error(`${name}: ${outcome.refusal.code}`);
  const { endOfLog, author, logId, seqNum, lipmaalink, backlink, payloadSize, payloadHash } =
    outcome.entry;
  return {
    name,
    seed: seed.toHex(),
    entry: entry.toHex(),
    payload: payload.toHex(),
    hash: hashOf(entry).toHex(),
    decoded: {
      endOfLog,
      author: author.toHex(),
      logId: String(logId),
      seqNum: String(seqNum),
      lipmaalink: lipmaalink?.toHex() ?? null,
      backlink: backlink?.toHex() ?? null,
      payloadSize: String(payloadSize),
      payloadHash: payloadHash.toHex(),
      signature: outcome.entry.signature.toHex(),
    },
  };
}

/** The entry after a log. */
function after(
  log: readonly Uint8Array[],
  fields: Partial<CreateEntry> & { readonly payload: Uint8Array },
): Uint8Array {
  const seqNum = fields.seqNum ?? log.length + 1;
  const hashAt = (at: number) => log[at - 1] === undefined ? null : hashOf(log[at - 1]!);
  const backlink = hashAt(seqNum - 1);
  const lipmaalink = seqNum === 1 ? null : hashAt(lipmaa(seqNum));
  return createEntry({ seed: SEED_B, logId: 0, seqNum, backlink, lipmaalink, ...fields });
}

function resigned(entry: Uint8Array, change: Partial<Entry>): Uint8Array {
  const outcome = decodeEntry(entry);
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  const unsigned = { ...outcome.entry, ...change };
  return encodeEntry({ ...unsigned, signature: sign(signingBytes(unsigned), SEED_B) });
}

/** Puts a right signature behind any bytes. */
function signed(bytes: Uint8Array): Uint8Array {
  return join(bytes, sign(bytes, SEED_B));
}

function join(...parts: (Uint8Array | number[])[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

function text(words: string): Uint8Array {
  return new TextEncoder().encode(words);
}

if (import.meta.main) {
  const file = new URL("./bamboo.json", import.meta.url);
  await Deno.writeTextFile(file, JSON.stringify(bambooVectors(), null, 2) + "\n");
}
