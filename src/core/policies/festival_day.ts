/** A festival's days: from one break of the day to the next, as the clocks of its zone show it. */
import { tzOffset } from "@date-fns/tz/tzOffset";
import type { Span } from "../spans/mod.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * The days that a span touches, each whole: they fill all time, without gap or overlap. On the day on
 * which the clocks change a day has 23 or 25 hours. An unknown zone is UTC.
 *
 * `Choice:` where the clocks show the break of the day twice, the first counts; where they leave it
 * out, the day ends as they jump.
 */
export function* festivalDays(span: Span, zone: string, dayBreak: number): Generator<Span> {
  const breakMs = dayBreak * MINUTE_MS;
  const begin = (day: number) => firstInstantOf(day * DAY_MS + breakMs, zone);
  let day = Math.floor((span.start + offsetMs(zone, span.start) - breakMs) / DAY_MS);
  while (begin(day) > span.start) day--;
  while (begin(day + 1) <= span.start) day++;
  for (let start = begin(day); start < span.end; day++) {
    const end = begin(day + 1);
    // A zone that changed sides of the date line left a day out.
    if (end > start) yield { start, end };
    start = end;
  }
}

/** The first instant at which the clocks show that reading (milliseconds as if in UTC) or a later one. */
function firstInstantOf(reading: number, zone: string): number {
  // No zone changes its offset twice within two days.
  const before = offsetMs(zone, reading - DAY_MS);
  const after = offsetMs(zone, reading + DAY_MS);
  for (const offset of [Math.max(before, after), Math.min(before, after)]) {
    if (offsetMs(zone, reading - offset) === offset) return reading - offset;
  }
  // The clocks jump over it: the instant at which they do.
  let [low, high] = [reading - after, reading - before];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMs(zone, middle) === after) high = middle;
    else low = middle;
  }
  return high;
}

function offsetMs(zone: string, instant: number): number {
  const minutes = tzOffset(zone, new Date(instant));
  return Number.isNaN(minutes) ? 0 : Math.round(minutes * MINUTE_MS);
}
