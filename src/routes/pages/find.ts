/** Finding things: by words over all that is public, and what of a festival is free when. */
import { Hono } from "hono";
import type { FoundKind, ResourceFilter } from "../../node/mod.ts";
import { FOUND_KINDS, resourcesPage, searchPage, zoneOf } from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { ID, wholeId, withParameter } from "./address.ts";
import { resourceChoice, searchChoice, some, tagsIn } from "./choices.ts";
import { around, namesOf } from "./gather.ts";
import { notFound, seenBefore, sheetOf, show } from "./respond.ts";
import { spanFrom, spanOf, timeChoices, timesFrom } from "./when.ts";

/** Of each kind, where all are looked for. */
const FEW = 8;
const MANY = 50;
/** Only these have a time. */
const TIMED: readonly FoundKind[] = ["event", "festival"];

export function find(context: AppContext): Hono {
  const app = new Hono();
  const { query } = context.node;

  app.get("/search", async (c) => {
    const sheet = sheetOf(context, c);
    const q = (c.req.query("q") ?? "").trim().slice(0, 200);
    const named = c.req.query("festival");
    const festival = named === undefined || !ID.test(named) ? null : await query.festival(named);
    if (named !== undefined && named !== "" && festival === null) throw notFound("festival");
    const revision = await query.revisionOfAll();
    const seen = seenBefore(context, c, sheet, [revision]);
    if (seen !== null) return seen;

    const choice = searchChoice(c);
    const kind = some(choice.kind) ?? null;
    const zone = zoneOf(festival?.timezone ?? choice.timezone);
    const byHand = choice.from !== "" || choice.to !== "";
    const isZone = festival !== null || choice.timezone === "" || zone.unknown === null;
    const times = byHand && isZone ? timesFrom(choice.from, choice.to, zone.name) : null;
    const kinds = times === null ? FOUND_KINDS : TIMED;
    const groups = [];
    for (const one of q === "" ? [] : kinds.filter((one) => kind === null || one === kind)) {
      const { items, next } = await query.search({
        ...times,
        q,
        kinds: [one],
        festival: festival?.id,
        limit: kind === null ? FEW : MANY,
        cursor: kind === null ? undefined : c.req.query("cursor"),
      });
      const more = kind === null
        ? next === null ? null : withParameter(c, "kind", one)
        : withParameter(c, "cursor", next);
      groups.push({ kind: one as FoundKind, items, more });
    }
    return show(
      c,
      searchPage({
        sheet,
        q,
        festival,
        // The zone of every form is no choice of somebody.
        choice: { ...choice, timezone: byHand && festival === null ? choice.timezone : "" },
        zone,
        timed: times !== null,
        wrongTimes: byHand && times === null,
        groups,
        revision,
      }),
    );
  });

  app.get("/festivals/:id/resources", async (c) => {
    const id = await wholeId(context, c, "festival", "/resources");
    if (typeof id !== "string") return id;
    const sheet = sheetOf(context, c);
    const found = await around(context.node, id);
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
        times: timeChoices(festival, sheet.now),
        tags: tagsIn(items, choice.tag),
        span,
        revision: Math.max(...found.revisions),
      }),
    );
  });

  return app;
}
