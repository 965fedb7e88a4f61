import assert from "node:assert/strict";
import fc from "fast-check";
import { zoneOf } from "../../src/views/time.ts";
import {
  daysOf,
  layOut,
  type ProgrammeItem,
  type TimelineOptions,
} from "../../src/views/timeline.ts";
import { eventDocument } from "./sample.ts";

const zone = zoneOf("Europe/Berlin");
const options = { zone, dayBreak: 360, now: Date.UTC(2026, 6, 11, 13) };
const place = (id: string) => ({ id, title: id, sure: true });

function programmeDays(items: readonly ProgrammeItem[], options: TimelineOptions) {
  return daysOf(items, options).map((day) => layOut(day, options));
}

function item(title: string, from: number, to: number, where?: string): ProgrammeItem {
  const start = Date.UTC(2026, 6, 11, from - 2);
  const end = Date.UTC(2026, 6, 11, to - 2);
  return {
    event: eventDocument(title, { start, end }),
    places: where === undefined ? [] : [place(where)],
  };
}

Deno.test("layOut puts places side by side and leaves empty hours out", () => {
  const [day] = programmeDays([
    item("late", 20, 22, "hall"),
    item("early", 9, 10, "garden"),
    item("nowhere", 9, 10),
  ], options);
  assert.deepEqual(day!.lanes.map((lane) => lane.title), ["garden", "hall", null]);
  assert.deepEqual(day!.hours.map((hour) => hour.minute), [540, 1_200, 1_260]);
  assert.deepEqual(
    day!.slots.map(({ event, from, to }) => [event.title, from, to]),
    [
      ["early", 1, 5],
      ["nowhere", 1, 5],
      ["late", 5, 13],
    ].sort((a, b) =>
      day!.slots.findIndex((s) => s.event.title === a[0]) -
      day!.slots.findIndex((s) => s.event.title === b[0])
    ),
  );
});

Deno.test("layOut gives what overlaps in one place columns of their own", () => {
  const [day] = programmeDays([item("one", 9, 11, "hall"), item("two", 10, 12, "hall")], options);
  assert.equal(day!.laneCount, 2);
  assert.deepEqual(day!.slots.map((slot) => slot.lane), [1, 2]);
});

Deno.test("layOut lays any events out within the grid, without overlaps", () => {
  const time = fc.oneof(
    fc.integer({ min: Date.UTC(2026, 2, 27), max: Date.UTC(2026, 2, 31) }),
    fc.maxSafeInteger(),
  );
  const items = fc.array(
    fc.record({
      start: time,
      length: fc.oneof(fc.integer({ min: 1, max: 90_000_000 }), fc.nat()),
      where: fc.constantFrom("a", "b", ""),
    }),
    { maxLength: 30 },
  );
  fc.assert(fc.property(items, (given) => {
    const days = programmeDays(
      given.map(({ start, length, where }, i) => ({
        event: eventDocument(`${i}`, { start, end: start + length }),
        places: where === "" ? [] : [place(where)],
      })),
      options,
    );
    assert.equal(days.reduce((sum, day) => sum + day.slots.length, 0), given.length);
    for (const { slots, laneCount, hours } of days) {
      const taken = new Set<string>();
      for (const { from, to, lane } of slots) {
        assert.ok(from >= 1 && from < to && to <= 4 * hours.length + 1 && to <= 97);
        assert.ok(lane >= 1 && lane <= laneCount);
        for (let row = from; row < to; row++) {
          assert.ok(!taken.has(`${lane} ${row}`), "one cell, one event");
          taken.add(`${lane} ${row}`);
        }
      }
    }
  }));
});
