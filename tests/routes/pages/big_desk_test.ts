/** The desk of somebody with more than a page of everything, in a real store. */
import assert from "node:assert/strict";
import ICAL from "ical.js";
import { toHex } from "../../../src/core/messages/mod.ts";
import { createVerifier, startNode } from "../../../src/node/mod.ts";
import { native } from "../../../src/platform/deno/mod.ts";
import { createApp } from "../../../src/routes/mod.ts";
import { festivalOf, person, Scribe } from "../../oracle/scribe.ts";
import { give, quickStore } from "../../node/store/stores.ts";
import { fakeContext, ManualClock, MemoryReport, NOW } from "../fake_node.ts";

const ANNA = person(0);
const BEN = person(1);
const FESTIVAL = festivalOf(ANNA, 1);
const OTHER = festivalOf(BEN, 2);
const HOUR = 3_600_000;
const THINGS = 230;
const EVENTS = 120;

Deno.test("a desk shows all of what somebody has, page by page, and by how it stands", async () => {
  const scribe = new Scribe();
  scribe.begin(FESTIVAL, { title: "Canal" });
  scribe.begin(OTHER, { title: "Harbour" });
  const things = Array.from(
    { length: THINGS },
    (_, i) =>
      scribe.resource(ANNA, i % 2 === 0 ? FESTIVAL.id : OTHER.id, {
        title: `Chair ${String(i).padStart(3, "0")}`,
        kind: i % 10 === 0 ? "space" : "item",
      }),
  );
  const events = Array.from(
    { length: EVENTS },
    (_, i) =>
      scribe.create(ANNA, FESTIVAL.id, "event", {
        title: `Evening ${String(i).padStart(3, "0")}`,
        start: NOW + (i - EVENTS / 2) * 24 * HOUR,
        end: NOW + (i - EVENTS / 2) * 24 * HOUR + HOUR,
      }),
  );
  const ask = (thing: number, at: number) =>
    scribe.request(BEN, things[thing]!, [NOW + at * HOUR, NOW + (at + 1) * HOUR], {
      event: events[0]!.id,
      eventTitle: `asked for ${thing}`,
    });
  const waits = ask(220, 1);
  scribe.answer(ANNA, ask(202, 1), "confirmed");
  scribe.answer(ANNA, ask(111, 1), "denied");

  const { store } = await quickStore();
  await store.follow(FESTIVAL.id);
  await store.follow(OTHER.id);
  await give(store, scribe.written);
  const clock = new ManualClock();
  const node = await startNode({
    store,
    verifier: createVerifier(native),
    clock,
    entropy: { bytes: (length) => new Uint8Array(length).fill(9) },
    report: new MemoryReport(),
    followCreated: false,
  });
  const app = createApp(fakeContext({ node, clock }));
  const textOf = async (address: string) => {
    const response = await app.request(address);
    assert.equal(response.status, 200, address);
    return await response.text();
  };
  const rows = (html: string) =>
    [...html.matchAll(/<th scope="row".*?<bdi>(Chair \d+)<\/bdi>/gs)].map(([, title]) => title!);
  const next = (html: string, name: "More of what you share" | "More of your events") => {
    const href = new RegExp(`href="([^"]*)">${name}`).exec(html)?.[1];
    return href?.replaceAll("&amp;", "&") ?? null;
  };
  const desk = `/desk?key=${toHex(ANNA.key)}`;

  const html = await textOf(desk);
  assert.equal(rows(html)[0], "Chair 220", "what somebody waits for comes first");
  assert.ok(html.includes(`value="${toHex(FESTIVAL.id)}.${toHex(waits.id)}"`), "to be answered");
  assert.match(html, /You share 230 things/);
  const seen = rows(html).slice(1);
  let pages = 1;
  for (let at = next(html, "More of what you share"); at !== null; pages++) {
    const page = await textOf(at);
    seen.push(...rows(page));
    at = next(page, "More of what you share");
  }
  assert.equal(pages, 5);
  const titles = things.map((_, i) => `Chair ${String(i).padStart(3, "0")}`);
  assert.deepEqual(seen, titles, "each once, by title");

  const only = async (query: string) => rows(await textOf(`${desk}&${query}`));
  assert.deepEqual(await only("state=waiting"), ["Chair 220"]);
  assert.ok((await textOf(`${desk}&state=waiting`)).includes(toHex(waits.id)), "in place, too");
  assert.deepEqual(await only("state=confirmed"), ["Chair 202"]);
  assert.deepEqual(await only("state=denied"), ["Chair 111"]);
  assert.deepEqual(await only("q=chair+007"), ["Chair 007"]);
  assert.equal((await only("kind=space")).length, 20, "and a next page");
  assert.equal((await only(`kind=space&in=${toHex(OTHER.id)}`)).length, 0);
  assert.equal((await only("state=idle")).length, 20);
  assert.match(await textOf(`${desk}&state=conflict`), /Nothing that you share is so/);
  for (const festival of ["Canal", "Harbour"]) {
    assert.match(html, new RegExp(`>${festival}</option>`));
  }

  const cards = (page: string) =>
    [...page.slice(page.indexOf('id="events"')).matchAll(/Evening \d+/g)].map(([title]) => title)
      .filter((title, i, all) => all.indexOf(title) === i);
  assert.deepEqual(cards(html)[0], "Evening 060", "the next of them first");
  assert.equal(cards(html).length, 50);
  const more = await textOf(next(html, "More of your events")!.replace(/#.*$/, ""));
  assert.deepEqual(cards(more).slice(-1), ["Evening 119"]);
  const earlier = await textOf(`${desk}&earlier=1`);
  assert.match(html, /earlier=1#events">Events that are over/);
  assert.deepEqual(cards(earlier)[0], "Evening 059", "the latest first");

  const user = await textOf(`/users/${toHex(ANNA.key)}`);
  assert.ok(user.includes(`href="/search?kind=resource&amp;owner=${toHex(ANNA.key)}"`));
  assert.ok(!user.includes("/search?kind=event"), "all of these are there");
  const found = await textOf(`/search?kind=resource&owner=${toHex(ANNA.key)}`);
  assert.equal(found.match(/<bdi>Chair \d+<\/bdi>/g)?.length, 50);

  const feed = /href="(\/desk\/feed\/[0-9a-f]+)\.ics"/.exec(html)![1]!;
  const calendar = new ICAL.Component(ICAL.parse(await textOf(`${feed}.ics`)));
  assert.equal(calendar.getAllSubcomponents("vevent").length, EVENTS + 1, "and the booking");
  await node.stop();
});
