/** What makes an agent look at its desk: something happened on its node. */
import type { Hex } from "../client/mod.ts";
import { eventsOf } from "./event_stream.ts";
import { pause, type Timer } from "./timer.ts";

/** Calls `wake` whenever something may have changed, until `signal` is aborted. */
export type Wakeups = (wake: () => void, signal: AbortSignal) => Promise<void>;

export interface StreamOptions {
  /** The node's address. */
  readonly base: string;
  /** Unlisted ones to listen to, besides all that is public. */
  readonly festivals: () => Promise<readonly Hex[]>;
  readonly timer: Timer;
  /** Called when the node is there again, and with the reason when it is not. */
  readonly onState: (away: string | null) => void;
  readonly fetch?: typeof fetch;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** A node sends a ping every 15 s: after so long without one the connection is dead. */
const SILENCE_MS = 50_000;
/** Others are about pages: how many nodes there are, how far a festival has come. */
const TELLING = new Set(["entry", "changed", "missed"]);

/** Wakes at each entry that comes to a node, and whenever its stream could be opened anew. */
export function streamWakeups(options: StreamOptions): Wakeups {
  const { timer, onState } = options;
  return async (wake, signal) => {
    let waitMs = FIRST_WAIT_MS;
    while (!signal.aborted) {
      const why = await listen(options, signal, () => {
        waitMs = FIRST_WAIT_MS;
        onState(null);
        wake();
      }, wake);
      if (signal.aborted) return;
      onState(why);
      await pause(timer, waitMs, signal);
      waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
    }
  };
}

/** Listens until the stream ends; says why it did. */
async function listen(
  options: StreamOptions,
  stopping: AbortSignal,
  onOpen: () => void,
  wake: () => void,
): Promise<string> {
  const { base, timer, fetch: get = globalThis.fetch } = options;
  const silent = new AbortController();
  let cancel = timer.after(SILENCE_MS, () => silent.abort());
  const signal = AbortSignal.any([stopping, silent.signal]);
  try {
    const query = new URLSearchParams({ public: "1" });
    for (const id of await options.festivals()) query.append("festival", id);
    const address = `${base.replace(/\/+$/, "")}/api/v1/stream?${query}`;
    const response = await get(address, { signal });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      return `it answers ${response.status}`;
    }
    onOpen();
    for await (const event of eventsOf(response.body)) {
      cancel();
      cancel = timer.after(SILENCE_MS, () => silent.abort());
      if (event !== null && TELLING.has(event.name)) wake();
    }
    return "it ended the connection";
  } catch (error) {
    if (silent.signal.aborted) return "it is silent";
    return error instanceof Error ? error.message : String(error);
  } finally {
    cancel();
  }
}
