import assert from "node:assert/strict";
import fc from "fast-check";
import { decideBy, needsOf } from "../../../src/core/policies/mod.ts";
import { festivalDays } from "../../../src/core/policies/festival_day.ts";
import { asks, CONFIRM, contextOf, hexOf, HOUR } from "./sample.ts";

const FIRST = "first-come-first-served";
const at = (text: string) => Date.parse(text);
const days = (from: string, to: string, zone: string, dayBreak: number) =>
  [...festivalDays({ start: at(from), end: at(to) }, zone, dayBreak)]
    .map(({ start, end }) => [new Date(start).toISOString(), (end - start) / HOUR]);

Deno.test("a festival's day goes from break to break in its zone", () => {
  assert.deepEqual(days("2026-07-11T03:59Z", "2026-07-11T04:00Z", "Europe/Berlin", 360), [
    ["2026-07-10T04:00:00.000Z", 24],
  ]);
  assert.deepEqual(days("2026-07-11T03:59Z", "2026-07-11T04:01Z", "Europe/Berlin", 360), [
    ["2026-07-10T04:00:00.000Z", 24],
    ["2026-07-11T04:00:00.000Z", 24],
  ]);
  assert.deepEqual(days("2026-07-11T00:00Z", "2026-07-11T00:01Z", "no/such", 0), [
    ["2026-07-11T00:00:00.000Z", 24],
  ]);
});

Deno.test("a day has 23 or 25 hours when the clocks change, and 0 where it is left out", () => {
  assert.deepEqual(days("2026-03-28T12:00Z", "2026-03-29T12:00Z", "Europe/Berlin", 0), [
    ["2026-03-27T23:00:00.000Z", 24],
    ["2026-03-28T23:00:00.000Z", 23],
  ]);
  assert.deepEqual(days("2026-10-25T12:00Z", "2026-10-25T13:00Z", "Europe/Berlin", 0), [
    ["2026-10-24T22:00:00.000Z", 25],
  ]);
  // The break itself is left out (02:30 does not happen), and shown twice.
  assert.deepEqual(days("2026-03-29T00:30Z", "2026-03-29T01:30Z", "Europe/Berlin", 150), [
    ["2026-03-28T01:30:00.000Z", 23.5],
    ["2026-03-29T01:00:00.000Z", 23.5],
  ]);
  assert.deepEqual(days("2026-10-25T00:00Z", "2026-10-25T02:00Z", "Europe/Berlin", 150), [
    ["2026-10-24T00:30:00.000Z", 24],
    ["2026-10-25T00:30:00.000Z", 25],
  ]);
  // Samoa went from the 29th to the 31st of December 2011.
  assert.deepEqual(days("2011-12-30T08:00Z", "2011-12-30T12:00Z", "Pacific/Apia", 0), [
    ["2011-12-29T10:00:00.000Z", 24],
    ["2011-12-30T10:00:00.000Z", 24],
  ]);
});

Deno.test("days fill all time, whatever the zone and the break", () => {
  const zone = fc.constantFrom(
    "Europe/Berlin",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "UTC",
  );
  const start = fc.integer({ min: at("2005-01-01"), max: at("2030-01-01") });
  const length = fc.integer({ min: 1, max: 5 * 24 * HOUR });
  fc.assert(
    fc.property(
      zone,
      fc.integer({ min: 0, max: 1439 }),
      start,
      length,
      (zone, dayBreak, start, length) => {
        const span = { start, end: start + length };
        const found = [...festivalDays(span, zone, dayBreak)];
        assert(found[0]!.start <= span.start && span.start < found[0]!.end);
        assert(found.at(-1)!.start < span.end && span.end <= found.at(-1)!.end);
        for (const [i, day] of found.entries()) {
          if (i > 0) assert.equal(day.start, found[i - 1]!.end);
          const again = festivalDays({ start: day.start, end: day.start + 1 }, zone, dayBreak)
            .next();
          assert.deepEqual(again.value, day);
        }
      },
    ),
    { numRuns: 300 },
  );
});

const night = (from: string, to: string, id = `${from}`) => asks(at(from), at(to), { id });

Deno.test("hours a day are counted over all of the owner's resources, day by day of the festival", () => {
  const params = { hours: 4 };
  const held = [{ ...night("2026-07-10T20:00Z", "2026-07-10T23:00Z"), resource: "other hall" }];
  const verdict = (from: string, to: string) =>
    decideBy(FIRST, contextOf(night(from, to), { params, held })).kind;
  // In Berlin the 10th lasts until 04:00 UTC of the 11th.
  assert.equal(verdict("2026-07-11T03:00Z", "2026-07-11T04:00Z"), "confirm");
  assert.equal(verdict("2026-07-11T02:59Z", "2026-07-11T04:00Z"), "deny");
  assert.equal(verdict("2026-07-11T03:00Z", "2026-07-11T04:01Z"), "confirm");
  assert.equal(verdict("2026-07-11T03:00Z", "2026-07-11T08:00Z"), "confirm");
  assert.equal(verdict("2026-07-11T03:00Z", "2026-07-11T08:01Z"), "deny");
  assert.equal(verdict("2026-07-11T04:00Z", "2026-07-11T08:00Z"), "confirm");
});

Deno.test("the limit of a day with 25 hours is as many hours as on any other", () => {
  const verdict = (hours: number, from: string, to: string) =>
    decideBy(FIRST, contextOf(night(from, to), { params: { hours }, dayBreak: 0 })).kind;
  assert.equal(verdict(24, "2026-10-24T22:00Z", "2026-10-25T22:00Z"), "confirm");
  assert.equal(verdict(24, "2026-10-24T22:00Z", "2026-10-25T23:00Z"), "deny");
  assert.equal(verdict(23, "2026-03-28T23:00Z", "2026-03-29T22:00Z"), "confirm");
  const forever = contextOf(asks(-9e15, 9e15), { params: { hours: 24 } });
  assert.equal(decideBy(FIRST, forever).kind, "deny");
});

Deno.test("a move is not counted beside what it replaces", () => {
  const held = [{ ...night("2026-07-10T20:00Z", "2026-07-11T00:00Z", "old"), resource: "hall" }];
  const moved = { ...night("2026-07-10T20:30Z", "2026-07-11T00:30Z"), replaces: "old" };
  for (const params of [{ hours: 4 }, { bookings: 1 }, { atOnce: 1 }]) {
    const standing = held;
    assert.deepEqual(decideBy(FIRST, contextOf(moved, { params, held, standing })), CONFIRM);
    const fresh = contextOf({ ...moved, replaces: null }, { params, held, standing, quantity: 2 });
    assert.equal(decideBy(FIRST, fresh).kind, "deny");
  }
});

Deno.test("one key that asks for 12 halls for 6 days gets its limit only, whatever the order", () => {
  const halls = Array.from({ length: 12 }, (_, i) => `hall ${i}`);
  const wishes = halls.flatMap((resource) =>
    Array.from({ length: 6 }, (_, day) => {
      const start = at("2026-07-10T08:00Z") + day * 24 * HOUR;
      return { ...asks(start, start + 4 * HOUR, { id: `${resource} ${day}` }), resource };
    })
  );
  const order = fc.shuffledSubarray(wishes, { minLength: wishes.length });
  fc.assert(
    fc.property(
      order,
      fc.integer({ min: 1, max: 24 }),
      fc.integer({ min: 1, max: 30 }),
      (line, hours, bookings) => {
        const held: typeof wishes = [];
        for (const wish of line) {
          const context = contextOf(wish, { params: { hours, bookings }, held, id: wish.resource });
          if (decideBy(FIRST, context).kind === "confirm") held.push(wish);
        }
        assert.equal(held.length, Math.min(bookings, 6 * Math.floor(hours / 4)));
        for (let day = 0; day < 6; day++) {
          const start = at("2026-07-10T08:00Z") + day * 24 * HOUR;
          assert(held.filter((one) => one.start === start).length * 4 <= hours);
        }
      },
    ),
    { numRuns: 50 },
  );
});

Deno.test("a token lets its holders past those who have none, and limits hold for them too", () => {
  const token = hexOf("7");
  const params = { token: { $bytes: token }, bookings: 1 };
  const without = asks(0, 10, { id: "early", author: "bo" });
  const context = (author: string, over = {}) =>
    contextOf(asks(0, 10, { author }), {
      params,
      earlier: [without],
      holds: (resource, who = author) => resource === token && who === "ana",
      ...over,
    });
  assert.deepEqual(decideBy(FIRST, context("ana")), CONFIRM);
  assert.deepEqual(decideBy(FIRST, context("cy")), { kind: "wait", place: 1 });
  const held = [{ ...asks(50, 60), resource: "other" }];
  assert.equal(decideBy(FIRST, context("ana", { held })).kind, "deny");
  assert.deepEqual(needsOf(FIRST, params), { held: true, tokens: [token] });
  assert.deepEqual(needsOf(FIRST, {}), { held: false, tokens: [] });
});

Deno.test("parameters that mean nothing leave it to the owner", () => {
  for (const params of [{ hours: 0 }, { hours: "4" }, { token: "x" }, { bookings: 1.5 }]) {
    const decision = decideBy(FIRST, contextOf(asks(0, 10), { params }));
    assert.deepEqual(decision, { kind: "ask", why: "bad-params" });
  }
});

Deno.test("who asks for a century does not make each of its days be counted", () => {
  const params = { hours: 24 };
  const century = contextOf(asks(0, 100 * 365 * 24 * HOUR), { params });
  assert.equal(decideBy(FIRST, century).kind, "deny");
  const beyond = contextOf(asks(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER), { params });
  assert.equal(decideBy(FIRST, beyond).kind, "deny");
});
