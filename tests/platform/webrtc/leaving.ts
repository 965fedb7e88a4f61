/**
 * Connects, fails to in several ways, and closes; then has nothing left to do. A program that leaks
 * a socket or a timer does not end.
 */
import { readDescription, writeDescription } from "../../../src/node/channel/mod.ts";
import type { Channel, Clock } from "../../../src/node/ports.ts";
import { systemClock } from "../../../src/platform/deno/clock.ts";
import { createConnector } from "../../../src/platform/deno/webrtc/mod.ts";
import { MemoryReport } from "../../node/ports/memory_report.ts";
import { serveSignals } from "../../node/ports/signal_server.ts";

/** A clock on which a set-up gives up after half a second. */
const hasty: Clock = {
  ...systemClock,
  after: (ms, task) => systemClock.after(ms > 10_000 ? ms / 30 : ms, task),
};
const report = new MemoryReport();
const [one, other] = [1, 2].map(() => createConnector({ clock: systemClock, report }));
const hastyOther = createConnector({ clock: hasty, report });
const { signal } = new AbortController();

const far = Promise.withResolvers<Channel>();
const server = serveSignals(other!, far.resolve);
const near = await one!.dial(server.address, signal);
const there = await far.promise;
near.close();
await Promise.all([near.closed, there.closed]);

// Whose other end never comes; and whose DTLS never begins, since it was told another's password.
const hastyServer = serveSignals(hastyOther, () => {});
const strange = createConnector({
  clock: hasty,
  report,
  fetch: async (input, init) => {
    const response = await fetch(input, init);
    const { sdp } = await response.json() as { sdp: string };
    const answer = readDescription("answer", sdp)!;
    const changed = { ...answer, password: answer.password.split("").toReversed().join("") };
    return Response.json({ sdp: writeDescription(changed) });
  },
});
const outcomes = await Promise.allSettled([
  strange.dial(hastyServer.address, signal),
  strange.dial("http://127.0.0.1:1", signal),
]);
await Promise.all([one!, other!, hastyOther, strange].map((connector) => connector.close()));
await Promise.all([server.close(), hastyServer.close()]);
console.log(outcomes.map(({ status }) => status).join(" "));
