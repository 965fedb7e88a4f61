/**
 * The inputs of a resource's hours:
 *
 * - `availability.use`: `always` (where there were no hours: as long as none are typed), or `hours`;
 * - a row a day: `availability.<date>.day` is `all`, `off`, `copy` (as the day above), or empty: then the
 *   pairs of `availability.<date>.from` and `.to` that are filled, in their order;
 * - `availability.same`: every day is as the first one; `availability.break`: when a day begins;
 * - `availability.each.first`, `.until`, `.from`, `.to`: hours of every day between two;
 * - `availability.<n>.start`, `.end`: a window by itself; `blackout.<n>.start`, `.end`: cut out of all.
 *
 * Days that the form does not show keep what they had, and so do days that it shows unchanged: an input
 * shows minutes, and windows may be finer.
 */
import type { Span } from "../spans/mod.ts";
import {
  type Calendar,
  dayOf,
  type DayRow,
  type Hours,
  isAlike,
  merged,
  rowsOf,
  windowsOf,
  within,
  without,
} from "./availability.ts";
import type { Inputs } from "./inputs.ts";
import { HIDDEN, type Reading, rows, time } from "./readers.ts";
import { addDays, clockOf, isDate } from "./zoned_time.ts";

const NAME = "availability";
const USUAL_DAY_BREAK = 360;
/** A form that repeats hours over more days than that is no plan for a festival. */
const MOST_EACH = 400;

export function readAvailability(
  inputs: Inputs,
  zone: string,
  before: readonly Span[] | null,
): Reading {
  const use = inputs.text(`${NAME}.use`);
  const isShown = inputs.hasGroup(NAME) || inputs.hasGroup("blackout");
  if (!isShown) return HIDDEN;
  const calendar = { zone, dayBreak: dayBreakOf(inputs) };
  const cut = spansOf(inputs, "blackout", zone);
  const days = shownDays(inputs);
  // Who types hours where there were none means them, also where "always" was left as it stood.
  if (use === "always" && (before !== null || !hasHours(inputs, days))) {
    if (cut.length === 0) return { shown: true, value: undefined };
    // Always, but for a while: of what never ends only the days that are shown can be kept.
    const first = days[0];
    if (first === undefined) {
      inputs.refuse("blackout.0.start", "no-days");
      return { shown: true, value: undefined };
    }
    const all = { start: dayOf(first, calendar).start, end: dayOf(days.at(-1)!, calendar).end };
    return valueOf(without([all], cut));
  }
  const windows = [
    // A form of windows alone shows all of them.
    ...(use !== undefined || days.length > 0
      ? windowsOfDays(inputs, days, calendar, before ?? [])
      : []),
    ...windowsOfEach(inputs, calendar),
    ...spansOf(inputs, NAME, zone),
  ];
  return valueOf(without(windows, cut));
}

function hasHours(inputs: Inputs, days: readonly string[]): boolean {
  const names = days.flatMap((date) => ["day", "from", "to"].map((end) => `${date}.${end}`));
  return [...names, "each.first", "each.until"]
    .some((name) => inputs.all(`${NAME}.${name}`).some((text) => text.trim() !== ""));
}

function valueOf(windows: readonly Span[]): Reading {
  return { shown: true, value: windows.map(({ start, end }) => ({ start, end })) };
}

function dayBreakOf(inputs: Inputs): number {
  const minutes = Number(inputs.text(`${NAME}.break`) || USUAL_DAY_BREAK);
  return Number.isInteger(minutes) && minutes >= 0 && minutes < 1_440 ? minutes : USUAL_DAY_BREAK;
}

function shownDays(inputs: Inputs): string[] {
  const days = new Set<string>();
  for (const name of inputs.names()) {
    const [group, date, ...rest] = name.split(".");
    if (group === NAME && rest.length === 1 && isDate(date!)) days.add(date!);
    if (days.size > MOST_EACH) {
      inputs.refuse(NAME, "too-many");
      break;
    }
  }
  return [...days].sort();
}

function windowsOfDays(
  inputs: Inputs,
  days: readonly string[],
  calendar: Calendar,
  before: readonly Span[],
): Span[] {
  const shown = days.map((date) => dayOf(date, calendar));
  // What stood on days that the form does not show.
  const windows = without(before, shown);
  const rowsBefore = rowsOf(before, days, calendar);
  const isSame = inputs.text(`${NAME}.same`) === "1";
  let above: DayRow | null = null;
  for (const [i, date] of days.entries()) {
    const row: DayRow = above !== null && (isSame || inputs.text(`${NAME}.${date}.day`) === "copy")
      ? { ...above, date }
      : rowOf(inputs, date);
    above = row;
    const was = rowsBefore[i]!;
    const isUnchanged = row.all === was.all && isAlike(row.hours, was.hours);
    const found = isUnchanged ? within(before, shown[i]!) : windowsOf(row, calendar);
    windows.push(...found ?? []);
  }
  return windows;
}

function rowOf(inputs: Inputs, date: string): DayRow {
  const day = inputs.text(`${NAME}.${date}.day`) ?? "";
  if (day === "all") return { date, all: true, hours: [] };
  if (day !== "") return { date, all: false, hours: [] };
  const starts = inputs.all(`${NAME}.${date}.from`);
  const ends = inputs.all(`${NAME}.${date}.to`);
  const hours: Hours[] = [];
  for (let i = 0; i < Math.max(starts.length, ends.length); i++) {
    const [from, to] = [(starts[i] ?? "").trim(), (ends[i] ?? "").trim()];
    if (from === "" && to === "") continue;
    const isRead = isClock(inputs, `${NAME}.${date}.from`, from) &&
      isClock(inputs, `${NAME}.${date}.to`, to);
    if (isRead) hours.push({ from, to });
  }
  return { date, all: false, hours };
}

function isClock(inputs: Inputs, name: string, text: string): boolean {
  if (clockOf(text) !== null) return true;
  inputs.refuse(name, text === "" ? "missing" : "not-a-time");
  return false;
}

function windowsOfEach(inputs: Inputs, calendar: Calendar): Span[] {
  const text = (name: string) => inputs.text(`${NAME}.each.${name}`) ?? "";
  const [first, until, from, to] = ["first", "until", "from", "to"].map(text) as [
    string,
    string,
    string,
    string,
  ];
  if (first === "" && until === "") return [];
  for (const [name, date] of [["first", first], ["until", until]] as const) {
    if (isDate(date)) continue;
    inputs.refuse(`${NAME}.each.${name}`, date === "" ? "missing" : "not-a-time");
    return [];
  }
  if (until < first) {
    inputs.refuse(`${NAME}.each.until`, "start-after-end");
    return [];
  }
  const all = from === "" && to === "";
  if (!all) {
    const isRead = isClock(inputs, `${NAME}.each.from`, from) &&
      isClock(inputs, `${NAME}.each.to`, to);
    if (!isRead) return [];
  }
  const windows: Span[] = [];
  for (let date = first, n = 0; date <= until; date = addDays(date, 1), n++) {
    if (n === MOST_EACH) {
      inputs.refuse(`${NAME}.each.until`, "too-many");
      break;
    }
    const row = { date, all, hours: all ? [] : [{ from, to }] };
    windows.push(...windowsOf(row, calendar) ?? []);
  }
  return windows;
}

const spanRows = /* @__PURE__ */ rows({ start: time, end: time });

/** Rows `name.0.start`, `name.0.end` …, each from before to after. */
function spansOf(inputs: Inputs, name: string, zone: string): Span[] {
  const reading = spanRows(inputs, name, zone);
  if (!reading.shown) return [];
  const spans = (reading.value ?? []) as unknown as Partial<Span>[];
  const whole: Span[] = [];
  for (const [i, { start, end }] of spans.entries()) {
    if (start === undefined || end === undefined) continue;
    if (start < end) whole.push({ start, end });
    else inputs.refuse(`${name}.${i}.end`, "start-after-end");
  }
  return merged(whole);
}
