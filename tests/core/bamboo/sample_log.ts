import {
  type CheckedEntry,
  checkEntry,
  type CreateEntry,
  createEntry,
  hashOf,
  lipmaa,
} from "../../../src/core/bamboo/mod.ts";
import { publicKeyOf } from "../../../src/core/crypto/mod.ts";
import { native } from "../../../src/platform/deno/crypto.ts";

export interface SampleEntry {
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
  readonly payload: Uint8Array;
}

export const SEED: Uint8Array = new Uint8Array(32).map((_, index) => index + 1);

/** A log of `length` entries whose payloads say their number. */
export function sampleLog(
  length: number,
  { seed = SEED, logId = 0n, ends = false }: {
    readonly seed?: Uint8Array;
    readonly logId?: bigint;
    readonly ends?: boolean;
  } = {},
): SampleEntry[] {
  const log: SampleEntry[] = [];
  const author = publicKeyOf(seed);
  for (let seqNum = 1; seqNum <= length; seqNum++) {
    const payload = bytesOf(`entry ${seqNum}`);
    const endOfLog = ends && seqNum === length;
    log.push(sampleEntry(log, { seed, author, logId, payload, endOfLog }));
  }
  return log;
}

/** The entry that comes after a log; what is given overrides what follows from the log. */
export function sampleEntry(
  log: readonly SampleEntry[],
  fields: Partial<CreateEntry> & { readonly payload: Uint8Array },
): SampleEntry {
  const seqNum = fields.seqNum ?? log.length + 1;
  const bytes = createEntry({
    seed: SEED,
    logId: 0,
    seqNum,
    backlink: log[seqNum - 2]?.hash ?? null,
    lipmaalink: log[lipmaa(seqNum) - 1]?.hash ?? null,
    ...fields,
  }, native);
  return { bytes, hash: hashOf(bytes, native), payload: fields.payload };
}

/** Checks what must be valid. */
export function checked(sample: SampleEntry): CheckedEntry {
  const outcome = checkEntry({ entry: sample.bytes, payload: sample.payload }, native);
  if (!outcome.ok) throw new Error(`refused: ${outcome.refusal.code}`);
  return outcome.checked;
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The same bytes in the midst of a larger buffer. */
export function within(bytes: Uint8Array, offset: number): Uint8Array {
  const larger = new Uint8Array(bytes.length + offset + 5).fill(0xee);
  larger.set(bytes, offset);
  return larger.subarray(offset, offset + bytes.length);
}
