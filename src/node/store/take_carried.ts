/** Takes in what another node's database gave ({@link carriedLogs}), verified like any input. */
import type { CheckedEntry, CheckItem, ForkProof } from "../../core/bamboo/mod.ts";
import { decodeEntry } from "../../core/bamboo/mod.ts";
import { logIdOf } from "../../core/messages/mod.ts";
import type { Clock, Store, Verifier } from "../ports.ts";
import type { CarriedRecord } from "./carried_logs.ts";

export interface CarriedCounts {
  readonly festivals: number;
  /** Entries: new + known + refused. */
  readonly entries: number;
  readonly new: number;
  readonly known: number;
  readonly refused: number;
  /** Proofs that came along, or came to light here, and cut a log. */
  readonly proofs: number;
}

export interface CarriedRefusal {
  /** Null where the bytes are no entry at all. */
  readonly place: {
    readonly author: Uint8Array;
    readonly logId: bigint;
    readonly seqNum: number;
  } | null;
  readonly code: string;
}

export interface CarriedTakerParts {
  readonly store: Store;
  readonly verifier: Verifier;
  readonly clock: Clock;
  readonly refused: (refusal: CarriedRefusal) => void;
}

const BATCH_ENTRIES = 1_000;
const BATCH_BYTES = 4 * 1024 * 1024;

/**
 * Follows the festivals, appends the entries in batches, keeps the proofs. Two sides of a fork that
 * meet here, or a payload of another size than was signed, are proof, since they were signed elsewhere.
 *
 * After {@link CarriedTaker.flush}, what was taken is durable.
 */
export class CarriedTaker {
  readonly #parts: CarriedTakerParts;
  readonly #counts = { festivals: 0, new: 0, known: 0, refused: 0, proofs: 0 };
  /** Log ids of festivals that could not be followed: another one's entries are not theirs. */
  readonly #foreign = new Set<bigint>();
  #batch: CheckItem[] = [];
  #bytes = 0;
  #storing: Promise<void> = Promise.resolve();

  constructor(parts: CarriedTakerParts) {
    this.#parts = parts;
  }

  get counts(): CarriedCounts {
    const { new: fresh, known, refused } = this.#counts;
    return { ...this.#counts, entries: fresh + known + refused };
  }

  /** False where nothing came of it: a festival that cannot be followed, a proof that proves nothing. */
  async take(record: CarriedRecord): Promise<boolean> {
    switch (record.kind) {
      case "festival":
        // What came before may make an ancestor of it.
        await this.flush();
        return record.ancestor || await this.#follow(record.id);
      case "entry":
        this.#batch.push(record);
        this.#bytes += record.entry.length + (record.payload?.length ?? 0);
        if (this.#batch.length >= BATCH_ENTRIES || this.#bytes >= BATCH_BYTES) await this.#begin();
        return true;
      case "proof":
        await this.flush();
        return await this.#prove(record.proof);
    }
  }

  async flush(): Promise<void> {
    await this.#begin();
    await this.#storing;
  }

  /** Lets a batch be checked while the one before it is stored. */
  async #begin(): Promise<void> {
    const items = this.#batch;
    [this.#batch, this.#bytes] = [[], 0];
    if (items.length === 0) return;
    const checking = this.#parts.verifier.check(items);
    // Both are waited for: the one below, the other with the next batch.
    checking.catch(() => {});
    await this.#storing;
    this.#storing = this.#store(items, checking);
    this.#storing.catch(() => {});
  }

  async #store(
    items: readonly CheckItem[],
    checking: ReturnType<Verifier["check"]>,
  ): Promise<void> {
    const { store, clock } = this.#parts;
    const checked: CheckedEntry[] = [];
    const lies: ForkProof[] = [];
    for (const [i, outcome] of (await checking).entries()) {
      const { entry, payload } = items[i]!;
      if (!outcome.ok) {
        this.#refuse(entry, outcome.refusal.code);
        if (outcome.refusal.code === "payload-size-mismatch") {
          lies.push({ kind: "size-lie", entry, payload: payload! });
        }
      } else if (this.#foreign.has(outcome.checked.entry.logId)) {
        this.#refuse(entry, "not-followed");
      } else checked.push(outcome.checked);
    }
    const results = await store.append(checked, {
      followCreated: false,
      explained: false,
      receivedAt: clock.now(),
    });
    for (const [i, result] of results.entries()) {
      if (result.status === "refused") {
        this.#refuse(checked[i]!.bytes, result.refusal.code);
        if (result.refusal.code === "stale") await this.#proveFork(checked[i]!);
      } else this.#counts[result.status === "accepted" ? "new" : "known"]++;
    }
    for (const lie of lies) await this.#prove(lie);
  }

  async #follow(id: Uint8Array): Promise<boolean> {
    const followed = await this.#parts.store.follow(id);
    if (followed) this.#counts.festivals++;
    else this.#foreign.add(BigInt(logIdOf(id)));
    return followed;
  }

  async #proveFork({ entry, bytes }: CheckedEntry): Promise<void> {
    const { store } = this.#parts;
    const [held] = await store.range(entry.author, Number(entry.logId), entry.seqNum, 1);
    // Of a log that parted further down this proves nothing; the lowest pair came before it.
    if (held !== undefined) await this.#prove({ kind: "fork", entries: [held.entry, bytes] });
  }

  async #prove(proof: ForkProof): Promise<boolean> {
    const proves = await this.#parts.store.prove(proof);
    if (proves) this.#counts.proofs++;
    return proves;
  }

  #refuse(bytes: Uint8Array, code: string): void {
    this.#counts.refused++;
    const decoded = decodeEntry(bytes);
    this.#parts.refused({ place: decoded.ok ? decoded.entry : null, code });
  }
}
