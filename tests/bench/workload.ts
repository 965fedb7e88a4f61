/** Festivals at work, signed as fast as the machine can: what ingest is measured on. */
import { Buffer } from "node:buffer";
import { createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import {
  type CheckItem,
  documentIdOf,
  encodeEntry,
  hashOf,
  lipmaa,
  lipmaalinkIsLeftOut,
  signingBytes,
} from "../../src/core/bamboo/mod.ts";
import {
  encodeMessage,
  festivalIdOf,
  logIdOf,
  type MessageDraft,
} from "../../src/core/messages/mod.ts";
import { native } from "../../src/platform/deno/crypto.ts";

const HOUR_MS = 3_600_000;
/** What stands before the 32 bytes of an Ed25519 seed in DER (RFC 8410 §7). */
const PKCS8_HEAD = "302e020100300506032b657004220420";

/**
 * Some festivals, each with authors of its own and a hall for every tenth of them. Each author
 * writes events and requests for a hall in turn: 440 bytes an entry with its payload.
 */
export class Workload {
  readonly festivals: { readonly id: Uint8Array; readonly authors: Author[] }[] = [];
  /** What makes the festivals and halls: to be taken first. */
  readonly begun: CheckItem[] = [];
  readonly #halls: Uint8Array[][] = [];
  #events = 0;

  constructor(authors: number, festivals = 1) {
    for (let f = 0; f < festivals; f++) {
      const writers = Array.from(
        { length: authors / festivals },
        (_, i) => new Author(1 + f * (authors / festivals) + i),
      );
      const nonce = new Uint8Array(16).fill(f);
      const id = festivalIdOf(writers[0]!.key, nonce);
      const write = (author: Author, schema: string, more: object, fields: object) => {
        const draft = { action: "create", version: 1, schema, festival: id, ...more, fields };
        const { item, hash } = author.write(id, draft as MessageDraft);
        this.begun.push(item);
        return documentIdOf(hash);
      };
      write(writers[0]!, "festival", { id }, { nonce, title: `Festival ${f}` });
      this.#halls.push(
        writers.filter((_, i) => i % 10 === 0).map((author, i) =>
          write(author, "resource", {}, { title: `Hall ${i}`, kind: "location", quantity: 3 })
        ),
      );
      this.festivals.push({ id, authors: writers });
    }
  }

  /** The next entries, each of another author than the one before. */
  interleaved(count: number): CheckItem[] {
    return Array.from({ length: count }, () => {
      const festival = this.#events % this.festivals.length;
      const { authors } = this.festivals[festival]!;
      const author = Math.floor(this.#events++ / this.festivals.length) % authors.length;
      return this.#next(festival, authors[author]!);
    });
  }

  /** The next entries of some authors, one log after the other. */
  logByLog(count: number, each: number): CheckItem[] {
    const items: CheckItem[] = [];
    while (items.length < count) {
      const festival = this.#events % this.festivals.length;
      const { authors } = this.festivals[festival]!;
      const author = authors[Math.floor(this.#events++ / this.festivals.length) % authors.length]!;
      for (let i = 0; i < each && items.length < count; i++) {
        items.push(this.#next(festival, author));
      }
    }
    return items;
  }

  #next(festival: number, author: Author): CheckItem {
    const { id } = this.festivals[festival]!;
    const halls = this.#halls[festival]!;
    const number = author.length;
    const start = 1_800_000_000_000 + (number % 500) * HOUR_MS;
    const end = start + HOUR_MS;
    const base = { action: "create", version: 1, festival: id } as const;
    if (author.event === null) {
      const { item, hash } = author.write(id, {
        ...base,
        schema: "event",
        fields: { title: `Event ${number}`, description: "Bring your own cup.", start, end },
      });
      author.event = documentIdOf(hash);
      return item;
    }
    const resource = halls[number % halls.length]!;
    const fields = { event: author.event, resource, start, end };
    author.event = null;
    return author.write(id, { ...base, schema: "request", fields }).item;
  }
}

export class Author {
  readonly key: Uint8Array;
  /** The event that it has not asked for anything for yet. */
  event: Uint8Array | null = null;
  length = 0;
  readonly #secret: KeyObject;
  /** Only those that an entry to come can link to. */
  readonly #hashes = new Map<number, Uint8Array>();

  constructor(number: number) {
    const seed = Buffer.alloc(32);
    seed.writeUInt32BE(number);
    const der = Buffer.concat([Buffer.from(PKCS8_HEAD, "hex"), seed]);
    this.#secret = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
    const spki = createPublicKey(this.#secret as never).export({ format: "der", type: "spki" });
    this.key = new Uint8Array(spki.subarray(-32));
  }

  write(festival: Uint8Array, draft: MessageDraft): { item: CheckItem; hash: Uint8Array } {
    const payload = encodeMessage(draft);
    const seqNum = ++this.length;
    const unsigned = {
      endOfLog: false,
      author: this.key,
      logId: BigInt(logIdOf(festival)),
      seqNum,
      backlink: this.#hashes.get(seqNum - 1) ?? null,
      lipmaalink: lipmaalinkIsLeftOut(seqNum) ? null : this.#hashes.get(lipmaa(seqNum))!,
      payloadSize: BigInt(payload.length),
      payloadHash: hashOf(payload, native),
    };
    const signature = new Uint8Array(sign(null, signingBytes(unsigned), this.#secret));
    const entry = encodeEntry({ ...unsigned, signature });
    const hash = hashOf(entry, native);
    this.#hashes.set(seqNum, hash);
    return { item: { entry, payload }, hash };
  }
}
