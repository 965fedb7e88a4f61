import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeCbor, encodeCbor, fromHex, valueToJson } from "../../../src/core/messages/mod.ts";
import {
  answersIn,
  answerText,
  decideBy,
  inputsOfParams,
  paramInput,
  paramsFromInputs,
  paramsOf,
  policies,
  policyNamed,
} from "../../../src/core/policies/mod.ts";
import { asks, CONFIRM, contextOf, hexOf } from "./sample.ts";

const ZONE = "Europe/Berlin";
const inputs = (policy: string, fields: Record<string, string>) => {
  const given = new Map(
    Object.entries(fields).map(([name, value]) => [paramInput(policy, name), value]),
  );
  return { text: (name: string) => given.get(name)?.trim() };
};
const read = (policy: string, fields: Record<string, string>, before?: unknown) =>
  paramsFromInputs(policy, inputs(policy, fields), ZONE, before);
const paramsIn = (policy: string, fields: Record<string, string>, before?: unknown) => {
  const outcome = read(policy, fields, before);
  assert(outcome?.ok, JSON.stringify(outcome));
  return outcome.params;
};

Deno.test("an owner's fields become parameters of their kinds, and go back", () => {
  const token = hexOf("7");
  const params = paramsIn("first-come-first-served", {
    hours: "4",
    bookings: "",
    token: `http://127.0.0.1:8000/resources/${token.toUpperCase()}?lang=en`,
  });
  assert.deepEqual(params, { hours: 4, token: fromHex(token)! });
  const policy = policyNamed("first-come-first-served")!;
  const json = valueToJson(params);
  assert.deepEqual(paramsOf(policy, json), { hours: 4, token });
  assert.deepEqual([...inputsOfParams(policy, json, ZONE)], [["hours", "4"], ["token", token]]);
  assert.deepEqual([...inputsOfParams(policyNamed("game")!, null, ZONE)], [["side", "3"]]);
});

Deno.test("what is wrong is told at its field", () => {
  const errors = (policy: string, fields: Record<string, string>) => {
    const outcome = read(policy, fields);
    assert(outcome !== null && !outcome.ok);
    return outcome.errors.map(({ field, code }) => `${field.split(".").at(-1)} ${code}`);
  };
  assert.deepEqual(
    errors("first-come-first-served", { hours: "25", bookings: "many", token: "x" }),
    ["hours out-of-range", "bookings not-a-number", "token not-an-id"],
  );
  assert.deepEqual(errors("draw", { until: "" }), ["until missing"]);
  assert.deepEqual(errors("draw", { until: "2026-03-29T02:30" }), ["until no-such-time"]);
  assert.deepEqual(errors("vote", { voters: `${hexOf("1")}\nbo` }), ["voters not-an-id"]);
  assert.deepEqual(errors("game", { side: "7" }), ["side not-a-choice"]);
  assert.deepEqual(errors("quiz", { question1: "Who?" }), ["answers1 missing"]);
  assert.deepEqual(errors("phone", { contact: "0".repeat(201) }), ["contact too-long"]);
});

Deno.test("a form that shows none of a policy's fields says nothing of its parameters", () => {
  assert.equal(paramsFromInputs("draw", inputs("vote", { voters: "" }), ZONE, undefined), null);
  assert.equal(paramsFromInputs("unheard-of", inputs("draw", {}), ZONE, undefined), null);
  assert.deepEqual(read("manual", {}), { ok: true, params: {} });
});

Deno.test("a time that the form left as it was keeps its milliseconds", () => {
  const until = Date.parse("2026-07-10T18:00:59.999Z");
  const shown = inputsOfParams(policyNamed("draw")!, { until }, ZONE).get("until")!;
  assert.equal(shown, "2026-07-10T20:00");
  assert.deepEqual(paramsIn("draw", { until: shown }, { until }), { until });
  assert.deepEqual(paramsIn("draw", { until: shown }), { until: until - 59_999 });
});

Deno.test("a quiz holds no answer, and knows the right ones however they are written", () => {
  const params = paramsIn("quiz", {
    question1: "Which river?",
    answers1: "The Spree\nSpree",
    question2: "How old?",
    answers2: "7",
  });
  assert.doesNotMatch(JSON.stringify(valueToJson(params)), /spree/i);
  const decide = (answers: Record<string, string>) =>
    decideBy(
      "quiz",
      contextOf({ ...asks(0, 10), answer: answerText(answers) ?? null }, { params }),
    );
  assert.deepEqual(decide({ q1: "spree", q2: "7" }), CONFIRM);
  assert.deepEqual(decide({ q1: "  THE  spree!", q2: "７" }), CONFIRM);
  assert.deepEqual(decide({ q1: "Spree", q2: "8" }), {
    kind: "deny",
    reason: "That is not the answer to: How old?",
  });
  assert.deepEqual(decide({}), { kind: "ask", why: "not-answered" });
  // The same words to another question have another fingerprint.
  const other = paramsIn("quiz", { question1: "How old?", answers1: "Spree" });
  assert.notDeepEqual(
    (other["questions"] as { right: unknown }[])[0]!.right,
    (params["questions"] as { right: unknown[] }[])[0]!.right.slice(1),
  );
  // Changing the resource without typing them again keeps them; another question needs its own.
  const shown = Object.fromEntries(inputsOfParams(policyNamed("quiz")!, params, ZONE));
  assert.deepEqual(shown, { question1: "Which river?", question2: "How old?" });
  assert.deepEqual(paramsIn("quiz", shown, params), params);
  assert.equal(read("quiz", { ...shown, question2: "How young?" }, params)?.ok, false);
});

Deno.test("an answer is text that people can read, and comes back", () => {
  assert.equal(answerText({ q1: " a\n b ", q2: "", unable: "yes" }), "q1: a b\nunable: yes");
  assert.equal(answerText({ q1: " " }), undefined);
  const answers = fc.dictionary(fc.constantFrom("q1", "q2", "touches"), fc.string());
  fc.assert(fc.property(answers, (given) => {
    const found = answersIn(answerText(given) ?? null);
    for (const [name, value] of Object.entries(given)) {
      const plain = value.replace(/\s+/g, " ").trim();
      assert.equal(found.get(name) ?? "", plain);
    }
  }));
  assert.deepEqual([...answersIn(null)], []);
});

Deno.test("any parameters, answers and inputs end in a decision, never in a throw", () => {
  const value = fc.oneof(
    fc.integer(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.string()),
  );
  const names = policies().flatMap((policy) => policy.ownerFields.map(({ name }) => name));
  const params = fc.dictionary(fc.constantFrom("questions", ...names), value);
  const text = fc.oneof(fc.string(), fc.constantFrom("3", hexOf("1"), "2026-07-10T20:00", "q1: a"));
  fc.assert(
    fc.property(fc.constantFrom(...policies()), params, text, (policy, params, text) => {
      const context = contextOf({ ...asks(0, 10), answer: text }, { params });
      assert.match(decideBy(policy.name, context).kind, /^(confirm|deny|wait|ask)$/);
      const fields = Object.fromEntries(policy.ownerFields.map(({ name }) => [name, text]));
      const outcome = read(policy.name, fields);
      if (!outcome?.ok) return;
      const decoded = decodeCbor(encodeCbor(outcome.params));
      assert(decoded.ok && paramsOf(policy, decoded.value) !== null);
      assert.notEqual(
        decideBy(policy.name, contextOf(asks(0, 10), { params: outcome.params })).kind,
        "",
      );
    }),
    { numRuns: 500 },
  );
});

Deno.test("every policy has its words, and explains itself", () => {
  for (const policy of policies()) {
    assert(policy.texts.title.en !== "" && policy.texts.summary.en !== "", policy.name);
    for (const field of policy.ownerFields) assert(field.label.en !== "");
  }
});
