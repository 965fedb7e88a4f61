/** What takes long the first time, done before somebody waits for it. */
import type { Hono } from "hono";
import { toHex } from "../core/messages/mod.ts";
import type { AppContext } from "./context.ts";

/** A page of fewer events is drawn soon enough. */
const FEW_EVENTS = 100;
/** Of all festivals together: some 20 MB of memory, and a second of work. */
const MOST_EVENTS = 6_000;

/**
 * Asks for the pages of larger festivals that this node follows, one after another, until `stopping`
 * is aborted: what was read and drawn for them is kept, and used by whoever asks next.
 */
export async function warm(
  { node, stopping }: Pick<AppContext, "node" | "stopping">,
  app: Hono,
): Promise<void> {
  let events = 0;
  for (const { id } of await node.follows()) {
    if (stopping?.aborted === true) return;
    const festival = await node.query.festival(toHex(id));
    const count = festival?.counts.events ?? 0;
    if (count < FEW_EVENTS || events + count > MOST_EVENTS) continue;
    events += count;
    // As a person at this machine would.
    const request = new Request(`http://127.0.0.1/festivals/${toHex(id)}`, {
      headers: { accept: "text/html" },
    });
    const response = await app.fetch(request, { remoteAddress: "127.0.0.1" });
    await response.body?.cancel();
  }
}
