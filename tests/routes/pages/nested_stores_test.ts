/** A node that follows a parent alone and one that follows the nested festival, too: real stores. */
import assert from "node:assert/strict";
import { toHex } from "../../../src/core/messages/mod.ts";
import { createVerifier, type Node, startNode } from "../../../src/node/mod.ts";
import { native } from "../../../src/platform/deno/mod.ts";
import { createApp } from "../../../src/routes/mod.ts";
import { festivalOf, person, Scribe, type Written } from "../../oracle/scribe.ts";
import { give, quickStore } from "../../node/store/stores.ts";
import { fakeContext, ManualClock, MemoryReport, NOW } from "../fake_node.ts";

const [OWNER, MAKER, OTHER] = [0, 1, 2].map(person) as [
  ReturnType<typeof person>,
  ReturnType<typeof person>,
  ReturnType<typeof person>,
];
const PARENT = festivalOf(OWNER, 1);
const CHILD = festivalOf(MAKER, 2);
const HOUR = 3_600_000;

/** A hall of the parent's that events of both festivals ask for: booked, moved, denied, in conflict. */
function tell() {
  const scribe = new Scribe();
  scribe.begin(PARENT, { title: "Quarter", timezone: "Europe/Berlin" });
  scribe.begin(CHILD, { title: "Tent village", parent: PARENT.id, timezone: "Europe/Berlin" });
  scribe.create(MAKER, PARENT.id, "nesting", {
    child: CHILD.id,
    nonce: CHILD.nonce,
    title: "Tent village",
  });
  const hall = scribe.resource(OWNER, PARENT.id, { title: "Hall", kind: "location" });
  const event = (author: typeof OWNER, festival: Uint8Array, title: string, at: number) =>
    scribe.create(author, festival, "event", {
      title,
      start: NOW + at * HOUR,
      end: NOW + (at + 1) * HOUR,
    });
  const ask = (of: Written, title: string, at: number, more = {}) =>
    scribe.request(of.author, hall, [NOW + at * HOUR, NOW + (at + 1) * HOUR], {
      event: of.id,
      eventTitle: title,
      ...(of.festival === CHILD.id ? { eventFestival: CHILD.id } : {}),
      ...more,
    }, PARENT.id);

  const assembly = event(OTHER, PARENT.id, "Assembly", 0);
  const campfire = event(MAKER, CHILD.id, "Campfire", 1);
  const late = event(OTHER, PARENT.id, "Too late", 1);
  const circus = event(MAKER, CHILD.id, "Circus", 3);
  const choir = event(OTHER, PARENT.id, "Choir", 3);
  scribe.answer(OWNER, ask(assembly, "Assembly", 0), "confirmed");
  scribe.answer(OWNER, ask(campfire, "Campfire", 1), "confirmed");
  scribe.answer(OWNER, ask(late, "Too late", 1), "confirmed");
  const first = ask(circus, "Circus", 3);
  scribe.answer(OWNER, first, "confirmed");
  // The circus moves to the evening, and the choir gets its time.
  scribe.update(MAKER, circus, "event", { start: NOW + 5 * HOUR, end: NOW + 6 * HOUR });
  scribe.answer(OWNER, ask(circus, "Circus", 5, { replaces: first.id }), "confirmed");
  scribe.answer(OWNER, ask(choir, "Choir", 3), "confirmed");
  return { scribe, hall, campfire, circus };
}

async function withNode(
  follows: readonly Uint8Array[],
  written: readonly Written[],
  run: (get: (path: string) => Promise<string>, node: Node) => Promise<void>,
): Promise<void> {
  const { store } = await quickStore();
  for (const festival of follows) await store.follow(festival);
  const held = written.filter(({ festival }) => follows.some((id) => id === festival));
  await give(store, held, { receivedAt: NOW });
  const clock = new ManualClock();
  const report = new MemoryReport();
  const node = await startNode({
    store,
    verifier: createVerifier(native),
    clock,
    entropy: { bytes: (length) => new Uint8Array(length).fill(9) },
    report,
    followCreated: false,
  });
  const app = createApp(fakeContext({ node, clock, report }));
  try {
    await run(async (path) => {
      const response = await app.request(path);
      assert.equal(response.status, 200, path);
      return await response.text();
    }, node);
    assert.deepEqual(report.failures, []);
  } finally {
    await node.stop();
  }
}

/** The section of bookings, up to the next one. */
const calendarOf = (html: string) =>
  html.slice(html.indexOf('id="calendar-heading"'), html.indexOf('id="waiting-heading"'));

Deno.test("the parent's hall has the same calendar where the nested festival is not followed", async () => {
  const { scribe, hall, campfire, circus } = tell();
  const id = toHex(hall.id);
  const seen: Record<string, { page: string; file: string; bookings: string }> = {};
  const look = (name: string) => async (get: (path: string) => Promise<string>) => {
    const { bookings } = JSON.parse(await get(`/api/v1/resources/${id}`));
    seen[name] = {
      page: calendarOf(await get(`/resources/${id}`)),
      file: await get(`/resources/${id}/calendar.ics`),
      bookings: JSON.stringify(bookings),
    };
  };
  await withNode([PARENT.id], scribe.written, look("parent alone"));
  await withNode([PARENT.id, CHILD.id], scribe.written, look("both"));
  const logByLog = scribe.logs.toReversed().flatMap(({ entries }) => entries);
  await withNode([CHILD.id, PARENT.id], logByLog, look("both, in another order"));

  const alone = seen["parent alone"]!;
  assert.deepEqual(seen["both"], alone);
  assert.equal(seen["both, in another order"]!.bookings, alone.bookings);
  for (const title of ["Assembly", "Campfire", "Choir", "Circus"]) {
    assert.ok(alone.page.includes(title), title);
  }
  assert.ok(!alone.page.includes("Too late"), "it is in conflict");
  const at = (event: Written) => alone.page.indexOf(toHex(event.id));
  assert.ok(at(campfire) > 0 && at(circus) > at(campfire));
  assert.deepEqual(
    JSON.parse(alone.bookings).map(({ start }: { start: number }) => (start - NOW) / HOUR),
    [0, 1, 3, 5],
  );
});

Deno.test("a nested festival's event asks its ancestors, and each page says where things are", async () => {
  const { scribe, hall, campfire } = tell();
  await withNode([PARENT.id, CHILD.id], scribe.written, async (get) => {
    const event = await get(`/events/${toHex(campfire.id)}`);
    assert.match(event, /1 of 1 confirmed/);
    const crumbs = /<nav class="crumbs"[\s\S]*?<\/nav>/.exec(event)![0];
    assert.match(crumbs, /Quarter[\s\S]*Tent village/);
    assert.match(event, new RegExp(`<option value="${toHex(hall.id)}"`), "it can be asked for");
    const child = await get(`/festivals/${toHex(CHILD.id)}`);
    assert.match(child, /Campfire[\s\S]*?Hall/);
    const parent = await get(`/festivals/${toHex(PARENT.id)}?nested=1`);
    assert.match(parent, /Campfire[\s\S]*?in <a [^>]*><bdi>Tent village[\s\S]*?Hall/);
    assert.ok(!(await get(`/festivals/${toHex(PARENT.id)}`)).includes("Campfire"));
    assert.match(await get(`/festivals/${toHex(PARENT.id)}/activity`), /asked for[\s\S]*?again/);
    assert.match(await get("/search?q=camp"), /Campfire/);
  });
  await withNode([PARENT.id], scribe.written, async (get) => {
    const parent = await get(`/festivals/${toHex(PARENT.id)}`);
    assert.match(parent, /Tent village[\s\S]*?does not follow it/);
  });
});
