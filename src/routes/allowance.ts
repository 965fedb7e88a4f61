/** How much each address may still ask for: buckets that fill again with time. */
import type { Clock } from "../node/mod.ts";
import { networkOf } from "../node/channel/mod.ts";

export interface Amount {
  readonly bytes: number;
  readonly entries: number;
}

/** What is left; below nothing after more was taken than there was. */
interface Bucket {
  bytes: number;
  entries: number;
  at: number;
}

const MINUTE_MS = 60_000;
/** An address that is forgotten for others has a full bucket again. */
export const MOST_ADDRESSES = 10_000;
/** Stands for all whose address is not known. */
const ANYBODY = "";

export class Allowance {
  /** The latest used is the last. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(
    private readonly clock: Clock,
    /** What an address may take at once, and in every minute after. */
    private readonly share: Amount,
    /** The same, of all together whose address is not known. */
    private readonly shareOfAll: Amount,
  ) {}

  /**
   * Takes an amount where anything is left, were it less than that. Otherwise gives the
   * milliseconds until there is; 0 for what was taken.
   */
  take(address: string | null, amount: Amount): number {
    const name = address === null ? ANYBODY : networkOf(address);
    const share = address === null ? this.shareOfAll : this.share;
    const now = this.clock.now();
    const bucket = this.#buckets.get(name) ?? { ...share, at: now };
    // A clock that is put back fills nothing, and takes nothing away.
    const minutes = Math.max(0, now - bucket.at) / MINUTE_MS;
    bucket.bytes = Math.min(share.bytes, bucket.bytes + minutes * share.bytes);
    bucket.entries = Math.min(share.entries, bucket.entries + minutes * share.entries);
    bucket.at = now;
    this.#keep(name, bucket);
    const lacking = Math.min(bucket.bytes / share.bytes, bucket.entries / share.entries);
    if (lacking <= 0) return Math.ceil(-lacking * MINUTE_MS) + 1;
    bucket.bytes -= amount.bytes;
    bucket.entries -= amount.entries;
    return 0;
  }

  #keep(name: string, bucket: Bucket): void {
    this.#buckets.delete(name);
    this.#buckets.set(name, bucket);
    if (this.#buckets.size <= MOST_ADDRESSES) return;
    const [oldest] = this.#buckets.keys();
    this.#buckets.delete(oldest!);
  }
}
