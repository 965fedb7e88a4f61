import { Hono } from "hono";
import { ArrivalNotice, festivalPage, homePage, LOCATION } from "../../views/mod.ts";
import { toHex } from "../../core/messages/mod.ts";
import type { Hex } from "../../node/mod.ts";
import { arrivals } from "../arrival.ts";
import type { AppContext } from "../context.ts";
import { wholeId, withParameter } from "./address.ts";
import { allOf, around, MOST, namesOf, withPlaces } from "./gather.ts";
import { notFound, originOf, seenBefore, sheetOf, show } from "./respond.ts";

const MOST_TAGS = 24;
const MOST_COMING = 50;

export function festivals(context: AppContext): Hono {
  const app = new Hono();
  const { query } = context.node;

  app.get("/", async (c) => {
    const sheet = sheetOf(context, c);
    const revision = await query.revisionOfAll();
    const coming = sheet.operator ? await comingHere(context) : [];
    const more = coming.map(({ id, arrival }) => `${id.slice(0, 8)}${JSON.stringify(arrival)}`);
    const seen = seenBefore(context, c, sheet, [revision], more.join());
    if (seen !== null) return seen;
    const { items, next } = await query.festivals({ limit: MOST, cursor: c.req.query("cursor") });
    return show(
      c,
      homePage({
        sheet,
        festivals: items,
        coming,
        more: withParameter(c, "cursor", next),
        revision,
      }),
    );
  });

  app.get("/festivals/:id", async (c) => {
    const id = await wholeId(context, c, "festival");
    if (typeof id !== "string") return id;
    const sheet = sheetOf(context, c);
    const found = await around(context.node, id);
    const { followed, arrival } = await arrivalAt(context, id);
    const state = `${followed ? "f" : "u"}${JSON.stringify(arrival)}`;
    const seen = seenBefore(context, c, sheet, found.revisions, state);
    if (seen !== null) return seen;

    const q = (c.req.query("q") ?? "").trim().slice(0, 200);
    const tag = (c.req.query("tag") ?? "").trim();
    const filter = { q: q === "" ? undefined : q, tag: tag === "" ? undefined : tag };
    const events = await allOf((page) => query.events(id, { ...filter, ...page }));
    const locations = await query.resources(id, {
      ...filter,
      kind: LOCATION,
      limit: MOST,
      cursor: c.req.query("locations"),
    });
    const resources = await query.resources(id, {
      ...filter,
      limit: MOST,
      cursor: c.req.query("resources"),
    });
    const logs = await query.logs(id, { limit: MOST, cursor: c.req.query("people") });
    const nested = await query.nested(id, { limit: MOST, cursor: c.req.query("nested") });
    const others = resources.items.filter((resource) => resource.kind !== LOCATION);
    const people = logs.items.map((head) => head.author);
    const names = await namesOf(context.node, [
      ...people,
      ...locations.items.map((resource) => resource.author),
      ...others.map((resource) => resource.author),
    ]);
    const counts = new Map<string, number>();
    for (const { tags } of [...events, ...resources.items]) {
      for (const one of new Set(tags)) counts.set(one, (counts.get(one) ?? 0) + 1);
    }
    return show(
      c,
      festivalPage({
        sheet,
        festival: found.festival,
        ancestors: found.ancestors,
        nested: nested.items,
        items: await withPlaces(context.node, found, events),
        locations: locations.items,
        resources: others,
        people,
        names,
        tags: [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
          .slice(0, MOST_TAGS).map(([name]) => name),
        filter: { q, tag },
        more: {
          locations: withParameter(c, "locations", locations.next, "#locations"),
          resources: withParameter(c, "resources", resources.next, "#resources"),
          people: withParameter(c, "people", logs.next, "#people"),
          nested: withParameter(c, "nested", nested.next, "#nested"),
        },
        revision: Math.max(...found.revisions),
        followed,
        arrival,
        share: `${originOf(context, c)}/festivals/${id}`,
      }),
    );
  });

  // What the page shows of it alone, and asks for again as often as it changes.
  app.get("/festivals/:id/arrival", async (c) => {
    const id = await wholeId(context, c, "festival");
    if (typeof id !== "string") return id;
    const festival = await query.festival(id);
    if (festival === null) throw notFound("festival");
    c.header("Cache-Control", "no-store");
    const arrived = await arrivalAt(context, id);
    return show(
      c,
      ArrivalNotice({ sheet: sheetOf(context, c), id, known: festival.known, ...arrived }) ?? "",
    );
  });

  return app;
}

async function arrivalAt({ node, network }: AppContext, id: Hex) {
  const follows = await node.follows();
  return {
    followed: follows.some((one) => toHex(one.id) === id),
    arrival: arrivals(network).get(id) ?? null,
  };
}

/** What is followed and has not arrived. */
async function comingHere({ node, network }: AppContext) {
  const coming = [];
  const found = arrivals(network);
  for (const follow of await node.follows()) {
    if (follow.listed) continue;
    const id = toHex(follow.id);
    const festival = await node.query.festival(id);
    if (festival?.known === true) continue;
    coming.push({ id, arrival: found.get(id) ?? null });
    if (coming.length === MOST_COMING) break;
  }
  return coming;
}
