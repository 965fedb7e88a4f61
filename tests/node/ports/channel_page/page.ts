/** A far end in a page: the test calls `dial` once for each channel. */
import { createPageConnector, pageClock } from "../../../../src/platform/browser/page/mod.ts";
import { serveFarEnd } from "../channel_far_end.ts";

const connector = createPageConnector({ clock: pageClock });

/** Resolves when a channel to the page's own node is open; `ended` tells how it ended. */
async function dial(): Promise<void> {
  const channel = await connector.dial(location.origin, new AbortController().signal);
  const ended = serveFarEnd(channel).then(() => channel.closed);
  Object.assign(globalThis, { ended });
}

/** Answers an offer, as over a neighbour; resolves with the answer. */
async function answer(offer: string): Promise<string> {
  const { answer, channel } = await connector.answer(offer, { from: "127.0.0.1" });
  channel.then(serveFarEnd);
  return answer;
}

Object.assign(globalThis, { dial, answer });
