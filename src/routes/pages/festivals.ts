import { Hono } from "hono";
import { ArrivalNotice, festivalPage, homePage, LOCATION } from "../../views/mod.ts";
import { toHex } from "../../core/messages/mod.ts";
import type { EventFilter, Hex } from "../../node/mod.ts";
import { eventChoice, some, tagsIn } from "./choices.ts";
import { arrivals } from "../arrival.ts";
import type { AppContext } from "../context.ts";
import { keptCollectives } from "../kept_collectives.ts";
import { wholeId, withParameter } from "./address.ts";
import { hoursOf, offersOf } from "./form_lists.ts";
import { around, MOST, namesOf, withPlaces } from "./gather.ts";
import { meantBy } from "./named.ts";
import { proposalsOf } from "./proposals.ts";
import { notFound, originOf, seenBefore, sheetOf, show } from "./respond.ts";
import { turns } from "./turns.ts";
import { spanOf, timeChoices, timesFrom } from "./when.ts";

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
    const who = await meantBy(context.node, c, "owner", id);
    if (who instanceof Response) return who;
    const where = await meantBy(context.node, c, "place", id);
    if (where instanceof Response) return where;
    const { followed, arrival } = await arrivalAt(context, id);
    const choice = eventChoice(c);
    const below = await query.nestedBelow(id);
    const shown = choice.nested === "" ? [] : below;
    const revisions = [
      ...found.revisions,
      ...await Promise.all(shown.map((one) => query.revision(one.id))),
    ];
    // What is listed of festivals inside is theirs to change.
    const inside = below.map((one) => `${one.title} ${one.start} ${one.end} ${one.counts.events}`);
    const collectives = await keptCollectives(context);
    const state = `${followed ? "f" : "u"}${
      JSON.stringify([arrival, collectives])
    }${inside.join()}`;
    const seen = seenBefore(context, c, sheet, revisions, state);
    if (seen !== null) return seen;

    const times = timeChoices(found.festival, sheet.now);
    const words = { q: some(choice.q), tag: some(choice.tag), stepFree: some(choice.stepFree) };
    const owner = some(choice.owner);
    const byHand = choice.from !== "" || choice.to !== "";
    const span = byHand
      ? timesFrom(choice.from, choice.to, found.festival.timezone)
      : choice.when === ""
      ? null
      : spanOf(choice.when, found.festival, sheet.now);
    const filter: EventFilter = {
      ...words,
      ...span,
      author: owner,
      place: some(choice.place),
      state: some(choice.state),
      nested: choice.nested === "" ? undefined : true,
    };
    const turn = turns();
    const events = await query.allEvents(id, filter, turn);
    const items = await withPlaces(context.node, found, events, shown);
    await turn();
    const locations = await query.resources(id, {
      ...words,
      owner,
      kind: LOCATION,
      bookings: false,
      limit: MOST,
      cursor: c.req.query("locations"),
    });
    const halls = await query.resources(id, { place: true, bookings: false, limit: MOST });
    const resources = await query.resources(id, {
      ...words,
      owner,
      bookings: false,
      limit: MOST,
      cursor: c.req.query("resources"),
    });
    const { author } = found.festival;
    const tokens = author === null
      ? null
      : await query.resources(id, { owner: author, bookings: false, limit: MOST });
    const logs = await query.logs(id, { limit: MOST, cursor: c.req.query("people") });
    const nested = await query.nested(id, { limit: MOST, cursor: c.req.query("inside") });
    const others = resources.items.filter((resource) => resource.kind !== LOCATION);
    const people = logs.items.map((head) => head.author);
    const names = await namesOf(context.node, [
      ...people,
      ...(owner === undefined ? [] : [owner]),
      ...locations.items.map((resource) => resource.author),
      ...others.map((resource) => resource.author),
    ]);
    await turn();
    return show(
      c,
      festivalPage({
        sheet,
        festival: found.festival,
        ancestors: found.ancestors,
        nested: nested.items,
        announced: found.ancestors.length === 0 ? [] : await query.announcements(id),
        below,
        items,
        locations: locations.items,
        resources: others,
        halls: halls.items,
        people,
        tokens: tokens?.items ?? [],
        names,
        tags: tagsIn([...events, ...resources.items], choice.tag),
        choice,
        wrongTimes: byHand && span === null,
        who,
        place: halls.next === null && where.typed === "" ? undefined : {
          where,
          chosen: choice.place === "" ? null : {
            id: choice.place,
            title: (await query.resource(choice.place))?.title ?? choice.place.slice(0, 8),
          },
        },
        times,
        more: {
          locations: withParameter(c, "locations", locations.next, "#locations"),
          resources: withParameter(c, "resources", resources.next, "#resources"),
          people: withParameter(c, "people", logs.next, "#people"),
          nested: withParameter(c, "inside", nested.next, "#nested"),
        },
        revision: Math.max(...revisions),
        followed,
        forms: {
          hours: hoursOf(found.festival, null),
          offers: await offersOf(context.node, found),
        },
        arrival,
        proposals: await proposalsOf(context.node, id, id, found.festival.author),
        collectives,
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
