/**
 * A far end in a process of its own: prints its address, then how each of its channels ended. Ends
 * when its standard input does. Its argument is the time between pings.
 */
import { createConnector } from "../../../src/platform/deno/webrtc/mod.ts";
import { systemClock } from "../../../src/platform/deno/clock.ts";
// Loaded before the address is printed, so that the first offer is answered in time.
import "../../../src/platform/deno/webrtc/set_up.ts";
import { serveFarEnd } from "./channel_far_end.ts";
import { MemoryReport } from "./memory_report.ts";
import { serveSignals } from "./signal_server.ts";

const connector = createConnector({
  clock: systemClock,
  report: new MemoryReport(),
  pingEveryMs: Number(Deno.args[0]),
});
const server = serveSignals(connector, async (channel) => {
  await serveFarEnd(channel);
  console.log(await channel.closed);
});
console.log(server.address);
for await (const _ of Deno.stdin.readable);
await server.close();
await connector.close();
