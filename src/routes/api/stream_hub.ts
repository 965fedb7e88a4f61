/**
 * Everyone who listens to this node by server-sent events.
 *
 * Listeners of the same festivals share a topic, so that a change costs one question to the node and
 * one encoding, whatever their number. `entry` and `peer` are a notice each; the others are what
 * pages wait for, at a pace that no flood of notices changes:
 *
 * - `changed`, with the revision, at most every 300 ms, and every 3 s while a festival arrives: its
 *   page would be drawn over and over for one that comes with thousands of entries;
 * - `peers`, when something about peers or follows is other than it was, at most every second;
 * - `nodes`, with how many nodes are connected, when that is another number;
 * - `arrival`, when a festival of the topic has come further on its way to this node.
 *
 * Nothing here grows with time: a listener that reads more slowly than things happen loses notices
 * (told by `missed`) and gets the latest revision once it catches up.
 */
import { networkOf } from "../../node/channel/mod.ts";
import type { Clock, Node, Notice, Report } from "../../node/mod.ts";
import type { ArrivalState } from "../arrival.ts";

export const MAX_LISTENERS = 1_000;
/** Else one client takes them all. */
export const MAX_LISTENERS_AN_ADDRESS = 50;
const CHANGED_EVERY_MS = 300;
const CHANGED_EVERY_MS_ARRIVING = 3_000;
const PEERS_EVERY_MS = 1_000;
const PING_EVERY_MS = 15_000;
/** What may wait for a slow listener. The bytes themselves are shared among all. */
const MAX_WAITING_BYTES = 256 * 1024;

/** Stands for all that is public, beside festivals' ids. */
const ALL = "";

const PING = frame(":");
const MISSED = event("missed", {});
const PEERS = event("peers", {});
const ARRIVAL = event("arrival", {});

export interface StreamParts {
  readonly node: Pick<Node, "query" | "listen">;
  /** How many other nodes are connected now. */
  readonly connected: () => number;
  /** Asks how far festivals have come on their way here. */
  readonly arrivals: () => (festivals: readonly string[]) => ArrivalState;
  readonly clock: Clock;
  readonly report: Report;
  readonly stopping?: AbortSignal | undefined;
}

export interface ListenOptions {
  /** Festivals' ids. */
  readonly festivals: readonly string[];
  /** Whether all that is public is listened to, too. */
  readonly everything: boolean;
  /** What the listener has seen; null where it does not say. */
  readonly revision: number | null;
  /** How many nodes it believes to be connected; null where it does not say, NaN if it may be wrong. */
  readonly nodes: number | null;
  /** Whether ids of peers are for them. */
  readonly operator: boolean;
  /** Where the listener is; null where nobody knows. */
  readonly from: string | null;
}

export class StreamHub {
  readonly #topics = new Map<string, Topic>();
  /** By a festival's id, or {@link ALL}. */
  readonly #topicsAbout = new Map<string, Set<Topic>>();
  readonly #peers: Pace;
  readonly #from = new Map<string, number>();
  #count = 0;
  #nodes = 0;
  #followsChanged = false;
  #unlisten: (() => void) | null = null;
  #cancelPing: (() => void) | null = null;

  constructor(private readonly parts: StreamParts) {
    this.#peers = new Pace(() => PEERS_EVERY_MS, parts.clock, () => this.#tellPeers());
    parts.stopping?.addEventListener("abort", () => this.#end(), { once: true });
  }

  /** Whether there is no room for another listener of this address. */
  fullFor(from: string | null): boolean {
    if (this.#count >= MAX_LISTENERS) return true;
    return from !== null && (this.#from.get(networkOf(from)) ?? 0) >= MAX_LISTENERS_AN_ADDRESS;
  }

  /** Gives the bytes of a new listener's stream; who cancels it has left. */
  listen(options: ListenOptions): ReadableStream<Uint8Array> {
    const about = [...new Set(options.festivals)].sort();
    if (options.everything) about.unshift(ALL);
    const key = about.join();
    const network = options.from === null ? null : networkOf(options.from);
    const listener = new Listener(options.operator, () => {
      if (this.#leave(key, listener)) this.#tally(network, -1);
    });
    this.#tally(network, 1);
    const topic = this.#join(key, about, listener);
    void topic.greet(listener, options.revision);
    const { nodes } = options;
    if (nodes !== null && nodes !== this.#nodes) listener.send(nodesEvent(this.#nodes));
    return listener.stream;
  }

  #join(key: string, about: readonly string[], listener: Listener): Topic {
    if (this.#count++ === 0) {
      this.#nodes = this.parts.connected();
      this.#unlisten = this.parts.node.listen((notice) => this.#notice(notice));
      this.#pingLater();
    }
    let topic = this.#topics.get(key);
    if (topic === undefined) {
      topic = new Topic(about, this.parts);
      topic.hasComeFurther(this.parts.arrivals());
      this.#topics.set(key, topic);
      for (const one of about) {
        const topics = this.#topicsAbout.get(one) ?? new Set();
        this.#topicsAbout.set(one, topics.add(topic));
      }
    }
    topic.listeners.add(listener);
    return topic;
  }

  #tally(network: string | null, change: 1 | -1): void {
    if (network === null) return;
    const count = (this.#from.get(network) ?? 0) + change;
    if (count > 0) this.#from.set(network, count);
    else this.#from.delete(network);
  }

  /** False for who has left before. */
  #leave(key: string, listener: Listener): boolean {
    const topic = this.#topics.get(key);
    if (topic === undefined || !topic.listeners.delete(listener)) return false;
    listener.close();
    if (topic.listeners.size === 0) {
      topic.stop();
      this.#topics.delete(key);
      for (const one of topic.about) {
        const topics = this.#topicsAbout.get(one)!;
        topics.delete(topic);
        if (topics.size === 0) this.#topicsAbout.delete(one);
      }
    }
    if (--this.#count > 0) return true;
    this.#unlisten?.();
    this.#cancelPing?.();
    this.#peers.stop();
    return true;
  }

  #end(): void {
    for (const topic of [...this.#topics.values()]) {
      for (const listener of [...topic.listeners]) listener.leave();
    }
  }

  #notice(notice: Notice): void {
    if (notice.kind === "peer") {
      const { id: _, ...forAnyone } = notice;
      const [whole, reduced] = [event("peer", notice), event("peer", forAnyone)];
      for (const { listeners } of this.#topics.values()) {
        for (const listener of listeners) listener.send(listener.operator ? whole : reduced);
      }
      this.#peers.happened();
      return;
    }
    if (notice.kind === "follows") {
      this.#followsChanged = true;
      this.#peers.happened();
      for (const topic of this.#topicsAbout.get(ALL) ?? []) topic.changed();
      return;
    }
    if (notice.kind === "wanted") return;
    if (notice.kind === "cut" || notice.kind === "payload") {
      for (const topic of this.#topicsOf(notice)) topic.changed();
      return;
    }
    const bytes = event("entry", notice);
    for (const topic of this.#topicsOf(notice)) {
      for (const listener of topic.listeners) listener.send(bytes);
      topic.changed();
    }
  }

  /** An unlisted festival's entries go to those who named it, and a profile's to all. */
  #topicsOf(notice: Pick<Notice & { kind: "entry" }, "festival" | "listed">): Iterable<Topic> {
    if (notice.festival === null) return this.#topics.values();
    const named = this.#topicsAbout.get(notice.festival) ?? [];
    return notice.listed ? new Set([...this.#topicsAbout.get(ALL) ?? [], ...named]) : named;
  }

  #tellPeers(): void {
    const nodes = this.parts.connected();
    const bytes = [PEERS, ...(nodes === this.#nodes ? [] : [nodesEvent(nodes)])];
    this.#nodes = nodes;
    const arrivals = this.parts.arrivals();
    for (const topic of this.#topics.values()) {
      const arrived = topic.hasComeFurther(arrivals) || this.#followsChanged;
      for (const listener of topic.listeners) {
        for (const each of bytes) listener.send(each);
        if (arrived) listener.send(ARRIVAL);
      }
    }
    this.#followsChanged = false;
  }

  #pingLater(): void {
    this.#cancelPing = this.parts.clock.after(PING_EVERY_MS, () => {
      for (const { listeners } of this.#topics.values()) {
        for (const listener of listeners) listener.send(PING, true);
      }
      this.#pingLater();
    });
  }
}

/** Tells of what happens at once, then at most so often; the last time is never lost. */
class Pace {
  /** Set while it was told less than this long ago. */
  #cancelPause: (() => void) | null = null;
  #again = false;

  constructor(
    private readonly everyMs: () => number,
    private readonly clock: Clock,
    private readonly tell: () => void,
  ) {}

  happened(): void {
    if (this.#cancelPause !== null) {
      this.#again = true;
      return;
    }
    this.#cancelPause = this.clock.after(this.everyMs(), () => {
      this.#cancelPause = null;
      if (!this.#again) return;
      this.#again = false;
      this.happened();
    });
    this.tell();
  }

  stop(): void {
    this.#cancelPause?.();
    this.#cancelPause = null;
    this.#again = false;
  }
}

/** Those who listen to the same, and the pace at which they hear of changes. */
class Topic {
  readonly listeners = new Set<Listener>();
  readonly #pace: Pace;
  #told = -1;
  #arrival: ArrivalState = { words: "", filling: false };

  constructor(
    /** Festivals' ids, and {@link ALL}. */
    readonly about: readonly string[],
    private readonly parts: StreamParts,
  ) {
    const everyMs = () => this.#arrival.filling ? CHANGED_EVERY_MS_ARRIVING : CHANGED_EVERY_MS;
    this.#pace = new Pace(everyMs, parts.clock, () => void this.#tell());
  }

  changed(): void {
    this.#pace.happened();
  }

  /** Tells a new listener, who is in the topic already, where it missed something before. */
  async greet(listener: Listener, seen: number | null): Promise<void> {
    listener.send(frame("retry: 3000"));
    if (seen === null) return;
    const revision = await this.#now();
    if (revision !== null && revision !== seen) listener.changed(revision);
  }

  /** Whether a festival is further on its way than when this was asked last. */
  hasComeFurther(arrivals: (festivals: readonly string[]) => ArrivalState): boolean {
    const before = this.#arrival;
    this.#arrival = arrivals(this.about);
    return this.#arrival.words !== before.words;
  }

  stop(): void {
    this.#pace.stop();
  }

  async #tell(): Promise<void> {
    const revision = await this.#now();
    // Answers may overtake each other, and a revision only grows.
    if (revision === null || revision <= this.#told) return;
    this.#told = revision;
    for (const listener of this.listeners) listener.changed(revision);
  }

  /** Revisions of festivals are taken from that of all, so the greatest tells of every change. */
  async #now(): Promise<number | null> {
    const { node: { query }, report } = this.parts;
    try {
      const revisions = await Promise.all(
        this.about.map((one) => one === ALL ? query.revisionOfAll() : query.revision(one)),
      );
      return Math.max(...revisions);
    } catch (error) {
      report.error("stream.failed", error);
      return null;
    }
  }
}

/** One stream, with a bound on what waits in it. */
class Listener {
  readonly stream: ReadableStream<Uint8Array>;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #open = true;
  #missed = false;
  #revision: number | null = null;

  constructor(readonly operator: boolean, readonly leave: () => void) {
    this.stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      pull: () => this.#catchUp(),
      cancel: () => {
        this.#open = false;
        leave();
      },
    }, { highWaterMark: MAX_WAITING_BYTES, size: (chunk) => chunk!.length });
  }

  /** Sends, or, where too much waits already, leaves it out. A ping is not missed. */
  send(bytes: Uint8Array, isPing = false): void {
    if (!this.#open) return;
    if (this.#hasRoom()) this.#controller.enqueue(bytes);
    else if (!isPing) this.#missed = true;
  }

  changed(revision: number): void {
    if (!this.#open) return;
    if (this.#hasRoom()) this.#controller.enqueue(event("changed", revision, revision));
    else this.#revision = revision;
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#controller.close();
  }

  #hasRoom(): boolean {
    return (this.#controller.desiredSize ?? 0) > 0;
  }

  #catchUp(): void {
    if (!this.#open) return;
    if (this.#missed) this.#controller.enqueue(MISSED);
    this.#missed = false;
    if (this.#revision !== null) {
      this.#controller.enqueue(event("changed", this.#revision, this.#revision));
    }
    this.#revision = null;
  }
}

/** Its id tells, when a browser connects again, that the page may show another number by then. */
function nodesEvent(nodes: number): Uint8Array {
  return event("nodes", nodes, `nodes-${nodes}`);
}

/** The id of an event comes back as `Last-Event-ID` when a browser connects again. */
function event(name: string, data: unknown, id?: number | string): Uint8Array {
  const lines = [`event: ${name}`, `data: ${JSON.stringify(data)}`];
  return frame(...lines, ...(id === undefined ? [] : [`id: ${id}`]));
}

function frame(...lines: string[]): Uint8Array {
  return new TextEncoder().encode(lines.join("\n") + "\n\n");
}
