/**
 * One conversation with one peer, over one channel: shakes hands, then carries frames between the
 * channel and what exchanges festivals (`syncer.ts`) and chosen entries (`chooser.ts`); keeps what
 * waits bounded, and ends what takes too long.
 */
import type { Primitives } from "../../core/crypto/mod.ts";
import { type Channel, ChannelClosedError, type Clock, type Entropy, type Lane } from "../ports.ts";
import { Chooser, type ChoosingOffence, type ChoosingOutcome } from "./chooser.ts";
import type { SyncOffence } from "./exchange.ts";
import type { SyncProgress } from "./festival_state.ts";
import { decodeFrame, encodeFrame, type Frame } from "./frames.ts";
import {
  beginHandshake,
  type HandshakeCode,
  type HandshakeParts,
  type HandshakeState,
  type Role,
  stepHandshake,
} from "./handshake.ts";
import type { SyncHost } from "./host.ts";
import { Patience } from "./patience.ts";
import { PartJoiner, partsOf } from "./parts.ts";
import { Syncer } from "./syncer.ts";

const HANDSHAKE_MS = 10_000;
const LOOK_EVERY_MS = 5_000;
const GOODBYE_MS = 1_000;

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

class RunningSession implements Session {
  readonly ended: Promise<SessionEnd>;
  readonly #resolveEnded: (end: SessionEnd) => void;
  readonly #joiner = new PartJoiner();
  readonly #cleanUp: (() => void)[] = [];
  readonly #handshakeParts: HandshakeParts;
  #handshake: HandshakeState;
  /** From the end of the handshake on. */
  #syncer: Syncer | null = null;
  readonly #chooser: Chooser;
  readonly #patience: Patience;
  #over = false;

  constructor(private readonly parts: SessionParts) {
    const { promise, resolve } = Promise.withResolvers<SessionEnd>();
    this.ended = promise;
    this.#resolveEnded = resolve;
    const { role, seed, key, channel, primitives, entropy, clock, host } = parts;
    this.#patience = new Patience(clock.now());
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
    const begun = beginHandshake(this.#handshakeParts);
    this.#handshake = begun.state;
    for (const frame of begun.send) this.#post(frame, "control");
    this.#cleanUp.push(clock.after(HANDSHAKE_MS, () => {
      if (this.#handshake.at !== "done") this.#finish({ code: "too-slow", offence: false });
    }));
    this.#run().catch(this.#failed);
  }

  progress(): readonly SyncProgress[] {
    return this.#syncer?.progress() ?? [];
  }

  choose(name: Uint8Array): Promise<ChoosingOutcome> {
    return this.#syncer === null ? Promise.resolve("gone") : this.#chooser.choose(name);
  }

  end(code: "bye" | "second"): void {
    this.#finish({ code, offence: false });
  }

  async #run(): Promise<void> {
    const { channel, clock } = this.parts;
    for (;;) {
      if (this.#syncer?.isFull) {
        this.#patience.takesNothing();
        await this.#syncer.room();
        this.#patience.takesAgain(clock.now());
      }
      await this.#syncer?.taken;
      const part = await channel.receive();
      if (this.#over) return;
      if (part === null) return this.#finish({ code: "closed", offence: false });
      this.#patience.came(clock.now());
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
    if (this.#syncer === null) return this.#shakeHands(frame);
    if (frame.type === "choose" || frame.type === "chosen") this.#chooser.receive(frame);
    else this.#syncer.receive(frame);
  }

  #shakeHands(frame: Frame): void {
    const { state, send } = stepHandshake(this.#handshakeParts, this.#handshake, frame);
    this.#handshake = state;
    for (const each of send) this.#post(each, "control");
    if (state.at === "failed") {
      return this.#finish({ code: state.code, offence: state.code === "bad-proof" });
    }
    if (state.at !== "done") return;
    const turnedAway = this.parts.onPeer(state.peer);
    if (turnedAway !== null) return this.#finish({ code: turnedAway, offence: false });
    this.#beginSync(state.transcript);
  }

  #beginSync(transcript: Uint8Array): void {
    const { host, clock, channel, role, entropy, onProgress } = this.parts;
    const look = () => {
      cancel = clock.after(LOOK_EVERY_MS, look);
      if (this.#patience.isOver(clock.now(), syncer.isOwed)) {
        this.#finish({ code: "too-slow", offence: false });
      }
    };
    let cancel = clock.after(LOOK_EVERY_MS, look);
    const syncer = new Syncer({
      host,
      clock,
      role,
      transcript,
      bound: channel.binding !== null,
      random: (length) => entropy.bytes(length),
      send: (frame) => this.#send(frame, "bulk"),
      onOffence: (code) => this.#finish({ code, offence: true }),
      onProgress,
      onLost: this.#lost,
      onError: this.#failed,
    });
    this.#syncer = syncer;
    this.#cleanUp.push(() => cancel(), () => syncer.stop());
  }

  /** Sends without waiting for it. */
  #post(frame: Frame, lane: Lane): void {
    this.#send(frame, lane).catch(this.#lost);
  }

  async #send(frame: Frame, lane: Lane): Promise<void> {
    const taken = this.#patience.given(this.parts.clock.now());
    try {
      // All parts are handed over at once: in their lane they stay together, and in order.
      const parts = partsOf(encodeFrame(frame), lane);
      await Promise.all(parts.map((part) => this.parts.channel.send(part, lane)));
    } finally {
      taken();
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
