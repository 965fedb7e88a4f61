/** What happens when, as an iCalendar (RFC 5545) for calendars that subscribe to it. */
import ical, {
  ICalCalendarMethod,
  type ICalEventData,
  ICalEventStatus,
  ICalEventTransparency,
  type ICalLocation,
} from "ical-generator";
import type { Hex, Place } from "../../node/mod.ts";

export interface CalendarItem {
  /** Of the document that it stands for: the same on every node, however often that is changed. */
  readonly id: Hex;
  readonly title: string;
  readonly description: string;
  /** Unix milliseconds. */
  readonly start: number;
  readonly end: number;
  /** When this node had it, or what changed it last. */
  readonly stamp: number;
  /** Larger after each change: by it a calendar knows that what it has is older. */
  readonly sequence: number;
  readonly tags: readonly string[];
  readonly state: "sure" | "unsure" | "cancelled";
  readonly where: string | null;
  readonly place: Place | null;
  /** The whole address of its page. */
  readonly url: string;
}

export interface Calendar {
  readonly name: string;
  /** Whole addresses: of the page that it is about, and its own. */
  readonly page: string;
  readonly source: string;
  readonly items: readonly CalendarItem[];
}

/** How often a subscriber should ask again, in seconds: mostly to be told that nothing changed. */
const REFRESH_SECONDS = 900;

/** The years that a calendar has digits for. */
const FIRST = Date.parse("0001-01-02T00:00:00Z");
const LAST = Date.parse("9999-12-30T00:00:00Z");

const STATUS = {
  sure: ICalEventStatus.CONFIRMED,
  unsure: ICalEventStatus.TENTATIVE,
  cancelled: ICalEventStatus.CANCELLED,
} as const;

/** The text of a calendar. Times are in UTC, which every calendar shows in its own zone. */
export function calendarText({ name, page, source, items }: Calendar): string {
  const calendar = ical({
    // The package escapes what is in an event, and nothing of the calendar itself.
    name: escaped(name),
    prodId: { company: "p2panda", product: "p2panda", language: "EN" },
    method: ICalCalendarMethod.PUBLISH,
    ttl: REFRESH_SECONDS,
    url: page,
    source,
  });
  for (const item of items) {
    if (item.start >= FIRST && item.end <= LAST) calendar.createEvent(eventOf(item));
  }
  return calendar.toString();
}

function eventOf(item: CalendarItem): ICalEventData {
  const start = Math.floor(item.start / 1_000) * 1_000;
  return {
    id: `${item.id}@p2panda`,
    start: new Date(start),
    // What ends in the second in which it starts would last no time at all.
    end: new Date(Math.max(item.end, start + 1_000)),
    stamp: new Date(item.stamp),
    lastModified: new Date(item.stamp),
    sequence: item.sequence,
    summary: item.title,
    description: [item.description.trim(), item.url].filter((part) => part !== "").join("\n\n"),
    url: item.url,
    location: locationOf(item),
    categories: item.tags.map((tag) => ({ name: tag })),
    status: STATUS[item.state],
    // What does not happen takes nobody's time.
    ...(item.state === "cancelled" && { transparency: ICalEventTransparency.TRANSPARENT }),
  };
}

function locationOf({ where, place }: CalendarItem): ICalLocation | null {
  if (where === null) return null;
  const [lat, lon] = place?.gps ?? [NaN, NaN];
  const onEarth = Math.abs(lat) <= 900_000_000 && Math.abs(lon) <= 1_800_000_000;
  const address = place?.address;
  return {
    title: address === undefined || address === "" ? where : `${where}, ${address}`,
    ...(onEarth && { geo: { lat: lat / 1e7, lon: lon / 1e7 } }),
  };
}

/** RFC 5545 §3.3.11; a title has no line breaks. */
function escaped(text: string): string {
  return text.replace(/[\\;,]/g, "\\$&");
}
