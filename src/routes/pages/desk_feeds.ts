/** Feeds of a desk: what waits and what changed, and a calendar of its events and bookings. */
import { Hono } from "hono";
import type { Hex, Node, RequestDocument } from "../../node/mod.ts";
import { animalName, deskWhen, type Lang, t, titleOf } from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { type AtomEntry, atomText } from "./atom.ts";
import { type CalendarItem, calendarText } from "./calendar.ts";
import { type FeedOf, readPath } from "./desk_address.ts";
import { ATOM, bookingItems, CALENDAR, calendarItems, langOf } from "./feeds.ts";
import { allOf, around, festivalsOf, namesOf } from "./gather.ts";
import { originOf, PageFailure, showFeed } from "./respond.ts";

const MOST_NEWS = 50;
/** Of events, and of resources that are booked. */
const MOST_ITEMS = 1_000;

export function deskFeeds(context: AppContext): Hono {
  const app = new Hono();
  const { node } = context;

  app.get("/desk/feed/:file", async (c) => {
    const [name = "", type] = c.req.param("file").split(".");
    const of = readPath(node, name);
    if (of === null || type !== "atom" && type !== "ics") {
      throw new PageFailure(404, "unknown-feed", "notfound.feed");
    }
    const lang = langOf(c);
    const origin = originOf(context, c);
    const revisions = [await node.query.revisionOfAll()];
    c.header("X-Robots-Tag", "noindex, nofollow");
    const names = await namesOf(node, [of.key]);
    const title = t(lang, "deskfeed", { name: names.get(of.key)?.trim() || animalName(of.key) });
    const at = {
      page: `${origin}/desk?${new URLSearchParams([
        ["key", of.key],
        ...of.festivals.map((id) => ["festival", id]),
      ])}`,
      source: `${origin}${new URL(c.req.url).pathname}`,
    };
    if (type === "atom") {
      return showFeed(context, c, { revisions, type: ATOM, file: "desk.atom" }, async () => {
        const entries = await newsOf(node, of, lang, origin);
        const updated = entries[0]?.updated ?? 0;
        return atomText({ ...at, id: `${of.key}:desk`, title, updated, entries });
      });
    }
    return showFeed(context, c, { revisions, type: CALENDAR, file: "desk.ics" }, async () => {
      const { key, festivals } = of;
      const events = await allOf(
        (page) => node.query.eventsBy(key, { festivals, ...page }),
        MOST_ITEMS,
      );
      const items: CalendarItem[] = [];
      for (const [id, its] of Map.groupBy(events, ({ festival }) => festival)) {
        items.push(...await calendarItems(context, c, await around(node, id), its));
      }
      const booked = await allOf(
        (page) => node.query.overview(key, { at: 0, festivals, state: "confirmed", ...page }),
        MOST_ITEMS,
      );
      for (const { resource: { id, author } } of booked) {
        const resource = author === key ? await node.query.resource(id) : null;
        if (resource !== null) items.push(...bookingItems(origin, lang, resource));
      }
      return calendarText({ ...at, name: title, items });
    });
  });

  return app;
}

/** What waits for an answer, what was answered, and what is in conflict, newest first. */
async function newsOf(
  node: Node,
  { key, festivals }: FeedOf,
  lang: Lang,
  origin: string,
): Promise<AtomEntry[]> {
  const filter = { festivals, limit: MOST_NEWS };
  const waiting = await node.query.requestsForDesk(key, { ...filter, status: "pending" });
  const changes = await node.query.changes(key, filter);
  const conflicts = await node.query.conflicts(key, filter);
  const all = [
    ...waiting.items,
    ...[...changes.items, ...conflicts.items].map((one) => one.request),
  ];
  const around = await festivalsOf(node, all);
  const names = await namesOf(node, [
    ...all.map(({ author }) => author),
    ...changes.items.map(({ answer }) => answer.author),
  ]);
  const entry = (
    word: "waits" | "confirmed" | "denied" | "conflict",
    request: RequestDocument,
    by: Hex,
    more: { readonly id: Hex; readonly updated: number; readonly text?: string | null },
  ): AtomEntry => {
    const author = names.get(by)?.trim() || animalName(by);
    const title = t(lang, `deskfeed.${word}`, {
      name: author,
      event: titleOf(lang, request.eventTitle),
      resource: titleOf(lang, request.resourceTitle),
    });
    const when = deskWhen(lang, request, around.get(request.festival)?.timezone ?? "UTC");
    const text = [title, when, more.text ?? ""].filter((line) => line !== "").join("\n");
    const url = `${origin}/requests/${request.id}`;
    return { id: more.id, title, text, url, author, updated: more.updated };
  };
  return [
    ...waiting.items.map((one) =>
      entry("waits", one, one.author, { id: one.id, updated: one.receivedAt, text: one.note })
    ),
    ...changes.items.map(({ request, answer }) =>
      entry(answer.verdict, request, answer.author, {
        id: answer.id,
        updated: answer.receivedAt,
        text: answer.reason,
      })
    ),
    ...conflicts.items.map(({ request }) =>
      entry("conflict", request, request.author, {
        id: `${request.id}:conflict`,
        updated: request.receivedAt,
      })
    ),
  ].sort((one, other) => other.updated - one.updated);
}
