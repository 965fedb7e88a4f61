import assert from "node:assert/strict";
import {
  type AcceptContext,
  acceptProposal,
  type CurrentEvent,
  type CurrentUser,
  type EventRequest,
  type FormInput,
  isProposal,
  proposalFromForm,
  type Proposed,
} from "../../../src/core/forms/mod.ts";
import { fromHex, type MessageDraft } from "../../../src/core/messages/mod.ts";

const hex = (byte: number) => byte.toString(16).padStart(2, "0").repeat(32);
const id = (byte: number) => fromHex(hex(byte))!;
const [FESTIVAL, EVENT, COLLECTIVE, MEMBER] = [hex(1), hex(2), hex(3), hex(4)];
const HOUR_MS = 3_600_000;

const event: CurrentEvent = {
  id: EVENT,
  author: COLLECTIVE,
  festival: FESTIVAL,
  title: "Concert",
  description: "Loud",
  start: Date.UTC(2026, 6, 1, 20),
  end: Date.UTC(2026, 6, 1, 22),
  tags: ["music"],
  stage: "planned",
  where: "Behind the hall",
  links: null,
  access: null,
};
const collective: CurrentUser = {
  id: COLLECTIVE,
  name: "Kitchen",
  about: "We cook",
  contact: null,
  links: null,
  members: [MEMBER, hex(5)],
};

const change = (more: FormInput): FormInput => [
  ["schema", "proposal"],
  ["action", "create"],
  ["festival", FESTIVAL],
  ["document", EVENT],
  ["proposes", "event"],
  ["timezone", "UTC"],
  ["title", "Concert"],
  ["description", "Loud"],
  ["start", "2026-07-01T20:00"],
  ["end", "2026-07-01T22:00"],
  ...more,
];

function proposed(input: FormInput, current?: CurrentEvent | CurrentUser): MessageDraft[] {
  const outcome = proposalFromForm(input, { current, at: 7 });
  assert(outcome.ok, JSON.stringify(outcome));
  return outcome.messages;
}

Deno.test("proposalFromForm: proposes what changes, and nothing else", () => {
  const more: FormInput = [["where", ""], ["title", "Quiet concert"], ["note", "My ears"]];
  assert.deepEqual(proposed(change(more), event), [{
    action: "create",
    schema: "proposal",
    version: 1,
    festival: id(1),
    at: 7,
    fields: {
      document: id(2),
      fields: { title: "Quiet concert", where: null },
      note: "My ears",
    },
  }]);
  assert.deepEqual(proposed(change([["note", "nothing"]]), event), []);
});

Deno.test("proposalFromForm: something new, by its own form and for whom it is to be", () => {
  const input: FormInput = [
    ["schema", "event"],
    ["action", "create"],
    ["festival", FESTIVAL],
    ["for", COLLECTIVE],
    ["title", "Dinner"],
    ["start", "2026-07-01T18:00"],
    ["end", "2026-07-01T20:00"],
  ];
  assert(isProposal(input));
  const [draft] = proposed(input);
  assert.deepEqual(draft!.fields, {
    schema: "event",
    for: id(3),
    fields: {
      title: "Dinner",
      start: Date.UTC(2026, 6, 1, 18),
      end: Date.UTC(2026, 6, 1, 20),
    },
  });
  assert(!isProposal([...input, ["for", ""]]));
  const wrong = proposalFromForm([...input, ["end", "2026-07-01T17:00"]], {});
  assert.deepEqual(wrong, { ok: false, errors: [{ field: "end", code: "start-after-end" }] });
});

Deno.test("proposalFromForm: of a profile only what would be another", () => {
  const input: FormInput = [
    ["schema", "proposal"],
    ["action", "create"],
    ["festival", FESTIVAL],
    ["for", COLLECTIVE],
    ["proposes", "user"],
    ["members", `${MEMBER}\n${hex(6)}`],
  ];
  const [draft] = proposed(input, collective);
  assert.deepEqual(draft!.fields!["fields"], { members: [id(4), id(6)] });
});

const proposal = (more: Partial<Proposed>): Proposed => ({
  id: id(9),
  festival: id(1),
  document: id(2),
  schema: "event",
  fields: { title: "Quiet concert" },
  ...more,
});

function accepted(one: Proposed, context: Partial<AcceptContext> = {}): readonly MessageDraft[] {
  const outcome = acceptProposal(one, { author: id(3), at: 8, current: event, ...context });
  assert(outcome.ok, JSON.stringify(outcome));
  return outcome.messages;
}

Deno.test("acceptProposal: an update that names the proposal, over whatever stands by now", () => {
  assert.deepEqual(accepted(proposal({}), { current: { ...event, description: "Other" } }), [{
    action: "update",
    schema: "event",
    version: 1,
    festival: id(1),
    id: id(2),
    at: 8,
    proposal: id(9),
    fields: { title: "Quiet concert" },
  }]);
});

Deno.test("acceptProposal: a moved event asks again for what it has", () => {
  const request: EventRequest = {
    id: hex(20),
    author: COLLECTIVE,
    festival: FESTIVAL,
    event: EVENT,
    eventFestival: null,
    resource: hex(21),
    start: event.start,
    end: event.end,
    quantity: 1,
    note: null,
    answer: null,
    replaces: null,
    status: "confirmed",
  };
  const fields = { start: event.start + HOUR_MS, end: event.end + HOUR_MS };
  const [update, again] = accepted(proposal({ fields }), { requests: [request] });
  assert.deepEqual(update!.proposal, id(9));
  assert.equal(again!.schema, "request");
  assert.deepEqual(again!.fields!["replaces"], id(20));
  assert.equal(again!.proposal, undefined);
});

Deno.test("acceptProposal: makes what is new, and a whole profile of a changed one", () => {
  const fields = { title: "Dinner", description: "", start: 1, end: 2 };
  const [made] = accepted(proposal({ document: null, fields }));
  assert.equal(made!.action, "create");
  assert.deepEqual(made!.proposal, id(9));
  const members = { members: [id(6)], about: null };
  const [profile] = accepted(
    proposal({ document: null, schema: "user", fields: members }),
    { current: collective },
  );
  assert.deepEqual(profile, {
    action: "create",
    schema: "user",
    version: 1,
    at: 8,
    proposal: id(9),
    fields: { name: "Kitchen", members: [id(6)] },
  });
});

Deno.test("acceptProposal: refuses what would have no effect, or another than was proposed", () => {
  for (
    const [one, code] of [
      [{ fields: { end: event.start } }, "no-effect"],
      [{ fields: { title: null } }, "no-effect"],
      [{ fields: { where: "x".repeat(201) } }, "no-effect"],
      [{ schema: "request" }, "unknown-schema"],
      [{ schema: "toString" }, "unknown-schema"],
      [{ document: null, schema: "proposal", fields: {} }, "unknown-schema"],
      [{ document: null, schema: "festival", fields: { title: "Mine" } }, "unknown-schema"],
      [{ document: null, schema: "event", fields: { title: "Never" } }, "no-effect"],
    ] as const
  ) {
    const outcome = acceptProposal(proposal(one), { author: id(3), current: event });
    assert.deepEqual(outcome, { ok: false, code }, JSON.stringify(one));
  }
  const nobody = proposal({ document: null, schema: "user", fields: { members: [] } });
  assert.deepEqual(
    acceptProposal(nobody, { author: id(3), current: collective }),
    { ok: false, code: "nobody-left" },
  );
});
