import { printErrorLine, systemClock } from "../platform/deno/mod.ts";

const EVERY_MS = 2_000;

/** Says on standard error how far long work is, every two seconds; of short work nothing. */
export function progressOf(words: (count: number) => string): (count: number) => void {
  let last = systemClock.now();
  return (count) => {
    const now = systemClock.now();
    if (now - last < EVERY_MS) return;
    last = now;
    printErrorLine(words(count));
  };
}
