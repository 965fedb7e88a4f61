/** Spans of time as people ask for them (tonight, Saturday night), in a festival's zone. */
import { instantsOf, localTimeOf } from "../../core/forms/mod.ts";
import type { FestivalDocument, Overlap } from "../../node/mod.ts";
import { DAY_PARTS, type DayPart, type TimeChoices } from "../../views/mod.ts";

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where a festival says nothing, as in {@link FestivalDocument.dayBreak}'s schema. */
const DAY_BREAK = 360;
const DAY_TEXT = /^\d{4}-\d\d-\d\d$/;
const MINUTE = 60_000;
const DAY = 86_400_000;
const MOST_DAYS = 10;
/** Of a festival without dates, the coming ones. */
const DAYS_AHEAD = 7;

/** Minutes after midnight; what is over 1,440 is the next day's. */
const HOURS: { readonly [P in Exclude<DayPart, "day">]: readonly [from: number, to: number] } = {
  morning: [8 * 60, 12 * 60],
  afternoon: [12 * 60, 18 * 60],
  evening: [18 * 60, 22 * 60],
  night: [22 * 60, 26 * 60],
};

type Festival = Pick<FestivalDocument, "start" | "end" | "timezone" | "dayBreak">;

/** What to choose from: the festival's days that are not over, and their parts. */
export function timeChoices(festival: Festival, now: number): TimeChoices {
  const today = dayAt(festival, now)!;
  const begin = festival.start === null ? null : dayAt(festival, festival.start);
  const start = begin ?? today;
  const last = (festival.end === null ? null : dayAt(festival, festival.end - 1)) ??
    dayAt(festival, (begin === null ? now : festival.start!) + (DAYS_AHEAD - 1) * DAY) ?? start;
  // Of one that is over all days can be looked at again.
  const first = start < today && today <= last ? today : start;
  const days: string[] = [];
  for (let day = first; day <= last && days.length < MOST_DAYS; day = nextDay(day)) {
    days.push(day);
  }
  return { days, today: start <= today && today <= last };
}

/** The span that a choice names (`now`, `tonight`, `2026-07-11-night`); null for anything else. */
export function spanOf(choice: string, festival: Festival, now: number): Span | null {
  if (choice === "now") return { from: now, to: now + 60 * MINUTE };
  const dayBreak = festival.dayBreak ?? DAY_BREAK;
  if (choice === "tonight") {
    const today = dayAt(festival, now)!;
    return spanBetween(festival, today, HOURS.evening[0], 1_440 + dayBreak);
  }
  const match = /^(\d{4}-\d\d-\d\d)(?:-([a-z]+))?$/.exec(choice);
  if (match === null) return null;
  const [, day, part = "day"] = match;
  if (part === "day") return spanBetween(festival, day!, dayBreak, 1_440 + dayBreak);
  if (!DAY_PARTS.includes(part as DayPart)) return null;
  const [from, to] = HOURS[part as Exclude<DayPart, "day">];
  return spanBetween(festival, day!, from, to);
}

/** From and to as a form's fields give them; null where they are no span. */
export function spanFrom(from: string, to: string, timezone: string): Span | null {
  const [start] = instants(from, timezone);
  const [end] = instants(to, timezone);
  return start === undefined || end === undefined || end <= start ? null : { from: start, to: end };
}

/** Either end may be left open; null where what is given is no time, or nothing is between them. */
export function timesFrom(from: string, to: string, timezone: string): Overlap | null {
  const [start] = instants(from, timezone);
  const [end] = instants(to, timezone);
  if ((from !== "" && start === undefined) || (to !== "" && end === undefined)) return null;
  if (start !== undefined && end !== undefined && end <= start) return null;
  return { from: start, to: end };
}

function spanBetween(festival: Festival, day: string, from: number, to: number): Span | null {
  const [start] = instants(clockOf(day, from), festival.timezone);
  const [end] = instants(clockOf(day, to), festival.timezone);
  return start === undefined || end === undefined || end <= start ? null : { from: start, to: end };
}

/** A reading that the clocks leave out is an hour later. */
function instants(text: string, timezone: string): readonly number[] {
  const read = instantsOf(text, timezone);
  if (read.ok) return read.instants;
  if (read.code !== "no-such-time") return [];
  const later = new Date(Date.parse(`${text}Z`) + 60 * MINUTE).toISOString().slice(0, 16);
  const again = instantsOf(later, timezone);
  return again.ok ? again.instants : [];
}

/** `2026-07-11` and 1,500 minutes: `2026-07-12T01:00`. */
function clockOf(day: string, minute: number): string {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(midnight)
    ? ""
    : new Date(midnight + minute * MINUTE).toISOString().slice(0, 16);
}

/** The festival's day of a time: one that ends at the day's break. Null beyond four digits of years. */
function dayAt(festival: Festival, time: number): string | null {
  const shifted = time - (festival.dayBreak ?? DAY_BREAK) * MINUTE;
  const day = localTimeOf(shifted, festival.timezone).slice(0, 10);
  return DAY_TEXT.test(day) ? day : null;
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + DAY).toISOString().slice(0, 10);
}
