import assert from "node:assert/strict";
import fc from "fast-check";
import type { EventPlace, ResourceDocument } from "../../src/node/mod.ts";
import { bytesOf, drawnAnew, drawnTogether, keptTogether } from "../../src/views/drawn.ts";
import { ManyField, SelectField } from "../../src/views/fields.tsx";
import { People, Resources } from "../../src/views/festival_lists.tsx";
import { Programme } from "../../src/views/programme.tsx";
import { NO_POLICIES, type Sheet } from "../../src/views/sheet.ts";
import { zoneOf } from "../../src/views/time.ts";
import type { ProgrammeItem } from "../../src/views/timeline.ts";
import { eventDocument, HOSTILE, idOf, NOW, resourceDocument } from "./sample.ts";

const HOUR = 3_600_000;

function textOf(parts: readonly Uint8Array[]): string {
  const utf8 = new TextDecoder();
  return parts.map((part) => utf8.decode(part, { stream: true })).join("") + utf8.decode();
}

interface Look {
  readonly now: number;
  readonly zone: string;
  readonly dayBreak: number;
  readonly part: "also" | undefined;
}

function sheetAt(now: number, pieces?: Sheet["pieces"]): Sheet {
  return {
    lang: "en",
    now,
    asset: (name) => name,
    operator: false,
    nodes: null,
    address: "/",
    policies: NO_POLICIES,
    ...(pieces !== undefined && { pieces }),
  };
}

function drawn(items: readonly ProgrammeItem[], look: Look, pieces?: Sheet["pieces"]): string {
  const sheet = sheetAt(look.now, pieces);
  const zone = zoneOf(look.zone);
  const { dayBreak, part } = look;
  return String(
    <Programme
      sheet={sheet}
      items={items}
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

const LOOK: Look = { now: NOW, zone: "Europe/Berlin", dayBreak: 360, part: undefined };

interface What {
  readonly title: string;
  readonly hour: number;
  readonly stage: string;
  readonly confirmed: number;
  readonly places: EventPlace[];
}

/** One of several things, and no other. */
function oneOf<T>(things: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }) {
  const each = Object.entries<fc.Arbitrary<unknown>>(things)
    .map(([name, value]) => value.map((value) => ({ [name]: value }) as Partial<T>));
  return fc.oneof(...each);
}

const change = fc.record({
  which: fc.nat(5),
  what: oneOf<What>({
    title: fc.constantFrom("Tea", "<!--0-->", HOSTILE.script),
    hour: fc.integer({ min: -30, max: 30 }),
    stage: fc.constantFrom("planned", "idea", "cancelled"),
    confirmed: fc.nat(2),
    places,
  }),
  // The same look again and again, with one thing otherwise at times: else nothing kept is used.
  look: fc.oneof(
    fc.constant({}),
    oneOf<Look>({
      // Four minutes before is the same quarter of an hour, and something has not begun yet.
      now: fc.constantFrom(NOW - 4 * 60_000, NOW + 20 * 60_000, NOW - 20 * HOUR),
      zone: fc.constantFrom("Asia/Kolkata", "UTC"),
      dayBreak: fc.constantFrom(0, 390),
      part: fc.constant("also"),
    }),
  ).map((otherwise): Look => ({ ...LOOK, ...otherwise })),
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
        const page = textOf(bytesOf(drawn(items, look, pieces), pieces));
        assert.equal(page, drawnAnew(() => drawn(anew(items), look)));
      }
    }),
    { numRuns: 100 },
  );
});

Deno.test("lists that were kept are what they would be drawn as, whatever changes", () => {
  const COUNT = 25;
  const step = fc.record({
    which: fc.nat(COUNT - 1),
    title: fc.constantFrom("Hall", "", HOSTILE.script, "<!--0-->"),
    owner: fc.constantFrom("anna", "ben"),
    name: fc.constantFrom("Anna", "Ben", "", HOSTILE.script),
    chosen: fc.nat(COUNT - 1),
    isChanged: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const list = Array.from(
        { length: COUNT },
        (_, i) => resourceDocument(`Thing ${i}`, { author: idOf("anna") }),
      );
      const names = new Map<string, string>();
      for (const { which, title, owner, name, chosen, isChanged } of steps) {
        names.set(idOf(owner), name);
        if (isChanged) list[which] = { ...list[which]!, title, author: idOf(owner) };
        const draw = (resources: readonly ResourceDocument[], pieces?: Sheet["pieces"]) => {
          const sheet = sheetAt(NOW, pieces);
          const choices = resources.map(({ id, title }) => ({ value: id, label: title }));
          const value = list[chosen]!.id;
          const field = { sheet, form: "f", name: "n", label: "l", choices };
          return String(
            <>
              <Resources
                {...{ sheet, names, list: resources, next: null, all: "/" }}
                id="resources"
                filtered={false}
                open
              />
              <People
                {...{ sheet, names, next: null }}
                people={resources.map((one) => one.author)}
              />
              <SelectField {...field} value={value} />
              <ManyField {...field} values={[value]} />
            </>,
          );
        };
        const pieces: NonNullable<Sheet["pieces"]> = [];
        const page = textOf(bytesOf(draw(list, pieces), pieces));
        assert.equal(page, drawnAnew(() => draw(list.map((one) => ({ ...one })))));
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("a list within a list is a part of it", () => {
  const pieces: NonNullable<Sheet["pieces"]> = [];
  const sheet = sheetAt(NOW, pieces);
  const same = (one: string, other: string) => one === other;
  const inner = () => drawnTogether(sheet, "inner", ["x"], same, () => <b>x</b>);
  const page = () => String(drawnTogether(sheet, "outer", ["y"], same, () => <p>{inner()}</p>));
  for (const text of [page(), page()]) {
    assert.equal(textOf(bytesOf(text, pieces)), "<p><b>x</b></p>");
  }
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
    const days: NonNullable<Sheet["pieces"]> = [];
    const text = drawn(items, { ...look, now: NOW - i * HOUR }, days);
    assert(text.length < 3_000, "days are bytes");
    bytesOf(text, days);
    const { bytes, most } = keptTogether();
    assert(bytes <= most, `${bytes} of ${most}`);
    if (i > 0) continue;
    const pieces: NonNullable<Sheet["pieces"]> = [];
    const page = textOf(bytesOf(drawn(items, look, pieces), pieces));
    assert(page.length / count < 1_000, `${page.length / count} bytes an event`);
  }
});
