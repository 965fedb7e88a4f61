/**
 * The far end of the bench of channels, in a process of its own: answers offers for channels at
 * `/api/v1/signal`, and for bare data channels at `/bare`. Prints its address; ends with its input.
 */
import { RTCPeerConnection } from "werift";
import { systemClock } from "../../src/platform/deno/clock.ts";
import { createConnector } from "../../src/platform/deno/webrtc/mod.ts";
import { MemoryReport } from "../node/ports/memory_report.ts";
import { askNoServer, isAnswered } from "./channel_marks.ts";

const connector = createConnector({ clock: systemClock, report: new MemoryReport() });

async function answerBare(offer: string): Promise<string> {
  const connection = new RTCPeerConnection({
    iceServers: [],
    iceAdditionalHostAddresses: ["127.0.0.1"],
  });
  connection.onDataChannel.subscribe((dataChannel) => {
    dataChannel.onMessage.subscribe((message) => {
      const mark = Buffer.from(message).subarray(0, 1);
      if (isAnswered(mark)) dataChannel.send(mark);
    });
  });
  await connection.setRemoteDescription({ type: "offer", sdp: offer });
  askNoServer(connection);
  await connection.setLocalDescription(await connection.createAnswer());
  return connection.localDescription!.sdp;
}

async function answerChannel(offer: string): Promise<string> {
  const { answer, channel } = await connector.answer(offer, { from: "127.0.0.1" });
  channel.then(async (open) => {
    for (let frame; (frame = await open.receive()) !== null;) {
      if (isAnswered(frame)) await open.send(frame.slice(0, 1), "control");
    }
  });
  return answer;
}

const server = Deno.serve(
  {
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => console.log(`http://127.0.0.1:${port}`),
  },
  async (request) => {
    const { sdp } = await request.json() as { sdp: string };
    const answers = new URL(request.url).pathname === "/bare" ? answerBare : answerChannel;
    return Response.json({ sdp: await answers(sdp) });
  },
);
for await (const _ of Deno.stdin.readable);
await server.shutdown();
Deno.exit();
