/** Answers to the policies of what is asked for along with something else. */
import assert from "node:assert/strict";
import {
  type AskedResource,
  asksPolicies,
  type FormContext,
  type FormInput,
  messagesFromForm,
  unansweredIn,
} from "../../../src/core/forms/mod.ts";
import { POLICY_FORMS } from "../../../src/core/policies/mod.ts";

const FESTIVAL = "fe".repeat(32);
const [HALL, PA, TECHNICIAN] = ["0a", "0b", "0c"].map((byte) => byte.repeat(32)) as [
  string,
  string,
  string,
];
const resource = (id: string, requires: readonly string[] = []): AskedResource => ({
  id,
  title: id.slice(0, 2),
  festival: FESTIVAL,
  kind: "item",
  quantity: 2,
  availability: null,
  requires,
  bookings: [],
});
const context: FormContext = {
  resources: [resource(HALL), resource(PA, [TECHNICIAN]), resource(TECHNICIAN)],
  policies: POLICY_FORMS,
};
const TIMES: FormInput = [
  ["festival", FESTIVAL],
  ["timezone", "UTC"],
  ["start", "2026-10-23T22:00"],
  ["end", "2026-10-24T01:00"],
];
const event = (...more: FormInput): FormInput => [
  ["schema", "event"],
  ["action", "create"],
  ["title", "Yoga"],
  ...TIMES,
  ["ask.0.resource", HALL],
  ["ask.1.resource", PA],
  ["ask.requires", "1"],
  ...more,
];
const request = (...more: FormInput): FormInput => [
  ["schema", "request"],
  ["action", "create"],
  ["event", "ee".repeat(32)],
  ["resource", PA],
  ["requires", "1"],
  ...TIMES,
  ...more,
];

function answers(input: FormInput) {
  const outcome = messagesFromForm(input, context);
  assert(outcome.ok, JSON.stringify(outcome));
  return {
    said: outcome.messages.filter(({ schema }) => schema === "request")
      .map(({ fields }) => fields!["answer"]),
    open: unansweredIn(outcome.messages, input),
  };
}

Deno.test("what is asked for with an event answers its policy, each its own, on every day", () => {
  const input = event(
    [`along.${HALL}.q1`, " the Spree "],
    [`along.${HALL}.q2`, "1921"],
    [`along.${TECHNICIAN}.unable.shown`, "1"],
    [`along.${TECHNICIAN}.unable`, "yes"],
  );
  const hall = "q1: the Spree\nq2: 1921";
  assert.deepEqual(answers(input), { said: [hall, undefined, "unable: yes"], open: [PA] });
  const series: FormInput = [...input, ["repeat", "daily"], ["repeat.until", "2026-10-24"]];
  assert.deepEqual(answers(series).said.filter((one) => one === hall).length, 2);
  assert(asksPolicies(input.map(([name]) => name)));
});

Deno.test("what a thing requires answers its own policy, and the thing that is asked for its own", () => {
  assert.deepEqual(answers(request()), { said: [undefined, undefined], open: [PA, TECHNICIAN] });
  assert.deepEqual(
    answers(request(["answer.q1", "loud"], [`along.${TECHNICIAN}.q1`, "Ana"])),
    { said: ["q1: loud", "q1: Ana"], open: [] },
  );
  // Without script what is asked for itself is answered in the same way.
  assert.deepEqual(answers(request([`along.${PA}.q1`, "loud"])), {
    said: ["q1: loud", undefined],
    open: [TECHNICIAN],
  });
});

Deno.test("what was shown and left empty is not asked again; a move keeps what was answered", () => {
  assert.deepEqual(answers(request(["answer.q1", ""], [`along.${TECHNICIAN}.q1`, ""])), {
    said: [undefined, undefined],
    open: [],
  });
  assert.deepEqual(answers(request(["requires", ""], ["replaces", "dd".repeat(32)])).open, []);
});

Deno.test("an answer that is too long for a request is said so, where it was given", () => {
  const outcome = messagesFromForm(event([`along.${PA}.q1`, "x".repeat(1_000)]), context);
  assert.deepEqual(outcome, {
    ok: false,
    errors: [{ field: `along.${PA}`, code: "too-long" }],
  });
});
