/**
 * One connection from its beginning to an open channel, or to nothing. What werift has to be kept
 * from: it asks a public STUN server unless told not to, waits long for servers that do not answer,
 * and leaves sockets and timers of what failed. What it does not check is in the guards.
 */
import { type RTCDataChannel, type RTCIceServer, RTCPeerConnection } from "werift";
import {
  openChannel,
  readDescription,
  type Scope,
  type SessionDescription,
  withinScope,
  writeDescription,
} from "../../../node/channel/mod.ts";
import { type Channel, type Clock, ConnectError, type Report } from "../../../node/mod.ts";
import { dataChannelPipe } from "./data_channel_pipe.ts";
import { type DatagramGuard, guardDatagrams } from "./datagram_guard.ts";
import { guardHandshake } from "./dtls_guard.ts";
import { innardsOf } from "./innards.ts";
import { guardSctp } from "./sctp_guard.ts";

const LABEL = "p2panda/1";
/** A dialler's HTTP request waits for two seconds; one who answers has to be done before. */
const MAX_GATHER_MS = { offer: 3_000, answer: 1_500 } as const;

export interface SetUpOptions {
  readonly clock: Clock;
  readonly report: Report;
  readonly iceServers: readonly RTCIceServer[];
  readonly pingEveryMs?: number;
  /** How the two ends signal, so how they may connect. */
  readonly scope: Scope;
}

export class SetUp {
  /** Opens, or rejects with {@link ConnectError} after all has been torn down. */
  readonly channel: Promise<Channel>;
  /** Aborts when it is given up, for what its steps wait for elsewhere. */
  readonly gone: AbortSignal;
  readonly #connection: RTCPeerConnection;
  readonly #goes = new AbortController();
  readonly #open = Promise.withResolvers<Channel>();
  #ended: Promise<void> | undefined;
  #gathering: Promise<unknown> = Promise.resolve();
  #channelFails: (() => void) | undefined;
  #datagrams: DatagramGuard | undefined;
  #remote: SessionDescription | undefined;
  #proves: ((fingerprint: Uint8Array) => boolean) | undefined;

  constructor(private readonly options: SetUpOptions) {
    this.channel = this.#open.promise;
    this.gone = this.#goes.signal;
    // It is told through the call that is under way as well.
    this.channel.catch(() => {});
    this.#connection = new RTCPeerConnection({
      iceServers: [...options.iceServers],
      maxMessageSize: 65_536,
      ...(options.scope === "loopback" ? { iceAdditionalHostAddresses: ["127.0.0.1"] } : {}),
    });
    this.#connection.connectionStateChange.subscribe((state) => {
      if (state === "failed" || state === "closed") this.fail(new Error(`connection ${state}`));
    });
    this.#connection.onIceCandidate.subscribe(() => this.#datagrams?.cover());
  }

  async offer(): Promise<string> {
    const dataChannel = this.#connection.createDataChannel(LABEL);
    this.#guard();
    dataChannel.stateChanged.subscribe((state) => {
      if (state === "open") this.#opened(dataChannel);
    });
    const offer = await this.#connection.createOffer();
    await this.#gather("offer", this.#connection.setLocalDescription(offer));
    return this.#localDescription("offer");
  }

  /** Takes the answer to the offer. */
  async accept(answer: string): Promise<void> {
    await this.#setRemote("answer", answer);
  }

  async answer(offer: string): Promise<string> {
    this.#connection.onDataChannel.subscribe((dataChannel) => this.#opened(dataChannel));
    await this.#setRemote("offer", offer);
    this.#guard();
    const answer = await this.#connection.createAnswer();
    await this.#gather("answer", this.#connection.setLocalDescription(answer));
    return this.#localDescription("answer");
  }

  /** Whether the other end has been heard, over any way. */
  get heard(): boolean {
    return this.#datagrams?.heard ?? false;
  }

  /** Gives up: closes what there is, and resolves when nothing is left. */
  fail(cause: unknown): Promise<void> {
    this.#channelFails?.();
    const ended = this.#hangUp();
    ended.then(() => this.#open.reject(new ConnectError("not-connected", cause)));
    return ended;
  }

  #guard(): void {
    const innards = innardsOf(this.#connection);
    if (innards === null) throw new Error("no data channel to guard");
    const { ice, dtls, sctp } = innards;
    if (!this.options.iceServers.some(({ urls }) => [urls].flat().some(isStun))) {
      // An empty list means a server of somebody's.
      ice.stunServer = undefined;
    }
    this.#datagrams = guardDatagrams(ice, () => dtls.dtls?.connected ?? false);
    this.#proves = guardHandshake(dtls).proves;
    guardSctp(sctp, dtls, (why) => {
      if (this.#ended === undefined) this.options.report.warn("webrtc.peer_refused", { why });
      this.fail(new Error(`the peer broke SCTP: ${why}`));
    });
  }

  async #setRemote(type: "offer" | "answer", sdp: string): Promise<void> {
    const description = readDescription(type, sdp);
    if (description === null) throw new ConnectError("bad-signal");
    this.#remote = withinScope(description, this.options.scope);
    try {
      await this.#connection.setRemoteDescription({ type, sdp: writeDescription(this.#remote) });
    } catch (error) {
      throw new ConnectError(this.#ended === undefined ? "bad-signal" : "not-connected", error);
    }
  }

  async #gather(type: "offer" | "answer", gathering: Promise<unknown>): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const cancel = this.options.clock.after(MAX_GATHER_MS[type], resolve);
    this.#gathering = gathering.catch(() => {});
    try {
      await Promise.race([gathering, late]);
    } finally {
      cancel();
    }
    this.#datagrams?.cover();
  }

  #localDescription(type: "offer" | "answer"): string {
    const sdp = this.#connection.localDescription?.sdp;
    const description = sdp === undefined ? null : readDescription(type, sdp);
    if (description === null || description.candidates.length === 0) {
      throw new ConnectError(
        "not-connected",
        new Error("no address of this machine to be found at: is --allow-sys missing?"),
      );
    }
    return writeDescription(description);
  }

  #opened(dataChannel: RTCDataChannel): void {
    if (this.#ended !== undefined || this.#channelFails !== undefined) return;
    const { label, ordered, maxRetransmits, maxPacketLifeTime } = dataChannel;
    const reliable = ordered && maxRetransmits === null && maxPacketLifeTime === null;
    const remote = this.#remote?.fingerprint;
    if (label !== LABEL || !reliable || remote === undefined || !this.#proves?.(remote)) {
      this.options.report.warn("webrtc.peer_refused", { why: "proof" });
      this.fail(new Error("the peer did not prove its certificate, or opened another channel"));
      return;
    }
    const [shown] = innardsOf(this.#connection)!.dtls.localParameters.fingerprints;
    const local = Uint8Array.from(shown!.value.split(":"), (pair) => Number.parseInt(pair, 16));
    const { pipe, fail } = dataChannelPipe({
      dataChannel,
      binding: { local, remote },
      hangUp: () => this.#hangUp(),
    });
    this.#channelFails = fail;
    const { clock, pingEveryMs } = this.options;
    this.#open.resolve(openChannel(pipe, clock, pingEveryMs === undefined ? {} : { pingEveryMs }));
  }

  #hangUp(): Promise<void> {
    return this.#ended ??= (async () => {
      this.#goes.abort();
      // Ends the repetitions of a handshake, which else go on for half a minute.
      const socket = innardsOf(this.#connection)?.dtls.dtls;
      if (socket !== undefined) socket.dtls.flight = Infinity;
      // What is gathered after the end would be left open.
      await this.#gathering;
      try {
        await this.#connection.close();
      } catch (error) {
        this.options.report.error("webrtc.close_failed", error);
      }
    })();
  }
}

function isStun(url: string): boolean {
  return url.startsWith("stun:");
}
