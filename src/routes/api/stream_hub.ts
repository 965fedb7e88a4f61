/**
 * Everyone who listens to this node by server-sent events.
 *
 * Listeners of the same festival share a topic, so that a change costs one question to the node and
 * one encoding, whatever their number. Three things are sent: `entry` and `peer`, a notice each, and
 * `changed` with the revision, which is what pages wait for and comes at most every 300 ms.
 *
 * Nothing here grows with time: a listener that reads more slowly than things happen loses notices
 * (told by `missed`) and gets the latest revision once it catches up.
 */
import type { Clock, Node, Notice, Report } from "../../node/mod.ts";

export const MAX_LISTENERS = 1_000;
const CHANGED_EVERY_MS = 300;
const PING_EVERY_MS = 15_000;
/** What may wait for a slow listener. The bytes themselves are shared among all. */
const MAX_WAITING_BYTES = 256 * 1024;

/** The topic of those who name no festival. */
const ALL = "";

const PING = frame(":");
const MISSED = event("missed", {});

export interface ListenOptions {
  /** A festival's id, or null for all that is public. */
  readonly festival: string | null;
  /** What the listener has seen; null where it does not say. */
  readonly revision: number | null;
  /** Whether ids of peers are for them. */
  readonly operator: boolean;
}

export class StreamHub {
  readonly #topics = new Map<string, Topic>();
  #count = 0;
  #unlisten: (() => void) | null = null;
  #cancelPing: (() => void) | null = null;

  constructor(
    private readonly node: Node,
    private readonly clock: Clock,
    private readonly report: Report,
    stopping?: AbortSignal,
  ) {
    stopping?.addEventListener("abort", () => this.#end(), { once: true });
  }

  get full(): boolean {
    return this.#count >= MAX_LISTENERS;
  }

  /** Gives the bytes of a new listener's stream; who cancels it has left. */
  listen(options: ListenOptions): ReadableStream<Uint8Array> {
    const key = options.festival ?? ALL;
    const listener = new Listener(options.operator, () => this.#leave(key, listener));
    void this.#join(key, listener).greet(listener, options.revision);
    return listener.stream;
  }

  #join(key: string, listener: Listener): Topic {
    let topic = this.#topics.get(key);
    if (topic === undefined) {
      topic = new Topic(() => this.#revision(key), this.clock, this.report);
      this.#topics.set(key, topic);
    }
    topic.listeners.add(listener);
    if (this.#count++ === 0) {
      this.#unlisten = this.node.listen((notice) => this.#notice(notice));
      this.#pingLater();
    }
    return topic;
  }

  #leave(key: string, listener: Listener): void {
    const topic = this.#topics.get(key);
    if (topic === undefined || !topic.listeners.delete(listener)) return;
    listener.close();
    if (topic.listeners.size === 0) {
      topic.stop();
      this.#topics.delete(key);
    }
    if (--this.#count > 0) return;
    this.#unlisten?.();
    this.#cancelPing?.();
  }

  #end(): void {
    for (const topic of [...this.#topics.values()]) {
      for (const listener of [...topic.listeners]) listener.leave();
    }
  }

  #revision(key: string): Promise<number> {
    return key === ALL ? this.node.query.revisionOfAll() : this.node.query.revision(key);
  }

  #notice(notice: Notice): void {
    if (notice.kind === "peer") {
      const { id: _, ...forAnyone } = notice;
      const [whole, reduced] = [event("peer", notice), event("peer", forAnyone)];
      for (const { listeners } of this.#topics.values()) {
        for (const listener of listeners) listener.send(listener.operator ? whole : reduced);
      }
      return;
    }
    if (notice.kind === "follows") return this.#topics.get(ALL)?.changed();
    const bytes = event("entry", notice);
    for (const topic of this.#topicsOf(notice)) {
      for (const listener of topic.listeners) listener.send(bytes);
      topic.changed();
    }
  }

  /** An unlisted festival's entries go to those who named it, and a profile's to all. */
  #topicsOf(notice: Notice & { kind: "entry" }): Iterable<Topic> {
    if (notice.festival === null) return this.#topics.values();
    const keys = notice.listed ? [ALL, notice.festival] : [notice.festival];
    return keys.flatMap((key) => this.#topics.get(key) ?? []);
  }

  #pingLater(): void {
    this.#cancelPing = this.clock.after(PING_EVERY_MS, () => {
      for (const { listeners } of this.#topics.values()) {
        for (const listener of listeners) listener.send(PING, true);
      }
      this.#pingLater();
    });
  }
}

/** Those who listen to the same, and the pace at which they hear of changes. */
class Topic {
  readonly listeners = new Set<Listener>();
  #told = -1;
  /** Set while the last `changed` is younger than 300 ms. */
  #cancelPause: (() => void) | null = null;
  #again = false;

  constructor(
    private readonly revision: () => Promise<number>,
    private readonly clock: Clock,
    private readonly report: Report,
  ) {}

  /** Tells at once, or at the end of the pause; the last change is never lost. */
  changed(): void {
    if (this.#cancelPause !== null) {
      this.#again = true;
      return;
    }
    this.#cancelPause = this.clock.after(CHANGED_EVERY_MS, () => {
      this.#cancelPause = null;
      if (!this.#again) return;
      this.#again = false;
      this.changed();
    });
    void this.#tell();
  }

  /** Tells a new listener, who is in the topic already, where it missed something before. */
  async greet(listener: Listener, seen: number | null): Promise<void> {
    listener.send(frame("retry: 3000"));
    if (seen === null) return;
    const revision = await this.#now();
    if (revision !== null && revision !== seen) listener.changed(revision);
  }

  stop(): void {
    this.#cancelPause?.();
  }

  async #tell(): Promise<void> {
    const revision = await this.#now();
    // Answers may overtake each other, and a revision only grows.
    if (revision === null || revision <= this.#told) return;
    this.#told = revision;
    for (const listener of this.listeners) listener.changed(revision);
  }

  async #now(): Promise<number | null> {
    try {
      return await this.revision();
    } catch (error) {
      this.report.error("stream.failed", error);
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

/** The id of an event comes back as `Last-Event-ID` when a browser connects again. */
function event(name: string, data: unknown, id?: number): Uint8Array {
  const lines = [`event: ${name}`, `data: ${JSON.stringify(data)}`];
  return frame(...lines, ...(id === undefined ? [] : [`id: ${id}`]));
}

function frame(...lines: string[]): Uint8Array {
  return new TextEncoder().encode(lines.join("\n") + "\n\n");
}
