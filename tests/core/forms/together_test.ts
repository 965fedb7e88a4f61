import assert from "node:assert/strict";
import { type Chosen, confirmedTogether, fittingTogether } from "../../../src/core/forms/mod.ts";

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

Deno.test("fittingTogether: what has no room takes none from what comes after it", () => {
  const [one, two, three] = [asked("one", 0, 10), asked("two", 5, 15), asked("three", 10, 20)];
  const ids = (confirmed: Chosen[], preferred: Chosen[], quantity: number) =>
    fittingTogether(confirmed, preferred, quantity).map(({ request }) => request).join(" ");
  assert.equal(ids([], [one, two, three], 1), "one three");
  assert.equal(ids([], [two, one, three], 1), "two");
  assert.equal(ids([], [one, two, three], 2), "one two three");
  assert.equal(ids([asked("held", 12, 13)], [one, two, three], 1), "one");
  assert.equal(ids([], [asked("many", 0, 10, 3), one], 2), "one");
  const move = asked("new", 5, 15, 1, { replaces: "one" });
  assert.equal(ids([one], [move, two], 1), "new");
  assert.equal(ids([one], [two], 1), "");
});
