/**
 * A day of a programme as a grid: places as columns, quarters of an hour as rows, hours in which
 * nothing happens left out. Pure; the numbers become classes, since pages carry no inline style.
 */
import type { EventDocument, EventPlace, FestivalDocument } from "../node/mod.ts";
import { dayNumberOf, dayOf, isDate, minuteOfDay, type Zone } from "./time.ts";

export interface ProgrammeItem {
  readonly event: EventDocument;
  readonly places: readonly EventPlace[];
  /** Of an event of a nested festival: which. */
  readonly inside?: FestivalDocument | undefined;
}

export interface Slot extends ProgrammeItem {
  /** Grid lines, from 1. */
  readonly from: number;
  readonly to: number;
  readonly lane: number;
}

/** A day, before anybody looks at how it is laid out. */
export interface DayItems {
  /** `2026-07-11`, or `before` and `after` the calendar. */
  readonly key: string;
  /** In order of time. */
  readonly items: readonly ProgrammeItem[];
}

export interface ProgrammeDay {
  /** As of {@link DayItems}. */
  readonly key: string;
  readonly slots: readonly Slot[];
  /** A column's place (null: events without one), once for all columns that it takes. */
  readonly lanes: readonly { readonly title: string | null; readonly from: number }[];
  readonly laneCount: number;
  /** Minutes after midnight of every hour that has a row, and its grid line. */
  readonly hours: readonly { readonly minute: number; readonly row: number }[];
  /** The grid line of now, in today alone. */
  readonly nowRow: number | null;
}

const QUARTERS = 96;
/** What lasts longer than this takes an hour of the grid, and its words say until when. */
const LONG_MS = 12 * 3_600_000;
/** What the style sheet has classes for; a day with more is a list. */
export const MOST_LANES = 24;

export interface TimelineOptions {
  readonly zone: Zone;
  /** Minutes after midnight. */
  readonly dayBreak: number;
  readonly now: number;
}

/** Days in order, with all items; an item belongs to the day on which it starts. */
export function daysOf(
  items: readonly ProgrammeItem[],
  { zone, dayBreak }: Pick<TimelineOptions, "zone" | "dayBreak">,
): DayItems[] {
  const days = new Map<number, ProgrammeItem[]>();
  const sorted = [...items].sort((a, b) =>
    a.event.start - b.event.start || a.event.end - b.event.end ||
    (a.event.id < b.event.id ? -1 : 1)
  );
  for (const item of sorted) {
    const number = dayNumberOf(item.event.start, zone, dayBreak);
    const day = days.get(number);
    if (day === undefined) days.set(number, [item]);
    else day.push(item);
  }
  return [...days.values()].map((items) => ({
    key: dayOf(items[0]!.event.start, zone, dayBreak),
    items,
  }));
}

/** The quarter of an hour that it is now, within its day. */
export function quarterOf({ zone, dayBreak, now }: TimelineOptions): number {
  return Math.floor(minuteOfDay(now, zone, dayBreak) / 15);
}

/** Depends on the time of day only where it is today. */
export function layOut({ key, items }: DayItems, options: TimelineOptions): ProgrammeDay {
  const { zone, dayBreak, now } = options;
  const quarters = items.map(({ event }) => quartersOf(event, options));
  const busy = new Set<number>();
  for (const [from, to] of quarters) {
    for (let hour = from >> 2; hour <= (to - 1) >> 2; hour++) busy.add(hour);
  }
  const rowOfHour = new Map<number, number>();
  const hours = [...busy].sort((a, b) => a - b).map((hour, i) => {
    rowOfHour.set(hour, 1 + 4 * i);
    return { minute: (dayBreak + hour * 60) % 1_440, row: 1 + 4 * i };
  });
  const rowOf = (quarter: number) => rowOfHour.get(quarter >> 2)! + (quarter & 3);

  const byPlace = new Map<string, { title: string | null; members: number[] }>();
  items.forEach(({ places }, i) => {
    const place = places[0];
    const name = place?.id ?? "";
    const group = byPlace.get(name);
    if (group === undefined) byPlace.set(name, { title: place?.title ?? null, members: [i] });
    else group.members.push(i);
  });
  const groups = [...byPlace.values()].sort((a, b) =>
    Number(a.title === null) - Number(b.title === null) ||
    ((a.title ?? "") < (b.title ?? "") ? -1 : 1)
  );

  const laneOf = new Map<number, number>();
  const lanes: { title: string | null; from: number }[] = [];
  let laneCount = 0;
  for (const { title, members } of groups) {
    lanes.push({ title, from: laneCount + 1 });
    /** Where each of the place's own lanes is free again. */
    const free: number[] = [];
    for (const i of members) {
      const [from, to] = quarters[i]!;
      let lane = free.findIndex((until) => until <= from);
      if (lane === -1) lane = free.push(0) - 1;
      free[lane] = to;
      laneOf.set(i, laneCount + 1 + lane);
    }
    laneCount += free.length;
  }

  const nowQuarter = quarterOf(options);
  const isToday = dayOf(now, zone, dayBreak) === key && busy.has(nowQuarter >> 2);
  const slots = items.map((item, i): Slot => {
    const [from, to] = quarters[i]!;
    return { ...item, from: rowOf(from), to: rowOf(to - 1) + 1, lane: laneOf.get(i)! };
  });
  return { key, slots, lanes, laneCount, hours, nowRow: isToday ? rowOf(nowQuarter) : null };
}

/** First and last (exclusive) quarter within the day; at least one. */
function quartersOf(
  { start, end }: EventDocument,
  { zone, dayBreak }: TimelineOptions,
): readonly [number, number] {
  const from = Math.min(QUARTERS - 1, Math.floor(minuteOfDay(start, zone, dayBreak) / 15));
  if (end - start > LONG_MS || !isDate(end)) return [from, Math.min(QUARTERS, from + 4)];
  const minutes = minuteOfDay(start, zone, dayBreak) + (end - start) / 60_000;
  return [from, Math.max(from + 1, Math.min(QUARTERS, Math.ceil(minutes / 15)))];
}
