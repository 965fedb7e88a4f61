import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Calendar,
  dayAt,
  dayOf,
  daysOf,
  merged,
  rowsOf,
  runsOf,
  windowsOf,
  without,
} from "../../../src/core/forms/availability.ts";
import { covers, type Span } from "../../../src/core/spans/mod.ts";
import { addDays, dateOf, instantAt, localTimeOf } from "../../../src/core/forms/zoned_time.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const berlin: Calendar = { zone: "Europe/Berlin", dayBreak: 360 };
const at = (text: string) => Date.parse(text);

const readings = (spans: readonly Span[] | null, zone = "Europe/Berlin") =>
  spans!.map(({ start, end }) => `${localTimeOf(start, zone)} – ${localTimeOf(end, zone)}`);

const hours = (date: string, ...pairs: string[]) => ({
  date,
  all: false,
  hours: pairs.map((pair) => ({ from: pair.split("–")[0]!, to: pair.split("–")[1]! })),
});

Deno.test("windowsOf reads hours of a festival's day, also after midnight and past its break", () => {
  const row = hours("2026-07-04", "10:00–12:00", "20:00–02:00", "03:00–05:00", "22:00–08:00");
  assert.deepEqual(readings(windowsOf(row, berlin)), [
    "2026-07-04T10:00 – 2026-07-04T12:00",
    "2026-07-04T20:00 – 2026-07-05T02:00",
    "2026-07-05T03:00 – 2026-07-05T05:00",
    "2026-07-04T22:00 – 2026-07-05T08:00",
  ]);
  assert.deepEqual(readings(windowsOf(hours("2026-07-04", "10:00–10:00"), berlin)), [
    "2026-07-04T10:00 – 2026-07-05T10:00",
  ]);
  assert.deepEqual(readings(windowsOf(hours("2026-07-04", "10–24:00"), berlin)), [
    "2026-07-04T10:00 – 2026-07-05T00:00",
  ]);
  assert.equal(windowsOf(hours("2026-07-04", "10:00–25:00"), berlin), null);
  assert.equal(windowsOf(hours("2026-07-04", "ten–12:00"), berlin), null);
});

Deno.test("a day with a change of the clocks has 23 or 25 hours, and hours across it keep their readings", () => {
  // Berlin: forward on 29 March 2026 at 02:00, back on 25 October 2026 at 03:00.
  const length = (date: string, dayBreak: number) => {
    const { start, end } = dayOf(date, { zone: "Europe/Berlin", dayBreak });
    return (end - start) / HOUR;
  };
  assert.equal(length("2026-03-28", 360), 23);
  assert.equal(length("2026-10-24", 360), 25);
  assert.equal(length("2026-03-29", 0), 23);
  assert.equal(length("2026-10-25", 0), 25);
  const night = (date: string) => windowsOf(hours(date, "22:00–04:00"), berlin)![0]!;
  assert.equal((night("2026-03-28").end - night("2026-03-28").start) / HOUR, 5);
  assert.equal((night("2026-10-24").end - night("2026-10-24").start) / HOUR, 7);
  assert.equal((night("2026-07-04").end - night("2026-07-04").start) / HOUR, 6);
});

Deno.test("a reading that the clocks skip means the change, one that they show twice the longer window", () => {
  const skipped = windowsOf(hours("2026-03-28", "22:00–02:30"), berlin)!;
  assert.equal(skipped[0]!.end, at("2026-03-29T01:00Z"));
  const fromSkipped = windowsOf(hours("2026-03-28", "02:30–05:00"), berlin)!;
  assert.equal(fromSkipped[0]!.start, at("2026-03-29T01:00Z"));
  const twice = windowsOf(hours("2026-10-24", "22:00–02:30", "02:30–04:00"), berlin)!;
  assert.equal(twice[0]!.end, at("2026-10-25T01:30Z"));
  assert.equal(twice[1]!.start, at("2026-10-25T00:30Z"));
  // A day that breaks in the skipped hour still begins where the one before it ends.
  const odd = { zone: "Europe/Berlin", dayBreak: 150 };
  assert.equal(dayOf("2026-03-28", odd).end, dayOf("2026-03-29", odd).start);
  assert.equal(dayOf("2026-03-29", odd).start, at("2026-03-29T01:00Z"));
});

Deno.test("rowsOf shows a window over several days as what it takes of each", () => {
  const window = { start: at("2026-07-03T18:00Z"), end: at("2026-07-05T10:00Z") };
  const days = ["2026-07-02", "2026-07-03", "2026-07-04", "2026-07-05"];
  assert.deepEqual(rowsOf([window], days, berlin), [
    hours("2026-07-02"),
    hours("2026-07-03", "20:00–06:00"),
    { date: "2026-07-04", all: true, hours: [] },
    hours("2026-07-05", "06:00–12:00"),
  ]);
  const again = rowsOf([window], days, berlin).flatMap((row) => windowsOf(row, berlin)!);
  assert.deepEqual(merged(again), [window]);
});

Deno.test("runsOf tells days that are alike in one line, and nothing of what would be endless", () => {
  const days = ["2026-07-03", "2026-07-04", "2026-07-05", "2026-07-07"];
  const windows = days.flatMap((date) => windowsOf(hours(date, "10:00–02:00"), berlin)!);
  const same = [{ from: "10:00", to: "02:00" }];
  assert.deepEqual(runsOf(windows, berlin), [
    { first: "2026-07-03", last: "2026-07-05", all: false, hours: same },
    { first: "2026-07-07", last: "2026-07-07", all: false, hours: same },
  ]);
  assert.deepEqual(runsOf([], berlin), []);
  assert.equal(runsOf([{ start: 0, end: 4e12 }], berlin), null);
  assert.equal(runsOf([{ start: -9e15, end: 9e15 }], berlin), null);
});

Deno.test("without cuts blackouts out, and covers sees every gap", () => {
  const day = dayOf("2026-07-04", berlin);
  const dark = { start: day.start + 2 * HOUR, end: day.start + 3 * HOUR };
  const left = without([day], [dark]);
  assert.deepEqual(left, [
    { start: day.start, end: dark.start },
    { start: dark.end, end: day.end },
  ]);
  assert(covers(left, { start: day.start, end: dark.start }));
  assert(!covers(left, { start: day.start, end: dark.start + 1 }));
  assert(covers(null, day));
  assert(!covers([], day));
});

const zones = fc.constantFrom(
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "America/St_Johns",
  "Asia/Kathmandu",
  "Pacific/Apia",
  "Africa/Casablanca",
);
const calendars: fc.Arbitrary<Calendar> = fc.record({
  zone: zones,
  dayBreak: fc.constantFrom(0, 120, 150, 180, 360, 1_439),
});
/** Around both changes of the clocks in most of these zones. */
const starts = fc.constantFrom(
  "2026-03-07T00:00Z",
  "2026-03-27T00:00Z",
  "2026-04-03T00:00Z",
  "2026-10-02T00:00Z",
  "2026-10-23T00:00Z",
  "2026-10-30T00:00Z",
).map(at);

Deno.test("property: festival's days follow each other without gap, and each instant lies in one", () => {
  fc.assert(
    fc.property(calendars, starts, fc.integer({ min: 0, max: 4 * 1_440 }), (c, start, m) => {
      const instant = start + m * MINUTE;
      const date = dayAt(instant, c);
      const day = dayOf(date, c);
      assert(day.start <= instant && instant < day.end);
      assert.equal(dayOf(addDays(date, 1), c).start, day.end);
      const days = daysOf({ start: instant, end: instant + 3 * 24 * HOUR }, c);
      assert(days.length >= 3 && days.length <= 5);
    }),
  );
});

Deno.test("a window to a break of the day that the clocks skip is read as it was", () => {
  // Berlin, 29 March 2026: from 02:00, the break, straight to 03:00.
  const calendar: Calendar = { zone: "Europe/Berlin", dayBreak: 120 };
  const windows = [{ start: at("2026-03-28T01:15Z"), end: at("2026-03-29T01:00Z") }];
  const [row] = rowsOf(windows, ["2026-03-28"], calendar);
  assert.deepEqual(row!.hours, [{ from: "02:15", to: "02:00" }]);
  assert.deepEqual(windowsOf(row!, calendar), windows);
});

Deno.test("property: what rowsOf shows, windowsOf reads, where no reading is shown twice", () => {
  const pieces = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 4 * 96 }), fc.integer({ min: 1, max: 150 })),
    { maxLength: 6 },
  );
  fc.assert(fc.property(calendars, starts, pieces, (calendar, start, pieces) => {
    const windows = merged(
      pieces.map(([from, length]) => ({
        start: start + from * 15 * MINUTE,
        end: start + (from + length) * 15 * MINUTE,
      })),
    );
    const isTwice = (instant: number) => {
      const date = dateOf(instant, calendar.zone);
      const [hour, minute] = localTimeOf(instant, calendar.zone).slice(11).split(":").map(Number);
      const minutes = hour! * 60 + minute!;
      return instantAt(date, minutes, calendar.zone, "earlier") !==
        instantAt(date, minutes, calendar.zone, "later");
    };
    const span = { start: start - 24 * HOUR, end: start + 8 * 24 * HOUR };
    const days = daysOf(span, calendar);
    const edges = [
      ...windows.flatMap((one) => [one.start, one.end]),
      ...days.map((date) => dayOf(date, calendar).start),
    ];
    fc.pre(!edges.some(isTwice));
    const rows = rowsOf(windows, days, calendar);
    assert.deepEqual(merged(rows.flatMap((row) => windowsOf(row, calendar)!)), windows);
  }));
});
