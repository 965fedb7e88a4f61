/** What forms offer to choose from: days with their hours, and what can be asked for. */
import { daysOf, merged, rowsOf, runsOf, type Span } from "../../core/forms/mod.ts";
import type { FestivalDocument, Node, RequestDocument, ResourceDocument } from "../../node/mod.ts";
import type { HoursView, Offers } from "../../views/mod.ts";
import { DAY_BREAK, zoneOf } from "../../views/mod.ts";
import type { FestivalAround } from "./gather.ts";

/** More hours are given by "every day between two"; who has some already sees more days of them. */
const MOST_NEW_DAYS = 10;
const MOST_FORM_DAYS = 31;
/** In one list to choose from; who shares more than that is found by the resource's own page. */
const MOST_OFFERS = 200;

export function calendarOf(festival: FestivalDocument) {
  return { zone: zoneOf(festival.timezone).name, dayBreak: festival.dayBreak ?? DAY_BREAK };
}

/** The festival's days, and those on which the resource has hours already. */
export function hoursOf(
  festival: FestivalDocument,
  availability: readonly Span[] | null,
): HoursView {
  const calendar = calendarOf(festival);
  const { start, end } = festival;
  const days = new Set(
    start === null ? [] : daysOf({ start, end: Math.max(end ?? start, start + 1) }, calendar),
  );
  for (const window of merged(availability ?? [])) {
    if (days.size >= MOST_FORM_DAYS) break;
    for (const date of daysOf(window, calendar)) days.add(date);
  }
  const shown = [...days].sort()
    .slice(0, availability === null ? MOST_NEW_DAYS : MOST_FORM_DAYS);
  return {
    limited: availability !== null,
    days: rowsOf(availability ?? [], shown, calendar),
    ...calendar,
  };
}

export function hourRunsOf(festival: FestivalDocument, { availability }: ResourceDocument) {
  return availability === null ? null : runsOf(availability, calendarOf(festival));
}

/** What an event of this festival can ask for: its own resources, then its ancestors'. */
export async function offersOf(
  node: Node,
  found: FestivalAround,
  /** Only what is free then. */
  free: { readonly from: number; readonly to: number } | null = null,
): Promise<Offers> {
  const offers = [];
  for (const festival of [found.festival, ...found.ancestors]) {
    const { items } = await node.query.resources(festival.id, {
      bookings: false,
      limit: MOST_OFFERS,
      ...(free !== null && { free }),
    });
    if (items.length > 0) offers.push({ festival, resources: items });
  }
  return offers;
}

/** Of the same kind as what was asked for, free over the same time; alike tags first. */
export async function othersLike(
  node: Node,
  found: FestivalAround,
  request: RequestDocument,
  /** What the event asks for already. */
  requests: readonly RequestDocument[],
): Promise<Offers> {
  const asked = await node.query.resource(request.resource);
  if (asked === null) return [];
  const there = new Set(requests.map((one) => one.resource));
  const free = { from: request.start, to: request.end, quantity: request.quantity };
  const offers = [];
  for (const festival of [found.festival, ...found.ancestors]) {
    const { items } = await node.query.resources(festival.id, {
      kind: asked.kind,
      free,
      limit: MOST_OFFERS,
    });
    const alike = ({ tags }: ResourceDocument) =>
      tags.filter((tag) => asked.tags.includes(tag)).length;
    const resources = items.filter(({ id }) => !there.has(id))
      .toSorted((one, other) => alike(other) - alike(one));
    if (resources.length > 0) offers.push({ festival, resources });
  }
  return offers;
}
