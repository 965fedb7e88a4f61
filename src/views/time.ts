/**
 * Times as people of a festival say them: in its zone, whatever the zone of who reads.
 *
 * Times and zones come from anybody. A time may lie beyond what a `Date` holds, and a zone may be
 * no zone: the first is said in words, the second shows as UTC.
 */
import { type Lang, localeOf } from "./strings/mod.ts";

export interface Zone {
  /** A name that `Intl` takes. */
  readonly name: string;
  /** What the festival says, if that is not known here. */
  readonly unknown: string | null;
}

const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
/** What a `Date` holds, less room for any offset. */
const LAST = 8.64e15 - 2 * DAY;
/** Where a festival says nothing: nights belong to the evening before. */
export const DAY_BREAK = 360;

const MOST_KEPT = 1_000;
const zones = new Map<string, Zone>();

export function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  let zone: Zone;
  try {
    zone = {
      name: new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone,
      unknown: null,
    };
  } catch {
    // RangeError: no such zone.
    zone = { name: "UTC", unknown: name };
  }
  if (zones.size >= MOST_KEPT) zones.clear();
  zones.set(name, zone);
  return zone;
}

/** Whether a calendar has this time. */
export function isDate(time: number): boolean {
  return Math.abs(time) <= LAST;
}

/** For `datetime`; null beyond the calendar. */
export function isoOf(time: number): string | null {
  return isDate(time) ? new Date(time).toISOString().replace(/\.000Z$/, "Z") : null;
}

/** What a clock in the zone shows, as if that were UTC. */
export function wallClock(time: number, zone: Zone): number {
  return time + offsetAt(time, zone);
}

/** Offsets change at quarters of an hour, and a programme has many times in few of them. */
const QUARTER = 15 * MINUTE;
const offsets = new Map<string, Map<number, number>>();

function offsetAt(time: number, zone: Zone): number {
  if (zone.name === "UTC") return 0;
  const quarter = Math.floor(time / QUARTER);
  let ofZone = offsets.get(zone.name);
  if (ofZone === undefined) {
    if (offsets.size >= MOST_KEPT) offsets.clear();
    offsets.set(zone.name, ofZone = new Map());
  }
  const known = ofZone.get(quarter);
  if (known !== undefined) return known;
  const start = quarter * QUARTER;
  const part: Record<string, number> = {};
  for (const { type, value } of partsFormat(zone).formatToParts(start)) part[type] = Number(value);
  const wall = new Date(0);
  wall.setUTCFullYear(yearOf(start, part["year"]!), part["month"]! - 1, part["day"]!);
  wall.setUTCHours(part["hour"]!, part["minute"]!, part["second"]!);
  const offset = wall.getTime() - start;
  if (ofZone.size >= MOST_KEPT * 10) ofZone.clear();
  ofZone.set(quarter, offset);
  return offset;
}

/** `Intl` counts years before the first one from 1 again: the era is in the sign of the UTC year. */
function yearOf(time: number, said: number): number {
  return new Date(time).getUTCFullYear() > 0 ? said : 1 - said;
}

const partsFormats = new Map<string, Intl.DateTimeFormat>();
function partsFormat(zone: Zone): Intl.DateTimeFormat {
  let format = partsFormats.get(zone.name);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone.name,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    if (partsFormats.size >= MOST_KEPT) partsFormats.clear();
    partsFormats.set(zone.name, format);
  }
  return format;
}

/** The festival's day of a time, `2026-07-11`: one that ends at the day's break, not at midnight. */
export function dayOf(time: number, zone: Zone, dayBreak: number): string {
  if (!isDate(time)) return time < 0 ? "before" : "after";
  return new Date(wallClock(time, zone) - dayBreak * MINUTE).toISOString().split("T")[0]!;
}

/** The same as a number that is cheaper to have: two times of one day have one number. */
export function dayNumberOf(time: number, zone: Zone, dayBreak: number): number {
  if (!isDate(time)) return time < 0 ? -Infinity : Infinity;
  return Math.floor((wallClock(time, zone) - dayBreak * MINUTE) / DAY);
}

/** Minutes since the festival's day began. */
export function minuteOfDay(time: number, zone: Zone, dayBreak: number): number {
  if (!isDate(time)) return 0;
  const minutes = Math.floor(wallClock(time, zone) / MINUTE) - dayBreak;
  return ((minutes % 1_440) + 1_440) % 1_440;
}

/** The value of a `datetime-local` input: minutes, and the forms leave what is unchanged as it was. */
export function localValue(time: number | null, zone: Zone): string {
  return time === null || !isDate(time)
    ? ""
    : new Date(wallClock(time, zone)).toISOString().slice(0, 16);
}

export type Style = "clock" | "day" | "dayshort" | "short" | "full" | "date" | "weekday";

const STYLES: { readonly [S in Style]: Intl.DateTimeFormatOptions } = {
  clock: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  day: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  dayshort: { weekday: "short", day: "numeric", month: "short" },
  date: { day: "numeric", month: "short", year: "numeric" },
  short: {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  },
  full: {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  },
  weekday: { weekday: "long" },
};

interface Format {
  readonly format: Intl.DateTimeFormat;
  /** What it made of a time: events of a programme begin and end at few, and `Intl` takes long. */
  readonly said: Map<number, string>;
}
const formats = new Map<string, Format>();
const MOST_SAID = 20_000;
let saidInAll = 0;

/** Null beyond the calendar. */
export function formatTime(time: number, style: Style, zone: Zone, lang: Lang): string | null {
  if (!isDate(time)) return null;
  const name = `${lang} ${style} ${zone.name}`;
  let known = formats.get(name);
  if (known === undefined) {
    const options = { ...STYLES[style], timeZone: zone.name };
    known = { format: new Intl.DateTimeFormat(localeOf(lang), options), said: new Map() };
    if (formats.size >= MOST_KEPT) formats.clear();
    formats.set(name, known);
  }
  const { format, said } = known;
  let text = said.get(time);
  if (text === undefined) {
    if (saidInAll >= MOST_SAID) {
      for (const one of formats.values()) one.said.clear();
      saidInAll = 0;
    }
    said.set(time, text = format.format(time));
    saidInAll++;
  }
  return text;
}

/** A heading for a day as {@link dayOf} names it; null for those beyond the calendar. */
export function formatDay(day: string, lang: Lang, style: Style = "day"): string | null {
  const noon = Date.parse(`${day}T12:00:00Z`);
  return Number.isNaN(noon) ? null : formatTime(noon, style, UTC, lang);
}

export const UTC: Zone = { name: "UTC", unknown: null };
