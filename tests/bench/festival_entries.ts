/** Signed entries of a festival at work: what ingest and pages are measured on. */
import { type CheckItem, createEntry, hashOf, lipmaa } from "../../src/core/bamboo/mod.ts";
import { documentIdOf } from "../../src/core/bamboo/mod.ts";
import { publicKeyOf } from "../../src/core/crypto/mod.ts";
import {
  encodeMessage,
  festivalIdOf,
  logIdOf,
  type MessageDraft,
} from "../../src/core/messages/mod.ts";
import { native } from "../../src/platform/deno/crypto.ts";

const HOUR_MS = 3_600_000;

export interface Workload {
  readonly festival: Uint8Array;
  readonly items: CheckItem[];
  /** Id of an event in the middle. */
  readonly event: Uint8Array;
}

/**
 * One festival, a hall a tenth author, and from each author in turn an event and a request for a
 * hall: `entries` entries in all, the same at every run.
 */
export function festivalAtWork(authors: number, entries: number): Workload {
  const writers = Array.from({ length: authors }, (_, i) => new Writer(i + 1));
  const nonce = new Uint8Array(16);
  const festival = festivalIdOf(writers[0]!.author, nonce);
  const items: CheckItem[] = [];
  const write = (writer: Writer, draft: Omit<MessageDraft, "version" | "festival">) => {
    const { item, hash } = writer.write(festival, { ...draft, version: 1, festival });
    items.push(item);
    return documentIdOf(hash);
  };
  write(writers[0]!, {
    action: "create",
    schema: "festival",
    id: festival,
    fields: { nonce, title: "A festival at work" },
  });
  const halls = writers.filter((_, i) => i % 10 === 0).map((writer, i) =>
    write(writer, {
      action: "create",
      schema: "resource",
      fields: { title: `Hall ${i}`, kind: "location", quantity: 3 },
    })
  );
  let middle = new Uint8Array(32);
  for (let i = 0; items.length < entries; i++) {
    const writer = writers[i % authors]!;
    const start = 1_800_000_000_000 + (i % 500) * HOUR_MS;
    const event = write(writer, {
      action: "create",
      schema: "event",
      fields: {
        title: `Event ${i}`,
        description: "Bring your own cup.",
        start,
        end: start + HOUR_MS,
      },
    });
    if (items.length <= entries / 2) middle = event.slice();
    if (items.length === entries) break;
    write(writer, {
      action: "create",
      schema: "request",
      fields: { event, resource: halls[i % halls.length]!, start, end: start + HOUR_MS },
    });
  }
  return { festival, items, event: middle };
}

class Writer {
  readonly #seed = new Uint8Array(32);
  readonly author: Uint8Array;
  readonly #hashes: Uint8Array[] = [];

  constructor(number: number) {
    new DataView(this.#seed.buffer).setUint32(0, number);
    this.author = publicKeyOf(this.#seed);
  }

  write(festival: Uint8Array, draft: MessageDraft): { item: CheckItem; hash: Uint8Array } {
    const payload = encodeMessage(draft);
    const seqNum = this.#hashes.length + 1;
    const entry = createEntry({
      seed: this.#seed,
      author: this.author,
      logId: logIdOf(festival),
      seqNum,
      backlink: this.#hashes[seqNum - 2] ?? null,
      lipmaalink: this.#hashes[lipmaa(seqNum) - 1] ?? null,
      payload,
    }, native);
    const hash = hashOf(entry, native);
    this.#hashes.push(hash);
    return { item: { entry, payload }, hash };
  }
}
