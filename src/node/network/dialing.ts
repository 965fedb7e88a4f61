/** Keeps a connection to each address that was configured: dials it, and again when it is lost. */
import { fromHex, toHex } from "../../core/messages/mod.ts";
import type { PeerNotice } from "../notices.ts";
import {
  type Channel,
  type Clock,
  ConnectError,
  type Connector,
  type Entropy,
  type PeerAddress,
  type Report,
  type Store,
} from "../ports.ts";
import type { Hex } from "../queries/mod.ts";
import type { SessionEnd } from "../sync/mod.ts";
import { retryAfter } from "./backoff.ts";
import type { Target } from "./status.ts";

export interface DialingParts {
  readonly store: Pick<Store, "rememberPeer" | "forgetPeer">;
  readonly connector: Pick<Connector, "dial">;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly report: Report;
  /** Whether there is a session with a peer. */
  readonly isMet: (peer: Hex) => boolean;
  /** Milliseconds for which a peer is cut off. */
  readonly cutOff: (peer: Hex | null) => number;
  /** Runs a session with whoever is there to its end, and sees to what follows from it. */
  readonly converse: (channel: Channel, target: Target) => Promise<void>;
  /** Takes a task that is to be waited for before the node stops. */
  readonly run: (task: Promise<void>) => void;
  readonly tell: (peer: Hex | null, state: PeerNotice["state"]) => void;
}

/** A session that stood so long was no mere try: what failed before it is forgotten. */
const STEADY_MS = 30_000;
/** Turned away because our key has another session, which is not with us: somebody has a copy of it. */
const SECOND_MS = 10_000;

export class Dialing {
  readonly #targets = new Map<string, Target>();
  #stopped = false;

  constructor(private readonly parts: DialingParts) {}

  targets(): Target[] {
    return [...this.#targets.values()];
  }

  at(address: string): Target | undefined {
    return this.#targets.get(address);
  }

  isConfigured(peer: Hex): boolean {
    return this.targets().some(({ key }) => key === peer);
  }

  /** Remembers an address, and dials it at once. */
  async add(address: string): Promise<void> {
    const known = this.#targets.get(address);
    if (known !== undefined) return this.#dialNow(known);
    const peer = { address, key: null, lastContact: null };
    await this.parts.store.rememberPeer(peer);
    this.begin(peer);
  }

  /** Begins to keep a connection to an address. */
  begin({ address, key, lastContact }: PeerAddress): void {
    if (this.#targets.has(address) || this.#stopped) return;
    const target: Target = {
      address,
      key: key === null ? null : toHex(key),
      lastContact,
      failures: 0,
      state: "idle",
      nextTry: null,
      trouble: null,
      cancelRetry: null,
      abort: new AbortController(),
    };
    this.#targets.set(address, target);
    this.parts.run(this.#dial(target));
  }

  /** Forgets an address, and gives what it was; aborts its session. */
  async remove(address: string): Promise<Target | undefined> {
    const target = this.#targets.get(address);
    this.#targets.delete(address);
    await this.parts.store.forgetPeer(address);
    target?.cancelRetry?.();
    target?.abort.abort();
    return target;
  }

  stop(): void {
    this.#stopped = true;
    for (const target of this.#targets.values()) {
      target.cancelRetry?.();
      target.abort.abort();
    }
  }

  async remember(target: Target): Promise<void> {
    target.lastContact = this.parts.clock.now();
    const { address, lastContact } = target;
    if (this.#targets.get(address) !== target) return;
    const key = target.key === null ? null : fromHex(target.key);
    try {
      await this.parts.store.rememberPeer({ address, key, lastContact });
      if (this.#targets.get(address) !== target) await this.parts.store.forgetPeer(address);
    } catch (error) {
      this.parts.report.error("peer.not_remembered", error);
    }
  }

  /** Goes back to an address, after a session with whoever was there. */
  async returnTo(
    target: Target,
    peer: Hex | null,
    end: SessionEnd,
    lasted: number,
  ): Promise<void> {
    target.trouble = end.code === "second" ? null : end.said ?? end.code;
    if (end.code === "same-key") {
      target.state = "self";
      return this.parts.tell(null, "gone");
    }
    if (peer !== null && lasted >= STEADY_MS) target.failures = 0;
    const isTwice = end.said === "second" && peer !== null && !this.parts.isMet(peer);
    this.#retryLater(target, isTwice ? SECOND_MS : 0);
    if (peer !== null) await this.remember(target);
  }

  /** Whoever is configured and dialled us instead is dialled again now that it is gone. */
  dialInstead(peer: Hex | null, target: Target | null): void {
    if (peer === null || this.parts.isMet(peer)) return;
    for (const other of this.#targets.values()) {
      if (other !== target && other.key === peer && other.state === "idle") {
        this.#retryLater(other);
      }
    }
  }

  #dialNow(target: Target): void {
    if (target.state !== "waiting" && target.state !== "self") return;
    target.cancelRetry?.();
    this.parts.run(this.#dial(target));
  }

  async #dial(target: Target): Promise<void> {
    const { signal } = target.abort;
    if (signal.aborted) return;
    target.cancelRetry = null;
    target.nextTry = null;
    // Whom we have met otherwise (they dialled us), we need not dial.
    if (target.key !== null && this.parts.isMet(target.key)) {
      target.state = "idle";
      return;
    }
    target.state = "connecting";
    this.parts.tell(target.key, "connecting");
    let channel: Channel;
    try {
      channel = await this.parts.connector.dial(target.address, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ConnectError)) this.parts.report.error("peer.dial_failed", error);
      target.trouble = reasonOf(error);
      return this.#retryLater(target);
    }
    await this.parts.converse(channel, target);
  }

  #retryLater(target: Target, atLeast = 0): void {
    if (target.abort.signal.aborted) return;
    const { clock, entropy, cutOff, run, tell } = this.parts;
    const delay = Math.max(
      retryAfter(++target.failures, entropy.bytes(1)[0]! / 256),
      cutOff(target.key),
      atLeast,
    );
    target.state = "waiting";
    target.nextTry = clock.now() + delay;
    target.cancelRetry = clock.after(delay, () => run(this.#dial(target)));
    tell(target.key, "waiting");
  }
}

/** Why a connection came to nothing. */
export function reasonOf(error: unknown): string {
  return error instanceof ConnectError ? error.code : "failed";
}
