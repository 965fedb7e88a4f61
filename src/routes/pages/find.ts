/** What of a festival can be had, by words, kind and steps, and what of it is free when. */
import { Hono } from "hono";
import type { ResourceFilter } from "../../node/mod.ts";
import { resourcesPage } from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { wholeId, withParameter } from "./address.ts";
import { resourceChoice, some, tagsIn } from "./choices.ts";
import { around, namesOf } from "./gather.ts";
import { meantBy } from "./named.ts";
import { seenBefore, sheetOf, show } from "./respond.ts";
import { spanFrom, spanOf, timeChoices } from "./when.ts";

const MANY = 50;
/** What may be in the way of finding anything. */
const DROPPED = ["q", "kind", "tag", "place", "stepFree", "owner", "free"] as const;

export function find(context: AppContext): Hono {
  const app = new Hono();
  const { query } = context.node;

  app.get("/festivals/:id/resources", async (c) => {
    const id = await wholeId(context, c, "festival", "/resources");
    if (typeof id !== "string") return id;
    const sheet = sheetOf(context, c);
    const found = await around(context.node, id);
    const who = await meantBy(context.node, c, "owner", id);
    if (who instanceof Response) return who;
    const seen = seenBefore(context, c, sheet, found.revisions);
    if (seen !== null) return seen;

    const choice = resourceChoice(c);
    const { festival } = found;
    const byHand = choice.from !== "" || choice.to !== "";
    const span = byHand
      ? spanFrom(choice.from, choice.to, festival.timezone)
      : choice.when === ""
      ? null
      : spanOf(choice.when, festival, sheet.now);
    const filter: ResourceFilter = {
      q: some(choice.q),
      tag: some(choice.tag),
      kind: some(choice.kind),
      place: choice.place === "" ? undefined : true,
      stepFree: some(choice.stepFree),
      owner: some(choice.owner),
      free: span === null ? undefined : {
        ...span,
        ...(choice.quantity !== "" && { quantity: Number(choice.quantity) }),
      },
      limit: MANY,
      cursor: c.req.query("cursor"),
    };
    const { items, next } = await query.resources(id, filter);
    const drops: (keyof ResourceFilter)[] = [];
    if (items.length === 0 && next === null) {
      for (const name of DROPPED) {
        if (filter[name] === undefined) continue;
        const others = {
          ...filter,
          [name]: undefined,
          bookings: false,
          limit: 1,
          cursor: undefined,
        };
        if ((await query.resources(id, others)).items.length > 0) drops.push(name);
      }
    }
    const names = await namesOf(context.node, [
      ...items.map((resource) => resource.author),
      ...(choice.owner === "" ? [] : [choice.owner]),
    ]);
    return show(
      c,
      resourcesPage({
        sheet,
        festival,
        ancestors: found.ancestors,
        resources: items,
        more: withParameter(c, "cursor", next),
        names,
        choice,
        who,
        drops,
        times: timeChoices(festival, sheet.now),
        tags: tagsIn(items, choice.tag),
        span,
        revision: Math.max(...found.revisions),
      }),
    );
  });

  return app;
}
