/** What one form means where that is several messages: series, what is asked for, what comes along. */
import assert from "node:assert/strict";
import {
  type AskedResource,
  type EventRequest,
  fits,
  type FormContext,
  type FormInput,
  localTimeOf,
  messagesFromForm,
  warningsOf,
} from "../../../src/core/forms/mod.ts";
import { type MessageDraft, toHex } from "../../../src/core/messages/mod.ts";

const FESTIVAL = "fe".repeat(32);
const PARENT = "fa".repeat(32);
const HALL = "aa".repeat(32);
const PA = "ab".repeat(32);
const TECHNICIAN = "ac".repeat(32);
const EVENT = "ee".repeat(32);
const HOUR = 3_600_000;
const at = (text: string) => Date.parse(text);

const resource = (over: Partial<AskedResource>): AskedResource => ({
  id: HALL,
  title: "Hall",
  festival: FESTIVAL,
  kind: "space",
  quantity: 1,
  availability: null,
  requires: null,
  bookings: [],
  ...over,
});
const pa = resource({ id: PA, title: "PA", festival: PARENT, quantity: 2, requires: [TECHNICIAN] });
const technician = resource({ id: TECHNICIAN, title: "Technician", requires: [PA] });

const event = (...more: FormInput): FormInput => [
  ["schema", "event"],
  ["action", "create"],
  ["festival", FESTIVAL],
  ["timezone", "Europe/Berlin"],
  ["title", "Yoga"],
  ["start", "2026-10-23T22:00"],
  ["end", "2026-10-24T01:00"],
  ...more,
];

function made(input: FormInput, context: FormContext = {}) {
  const outcome = messagesFromForm(input, context);
  assert(outcome.ok, JSON.stringify(outcome));
  return outcome;
}

function errors(input: FormInput, context: FormContext = {}): string[] {
  const outcome = messagesFromForm(input, context);
  assert(!outcome.ok);
  return outcome.errors.map(({ field, code }) => `${field}: ${code}`);
}

const times = (drafts: readonly MessageDraft[]) =>
  drafts.map(({ fields }) =>
    [fields!["start"], fields!["end"]]
      .map((time) => localTimeOf(time as number, "Europe/Berlin")).join(" – ")
  );

Deno.test("a series keeps the readings of the clock, also where it changes", () => {
  const { messages, occurrences } = made(
    event(["repeat", "daily"], ["repeat.until", "2026-10-26"]),
  );
  assert.deepEqual(times(messages), [
    "2026-10-23T22:00 – 2026-10-24T01:00",
    "2026-10-24T22:00 – 2026-10-25T01:00",
    "2026-10-25T22:00 – 2026-10-26T01:00",
    "2026-10-26T22:00 – 2026-10-27T01:00",
  ]);
  assert.equal(messages[2]!.fields!["start"], at("2026-10-25T21:00Z"));
  assert.equal(messages[1]!.fields!["start"], at("2026-10-24T20:00Z"));
  assert.equal(occurrences.length, 4);
});

Deno.test("a series happens weekly, on chosen weekdays, or on chosen days", () => {
  const days = (...more: FormInput) =>
    times(made(event(...more)).messages).map((time) => time.slice(5, 10));
  assert.deepEqual(days(["repeat", "weekly"], ["repeat.until", "2026-11-06"]), [
    "10-23",
    "10-30",
    "11-06",
  ]);
  // Friday the 23rd is typed; Saturdays and Mondays are chosen.
  assert.deepEqual(
    days(
      ["repeat", "weekdays"],
      ["repeat.weekday", "6"],
      ["repeat.weekday", "1"],
      ["repeat.until", "2026-10-31"],
    ),
    ["10-23", "10-24", "10-26", "10-31"],
  );
  assert.deepEqual(days(["repeat", "dates"], ["repeat.dates", "2026-10-27, 2026-10-25\n"]), [
    "10-23",
    "10-25",
    "10-27",
  ]);
  assert.equal(made(event(["repeat", ""])).occurrences.length, 0);
  assert.deepEqual(errors(event(["repeat", "daily"])), ["repeat.until: missing"]);
  assert.deepEqual(errors(event(["repeat", "daily"], ["repeat.until", "2026-10-01"])), [
    "repeat.until: start-after-end",
  ]);
  assert.deepEqual(errors(event(["repeat", "daily"], ["repeat.until", "2036-10-01"])), [
    "repeat.until: too-many",
  ]);
  assert.deepEqual(errors(event(["repeat", "dates"], ["repeat.dates", "tomorrow"])), [
    "repeat.dates: not-a-time",
  ]);
});

Deno.test("each event of a series asks for the same, and names itself once it has an id", () => {
  const { messages, links } = made(
    event(
      ["repeat", "daily"],
      ["repeat.until", "2026-10-24"],
      ["ask.0.resource", HALL],
      ["ask.1.resource", ""],
      ["ask.2.resource", PA],
      ["ask.2.quantity", "2"],
      ["ask.requires", "1"],
    ),
    { resources: [resource({}), pa, technician] },
  );
  assert.deepEqual(
    messages.map(({ schema, fields }) => [schema, fields!["quantity"]]),
    [
      ["event", undefined],
      ["event", undefined],
      ...[1, 2, 1, 1, 2, 1].map((quantity) => ["request", quantity]),
    ],
  );
  assert.deepEqual(links.map(({ message, created }) => [message, created]), [
    [2, 0],
    [3, 0],
    [4, 0],
    [5, 1],
    [6, 1],
    [7, 1],
  ]);
  assert.deepEqual(messages.slice(2, 5).map(({ festival }) => toHex(festival!)), [
    FESTIVAL,
    PARENT,
    FESTIVAL,
  ]);
  assert.deepEqual(times(messages.slice(5)), Array(3).fill(times(messages)[1]));
});

Deno.test("a series can skip the days that conflict, and tells of them", () => {
  const booked = { start: at("2026-10-24T20:00Z"), end: at("2026-10-24T21:00Z") };
  const hall = resource({ bookings: [{ ...booked, request: "01".repeat(32), quantity: 1 }] });
  const series = (...more: FormInput) =>
    made(
      event(
        ["repeat", "daily"],
        ["repeat.until", "2026-10-25"],
        ["ask.0.resource", HALL],
        ...more,
      ),
      { resources: [hall] },
    );
  const codes = series().occurrences.map(({ conflicts, skipped }) => [
    conflicts.map(({ code }) => code).join(),
    skipped,
  ]);
  assert.deepEqual(codes, [["", false], ["taken", false], ["", false]]);
  assert.equal(series().messages.length, 6);
  const skipping = series(["repeat.skip", "1"]);
  assert.deepEqual(skipping.occurrences.map(({ skipped }) => skipped), [false, true, false]);
  assert.equal(skipping.messages.length, 4);
  const closed = { resources: [resource({ availability: [] })] };
  assert.deepEqual(errors(event(["ask.0.resource", HALL], ["repeat.skip", "1"]), closed), [
    "repeat.skip: nothing-left",
  ]);
});

const request = (...more: FormInput): FormInput => [
  ["schema", "request"],
  ["action", "create"],
  ["festival", PARENT],
  ["timezone", "UTC"],
  ["event", EVENT],
  ["eventTitle", "Yoga"],
  ["resource", PA],
  ["start", "2026-07-01T20:00"],
  ["end", "2026-07-01T22:00"],
  ...more,
];

const asked = (over: Partial<EventRequest>): EventRequest => ({
  id: "01".repeat(32),
  author: "0a".repeat(32),
  festival: PARENT,
  event: EVENT,
  eventFestival: null,
  resource: PA,
  start: 0,
  end: HOUR,
  quantity: 1,
  note: null,
  answer: null,
  replaces: null,
  status: "confirmed",
  ...over,
});

const brief = (drafts: readonly MessageDraft[]) =>
  drafts.map((draft) =>
    draft.action === "delete"
      ? `delete ${toHex(draft.id!).slice(0, 2)} in ${toHex(draft.festival!).slice(0, 2)}`
      : `ask ${toHex(draft.fields!["resource"] as Uint8Array).slice(0, 2)} in ${
        toHex(draft.festival!).slice(0, 2)
      }`
  );

Deno.test("asking for what requires something asks for that too, unless it is asked for already", () => {
  const resources = [pa, technician];
  assert.deepEqual(brief(made(request(["requires", "1"]), { resources }).messages), [
    "ask ab in fa",
    "ask ac in fe",
  ]);
  assert.deepEqual(brief(made(request(), { resources }).messages), ["ask ab in fa"]);
  const there = [asked({ resource: TECHNICIAN, status: "pending" })];
  const input = request(["requires", "1"]);
  assert.deepEqual(brief(made(input, { resources, requests: there }).messages), ["ask ab in fa"]);
  const denied = [asked({ resource: TECHNICIAN, status: "denied" })];
  assert.equal(made(input, { resources, requests: denied }).messages.length, 2);
});

Deno.test("more than there is cannot be asked for", () => {
  const resources = [pa];
  assert.deepEqual(errors(request(["quantity", "3"]), { resources }), [
    "quantity: more-than-there-is",
  ]);
  assert.equal(made(request(["quantity", "2"]), { resources }).messages.length, 1);
  assert.deepEqual(
    errors(event(["ask.0.resource", PA], ["ask.0.quantity", "3"]), { resources }),
    ["ask.0.quantity: more-than-there-is"],
  );
  assert.deepEqual(errors(event(["ask.0.resource", PA])), ["ask.0.resource: unknown-resource"]);
});

Deno.test("another request takes the place of one that does not stand, and keeps one that does", () => {
  const replacing = request(["replaces", "01".repeat(32)]);
  const messages = (status: EventRequest["status"]) =>
    brief(made(replacing, { requests: [asked({ status })] }).messages);
  assert.deepEqual(messages("confirmed"), ["ask ab in fa"]);
  assert.deepEqual(messages("pending"), ["ask ab in fa", "delete 01 in fa"]);
  assert.deepEqual(messages("conflict"), ["ask ab in fa", "delete 01 in fa"]);
  const other = request(["instead", "02".repeat(32)], ["insteadFestival", FESTIVAL]);
  assert.deepEqual(brief(made(other).messages), ["ask ab in fa", "delete 02 in fe"]);
});

Deno.test("fits: as many as are free at every instant; what a request replaces makes room", () => {
  const bookings = [
    { start: 0, end: 10, quantity: 4, request: "a" },
    { start: 10, end: 20, quantity: 6, request: "b" },
  ];
  const span = { start: 5, end: 15 };
  assert(fits(bookings, { ...span, quantity: 4 }, 10));
  assert(!fits(bookings, { ...span, quantity: 5 }, 10));
  assert(fits(bookings, { ...span, quantity: 6, replaces: "b" }, 10));
  assert(fits(bookings, { ...span, quantity: 6, request: "b" }, 10));
  assert(fits(bookings, { start: 20, end: 30, quantity: 10 }, 10));
  assert(!fits([], { start: 20, end: 30, quantity: 11 }, 10));
});

Deno.test("warningsOf says what speaks against a plan", () => {
  const span = { start: 100, end: 200 };
  const chairs = resource({
    quantity: 10,
    availability: [{ start: 0, end: 150 }],
    bookings: [{ start: 150, end: 160, quantity: 3, request: "01" }],
  });
  const own = [
    { id: EVENT, title: "Dinner", start: 0, end: 100 },
    { id: EVENT, title: "Talk", start: 199, end: 300 },
  ];
  const codes = (quantity: number, replaces: string[] = []) =>
    warningsOf({ span, asks: [{ resource: chairs, quantity }], own, hasPlace: false, replaces })
      .map(({ code }) => code);
  assert.deepEqual(codes(4), ["overlaps", "outside-availability", "no-place"]);
  assert.deepEqual(codes(5), ["overlaps", "outside-availability", "nearly-used-up", "no-place"]);
  assert.deepEqual(codes(8), ["overlaps", "outside-availability", "taken", "no-place"]);
  assert.deepEqual(codes(7, ["01"]), ["overlaps", "outside-availability", "no-place"]);
  assert.deepEqual(warningsOf({ span, asks: [], own: [], hasPlace: true }), []);
});
