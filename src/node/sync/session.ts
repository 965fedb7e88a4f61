/**
 * One conversation with one peer, over one channel: the thin shell that runs the handshake and the
 * sync reducer. It holds no opinion of its own: it carries frames, reads and stores for the reducers,
 * keeps what waits bounded, and ends what takes too long.
 */
import type { CheckItem } from "../../core/bamboo/mod.ts";
import { decodeEntry, sameBytes } from "../../core/bamboo/mod.ts";
import type { Primitives } from "../../core/crypto/mod.ts";
import { fromHex, toHex } from "../../core/messages/mod.ts";
import { type Channel, ChannelClosedError, type Clock, type Entropy, type Lane } from "../ports.ts";
import type { Notice } from "../notices.ts";
import type { AppendRefusal } from "../results.ts";
import { decodeFrame, encodeFrame, type Frame, MOST_HEADS } from "./frames.ts";
import {
  beginHandshake,
  type HandshakeCode,
  type HandshakeParts,
  type HandshakeState,
  otherRole,
  type Role,
  stepHandshake,
} from "./handshake.ts";
import type { SyncHost } from "./host.ts";
import { PartJoiner, partsOf } from "./parts.ts";
import {
  type LogName,
  newSync,
  progressOf,
  stepSync,
  type SyncInput,
  type SyncOffence,
  type SyncOutput,
  type SyncProgress,
} from "./reducer.ts";
import { sharedOf, tokensOf } from "./tokens.ts";

const HANDSHAKE_MS = 10_000;
/** A peer that owes something and sends nothing for so long is given up. */
const STALLED_MS = 30_000;
const LOOK_EVERY_MS = 5_000;
const GOODBYE_MS = 1_000;
/** What may wait to be stored; beyond it nothing more is taken from the channel. */
const MOST_WAITING_BYTES = 1024 * 1024;
const MOST_STORED_AT_ONCE = 1_000;

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
  /** Told once the peer's key is proved; false ends the session as one too many. */
  readonly onPeer: (peer: Uint8Array) => boolean;
  /** Told when what is shared or still to come may have changed. */
  readonly onProgress: () => void;
}

export type SessionEndCode =
  | HandshakeCode
  | SyncOffence
  /** The channel ended, or one side went. */
  | "closed"
  | "bye"
  | "too-slow"
  /** Another session with the same peer stands. */
  | "second"
  /** A frame or its parts did not parse. */
  | "bad-frame"
  /** An entry that no honest node sends. */
  | "invalid-entry"
  | "failed";

export interface SessionEnd {
  readonly code: SessionEndCode;
  /** What the peer did that no honest node does. */
  readonly offence: boolean;
  readonly cause?: unknown;
}

export interface Session {
  readonly ended: Promise<SessionEnd>;
  progress(): readonly SyncProgress[];
  end(code: "bye" | "second"): void;
}

/** Starts a session on an open channel. It closes the channel when it ends. */
export function startSession(parts: SessionParts): Session {
  return new RunningSession(parts);
}

interface Waiting {
  readonly log: LogName;
  readonly items: readonly CheckItem[];
}

class RunningSession implements Session {
  readonly ended: Promise<SessionEnd>;
  readonly #resolveEnded: (end: SessionEnd) => void;
  readonly #sync = newSync();
  readonly #joiner = new PartJoiner();
  readonly #cleanUp: (() => void)[] = [];
  readonly #handshakeParts: HandshakeParts;
  #handshake: HandshakeState;
  #theirTokens: readonly Uint8Array[] | null = null;
  #over = false;
  #lastFrame: number;

  readonly #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #storing: Promise<void> | null = null;
  /** Logs that went further since the last look: notices come one an entry. */
  readonly #advanced = new Map<string, Extract<Notice, { kind: "entry" }>>();
  /** Authors whose log 0 the reducer has been told of, by festival and key. */
  readonly #profilesTold = new Set<string>();
  /** One change of follows after the other. */
  #following: Promise<void> = Promise.resolve();

  constructor(private readonly parts: SessionParts) {
    const { promise, resolve } = Promise.withResolvers<SessionEnd>();
    this.ended = promise;
    this.#resolveEnded = resolve;
    const { role, seed, key, channel, primitives, entropy, clock } = parts;
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
    for (const frame of begun.send) this.#sendControl(frame);
    this.#cleanUp.push(clock.after(HANDSHAKE_MS, () => {
      if (this.#handshake.at !== "done") this.#finish({ code: "too-slow", offence: false });
    }));
    this.#run().catch((cause) => this.#finish({ code: "failed", offence: false, cause }));
  }

  progress(): readonly SyncProgress[] {
    return progressOf(this.#sync);
  }

  end(code: "bye" | "second"): void {
    this.#finish({ code, offence: false });
  }

  async #run(): Promise<void> {
    const { channel } = this.parts;
    for (;;) {
      while (this.#waitingBytes > MOST_WAITING_BYTES) await this.#storing;
      const part = await channel.receive();
      if (this.#over) return;
      if (part === null) return this.#finish({ code: "closed", offence: false });
      this.#lastFrame = this.parts.clock.now();
      const joined = this.#joiner.add(part);
      if (joined === null) continue;
      if (typeof joined === "string") return this.#finish({ code: "bad-frame", offence: true });
      const decoded = decodeFrame(joined);
      if (!decoded.ok) return this.#finish({ code: "bad-frame", offence: true });
      if (decoded.frame !== null) this.#receive(decoded.frame);
      if (this.#over) return;
    }
  }

  #receive(frame: Frame): void {
    if (frame.type === "bye") return this.#finish({ code: "bye", offence: false });
    if (this.#handshake.at !== "done") return this.#shakeHands(frame);
    if (frame.type === "follows") {
      this.#theirTokens = frame.tokens;
      this.#shareAgain();
    } else this.#step({ type: "received", frame });
  }

  #shakeHands(frame: Frame): void {
    const { state, send } = stepHandshake(this.#handshakeParts, this.#handshake, frame);
    this.#handshake = state;
    for (const each of send) this.#sendControl(each);
    if (state.at === "failed") {
      return this.#finish({ code: state.code, offence: state.code === "bad-proof" });
    }
    if (state.at !== "done") return;
    if (!this.parts.onPeer(state.peer)) return this.end("second");
    const { host, clock } = this.parts;
    this.#cleanUp.push(host.listen((notice) => this.#notice(notice)));
    const look = () => {
      if (this.#owes() && clock.now() - this.#lastFrame > STALLED_MS) {
        return this.#finish({ code: "too-slow", offence: false });
      }
      cancel = clock.after(LOOK_EVERY_MS, look);
    };
    let cancel = clock.after(LOOK_EVERY_MS, look);
    this.#cleanUp.push(() => cancel());
    this.#sayFollows();
  }

  /** Whether the peer has something to send that has not come. */
  #owes(): boolean {
    return this.#theirTokens === null || this.progress().some((festival) => !festival.complete);
  }

  #sayFollows(): void {
    this.#following = this.#following.then(async () => {
      if (this.#over || this.#handshake.at !== "done") return;
      const { role, entropy } = this.parts;
      const offered = await this.#offered();
      const tokens = tokensOf(
        this.#handshake.transcript,
        role,
        offered,
        (length) => entropy.bytes(length),
      );
      this.#sendControl({ type: "follows", tokens });
    }).catch((cause) => this.#finish({ code: "failed", offence: false, cause }));
    this.#shareAgain();
  }

  /** Unlisted festivals only where the transport proves with whom they are shared. */
  async #offered(): Promise<Uint8Array[]> {
    const bound = this.parts.channel.binding !== null;
    const follows = await this.parts.host.follows();
    return follows.filter(({ listed }) => listed || bound).map(({ id }) => id);
  }

  #shareAgain(): void {
    this.#following = this.#following.then(async () => {
      if (this.#over || this.#handshake.at !== "done" || this.#theirTokens === null) return;
      const { transcript } = this.#handshake;
      const festivals = sharedOf(
        transcript,
        otherRole(this.parts.role),
        await this.#offered(),
        this.#theirTokens,
      );
      this.#step({ type: "shared", festivals });
    }).catch((cause) => this.#finish({ code: "failed", offence: false, cause }));
  }

  #notice(notice: Notice): void {
    if (notice.kind === "follows") return this.#sayFollows();
    if (notice.kind !== "entry") return;
    if (this.#advanced.size === 0) queueMicrotask(() => void this.#tellAdvanced());
    this.#advanced.set(`${notice.author}/${notice.logId}`, notice);
  }

  async #tellAdvanced(): Promise<void> {
    try {
      const notices = [...this.#advanced.values()];
      this.#advanced.clear();
      for (const { author, festival, seqNum } of notices) {
        const key = fromHex(author)!;
        if (festival === null) {
          this.#step({ type: "profile-advanced", author: key, seq: seqNum });
          continue;
        }
        let profileSeq = 0;
        const told = `${festival}/${author}`;
        if (!this.#profilesTold.has(told)) {
          this.#profilesTold.add(told);
          profileSeq = await this.parts.host.profileSeq(key);
        }
        this.#step({
          type: "advanced",
          festival: fromHex(festival)!,
          author: key,
          seq: seqNum,
          profileSeq,
        });
      }
    } catch (cause) {
      this.#finish({ code: "failed", offence: false, cause });
    }
  }

  #step(input: SyncInput): void {
    if (this.#over) return;
    for (const output of stepSync(this.#sync, input)) this.#do(output);
    this.parts.onProgress();
  }

  #do(output: SyncOutput): void {
    switch (output.type) {
      case "send":
        if (output.lane === "control") return this.#sendControl(output.frame);
        this.#send(output.frame, "bulk").then(() => this.#step({ type: "sent" }), this.#lost);
        return;
      case "read-heads":
        this.#readHeads(output.festival).catch(this.#lost);
        return;
      case "read-log": {
        const { log, from, limit } = output;
        this.parts.host.read(log, from, limit)
          .then((items) => this.#step({ type: "log-read", log, from, items }), this.#lost);
        return;
      }
      case "store":
        this.#waiting.push({ log: output.log, items: output.items });
        for (const { entry, payload } of output.items) {
          this.#waitingBytes += entry.length + (payload?.length ?? 0);
        }
        this.#storing ??= this.#storeWaiting().catch(this.#lost);
        return;
      case "end":
        return this.#finish({ code: output.code, offence: true });
    }
  }

  async #readHeads(festival: Uint8Array): Promise<void> {
    const key = toHex(festival);
    let after: Uint8Array | null = null;
    for (;;) {
      const logs: readonly LogHeadsOf[] = await this.parts.host.heads(festival, after, MOST_HEADS);
      for (const { author } of logs) this.#profilesTold.add(`${key}/${toHex(author)}`);
      const last = logs.length < MOST_HEADS;
      this.#step({ type: "heads-read", festival, logs, last });
      if (last || this.#over) return;
      after = logs.at(-1)!.author;
    }
  }

  /** Stores what has come meanwhile together: one commit for many small logs. */
  async #storeWaiting(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#over) {
      const batch: Waiting[] = [];
      let count = 0;
      while (this.#waiting.length > 0 && count < MOST_STORED_AT_ONCE) {
        const next = this.#waiting.shift()!;
        batch.push(next);
        count += next.items.length;
      }
      const items = batch.flatMap((waiting) => waiting.items);
      const results = await this.parts.host.store(items);
      let at = 0;
      for (const { log, items: ofLog } of batch) {
        for (const item of ofLog) {
          const result = results[at++]!;
          this.#waitingBytes -= item.entry.length + (item.payload?.length ?? 0);
          if (result.status !== "refused") continue;
          if (isOffence(result.refusal, item)) {
            return this.#finish({ code: "invalid-entry", offence: true });
          }
          this.#step({ type: "parted", log });
        }
      }
    }
    this.#storing = null;
  }

  #sendControl(frame: Frame): void {
    this.#send(frame, "control").catch(this.#lost);
  }

  async #send(frame: Frame, lane: Lane): Promise<void> {
    // All parts are handed over at once: in their lane they stay together, and in order.
    const parts = partsOf(encodeFrame(frame), lane);
    await Promise.all(parts.map((part) => this.parts.channel.send(part, lane)));
  }

  readonly #lost = (cause: unknown): void => {
    if (cause instanceof ChannelClosedError) this.#finish({ code: "closed", offence: false });
    else this.#finish({ code: "failed", offence: false, cause });
  };

  #finish(end: SessionEnd): void {
    if (this.#over) return;
    this.#over = true;
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

type LogHeadsOf = Awaited<ReturnType<SyncHost["heads"]>>[number];

/** What no honest node passes on; everything else may come of a fork, a race, or a limit here. */
function isOffence(refusal: AppendRefusal, item: CheckItem): boolean {
  switch (refusal.code) {
    case "stale":
    case "cut":
    case "gap":
    case "not-followed":
    case "backlink-mismatch":
    case "lipmaalink-mismatch":
    // The payload's author signed another size: theirs is the lie, not the peer's.
    case "payload-size-mismatch":
      return false;
    case "ended": {
      // Only what was built upon an end-of-log entry: the other side of a fork is no offence.
      const decoded = decodeEntry(item.entry);
      const { head } = refusal as Extract<AppendRefusal, { head: unknown }>;
      return decoded.ok && head?.hash !== null && head !== null &&
        decoded.entry.backlink !== null && sameBytes(decoded.entry.backlink, head.hash);
    }
    default:
      return true;
  }
}
