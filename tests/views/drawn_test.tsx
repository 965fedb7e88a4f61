import assert from "node:assert/strict";
import fc from "fast-check";
import type { EventPlace } from "../../src/node/mod.ts";
import { bytesOf, keptTogether } from "../../src/views/drawn.ts";
import { Programme } from "../../src/views/programme.tsx";
import { NO_POLICIES, type Sheet } from "../../src/views/sheet.ts";
import { zoneOf } from "../../src/views/time.ts";
import { programmeDays, type ProgrammeItem } from "../../src/views/timeline.ts";
import { eventDocument, HOSTILE, idOf, NOW } from "./sample.ts";

const HOUR = 3_600_000;
const utf8 = new TextDecoder();

interface Look {
  readonly now: number;
  readonly zone: string;
  readonly dayBreak: number;
  readonly part: "also" | undefined;
}

function drawn(items: readonly ProgrammeItem[], look: Look, pieces?: Sheet["pieces"]): string {
  const sheet: Sheet = {
    lang: "en",
    now: look.now,
    asset: (name) => name,
    operator: false,
    nodes: null,
    address: "/",
    policies: NO_POLICIES,
    ...(pieces !== undefined && { pieces }),
  };
  const zone = zoneOf(look.zone);
  const { dayBreak, part } = look;
  const days = programmeDays(items, { zone, dayBreak, now: look.now });
  return String(
    <Programme
      sheet={sheet}
      days={days}
      zone={zone}
      dayBreak={dayBreak}
      {...(part !== undefined && { part })}
    />,
  );
}

/** As nobody has seen it: nothing that was kept is of these documents. */
function anew(items: readonly ProgrammeItem[]): ProgrammeItem[] {
  return items.map((item) => ({ ...item, event: { ...item.event } }));
}

const places = fc.array(
  fc.record({
    id: fc.constantFrom(idOf("hall"), idOf("garden")),
    title: fc.constantFrom("Hall", "Garden", "", HOSTILE.script),
    sure: fc.boolean(),
  }),
  { maxLength: 2 },
) as fc.Arbitrary<EventPlace[]>;

const change = fc.record({
  which: fc.nat(5),
  what: fc.record({
    title: fc.constantFrom("Tea", "<!--0-->", HOSTILE.script),
    hour: fc.integer({ min: -30, max: 30 }),
    stage: fc.constantFrom("planned", "idea", "cancelled"),
    confirmed: fc.nat(2),
    places,
  }, { requiredKeys: [] }),
  look: fc.record({
    now: fc.integer({ min: NOW - 20 * HOUR, max: NOW + 20 * HOUR }),
    zone: fc.constantFrom("Europe/Berlin", "Asia/Kolkata", "UTC"),
    dayBreak: fc.constantFrom(0, 360),
    part: fc.constantFrom("also", undefined),
  }, { requiredKeys: ["now", "zone", "dayBreak", "part"] }),
});

Deno.test("a programme that was kept is what it would be drawn as, whatever changes", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      const items: ProgrammeItem[] = Array.from({ length: 6 }, (_, i) => ({
        event: eventDocument(`Event ${i}`, { start: NOW + i * HOUR, end: NOW + (i + 2) * HOUR }),
        places: [],
      }));
      for (const { which, what, look } of changes) {
        const { event, places } = items[which]!;
        const start = what.hour === undefined ? event.start : NOW + what.hour * HOUR;
        const { stage = event.stage, title = event.title, confirmed } = what;
        // A node gives another object for a document that changed, and the same for one that did not.
        const changed = what.hour ?? what.stage ?? what.title ?? confirmed;
        items[which] = {
          places: what.places ?? places,
          event: changed === undefined ? event : {
            ...event,
            ...{ title, start, end: start + HOUR, stage: stage as typeof event.stage },
            ...(confirmed !== undefined && {
              requests: { total: 2, confirmed, pending: 2 - confirmed, denied: 0, conflict: 0 },
            }),
          },
        };
        const pieces: NonNullable<Sheet["pieces"]> = [];
        const page = utf8.decode(bytesOf(drawn(items, look, pieces), pieces));
        assert.equal(page, drawn(anew(items), look));
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("an event of a programme is no more than a kilobyte, and what is kept of many is bounded", () => {
  const look: Look = { now: NOW, zone: "Europe/Berlin", dayBreak: 360, part: undefined };
  const count = 1_000;
  const hall = [{ id: idOf("hall"), title: "The hall by the river", sure: false }];
  for (let i = 0; i < 30; i++) {
    const items = Array.from({ length: count }, (_, i) => ({
      event: eventDocument("A title of some thirty letters", {
        id: idOf(`event ${i}`),
        start: NOW + (i % 100) * HOUR,
        end: NOW + (i % 100 + 2) * HOUR,
        requests: { total: 5, confirmed: 3, pending: 2, denied: 0, conflict: 0 },
      }),
      places: hall,
    }));
    const text = drawn(items, { ...look, now: NOW - i * HOUR }, []);
    assert(text.length < 3_000, "days are bytes");
    const { bytes, most } = keptTogether();
    assert(bytes <= most, `${bytes} of ${most}`);
    if (i > 0) continue;
    const pieces: NonNullable<Sheet["pieces"]> = [];
    const page = bytesOf(drawn(items, look, pieces), pieces);
    assert(page.length / count < 1_000, `${page.length / count} bytes an event`);
  }
});
