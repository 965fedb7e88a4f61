/**
 * Nodes that sync in no time at all: reducers on links whose every read, send, delivery and store
 * happens when a seed says so. Stores are plain lists here; the entries are real.
 */
import assert from "node:assert/strict";
import { type CheckItem, sameBytes } from "../../../src/core/bamboo/mod.ts";
import { fromHex, logIdOf, toHex } from "../../../src/core/messages/mod.ts";
import type { LogName, SyncInput, SyncOutput } from "../../../src/node/sync/exchange.ts";
import { type Frame, MOST_HEADS } from "../../../src/node/sync/frames.ts";
import { newSync, progressOf, stepSync, type SyncState } from "../../../src/node/sync/reducer.ts";
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

export class SimNode {
  readonly logs = new Map<string, Item[]>();
  readonly follows = new Map<string, Uint8Array>();
  readonly ends = new Set<End>();

  constructor(readonly name: string) {}

  log(author: Uint8Array, logId: number): readonly Item[] {
    return this.logs.get(logKey(author, logId)) ?? [];
  }

  put(item: Item): "accepted" | "duplicate" | "gap" | "parted" {
    const { author, seqNum, hash } = item.written;
    const key = logKey(author.key, logIdOfItem(item));
    const log = this.logs.get(key) ?? [];
    const held = log[seqNum - 1];
    if (held !== undefined) return sameBytes(held.written.hash, hash) ? "duplicate" : "parted";
    if (seqNum !== log.length + 1) return "gap";
    const links = linksTo.get(item.written) ?? null;
    if (seqNum > 1 && links !== log.at(-1)!.written) return "parted";
    this.logs.set(key, [...log, item]);
    for (const end of this.ends) end.notices.push(item);
    return "accepted";
  }

  follow(festival: Uint8Array, follows = true): void {
    if (follows) this.follows.set(toHex(festival), festival);
    else this.follows.delete(toHex(festival));
    for (const end of this.ends) end.followsChanged = true;
  }

  /** Authors by arrival, as a store gives them. */
  authorsIn(festival: Uint8Array): Uint8Array[] {
    return [...this.logs.values()].filter(([first]) => logIdOfItem(first!) === logIdOf(festival))
      .map(([first]) => first!.written.author.key);
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
  readonly notices: Item[] = [];
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
    if (this.other.wire.length > 0 && this.stores.length < 4) yield () => this.#hear();
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
    assert(frame.type === "heads" || frame.type === "entries" || frame.type === "complete");
    assert(this.#everShared.has(toHex(frame.festival)), "it left a festival that is not shared");
    if (frame.type !== "entries") return;
    for (const item of frame.items) {
      const { author, festival } = (item as Item).written;
      if (festival === null) {
        const own = this.node.log(author.key, logIdOf(frame.festival));
        assert(own.length > 0, "log 0 of a stranger left");
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
    const { author: { key: author }, festival, seqNum: seq } = item.written;
    this.step(
      festival === null
        ? { type: "profile-advanced", author, seq }
        : { type: "advanced", festival, author, seq },
    );
  }

  #store(): void {
    const { log, items } = this.stores.shift()!;
    for (const item of items) {
      if (!log.profile && !this.node.follows.has(toHex(log.festival))) {
        this.#drop(toHex(log.festival));
      } else if (this.node.put(item as Item) === "parted") this.step({ type: "parted", log });
    }
  }

  #read(output: SyncOutput): void {
    if (output.type === "read-profile") {
      const seq = this.node.log(output.author, 0).length;
      this.step({ type: "profile-advanced", author: output.author, seq });
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
    return { seq: log.length, id: log.at(-1)?.written.id ?? null };
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
    [logIdOf(festival), 0].flatMap((logId) =>
      node.log(author, logId).map(({ written: { seqNum, id } }) =>
        `${logKey(author, logId)}/${seqNum}=${toHex(id)}`
      )
    )
  ).sort();
}
