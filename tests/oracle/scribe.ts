/** Makes worlds by hand: real entries, signed, linked, one log an author and festival. */
import {
  type CheckedEntry,
  createEntry,
  decodeEntry,
  documentIdOf,
  type ForkProof,
  hashOf,
  lipmaa,
} from "../../src/core/bamboo/mod.ts";
import { publicKeyOf } from "../../src/core/crypto/mod.ts";
import {
  type CborValue,
  encodeMessage,
  festivalIdOf,
  logIdOf,
  type MessageDraft,
  toHex,
} from "../../src/core/messages/mod.ts";
import type { World } from "./world.ts";

export interface Person {
  readonly seed: Uint8Array;
  readonly key: Uint8Array;
}

/** The same key for the same number, always. */
export function person(number: number): Person {
  let known = PEOPLE.get(number);
  if (known === undefined) {
    const seed = new Uint8Array(32).fill(number + 1);
    PEOPLE.set(number, known = { seed, key: publicKeyOf(seed) });
  }
  return known;
}
const PEOPLE = new Map<number, Person>();

export interface FestivalName {
  readonly id: Uint8Array;
  readonly author: Person;
  readonly nonce: Uint8Array;
}

/** The festival that `author` would begin with this nonce; nothing is written yet. */
export function festivalOf(author: Person, nonceByte = 0): FestivalName {
  const nonce = new Uint8Array(16).fill(nonceByte);
  return { author, nonce, id: festivalIdOf(author.key, nonce) };
}

/** One entry as it was signed, with its payload. */
export interface Written {
  readonly author: Person;
  readonly festival: Uint8Array | null;
  readonly seqNum: number;
  readonly entry: Uint8Array;
  /** YAMF, 66 bytes. */
  readonly hash: Uint8Array;
  /** The document's, if it creates one. */
  readonly id: Uint8Array;
  readonly payload: Uint8Array;
  /** Whether its payload is left out of the world. */
  readonly payloadIsMissing: boolean;
  readonly endOfLog: boolean;
}

export interface WrittenLog {
  readonly author: Person;
  readonly festival: Uint8Array | null;
  readonly entries: readonly Written[];
  readonly cut: number | null;
}

interface WriteOptions {
  readonly payloadIsMissing?: boolean;
  readonly endOfLog?: boolean;
}

type GivenFields = { readonly [name: string]: CborValue };

/** Signing costs a quarter of a millisecond, and generated worlds begin alike. */
const SIGNED = new Map<string, { readonly entry: Uint8Array; readonly hash: Uint8Array }>();
const MOST_REMEMBERED = 20_000;

export class Scribe {
  readonly #logs = new Map<string, {
    author: Person;
    festival: Uint8Array | null;
    entries: Written[];
    cut: number | null;
  }>();

  /** All that was written, in the order of writing. */
  readonly written: Written[] = [];

  get logs(): readonly WrittenLog[] {
    return [...this.#logs.values()];
  }

  #log(author: Person, festival: Uint8Array | null) {
    const name = `${toHex(author.key)} ${festival === null ? "" : toHex(festival)}`;
    let log = this.#logs.get(name);
    if (log === undefined) {
      this.#logs.set(name, log = { author, festival, entries: [], cut: null });
    }
    return log;
  }

  /** Whether the log has its end-of-log entry, so that nothing can follow. */
  isEnded(author: Person, festival: Uint8Array | null): boolean {
    return this.#log(author, festival).entries.at(-1)?.endOfLog ?? false;
  }

  write(
    author: Person,
    festival: Uint8Array | null,
    payload: Uint8Array,
    options: WriteOptions = {},
  ): Written {
    const { entries } = this.#log(author, festival);
    const { payloadIsMissing = false, endOfLog = false } = options;
    const written = {
      ...signed(author, festival, entries, payload, endOfLog),
      author,
      festival,
      payload,
      payloadIsMissing,
      endOfLog,
    };
    entries.push(written);
    this.written.push(written);
    return written;
  }

  /** Writes a message; in a festival's log it names that festival unless `draft` says otherwise. */
  message(
    author: Person,
    festival: Uint8Array | null,
    draft: Omit<MessageDraft, "version"> & { readonly version?: number },
    options: WriteOptions = {},
  ): Written {
    const whole = { version: 1, ...(festival === null ? {} : { festival }), ...draft };
    return this.write(author, festival, encodeMessage(whole as MessageDraft), options);
  }

  create(author: Person, festival: Uint8Array | null, schema: string, fields: GivenFields) {
    return this.message(author, festival, { action: "create", schema, fields });
  }

  update(author: Person, document: Written, schema: string, fields: GivenFields) {
    const { id, festival } = document;
    return this.message(author, festival, { action: "update", schema, id, fields });
  }

  /** In the log of what it names, unless `author` says otherwise. */
  remove(document: Written, schema: string, author = document.author) {
    const { id, festival } = document;
    return this.message(author, festival, { action: "delete", schema, id });
  }

  /** The festival's own create. */
  begin({ author, id, nonce }: FestivalName, fields: GivenFields = {}) {
    const draft = {
      action: "create",
      schema: "festival",
      id,
      fields: { nonce, ...fields },
    } as const;
    return this.message(author, id, draft);
  }

  resource(author: Person, festival: Uint8Array, fields: GivenFields = {}) {
    return this.create(author, festival, "resource", fields);
  }

  /** For [start, end); of an event that nobody knows unless `fields` says otherwise. */
  request(
    author: Person,
    resource: Written,
    [start, end]: readonly [number, number],
    fields: GivenFields = {},
    festival = resource.festival,
  ) {
    const event = new Uint8Array(32);
    return this.create(author, festival, "request", {
      event,
      resource: resource.id,
      start,
      end,
      ...fields,
    });
  }

  answer(author: Person, request: Written, verdict: "confirmed" | "denied", reason?: string) {
    return this.create(author, request.festival, "authorization", {
      request: request.id,
      verdict,
      ...(reason === undefined ? {} : { reason }),
    });
  }

  cut(author: Person, festival: Uint8Array | null, seqNum: number): void {
    this.#log(author, festival).cut = seqNum;
  }

  world(): World {
    return {
      logs: this.logs.map(({ author, festival, entries, cut }) => ({
        author: author.key,
        festival,
        cut,
        entries: entries.map(({ seqNum, hash, payload, payloadIsMissing, endOfLog }) => ({
          seqNum,
          hash,
          payload: payloadIsMissing ? null : payload,
          endOfLog,
        })),
      })),
    };
  }
}

function signed(
  author: Person,
  festival: Uint8Array | null,
  before: readonly Written[],
  payload: Uint8Array,
  endOfLog: boolean,
) {
  const seqNum = before.length + 1;
  const logId = festival === null ? 0 : logIdOf(festival);
  const backlink = before.at(-1)?.hash ?? null;
  const lipmaalink = seqNum === 1 ? null : before[lipmaa(seqNum) - 1]!.hash;
  const name = [
    toHex(author.key),
    logId,
    seqNum,
    endOfLog,
    backlink === null ? "" : toHex(backlink),
    toHex(payload),
  ].join(" ");
  let known = SIGNED.get(name);
  if (known === undefined) {
    if (SIGNED.size >= MOST_REMEMBERED) SIGNED.clear();
    const entry = createEntry({
      seed: author.seed,
      author: author.key,
      logId,
      seqNum,
      backlink,
      lipmaalink,
      payload,
      endOfLog,
    });
    SIGNED.set(name, known = { entry, hash: hashOf(entry) });
  }
  return { seqNum, ...known, id: documentIdOf(known.hash) };
}

/** As a verifier would give it, without the work: the signature is our own. */
export function checked(written: Written, withPayload = !written.payloadIsMissing): CheckedEntry {
  const decoded = decodeEntry(written.entry);
  if (!decoded.ok) throw new Error("the scribe wrote no entry");
  return {
    entry: decoded.entry,
    bytes: written.entry,
    hash: written.hash,
    payload: withPayload ? written.payload : null,
  };
}

/** The proof that cuts a log where the scribe has cut it; the place must have been written. */
export function forkProofOf(log: WrittenLog): ForkProof & { readonly kind: "fork" } {
  const seqNum = log.cut!;
  const other = new TextEncoder().encode("something else");
  const forked = signed(log.author, log.festival, log.entries.slice(0, seqNum - 1), other, false);
  return { kind: "fork", entries: [log.entries[seqNum - 1]!.entry, forked.entry] };
}
