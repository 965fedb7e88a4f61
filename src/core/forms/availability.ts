/**
 * When a resource can be had, as people say it: hours of days. Messages hold windows, instants alone;
 * a form shows the festival's days, from one break of the day to the next, with the readings of the
 * clock in its zone. Pure, and whatever the form does not show stays as it was.
 */
import type { Span } from "../spans/mod.ts";
import { addDays, clockOf, clockText, dateOf, instantAt, localTimeOf } from "./zoned_time.ts";

export interface Calendar {
  readonly zone: string;
  /** Minutes after midnight when a festival's day begins; its night belongs to it. */
  readonly dayBreak: number;
}

/** Readings of a clock, `10:00` to `02:00`; what is not later ends on the day after. */
export interface Hours {
  readonly from: string;
  readonly to: string;
}

/** A day of a form: all of it, or the hours that stand there (none: not at all). */
export interface DayRow {
  /** `2026-07-01`. */
  readonly date: string;
  readonly all: boolean;
  readonly hours: readonly Hours[];
}

/** Days that are alike, one after another. */
export interface DayRun {
  readonly first: string;
  readonly last: string;
  readonly all: boolean;
  readonly hours: readonly Hours[];
}

/** No form and no page shows more days than this; a window may be as long as its author likes. */
export const MOST_DAYS = 62;
/** Beyond it a `Date` has no reading, with room for any offset. */
const LAST_INSTANT = 8.64e15 - 3 * 86_400_000;

/** Windows in order, where touching and overlapping ones are one; empty ones are none. */
export function merged(windows: readonly Span[]): Span[] {
  const spans = windows.filter(({ start, end }) => start < end)
    .toSorted((one, other) => one.start - other.start);
  const found: { start: number; end: number }[] = [];
  for (const { start, end } of spans) {
    const last = found.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else found.push({ start, end });
  }
  return found;
}

/** What is left of windows where others are cut out of them. */
export function without(windows: readonly Span[], cut: readonly Span[]): Span[] {
  let left = merged(windows);
  for (const hole of merged(cut)) {
    left = left.flatMap(({ start, end }) =>
      [{ start, end: Math.min(end, hole.start) }, { start: Math.max(start, hole.end), end }]
        .filter((span) => span.start < span.end)
    );
  }
  return left;
}

/** What windows have in common with a span. */
export function within(windows: readonly Span[], { start, end }: Span): Span[] {
  return merged(windows)
    .map((one) => ({ start: Math.max(one.start, start), end: Math.min(one.end, end) }))
    .filter((one) => one.start < one.end);
}

/** A festival's day as the time that it takes: 23 or 25 hours where the clocks change. */
export function dayOf(date: string, { zone, dayBreak }: Calendar): Span {
  return {
    start: instantAt(date, dayBreak, zone, "earlier"),
    end: instantAt(addDays(date, 1), dayBreak, zone, "earlier"),
  };
}

/** The festival's day in which an instant lies. */
export function dayAt(instant: number, calendar: Calendar): string {
  const date = dateOf(instant, calendar.zone);
  // Around a change of the clocks, readings alone do not tell on which side of the break it is.
  for (const near of [addDays(date, -1), date]) {
    const { start, end } = dayOf(near, calendar);
    if (start <= instant && instant < end) return near;
  }
  return addDays(date, 1);
}

/** Days from the one of `start` to the one before `end`, at most {@link MOST_DAYS}. */
export function daysOf({ start, end }: Span, calendar: Calendar): string[] {
  if (!(Math.abs(start) <= LAST_INSTANT && Math.abs(end) <= LAST_INSTANT)) return [];
  const days: string[] = [];
  for (let date = dayAt(start, calendar); days.length < MOST_DAYS; date = addDays(date, 1)) {
    if (dayOf(date, calendar).start >= end) break;
    days.push(date);
  }
  return days;
}

/** Gives the rows that show these windows on these days. */
export function rowsOf(
  windows: readonly Span[],
  days: readonly string[],
  calendar: Calendar,
): DayRow[] {
  return days.map((date) => {
    const day = dayOf(date, calendar);
    const pieces = within(windows, day);
    const all = pieces.length === 1 && pieces[0]!.start === day.start && pieces[0]!.end === day.end;
    const hours = all ? [] : pieces.map(({ start, end }) => ({
      from: readingAt(start, calendar),
      // Where the clocks skip the break itself, what they show then would be read as the day's morning.
      to: end === day.end ? clockText(calendar.dayBreak) : readingAt(end, calendar),
    }));
    return { date, all, hours };
  });
}

function readingAt(instant: number, { zone }: Calendar): string {
  return localTimeOf(instant, zone).slice(11);
}

/**
 * Gives the windows that a row means, the reverse of {@link rowsOf}; null for what is no reading.
 *
 * `Choice:` readings before the break belong to the night after that day. Where the clocks skip a
 * reading, the moment of the change is meant; of one that they show twice, the longer window.
 */
export function windowsOf(row: DayRow, calendar: Calendar): Span[] | null {
  if (row.all) return [dayOf(row.date, calendar)];
  const windows: Span[] = [];
  for (const hours of row.hours) {
    const window = windowOf(row.date, hours, calendar);
    if (window === null) return null;
    windows.push(window);
  }
  return windows;
}

function windowOf(date: string, hours: Hours, { zone, dayBreak }: Calendar): Span | null {
  const [from, to] = [clockOf(hours.from), clockOf(hours.to)];
  if (from === null || to === null) return null;
  const day = from % 1_440 >= dayBreak ? date : addDays(date, 1);
  const start = instantAt(day, from % 1_440, zone, "earlier");
  const end = instantAt(to > from ? day : addDays(day, 1), to, zone, "later");
  return { start, end };
}

/** Gives windows as runs of days that are alike; null where they are too many days to tell. */
export function runsOf(windows: readonly Span[], calendar: Calendar): DayRun[] | null {
  const days = new Set<string>();
  for (const window of merged(windows)) {
    const found = daysOf(window, calendar);
    if (found.length === 0 || dayOf(found.at(-1)!, calendar).end < window.end) return null;
    for (const date of found) days.add(date);
    if (days.size > MOST_DAYS) return null;
  }
  const runs: { first: string; last: string; all: boolean; hours: readonly Hours[] }[] = [];
  for (const { date, all, hours } of rowsOf(windows, [...days].sort(), calendar)) {
    const last = runs.at(-1);
    const isNext = last !== undefined && addDays(last.last, 1) === date && last.all === all &&
      isAlike(last.hours, hours);
    if (isNext) last.last = date;
    else runs.push({ first: date, last: date, all, hours });
  }
  return runs;
}

export function isAlike(some: readonly Hours[], others: readonly Hours[]): boolean {
  return some.length === others.length &&
    some.every(({ from, to }, i) => from === others[i]!.from && to === others[i]!.to);
}
