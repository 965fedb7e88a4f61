import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type CurrentResource,
  type FormInput,
  localTimeOf,
  merged,
  messagesFromForm,
  rowsOf,
  type Span,
} from "../../../src/core/forms/mod.ts";

const ID = "ab".repeat(32);
const MINUTE = 60_000;
const at = (text: string) => Date.parse(text);
const DAYS = ["2026-07-03", "2026-07-04", "2026-07-05"];

const current = (availability: readonly Span[] | null): CurrentResource => ({
  id: ID,
  title: "Hall",
  description: "",
  kind: "space",
  tags: [],
  quantity: 1,
  people: null,
  availability,
  policy: { name: "first-come-first-served", params: {} },
  deputy: null,
  requires: null,
  contact: null,
  place: null,
  access: null,
});

const form = (action: string, inputs: FormInput, zone = "Europe/Berlin"): FormInput => [
  ["schema", "resource"],
  ["action", action],
  ["festival", ID],
  ["id", ID],
  ["timezone", zone],
  ["title", "Hall"],
  ...inputs,
];

function windowsOf(inputs: FormInput): string[] | undefined {
  const outcome = messagesFromForm(form("create", inputs), {});
  assert(outcome.ok, JSON.stringify(outcome));
  const windows = outcome.messages[0]!.fields!["availability"] as unknown as Span[] | undefined;
  return windows?.map(({ start, end }) =>
    [start, end].map((time) => localTimeOf(time, "Europe/Berlin").slice(8)).join("–")
  );
}

function errors(inputs: FormInput): string[] {
  const outcome = messagesFromForm(form("create", inputs), {});
  assert(!outcome.ok);
  return outcome.errors.map(({ field, code }) => `${field}: ${code}`);
}

const HOURS: FormInput = [["availability.use", "hours"]];
const day = (date: string, mode: string, ...hours: (readonly [string, string])[]): FormInput => [
  [`availability.${date}.day`, mode],
  ...hours.flatMap(([from, to]) =>
    [[`availability.${date}.from`, from], [`availability.${date}.to`, to]] as const
  ),
];

Deno.test("hours of days: several, none, all day, and as the day above", () => {
  assert.deepEqual(
    windowsOf([
      ...HOURS,
      ...day("2026-07-03", "", ["10:00", "12:00"], ["20:00", "02:00"], ["", ""]),
      ...day("2026-07-04", "copy", ["", ""]),
      ...day("2026-07-05", "off", ["10:00", "11:00"]),
      ...day("2026-07-06", "all"),
      ...day("2026-07-07", "all"),
    ]),
    [
      "03T10:00–03T12:00",
      "03T20:00–04T02:00",
      "04T10:00–04T12:00",
      "04T20:00–05T02:00",
      "06T06:00–08T06:00",
    ],
  );
});

Deno.test("one gesture makes every day like the first one", () => {
  const inputs: FormInput = [
    ...HOURS,
    ["availability.same", "1"],
    ...day(DAYS[0]!, "", ["22:00", "04:00"]),
    ...day(DAYS[1]!, "all"),
    ...day(DAYS[2]!, ""),
  ];
  assert.deepEqual(windowsOf(inputs), [
    "03T22:00–04T04:00",
    "04T22:00–05T04:00",
    "05T22:00–06T04:00",
  ]);
});

Deno.test("hours of every day between two, and blackouts cut out of all", () => {
  assert.deepEqual(
    windowsOf([
      ...HOURS,
      ["availability.each.first", "2026-07-03"],
      ["availability.each.until", "2026-07-04"],
      ["availability.each.from", "10:00"],
      ["availability.each.to", "20:00"],
      ["blackout.0.start", "2026-07-03T12:00"],
      ["blackout.0.end", "2026-07-03T14:00"],
      ["blackout.1.start", ""],
      ["blackout.1.end", ""],
    ]),
    ["03T10:00–03T12:00", "03T14:00–03T20:00", "04T10:00–04T20:00"],
  );
});

Deno.test("always is no windows at all; with a blackout it is the days that are shown", () => {
  const always: FormInput = [["availability.use", "always"], ...day(DAYS[0]!, "", ["", ""])];
  assert.equal(windowsOf(always), undefined);
  // Hours that are typed are meant, whatever stands above them; of a resource that had some, nothing is.
  const typed: FormInput = [["availability.use", "always"], ...day(DAYS[0]!, "", ["10", "12"])];
  assert.deepEqual(windowsOf(typed), ["03T10:00–03T12:00"]);
  const before = { current: current([{ start: 0, end: 1 }]) };
  const outcome = messagesFromForm(form("update", typed), before);
  assert(outcome.ok);
  assert.deepEqual(outcome.messages[0]!.fields, { availability: null });
  const dark: FormInput = [
    ["blackout.0.start", "2026-07-03T12:00"],
    ["blackout.0.end", "2026-07-03T14:00"],
  ];
  assert.deepEqual(windowsOf([...always, ...dark]), ["03T06:00–03T12:00", "03T14:00–04T06:00"]);
  assert.deepEqual(errors([["availability.use", "always"], ...dark]), [
    "blackout.0.start: no-days",
  ]);
  assert.deepEqual(windowsOf([...HOURS, ...day(DAYS[0]!, "")]), []);
});

Deno.test("what is no hour is told at its day", () => {
  assert.deepEqual(
    errors([
      ...HOURS,
      ...day(DAYS[0]!, "", ["10:00", ""]),
      ...day(DAYS[1]!, "", ["ten", "11:00"]),
      ["availability.each.first", "2026-07-03"],
      ["blackout.0.start", "2026-07-03T12:00"],
      ["blackout.0.end", "2026-07-03T11:00"],
    ]).sort(),
    [
      `availability.${DAYS[0]}.to: missing`,
      `availability.${DAYS[1]}.from: not-a-time`,
      "availability.each.until: missing",
      "blackout.0.end: start-after-end",
    ],
  );
});

Deno.test("a change keeps what days that are not shown had, and windows finer than minutes", () => {
  const before = [
    { start: at("2026-06-01T10:00Z"), end: at("2026-06-01T12:00Z") },
    { start: at("2026-07-03T10:00:30Z"), end: at("2026-07-03T12:00Z") },
    { start: at("2026-07-04T10:00Z"), end: at("2026-07-04T12:00Z") },
  ];
  const inputs: FormInput = [
    ...HOURS,
    ...day(DAYS[0]!, "", ["12:00", "14:00"]),
    ...day(DAYS[1]!, "off"),
    ...day(DAYS[2]!, ""),
  ];
  const outcome = messagesFromForm(form("update", inputs), { current: current(before) });
  assert(outcome.ok);
  assert.deepEqual(outcome.messages[0]!.fields, { availability: before.slice(0, 2) });
});

Deno.test("property: a form that is sent as it was shown changes nothing", () => {
  const zones = fc.constantFrom("UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe");
  const starts = fc.constantFrom("2026-03-27T00:00Z", "2026-04-03T00:00Z", "2026-10-23T00:00Z");
  const pieces = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 4 * 1_440 * 60 }), fc.integer({ min: 1, max: 90_000 })),
    { maxLength: 6 },
  );
  const dayBreaks = fc.constantFrom(0, 150, 360);
  fc.assert(fc.property(zones, starts, pieces, dayBreaks, (zone, start, pieces, dayBreak) => {
    const first = at(start);
    // To the second: no input of the form can show them.
    const windows = merged(
      pieces.map(([from, length]) => ({
        start: first + from * 1_000,
        end: first + (from + length) * 1_000,
      })),
    );
    const days = Array.from(
      { length: 5 },
      (_, i) => new Date(first + i * 1_440 * MINUTE).toISOString().slice(0, 10),
    );
    const rows = rowsOf(windows, days, { zone, dayBreak });
    const inputs: FormInput = [
      ["availability.use", "hours"],
      ["availability.break", String(dayBreak)],
      ...rows.flatMap(({ date, all, hours }) =>
        day(date, all ? "all" : "", ...hours.map(({ from, to }) => [from, to] as const), ["", ""])
      ),
    ];
    const outcome = messagesFromForm(form("update", inputs, zone), { current: current(windows) });
    assert(outcome.ok, JSON.stringify(outcome));
    assert.deepEqual(outcome.messages, []);
  }));
});
