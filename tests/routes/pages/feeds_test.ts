/** Feeds, read by another's parser where there is one. */
import assert from "node:assert/strict";
import ICAL from "ical.js";
import { createApp } from "../../../src/routes/mod.ts";
import { calendarText } from "../../../src/routes/pages/calendar.ts";
import { fakeContext, publicAuthority } from "../fake_node.ts";
import {
  ANA,
  concert,
  EVENTS,
  FESTIVAL,
  hall,
  hostile,
  idOf,
  NOW,
  sampleNode,
  sampleQueries,
  secretEvent,
  secretRoom,
  UNLISTED,
} from "../../views/sample.ts";

const clock = { now: () => NOW, after: () => () => {} };
const sample = (more = {}) => createApp(fakeContext({ node: sampleNode(), clock, ...more }));

async function textOf(address: string, type: RegExp, app = sample()): Promise<string> {
  const response = await app.request(address);
  assert.equal(response.status, 200, address);
  assert.match(response.headers.get("content-type")!, type);
  return await response.text();
}

/** Strict about what parsers forgive: line ends, and lines of at most 75 octets. */
function eventsOf(text: string): ICAL.Event[] {
  const lines = text.split("\r\n");
  assert.ok(lines.every((line) => !/[\r\n]/.test(line)), "lines end with CRLF");
  for (const line of lines) {
    assert.ok(new TextEncoder().encode(line).length <= 75, `too long: ${line}`);
    assert.ok(line === "" || /^(?: |[A-Z-]+[:;])/.test(line), `no line of a calendar: ${line}`);
  }
  const calendar = new ICAL.Component(ICAL.parse(text));
  assert.equal(calendar.getFirstPropertyValue("version"), "2.0");
  assert.ok(calendar.getFirstPropertyValue("prodid"));
  const events = calendar.getAllSubcomponents("vevent");
  for (const event of events) {
    for (const name of ["uid", "dtstamp", "dtstart", "dtend", "summary", "status"]) {
      assert.equal(event.getAllProperties(name).length, 1, `one ${name}`);
    }
  }
  return events.map((event) => new ICAL.Event(event));
}

const statusOf = (event: ICAL.Event) => event.component.getFirstPropertyValue("status");

Deno.test("calendar.ics: all events, in UTC, by their documents' ids, sure, not sure and cancelled", async () => {
  const text = await textOf(
    `/festivals/${FESTIVAL}/calendar.ics`,
    /^text\/calendar; charset=utf-8/,
  );
  const events = eventsOf(text);
  const dated = EVENTS;
  assert.deepEqual(
    events.map(({ uid }) => uid).sort(),
    dated.map(({ id }) => `${id}@p2panda`).sort(),
    "what ends beyond the calendar is left out",
  );
  for (const event of dated) {
    const found = events.find(({ uid }) => uid === `${event.id}@p2panda`)!;
    assert.equal(found.startDate.toUnixTime() * 1_000, event.start);
    assert.equal(found.endDate.toUnixTime() * 1_000, event.end);
    assert.equal(found.startDate.zone.tzid, "UTC");
    assert.equal(found.summary, event.title === "" ? "(untitled)" : event.title);
  }
  const named = (title: string) => events.find(({ summary }) => summary === title)!;
  assert.equal(statusOf(named("Opening")), "CONFIRMED");
  assert.equal(statusOf(named("Concert on the jetty")), "TENTATIVE");
  assert.equal(statusOf(named("Knots and splices")), "TENTATIVE", "an idea");
  assert.equal(statusOf(named("Puppet theatre")), "CANCELLED");
  assert.match(named("Concert on the jetty").description, /2 of 6 confirmed/);
  assert.match(named("Concert on the jetty").description, /http:\/\/localhost\/events\//);
  assert.equal(named("Opening").location, "Boat house hall, Uferweg 12, 13587 Berlin");
  assert.match(text, /GEO:52\.5382;13\.1984/);
  assert.equal(named("Swimming by night").location, "at the river, by the big tree");
});

Deno.test("calendar.ics: nobody's text breaks out of its line", () => {
  const item = {
    id: idOf("x"),
    title: `a,b;c\\d ${"🏳️‍🌈é".repeat(40)}`,
    description: `${hostile.description}\nEND:VCALENDAR`,
    start: NOW + 1,
    end: NOW + 2,
    stamp: NOW,
    sequence: 0,
    tags: ["a,b", 'q"r;s'],
    state: "sure",
    where: "Hall; the big, one\nDTSTART:19700101T000000Z",
    place: { gps: [9_000_000_000, 1] },
    url: "http://localhost/events/x",
  } as const;
  const at = { page: "http://localhost/", source: "http://localhost/calendar.ics" };
  const name = "Sommer, Fluss; \\ Ende";
  const text = calendarText({ ...at, name, items: [item] });
  const [event, ...others] = eventsOf(text);
  assert.equal(others.length, 0);
  assert.equal(event!.summary, item.title);
  assert.equal(event!.location, item.where);
  assert.ok(event!.description.startsWith(hostile.description.trim().slice(0, 20)));
  assert.ok(event!.endDate.compare(event!.startDate) > 0, "it lasts at least a second");
  const categories = event!.component.getFirstProperty("categories")!.getValues();
  assert.deepEqual(categories, item.tags);
  assert.ok(!text.includes("GEO"), "no place on this Earth");
  const calendar = new ICAL.Component(ICAL.parse(text));
  assert.equal(calendar.getFirstPropertyValue("x-wr-calname"), name.replace(/[,;\\]/g, "\\$&"));
});

Deno.test("calendar.ics: what was changed is newer than it was, and what is cancelled takes no time", async () => {
  const changed = { after: 3, at: NOW + 5_000 };
  const queries = sampleQueries();
  const app = sample({
    node: sampleNode({
      ...queries,
      eventEdits: (festival, event) => {
        assert.equal(festival, FESTIVAL);
        assert.ok(event === undefined || event === concert.id);
        return Promise.resolve(new Map([[concert.id, changed]]));
      },
    }),
  });
  for (const path of [`festivals/${FESTIVAL}`, `events/${concert.id}`]) {
    const events = eventsOf(await textOf(`/${path}/calendar.ics`, /^text\/calendar/, app));
    for (const event of events) {
      const isChanged = event.uid.startsWith(concert.id);
      const { component } = event;
      const value = (name: string) => component.getFirstPropertyValue(name);
      assert.equal(event.sequence, isChanged ? changed.after : 0);
      assert.deepEqual(`${value("dtstamp")}`, `${value("last-modified")}`);
      if (isChanged) {
        assert.equal((value("dtstamp") as ICAL.Time).toUnixTime() * 1_000, changed.at);
      }
      const isCancelled = statusOf(event) === "CANCELLED";
      assert.equal(value("transp"), isCancelled ? "TRANSPARENT" : null, event.summary);
    }
  }
});

Deno.test("calendars of one event, of a resource's bookings, of a person", async () => {
  const type = /^text\/calendar/;
  const one = eventsOf(await textOf(`/events/${concert.id}/calendar.ics`, type));
  assert.deepEqual(one.map(({ uid }) => uid), [`${concert.id}@p2panda`]);

  const bookings = eventsOf(await textOf(`/resources/${hall.id}/calendar.ics`, type));
  assert.ok(bookings.length > 2);
  const booking = bookings.find(({ summary }) => summary === concert.title)!;
  assert.equal(booking.endDate.toUnixTime() * 1_000, concert.end - 3_600_000, "as it is booked");

  const ana = eventsOf(await textOf(`/users/${ANA}/calendar.ics`, type));
  assert.ok(ana.some(({ uid }) => uid === `${concert.id}@p2panda`));
  assert.ok(!ana.some(({ uid }) => uid === `${secretEvent.id}@p2panda`));
  for (const path of ["events", "resources", "users", "festivals"]) {
    const { status } = await sample().request(`/${path}/${idOf("nothing")}/calendar.ics`);
    assert.equal(status, 404, path);
  }
});

Deno.test("feed.atom: what is new, newest first, and nothing of it is markup", async () => {
  const text = await textOf(`/festivals/${FESTIVAL}/feed.atom`, /^application\/atom\+xml/);
  assert.ok(text.startsWith('<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns='));
  assert.match(text, new RegExp(`<id>urn:x-p2panda:${FESTIVAL}</id>`));
  assert.match(text, /<link rel="self" type="application\/atom\+xml" href="http:\/\/localhost\//);
  assert.ok(!text.includes("<script"));
  assert.ok(text.includes("&lt;script&gt;"));
  const updated = [...text.matchAll(/<entry>[\s\S]*?<updated>(.*?)<\/updated>/g)].map(([, at]) =>
    Date.parse(at!)
  );
  assert.ok(updated.length > 10);
  assert.deepEqual(updated, [...updated].sort((a, b) => b - a));
});

Deno.test("festival.json: the festival with its events, places and resources", async () => {
  const text = await textOf(`/festivals/${FESTIVAL}/festival.json`, /^application\/json/);
  const festival = JSON.parse(text);
  assert.equal(festival.id, FESTIVAL);
  assert.equal(festival.events.length, EVENTS.length + 1);
  assert.ok(festival.resources.some(({ id }: { id: string }) => id === hall.id));
  assert.equal(festival.names[ANA], "Ana Lima");
  const opening = festival.events.find(({ title }: { title: string }) => title === "Opening");
  assert.deepEqual(opening.places, [{ id: hall.id, title: hall.title, sure: true }]);
});

Deno.test("feeds: unchanged is 304, of an unlisted festival by its whole id alone", async () => {
  const app = sample();
  for (const file of ["calendar.ics", "feed.atom", "festival.json"]) {
    const address = `/festivals/${FESTIVAL}/${file}`;
    const first = await app.request(address);
    assert.match(first.headers.get("cache-control")!, /no-cache/);
    const etag = first.headers.get("etag")!;
    const again = await app.request(address, { headers: { "If-None-Match": etag } });
    assert.equal(again.status, 304, file);
    assert.equal((await app.request(`/festivals/${UNLISTED}/${file}`)).status, 200, file);
    const short = await app.request(`/festivals/${FESTIVAL.slice(0, 20)}/${file}`);
    assert.equal(short.status, 302);
    assert.equal(short.headers.get("location"), address);
  }
  const { withPrefix, ...queries } = sampleQueries();
  const asked: string[] = [];
  const watched = sample({
    node: sampleNode({
      ...queries,
      withPrefix: (kind, prefix) => {
        asked.push(prefix);
        return prefix.startsWith(UNLISTED.slice(0, 16))
          ? Promise.resolve([])
          : withPrefix(kind, prefix);
      },
    }),
  });
  const { status } = await watched.request(`/festivals/${UNLISTED.slice(0, 20)}/calendar.ics`);
  assert.equal(status, 404);
  assert.deepEqual(asked, [UNLISTED.slice(0, 20)]);
  assert.equal((await app.request(`/resources/${secretRoom.id}/calendar.ics`)).status, 200);
});

Deno.test("feeds name the public address, and pages name the feeds", async () => {
  const app = sample({ authority: publicAuthority });
  const text = await textOf(
    `http://fest.example/festivals/${FESTIVAL}/feed.atom`,
    /atom/,
    app,
  );
  assert.ok(text.includes(`href="https://fest.example/events/`));
  const html = await (await sample().request(`/festivals/${FESTIVAL}`)).text();
  for (
    const [file, type] of [["calendar.ics", "text/calendar"], ["feed.atom", "application/atom"]]
  ) {
    assert.match(
      html,
      new RegExp(`<link rel="alternate" href="/festivals/${FESTIVAL}/${file}" type="${type}`),
    );
    assert.ok(html.includes(`<a href="/festivals/${FESTIVAL}/${file}"`));
  }
});
