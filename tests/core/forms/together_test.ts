import assert from "node:assert/strict";
import { type Chosen, confirmedTogether } from "../../../src/core/forms/mod.ts";

const ANA = "a".repeat(64);
const BEN = "b".repeat(64);
const asked = (
  request: string,
  start: number,
  end: number,
  quantity = 1,
  more: Partial<Chosen> = {},
): Chosen => ({ request, author: ANA, replaces: null, start, end, quantity, ...more });
const words = (confirmed: Chosen[], chosen: Chosen[], quantity: number) =>
  confirmedTogether(confirmed, chosen, quantity)
    .map(({ request, becomes, against }) => [request, becomes, ...against].join(" "));

Deno.test("confirmedTogether: the earlier of two that overlap stands, and what only touches does too", () => {
  const chosen = [asked("one", 0, 10), asked("two", 5, 15), asked("three", 10, 20)];
  // The second takes its room although it cannot stand, as the rule of bookings has it.
  assert.deepEqual(words([], chosen, 1), [
    "one confirmed",
    "two conflict one",
    "three conflict two",
  ]);
  assert.deepEqual(words([], [chosen[0]!, chosen[2]!], 1), ["one confirmed", "three confirmed"]);
});

Deno.test("confirmedTogether: quantities add up at each instant", () => {
  const held = [asked("held", 0, 10, 4)];
  const chosen = [asked("six", 0, 10, 6), asked("one", 9, 20, 1), asked("many", 30, 40, 11)];
  assert.deepEqual(words(held, chosen, 10), [
    "six confirmed",
    "one conflict held six",
    "many never",
  ]);
});

Deno.test("confirmedTogether: a move makes room for itself, nobody else's does", () => {
  const held = [asked("old", 0, 10)];
  assert.deepEqual(words(held, [asked("new", 5, 15, 1, { replaces: "old" })], 1), [
    "new confirmed",
  ]);
  assert.deepEqual(
    words(held, [asked("new", 5, 15, 1, { replaces: "old", author: BEN })], 1),
    ["new conflict old"],
  );
  const chain = [asked("first", 0, 10), asked("second", 0, 10, 1, { replaces: "first" })];
  assert.deepEqual(words(chain, [asked("third", 0, 10, 1, { replaces: "second" })], 1), [
    "third confirmed",
  ]);
});
