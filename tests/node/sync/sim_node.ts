/** Nodes of a simulation: their stores are plain lists; the entries are real. */
import {
  type CheckItem,
  checkProof,
  type ForkProof,
  sameBytes,
} from "../../../src/core/bamboo/mod.ts";
import { logIdOf, toHex } from "../../../src/core/messages/mod.ts";
import type { LogName } from "../../../src/node/sync/exchange.ts";
import { native } from "../../../src/platform/deno/mod.ts";
import type { Written } from "../../oracle/scribe.ts";
import type { End } from "./simulation.ts";

export type Random = (below: number) => number;

/** Mulberry32. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Frames carry the very items that stores hold, so that what was written needs no decoding. */
export class Item implements CheckItem {
  readonly entry: Uint8Array;
  readonly payload: Uint8Array | null;
  constructor(readonly written: Written, hasPayload = true) {
    this.entry = written.entry;
    this.payload = hasPayload ? written.payload : null;
  }
}

/** The payload of an entry that was here without it has come. */
export class Came {
  constructor(readonly item: Item) {}
}

export const logKey = (author: Uint8Array, logId: number) => `${toHex(author)}/${logId}`;
export const logIdOfName = ({ festival, profile }: LogName) => profile ? 0 : logIdOf(festival);
export const logIdOfItem = ({ written: { festival } }: Item) =>
  festival === null ? 0 : logIdOf(festival);

/** A log is cut here. */
export interface Cut {
  readonly author: Uint8Array;
  readonly festival: Uint8Array | null;
  readonly seq: number;
  readonly proof: ForkProof;
}

export class SimNode {
  /** All that is here, what is cut off too. */
  readonly logs = new Map<string, Item[]>();
  readonly cuts = new Map<string, Cut>();
  /** Whose logs there are, in the order in which they came. */
  readonly #known = new Map<string, { readonly author: Uint8Array; readonly logId: number }>();
  readonly follows = new Map<string, Uint8Array>();
  readonly ends = new Set<End>();
  /** By hash: what is wanted, and since which number. */
  readonly wants = new Map<string, { readonly item: Item; readonly number: number }>();
  #newestWant = 0;

  constructor(readonly name: string) {}

  /** What counts of a log. */
  log(author: Uint8Array, logId: number): readonly Item[] {
    const log = this.logs.get(logKey(author, logId)) ?? [];
    return log.slice(0, (this.cutOf(author, logId) ?? Infinity) - 1);
  }

  cutOf(author: Uint8Array, logId: number): number | undefined {
    return this.cuts.get(logKey(author, logId))?.seq;
  }

  put(item: Item): "accepted" | "duplicate" | "gap" | "parted" | "cut" {
    const { author, seqNum, hash } = item.written;
    const key = logKey(author.key, logIdOfItem(item));
    if (seqNum >= (this.cuts.get(key)?.seq ?? Infinity)) return "cut";
    const log = this.logs.get(key) ?? [];
    const held = log[seqNum - 1];
    if (held !== undefined && !sameBytes(held.written.hash, hash)) return "parted";
    if (held !== undefined) {
      if (held.payload !== null || item.payload === null) return "duplicate";
      this.logs.set(key, log.with(seqNum - 1, item));
      this.#settlePayloads(key);
      if (this.logs.get(key)![seqNum - 1]!.payload !== null) this.#tell(new Came(item));
      return "duplicate";
    }
    if (seqNum !== log.length + 1) return "gap";
    const links = linksTo.get(item.written)?.hash;
    if (seqNum > 1 && !sameBytes(links!, log.at(-1)!.written.hash)) return "parted";
    this.logs.set(key, [...log, item]);
    this.#know(author.key, logIdOfItem(item));
    this.#tell(item);
    this.#settlePayloads(key);
    return "accepted";
  }

  #tell(notice: Item | Cut | Came | "wanted"): void {
    for (const end of this.ends) end.notices.push(notice);
  }

  /** An author's profile may be asked for with every festival in which they begin to write. */
  #know(author: Uint8Array, logId: number): void {
    const key = logKey(author, logId);
    if (this.#known.has(key)) return;
    this.#known.set(key, { author, logId });
    for (const { item } of this.logs.get(logKey(author, 0))?.map((item) => ({ item })) ?? []) {
      const hash = toHex(item.written.hash);
      if (!this.wants.has(hash)) continue;
      this.wants.set(hash, { item, number: ++this.#newestWant });
      this.#tell("wanted");
    }
  }

  /** Drops what is void, and wants what is missing: as the deletes that are here say now. */
  #settlePayloads(key: string): void {
    const log = this.logs.get(key) ?? [];
    const counting = (this.cuts.get(key)?.seq ?? Infinity) - 1;
    const isVoid = new Set<number>();
    for (let at = Math.min(log.length, counting) - 1; at >= 0; at--) {
      const target = deletes.get(log[at]!.written);
      if (target === undefined || log[at]!.payload === null || isVoid.has(at)) continue;
      isVoid.add(log.findIndex(({ written }) => written === target));
    }
    this.logs.set(
      key,
      log.map((item, at) =>
        isVoid.has(at) && item.payload !== null ? new Item(item.written, false) : item
      ),
    );
    for (const [at, item] of this.logs.get(key)!.entries()) {
      const hash = toHex(item.written.hash);
      if (item.payload !== null || isVoid.has(at) || at >= counting) this.wants.delete(hash);
      else if (!this.wants.has(hash)) {
        this.wants.set(hash, { item, number: ++this.#newestWant });
        this.#tell("wanted");
      }
    }
  }

  /** By its id: whether or not it counts. */
  held(id: Uint8Array): Item | undefined {
    return [...this.logs.values()].flat().find(({ written }) => sameBytes(written.id, id));
  }

  /** By the id of its entry: what counts of it, in a festival or in a profile. */
  find(id: Uint8Array, festival: Uint8Array): Item | null {
    for (const { author, logId } of this.#known.values()) {
      if (logId !== 0 && logId !== logIdOf(festival)) continue;
      const found = this.log(author, logId).find(({ written }) => sameBytes(written.id, id));
      if (found !== undefined) return found;
    }
    return null;
  }

  prove(proof: ForkProof): "proved" | "refused" | "not-followed" {
    const outcome = checkProof(proof, native);
    if (!outcome.ok) return "refused";
    const { author, seqNum: seq } = outcome;
    const logId = Number(outcome.logId);
    const key = logKey(author, logId);
    const festival = [...this.follows.values()].find((id) => logIdOf(id) === logId) ?? null;
    if (logId !== 0 && festival === null) return "not-followed";
    if ((this.cuts.get(key)?.seq ?? Infinity) <= seq) return "proved";
    const cut = { author, festival, seq, proof };
    this.cuts.set(key, cut);
    this.#know(author, logId);
    this.#tell(cut);
    this.#settlePayloads(key);
    return "proved";
  }

  follow(festival: Uint8Array, follows = true): void {
    if (follows) this.follows.set(toHex(festival), festival);
    else this.follows.delete(toHex(festival));
    for (const end of this.ends) end.followsChanged = true;
  }

  /** Authors by arrival, as a store gives them. */
  authorsIn(festival: Uint8Array): Uint8Array[] {
    return [...this.#known.values()].filter(({ logId }) => logId === logIdOf(festival))
      .map(({ author }) => author);
  }
}

/** What entries void, if any: a stand-in for reading what they say. */
export const deletes = new WeakMap<Written, Written>();

/** What each written entry follows; a stand-in for decoding its backlink. */
export const linksTo = new WeakMap<Written, Written>();

/** The logs of a festival and its authors' log 0, by name, as lines that can be compared. */
export function contents(node: SimNode, festival: Uint8Array): string[] {
  return node.authorsIn(festival).flatMap((author) =>
    [logIdOf(festival), 0].flatMap((logId) => [
      ...node.log(author, logId).map(({ written: { seqNum, id }, payload }) =>
        `${logKey(author, logId)}/${seqNum}=${toHex(id)}${payload === null ? " alone" : ""}`
      ),
      `${logKey(author, logId)} cut at ${node.cutOf(author, logId)}`,
    ])
  ).sort();
}
