import assert from "node:assert/strict";
import fc from "fast-check";
import {
  dayOf,
  formatTime,
  isoOf,
  localValue,
  minuteOfDay,
  wallClock,
  zoneOf,
} from "../../src/views/time.ts";
import { localTimeOf } from "../../src/core/forms/mod.ts";

const BERLIN = zoneOf("Europe/Berlin");

Deno.test("zoneOf takes what Intl knows and shows all else as UTC", () => {
  assert.deepEqual(BERLIN, { name: "Europe/Berlin", unknown: null });
  for (const name of ["Mars/Olympus", "", "<script>", "x".repeat(64)]) {
    assert.deepEqual(zoneOf(name), { name: "UTC", unknown: name });
  }
});

Deno.test("dayOf counts the hours before the break to the day before", () => {
  assert.equal(dayOf(Date.UTC(2026, 6, 11, 23), BERLIN, 360), "2026-07-11");
  assert.equal(dayOf(Date.UTC(2026, 6, 12, 3, 59), BERLIN, 360), "2026-07-11");
  assert.equal(dayOf(Date.UTC(2026, 6, 12, 4), BERLIN, 360), "2026-07-12");
  assert.equal(dayOf(Date.UTC(2026, 6, 11, 23), BERLIN, 0), "2026-07-12");
});

Deno.test("minuteOfDay follows the clocks of the zone through their changes", () => {
  // 29 March 2026: from 02:00 straight to 03:00.
  assert.equal(minuteOfDay(Date.UTC(2026, 2, 29, 0, 59), BERLIN, 0), 119);
  assert.equal(minuteOfDay(Date.UTC(2026, 2, 29, 1), BERLIN, 0), 180);
});

Deno.test("wallClock agrees with the forms, for any time and several zones", () => {
  const zones = ["Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia", "UTC"];
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(1920, 0), max: Date.UTC(2200, 0) }),
      fc.constantFrom(...zones),
      (time, name) => {
        assert.equal(localValue(time, zoneOf(name)), localTimeOf(time, name));
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("no time and no zone throws", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.string({ maxLength: 64 }), (time, name) => {
      const zone = zoneOf(name);
      dayOf(time, zone, 360);
      minuteOfDay(time, zone, 360);
      localValue(time, zone);
      formatTime(time, "short", zone, "en");
      isoOf(time);
    }),
  );
  assert.equal(formatTime(9_007_199_254_740_991, "short", BERLIN, "en"), null);
  assert.equal(isoOf(-9_007_199_254_740_991), null);
  assert.ok(Number.isFinite(wallClock(-62_200_000_000_000, BERLIN)));
});
