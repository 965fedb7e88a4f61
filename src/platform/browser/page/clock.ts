import type { Clock } from "../../../node/mod.ts";

/** The browser's clock and timers. */
export const pageClock: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
