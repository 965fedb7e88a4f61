/**
 * Channels over WebRTC between two processes: their throughput beside a bare data channel's, kept
 * between the same marks but without credits, lanes, pings or guards; and how soon control is
 * answered while bulk runs, beside an idle channel's.
 */
import { fileURLToPath } from "node:url";
import { RTCPeerConnection } from "werift";
import { HIGH_MARK_BYTES, LOW_MARK_BYTES } from "../../src/node/channel/mod.ts";
import { type Channel, MAX_FRAME_BYTES } from "../../src/node/ports.ts";
import { systemClock } from "../../src/platform/deno/clock.ts";
import { createConnector } from "../../src/platform/deno/webrtc/mod.ts";
import { MemoryReport } from "../node/ports/memory_report.ts";
import { askNoServer, CALL, LAST, LOAD } from "./channel_marks.ts";
import { type Bench, compare } from "./harness.ts";

const FRAMES = 128;
const CALLS = 10;
const ROUND_MS = 300;

export const channelBench: Bench = {
  name: "channel",
  async run() {
    const program = fileURLToPath(new URL("channel_far.ts", import.meta.url));
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "-A", program],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const address = (await output.read()).value!.trim();
    const connector = createConnector({ clock: systemClock, report: new MemoryReport() });
    let bare: Bare | null = null;
    try {
      const channel = await connector.dial(address, new AbortController().signal);
      bare = await openBare(address);
      const throughput = await compare({
        what: "bytes through a channel",
        work: () => sendLoad(channel),
        limit: "bytes through a bare data channel",
        limitWork: bare.sendLoad,
      }, ROUND_MS);
      const stop = { asked: false };
      const calls = await compare({
        what: "control answered while bulk runs",
        async work() {
          stop.asked = false;
          const load = keepSending(channel, stop);
          const done = await call(channel);
          stop.asked = true;
          await load;
          return done;
        },
        limit: "control answered with nothing else",
        limitWork: () => call(channel),
      }, ROUND_MS);
      channel.close();
      await channel.closed;
      return [throughput, calls];
    } finally {
      await bare?.close();
      await connector.close();
      await child.stdin.close();
      await output.cancel();
      await child.status;
    }
  },
};

async function sendLoad(channel: Channel): Promise<number> {
  for (let index = 0; index < FRAMES; index++) {
    await channel.send(load(index === FRAMES - 1 ? LAST : LOAD), "bulk");
  }
  await channel.receive();
  return FRAMES * MAX_FRAME_BYTES;
}

async function keepSending(channel: Channel, stop: { readonly asked: boolean }): Promise<void> {
  while (!stop.asked) await channel.send(load(LOAD), "bulk");
}

async function call(channel: Channel): Promise<number> {
  for (let index = 0; index < CALLS; index++) {
    await channel.send(Uint8Array.of(CALL), "control");
    await channel.receive();
  }
  return CALLS;
}

function load(mark: number): Uint8Array {
  const bytes = new Uint8Array(MAX_FRAME_BYTES);
  bytes[0] = mark;
  return bytes;
}

interface Bare {
  sendLoad(): Promise<number>;
  close(): Promise<void>;
}

async function openBare(address: string): Promise<Bare> {
  const connection = new RTCPeerConnection({
    iceServers: [],
    iceAdditionalHostAddresses: ["127.0.0.1"],
  });
  const dataChannel = connection.createDataChannel("bare");
  askNoServer(connection);
  await connection.setLocalDescription(await connection.createOffer());
  const response = await fetch(`${address}/bare`, {
    method: "POST",
    body: JSON.stringify({ sdp: connection.localDescription!.sdp }),
  });
  const { sdp } = await response.json() as { sdp: string };
  const open = dataChannel.stateChanged.watch((state) => state === "open");
  await connection.setRemoteDescription({ type: "answer", sdp });
  await open;
  dataChannel.bufferedAmountLowThreshold = LOW_MARK_BYTES;
  return {
    async sendLoad() {
      const answered = dataChannel.onMessage.asPromise();
      for (let index = 0; index < FRAMES; index++) {
        if (dataChannel.bufferedAmount + MAX_FRAME_BYTES > HIGH_MARK_BYTES) {
          await dataChannel.bufferedAmountLow.asPromise();
        }
        dataChannel.send(Buffer.from(load(index === FRAMES - 1 ? LAST : LOAD).buffer));
      }
      await answered;
      return FRAMES * MAX_FRAME_BYTES;
    },
    close: () => connection.close(),
  };
}
