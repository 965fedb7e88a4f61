/**
 * A signer's journal as a file beside the key file: a line of JSON for each entry, appended and
 * synced before the entry is sent.
 *
 * A line without its end was never promised to anyone (the process or the power went while it was
 * written), so it is dropped and its place is free. Any other damage stops the signer: to sign on
 * without knowing what was signed is how logs fork.
 */
import { publicKeyOf } from "../../core/crypto/mod.ts";
import { fromHex, toHex } from "../../core/messages/mod.ts";
import { fileWeather, syncFolderOf, writeAll } from "./files.ts";

/** One signed entry, as `src/client` has it. */
export interface SignedRecord {
  readonly logId: number;
  readonly seqNum: number;
  readonly hash: Uint8Array;
  readonly entry: Uint8Array;
  readonly payload: Uint8Array | null;
  /** 32 bytes; null for log 0. */
  readonly festival: Uint8Array | null;
}

/** A journal that cannot be used, in words for the person whose key it is. */
export class JournalError extends Error {
  override name = "JournalError";
}

const NEWLINE = 0x0a;
const READ_BYTES = 1 << 20;
/** In an entry, after the tag. */
const AUTHOR_AT = 1;

interface Line {
  readonly offset: number;
  readonly length: number;
}

/** The error for an entry that has no place: it must never be sent. */
export type PlaceTaken = (message: string) => Error;

/** Opens the journal of a key file, whose seed says whose entries it may hold. */
export function openFileJournal(
  keyFile: string,
  seed: Uint8Array,
  placeTaken: PlaceTaken,
): FileJournal {
  let path: string;
  try {
    // A link to a key file is the same key, and must lead to the same journal.
    path = `${Deno.realPathSync(keyFile)}.journal`;
  } catch (error) {
    throw fileWeather(error);
  }
  return openJournalFile(path, seed, placeTaken);
}

/** Opens the journal of a seed that is in no file of its own. */
export function openJournalFile(
  path: string,
  seed: Uint8Array,
  placeTaken: PlaceTaken,
): FileJournal {
  try {
    const file = Deno.openSync(path, { create: true, read: true, append: true, mode: 0o600 });
    syncFolderOf(path);
    return new FileJournal(path, file, publicKeyOf(seed), placeTaken);
  } catch (error) {
    throw fileWeather(error);
  }
}

export class FileJournal {
  readonly #lines = new Map<number, Map<number, Line>>();
  readonly #highest = new Map<number, number>();
  /** Up to here, whole lines were read. */
  #known = 0;
  #held = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly path: string,
    private readonly file: Deno.FsFile,
    private readonly author: Uint8Array,
    private readonly placeTaken: PlaceTaken,
  ) {}

  locked<T>(task: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(async () => {
      // The system takes it back when the process ends, however that is.
      await this.file.lock(true);
      this.#held = true;
      try {
        this.#read();
        if (this.file.statSync().size > this.#known) this.file.truncateSync(this.#known);
        return await task();
      } finally {
        this.#held = false;
        this.file.unlockSync();
      }
    });
    this.#turn = mine.catch(() => {});
    return mine;
  }

  last(logId: number): Promise<SignedRecord | null> {
    this.#refresh();
    const seqNum = this.#highest.get(logId);
    return Promise.resolve(seqNum === undefined ? null : this.#at(logId, seqNum));
  }

  at(logId: number, seqNum: number): Promise<SignedRecord | null> {
    this.#refresh();
    return Promise.resolve(this.#at(logId, seqNum));
  }

  async *from(logId: number, seqNum: number): AsyncGenerator<SignedRecord> {
    this.#refresh();
    const seqNums = [...this.#lines.get(logId)?.keys() ?? []].filter((one) => one >= seqNum);
    for (const one of seqNums.sort((a, b) => a - b)) yield this.#at(logId, one)!;
  }

  append(record: SignedRecord): Promise<void> {
    return new Promise((resolve) => {
      this.#append(record);
      resolve();
    });
  }

  /** Whose logs it holds: festivals, and null for log 0. */
  async places(): Promise<(Uint8Array | null)[]> {
    const places: (Uint8Array | null)[] = [];
    this.#refresh();
    for (const logId of this.#lines.keys()) {
      const last = await this.last(logId);
      if (last !== null) places.push(last.festival);
    }
    return places;
  }

  close(): void {
    this.file.close();
  }

  #append(record: SignedRecord): void {
    if (!this.#held) throw new TypeError("append belongs inside locked");
    const { logId, seqNum } = record;
    const held = this.#at(logId, seqNum);
    const line = encodeLine(record);
    if (held !== null) {
      if (encodeLine(held) === line) return;
      throw this.placeTaken(`the journal holds another entry ${seqNum} of log ${logId}`);
    }
    const highest = this.#highest.get(logId) ?? 0;
    if (seqNum !== highest + 1) {
      throw this.placeTaken(`entry ${seqNum} of log ${logId} does not follow on ${highest}`);
    }
    const bytes = new TextEncoder().encode(line);
    try {
      writeAll(this.file, bytes);
      this.file.syncSync();
    } catch (error) {
      // What is there of it was not promised.
      this.file.truncateSync(this.#known);
      throw fileWeather(error);
    }
    this.#keep(record, { offset: this.#known, length: bytes.length });
    this.#known += bytes.length;
  }

  /** What other processes appended; inside `locked` there are none. */
  #refresh(): void {
    if (!this.#held) this.#read();
  }

  #read(): void {
    let rest = new Uint8Array(0);
    for (let at = this.#known;;) {
      const chunk = this.#bytes(at, READ_BYTES);
      if (chunk.length === 0) return;
      at += chunk.length;
      const joined = new Uint8Array(rest.length + chunk.length);
      joined.set(rest);
      joined.set(chunk, rest.length);
      let start = 0;
      for (let end; (end = joined.indexOf(NEWLINE, start)) >= 0; start = end + 1) {
        const length = end + 1 - start;
        this.#keep(this.#decode(joined.subarray(start, end)), { offset: this.#known, length });
        this.#known += length;
      }
      rest = joined.slice(start);
    }
  }

  #at(logId: number, seqNum: number): SignedRecord | null {
    const line = this.#lines.get(logId)?.get(seqNum);
    return line === undefined ? null : this.#decode(this.#bytes(line.offset, line.length));
  }

  #keep({ logId, seqNum, entry }: SignedRecord, line: Line): void {
    if (!this.author.every((byte, i) => entry[AUTHOR_AT + i] === byte)) {
      throw new JournalError(`${this.path} belongs to another key: move it away to use this one`);
    }
    let lines = this.#lines.get(logId);
    if (lines === undefined) this.#lines.set(logId, lines = new Map());
    lines.set(seqNum, line);
    this.#highest.set(logId, Math.max(seqNum, this.#highest.get(logId) ?? 0));
  }

  #decode(bytes: Uint8Array): SignedRecord {
    const record = decodeLine(new TextDecoder().decode(bytes));
    if (record !== null) return record;
    throw new JournalError(
      `${this.path} is damaged: nothing is signed with this key until it is restored`,
    );
  }

  #bytes(offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    this.file.seekSync(offset, Deno.SeekMode.Start);
    let at = 0;
    while (at < length) {
      const read = this.file.readSync(bytes.subarray(at));
      if (read === null) break;
      at += read;
    }
    return bytes.subarray(0, at);
  }
}

function encodeLine({ logId, seqNum, hash, entry, payload, festival }: SignedRecord): string {
  return `${
    JSON.stringify({
      logId,
      seqNum,
      hash: toHex(hash),
      entry: toHex(entry),
      payload: payload === null ? null : toHex(payload),
      festival: festival === null ? null : toHex(festival),
    })
  }\n`;
}

function decodeLine(line: string): SignedRecord | null {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof json !== "object" || json === null) return null;
  const bytes = (name: string) => typeof json[name] === "string" ? fromHex(json[name]) : null;
  const { logId, seqNum } = json;
  const [hash, entry, payload] = [bytes("hash"), bytes("entry"), bytes("payload")];
  const festival = bytes("festival");
  if (payload === null && json["payload"] !== null) return null;
  if (!Number.isSafeInteger(logId) || !Number.isSafeInteger(seqNum)) return null;
  if (hash === null || entry === null) return null;
  if (festival === null && json["festival"] !== null) return null;
  return { logId: logId as number, seqNum: seqNum as number, hash, entry, payload, festival };
}
