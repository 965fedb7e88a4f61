/** Feeds: what other programs subscribe to. All that a whole id leads to, or that is public. */
import { type Context, Hono } from "hono";
import type { EventDocument, Hex, ResourceDocument } from "../../node/mod.ts";
import { animalName, chooseLang, isSure, type Lang, t, titleOf } from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { activityItems } from "./activity.ts";
import { wholeId } from "./address.ts";
import { atomText } from "./atom.ts";
import { type CalendarItem, calendarText } from "./calendar.ts";
import { missing } from "./events.ts";
import { allOf, around, type FestivalAround, namesOf, withPlaces } from "./gather.ts";
import { notFound, originOf, showFeed } from "./respond.ts";

export const CALENDAR = "text/calendar; charset=utf-8";
export const ATOM = "application/atom+xml; charset=utf-8";
const JSON_TYPE = "application/json; charset=utf-8";
const MOST_NEWS = 50;

export function feeds(context: AppContext): Hono {
  const app = new Hono();
  const { node } = context;
  const { query } = node;

  app.get("/festivals/:id/calendar.ics", async (c) => {
    const id = await wholeId(context, c, "festival", "/calendar.ics");
    if (typeof id !== "string") return id;
    const found = await around(node, id);
    const feed = { revisions: found.revisions, type: CALENDAR, file: "festival.ics" };
    return showFeed(context, c, feed, async () => {
      const events = await allOf((page) => query.events(id, page));
      return calendarText({
        ...addresses(c, `/festivals/${id}`),
        name: titleOf(langOf(c), found.festival.title),
        items: await calendarItems(context, c, found, events),
      });
    });
  });

  app.get("/events/:id/calendar.ics", async (c) => {
    const id = await wholeId(context, c, "event", "/calendar.ics");
    if (typeof id !== "string") return id;
    const event = await query.event(id);
    if (event === null) throw await missing(context, id, "event");
    const found = await around(node, event.festival);
    const feed = { revisions: found.revisions, type: CALENDAR, file: "event.ics" };
    return showFeed(context, c, feed, async () =>
      calendarText({
        ...addresses(c, `/events/${id}`),
        name: titleOf(langOf(c), event.title),
        items: await calendarItems(context, c, found, [event]),
      }));
  });

  // What is booked, by the times of the bookings: an event may be longer than its hour in the hall.
  app.get("/resources/:id/calendar.ics", async (c) => {
    const id = await wholeId(context, c, "resource", "/calendar.ics");
    if (typeof id !== "string") return id;
    const resource = await query.resource(id);
    if (resource === null) throw await missing(context, id, "resource");
    const found = await around(node, resource.festival);
    const feed = { revisions: found.revisions, type: CALENDAR, file: "bookings.ics" };
    return showFeed(context, c, feed, () => {
      const lang = langOf(c);
      const at = addresses(c, `/resources/${id}`);
      const title = titleOf(lang, resource.title);
      const items = bookingItems(at.origin, lang, resource);
      const name = t(lang, "feed.bookings", { title });
      return Promise.resolve(calendarText({ ...at, name, items }));
    });
  });

  app.get("/users/:id/calendar.ics", async (c) => {
    const id = await wholeId(context, c, "user", "/calendar.ics");
    if (typeof id !== "string") return id;
    const revisions = [await query.revisionOfAll()];
    const user = await query.user(id);
    if (user === null) throw notFound("user");
    const feed = { revisions, type: CALENDAR, file: "events.ics" };
    return showFeed(context, c, feed, async () => {
      const items: CalendarItem[] = [];
      for (const festival of new Set(user.events.map((event) => event.festival))) {
        const events = user.events.filter((event) => event.festival === festival);
        items.push(...await calendarItems(context, c, await around(node, festival), events));
      }
      return calendarText({
        ...addresses(c, `/users/${id}`),
        name: user.name?.trim() || animalName(id),
        items,
      });
    });
  });

  app.get("/festivals/:id/feed.atom", async (c) => {
    const id = await wholeId(context, c, "festival", "/feed.atom");
    if (typeof id !== "string") return id;
    const found = await around(node, id);
    const feed = { revisions: found.revisions, type: ATOM, file: "festival.atom" };
    return showFeed(context, c, feed, () => news(c, found));
  });

  app.get("/festivals/:id/festival.json", async (c) => {
    const id = await wholeId(context, c, "festival", "/festival.json");
    if (typeof id !== "string") return id;
    const found = await around(node, id);
    const feed = { revisions: found.revisions, type: JSON_TYPE, file: "festival.json" };
    return showFeed(context, c, feed, async () => {
      const { festival, ancestors } = found;
      const events = await withPlaces(
        node,
        found,
        await allOf((page) => query.events(id, page)),
      );
      const resources = await allOf((page) => query.resources(id, page));
      const nested = await allOf((page) => query.nested(id, page));
      const names = await namesOf(node, [
        ...events.map(({ event }) => event.author),
        ...resources.map((resource) => resource.author),
      ]);
      return JSON.stringify({
        ...festival,
        ancestors,
        nested,
        events: events.map(({ event, places }) => ({ ...event, places })),
        resources,
        names: Object.fromEntries(names),
      });
    });
  });

  function addresses(c: Context, page: string) {
    const origin = originOf(context, c);
    return {
      origin,
      page: `${origin}${page}`,
      source: `${origin}${new URL(c.req.url).pathname}`,
    };
  }

  async function news(c: Context, { festival }: FestivalAround): Promise<string> {
    const lang = langOf(c);
    const { items } = await query.activity(festival.id, { limit: MOST_NEWS });
    const names = await namesOf(node, items.map(({ author }) => author));
    const at = addresses(c, `/festivals/${festival.id}`);
    const entries = (await activityItems(node, items)).map(({ activity, deed, thing, other }) => {
      const author = names.get(activity.author) ?? animalName(activity.author);
      const sentence = t(lang, `activity.${deed}`, {
        name: author,
        thing: titleOf(lang, thing.title),
        other: titleOf(lang, other?.title ?? null),
        schema: activity.schema,
      });
      return {
        id: activity.hash,
        title: sentence,
        text: sentence,
        url: `${at.origin}${thing.href ?? `/festivals/${festival.id}/activity`}`,
        author,
        updated: activity.receivedAt,
      };
    });
    return atomText({
      ...at,
      id: festival.id,
      title: t(lang, "feed.news", { title: titleOf(lang, festival.title) }),
      updated: entries[0]?.updated ?? 0,
      entries,
    });
  }

  return app;
}

/** Events as a calendar has them, with where they are as far as that is known. */
export async function calendarItems(
  context: AppContext,
  c: Context,
  found: FestivalAround,
  events: readonly EventDocument[],
): Promise<CalendarItem[]> {
  const { node } = context;
  const lang = langOf(c);
  const rooms = new Map<Hex, ResourceDocument | null>();
  const one = events.length === 1 ? events[0]!.id : undefined;
  const edits = await node.query.eventEdits(found.festival.id, one);
  const items: CalendarItem[] = [];
  for (const { event, places } of await withPlaces(node, found, events)) {
    const sure = places.filter((place) => place.sure);
    const shown = sure.length > 0 || event.where !== null ? sure : places.slice(0, 1);
    const first = shown[0];
    if (first !== undefined && !rooms.has(first.id)) {
      rooms.set(first.id, await node.query.resource(first.id));
    }
    items.push({
      ...event,
      title: titleOf(lang, event.title),
      description: [noteOf(c, event), event.description].join("\n\n"),
      stamp: Math.max(event.receivedAt, edits.get(event.id)?.at ?? 0),
      sequence: edits.get(event.id)?.after ?? 0,
      state: event.stage === "cancelled" ? "cancelled" : isSure(event) ? "sure" : "unsure",
      where: shown.length === 0 ? event.where : shown.map(({ title, sure }) => {
        const place = titleOf(lang, title);
        return sure ? place : t(lang, "feed.asked", { place });
      }).join(", "),
      place: first === undefined ? null : rooms.get(first.id)?.place ?? null,
      url: `${originOf(context, c)}/events/${event.id}`,
    });
  }
  return items;
}

/** What is booked of a resource, by the times of the bookings. */
export function bookingItems(
  origin: string,
  lang: Lang,
  resource: ResourceDocument,
): CalendarItem[] {
  const title = titleOf(lang, resource.title);
  return resource.bookings.map((booking) => ({
    id: booking.request,
    title: titleOf(lang, booking.eventTitle),
    description: "",
    start: booking.start,
    end: booking.end,
    stamp: resource.receivedAt,
    // A request is never changed: what is moved is another one.
    sequence: 0,
    tags: [],
    state: "sure",
    where: title,
    place: resource.place,
    url: `${origin}/events/${booking.event}`,
  }));
}

/** The address alone says the language: a subscriber's header may change from one day to another. */
export function langOf(c: Context) {
  return chooseLang(c.req.query("lang") ?? null, null);
}

function noteOf(c: Context, event: EventDocument): string {
  const lang = langOf(c);
  const { confirmed, total } = event.requests;
  if (event.stage === "cancelled") return t(lang, "feed.state.cancelled");
  if (event.stage === "idea") return t(lang, "feed.state.idea");
  if (confirmed === total) return "";
  return t(lang, "feed.state.unsure", { n: confirmed, m: total });
}
