/** Events of a series that are changed, cancelled and deleted together. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  ALIKE,
  type AskedResource,
  type CurrentEvent,
  type EventRequest,
  type FormContext,
  type FormInput,
  localTimeOf,
  messagesFromForm,
  othersIn,
  type SeriesEvent,
} from "../../../src/core/forms/mod.ts";
import { type MessageDraft, toHex } from "../../../src/core/messages/mod.ts";

const ME = "01".repeat(32);
const FESTIVAL = "fe".repeat(32);
const HALL = "aa".repeat(32);
const BERLIN = "Europe/Berlin";
const id = (n: number) => `e${n}`.repeat(32);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** 20:00 to 22:00 in Berlin on so many days after 23 October 2026; the clocks go back on the 25th. */
const START = Date.parse("2026-10-23T18:00Z");
const event = (n: number, over: Partial<CurrentEvent> = {}): CurrentEvent => {
  const winter = n >= 2 ? HOUR : 0;
  return {
    id: id(n),
    author: ME,
    festival: FESTIVAL,
    title: "Yoga",
    description: "",
    start: START + n * DAY + winter,
    end: START + n * DAY + 2 * HOUR + winter,
    tags: [],
    stage: "planned",
    where: null,
    links: null,
    access: null,
    ...over,
  };
};
const requestOf = ({ id: event, start, end }: CurrentEvent): EventRequest => ({
  id: event.replaceAll("e", "b"),
  author: ME,
  festival: FESTIVAL,
  event,
  eventFestival: null,
  resource: HALL,
  start,
  end,
  quantity: 1,
  note: null,
  answer: null,
  replaces: null,
  status: "confirmed",
});
const other = (one: CurrentEvent): SeriesEvent => ({
  event: one,
  requests: [requestOf(one)],
  updates: [one.id.replaceAll("e", "c")],
});
const hall = (bookings: AskedResource["bookings"]): AskedResource => ({
  id: HALL,
  title: "Hall",
  festival: FESTIVAL,
  kind: "space",
  quantity: 1,
  availability: null,
  requires: null,
  bookings,
});
const bookingOf = (one: CurrentEvent) => ({ ...requestOf(one), request: requestOf(one).id });

const form = (action: string, ...more: FormInput): FormInput => [
  ["schema", "event"],
  ["action", action],
  ["festival", FESTIVAL],
  ["id", id(0)],
  ["timezone", BERLIN],
  ["others", "1"],
  ...[1, 2, 3].map((n) => ["other", id(n)] as const),
  ...more,
];
const series = [0, 1, 2, 3].map((n) => event(n));
const context: FormContext = {
  current: series[0],
  requests: [requestOf(series[0]!)],
  others: series.slice(1).map(other),
  resources: [hall(series.map(bookingOf))],
  alike: ALIKE,
};

function made(input: FormInput, over: Partial<FormContext> = {}) {
  const outcome = messagesFromForm(input, { ...context, ...over });
  assert(outcome.ok, JSON.stringify(outcome));
  return outcome;
}
const of = (messages: readonly MessageDraft[], schema: string, action: string) =>
  messages.filter((one) => one.schema === schema && one.action === action);
const local = (time: unknown) => localTimeOf(time as number, BERLIN);

Deno.test("a form means the others only where it says so, and never its own event twice", () => {
  assert.deepEqual(othersIn(form("update", ["other", id(0)])), [id(1), id(2), id(3)]);
  const without = form("update").filter(([name]) => name !== "others");
  assert.deepEqual(othersIn(without), []);
  const { messages, occurrences } = made([...without, ["where", "River"]]);
  assert.equal(messages.length, 1);
  assert.deepEqual(occurrences, []);
});

Deno.test("a series moves by the clock, each with its booking", () => {
  const { messages, occurrences } = made(
    form("update", ["start", "2026-10-24T20:30"], ["end", "2026-10-24T22:30"]),
  );
  const moved = of(messages, "event", "update");
  assert.deepEqual(moved.map(({ fields }) => local(fields!["start"])), [
    "2026-10-24T20:30",
    "2026-10-25T20:30",
    "2026-10-26T20:30",
    "2026-10-27T20:30",
  ]);
  assert.deepEqual(moved.map(({ id: event }) => toHex(event!)), series.map(({ id }) => id));
  const asked = of(messages, "request", "create");
  assert.deepEqual(
    asked.map(({ fields }) => [fields!["start"], fields!["end"]]),
    moved.map(({ fields }) => [fields!["start"], fields!["end"]]),
  );
  assert.deepEqual(
    asked.map(({ fields }) => toHex(fields!["replaces"] as Uint8Array)),
    series.map((one) => requestOf(one).id),
  );
  assert.equal(messages.length, 8, "what stands is kept until then");
  // Each moves to where the next one is: that goes, too.
  assert.deepEqual(occurrences.map(({ conflicts }) => conflicts.length), [0, 0, 0, 0]);
});

Deno.test("what conflicts is said of each, and left out where that is asked for", () => {
  const { start, end } = event(2);
  const strange = { request: "0b".repeat(32), start, end };
  const resources = [hall([...series.map(bookingOf), { ...strange, quantity: 1 }])];
  const move: FormInput = [["start", "2026-10-24T20:00"], ["end", "2026-10-24T22:00"]];
  const all = made(form("update", ...move), { resources });
  assert.deepEqual(all.occurrences.map(({ conflicts }) => conflicts.map(({ code }) => code)), [
    [],
    ["taken"],
    [],
    [],
  ]);
  // The second stays where it is, so that the first cannot move there either.
  const some = made(form("update", ...move, ["repeat.skip", "1"]), { resources });
  assert.deepEqual(some.occurrences.map(({ skipped }) => skipped), [true, true, false, false]);
  assert.deepEqual(of(some.messages, "event", "update").map(({ id }) => toHex(id!)), [
    id(2),
    id(3),
  ]);
});

Deno.test("nothing is signed where every one conflicts", () => {
  const always = { request: "0b".repeat(32), start: 0, end: START + 99 * DAY, quantity: 1 };
  const outcome = messagesFromForm(
    form("update", ["start", "2026-10-23T21:00"], ["repeat.skip", "1"]),
    { ...context, resources: [hall([always])] },
  );
  assert(!outcome.ok);
  assert.deepEqual(outcome.errors, [{ field: "repeat.skip", code: "nothing-left" }]);
});

Deno.test("the others change in the same fields alone, and only where they are not so already", () => {
  const others = [
    other(event(1, { where: "River", description: "Bring a mat." })),
    other(event(2, { tags: ["calm"], where: "Meadow" })),
    other(event(3, { where: null })),
  ];
  const changed = made(form("update", ["where", "River"], ["tags", "calm"]), { others });
  assert.deepEqual(changed.messages.map(({ fields }) => fields), [
    { where: "River", tags: ["calm"] },
    { tags: ["calm"] },
    { where: "River" },
    { where: "River", tags: ["calm"] },
  ]);
  const current = event(0, { where: "River" });
  const removed = made(form("update", ["where", ""]), { current, others });
  assert.deepEqual(removed.messages.map(({ id }) => toHex(id!)), [id(0), id(1), id(2)]);
});

Deno.test("several are cancelled with what they asked for; one that is cancelled is left alone", () => {
  const others = [other(event(1)), other(event(2, { stage: "cancelled" })), other(event(3))];
  const { messages, occurrences } = made(form("update", ["stage", "cancelled"]), { others });
  assert.deepEqual(of(messages, "event", "update").map(({ id }) => toHex(id!)), [
    id(0),
    id(1),
    id(3),
  ]);
  assert.equal(of(messages, "request", "delete").length, 3);
  assert.equal(occurrences.length, 3);
});

Deno.test("several are deleted with their changes and what they asked for", () => {
  const { messages, occurrences } = made(form("delete"), { updates: ["c0".repeat(32)] });
  assert.deepEqual(
    of(messages, "event", "delete").map(({ id }) => toHex(id!)),
    [0, 1, 2, 3].flatMap((n) => [id(n), `c${n}`.repeat(32)]),
  );
  assert.deepEqual(
    of(messages, "request", "delete").map(({ id }) => toHex(id!)),
    series.map((one) => requestOf(one).id),
  );
  assert.equal(occurrences.length, 4);
});

Deno.test("nobody else's event is ever among them", () => {
  const others = [other(event(1, { author: "02".repeat(32) }))];
  for (const action of ["update", "delete"]) {
    const { messages } = made(form(action, ["where", "River"]), { others });
    assert(messages.every((one) => one.id === undefined || toHex(one.id) !== id(1)));
  }
});

Deno.test("whatever the move, each of a series shows the same difference of the clock", () => {
  const minutes = fc.integer({ min: -3_000, max: 3_000 });
  fc.assert(fc.property(minutes, fc.integer({ min: 15, max: 600 }), (by, long) => {
    const read = (text: string) => Date.parse(`${text}Z`) / 60_000;
    const at = (reading: number) => new Date(reading * 60_000).toISOString().slice(0, 16);
    const start = read(local(START)) + by;
    const outcome = messagesFromForm(
      form("update", ["start", at(start)], ["end", at(start + long)]),
      context,
    );
    if (!outcome.ok) return;
    for (const { id: event, fields } of of(outcome.messages, "event", "update")) {
      const before = series.find(({ id }) => id === toHex(event!))!;
      const { start = before.start, end = before.end } = fields as { start?: number; end?: number };
      assert(start < end);
      // No reading of these nights is skipped: the clocks go back.
      assert.equal(read(local(start)) - read(local(before.start)), by);
    }
  }));
});
