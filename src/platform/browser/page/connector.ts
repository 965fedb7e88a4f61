import {
  ConnectError,
  exchangeOffer,
  openChannel,
  readDescription,
  type Scope,
  scopeOf,
  withinScope,
  writeDescription,
} from "../../../node/channel/mod.ts";
import type { Channel, Clock, Connector } from "../../../node/mod.ts";
import { dataChannelPipe } from "./data_channel_pipe.ts";

export interface PageConnectorParts {
  readonly clock: Clock;
  /** STUN and TURN servers to ask; none unless the node names some. */
  readonly iceServers?: readonly RTCIceServer[];
  readonly pingEveryMs?: number;
}

const LABEL = "p2panda/1";
const MAX_SET_UPS = 5;
const MAX_SET_UP_MS = 15_000;
const MAX_GATHER_MS = 3_000;

/**
 * Makes channels over the browser's WebRTC. A page that goes away closes its channels: else their
 * other ends would wait for it until their pings are missed.
 */
export function createPageConnector(parts: PageConnectorParts): Connector {
  const { clock, iceServers = [], pingEveryMs } = parts;
  const setUps = new Set<AbortController>();
  const channels = new Set<Channel>();
  let closed = false;

  addEventListener("pagehide", () => {
    for (const channel of channels) channel.close();
  });

  /** Runs a set-up under its time limit; what comes of it is an open channel, or is closed. */
  function setUp<T>(
    task: (connection: RTCPeerConnection, signal: AbortSignal) => Promise<T>,
    given: AbortSignal | null,
  ): { readonly result: Promise<T>; readonly end: (failed: boolean) => void } {
    if (closed || setUps.size >= MAX_SET_UPS) throw new ConnectError("busy");
    const patience = new AbortController();
    setUps.add(patience);
    const cancel = clock.after(
      MAX_SET_UP_MS,
      () => patience.abort(new ConnectError("not-connected")),
    );
    const signal = given === null ? patience.signal : AbortSignal.any([patience.signal, given]);
    const connection = new RTCPeerConnection({ iceServers: [...iceServers] });
    const end = (failed: boolean) => {
      cancel();
      setUps.delete(patience);
      if (failed) connection.close();
    };
    return { result: task(connection, signal), end };
  }

  async function opened(
    connection: RTCPeerConnection,
    dataChannel: Promise<RTCDataChannel>,
    signal: AbortSignal,
  ): Promise<Channel> {
    const failed = Promise.withResolvers<never>();
    connection.onconnectionstatechange = () => {
      if (connection.connectionState === "failed") failed.reject(new ConnectError("not-connected"));
    };
    const open = dataChannel.then((one) => whenOpen(one)).then((one) => {
      const { label, ordered, maxRetransmits, maxPacketLifeTime } = one;
      if (label !== LABEL || !ordered || maxRetransmits !== null || maxPacketLifeTime !== null) {
        throw new ConnectError("not-connected");
      }
      // The browser has compared these with the certificates, and checked who holds their keys.
      const { local, remote } = bindingOf(connection);
      const channel = openChannel(
        dataChannelPipe(connection, one, { local, remote }),
        clock,
        pingEveryMs === undefined ? {} : { pingEveryMs },
      );
      channels.add(channel);
      channel.closed.then(() => channels.delete(channel));
      return channel;
    });
    return await Promise.race([open, failed.promise, aborted(signal)]);
  }

  async function gathered(connection: RTCPeerConnection): Promise<string> {
    if (connection.iceGatheringState !== "complete") {
      const { promise, resolve } = Promise.withResolvers<void>();
      const cancel = clock.after(MAX_GATHER_MS, resolve);
      connection.onicegatheringstatechange = () => {
        if (connection.iceGatheringState === "complete") resolve();
      };
      await promise;
      cancel();
    }
    return connection.localDescription!.sdp;
  }

  return {
    async dial(given, signal) {
      signal.throwIfAborted();
      const address = URL.parse(given);
      if (address === null) throw new ConnectError("unreachable");
      const { result, end } = setUp(async (connection, patience) => {
        const dataChannel = connection.createDataChannel(LABEL);
        await connection.setLocalDescription();
        const answer = await exchangeOffer(address, await gathered(connection), {
          request: (url, init) => fetch(url, init),
          clock,
          signal: patience,
        });
        await setRemote(connection, "answer", answer, scopeOf(address.hostname));
        return await opened(connection, Promise.resolve(dataChannel), patience);
      }, signal);
      return await result.then((channel) => {
        end(false);
        return channel;
      }, (error) => {
        end(true);
        throw error;
      });
    },
    async answer(offer, { from }) {
      if (readDescription("offer", offer) === null) throw new ConnectError("bad-signal");
      const { result, end } = setUp(async (connection, patience) => {
        const { promise, resolve } = Promise.withResolvers<RTCDataChannel>();
        connection.ondatachannel = (event) => resolve(event.channel);
        await setRemote(connection, "offer", offer, from === null ? "public" : scopeOf(from));
        await connection.setLocalDescription();
        const answer = await gathered(connection);
        const channel = opened(connection, promise, patience);
        channel.then(() => end(false), () => end(true));
        return { answer, channel };
      }, null);
      result.catch(() => end(true));
      return await result;
    },
    close() {
      closed = true;
      for (const one of setUps) one.abort(new ConnectError("not-connected"));
      return Promise.resolve();
    },
  };
}

async function setRemote(
  connection: RTCPeerConnection,
  type: "offer" | "answer",
  sdp: string,
  scope: Scope,
): Promise<void> {
  const description = readDescription(type, sdp);
  if (description === null) throw new ConnectError("bad-signal");
  try {
    const allowed = writeDescription(withinScope(description, scope));
    await connection.setRemoteDescription({ type, sdp: allowed });
  } catch (error) {
    throw new ConnectError("bad-signal", error);
  }
}

function bindingOf({ localDescription, remoteDescription }: RTCPeerConnection) {
  const [local, remote] = [localDescription, remoteDescription].map((one) =>
    readDescription(one?.type === "offer" ? "offer" : "answer", one?.sdp ?? "")?.fingerprint
  );
  if (local === undefined || remote === undefined) throw new ConnectError("not-connected");
  return { local, remote };
}

function whenOpen(dataChannel: RTCDataChannel): Promise<RTCDataChannel> {
  if (dataChannel.readyState === "open") return Promise.resolve(dataChannel);
  return new Promise((resolve) => {
    dataChannel.onopen = () => resolve(dataChannel);
  });
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}
