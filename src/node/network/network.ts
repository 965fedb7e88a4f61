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
  type PeerAddress,
  type Report,
  type Store,
} from "../ports.ts";
import type { Hex } from "../queries/mod.ts";
import {
  type Role,
  type Session,
  startSession,
  type SyncHost,
  type TurnedAway,
} from "../sync/mod.ts";
import { addressOf } from "./address.ts";
import { type Asking, Askings, type AskingStatus, type Visit } from "./asking.ts";
import { Dialing, reasonOf } from "./dialing.ts";
import { Meetings, MOST_SESSIONS } from "./meetings.ts";
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

const PROGRESS_EVERY_MS = 500;

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
  readonly #dialing: Dialing;
  readonly #meetings: Meetings;
  /** All that run, those whose handshake is not done included. */
  readonly #sessions = new Set<Session>();
  /** What runs until its channel is closed and all that follows is done. */
  readonly #running = new Set<Promise<void>>();
  readonly #askings = new Askings({
    sessions: () => [...this.#meetings.all.values()].map(({ session }) => session),
    visit: (address) => this.#visit(address),
    clock: { after: (ms, task) => this.parts.clock.after(ms, task) },
    onChange: () => this.#tellProgress(),
  });
  readonly #stopping = new AbortController();
  #answering = 0;
  #stopped = false;
  #cancelProgress: (() => void) | null = null;

  constructor(private readonly parts: NetworkParts) {
    const { store, connector, clock, entropy, report, key } = parts;
    const meetings = this.#meetings = new Meetings({
      key: toHex(key),
      clock,
      report,
      isConfigured: (peer) => this.#dialing.isConfigured(peer),
    });
    this.#dialing = new Dialing({
      store,
      connector,
      clock,
      entropy,
      report,
      isMet: (peer) => meetings.all.has(peer),
      cutOff: (peer) => meetings.cutOff(peer),
      converse: (channel, target) => this.#converse(channel, "dialer", target),
      run: (task) => this.#run(task),
      tell: (peer, state) => this.#tell(peer, state),
    });
  }

  peers(): readonly PeerStatus[] {
    return statusesOf(this.#dialing.targets(), this.#meetings.all, this.parts.clock.now());
  }

  connected(): number {
    return this.#meetings.all.size;
  }

  begin(peer: PeerAddress): void {
    this.#dialing.begin(peer);
  }

  async addPeer(given: string): Promise<void> {
    await this.#dialing.add(addressOf(given));
  }

  async removePeer(given: string): Promise<void> {
    const target = await this.#dialing.remove(addressOf(given));
    if (target === undefined) return;
    // They may have dialled us instead.
    this.#meetings.with(target.key)?.session.end("bye");
    this.#tell(target.key, "forgotten");
  }

  async answer(offer: string, options: { readonly from: string | null }): Promise<string> {
    const idle = this.#meetings.idle(this.#sessions.size).length;
    if (this.#stopped || this.#sessions.size - idle + this.#answering >= MOST_SESSIONS) {
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
    this.#dialing.stop();
    for (const session of this.#sessions) session.end("bye");
    await this.parts.connector.close();
    while (this.#running.size > 0) await Promise.all(this.#running);
    await this.#askings.settled();
  }

  /** A session with whoever is at an address, for a while: it is neither remembered nor dialled again. */
  async #visit(address: string): Promise<Visit> {
    const known = this.#meetings.with(this.#dialing.at(address)?.key ?? null);
    if (known !== undefined) return { session: known.session, leave: () => {} };
    const { signal } = this.#stopping;
    if (signal.aborted || this.#sessions.size >= MOST_SESSIONS) throw new ConnectError("busy");
    const channel = await this.parts.connector.dial(address, signal);
    const { promise, resolve } = Promise.withResolvers<Met | null>();
    this.#run(this.#converse(channel, "dialer", null, resolve).finally(() => resolve(null)));
    const met = await promise;
    if (met === null) throw new ConnectError("refused");
    const leave = () => {
      const isKept = met.role === "answerer" || this.#dialing.isConfigured(met.key);
      if (!isKept && met.session.progress().length === 0) met.session.end("bye");
    };
    return { session: met.session, leave };
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
    const { host, clock, entropy, primitives, seed, key, report } = this.parts;
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
        onMet(turnedAway === null ? met : this.#meetings.with(peer) ?? null);
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
    if (end.code === "failed") report.error("peer.failed", end.cause, { peer });
    if (peer !== null && this.#meetings.end(peer, session, end)) this.#tell(peer, "gone");
    if (target !== null) await this.#dialing.returnTo(target, peer, end, clock.now() - since);
    this.#dialing.dialInstead(peer, target);
    await channel.closed;
  }

  /** Admits a peer whose key is proved, or says why not. */
  #meet(met: Met, target: Target | null): TurnedAway | null {
    if (target !== null) target.key = met.key;
    const turnedAway = this.#meetings.admit(met, this.#sessions.size);
    if (turnedAway !== null) return turnedAway;
    if (target !== null) this.#run(this.#dialing.remember(target));
    this.#tell(met.key, "connected");
    return null;
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
