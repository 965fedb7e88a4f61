/**
 * A node's peers: dials the addresses that were configured, answers who dials it, runs a session on
 * each connection, and tries again when one ends. No other address is ever contacted.
 */
import type { Primitives } from "../../core/crypto/mod.ts";
import { toHex } from "../../core/messages/mod.ts";
import type { Notice, PeerNotice } from "../notices.ts";
import {
  type Channel,
  type Clock,
  ConnectError,
  type Connector,
  type Entropy,
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
  type SyncProgress,
} from "../sync/mod.ts";
import { cutOffFor, retryAfter } from "./backoff.ts";

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

export type PeerState = "connected" | "connecting" | "waiting" | "self";

export interface PeerStatus {
  /** The peer's node key; null while it was never met. */
  readonly id: Hex | null;
  /** Where it is dialled; null for a peer that dialled us. */
  readonly address: string | null;
  readonly state: PeerState;
  readonly transport: Channel["transport"] | null;
  readonly progress: readonly SyncProgress[];
  /** Shares nothing that is still to come, either way. */
  readonly inSync: boolean;
  /** Unix milliseconds of the last contact, and of the next try. */
  readonly lastContact: number | null;
  readonly nextTry: number | null;
  /** Why the last try came to nothing, or the last session ended; null while all is well. */
  readonly trouble: string | null;
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
  answer(offer: string, options: { readonly fromLoopback: boolean }): Promise<string>;
  stop(): Promise<void>;
}

export class AddressError extends Error {
  override name = "AddressError";
}

/** More than these sessions, and those that dial in are turned away. */
const MOST_SESSIONS = 64;
const PROGRESS_EVERY_MS = 500;
const MOST_OFFENDERS = 1_000;

interface Target {
  readonly address: string;
  key: Hex | null;
  lastContact: number | null;
  failures: number;
  state: "idle" | "connecting" | "waiting" | "self";
  nextTry: number | null;
  trouble: string | null;
  cancelRetry: (() => void) | null;
  readonly abort: AbortController;
}

interface Met {
  readonly key: Hex;
  readonly channel: Channel;
  readonly session: Session;
  readonly role: Role;
  readonly target: Target | null;
}

/** Starts dialling what is configured: by flag now, and (`remembered`) in earlier runs. */
export async function startNetwork(
  parts: NetworkParts,
  addresses: readonly string[],
): Promise<Network> {
  const network = new RunningNetwork(parts);
  const known = await parts.store.peerAddresses();
  for (const { address, key, lastContact } of parts.remembered ? known : []) {
    network.target(address, key === null ? null : toHex(key), lastContact);
  }
  for (const address of addresses) await network.addPeer(address);
  return network;
}

class RunningNetwork implements Network {
  readonly #targets = new Map<string, Target>();
  /** By node key: one session a peer. */
  readonly #met = new Map<Hex, Met>();
  /** Sessions whose handshake is not done, to be ended with the rest. */
  readonly #young = new Set<Session>();
  readonly #offenders = new Map<Hex, { offences: number; until: number }>();
  #stopped = false;
  #progressTold: (() => void) | null = null;
  #answering = 0;

  constructor(private readonly parts: NetworkParts) {}

  peers(): readonly PeerStatus[] {
    const shown = new Set<Hex>();
    const statuses: PeerStatus[] = [];
    for (const target of this.#targets.values()) {
      const met = target.key === null ? undefined : this.#met.get(target.key);
      if (met !== undefined) shown.add(met.key);
      statuses.push({
        id: target.key,
        address: target.address,
        state: met !== undefined ? "connected" : target.state === "idle" ? "waiting" : target.state,
        ...this.#sessionStatus(met),
        lastContact: met === undefined ? target.lastContact : this.parts.clock.now(),
        nextTry: met === undefined ? target.nextTry : null,
        trouble: met === undefined ? target.trouble : null,
      });
    }
    for (const met of this.#met.values()) {
      if (shown.has(met.key)) continue;
      statuses.push({
        id: met.key,
        address: null,
        state: "connected",
        ...this.#sessionStatus(met),
        lastContact: this.parts.clock.now(),
        nextTry: null,
        trouble: null,
      });
    }
    return statuses;
  }

  #sessionStatus(met: Met | undefined): Pick<PeerStatus, "transport" | "progress" | "inSync"> {
    const progress = met?.session.progress() ?? [];
    return {
      transport: met?.channel.transport ?? null,
      progress,
      inSync: met !== undefined && progress.every(({ inSync }) => inSync),
    };
  }

  connected(): number {
    return this.#met.size;
  }

  async addPeer(given: string): Promise<void> {
    const address = addressOf(given);
    const known = this.#targets.get(address);
    if (known !== undefined) return this.#retryNow(known);
    await this.parts.store.rememberPeer({ address, key: null, lastContact: null });
    this.target(address, null, null);
  }

  async removePeer(given: string): Promise<void> {
    const address = addressOf(given);
    const target = this.#targets.get(address);
    this.#targets.delete(address);
    await this.parts.store.forgetPeer(address);
    if (target === undefined) return;
    target.cancelRetry?.();
    target.abort.abort();
    if (target.key !== null) this.#met.get(target.key)?.session.end("bye");
    this.#tell(target.key, "forgotten");
  }

  async answer(
    offer: string,
    options: { readonly fromLoopback: boolean },
  ): Promise<string> {
    if (this.#stopped || this.#met.size + this.#answering >= MOST_SESSIONS) {
      throw new ConnectError("busy");
    }
    this.#answering++;
    try {
      const { answer, channel } = await this.parts.connector.answer(offer, options);
      this.#answering++;
      channel.then(
        (open) => this.#converse(open, "answerer", null),
        (error) => this.parts.report.info("peer.not_connected", { reason: reasonOf(error) }),
      )
        .finally(() => this.#answering--);
      return answer;
    } finally {
      this.#answering--;
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#progressTold?.();
    for (const target of this.#targets.values()) {
      target.cancelRetry?.();
      target.abort.abort();
    }
    const sessions = [...this.#young, ...[...this.#met.values()].map(({ session }) => session)];
    for (const session of sessions) session.end("bye");
    await Promise.all(sessions.map(({ ended }) => ended));
    await this.parts.connector.close();
  }

  /** Begins to keep a connection to an address. */
  target(address: string, key: Hex | null, lastContact: number | null): void {
    if (this.#targets.has(address)) return;
    const target: Target = {
      address,
      key,
      lastContact,
      failures: 0,
      state: "idle",
      nextTry: null,
      trouble: null,
      cancelRetry: null,
      abort: new AbortController(),
    };
    this.#targets.set(address, target);
    void this.#dial(target);
  }

  #retryNow(target: Target): void {
    if (target.state !== "waiting") return;
    target.cancelRetry?.();
    void this.#dial(target);
  }

  async #dial(target: Target): Promise<void> {
    if (this.#stopped || target.abort.signal.aborted) return;
    // Whom we have met otherwise (they dialled us), we need not dial.
    if (target.key !== null && this.#met.has(target.key)) {
      target.state = "idle";
      return;
    }
    target.state = "connecting";
    target.cancelRetry = null;
    target.nextTry = null;
    this.#tell(target.key, "connecting");
    try {
      const channel = await this.parts.connector.dial(target.address, target.abort.signal);
      await this.#converse(channel, "dialer", target);
    } catch (error) {
      if (target.abort.signal.aborted) return;
      target.trouble = reasonOf(error);
      this.#retryLater(target);
    }
  }

  #retryLater(target: Target): void {
    if (this.#stopped || target.abort.signal.aborted || target.state === "self") return;
    target.failures++;
    const offender = target.key === null ? undefined : this.#offenders.get(target.key);
    const { clock, entropy } = this.parts;
    const delay = Math.max(
      retryAfter(target.failures, entropy.bytes(1)[0]! / 256),
      offender === undefined ? 0 : offender.until - clock.now(),
    );
    target.state = "waiting";
    target.nextTry = clock.now() + delay;
    target.cancelRetry = clock.after(delay, () => void this.#dial(target));
    this.#tell(target.key, "waiting");
  }

  /** Runs a session to its end, and sees to what follows from it. */
  async #converse(channel: Channel, role: Role, target: Target | null): Promise<void> {
    if (this.#stopped) return channel.close();
    const { host, clock, entropy, primitives, seed, key } = this.parts;
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
      onPeer: (met) => {
        peer = toHex(met);
        this.#young.delete(session);
        return this.#meet({ key: peer, channel, session, role, target });
      },
      onProgress: () => this.#tellProgress(),
    });
    this.#young.add(session);
    const end = await session.ended;
    this.#young.delete(session);
    this.#parted(peer, session, target, end);
  }

  /**
   * Admits a peer whose key is proved. If two nodes dial each other at once, both keep the connection
   * that the one with the lower key dialled; otherwise the newer one, since the older is a ghost.
   */
  #meet(met: Met): boolean {
    const offender = this.#offenders.get(met.key);
    if (offender !== undefined && offender.until > this.parts.clock.now()) return false;
    const other = this.#met.get(met.key);
    if (other !== undefined) {
      const lowerDials = toHex(this.parts.key) < met.key ? "dialer" : "answerer";
      if (other.role !== met.role && other.role === lowerDials) {
        this.#found(met);
        return false;
      }
      this.#met.delete(met.key);
      other.session.end("second");
    } else if (this.#met.size >= MOST_SESSIONS) return false;
    this.#met.set(met.key, met);
    this.#found(met);
    this.parts.report.info("peer.connected", { peer: met.key, transport: met.channel.transport });
    this.#tell(met.key, "connected");
    return true;
  }

  /** What an address leads to. */
  #found({ key, target }: Met): void {
    if (target === null) return;
    target.key = key;
    target.failures = 0;
    target.trouble = null;
    this.#remember(target);
  }

  #remember(target: Target): void {
    target.lastContact = this.parts.clock.now();
    if (!this.#targets.has(target.address)) return;
    const { address, lastContact } = target;
    const key = target.key === null ? null : Uint8Array.from(
      target.key.match(/../g)!,
      (pair) => parseInt(pair, 16),
    );
    this.parts.store.rememberPeer({ address, key, lastContact }).catch((error) =>
      this.parts.report.error("peer.not_remembered", error)
    );
  }

  #parted(peer: Hex | null, session: Session, target: Target | null, end: SessionEnd): void {
    const { report, clock } = this.parts;
    if (end.code === "failed") report.error("peer.failed", end.cause, { peer });
    if (end.offence && peer !== null) {
      const offences = (this.#offenders.get(peer)?.offences ?? 0) + 1;
      if (this.#offenders.size >= MOST_OFFENDERS) {
        this.#offenders.delete(this.#offenders.keys().next().value!);
      }
      this.#offenders.set(peer, { offences, until: clock.now() + cutOffFor(offences) });
      report.warn("peer.offence", { peer, code: end.code });
    }
    const met = peer === null ? undefined : this.#met.get(peer);
    if (met?.session === session) {
      this.#met.delete(peer!);
      report.info("peer.gone", { peer, code: end.code });
    }
    if (target !== null) {
      if (end.code === "same-key") {
        target.state = "self";
        target.trouble = end.code;
      } else {
        if (peer !== null) this.#remember(target);
        target.trouble = end.code === "second" ? null : end.code;
        this.#retryLater(target);
      }
    }
    // Whoever is configured and dialled us instead is dialled again now that it is gone.
    for (const other of this.#targets.values()) {
      if (other !== target && other.key === peer && peer !== null && other.state === "idle") {
        this.#retryLater(other);
      }
    }
    this.#tell(peer, "gone");
  }

  #tell(id: Hex | null, state: PeerNotice["state"]): void {
    if (!this.#stopped) this.parts.post({ kind: "peer", id, state });
  }

  #tellProgress(): void {
    if (this.#stopped || this.#progressTold !== null) return;
    this.#progressTold = this.parts.clock.after(PROGRESS_EVERY_MS, () => {
      this.#progressTold = null;
      this.#tell(null, "progress");
    });
  }
}

/** `http://host:port` of what somebody typed; throws {@link AddressError}. */
export function addressOf(given: string): string {
  let url: URL;
  try {
    url = new URL(given.includes("://") ? given : `http://${given}`);
  } catch {
    throw new AddressError(`${given} is no address: write it like http://192.168.1.20:8000`);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new AddressError(`${given} is no address of a node: it begins with http:// or https://`);
  }
  return url.origin;
}

function reasonOf(error: unknown): string {
  return error instanceof ConnectError ? error.code : "failed";
}
