/** A new event at a time that somebody looked at, with what is free then to be asked for. */
import { Hono } from "hono";
import { planPage } from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { ID, wholeId } from "./address.ts";
import { offersOf } from "./form_lists.ts";
import { around } from "./gather.ts";
import { seenBefore, sheetOf, show } from "./respond.ts";
import { spanFrom } from "./when.ts";

export function plan(context: AppContext): Hono {
  const app = new Hono();
  const { node } = context;

  app.get("/festivals/:id/plan", async (c) => {
    const id = await wholeId(context, c, "festival", "/plan");
    if (typeof id !== "string") return id;
    const sheet = sheetOf(context, c);
    const found = await around(node, id);
    const seen = seenBefore(context, c, sheet, found.revisions);
    if (seen !== null) return seen;
    const { festival, ancestors } = found;
    const { from = "", to = "", resource = "" } = c.req.query();
    const span = spanFrom(from, to, festival.timezone);
    const wanted = ID.test(resource) ? await node.query.resource(resource) : null;
    return show(
      c,
      planPage({
        sheet,
        festival,
        ancestors,
        span,
        offers: await offersOf(node, found, span),
        wanted,
        revision: Math.max(...found.revisions),
      }),
    );
  });

  return app;
}
