import type { Channel } from "../../../src/node/ports.ts";
import { createConnector } from "../../../src/platform/deno/webrtc/mod.ts";
import { pause, systemClock } from "../../../src/platform/deno/mod.ts";
import { serveFarEnd } from "./channel_far_end.ts";
import { channelSuite } from "./channel_suite.ts";
import { FarProcess } from "./far_process.ts";
import { MemoryReport } from "./memory_report.ts";
import { serveSignals } from "./signal_server.ts";

const soak = Deno.env.get("P2PANDA_SOAK") === "1";

channelSuite("werift, two in one process", {
  transport: "webrtc",
  megabytes: 1,
  pause,
  make() {
    let next = Promise.withResolvers<Channel>();
    const connectors = [1, 2].map(() =>
      createConnector({ clock: systemClock, report: new MemoryReport() })
    );
    const [one, other] = connectors;
    const server = serveSignals(other!, (channel) => next.resolve(channel));
    return Promise.resolve({
      async open() {
        next = Promise.withResolvers<Channel>();
        const near = await one!.dial(server.address, new AbortController().signal);
        const channel = await next.promise;
        const served = serveFarEnd(channel);
        return { near, farEnd: served.then(() => channel.closed) };
      },
      async close() {
        await Promise.all(connectors.map((connector) => connector.close()));
        await server.close();
      },
    });
  },
});

channelSuite("werift, two processes", {
  transport: "webrtc",
  megabytes: soak ? 100 : 8,
  pause,
  async make() {
    const { process, address } = await FarProcess.start(5_000);
    const connector = createConnector({ clock: systemClock, report: new MemoryReport() });
    return {
      async open() {
        const near = await connector.dial(address, new AbortController().signal);
        return { near, farEnd: process.line() as Promise<Awaited<Channel["closed"]>> };
      },
      async close() {
        await connector.close();
        await process.stop();
      },
    };
  },
});
