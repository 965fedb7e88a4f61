import { setImmediate } from "node:timers";

/**
 * Resolves after the event loop has had its turn at I/O and timers. Unlike a timeout of 0 it does
 * not wait for the next millisecond.
 */
export function pause(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
