/**
 * Nodes that sync in no time at all: reducers on links whose every read, send, delivery and store
 * happens when a seed says so. Stores are plain lists here; the entries are real.
 */
import assert from "node:assert/strict";
import {
  type CheckItem,
  checkProof,
  decodeEntry,
  type ForkProof,
  sameBytes,
} from "../../../src/core/bamboo/mod.ts";
import { fromHex, logIdOf, toHex } from "../../../src/core/messages/mod.ts";
import type { LogName, SyncInput, SyncOutput } from "../../../src/node/sync/exchange.ts";
import { MOST_HEADS, type SyncFrame as Frame } from "../../../src/node/sync/frames.ts";
import { newSync, progressOf, stepSync, type SyncState } from "../../../src/node/sync/reducer.ts";
import { native } from "../../../src/platform/deno/mod.ts";
import type { Written } from "../../oracle/scribe.ts";

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
  readonly payload: Uint8Array;
  constructor(readonly written: Written) {
    this.entry = written.entry;
    this.payload = written.payload;
  }
}

const logKey = (author: Uint8Array, logId: number) => `${toHex(author)}/${logId}`;
const logIdOfName = ({ festival, profile }: LogName) => profile ? 0 : logIdOf(festival);
const logIdOfItem = ({ written: { festival } }: Item) => festival === null ? 0 : logIdOf(festival);

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
    if (held !== undefined) return sameBytes(held.written.hash, hash) ? "duplicate" : "parted";
    if (seqNum !== log.length + 1) return "gap";
    const links = linksTo.get(item.written)?.hash;
    if (seqNum > 1 && !sameBytes(links!, log.at(-1)!.written.hash)) return "parted";
    this.logs.set(key, [...log, item]);
    this.#known.set(key, { author: author.key, logId: logIdOfItem(item) });
    for (const end of this.ends) end.notices.push(item);
    return "accepted";
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
    this.#known.set(key, { author, logId });
    for (const end of this.ends) end.notices.push(cut);
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

/** What each written entry follows; a stand-in for decoding its backlink. */
export const linksTo = new WeakMap<Written, Written>();

export interface Sent {
  readonly from: SimNode;
  readonly to: SimNode;
  readonly frame: Frame;
}

type Heads = (Frame & { type: "heads" })["logs"];

/** One side of a session: what `session.ts` and `follows.ts` do, one step at a time. */
export class End {
  other!: End;
  readonly state: SyncState = newSync();
  readonly wire: (Frame | { readonly follows: string[] })[] = [];
  readonly outbox: { readonly frame: Frame | { readonly follows: string[] } }[] = [];
  readonly notices: (Item | Cut)[] = [];
  readonly proofs: { readonly log: LogName; readonly proof: ForkProof }[] = [];
  readonly stores: { readonly log: LogName; readonly items: readonly CheckItem[] }[] = [];
  readonly reads: SyncOutput[] = [];
  followsChanged = true;
  offence: string | null = null;
  /** What was here when the session began. */
  readonly before: ReadonlyMap<string, number>;
  #listed: ReadonlyMap<string, Uint8Array> | null = null;
  #theirs: ReadonlySet<string> = new Set();
  #said = 0;
  #heard = 0;
  readonly #everShared = new Set<string>();

  constructor(
    readonly node: SimNode,
    private readonly random: Random,
    private readonly onSent: (sent: Sent, end: End) => void,
  ) {
    this.before = new Map([...node.logs].map(([key, log]) => [key, log.length]));
    node.ends.add(this);
  }

  /** What can happen next on this side. */
  *tasks(): Iterable<() => void> {
    if (this.offence !== null) return;
    if (this.followsChanged) yield () => this.#say();
    if (this.outbox.length > 0) yield () => this.#leave();
    const takes = this.stores.length < 4 && this.proofs.length === 0;
    if (this.other.wire.length > 0 && takes) yield () => this.#hear();
    if (this.proofs.length > 0) yield () => this.#prove();
    if (this.notices.length > 0) yield () => this.#notice();
    if (this.stores.length > 0) yield () => this.#store();
    for (const [i, output] of this.reads.entries()) {
      yield () => {
        this.reads.splice(i, 1);
        this.#read(output);
      };
    }
  }

  step(input: SyncInput): void {
    for (const output of stepSync(this.state, input)) {
      if (output.type === "send") this.outbox.push({ frame: output.frame });
      else if (output.type === "store") this.stores.push(output);
      else if (output.type === "prove") this.proofs.push(output);
      else if (output.type === "end") this.offence = output.code;
      else this.reads.push(output);
    }
  }

  get inSync(): boolean {
    return progressOf(this.state).every(({ inSync }) => inSync);
  }

  #drop(festival: string): void {
    if (!this.#listed?.has(festival)) return;
    this.#say(new Map([...this.#listed].filter(([key]) => key !== festival)));
    this.followsChanged = true;
  }

  #say(follows: ReadonlyMap<string, Uint8Array> = this.node.follows): void {
    this.followsChanged = false;
    if (
      this.#listed?.size === follows.size &&
      [...follows.keys()].every((id) => this.#listed!.has(id))
    ) return;
    this.#listed = new Map(follows);
    this.#said++;
    this.outbox.push({ frame: { follows: [...follows.keys()] } });
    this.#tell();
  }

  #tell(): void {
    if (this.#listed === null) return;
    const listed = [...this.#listed];
    const shared = listed.filter(([key]) => this.#theirs.has(key));
    for (const [key] of shared) this.#everShared.add(key);
    this.step({
      type: "shared",
      listed: listed.map(([, id]) => id),
      shared: shared.map(([, id]) => id),
      said: this.#said,
      heard: this.#heard,
    });
  }

  #leave(): void {
    const { frame } = this.outbox.shift()!;
    this.wire.push(frame);
    if ("follows" in frame) return;
    this.#judge(frame);
    this.onSent({ from: this.node, to: this.other.node, frame }, this);
    this.step({ type: "sent" });
  }

  /** Nothing leaves but of festivals that both named, and log 0 of those who write in them. */
  #judge(frame: Frame): void {
    assert("festival" in frame);
    assert(this.#everShared.has(toHex(frame.festival)), "it left a festival that is not shared");
    if (frame.type === "cut" || (frame.type === "compared" && frame.entry !== null)) {
      const bytes = frame.type === "cut" ? frame.first : frame.entry!;
      const decoded = decodeEntry(bytes);
      assert(decoded.ok);
      // A question about log 0 may name another of the shared festivals than the one it came with.
      const shared = frame.type === "cut" ? [toHex(frame.festival)] : [...this.#everShared];
      const own = shared.flatMap((festival) => this.node.authorsIn(fromHex(festival)!));
      assert(own.some((author) => sameBytes(author, decoded.entry.author)), "a stranger's log");
      const logId = frame.profile ? 0 : logIdOf(frame.festival);
      assert.equal(decoded.entry.logId, BigInt(logId), "an entry of another log left");
    }
    if (frame.type !== "entries") return;
    for (const item of frame.items) {
      const { author, festival } = (item as Item).written;
      if (festival === null) {
        const own = this.node.authorsIn(frame.festival);
        assert(own.some((key) => sameBytes(key, author.key)), "log 0 of a stranger left");
      } else assert(sameBytes(festival, frame.festival), "an entry of another festival left");
    }
  }

  #hear(): void {
    const frame = this.other.wire.shift()!;
    if ("follows" in frame) {
      this.#heard++;
      this.#theirs = new Set(frame.follows);
      this.#tell();
    } else this.step({ type: "received", frame });
  }

  #notice(): void {
    const item = this.notices.shift()!;
    if (!(item instanceof Item)) return this.#tellCut(item);
    const { author: { key: author }, festival, seqNum: seq } = item.written;
    this.step(
      festival === null
        ? { type: "profile-advanced", author, seq }
        : { type: "advanced", festival, author, seq },
    );
  }

  #tellCut({ festival, author, seq }: Cut): void {
    this.step({ type: "cut", festival, author, seq });
  }

  #prove(): void {
    const { log, proof } = this.proofs.shift()!;
    const proved = this.node.prove(proof);
    // The notice comes before the answer; it comes late to other sessions alone.
    const cut = this.notices.findIndex((notice) => "proof" in notice && notice.proof === proof);
    if (cut >= 0) this.#tellCut(this.notices.splice(cut, 1)[0] as Cut);
    if (proved === "refused") this.offence = "invalid-proof";
    else if (proved === "proved") this.step({ type: "proved", log });
    else this.#drop(toHex(log.festival));
  }

  #store(): void {
    const { log, items } = this.stores.shift()!;
    for (const item of items) {
      if (!log.profile && !this.node.follows.has(toHex(log.festival))) {
        this.#drop(toHex(log.festival));
      } else if (this.node.put(item as Item) === "parted") {
        const { author, seqNum } = (item as Item).written;
        const held = this.node.log(author.key, logIdOfName(log)).length;
        this.step({ type: "parted", log, seq: Math.min(held, seqNum) });
      }
    }
  }

  #read(output: SyncOutput): void {
    if (output.type === "read-profile") {
      const { seq, cut } = this.#head(output.author, 0);
      this.step({
        type: "profile-advanced",
        author: output.author,
        seq,
        ...(cut === undefined ? {} : { cut }),
      });
    } else if (output.type === "read-proof") {
      const cut = this.node.cuts.get(logKey(output.log.author, logIdOfName(output.log)));
      this.step({ type: "proof-read", proof: cut?.proof ?? null });
    } else if (output.type === "read-at") {
      const all = this.node.log(output.log.author, logIdOfName(output.log));
      this.step({ type: "log-read", items: all.slice(0, output.seq).slice(-1) });
    } else if (output.type === "read-log") {
      const { log, from, limit } = output;
      const all = this.node.log(log.author, logIdOfName(log));
      // A store may give less than it was asked for.
      const most = 1 + this.random(limit);
      this.step({ type: "log-read", items: all.slice(from - 1, from - 1 + most) });
    } else if (output.type === "read-heads") {
      const authors = this.node.authorsIn(output.festival);
      const after = output.after === null ? "" : toHex(output.after);
      const begin = after === "" ? 0 : authors.findIndex((key) => toHex(key) === after) + 1;
      const limit = 1 + this.random(MOST_HEADS);
      const page = authors.slice(begin, begin + limit);
      const logs: Heads = page.map((author) => ({
        author,
        log: this.#head(author, logIdOf(output.festival)),
        profile: this.#head(author, 0),
      }));
      this.step({ type: "heads-read", logs, last: begin + page.length >= authors.length });
    }
  }

  #head(author: Uint8Array, logId: number) {
    const log = this.node.log(author, logId);
    const cut = this.node.cutOf(author, logId);
    const id = log.at(-1)?.written.id ?? null;
    return { seq: log.length, id, ...(cut === undefined ? {} : { cut }) };
  }
}

export class Simulation {
  readonly links = new Map<string, { readonly nodes: readonly [SimNode, SimNode]; ends: End[] }>();
  readonly sent: Sent[] = [];
  /** Entries that crossed in each session, by direction, log and seqnum. */
  readonly crossed = new Map<End, Map<string, number>>();

  constructor(readonly random: Random) {}

  link(one: SimNode, other: SimNode): void {
    const ends = [one, other].map((node) =>
      new End(node, this.random, (sent, end) => this.#onSent(sent, end))
    );
    ends[0]!.other = ends[1]!;
    ends[1]!.other = ends[0]!;
    this.links.set(`${one.name}${other.name}`, { nodes: [one, other], ends });
  }

  cut(one: SimNode, other: SimNode): void {
    const link = this.links.get(`${one.name}${other.name}`)!;
    for (const end of link.ends) end.node.ends.delete(end);
    link.ends = [];
  }

  #onSent(sent: Sent, end: End): void {
    this.sent.push(sent);
    if (sent.frame.type !== "entries") return;
    const crossed = this.crossed.get(end) ?? new Map();
    this.crossed.set(end, crossed);
    for (const item of sent.frame.items) {
      const { author, seqNum } = (item as Item).written;
      const log = logKey(author.key, logIdOfItem(item as Item));
      const key = `${log}/${seqNum}`;
      crossed.set(key, (crossed.get(key) ?? 0) + 1);
    }
  }

  /** The most that any entry crossed one link in one direction in one session. */
  get mostCrossings(): number {
    return Math.max(0, ...[...this.crossed.values()].flatMap((each) => [...each.values()]));
  }

  /**
   * Entries that were sent though the receiver had held them when the session began, and had said so
   * by then: a log 0 only shows in the heads of a festival in which its author has a log there, and
   * may be sent with one festival before the heads of another are here.
   */
  get needless(): string[] {
    return [...this.crossed].flatMap(([end, entries]) =>
      [...entries.keys()].filter((key) => {
        const [author, logId, seq] = key.split("/");
        const shared = [...end.node.follows.keys()].filter((id) => end.other.node.follows.has(id));
        const isShown = logId !== "0" || shared.every((festival) =>
          end.other.before.has(`${author}/${logIdOf(fromHex(festival)!)}`)
        );
        return isShown && Number(seq) <= (end.other.before.get(`${author}/${logId}`) ?? 0);
      })
    );
  }

  get offences(): string[] {
    return [...this.links.values()].flatMap(({ ends }) => ends)
      .map(({ offence }) => offence).filter((code) => code !== null);
  }

  /** Does one thing; false where nothing is left to do. */
  step(): boolean {
    const tasks = [...this.links.values()].flatMap(({ ends }) =>
      ends.flatMap((end) => [...end.tasks()])
    );
    if (tasks.length === 0) return false;
    tasks[this.random(tasks.length)]!();
    return true;
  }

  /** Until nothing is left to do; fails if that never comes. */
  settle(most = 50_000): void {
    for (let steps = 0; this.step(); steps++) assert(steps < most, "it does not end");
  }
}

/** The logs of a festival and its authors' log 0, by name, as lines that can be compared. */
export function contents(node: SimNode, festival: Uint8Array): string[] {
  return node.authorsIn(festival).flatMap((author) =>
    [logIdOf(festival), 0].flatMap((logId) => [
      ...node.log(author, logId).map(({ written: { seqNum, id } }) =>
        `${logKey(author, logId)}/${seqNum}=${toHex(id)}`
      ),
      `${logKey(author, logId)} cut at ${node.cutOf(author, logId)}`,
    ])
  ).sort();
}
