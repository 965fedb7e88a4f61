/** Events that happen again: the same readings of the clock on other days. */
import type { Span } from "../spans/mod.ts";
import type { Inputs } from "./inputs.ts";
import { addDays, clockOf, dateOf, instantAt, isDate, localTimeOf } from "./zoned_time.ts";

/** In one gesture; a person reads them all before they are signed. */
export const MOST_OCCURRENCES = 100;

const DAY_MS = 86_400_000;

/**
 * Days on which an event happens, beginning with its own, as the inputs `repeat…` say:
 * `repeat` is empty (once), `daily`, `weekdays` (those of `repeat.weekday`, 1 for Monday), `weekly`,
 * until the day `repeat.until`, or `dates` (those of `repeat.dates`).
 */
export function repeatedDays(inputs: Inputs, first: string): string[] {
  const kind = inputs.text("repeat") ?? "";
  if (kind === "") return [first];
  if (kind === "dates") return listedDays(inputs, first);
  if (kind !== "daily" && kind !== "weekdays" && kind !== "weekly") {
    inputs.refuse("repeat", "not-a-choice");
    return [first];
  }
  const until = inputs.text("repeat.until") ?? "";
  if (!isDate(until)) {
    inputs.refuse("repeat.until", until === "" ? "missing" : "not-a-time");
    return [first];
  }
  if (until < first) {
    inputs.refuse("repeat.until", "start-after-end");
    return [first];
  }
  const weekdays = inputs.all("repeat.weekday");
  if (kind === "weekdays" && weekdays.length === 0) inputs.refuse("repeat.weekday", "missing");
  const days: string[] = [];
  for (let date = first; date <= until; date = addDays(date, kind === "weekly" ? 7 : 1)) {
    // The day that was typed is always one of them.
    if (date === first || kind !== "weekdays" || weekdays.includes(String(weekdayOf(date)))) {
      days.push(date);
    }
    if (days.length > MOST_OCCURRENCES) {
      inputs.refuse("repeat.until", "too-many");
      break;
    }
  }
  return days;
}

function listedDays(inputs: Inputs, first: string): string[] {
  const days = new Set([first]);
  for (const text of (inputs.text("repeat.dates") ?? "").split(/[\s,;]+/)) {
    if (text === "") continue;
    if (!isDate(text)) {
      inputs.refuse("repeat.dates", "not-a-time");
      return [first];
    }
    days.add(text);
  }
  if (days.size > MOST_OCCURRENCES) inputs.refuse("repeat.dates", "too-many");
  return [...days].sort();
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf(date: string): number {
  return new Date(`${date}T12:00:00Z`).getUTCDay() || 7;
}

/** The day of an event's first occurrence. */
export function firstDay(span: Span, zone: string): string {
  return dateOf(span.start, zone);
}

/**
 * The times of an event on other days: the readings of the clock stay, also where it changes between.
 * `Choice:` a reading that the clocks skip on one of the days means the moment of the change.
 */
export function onDays(span: Span, days: readonly string[], zone: string): Span[] {
  const [startDay, endDay] = [dateOf(span.start, zone), dateOf(span.end, zone)];
  const [from, to] = [minuteOf(span.start, zone), minuteOf(span.end, zone)];
  const nights = Math.round((Date.parse(endDay) - Date.parse(startDay)) / DAY_MS);
  return days.map((date) => {
    if (date === startDay) return span;
    const start = instantAt(date, from, zone, "earlier");
    const end = instantAt(addDays(date, nights), to, zone, "earlier");
    if (end > start) return { start, end };
    const later = instantAt(addDays(date, nights), to, zone, "later");
    return { start, end: later > start ? later : start + span.end - span.start };
  });
}

function minuteOf(instant: number, zone: string): number {
  return clockOf(localTimeOf(instant, zone).slice(11)) ?? 0;
}
