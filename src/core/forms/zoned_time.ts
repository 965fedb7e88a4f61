/** Times as people type them (a day and a clock's reading in some zone) and as messages hold them. */
import { tzOffset } from "@date-fns/tz/tzOffset";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const LOCAL = /^(\d{4,6})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?$/;

export type ZonedTime =
  /** One instant, or two where the clocks go back over the reading: the earlier one first. */
  | { readonly ok: true; readonly instants: readonly [number] | readonly [number, number] }
  | { readonly ok: false; readonly code: "not-a-time" | "no-such-time" };

/** Tells whether this machine's time zone data knows a zone. Others show as UTC. */
export function isKnownZone(zone: string): boolean {
  return zone !== "" && !Number.isNaN(tzOffset(zone, new Date(0)));
}

/**
 * Reads `2026-07-01T20:00` in a zone: Unix milliseconds. An unknown zone is read as UTC.
 *
 * `Choice:` a reading that the clocks leave out is refused, because nobody can have meant it; of one
 * that they show twice both instants are given, and {@link messagesFromForm} takes the earlier.
 */
export function instantsOf(text: string, zone: string): ZonedTime {
  const match = LOCAL.exec(text.trim());
  if (match === null) return { ok: false, code: "not-a-time" };
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) =>
    Number(part ?? 0)
  ) as [number, number, number, number, number, number];
  const millisecond = Number((match[7] ?? "").padEnd(3, "0"));
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, millisecond);
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day &&
    hour < 24 && minute < 60 && second < 60;
  if (!isReal) return { ok: false, code: "not-a-time" };

  // No zone changes its offset twice within two days, so one of these two holds at the reading.
  const asUtc = date.getTime();
  const offsets = [offsetMs(zone, asUtc - DAY_MS), offsetMs(zone, asUtc + DAY_MS)];
  const instants = [...new Set(offsets)]
    .map((offset) => ({ offset, instant: asUtc - offset }))
    .filter(({ offset, instant }) => offsetMs(zone, instant) === offset)
    .map(({ instant }) => instant)
    .sort((one, other) => one - other);
  const [first, later] = instants;
  if (first === undefined) return { ok: false, code: "no-such-time" };
  return { ok: true, instants: later === undefined ? [first] : [first, later] };
}

/** Gives an instant as the clocks of a zone show it, `2026-07-01T20:00`: the reverse of reading. */
export function localTimeOf(instant: number, zone: string): string {
  const local = new Date(instant + offsetMs(zone, instant));
  // Messages may hold times beyond what a Date can; no input shows them.
  return Number.isNaN(local.getTime()) ? "" : local.toISOString().slice(0, 16);
}

function offsetMs(zone: string, instant: number): number {
  const minutes = tzOffset(zone, new Date(instant));
  return Number.isNaN(minutes) ? 0 : Math.round(minutes * MINUTE_MS);
}

/** A day as `2026-07-01`, so many days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, -14);
}

/** The calendar's day on which an instant lies in a zone. */
export function dateOf(instant: number, zone: string): string {
  return new Date(instant + offsetMs(zone, instant)).toISOString().slice(0, -14);
}

/** Whether a text is a day of the calendar, as `2026-07-01`. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && instantsOf(`${text}T12:00`, "UTC").ok;
}

/** Minutes after midnight of `10:00`, `10` or `24:00`; null for what is no reading of a clock. */
export function clockOf(text: string): number | null {
  const match = /^(\d{1,2})(?::?(\d\d))?(?::\d\d)?$/.exec(text.trim());
  if (match === null) return null;
  const minutes = Number(match[1]) * 60 + Number(match[2] ?? 0);
  return Number(match[2] ?? 0) < 60 && minutes <= 1_440 ? minutes : null;
}

/** What a clock shows so many minutes after midnight: `10:00`, the reverse of {@link clockOf}. */
export function clockText(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0"))
    .join(":");
}

/**
 * The instant of a reading, minutes after midnight (1,440 is the next midnight). There always is one:
 * where the clocks skip the reading, the moment at which they do; where they show it twice, the
 * `earlier` or the `later` one.
 */
export function instantAt(
  date: string,
  minutes: number,
  zone: string,
  which: "earlier" | "later",
): number {
  const asUtc = Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE_MS;
  const offsets = [offsetMs(zone, asUtc - DAY_MS), offsetMs(zone, asUtc + DAY_MS)];
  const instants = offsets.map((offset) => asUtc - offset)
    .filter((instant, i) => offsetMs(zone, instant) === offsets[i]);
  if (instants.length > 0) {
    return which === "earlier" ? Math.min(...instants) : Math.max(...instants);
  }
  // Skipped: before the change by the later offset, after it by the earlier one.
  let [before, after] = [asUtc - Math.max(...offsets), asUtc - Math.min(...offsets)];
  const old = offsetMs(zone, before);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetMs(zone, middle) === old) before = middle;
    else after = middle;
  }
  return after;
}

/**
 * Moves an instant as `from` was moved `to`: by the same difference of what the clocks of a zone show,
 * so that an hour later is an hour later also where the clocks change between.
 */
export function shiftedAlike(instant: number, from: number, to: number, zone: string): number {
  const reading = (at: number) => at + offsetMs(zone, at);
  const local = reading(instant) + reading(to) - reading(from);
  if (local === reading(instant)) return instant;
  const minutes = Math.floor(local / MINUTE_MS);
  const date = new Date(minutes * MINUTE_MS).toISOString().slice(0, -14);
  const minute = minutes - Date.parse(`${date}T00:00:00Z`) / MINUTE_MS;
  return instantAt(date, minute, zone, "earlier") + local - minutes * MINUTE_MS;
}
