/**
 * What travels between a verifier and its workers: one buffer for many entries, handed over instead
 * of copied. An object an entry would cost as much to pass on as a third of its signature.
 */
import type { CheckItem, EntryRefusal } from "../../../core/bamboo/mod.ts";

/** Who checks a chunk, in its `claim`: 0 as long as nobody has begun. */
export const [OWN_THREAD, WORKER] = [1, 2];

/** To a worker: head and bytes of all items. */
export interface PackedChecks {
  readonly number: number;
  /** One number, shared: whoever makes {@link OWN_THREAD} or {@link WORKER} of the 0 checks the chunk. */
  readonly claim: Int32Array<SharedArrayBuffer>;
  readonly buffer: ArrayBuffer;
}

/** The answer. */
export interface PackedOutcomes {
  readonly number: number;
  /** Null where the chunk was checked elsewhere. */
  readonly checked: {
    /** What was handed over. */
    readonly buffer: ArrayBuffer;
    /** 66 bytes an item: the entry's hash, or anything where it was refused. */
    readonly hashes: ArrayBuffer;
    readonly refused: readonly (readonly [index: number, refusal: EntryRefusal])[];
  } | null;
}

/** Whether a chunk is now to be checked by who asks. */
export function claimed(claim: Int32Array<SharedArrayBuffer>, by: number): boolean {
  return Atomics.compareExchange(claim, 0, 0, by) === 0;
}

const COUNT_BYTES = 4;
/** Two lengths; a payload's is one more than it is, and 0 says that there is none. */
const HEAD_BYTES = 8;

/** Copies items into one new buffer. */
export function packItems(items: readonly CheckItem[]): ArrayBuffer {
  let size = COUNT_BYTES + items.length * HEAD_BYTES;
  for (const { entry, payload } of items) size += entry.length + (payload?.length ?? 0);
  const bytes = new Uint8Array(size);
  const head = new DataView(bytes.buffer);
  head.setUint32(0, items.length);
  let at = COUNT_BYTES + items.length * HEAD_BYTES;
  items.forEach(({ entry, payload }, i) => {
    head.setUint32(COUNT_BYTES + i * HEAD_BYTES, entry.length);
    head.setUint32(COUNT_BYTES + i * HEAD_BYTES + 4, payload === null ? 0 : payload.length + 1);
    bytes.set(entry, at);
    at += entry.length;
    if (payload === null) return;
    bytes.set(payload, at);
    at += payload.length;
  });
  return bytes.buffer;
}

/** Gives the items of a buffer, as views of it. */
export function unpackItems(buffer: ArrayBuffer): CheckItem[] {
  const head = new DataView(buffer);
  const items = new Array<CheckItem>(head.getUint32(0));
  let at = COUNT_BYTES + items.length * HEAD_BYTES;
  for (let i = 0; i < items.length; i++) {
    const entryLength = head.getUint32(COUNT_BYTES + i * HEAD_BYTES);
    const payloadLength = head.getUint32(COUNT_BYTES + i * HEAD_BYTES + 4) - 1;
    const entry = new Uint8Array(buffer, at, entryLength);
    at += entryLength;
    let payload: Uint8Array | null = null;
    if (payloadLength >= 0) {
      payload = new Uint8Array(buffer, at, payloadLength);
      at += payloadLength;
    }
    items[i] = { entry, payload };
  }
  return items;
}
