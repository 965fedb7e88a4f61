/** What takes back, and what asks or announces again. */
import assert from "node:assert/strict";
import {
  ALIKE,
  type CurrentEvent,
  type CurrentFestival,
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
const nonce = new Uint8Array(16).fill(7);
const CHILD = toHex(festivalIdOf(author, nonce));
const PARENT = "fa".repeat(32);
const FESTIVAL = "fe".repeat(32);
const HALL = "aa".repeat(32);
const EVENT = "ee".repeat(32);

const child: CurrentFestival = {
  id: CHILD,
  title: "Tent village",
  description: "",
  start: null,
  end: null,
  timezone: "UTC",
  dayBreak: null,
  visibility: "public",
  token: null,
  closed: false,
  nonce: toHex(nonce),
};

function made(input: FormInput, context: FormContext): readonly MessageDraft[] {
  const outcome = messagesFromForm(input, { ...context, alike: ALIKE });
  assert(outcome.ok, JSON.stringify(outcome));
  return outcome.messages;
}

const announce = (...more: FormInput): FormInput => [
  ["schema", "nesting"],
  ["action", "create"],
  ["festival", PARENT],
  ["child", CHILD],
  ...more,
];

Deno.test("a nested festival is announced again as it is called now, and the earlier one goes", () => {
  const old = "0d".repeat(32);
  const [nesting, gone, ...more] = made(announce(["earlier", old]), { current: child, author });
  assert.deepEqual(more, []);
  assert.equal(nesting!.fields!["title"], "Tent village");
  const place = { author, festival: fromHex(PARENT)! };
  assert(parseMessage(encodeMessage(nesting!), place).ok, "its author and nonce give its id");
  assert.equal(gone!.action, "delete");
  assert.equal(gone!.schema, "nesting");
  assert.equal(toHex(gone!.id!), old);
  assert.equal(toHex(gone!.festival!), PARENT);
});

Deno.test("no form announces an unlisted festival, or one whose nonce is not known", () => {
  for (const current of [{ ...child, visibility: "unlisted" }, { ...child, nonce: null }]) {
    assert.equal(messagesFromForm(announce(), { current, author }).ok, false);
  }
});

Deno.test("an announcement is taken back in the festival that it is in", () => {
  const id = "0d".repeat(32);
  const [gone] = made([
    ["schema", "nesting"],
    ["action", "delete"],
    ["festival", PARENT],
    ["id", id],
  ], {});
  assert.deepEqual([gone!.action, toHex(gone!.id!), toHex(gone!.festival!)], [
    "delete",
    id,
    PARENT,
  ]);
});

Deno.test("a profile is taken back with all that it ever said", () => {
  const said = ["01", "02", "03"].map((byte) => byte.repeat(32));
  const drafts = made(
    [["schema", "user"], ["action", "delete"], ["id", toHex(author)]],
    { updates: said },
  );
  assert.deepEqual(drafts.map(({ id }) => toHex(id!)), said);
  for (const { action, schema, festival } of drafts) {
    assert.deepEqual([action, schema, festival], ["delete", "user", undefined]);
  }
});

const cancelled: CurrentEvent = {
  id: EVENT,
  author: toHex(author),
  festival: FESTIVAL,
  title: "Concert",
  description: "",
  start: Date.parse("2026-07-01T18:00Z"),
  end: Date.parse("2026-07-01T20:00Z"),
  tags: [],
  stage: "cancelled",
  where: null,
  links: null,
  access: null,
};
const again = (stage: string, ...chosen: readonly string[]): FormInput => [
  ["schema", "event"],
  ["action", "update"],
  ["festival", FESTIVAL],
  ["id", EVENT],
  ["stage", stage],
  ...["0", "1"].flatMap((n): FormInput => [
    [`again.${n}.festival`, n === "0" ? FESTIVAL : PARENT],
    [`again.${n}.resource`, HALL],
    [`again.${n}.start`, "2026-07-01T17:30:00.250"],
    [`again.${n}.end`, "2026-07-01T20:00:00.000"],
    [`again.${n}.quantity`, "3"],
    [`again.${n}.note`, "By the door."],
  ]),
  ...chosen.map((n) => ["again", n] as const),
];

Deno.test("what is planned again asks again, for what is chosen, at the times of before", () => {
  const [planned, request, ...more] = made(again("planned", "1"), { current: cancelled, author });
  assert.deepEqual(more, []);
  assert.deepEqual(planned!.fields, { stage: "planned" });
  assert.equal(request!.schema, "request");
  assert.equal(toHex(request!.festival!), PARENT);
  const { event, resource, ...fields } = request!.fields!;
  assert.deepEqual([event, resource].map((id) => toHex(id as Uint8Array)), [EVENT, HALL]);
  assert.deepEqual(fields, {
    eventTitle: "Concert",
    start: Date.parse("2026-07-01T17:30:00.250Z"),
    end: Date.parse("2026-07-01T20:00Z"),
    quantity: 3,
    note: "By the door.",
  });
});

Deno.test("an event that is there asks again without a change of itself", () => {
  const current = { ...cancelled, stage: "planned" };
  const drafts = made(again("planned", "0", "1", "0"), { current, author });
  assert.deepEqual(drafts.map(({ schema }) => schema), ["request", "request"]);
  assert.deepEqual(made(again("planned"), { current, author }), []);
});

Deno.test("what is cancelled asks for nothing again", () => {
  const current = { ...cancelled, stage: "planned" };
  const drafts = made(again("cancelled", "0"), { current, author });
  assert.deepEqual(drafts.map(({ schema }) => schema), ["event"]);
});

Deno.test("more than there is cannot be asked for again", () => {
  const hall = {
    id: HALL,
    title: "Hall",
    festival: FESTIVAL,
    kind: "space",
    quantity: 2,
    availability: null,
    requires: null,
    bookings: [],
  };
  const outcome = messagesFromForm(again("planned", "0"), {
    current: cancelled,
    author,
    resources: [hall],
    alike: ALIKE,
  });
  assert(!outcome.ok);
  assert.deepEqual(outcome.errors, [{ field: "again.0.quantity", code: "more-than-there-is" }]);
});
