/**
 * A verifier that spreads large batches over workers, so that signatures are checked while this
 * thread stores what was checked before.
 *
 * Batches are cut into chunks. The oldest batch is checked first, so that it can be stored while those
 * behind it are checked; every second chunk is of the one with least left, so that a small one is not
 * kept waiting by a long one. A chunk is copied and handed over only when a worker has room for it:
 * what waits is what the callers hold anyway. While more waits than workers have begun with, and this thread has
 * nothing else to do, it checks along. A worker that breaks down loses nothing: what it had is checked on this thread,
 * and nothing counts as checked but what an answer says.
 */
import {
  checkEntries,
  checkEntry,
  type CheckItem,
  type CheckOutcome,
  decodeOwned,
  HASH_BYTES,
  MAX_ENTRY_BYTES,
  MAX_PAYLOAD_BYTES,
} from "../../../core/bamboo/mod.ts";
import { createVerifier, type Verifier } from "../../../node/mod.ts";
import { native } from "../crypto.ts";
import { pause } from "../pause.ts";
import {
  claimed,
  OWN_THREAD,
  type PackedChecks,
  type PackedOutcomes,
  packItems,
  unpackItems,
} from "./packed.ts";

export interface VerifierPoolOptions {
  /** How many workers at most; as many as there are processors, less one for this thread. */
  readonly workers?: number;
  /** Batches below this are checked on this thread: handing them over would cost more. */
  readonly fewest?: number;
  /** Told of each worker that broke down. */
  readonly onBroken?: (cause: unknown) => void;
  /** Makes a worker. For tests. */
  readonly open?: () => Worker;
}

const FEWEST = 24;
/** Two milliseconds of work: so long this thread is kept at most where it checks along. */
const CHUNK_ITEMS = 64;
const CHUNK_BYTES = 256 * 1024;
/**
 * As many as are checked while this thread stores a batch of a thousand and hands out nothing: with
 * two, workers waited for it most of the time.
 */
const CHUNKS_A_WORKER = 24;
/** Workers that break down again and again are not made again. */
const MOST_BROKEN = 4;
const MOST_WORKERS = 8;

/** Makes a verifier on workers, which start when the first large batch comes. */
export function createVerifierPool(options: VerifierPoolOptions = {}): Verifier {
  const {
    workers = Math.min(MOST_WORKERS, Math.max(1, navigator.hardwareConcurrency - 1)),
    fewest = FEWEST,
    onBroken = () => {},
    open = openWorker,
  } = options;
  const inThread = createVerifier(native, { pause });
  const running = new Set<Promise<unknown>>();
  const crew = new Crew(workers, open, onBroken);
  let closed = false;

  function whole<Result>(work: Promise<Result>): Promise<Result> {
    const ended = work.then(() => {}, () => {}).finally(() => running.delete(ended));
    running.add(ended);
    return work;
  }

  return {
    check(items) {
      if (closed) return Promise.reject(new TypeError("this verifier is closed"));
      const few = items.length < fewest || workers < 1;
      return whole(few || !crew.isUsable ? inThread.check(items) : crew.check(items));
    },
    checkProof: (proof) => inThread.checkProof(proof),
    async close() {
      closed = true;
      await Promise.all(running);
      crew.close();
      await inThread.close();
    },
  };
}

function openWorker(): Worker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "verifier" });
}

/** A batch that is being checked. */
interface Batch {
  readonly items: readonly CheckItem[];
  readonly outcomes: CheckOutcome[];
  /** The first item that nobody has taken. */
  next: number;
  left: number;
  readonly done: (outcomes: CheckOutcome[]) => void;
  readonly failed: (cause: unknown) => void;
}

/** Items of a batch that one worker has. */
interface Chunk {
  readonly batch: Batch;
  /** Where each of them stands in the batch. */
  readonly places: readonly number[];
  /** Shared with the worker. */
  readonly claim: PackedChecks["claim"];
}

interface Member {
  readonly worker: Worker;
  readonly chunks: Map<number, Chunk>;
}

class Crew {
  readonly #members = new Set<Member>();
  /** What nobody has taken yet, in the order in which it came. */
  readonly #waiting: Batch[] = [];
  #isTurnOfShortest = false;
  #helping = false;
  #numbers = 0;
  #broken = 0;

  constructor(
    private readonly most: number,
    private readonly open: () => Worker,
    private readonly onBroken: (cause: unknown) => void,
  ) {}

  get isUsable(): boolean {
    return this.#broken < MOST_BROKEN;
  }

  check(items: readonly CheckItem[]): Promise<CheckOutcome[]> {
    return new Promise((done, failed) => {
      const outcomes = new Array<CheckOutcome>(items.length);
      this.#waiting.push({ items, outcomes, next: 0, left: items.length, done, failed });
      this.#handOut();
    });
  }

  close(): void {
    for (const { worker } of this.#members) worker.terminate();
    this.#members.clear();
  }

  /** Gives chunks to whoever has room. */
  #handOut(): void {
    while (this.#waiting.length > 0) {
      const member = this.isUsable ? this.#roomiest() : null;
      if (this.isUsable && member === null) break;
      const batch = this.#nextBatch();
      try {
        if (member === null) this.#checkHere(batch, takenFrom(batch, batch.items.length));
        else this.#give(member, batch);
      } catch (cause) {
        // What is no bytes at all: the caller's mistake, and told to nobody else.
        batch.next = batch.items.length;
        batch.failed(cause);
      }
      this.#forgetTaken(batch);
    }
    void this.#helpOut();
  }

  #nextBatch(): Batch {
    this.#isTurnOfShortest = !this.#isTurnOfShortest;
    return this.#waiting.reduce((found, batch) =>
      !this.#isTurnOfShortest && restOf(batch) < restOf(found) ? batch : found
    );
  }

  #forgetTaken(batch: Batch): void {
    if (restOf(batch) === 0) this.#waiting.splice(this.#waiting.indexOf(batch), 1);
  }

  /** Checks some of what waits whenever this thread has nothing else to do, as long as some does. */
  async #helpOut(): Promise<void> {
    if (this.#helping) return;
    this.#helping = true;
    for (;;) {
      await pause();
      const chunk = this.#unbegun();
      const batch = chunk?.batch ?? this.#waiting[0];
      if (batch === undefined) break;
      this.#checkHere(batch, chunk?.places ?? takenFrom(batch, CHUNK_ITEMS));
      if (chunk === null) this.#forgetTaken(batch);
    }
    this.#helping = false;
  }

  /** The first chunk with which its worker will not begin soon, now ours; null where there is none. */
  #unbegun(): Chunk | null {
    for (const { chunks } of this.#members) {
      let isFirst = true;
      for (const chunk of chunks.values()) {
        if (!isFirst && claimed(chunk.claim, OWN_THREAD)) return chunk;
        isFirst = false;
      }
    }
    return null;
  }

  /** One with nothing to do, else a new one, else one with room; null where there is none. */
  #roomiest(): Member | null {
    let found: Member | null = null;
    for (const member of this.#members) {
      if (found === null || member.chunks.size < found.chunks.size) found = member;
    }
    if ((found === null || found.chunks.size > 0) && this.#members.size < this.most) {
      return this.#employ();
    }
    return found !== null && found.chunks.size < CHUNKS_A_WORKER ? found : null;
  }

  #employ(): Member {
    const member: Member = { worker: this.open(), chunks: new Map() };
    this.#members.add(member);
    const { worker } = member;
    worker.onmessage = ({ data }: MessageEvent<PackedOutcomes>) => this.#answered(member, data);
    worker.onmessageerror = () => this.#dismiss(member, new Error("an answer did not arrive"));
    worker.onerror = (event) => {
      event.preventDefault();
      this.#dismiss(member, new Error(event.message, { cause: event.error }));
    };
    return member;
  }

  #give(member: Member, batch: Batch): void {
    const places: number[] = [];
    const items: CheckItem[] = [];
    let bytes = 0;
    while (
      batch.next < batch.items.length && places.length < CHUNK_ITEMS && bytes < CHUNK_BYTES
    ) {
      const place = batch.next++;
      const item = batch.items[place]!;
      if (isHandy(item)) {
        places.push(place);
        items.push(item);
        bytes += item.entry.length + (item.payload?.length ?? 0);
      } else {
        // Refused by its size, which costs nothing; or no bytes, which throws.
        batch.outcomes[place] = checkEntry(item, native);
        batch.left--;
      }
    }
    if (places.length === 0) return finishIfDone(batch);
    const number = ++this.#numbers;
    const claim = new Int32Array(new SharedArrayBuffer(4));
    member.chunks.set(number, { batch, places, claim });
    const checks: PackedChecks = { number, claim, buffer: packItems(items) };
    member.worker.postMessage(checks, [checks.buffer]);
  }

  #answered(member: Member, { number, checked }: PackedOutcomes): void {
    const chunk = member.chunks.get(number);
    if (chunk === undefined) return;
    member.chunks.delete(number);
    if (checked === null) return this.#handOut();
    const { batch, places } = chunk;
    const { buffer, hashes } = checked;
    const refusals = new Map(checked.refused);
    // The buffer has come back, and nobody else has it: what is checked owns its bytes.
    unpackItems(buffer).forEach(({ entry: bytes, payload }, i) => {
      const place = places[i]!;
      const refusal = refusals.get(i);
      batch.left--;
      if (refusal !== undefined) {
        batch.outcomes[place] = { ok: false, refusal };
        return;
      }
      const decoded = decodeOwned(bytes);
      const hash = new Uint8Array(hashes, i * HASH_BYTES, HASH_BYTES);
      batch.outcomes[place] = decoded.ok
        ? { ok: true, checked: { entry: decoded.entry, bytes, hash, payload } }
        : decoded;
    });
    finishIfDone(batch);
    this.#handOut();
  }

  #dismiss(member: Member, cause: unknown): void {
    if (!this.#members.delete(member)) return;
    this.#broken++;
    member.worker.terminate();
    this.onBroken(cause);
    for (const { batch, places, claim } of member.chunks.values()) {
      if (claim[0] !== OWN_THREAD) this.#checkHere(batch, places);
    }
    this.#handOut();
  }

  #checkHere(batch: Batch, places: readonly number[]): void {
    try {
      const outcomes = checkEntries(places.map((place) => batch.items[place]!), native);
      places.forEach((place, i) => batch.outcomes[place] = outcomes[i]!);
    } catch (cause) {
      batch.next = batch.items.length;
      batch.failed(cause);
      return;
    }
    batch.left -= places.length;
    finishIfDone(batch);
  }
}

/** What could be valid by its size; what is not is not worth handing over. */
function isHandy({ entry, payload }: CheckItem): boolean {
  return entry instanceof Uint8Array && entry.length <= MAX_ENTRY_BYTES &&
    (payload === null || payload instanceof Uint8Array && payload.length <= MAX_PAYLOAD_BYTES);
}

function restOf({ items, next }: Batch): number {
  return items.length - next;
}

/** Takes so many items of a batch at most; gives their places. */
function takenFrom(batch: Batch, most: number): number[] {
  const from = batch.next;
  batch.next = Math.min(batch.items.length, from + most);
  return Array.from({ length: batch.next - from }, (_, i) => from + i);
}

function finishIfDone(batch: Batch): void {
  if (batch.left === 0) batch.done(batch.outcomes);
}
