import { printErrorLine, systemClock } from "../platform/deno/mod.ts";

const EVERY_MS = 2_000;

/**
 * Says on standard error how far long work is, every two seconds, in these words: "entries checked".
 * Of short work nothing.
 */
export function progressOf(words: string): (done: number, total?: number) => void {
  let last = systemClock.now();
  return (done, total) => {
    const now = systemClock.now();
    if (now - last < EVERY_MS) return;
    last = now;
    printErrorLine(total === undefined ? `${done} ${words}` : `${done} of ${total} ${words}`);
  };
}

/** Of a database that was made by other rules, while it opens. */
export function rebuildingProgress(): (done: number, total: number) => void {
  return progressOf("entries taken again, since the rules changed");
}
