/** Time, as a platform's clock gives it. */
export interface Timer {
  /** Unix milliseconds. */
  now(): number;
  /** Runs a task once, later; gives what takes that back. */
  after(ms: number, task: () => void): () => void;
}

/** Waits so long, or until it is told to stop. */
export function pause(timer: Timer, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const cancel = timer.after(ms, done);
    signal.addEventListener("abort", done);
  });
}
