import { memoryPipes, openChannel } from "../../../src/node/channel/mod.ts";
import { pause, systemClock } from "../../../src/platform/deno/mod.ts";
import { serveFarEnd } from "./channel_far_end.ts";
import { channelSuite } from "./channel_suite.ts";

for (const delayMs of [0, 1]) {
  channelSuite(delayMs === 0 ? "memory" : "memory, with a delay", {
    transport: "memory",
    megabytes: delayMs === 0 ? 100 : 8,
    pause: delayMs === 0 ? () => Promise.resolve() : pause,
    make: () =>
      Promise.resolve({
        open() {
          const delay = { ms: delayMs, clock: systemClock };
          const { ends: [one, other] } = memoryPipes(delayMs === 0 ? {} : { delay });
          const near = openChannel(one, systemClock);
          const far = openChannel(other, systemClock);
          const served = serveFarEnd(far);
          return Promise.resolve({ near, farEnd: served.then(() => far.closed) });
        },
        close: () => Promise.resolve(),
      }),
  });
}
