import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type CurrentEvent,
  type CurrentFestival,
  type CurrentResource,
  type EventRequest,
  type FormContext,
  type FormInput,
  messagesFromForm,
} from "../../../src/core/forms/mod.ts";
import {
  encodeMessage,
  festivalIdOf,
  fromHex,
  type MessageDraft,
  parseMessage,
  toHex,
} from "../../../src/core/messages/mod.ts";

const author = new Uint8Array(32).fill(1);
const ME = toHex(author);
const FESTIVAL = "fe".repeat(32);
const EVENT = "ee".repeat(32);
const RESOURCE = "ab".repeat(32);
const START = Date.parse("2026-07-01T18:00Z");
const HOUR = 3_600_000;

function messages(input: FormInput, context: FormContext = {}): MessageDraft[] {
  const outcome = messagesFromForm(input, context);
  assert(outcome.ok, JSON.stringify(outcome));
  return outcome.messages;
}

function errors(input: FormInput, context: FormContext = {}): string[] {
  const outcome = messagesFromForm(input, context);
  assert(!outcome.ok);
  return outcome.errors.map(({ field, code }) => `${field}: ${code}`);
}

const newEvent = (more: FormInput): FormInput => [
  ["schema", "event"],
  ["action", "create"],
  ["festival", FESTIVAL],
  ["timezone", "Europe/Berlin"],
  ["title", "Opening"],
  ["start", "2026-07-01T20:00"],
  ["end", "2026-07-01T22:00"],
  ...more,
];

const currentEvent: CurrentEvent = {
  id: EVENT,
  author: ME,
  festival: FESTIVAL,
  title: "Opening",
  description: "",
  start: START,
  end: START + 2 * HOUR,
  tags: ["music"],
  stage: "planned",
  where: "the meadow",
  links: null,
  access: { stepFree: "yes", note: "ramp" },
};

const changedEvent = (more: FormInput): FormInput => [
  ["schema", "event"],
  ["action", "update"],
  ["festival", FESTIVAL],
  ["id", EVENT],
  ["timezone", "Europe/Berlin"],
  ...more,
];

const newResource = (more: FormInput): FormInput => [
  ["schema", "resource"],
  ["action", "create"],
  ["festival", FESTIVAL],
  ["title", "Hall"],
  ...more,
];

const currentResource: CurrentResource = {
  id: RESOURCE,
  title: "Hall",
  description: "",
  kind: "space",
  tags: [],
  quantity: 1,
  people: 40,
  availability: null,
  policy: { name: "first-come-first-served", params: { note: "x" } },
  deputy: "cd".repeat(32),
  requires: null,
  contact: null,
  place: { address: "Hof 1", position: [1, 2, 3] },
  access: null,
};

const currentFestival: CurrentFestival = {
  id: FESTIVAL,
  title: "Summer",
  description: "",
  start: null,
  end: null,
  timezone: "UTC",
  dayBreak: null,
  visibility: "public",
  token: null,
  closed: false,
};

const ask = (over: Partial<EventRequest>): EventRequest => ({
  id: "01".repeat(32),
  author: ME,
  festival: FESTIVAL,
  event: EVENT,
  eventFestival: null,
  resource: RESOURCE,
  start: START,
  end: START + 2 * HOUR,
  quantity: 1,
  note: null,
  answer: null,
  replaces: null,
  status: "confirmed",
  ...over,
});

const summary = (drafts: readonly MessageDraft[]) =>
  drafts.map((draft) => `${draft.action} ${draft.schema}`);

Deno.test("messagesFromForm makes an event of its form, its times read in the form's zone", () => {
  const [draft] = messages(
    newEvent([
      ["tags", "music, dance,, music"],
      ["where", ""],
      ["links.0.label", "site"],
      ["links.0.url", "https://example.org"],
      ["links.1.label", ""],
      ["links.1.url", ""],
      ["access.stepFree", "yes"],
      ["access.toilet", ""],
      ["description", "two\r\nlines"],
    ]),
    { at: 5 },
  );
  assert.deepEqual(draft, {
    action: "create",
    schema: "event",
    version: 1,
    festival: new Uint8Array(32).fill(0xfe),
    at: 5,
    fields: {
      title: "Opening",
      description: "two\nlines",
      start: START,
      end: START + 2 * HOUR,
      tags: ["music", "dance"],
      links: [{ label: "site", url: "https://example.org" }],
      access: { stepFree: "yes" },
    },
  });
});

Deno.test("messagesFromForm names each field that is wrong, and why", () => {
  const wrong = newEvent([
    ["title", ""],
    ["start", "never"],
    ["end", "2026-03-29T02:30"],
    ["tags", Array.from({ length: 17 }, (_, i) => `t${i}`).join()],
    ["where", "x".repeat(201)],
    ["stage", "dreamt"],
    ["links.0.label", "x".repeat(81)],
    ["links.0.url", ""],
    ["access.quiet", "perhaps"],
    ["access.note", "y".repeat(501)],
  ]);
  assert.deepEqual(errors(wrong).sort(), [
    "access.note: too-long",
    "access.quiet: not-a-choice",
    "end: no-such-time",
    "links.0.label: too-long",
    "links.0.url: missing",
    "stage: not-a-choice",
    "start: not-a-time",
    "tags: too-many",
    "title: missing",
    "where: too-long",
  ]);
});

Deno.test("messagesFromForm counts bytes, not letters", () => {
  messages(newEvent([["where", "é".repeat(100)]]));
  assert.deepEqual(errors(newEvent([["where", "é".repeat(101)]])), ["where: too-long"]);
  assert.deepEqual(errors(newEvent([["where", "a\u0007b"]])), ["where: bad-characters"]);
  assert.deepEqual(errors(newEvent([["where", "a\ud800"]])), ["where: bad-characters"]);
});

Deno.test("messagesFromForm refuses an end that is not after the start", () => {
  assert.deepEqual(errors(newEvent([["end", "2026-07-01T20:00"]])), ["end: start-after-end"]);
  const current = { current: currentEvent };
  assert.deepEqual(errors(changedEvent([["end", "2026-07-01T19:00"]]), current), [
    "end: start-after-end",
  ]);
});

Deno.test("messagesFromForm takes the later of two instants for an end that only so is after", () => {
  const [draft] = messages(newEvent([["start", "2026-10-25T02:45"], ["end", "2026-10-25T02:15"]]));
  assert.equal(draft!.fields!["start"], Date.parse("2026-10-25T00:45Z"));
  assert.equal(draft!.fields!["end"], Date.parse("2026-10-25T01:15Z"));
});

Deno.test("messagesFromForm refuses forms of nothing", () => {
  assert.deepEqual(errors([]), ["schema: not-a-choice"]);
  assert.deepEqual(errors([["schema", "proposal"], ["action", "create"]]), [
    "schema: not-a-choice",
  ]);
  assert.deepEqual(errors([["schema", "request"], ["action", "update"]]), ["action: not-a-choice"]);
  assert.deepEqual(errors([["schema", "request"], ["action", "create"]]).sort(), [
    "end: missing",
    "event: missing",
    "festival: missing",
    "resource: missing",
    "start: missing",
  ]);
  const bad: FormInput = [["schema", "event"], ["action", "delete"], ["festival", "fe"], [
    "id",
    "zz",
  ]];
  assert.deepEqual(errors(bad), ["festival: not-an-id", "id: not-an-id"]);
});

Deno.test("an update carries only what changed, and null for what was emptied", () => {
  const form = changedEvent([
    ["title", "Opening"],
    ["start", "2026-07-01T20:00"],
    ["end", "2026-07-01T22:00"],
    ["tags", "music"],
    ["where", ""],
    ["access.stepFree", "no"],
  ]);
  const [draft, ...rest] = messages(form, { current: currentEvent });
  assert.deepEqual(rest, []);
  assert.deepEqual(draft!.fields, { where: null, access: { stepFree: "no", note: "ramp" } });
});

Deno.test("an update that changes nothing means no message", () => {
  const form = changedEvent([["title", "Opening"], ["tags", " music"], ["stage", "planned"]]);
  assert.deepEqual(messages(form, { current: currentEvent }), []);
});

Deno.test("an update leaves a time as it was where its input was not touched", () => {
  const current = { ...currentEvent, start: START + 12_345, end: START + 2 * HOUR + 1 };
  const form = changedEvent([["start", "2026-07-01T20:00"], ["end", "2026-07-01T22:00"]]);
  assert.deepEqual(messages(form, { current }), []);
  const second = Date.parse("2026-10-25T01:30Z"); // the later 02:30
  const late = { ...currentEvent, start: second, end: second + HOUR };
  assert.deepEqual(
    messages(changedEvent([["start", "2026-10-25T02:30"]]), { current: late }),
    [],
  );
});

Deno.test("moving an event asks again for what it asked for, and keeps what stands", () => {
  const form = changedEvent([["start", "2026-07-01T21:00"], ["end", "2026-07-01T23:30"]]);
  const requests = [
    ask({ id: "01".repeat(32), start: START - HOUR, note: "stage" }),
    ask({ id: "02".repeat(32), status: "pending", resource: "cd".repeat(32) }),
    ask({ id: "03".repeat(32), status: "withdrawn" }),
    ask({ id: "04".repeat(32), author: "99".repeat(32) }),
    // A no stays a no.
    ask({ id: "05".repeat(32), status: "denied", replaces: "01".repeat(32) }),
  ];
  const drafts = messages(form, { current: currentEvent, requests });
  assert.deepEqual(summary(drafts), [
    "update event",
    "create request",
    "create request",
    "delete request",
  ]);
  const [, first, second, gone] = drafts;
  assert.equal(toHex(first!.fields!["replaces"] as Uint8Array), "01".repeat(32));
  assert.equal(first!.fields!["start"], START);
  assert.equal(first!.fields!["end"], START + 3.5 * HOUR);
  assert.equal(first!.fields!["note"], "stage");
  assert.equal(toHex(second!.fields!["replaces"] as Uint8Array), "02".repeat(32));
  assert.equal(toHex(gone!.id!), "02".repeat(32));
});

Deno.test("moving an event twice names the booking that stands, and asks once", () => {
  const form = changedEvent([["start", "2026-07-01T19:00"]]);
  const requests = [
    ask({ id: "01".repeat(32) }),
    ask({ id: "02".repeat(32), status: "pending", replaces: "01".repeat(32) }),
  ];
  const drafts = messages(form, { current: currentEvent, requests });
  assert.deepEqual(summary(drafts), ["update event", "create request", "delete request"]);
  assert.equal(toHex(drafts[1]!.fields!["replaces"] as Uint8Array), "01".repeat(32));
  assert.equal(toHex(drafts[2]!.id!), "02".repeat(32));
});

Deno.test("cancelling or deleting an event takes its requests back", () => {
  const requests = [ask({}), ask({ id: "02".repeat(32), status: "withdrawn" })];
  const cancelled = messages(changedEvent([["stage", "cancelled"]]), {
    current: currentEvent,
    requests,
  });
  assert.deepEqual(summary(cancelled), ["update event", "delete request"]);
  const deleted = messages(
    [["schema", "event"], ["action", "delete"], ["festival", FESTIVAL], ["id", EVENT]],
    { current: currentEvent, requests },
  );
  assert.deepEqual(summary(deleted), ["delete event", "delete request"]);
  const withUpdates = messages(
    [["schema", "event"], ["action", "delete"], ["festival", FESTIVAL], ["id", EVENT]],
    { current: currentEvent, requests, updates: ["ab".repeat(32)] },
  );
  assert.deepEqual(summary(withUpdates), ["delete event", "delete event", "delete request"]);
  assert.deepEqual(withUpdates[1]!.id, new Uint8Array(32).fill(0xab));
});

Deno.test("a resource's form reads numbers, degrees, ids and checkboxes", () => {
  const [draft] = messages(newResource([
    ["kind", "location"],
    ["quantity", "2"],
    ["people", ""],
    ["place.lat", "52,5"],
    ["place.lon", "-13.40495401"],
    ["place.onRequest.shown", "1"],
    ["place.onRequest", "on"],
    ["policy.name", "manual"],
    ["deputy", "CD".repeat(32)],
    ["requires", `${RESOURCE} ${FESTIVAL}`],
    ["timezone", "Europe/Berlin"],
    ["availability.0.start", "2026-07-01T20:00"],
    ["availability.0.end", "2026-07-02T20:00"],
  ]));
  assert.deepEqual(draft!.fields, {
    title: "Hall",
    kind: "location",
    quantity: 2,
    availability: [{ start: START, end: START + 24 * HOUR }],
    deputy: new Uint8Array(32).fill(0xcd),
    requires: [new Uint8Array(32).fill(0xab), new Uint8Array(32).fill(0xfe)],
    policy: { name: "manual" },
    place: { gps: [525_000_000, -134_049_540], onRequest: true },
  });
  const wrong = newResource([
    ["quantity", "0"],
    ["people", "many"],
    ["place.lat", "91"],
    ["place.lon", "x"],
    ["deputy", "12"],
  ]);
  assert.deepEqual(errors(wrong).sort(), [
    "deputy: not-an-id",
    "people: not-a-number",
    "place.lat: out-of-range",
    "place.lon: not-a-number",
    "quantity: out-of-range",
  ]);
  assert.deepEqual(errors(newResource([["place.lat", "5"], ["place.lon", ""]])), [
    "place.lon: missing",
  ]);
});

Deno.test("an update of a group keeps what no input shows, and a policy's own parameters", () => {
  const update = (more: FormInput): FormInput => [
    ["schema", "resource"],
    ["action", "update"],
    ["festival", FESTIVAL],
    ["id", RESOURCE],
    ...more,
  ];
  const context = { current: currentResource };
  const [moved] = messages(update([["place.address", "Hof 2"]]), context);
  assert.deepEqual(moved!.fields, { place: { address: "Hof 2", position: [1, 2, 3] } });
  assert.deepEqual(messages(update([["policy.name", "first-come-first-served"]]), context), []);
  const [manual] = messages(update([["policy.name", "manual"]]), context);
  assert.deepEqual(manual!.fields, { policy: { name: "manual" } });
  const [freed] = messages(update([["deputy", ""], ["quantity", ""], ["people", ""]]), context);
  assert.deepEqual(freed!.fields, { deputy: null, people: null });
});

Deno.test("a festival's id is bound to its author, and it is announced in its parent", () => {
  const nonce = new Uint8Array(16).fill(9);
  const form: FormInput = [
    ["schema", "festival"],
    ["action", "create"],
    ["title", "Summer"],
    ["timezone", "Europe/Berlin"],
    ["start", "2026-07-01T20:00"],
    ["parent", FESTIVAL],
  ];
  const [festival, nesting] = messages(form, { author, nonce });
  assert.deepEqual(festival!.id, festivalIdOf(author, nonce));
  assert.equal(festival!.fields!["start"], START);
  assert.equal(toHex(nesting!.festival!), FESTIVAL);
  assert.deepEqual(nesting!.fields!["child"], festival!.id);
  assert(parseMessage(encodeMessage(nesting!), { author, festival: nesting!.festival! }).ok);

  const unlisted = messages([...form, ["visibility", "unlisted"]], { author, nonce });
  assert.deepEqual(summary(unlisted), ["create festival"]);
  const [unsigned] = messages(form);
  assert.equal(unsigned!.id, undefined);
  assert.equal(unsigned!.fields!["nonce"], undefined);
  assert.deepEqual(errors([...form, ["timezone", "Nowhere/Much"]]), ["timezone: unknown-zone"]);
});

Deno.test("a festival is closed by a checkbox, and opened by an empty one", () => {
  const update = (more: FormInput): FormInput => [
    ["schema", "festival"],
    ["action", "update"],
    ["festival", FESTIVAL],
    ["id", FESTIVAL],
    ["closed.shown", "1"],
    ...more,
  ];
  assert.deepEqual(messages(update([]), { current: currentFestival }), []);
  const [closed] = messages(update([["closed", "on"]]), { current: currentFestival });
  assert.deepEqual(closed!.fields, { closed: true });
  const [open] = messages(update([]), { current: { ...currentFestival, closed: true } });
  assert.deepEqual(open!.fields, { closed: null });
});

Deno.test("a profile keeps what its form does not show, and lives in log 0", () => {
  const current = { id: ME, name: "Ana", about: "x", contact: null, links: null, members: [ME] };
  const form: FormInput = [["schema", "user"], ["action", "create"], ["name", "Bo"], ["about", ""]];
  const [draft] = messages(form, { current });
  assert.equal(draft!.festival, undefined);
  assert.deepEqual(draft!.fields, { name: "Bo", members: [author] });
});

Deno.test("whatever a form says, its messages have an effect or its errors name fields", () => {
  const names = ["title", "start", "end", "tags", "where", "stage", "links.0.url", "access.note"];
  const pair = fc.tuple(
    fc.constantFrom(...names, "description", "id", "timezone", "access.quiet"),
    fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constantFrom("2026-07-01T20:00", "")),
  );
  fc.assert(fc.property(fc.array(pair), (pairs) => {
    const outcome = messagesFromForm(newEvent(pairs), {});
    if (!outcome.ok) return assert(outcome.errors.every(({ code }) => code !== "no-effect"));
    for (const draft of outcome.messages) {
      assert(parseMessage(encodeMessage(draft), { author, festival: draft.festival! }).ok);
    }
  }));
});

Deno.test("rows cost what they are, however many inputs stand beside them", () => {
  const many = 20_000;
  const input: [string, string][] = [];
  for (let i = 0; i < many; i++) input.push([`other${i}`, ""]);
  for (let i = 0; i < many; i++) input.push([`links.${i}.label`, ""]);
  const before = performance.now();
  assert.deepEqual(messages(newEvent(input))[0]!.fields!["links"], undefined);
  // Seconds, where each row looks through all inputs.
  assert(performance.now() - before < 2_000);
});

Deno.test("messagesFromForm: who answers while the owner is away", () => {
  const [node, user] = ["ab".repeat(32), "cd".repeat(32)];
  const deputyOf = (more: FormInput) =>
    messages([
      ["schema", "resource"],
      ["action", "create"],
      ["festival", "01".repeat(32)],
      ["title", "Hall"],
      ["deputy.node", node],
      ...more,
    ])[0]!.fields!["deputy"];
  assert.deepEqual(deputyOf([["deputy.choice", "node"], ["deputy", user]]), fromHex(node));
  assert.deepEqual(deputyOf([["deputy.choice", "user"], ["deputy", user]]), fromHex(user));
  assert.equal(deputyOf([["deputy.choice", "nobody"], ["deputy", user]]), undefined);
  assert.throws(() => deputyOf([["deputy.choice", "user"], ["deputy", ""]]), /deputy/);
});
