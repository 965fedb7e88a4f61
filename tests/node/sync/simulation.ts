/**
 * Nodes that sync in no time at all: reducers on links whose every read, send, delivery and store
 * happens when a seed says so.
 */
import assert from "node:assert/strict";
import {
  type CheckItem,
  decodeEntry,
  type ForkProof,
  sameBytes,
} from "../../../src/core/bamboo/mod.ts";
import { fromHex, logIdOf, toHex } from "../../../src/core/messages/mod.ts";
import type { LogName, SyncInput, SyncOutput } from "../../../src/node/sync/exchange.ts";
import { MOST_HEADS, type SyncFrame as Frame } from "../../../src/node/sync/frames.ts";
import { newSync, progressOf, stepSync, type SyncState } from "../../../src/node/sync/reducer.ts";
import {
  Came,
  type Cut,
  Item,
  logIdOfItem,
  logIdOfName,
  logKey,
  type Random,
  type SimNode,
} from "./sim_node.ts";

export { contents, deletes, Item, linksTo, type Random, seeded, SimNode } from "./sim_node.ts";

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
  readonly notices: (Item | Cut | Came | "wanted")[] = [];
  readonly proofs: { readonly log: LogName; readonly proof: ForkProof }[] = [];
  readonly stores: { readonly log: LogName; readonly items: readonly CheckItem[] }[] = [];
  readonly reads: SyncOutput[] = [];
  /** Read, and not told yet. */
  readonly late: (() => void)[] = [];
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
    if (this.late.length > 0) yield () => this.late.shift()!();
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
      else if (output.type === "supply") this.#supply(output);
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

  #supply({ festival, items }: Extract<SyncOutput, { type: "supply" }>): void {
    for (const { id, payload } of items) {
      // Even where its log has been cut since it was asked for.
      const held = this.node.held(id);
      assert(held !== undefined, "it was asked for, and is held");
      assert.deepEqual(payload, held.written.payload);
      const { author, festival: own } = held.written;
      const log = { festival, author: author.key, profile: own === null };
      this.stores.push({ log, items: [new Item(held.written)] });
    }
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
    if (frame.type === "payloads") {
      for (const { id, payload } of frame.items) {
        if (payload === null) continue;
        const home = this.node.held(id)!.written.festival;
        const isOwn = home === null || sameBytes(home, frame.festival);
        assert(isOwn, "a payload of another festival left");
      }
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
    if (item === "wanted") return this.step({ type: "wanted" });
    if (item instanceof Came) {
      return this.step({ type: "payload-here", id: item.item.written.id });
    }
    if (!(item instanceof Item)) return this.#tellCut(item);
    this.step({ type: "payload-here", id: item.written.id });
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
    const cut = this.notices.findIndex((notice) =>
      typeof notice === "object" && "proof" in notice && notice.proof === proof
    );
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
    } else if (output.type === "read-wants") {
      const { festival, after } = output;
      const authors = this.node.authorsIn(festival);
      const found = [...this.node.wants.values()].filter(({ item: { written }, number }) =>
        number > after &&
        (written.festival === null
          ? authors.some((key) => sameBytes(key, written.author.key))
          : sameBytes(written.festival, festival))
      ).sort((one, other) => one.number - other.number);
      const page = found.slice(0, 1 + this.random(4));
      this.step({
        type: "wants-read",
        ids: page.map(({ item }) => item.written.id),
        after: page.at(-1)?.number ?? after,
        last: page.length === found.length,
      });
    } else if (output.type === "read-payloads") {
      // What was read may be old when it is told.
      const payloads = output.ids.slice(0, 1 + this.random(output.ids.length))
        .map((id) => this.node.find(id, output.festival)?.payload ?? null);
      this.late.push(() => this.step({ type: "payloads-read", payloads }));
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

  /**
   * What is left where nothing more happens, and should not be: a search that waits, a question
   * without its answer, a log that is held back though it is not cut.
   */
  get stuck(): string[] {
    const found: string[] = [];
    for (const { ends } of this.links.values()) {
      for (const { node, state } of ends) {
        for (const { logs, profiles, asking } of state.festivals.values()) {
          if (asking.size > 0) found.push(`${node.name} waits for an answer`);
          for (const author of logs.keys()) {
            for (const log of [logs.get(author), profiles.get(author)]) {
              if (log === undefined) continue;
              if (log.search !== null) found.push(`${node.name} searches`);
              if (log.question !== null) found.push(`${node.name} owes an answer`);
              if (log.parted && log.ourCut === Infinity) found.push(`${node.name} holds back`);
            }
          }
        }
      }
    }
    return found;
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
