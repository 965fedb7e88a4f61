import assert from "node:assert/strict";
import fc from "fast-check";
import { instantsOf, isKnownZone, localTimeOf } from "../../../src/core/forms/mod.ts";

const utc = (text: string) => Date.parse(`${text}Z`);

Deno.test("instantsOf reads a clock in its zone, in winter and in summer", () => {
  const winter = instantsOf("2026-01-15T20:30", "Europe/Berlin");
  assert.deepEqual(winter, { ok: true, instants: [utc("2026-01-15T19:30")] });
  const summer = instantsOf("2026-07-15T20:30", "Europe/Berlin");
  assert.deepEqual(summer, { ok: true, instants: [utc("2026-07-15T18:30")] });
  const half = instantsOf("2026-07-15T20:30:15", "Asia/Kathmandu");
  assert.deepEqual(half, { ok: true, instants: [utc("2026-07-15T14:45:15")] });
});

Deno.test("instantsOf gives both instants of a reading that the clocks show twice", () => {
  const twice = instantsOf("2026-10-25T02:30", "Europe/Berlin");
  const instants = [utc("2026-10-25T00:30"), utc("2026-10-25T01:30")];
  assert.deepEqual(twice, { ok: true, instants });
  const small = instantsOf("2026-04-05T01:45", "Australia/Lord_Howe"); // half an hour
  assert.deepEqual(small, {
    ok: true,
    instants: [utc("2026-04-04T14:45"), utc("2026-04-04T15:15")],
  });
});

Deno.test("instantsOf refuses a reading that the clocks leave out", () => {
  const outcome = instantsOf("2026-03-29T02:30", "Europe/Berlin");
  assert.deepEqual(outcome, { ok: false, code: "no-such-time" });
  const wholeDay = instantsOf("2011-12-30T12:00", "Pacific/Apia");
  assert.deepEqual(wholeDay, { ok: false, code: "no-such-time" });
});

Deno.test("instantsOf reads an unknown zone as UTC, as pages show it", () => {
  assert.equal(isKnownZone("Festival/Meadow"), false);
  const outcome = instantsOf("2026-07-15T20:30", "Festival/Meadow");
  assert.deepEqual(outcome, { ok: true, instants: [utc("2026-07-15T20:30")] });
});

Deno.test("instantsOf refuses what is no day or no clock's reading", () => {
  for (
    const text of [
      "",
      "soon",
      "2026-02-30T10:00",
      "2026-13-01T10:00",
      "2026-01-01T24:00",
      "2026-01-01T10:60",
      "2026-01-01",
      "2026-01-01T10:00Z",
    ]
  ) assert.deepEqual(instantsOf(text, "UTC"), { ok: false, code: "not-a-time" }, text);
});

Deno.test("localTimeOf is read back as the same minute, in any zone", () => {
  const zones = ["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"];
  const minutes = fc.integer({ min: utc("2000-01-01T00:00") / 60_000, max: 35_000_000 });
  fc.assert(
    fc.property(minutes, fc.constantFrom(...zones), (minute, zone) => {
      const time = instantsOf(localTimeOf(minute * 60_000, zone), zone);
      assert(time.ok);
      assert((time.instants as readonly number[]).includes(minute * 60_000));
    }),
    { numRuns: 300 },
  );
});

Deno.test("localTimeOf gives nothing for times beyond all calendars", () => {
  assert.equal(localTimeOf(Number.MAX_SAFE_INTEGER, "UTC"), "");
});
