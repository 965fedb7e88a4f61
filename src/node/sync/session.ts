/**
 * One conversation with one peer, over one channel: the thin shell that runs the handshake and the
 * sync reducer. It holds no opinion of its own: it carries frames, reads and stores for the reducers,
 * keeps what waits bounded, and ends what takes too long.
 */
import { decodeEntry, type ForkProof } from "../../core/bamboo/mod.ts";
import type { Primitives } from "../../core/crypto/mod.ts";
import { fromHex, ID_BYTES } from "../../core/messages/mod.ts";
import type { Notice } from "../notices.ts";
import { type Channel, ChannelClosedError, type Clock, type Entropy, type Lane } from "../ports.ts";
import { Chooser, type ChoosingOffence, type ChoosingOutcome } from "./chooser.ts";
import type { LogName, SyncInput, SyncOffence, SyncOutput } from "./exchange.ts";
import type { SyncProgress } from "./festival_state.ts";
import { Follows } from "./follows.ts";
import {
  decodeFrame,
  encodeFrame,
  ENTRIES_BYTES,
  type Frame,
  MOST_HEADS,
  MOST_WANTED,
} from "./frames.ts";
import {
  beginHandshake,
  type HandshakeCode,
  type HandshakeParts,
  type HandshakeState,
  type Role,
  stepHandshake,
} from "./handshake.ts";
import type { SyncHost } from "./host.ts";
import { Inbox } from "./inbox.ts";
import { isOffence, partedAt, proofIn } from "./offences.ts";
import { PartJoiner, partsOf } from "./parts.ts";
import { isWaitedFor, newSync, owesUs, progressOf, stepSync } from "./reducer.ts";

const HANDSHAKE_MS = 10_000;
/** A peer that owes something and sends nothing for so long is given up. */
const STALLED_MS = 30_000;
/** And one that takes nothing for so long: a frame has up to 150 kB, and some links are slow. */
const NOT_TAKEN_MS = 60_000;
const LOOK_EVERY_MS = 5_000;
const GOODBYE_MS = 1_000;
/** What nobody remembers to send is asked for again so often. */
const ASK_AGAIN_MS = 10 * 60_000;

export interface SessionParts {
  readonly channel: Channel;
  readonly role: Role;
  /** Seed and public key of this node. */
  readonly seed: Uint8Array;
  readonly key: Uint8Array;
  readonly host: SyncHost;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly primitives: Primitives;
  /** Told once the peer's key is proved: null admits it. */
  readonly onPeer: (peer: Uint8Array) => TurnedAway | null;
  /** Told when what is shared or still to come may have changed. */
  readonly onProgress: () => void;
}

/** Why a peer is turned away, though it did nothing wrong now. */
export type TurnedAway =
  /** Another session with the same peer stands. */
  | "second"
  /** There are too many peers. */
  | "busy"
  /** For an offence, and not for ever. */
  | "cut-off";

export type SessionEndCode =
  | HandshakeCode
  | SyncOffence
  | ChoosingOffence
  | TurnedAway
  /** The channel ended. */
  | "closed"
  /** One side went. */
  | "bye"
  | "too-slow"
  /** A frame or its parts did not parse. */
  | "bad-frame"
  /** An entry that no honest node sends. */
  | "invalid-entry"
  | "failed";

export interface SessionEnd {
  readonly code: SessionEndCode;
  /** What the peer did that no honest node does. */
  readonly offence: boolean;
  /** Why the other side ended it, in its own words: a code that may be unknown here. */
  readonly said?: string;
  readonly cause?: unknown;
}

export interface Session {
  /** Resolves at once when it ends; the channel may be a moment longer about it. */
  readonly ended: Promise<SessionEnd>;
  progress(): readonly SyncProgress[];
  /** Asks for the entry of a hash, or those of the document of an id, to be kept here. */
  choose(name: Uint8Array): Promise<ChoosingOutcome>;
  end(code: "bye" | "second"): void;
}

/** Starts a session on an open channel. It closes the channel when it ends. */
export function startSession(parts: SessionParts): Session {
  return new RunningSession(parts);
}

type Supplied = Extract<SyncOutput, { type: "supply" }>["items"];

class RunningSession implements Session {
  readonly ended: Promise<SessionEnd>;
  readonly #resolveEnded: (end: SessionEnd) => void;
  readonly #sync = newSync();
  readonly #joiner = new PartJoiner();
  readonly #inbox: Inbox;
  readonly #cleanUp: (() => void)[] = [];
  readonly #handshakeParts: HandshakeParts;
  #handshake: HandshakeState;
  /** From the end of the handshake on. */
  #follows: Follows | null = null;
  readonly #chooser: Chooser;
  #over = false;

  #lastFrame: number;
  /** False while nothing is taken from the channel, so that nothing can come. */
  #listening = true;
  /** When each frame that is still with the channel was given to it; oldest first. */
  readonly #unsent = new Set<{ readonly since: number }>();
  /**
   * Proofs and payloads are taken one after the other, and nothing else from the channel before they
   * are.
   */
  #taking: Promise<void> = Promise.resolve();
  /** Logs that went further since the last look: notices come one an entry. */
  readonly #advanced = new Map<string, Extract<Notice, { kind: "entry" }>>();

  constructor(private readonly parts: SessionParts) {
    const { promise, resolve } = Promise.withResolvers<SessionEnd>();
    this.ended = promise;
    this.#resolveEnded = resolve;
    const { role, seed, key, channel, primitives, entropy, clock, host } = parts;
    this.#inbox = new Inbox({
      store: (items) => host.store(items),
      onRefused: (log, item, refusal) => {
        const proof = proofIn(refusal, item);
        if (isOffence(refusal, item)) this.#finish({ code: "invalid-entry", offence: true });
        else if (proof !== null) this.#prove(log, proof);
        else if (refusal.code === "not-followed") this.#follows!.drop(log.festival);
        else {
          const seq = partedAt(refusal, item);
          if (seq !== null) this.#step({ type: "parted", log, seq });
        }
      },
      onError: this.#failed,
    });
    this.#chooser = new Chooser({
      host,
      clock,
      send: (frame) => this.#send(frame, "bulk"),
      onOffence: (code) => this.#finish({ code, offence: true }),
      onLost: (cause) => this.#lost(cause),
      onError: (cause) => this.#failed(cause),
    });
    this.#handshakeParts = {
      role,
      seed,
      key,
      nonce: entropy.bytes(32),
      binding: channel.binding,
      primitives,
    };
    this.#lastFrame = clock.now();
    const begun = beginHandshake(this.#handshakeParts);
    this.#handshake = begun.state;
    for (const frame of begun.send) this.#post(frame, "control");
    this.#cleanUp.push(clock.after(HANDSHAKE_MS, () => {
      if (this.#handshake.at !== "done") this.#finish({ code: "too-slow", offence: false });
    }));
    this.#run().catch(this.#failed);
  }

  progress(): readonly SyncProgress[] {
    return progressOf(this.#sync);
  }

  choose(name: Uint8Array): Promise<ChoosingOutcome> {
    return this.#follows === null ? Promise.resolve("gone") : this.#chooser.choose(name);
  }

  end(code: "bye" | "second"): void {
    this.#finish({ code, offence: false });
  }

  async #run(): Promise<void> {
    const { channel, clock } = this.parts;
    for (;;) {
      if (this.#inbox.isFull) {
        this.#listening = false;
        await this.#inbox.room();
        this.#listening = true;
        this.#lastFrame = clock.now();
      }
      await this.#taking;
      const part = await channel.receive();
      if (this.#over) return;
      if (part === null) return this.#finish({ code: "closed", offence: false });
      this.#lastFrame = clock.now();
      const joined = this.#joiner.add(part);
      if (joined === null) continue;
      const decoded = typeof joined === "string" ? null : decodeFrame(joined);
      if (!decoded?.ok) return this.#finish({ code: "bad-frame", offence: true });
      if (decoded.frame !== null) this.#receive(decoded.frame);
      if (this.#over) return;
    }
  }

  #receive(frame: Frame): void {
    if (frame.type === "bye") {
      return this.#finish({ code: "bye", offence: false, said: frame.code });
    }
    if (this.#follows === null) return this.#shakeHands(frame);
    if (frame.type === "follows") this.#follows.hear(frame.tokens);
    else if (frame.type === "choose" || frame.type === "chosen") this.#chooser.receive(frame);
    else this.#step({ type: "received", frame });
  }

  #shakeHands(frame: Frame): void {
    const { state, send } = stepHandshake(this.#handshakeParts, this.#handshake, frame);
    this.#handshake = state;
    for (const each of send) this.#post(each, "control");
    if (state.at === "failed") {
      return this.#finish({ code: state.code, offence: state.code === "bad-proof" });
    }
    if (state.at !== "done") return;
    const { host, clock, channel, role, entropy, onPeer } = this.parts;
    const turnedAway = onPeer(state.peer);
    if (turnedAway !== null) return this.#finish({ code: turnedAway, offence: false });
    this.#follows = new Follows({
      host,
      role,
      transcript: state.transcript,
      bound: channel.binding !== null,
      random: (length) => entropy.bytes(length),
      // In the lane of the entries: what is said of a festival comes after the list that shares it.
      say: (tokens) => this.#post({ type: "follows", tokens }, "bulk"),
      onShared: (shared) => this.#step({ type: "shared", ...shared }),
      onError: this.#failed,
    });
    this.#cleanUp.push(
      host.listen((notice) => this.#notice(notice)),
      () => this.#follows!.stop(),
    );
    const look = () => {
      cancel = clock.after(LOOK_EVERY_MS, look);
      if (this.#isStalled()) this.#finish({ code: "too-slow", offence: false });
    };
    let cancel = clock.after(LOOK_EVERY_MS, look);
    const askAgain = () => {
      cancelAsking = clock.after(ASK_AGAIN_MS, askAgain);
      this.#step({ type: "ask-again" });
    };
    let cancelAsking = clock.after(ASK_AGAIN_MS, askAgain);
    this.#cleanUp.push(() => cancel(), () => cancelAsking());
    this.#follows.sayAgain();
  }

  #isStalled(): boolean {
    const now = this.parts.clock.now();
    const [oldest] = this.#unsent;
    if (oldest !== undefined && now - oldest.since > NOT_TAKEN_MS) return true;
    if (!this.#listening || now - this.#lastFrame <= STALLED_MS) return false;
    return !this.#follows!.heard || owesUs(this.#sync);
  }

  #notice(notice: Notice): void {
    if (notice.kind === "follows") return this.#follows!.sayAgain();
    if (notice.kind === "cut") {
      const festival = notice.festival === null ? null : fromHex(notice.festival)!;
      const author = fromHex(notice.author)!;
      return this.#step({ type: "cut", festival, author, seq: notice.seqNum });
    }
    if (notice.kind === "wanted") return this.#step({ type: "wanted" });
    if (notice.kind !== "entry" && notice.kind !== "payload") return;
    const id = fromHex(notice.hash)!.subarray(2, 2 + ID_BYTES);
    if (isWaitedFor(this.#sync, id)) this.#step({ type: "payload-here", id });
    if (notice.kind === "payload") return;
    this.#follows!.notice(notice);
    if (this.#advanced.size === 0) queueMicrotask(() => this.#tellAdvanced());
    this.#advanced.set(`${notice.author}/${notice.logId}`, notice);
  }

  #tellAdvanced(): void {
    const notices = [...this.#advanced.values()];
    this.#advanced.clear();
    for (const { author: key, festival, seqNum: seq } of notices) {
      const author = fromHex(key)!;
      this.#step(
        festival === null
          ? { type: "profile-advanced", author, seq }
          : { type: "advanced", festival: fromHex(festival)!, author, seq },
      );
    }
  }

  #step(input: SyncInput): void {
    if (this.#over) return;
    for (const output of stepSync(this.#sync, input)) this.#do(output);
    this.parts.onProgress();
  }

  #do(output: SyncOutput): void {
    const { host } = this.parts;
    switch (output.type) {
      case "send":
        this.#send(output.frame, "bulk").then(() => this.#step({ type: "sent" })).catch(this.#lost);
        return;
      case "read-heads":
        host.heads(output.festival, output.after, MOST_HEADS).then((logs) =>
          this.#step({ type: "heads-read", logs, last: logs.length < MOST_HEADS })
        ).catch(this.#failed);
        return;
      case "read-log":
        host.read(output.log, output.from, output.limit).then((items) =>
          this.#step({ type: "log-read", items })
        ).catch(this.#failed);
        return;
      case "read-at":
        host.at(output.log, output.seq).then((items) => this.#step({ type: "log-read", items }))
          .catch(this.#failed);
        return;
      case "read-profile":
        host.profile(output.author).then((end) =>
          this.#step({ type: "profile-advanced", author: output.author, ...end })
        ).catch(this.#failed);
        return;
      case "read-proof":
        host.proof(output.log).then((proof) => this.#step({ type: "proof-read", proof }))
          .catch(this.#failed);
        return;
      case "read-wants":
        // What came with the entries that are being stored is wanted no more.
        this.#inbox.empty().then(() => host.wants(output.festival, output.after, MOST_WANTED))
          .then((page) => this.#step({ type: "wants-read", ...page })).catch(this.#failed);
        return;
      case "read-payloads":
        host.payloads(output.festival, output.ids, ENTRIES_BYTES).then((payloads) =>
          this.#step({ type: "payloads-read", payloads })
        ).catch(this.#failed);
        return;
      case "supply":
        return this.#supply(output.festival, output.items);
      case "prove":
        return this.#prove(output.log, output.proof);
      case "store":
        return this.#inbox.add(output.log, output.items);
      case "end":
        return this.#finish({ code: output.code, offence: true });
    }
  }

  #prove(log: LogName, proof: ForkProof): void {
    this.#taking = this.#taking.then(() => this.parts.host.prove(proof)).then((proved) => {
      if (proved === "proved") this.#step({ type: "proved", log });
      else if (proved === "refused") this.#finish({ code: "invalid-proof", offence: true });
      else this.#follows!.drop(log.festival);
    }).catch(this.#failed);
  }

  /** Stores payloads with the entries that they are said to be of: checked like any. */
  #supply(festival: Uint8Array, items: Supplied): void {
    const entries = this.parts.host.entriesOf(items.map(({ id }) => id));
    this.#taking = this.#taking.then(async () => {
      for (const [i, entry] of (await entries).entries()) {
        const decoded = entry === null ? null : decodeEntry(entry);
        if (entry === null || !decoded?.ok) throw new TypeError("an entry that was held is gone");
        const { author, logId } = decoded.entry;
        const { payload } = items[i]!;
        this.#inbox.add({ festival, author, profile: logId === 0n }, [{ entry, payload }]);
      }
    }).catch(this.#failed);
  }

  /** Sends without waiting for it. */
  #post(frame: Frame, lane: Lane): void {
    this.#send(frame, lane).catch(this.#lost);
  }

  async #send(frame: Frame, lane: Lane): Promise<void> {
    const sending = { since: this.parts.clock.now() };
    this.#unsent.add(sending);
    try {
      // All parts are handed over at once: in their lane they stay together, and in order.
      const parts = partsOf(encodeFrame(frame), lane);
      await Promise.all(parts.map((part) => this.parts.channel.send(part, lane)));
    } finally {
      this.#unsent.delete(sending);
    }
  }

  readonly #lost = (cause: unknown): void => {
    // What came before the end is still to be taken: perhaps a bye. Taking it finds the end, too.
    if (!(cause instanceof ChannelClosedError)) this.#failed(cause);
  };

  readonly #failed = (cause: unknown): void => {
    this.#finish({ code: "failed", offence: false, cause });
  };

  #finish(end: SessionEnd): void {
    if (this.#over) return;
    this.#over = true;
    this.#inbox.stop();
    this.#chooser.stop();
    for (const cleanUp of this.#cleanUp) cleanUp();
    const { channel, clock } = this.parts;
    if (end.code === "closed") channel.close();
    else {
      // Said once, as a courtesy: the channel closes whether or not there is room for it.
      const cancel = clock.after(GOODBYE_MS, () => channel.close());
      this.#send({ type: "bye", code: end.code }, "control").catch(() => {}).finally(() => {
        cancel();
        channel.close();
      });
    }
    this.#resolveEnded(end);
  }
}
