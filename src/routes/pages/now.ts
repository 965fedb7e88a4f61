/** What is on now and tonight, in all public festivals that this node follows. */
import { Hono } from "hono";
import { type NowItem, nowPage } from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { withPlaces } from "./gather.ts";
import { seenBefore, sheetOf, show } from "./respond.ts";
import { spanOf } from "./when.ts";

/** Festivals that are looked through, and what of each is shown. */
const MOST_FESTIVALS = 100;
const MOST_EVENTS = 50;

export function now(context: AppContext): Hono {
  const app = new Hono();
  const { node } = context;

  app.get("/now", async (c) => {
    const sheet = sheetOf(context, c);
    const revision = await node.query.revisionOfAll();
    const seen = seenBefore(context, c, sheet, [revision]);
    if (seen !== null) return seen;
    const on: NowItem[] = [];
    const tonight: NowItem[] = [];
    let next: NowItem | null = null;
    const { items: festivals } = await node.query.festivals({ limit: MOST_FESTIVALS });
    for (const festival of festivals) {
      const until = spanOf("tonight", festival, sheet.now)?.to ?? sheet.now;
      const { items } = await node.query.events(festival.id, {
        from: sheet.now,
        limit: MOST_EVENTS,
      });
      const happens = items.filter(({ stage }) => stage !== "cancelled");
      const found = { festival, ancestors: [], revisions: [] };
      for (const item of await withPlaces(node, found, happens)) {
        const its = { ...item, inside: festival };
        const { start } = item.event;
        if (start <= sheet.now) on.push(its);
        else if (start < until) tonight.push(its);
        else if (next === null || start < next.event.start) next = its;
      }
    }
    const byTime = (a: NowItem, b: NowItem) => a.event.start - b.event.start;
    return show(
      c,
      nowPage({
        sheet,
        now: on.sort(byTime),
        tonight: tonight.sort(byTime),
        next,
        revision,
      }),
    );
  });

  return app;
}
