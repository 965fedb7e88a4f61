import { Hono } from "hono";
import type { Booking, EventDocument, Hex, RequestDocument } from "../../node/mod.ts";
import { eventPage } from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { wholeId } from "./address.ts";
import { offersOf, othersLike } from "./form_lists.ts";
import { around, askedFor, namesOf, withPlaces } from "./gather.ts";
import { proposalsOf } from "./proposals.ts";
import { notFound, PageFailure, seenBefore, sheetOf, show } from "./respond.ts";

export function events(context: AppContext): Hono {
  const app = new Hono();
  const { query } = context.node;

  app.get("/events/:id", async (c) => {
    const id = await wholeId(context, c, "event");
    if (typeof id !== "string") return id;
    const event = await query.event(id);
    if (event === null) throw await missing(context, id, "event");
    const sheet = sheetOf(context, c);
    const found = await around(context.node, event.festival);
    const seen = seenBefore(context, c, sheet, found.revisions);
    if (seen !== null) return seen;

    const requests = shown(event, await query.requestsOfEvent(id));
    const before = await query.askedBefore(id);
    const names = await namesOf(context.node, [
      event.author,
      ...before.map(({ owner }) => owner),
      ...requests.map((request) => request.owner),
    ]);
    const offers = await offersOf(context.node, found);
    const denied = requests.find(({ id }) => id === c.req.query("instead"));
    const instead = denied === undefined
      ? null
      : { request: denied, offers: await othersLike(context.node, found, denied, requests) };
    const taken = new Map<Hex, readonly Booking[]>();
    for (const { status, resource } of requests) {
      if (status !== "conflict" || taken.has(resource)) continue;
      taken.set(resource, (await query.resource(resource))?.bookings ?? []);
    }
    const asked = await askedFor(context.node, c.req.query("resource") ?? "");
    const [item] = await withPlaces(context.node, found, [event]);
    return show(
      c,
      eventPage({
        sheet,
        event,
        festival: found.festival,
        ancestors: found.ancestors,
        requests,
        before,
        others: await othersOf(context, event),
        proposals: await proposalsOf(context.node, event.festival, id, event.author),
        places: item?.places ?? [],
        taken,
        names,
        asked,
        offers,
        instead,
        revision: Math.max(...found.revisions),
      }),
    );
  });

  return app;
}

/** So many of a series can be changed in one gesture. */
const MOST_OTHERS = 100;

/** No message says what is a series: what its author called the same is taken for one. */
async function othersOf(
  { node }: AppContext,
  { id, author, festival, title }: EventDocument,
): Promise<EventDocument[]> {
  if (title === "") return [];
  // By title there is an index.
  const filter = { author, title, sort: "title", limit: MOST_OTHERS + 1 } as const;
  const { items } = await node.query.events(festival, filter);
  return items.filter((event) => event.id !== id).slice(0, MOST_OTHERS)
    .sort((one, other) => one.start - other.start);
}

/** What counts, and what another one of them replaces; what was only withdrawn is gone. */
function shown(event: EventDocument, requests: readonly RequestDocument[]): RequestDocument[] {
  const replaced = new Set(
    requests.filter((request) => request.status !== "withdrawn").map((request) => request.replaces),
  );
  const rank = (request: RequestDocument) => request.status === "withdrawn" ? 1 : 0;
  return requests
    .filter((request) => request.author === event.author)
    .filter((request) => request.status !== "withdrawn" || replaced.has(request.id))
    .sort((a, b) => rank(a) - rank(b) || a.start - b.start || a.receivedAt - b.receivedAt);
}

/** Why there is nothing of this id: it may have been deleted. */
export async function missing(
  context: AppContext,
  id: string,
  kind: "event" | "resource",
): Promise<PageFailure> {
  const tombstone = await context.node.query.tombstone(id);
  return tombstone === null || tombstone.schema !== kind
    ? notFound(kind)
    : new PageFailure(404, "deleted", "notfound.deleted", tombstone);
}
