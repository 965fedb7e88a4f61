import assert from "node:assert/strict";
import { answersFromForm, chosenIn, isAnswers, MOST_CHOSEN } from "../../../src/core/forms/mod.ts";
import { toHex } from "../../../src/core/messages/mod.ts";

const FESTIVAL = "f".repeat(64);
const id = (n: number) => n.toString(16).padStart(64, "0");
const chosen = (n: number) => ["chosen", `${FESTIVAL}.${id(n)}`] as const;
const form = [["schema", "authorization"], ["action", "create"], ["several", "1"]] as const;
const codes = (input: Parameters<typeof answersFromForm>[0]) => {
  const outcome = answersFromForm(input, {});
  return outcome.ok ? [] : outcome.errors.map(({ field, code }) => `${field} ${code}`);
};

Deno.test("isAnswers: only what says that it answers several", () => {
  assert(isAnswers(form));
  assert(!isAnswers(form.slice(0, 2)));
  assert(!isAnswers([["schema", "vote"], ["several", "1"]]));
});

Deno.test("chosenIn: each request once, and nothing that is no pair of ids", () => {
  assert.deepEqual(
    chosenIn([
      chosen(1),
      ["chosen", `${FESTIVAL.toUpperCase()}.${id(1)}`],
      ["chosen", ""],
      ["chosen", id(2)],
      ["chosen", `${FESTIVAL}.zz`],
      chosen(3),
    ]),
    [{ festival: FESTIVAL, request: id(1) }, { festival: FESTIVAL, request: id(3) }],
  );
});

Deno.test("answersFromForm: an authorization for each, with one verdict and one reason", () => {
  const outcome = answersFromForm([
    ...form,
    ["verdict", "denied"],
    ["reason", "closed"],
    chosen(2),
    chosen(1),
  ], { at: 7 });
  assert(outcome.ok);
  assert.deepEqual(
    outcome.messages.map(({ schema, action, at, festival, fields }) => [
      schema,
      action,
      at,
      toHex(festival!),
      toHex(fields!["request"] as Uint8Array),
      fields!["verdict"],
      fields!["reason"],
    ]),
    [2, 1].map((n) => ["authorization", "create", 7, FESTIVAL, id(n), "denied", "closed"]),
  );
});

Deno.test("answersFromForm refuses what is no verdict, nothing chosen, too many, too long", () => {
  assert.deepEqual(codes(form), ["verdict not-a-choice", "chosen missing"]);
  const many = Array.from({ length: MOST_CHOSEN + 1 }, (_, n) => chosen(n));
  assert.deepEqual(codes([...form, ["verdict", "confirmed"], ...many]), ["chosen too-many"]);
  assert.deepEqual(codes([...form, ["verdict", "confirmed"], ...many.slice(1)]), []);
  const said = (reason: string) => [...form, ["verdict", "denied"], chosen(1), ["reason", reason]];
  assert.deepEqual(codes(said("ä".repeat(500)) as never), []);
  assert.deepEqual(codes(said("ä".repeat(501)) as never), ["reason too-long"]);
});

Deno.test("answersFromForm: what has no room is denied beside what is confirmed, once each", () => {
  const outcome = answersFromForm([
    ...form,
    ["verdict", "confirmed"],
    ["reason", "welcome"],
    ["denied.reason", "taken"],
    chosen(1),
    chosen(2),
    ["denied", `${FESTIVAL}.${id(2)}`],
  ], {});
  assert(outcome.ok);
  assert.deepEqual(
    outcome.messages.map(({ fields }) => [
      toHex(fields!["request"] as Uint8Array),
      fields!["verdict"],
      fields!["reason"],
    ]),
    [[id(1), "confirmed", "welcome"], [id(2), "denied", "taken"]],
  );
  const long: [string, string] = ["denied.reason", "x".repeat(1_001)];
  assert.deepEqual(codes([...form, ["verdict", "confirmed"], chosen(1), long]), [
    "denied.reason too-long",
  ]);
});

Deno.test("answersFromForm: for a collective a proposal of each answer", () => {
  const collective = "c".repeat(64);
  const proposing = [
    ["schema", "proposal"],
    ["action", "create"],
    ["proposes", "authorization"],
    ["several", "1"],
    ["verdict", "confirmed"],
  ] as const;
  assert(isAnswers(proposing));
  assert(!isAnswers([["schema", "proposal"], ["proposes", "event"], ["several", "1"]]));
  assert.deepEqual(codes([...proposing, chosen(1)]), ["for missing"]);
  const outcome = answersFromForm(
    [...proposing, ["for", collective], chosen(1), chosen(2), ["denied", `${FESTIVAL}.${id(3)}`]],
    {},
  );
  assert(outcome.ok);
  assert.deepEqual(
    outcome.messages.map(({ schema, festival, fields }) => {
      const { schema: proposes, for: key, fields: inner } = fields as {
        schema: string;
        for: Uint8Array;
        fields: { request: Uint8Array; verdict: string };
      };
      return [schema, toHex(festival!), proposes, toHex(key), toHex(inner.request), inner.verdict];
    }),
    [[1, "confirmed"], [2, "confirmed"], [3, "denied"]].map(([n, verdict]) => [
      "proposal",
      FESTIVAL,
      "authorization",
      collective,
      id(n as number),
      verdict,
    ]),
  );
});
