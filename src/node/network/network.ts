/**
 * A node's peers: dials the addresses that were configured, answers who dials it, runs a session on
 * each connection, and tries again when one ends. No other address is ever contacted.
 */
import type { Primitives } from "../../core/crypto/mod.ts";
import { fromHex, toHex } from "../../core/messages/mod.ts";
import type { Notice, PeerNotice } from "../notices.ts";
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
import type { Hex } from "../queries.ts";
import {
  type Role,
  type Session,
  type SessionEnd,
  startSession,
  type SyncHost,
  type TurnedAway,
} from "../sync/mod.ts";
import { addressOf } from "./address.ts";
import { type Asking, Askings, type AskingStatus, type Visit } from "./asking.ts";
import { retryAfter } from "./backoff.ts";
import { Offenders } from "./offenders.ts";
import { olderStays } from "./rivals.ts";
import { type Met, type PeerStatus, statusesOf, type Target } from "./status.ts";

export interface NetworkParts {
  readonly store: Pick<Store, "peerAddresses" | "rememberPeer" | "forgetPeer">;
  readonly host: SyncHost;
  readonly connector: Connector;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly report: Report;
  readonly primitives: Primitives;
  /** Seed and public key of this node: never an author's. */
  readonly seed: Uint8Array;
  readonly key: Uint8Array;
  /** Whether addresses of earlier runs are dialled too. */
  readonly remembered: boolean;
  readonly post: (notice: Notice) => void;
}

export interface Network {
  /** Configured addresses first, then peers that dialled us. */
  peers(): readonly PeerStatus[];
  /** How many other nodes there is a session with. */
  connected(): number;
  /** Remembers an address, and dials it at once. Throws {@link AddressError} for what is none. */
  addPeer(address: string): Promise<void>;
  /** Forgets an address, and ends the session with who was found there. */
  removePeer(address: string): Promise<void>;
  /** Answers the offer of a node that dials this one; rejects with a `ConnectError`. */
  answer(offer: string, options: { readonly from: string | null }): Promise<string>;
  /**
   * Asks other nodes for the entry of a hash, or those of the document of an id: whoever is at
   * `address` first, which is not remembered. Throws {@link AddressError}, and
   * `TooManyAskingsError`.
   */
  ask(name: Uint8Array, options?: { readonly address?: string }): Asking;
  /** How asking for a name goes, or how it went lately; null where nobody asked. */
  asking(name: Hex): AskingStatus | null;
  /** Ends all sessions; resolves when no channel and no timer is left. */
  stop(): Promise<void>;
}

/**
 * With more sessions than these, set-ups included, those that dial in are turned away; but the
 * youngest that shares nothing with us gives way to whoever proves another key.
 */
export const MOST_SESSIONS = 64;
const PROGRESS_EVERY_MS = 500;
/** A session that stood so long was no mere try: what failed before it is forgotten. */
const STEADY_MS = 30_000;
/** So long a peer may take to say what it follows. */
const GRACE_MS = 5_000;
/** Turned away because our key has another session, which is not with us: somebody has a copy of it. */
const SECOND_MS = 10_000;

/** Starts dialling what is configured: by flag now, and (`remembered`) in earlier runs. */
export async function startNetwork(
  parts: NetworkParts,
  addresses: readonly string[],
): Promise<Network> {
  const known = await parts.store.peerAddresses();
  const network = new RunningNetwork(parts);
  const given = new Set(addresses.map(addressOf));
  for (const peer of known) {
    if (parts.remembered || given.has(peer.address)) network.begin(peer);
  }
  for (const address of given) await network.addPeer(address);
  return network;
}

class RunningNetwork implements Network {
  readonly #targets = new Map<string, Target>();
  /** By node key: one session a peer. */
  readonly #met = new Map<Hex, Met>();
  /** All that run, those whose handshake is not done included. */
  readonly #sessions = new Set<Session>();
  /** What runs until its channel is closed and all that follows is done. */
  readonly #running = new Set<Promise<void>>();
  readonly #offenders = new Offenders();
  readonly #askings = new Askings({
    sessions: () => [...this.#met.values()].map(({ session }) => session),
    visit: (address) => this.#visit(address),
    onChange: () => this.#tellProgress(),
  });
  readonly #stopping = new AbortController();
  #answering = 0;
  #stopped = false;
  #cancelProgress: (() => void) | null = null;

  constructor(private readonly parts: NetworkParts) {}

  peers(): readonly PeerStatus[] {
    return statusesOf([...this.#targets.values()], this.#met, this.parts.clock.now());
  }

  connected(): number {
    return this.#met.size;
  }

  async addPeer(given: string): Promise<void> {
    const address = addressOf(given);
    const known = this.#targets.get(address);
    if (known !== undefined) return this.#dialNow(known);
    const peer = { address, key: null, lastContact: null };
    await this.parts.store.rememberPeer(peer);
    this.begin(peer);
  }

  async removePeer(given: string): Promise<void> {
    const address = addressOf(given);
    const target = this.#targets.get(address);
    this.#targets.delete(address);
    await this.parts.store.forgetPeer(address);
    if (target === undefined) return;
    target.cancelRetry?.();
    target.abort.abort();
    // They may have dialled us instead.
    if (target.key !== null) this.#met.get(target.key)?.session.end("bye");
    this.#tell(target.key, "forgotten");
  }

  async answer(offer: string, options: { readonly from: string | null }): Promise<string> {
    const taken = this.#sessions.size - this.#idle().length + this.#answering;
    if (this.#stopped || taken >= MOST_SESSIONS) {
      throw new ConnectError("busy");
    }
    this.#answering++;
    try {
      const { answer, channel } = await this.parts.connector.answer(offer, options);
      this.#answering++;
      this.#run(
        channel.finally(() => this.#answering--).then(
          (open) => this.#converse(open, "answerer", null),
          (error) => void this.parts.report.info("peer.not_connected", { reason: reasonOf(error) }),
        ),
      );
      return answer;
    } finally {
      this.#answering--;
    }
  }

  ask(name: Uint8Array, { address }: { readonly address?: string } = {}): Asking {
    return this.#askings.ask(name, address === undefined ? null : addressOf(address));
  }

  asking(name: Hex): AskingStatus | null {
    return this.#askings.status(name);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopping.abort();
    this.#cancelProgress?.();
    for (const target of this.#targets.values()) {
      target.cancelRetry?.();
      target.abort.abort();
    }
    for (const session of this.#sessions) session.end("bye");
    await this.parts.connector.close();
    while (this.#running.size > 0) await Promise.all(this.#running);
    await this.#askings.settled();
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
    this.#run(this.#dial(target));
  }

  #dialNow(target: Target): void {
    if (target.state !== "waiting" && target.state !== "self") return;
    target.cancelRetry?.();
    this.#run(this.#dial(target));
  }

  async #dial(target: Target): Promise<void> {
    const { signal } = target.abort;
    if (signal.aborted) return;
    target.cancelRetry = null;
    target.nextTry = null;
    // Whom we have met otherwise (they dialled us), we need not dial.
    if (target.key !== null && this.#met.has(target.key)) {
      target.state = "idle";
      return;
    }
    target.state = "connecting";
    this.#tell(target.key, "connecting");
    let channel: Channel;
    try {
      channel = await this.parts.connector.dial(target.address, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ConnectError)) this.parts.report.error("peer.dial_failed", error);
      target.trouble = reasonOf(error);
      return this.#retryLater(target);
    }
    await this.#converse(channel, "dialer", target);
  }

  /** A session with whoever is at an address, for a while: it is neither remembered nor dialled again. */
  async #visit(address: string): Promise<Visit> {
    const key = this.#targets.get(address)?.key ?? null;
    const known = key === null ? undefined : this.#met.get(key);
    if (known !== undefined) return { session: known.session, leave: () => {} };
    const { signal } = this.#stopping;
    if (signal.aborted || this.#sessions.size >= MOST_SESSIONS) throw new ConnectError("busy");
    const channel = await this.parts.connector.dial(address, signal);
    const { promise, resolve } = Promise.withResolvers<Met | null>();
    this.#run(this.#converse(channel, "dialer", null, resolve).finally(() => resolve(null)));
    const met = await promise;
    if (met === null) throw new ConnectError("refused");
    const leave = () => {
      const isKept = met.role === "answerer" || this.#isConfigured(met.key);
      if (!isKept && met.session.progress().length === 0) met.session.end("bye");
    };
    return { session: met.session, leave };
  }

  #retryLater(target: Target, atLeast = 0): void {
    if (target.abort.signal.aborted) return;
    const { clock, entropy } = this.parts;
    const now = clock.now();
    const delay = Math.max(
      retryAfter(++target.failures, entropy.bytes(1)[0]! / 256),
      this.#offenders.cutOff(target.key, now),
      atLeast,
    );
    target.state = "waiting";
    target.nextTry = now + delay;
    target.cancelRetry = clock.after(delay, () => this.#run(this.#dial(target)));
    this.#tell(target.key, "waiting");
  }

  /** Runs a session to its end, and sees to what follows from it. */
  async #converse(
    channel: Channel,
    role: Role,
    target: Target | null,
    onMet: (met: Met | null) => void = () => {},
  ): Promise<void> {
    if (this.#stopped || target?.abort.signal.aborted) {
      channel.close();
      return void await channel.closed;
    }
    const { host, clock, entropy, primitives, seed, key } = this.parts;
    const since = clock.now();
    let peer: Hex | null = null;
    const session: Session = startSession({
      channel,
      role,
      seed,
      key,
      host,
      clock,
      entropy,
      primitives,
      onPeer: (proved) => {
        peer = toHex(proved);
        const met = { key: peer, channel, session, role, since: clock.now() };
        const turnedAway = this.#meet(met, target);
        // Who is met already is as good.
        onMet(turnedAway === null ? met : this.#met.get(peer) ?? null);
        return turnedAway;
      },
      onProgress: () => this.#tellProgress(),
    });
    this.#sessions.add(session);
    const forget = () => session.end("bye");
    target?.abort.signal.addEventListener("abort", forget);
    const end = await session.ended;
    target?.abort.signal.removeEventListener("abort", forget);
    this.#sessions.delete(session);
    this.#note(peer, session, end);
    if (target !== null) await this.#return(target, peer, end, clock.now() - since);
    this.#dialInstead(peer, target);
    await channel.closed;
  }

  /** Admits a peer whose key is proved, or says why not. */
  #meet(met: Met, target: Target | null): TurnedAway | null {
    const { clock, key, report } = this.parts;
    if (target !== null) target.key = met.key;
    if (this.#offenders.cutOff(met.key, clock.now()) > 0) return "cut-off";
    const other = this.#met.get(met.key);
    if (other !== undefined) {
      const age = clock.now() - other.since;
      if (olderStays(toHex(key), met.key, { role: other.role, age }, met)) return "second";
      other.session.end("second");
    } else if (this.#met.size >= MOST_SESSIONS && !this.#isConfigured(met.key)) {
      const youngest = this.#idle().at(-1);
      if (youngest === undefined) return "busy";
      youngest.session.end("bye");
    }
    this.#met.set(met.key, met);
    if (target !== null) this.#run(this.#remember(target));
    report.info("peer.connected", { peer: met.key, transport: met.channel.transport });
    this.#tell(met.key, "connected");
    return null;
  }

  /** Who dialled in and shares nothing with us: keys cost nothing. The youngest is the last. */
  #idle(): Met[] {
    if (this.#sessions.size < MOST_SESSIONS) return [];
    const latest = this.parts.clock.now() - GRACE_MS;
    return [...this.#met.values()].filter(({ key, role, since, session }) =>
      role === "answerer" && since <= latest && session.progress().length === 0 &&
      !this.#isConfigured(key)
    );
  }

  #isConfigured(peer: Hex): boolean {
    return [...this.#targets.values()].some(({ key }) => key === peer);
  }

  async #remember(target: Target): Promise<void> {
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

  /** What a session's end says about the peer. */
  #note(peer: Hex | null, session: Session, end: SessionEnd): void {
    const { report, clock } = this.parts;
    if (end.code === "failed") report.error("peer.failed", end.cause, { peer });
    if (peer === null) return;
    if (end.offence) {
      this.#offenders.add(peer, clock.now());
      report.warn("peer.offence", { peer, code: end.code });
    }
    if (this.#met.get(peer)?.session !== session) return;
    this.#met.delete(peer);
    report.info("peer.gone", { peer, code: end.code, said: end.said ?? null });
    this.#tell(peer, "gone");
  }

  /** Goes back to an address, after a session with whoever was there. */
  async #return(target: Target, peer: Hex | null, end: SessionEnd, lasted: number): Promise<void> {
    target.trouble = end.code === "second" ? null : end.said ?? end.code;
    if (end.code === "same-key") {
      target.state = "self";
      return this.#tell(null, "gone");
    }
    if (peer !== null && lasted >= STEADY_MS) target.failures = 0;
    const isTwice = end.said === "second" && peer !== null && !this.#met.has(peer);
    this.#retryLater(target, isTwice ? SECOND_MS : 0);
    if (peer !== null) await this.#remember(target);
  }

  /** Whoever is configured and dialled us instead is dialled again now that it is gone. */
  #dialInstead(peer: Hex | null, target: Target | null): void {
    if (peer === null || this.#met.has(peer)) return;
    for (const other of this.#targets.values()) {
      if (other !== target && other.key === peer && other.state === "idle") {
        this.#retryLater(other);
      }
    }
  }

  #run(task: Promise<void>): void {
    const running = task
      .catch((error) => void this.parts.report.error("network.failed", error))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  #tell(id: Hex | null, state: PeerNotice["state"]): void {
    if (!this.#stopped) this.parts.post({ kind: "peer", id, state });
  }

  #tellProgress(): void {
    if (this.#stopped || this.#cancelProgress !== null) return;
    this.#cancelProgress = this.parts.clock.after(PROGRESS_EVERY_MS, () => {
      this.#cancelProgress = null;
      this.#tell(null, "progress");
    });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof ConnectError ? error.code : "failed";
}
