/** Finding things, nested festivals, what is official, and what is new. */
import assert from "node:assert/strict";
import { encodeMessage, fromHex, toHex } from "../../../src/core/messages/mod.ts";
import type { FestivalDocument, Queries } from "../../../src/node/mod.ts";
import { createApp } from "../../../src/routes/mod.ts";
import { activityItems } from "../../../src/routes/pages/activity.ts";
import { spanFrom, spanOf, timeChoices } from "../../../src/routes/pages/when.ts";
import { fakeContext, fakeNode } from "../fake_node.ts";
import {
  ACTIVITY,
  ANA,
  BO,
  breakfast,
  campfire,
  concert,
  FESTIVAL,
  festivalDocument,
  hall,
  HOSTILE,
  idOf,
  NESTED,
  NOW,
  pa,
  PARENT,
  sampleNode,
  sampleQueries,
  secretEvent,
  UNLISTED,
} from "../../views/sample.ts";

const clock = { now: () => NOW, after: () => () => {} };

function sample(instead: Partial<Queries> = {}) {
  const node = sampleNode({ ...sampleQueries(), ...instead });
  return createApp(fakeContext({ node, clock }));
}

async function textOf(address: string, app = sample()): Promise<string> {
  const response = await app.request(address);
  assert.equal(response.status, 200, address);
  return await response.text();
}

const HOUR = 3_600_000;
const berlin = {
  start: Date.UTC(2026, 6, 10, 10),
  end: Date.UTC(2026, 6, 12, 16),
  timezone: "Europe/Berlin",
  dayBreak: null,
};

Deno.test("spanOf: days end at their break, parts are hours of the festival's clocks", () => {
  const at = (day: number, hour: number) => Date.UTC(2026, 6, day, hour - 2);
  const cases: [string, number, number][] = [
    ["2026-07-11", at(11, 6), at(12, 6)],
    ["2026-07-11-morning", at(11, 8), at(11, 12)],
    ["2026-07-11-night", at(11, 22), at(12, 2)],
    ["tonight", at(11, 18), at(12, 6)],
    ["now", NOW, NOW + HOUR],
  ];
  for (const [choice, from, to] of cases) {
    assert.deepEqual(spanOf(choice, berlin, NOW), { from, to }, choice);
  }
  // Two in the morning is still the night before.
  assert.deepEqual(spanOf("tonight", berlin, at(12, 2)), { from: at(11, 18), to: at(12, 6) });
  for (const choice of ["", "2026-13-45", "2026-07-11-teatime", "yesterday", "9999999"]) {
    assert.equal(spanOf(choice, berlin, NOW), null, choice);
  }
  // The clocks leave out two to three in that night, and show it twice in the other.
  const short = spanOf("2026-03-28", berlin, NOW)!;
  assert.equal(short.to - short.from, 23 * HOUR);
  assert.notEqual(spanOf("2026-03-28-night", berlin, NOW), null);
  const mars = { ...berlin, timezone: "Mars/Olympus" };
  assert.equal(spanOf("2026-07-11", mars, NOW)!.from, Date.UTC(2026, 6, 11, 6), "as UTC");
});

Deno.test("spanFrom: two readings of the clocks, the earlier one first", () => {
  const span = spanFrom("2026-07-11T20:00", "2026-07-11T22:00", "Europe/Berlin");
  assert.deepEqual(span, { from: Date.UTC(2026, 6, 11, 18), to: Date.UTC(2026, 6, 11, 20) });
  assert.equal(spanFrom("2026-07-11T20:00", "", "UTC"), null);
  assert.equal(spanFrom("2026-07-11T20:00", "2026-07-11T20:00", "UTC"), null);
  assert.equal(spanFrom("x", "y", "UTC"), null);
});

Deno.test("timeChoices: the days that are left, never too many", () => {
  assert.deepEqual(timeChoices(berlin, NOW), {
    days: ["2026-07-11", "2026-07-12"],
    today: true,
  });
  assert.deepEqual(timeChoices(berlin, NOW - 90 * 24 * HOUR), {
    days: ["2026-07-10", "2026-07-11", "2026-07-12"],
    today: false,
  });
  assert.equal(timeChoices(berlin, NOW + 90 * 24 * HOUR).days.length, 3, "to look back");
  const without = timeChoices({ ...berlin, start: null, end: null }, NOW);
  assert.equal(without.days.length, 7);
  assert.equal(without.days[0], "2026-07-11");
  const endless = { ...berlin, start: -9e15, end: 9e15 };
  assert.ok(timeChoices(endless, NOW).days.length <= 10);
});

const officialOnes = new Set([breakfast.id]);
const withToken: Partial<Queries> = {
  festival: async (id) => {
    const festival = await sampleQueries().festival(id);
    return festival === null || id !== FESTIVAL ? festival : { ...festival, token: pa.id };
  },
  allEvents: async (id, filter) => {
    const events = await sampleQueries().allEvents(id, filter);
    return events.map((one) => ({ ...one, official: officialOnes.has(one.id) }));
  },
};

Deno.test("a festival's token: what holds it comes first, all else is also announced", async () => {
  const html = await textOf(`/festivals/${FESTIVAL}`, sample(withToken));
  const [programme, also] = [html.indexOf('id="programme"'), html.indexOf('id="also"')];
  assert.ok(programme > 0 && also > programme);
  const at = (title: string) => html.indexOf(title, programme);
  assert.ok(at("Breakfast for all") < also);
  assert.ok(at("Concert on the jetty") > also);
  assert.match(html, /<a href="#also">/);
  const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]);
  assert.deepEqual(ids.filter((id, i) => ids.indexOf(id) !== i), []);

  const without = await textOf(`/festivals/${FESTIVAL}`);
  assert.ok(!without.includes('id="also"'));
  const none = await textOf(
    `/festivals/${FESTIVAL}`,
    sample({ ...withToken, allEvents: sampleQueries().allEvents }),
  );
  assert.match(none, /Nothing has been taken into the festival’s own programme yet/);
  assert.match(none, /Concert on the jetty/);
});

Deno.test("a festival's page lists those inside it, and shows their programme when asked", async () => {
  const html = await textOf(`/festivals/${FESTIVAL}`);
  assert.match(html, new RegExp(`href="/festivals/${NESTED}"`));
  assert.match(html, /Quiet corner[\s\S]*?does not follow it/);
  assert.ok(!html.includes("Campfire"));
  const both = await textOf(`/festivals/${FESTIVAL}?nested=1`);
  assert.match(both, /Campfire[\s\S]*?in <a href="\/festivals\/[0-9a-f]+"><bdi>Tent village/);
  assert.match(both, /name="nested" value="1" checked/);
  assert.match(both, new RegExp(`sse-connect="[^"]*festival=${NESTED}`), "it is told of changes");
});

Deno.test("the page of a nested festival has all its ancestors above it, known or not", async () => {
  const html = await textOf(`/festivals/${NESTED}`);
  const crumbs = /<nav class="crumbs"[\s\S]*?<\/nav>/.exec(html)![0];
  assert.match(crumbs, new RegExp(`href="/festivals/${FESTIVAL}"`));
  const unknown = festivalDocument({ id: PARENT, known: false, title: "", parent: null });
  const above: FestivalDocument[] = [festivalDocument({ parent: PARENT }), unknown];
  const deep = await textOf(
    `/events/${campfire.id}`,
    sample({ ancestors: (id) => Promise.resolve(id === NESTED ? above : []) }),
  );
  const trail = /<nav class="crumbs"[\s\S]*?<\/nav>/.exec(deep)![0];
  const order = [PARENT, FESTIVAL, NESTED].map((id) => trail.indexOf(`/festivals/${id}`));
  assert.ok(order.every((place, i) => place > 0 && (i === 0 || place > order[i - 1]!)), `${order}`);
});

Deno.test("the programme by time and place", async () => {
  const evening = await textOf(`/festivals/${FESTIVAL}?when=2026-07-11-evening&place=${hall.id}`);
  const shown = evening.slice(evening.indexOf('id="programme"'));
  assert.match(shown, /Concert on the jetty/);
  assert.ok(!shown.includes("Repair café"), "it ended before, and elsewhere");
  assert.match(evening, new RegExp(`<option value="${hall.id}" selected`));
  const asked: unknown[] = [];
  await textOf(
    `/festivals/${FESTIVAL}?state=sure&stepFree=partly&when=nonsense&place=x&nested=7`,
    sample({
      allEvents: (id, filter) => {
        asked.push(filter);
        return sampleQueries().allEvents(id, filter);
      },
    }),
  );
  const { state, stepFree, from, place, nested } = asked[0] as Record<string, unknown>;
  assert.deepEqual({ state, stepFree, from, place, nested }, {
    state: "sure",
    stepFree: "partly",
    from: undefined,
    place: undefined,
    nested: undefined,
  });
});

Deno.test("the programme by whom and at exact times, either of which may be left open", async () => {
  const asked: unknown[] = [];
  const app = sample({
    allEvents: (id, filter) => {
      asked.push([filter.author, filter.from, filter.to]);
      return sampleQueries().allEvents(id, filter);
    },
    resources: (id, filter) => {
      if (filter.owner === BO) asked.push("resources");
      return sampleQueries().resources(id, filter);
    },
  });
  const at = `/festivals/${FESTIVAL}`;
  const html = await textOf(
    `${at}?owner=${BO}&when=tonight&from=2026-07-11T20:00&to=2026-07-11T22:00`,
    app,
  );
  const [from, to] = [Date.UTC(2026, 6, 11, 18), Date.UTC(2026, 6, 11, 20)];
  assert.deepEqual(asked.splice(0), [[BO, from, to], "resources", "resources"]);
  assert.match(
    html,
    new RegExp(`name="owner" value="${BO}" checked><label[^>]*>Only from <bdi>Bo<`),
  );
  assert.match(html, /<details class="more" open/);
  assert.match(html, /id="search-from"[^>]*value="2026-07-11T20:00"/);
  await textOf(`${at}?from=2026-07-11T20:00`, app);
  assert.deepEqual(asked.splice(0), [[undefined, from, undefined]]);
  for (const times of ["from=x", "from=2026-07-11T20:00&to=2026-07-11T20:00"]) {
    const wrong = await textOf(`${at}?${times}`, app);
    assert.deepEqual(asked.splice(0), [[undefined, undefined, undefined]]);
    assert.match(wrong, /aria-describedby="search-wrong"/);
    assert.match(wrong, /id="search-wrong">That is no time/);
  }
  const none = await textOf(
    `${at}?owner=${"0".repeat(64)}`,
    sample({
      allEvents: () => Promise.resolve([]),
    }),
  );
  assert.match(none, new RegExp(`href="${at}">Show`));
});

Deno.test("search by kind and time, in a zone that is named", async () => {
  const asked: unknown[] = [];
  const app = sample({
    search: (filter) => {
      if (filter.limit !== 1) asked.push([filter.kinds?.[0], filter.from, filter.to]);
      return Promise.resolve({ items: [], next: null });
    },
  });
  const times = "from=2026-07-11T20:00&to=2026-07-11T22:00";
  const [from, to] = [Date.UTC(2026, 6, 11, 18), Date.UTC(2026, 6, 11, 20)];
  const each = (...span: unknown[]) =>
    ["event", "resource", "festival", "user"].map((kind) => [kind, ...span]);
  const html = await textOf(`/search?q=a&${times}&timezone=Europe%2FBerlin`, app);
  assert.deepEqual(asked.splice(0), each(from, to));
  assert.match(html, /only events and festivals have a time/);
  assert.match(
    html,
    /href="\/search\?q=a" aria-current="true"[\s\S]*?2026-07-11 20:00 – 2026-07-11 22:00/,
  );
  await textOf(`/search?q=a&kind=event&${times}&festival=${FESTIVAL}`, app);
  assert.deepEqual(asked.splice(0), [["event", from, to]], "the festival's zone");
  await textOf(`/search?${times}&timezone=Europe%2FBerlin`, app);
  assert.deepEqual(asked.splice(0), each(from, to), "without words");
  for (const wrong of ["from=x", `${times}&timezone=Mars`]) {
    assert.match(await textOf(`/search?q=a&${wrong}`, app), /id="search-wrong"/);
    assert.deepEqual(asked.splice(0), each(undefined, undefined), "of any time");
  }
  const none = await textOf("/search", app);
  assert.deepEqual(asked, [], "nothing was asked for");
  assert.match(none, /<details class="more" ?><summary>Only some/);
  assert.match(none, /href="\/search\?kind=event&amp;from=2026-07-11T00%3A00/);
});

Deno.test("search by any filter alone, and by all of them", async () => {
  const asked: Record<string, unknown>[] = [];
  const app = sample({
    search: ({ limit: _, cursor: __, festival: ___, kinds, ...filter }) => {
      if (kinds?.[0] === "event") asked.push(filter);
      return Promise.resolve({ items: [], next: null });
    },
  });
  const times = "from=2026-07-11T20:00&to=2026-07-11T22:00&timezone=Europe/Berlin";
  const free = { from: Date.UTC(2026, 6, 11, 18), to: Date.UTC(2026, 6, 11, 20) };
  const cases: [query: string, filter: unknown][] = [
    ["tag=tea", { tag: "tea" }],
    ["stepFree=partly", { stepFree: "partly" }],
    ["state=sure", { state: "sure" }],
    [`owner=${BO}`, { owner: BO }],
    [`place=${hall.id}`, { place: hall.id }],
    ["resourceKind=item", { resourceKind: "item" }],
    ["places=1", { places: true }],
    [`${times}&free=1&quantity=3`, { free: { ...free, quantity: 3 } }],
    [`tag=tea&state=sure&owner=${BO}&${times}`, { tag: "tea", state: "sure", owner: BO, ...free }],
  ];
  for (const [query, filter] of cases) {
    const html = await textOf(`/search?${query}`, app);
    const given = asked.splice(0).slice(0, 1).map((one) => JSON.parse(JSON.stringify(one)));
    assert.deepEqual(given, [filter], query);
    assert.match(html, /aria-label="Chosen: each can be left out again"/, query);
    assert.match(html, /noindex/, query);
  }
  for (const query of ["tag=", "stepFree=no", "state=x", "owner=x", "places=2", "q=%20"]) {
    await textOf(`/search?${query}`, app);
    assert.deepEqual(asked.splice(0), [], query);
  }
  assert.match(await textOf("/search?free=1&q=a", app), /both times are needed/);
});

Deno.test("search: what is in the way of finding anything can be left out", async () => {
  const app = sample({
    search: ({ q, tag, stepFree }) =>
      Promise.resolve({
        items: q === undefined && tag === "tea" && stepFree === undefined
          ? []
          : tag === undefined || q === undefined
          ? [foundHall]
          : [],
        next: null,
      }),
  });
  const html = await textOf("/search?q=xylophone&tag=tea&stepFree=yes", app);
  assert.match(html, /Nothing here is all of that/);
  assert.match(
    html,
    /href="\/search\?tag=tea&amp;stepFree=yes">Something is found without the words “xylophone”/,
  );
  assert.match(
    html,
    /href="\/search\?q=xylophone&amp;stepFree=yes"[^>]*> ?<bdi>without the tag “tea”/,
  );
  assert.ok(!html.includes("with or without steps"), "that would not help");
});

Deno.test("where there are too many places for a list, one is chosen by its name", async () => {
  const more = (next: string | null) =>
    sample({
      resources: async (id, filter) => {
        const page = await sampleQueries().resources(id, filter);
        return filter.place === true ? { ...page, next } : page;
      },
      search: ({ q }) => Promise.resolve({ items: q === "boat" ? [foundHall] : [], next: null }),
    });
  const at = `/festivals/${FESTIVAL}`;
  assert.match(await textOf(at, more(null)), /<select id="search-place"/);
  const many = await textOf(`${at}?place=${hall.id}`, more("x"));
  assert.ok(!many.includes('<select id="search-place"'));
  assert.match(
    many,
    new RegExp(`name="place" value="${hall.id}" checked><label[^>]*>Only what is at`),
  );
  assert.match(many, /<input id="search-where" name="where"/);
  const led = await more("x").request(`${at}?where=boat&tag=tea`);
  assert.equal(led.headers.get("Location"), `${at}?tag=tea&place=${hall.id}`);
  assert.match(await textOf(`${at}?where=moon`, more("x")), /No place here is called “<bdi>moon/);
});

Deno.test("any tag can be typed, not only those that are offered", async () => {
  for (const path of [`/festivals/${FESTIVAL}`, `/festivals/${FESTIVAL}/resources`, "/search"]) {
    const html = await textOf(`${path}?tag=indoor`);
    assert.match(html, /<input id="\w+-tag" name="tag" value="indoor"/, path);
    assert.equal(html.match(/name="tag"/g)?.length, 1, path);
  }
});

const foundHall = {
  kind: "resource" as const,
  id: hall.id,
  title: hall.title,
  excerpt: "",
  festival: FESTIVAL,
  festivalTitle: null,
  author: hall.author,
  start: null,
  end: null,
  timezone: null,
  stage: null,
  resourceKind: hall.kind,
  tags: ["indoor"],
};

Deno.test("somebody is chosen by their name, anybody of the festival", async () => {
  const person = (id: string, title: string) => ({
    ...foundHall,
    kind: "user" as const,
    id,
    title,
    excerpt: "plays the tuba",
    tags: [],
  });
  const people = [person(BO, "Bo"), person(ANA, "Bonny"), person(idOf("other"), "Bob")];
  const app = sample({
    search: ({ q = "", kinds }) =>
      Promise.resolve({
        items: kinds?.[0] === "user"
          ? people.filter(({ title }) => title.toLowerCase().startsWith(q.toLowerCase()))
          : [],
        next: null,
      }),
  });
  for (const at of [`/festivals/${FESTIVAL}`, `/festivals/${FESTIVAL}/resources`, "/search"]) {
    for (const [typed, id] of [["bo", BO], ["Bonn", ANA], [BO.toUpperCase(), BO]] as const) {
      const led = await app.request(`${at}?q=tea&who=${typed}&cursor=x`);
      assert.equal(led.status, 302, `${at} ${typed}`);
      assert.equal(led.headers.get("Location"), `${at}?q=tea&owner=${id}`);
    }
    const several = await textOf(`${at}?who=b&owner=${ANA}`, app);
    assert.match(several, /Several are called “<bdi>b<\/bdi>”/);
    for (const { id } of people) assert.ok(several.includes(`href="${at}?owner=${id}"`), id);
    assert.match(several, /plays the tuba/);
    assert.match(several, /<details class="more" open/);
    const nobody = await textOf(`${at}?who=zoe`, app);
    assert.match(nobody, /Nobody here is called “<bdi>zoe/);
    assert.match(nobody, /name="who" value="zoe"[^>]*aria-invalid="true"/);
  }
});

Deno.test("what is free when: asked of the index, and said in words", async () => {
  const asked: unknown[] = [];
  const app = sample({
    resources: (id, filter) => {
      if (filter.free !== undefined) asked.push(filter.free);
      return sampleQueries().resources(id, filter);
    },
  });
  const at = `/festivals/${FESTIVAL}/resources`;
  const html = await textOf(`${at}?when=2026-07-11-evening&place=1`, app);
  assert.match(html, /Free all of [\s\S]*?Sat 11 Jul, 18:00<\/time>–<time[^>]*>22:00/);
  assert.ok(!html.includes(`/resources/${hall.id}"`), "a concert is in it");
  assert.ok(html.includes("Kitchen"));
  assert.match(html, /aria-current="true"[^>]*><bdi>free Saturday night|free tonight/);
  await textOf(`${at}?from=2026-07-11T20:00&to=2026-07-11T21:30&quantity=20`, app);
  assert.deepEqual(asked, [
    { from: Date.UTC(2026, 6, 11, 16), to: Date.UTC(2026, 6, 11, 20) },
    { from: Date.UTC(2026, 6, 11, 18), to: Date.UTC(2026, 6, 11, 19, 30), quantity: 20 },
  ]);
  const wrong = await textOf(`${at}?from=2026-07-11T20:00&to=2026-07-11T20:00`, app);
  assert.match(wrong, /aria-describedby="find-wrong"/);
  const nothing = await textOf(
    `${at}?when=2026-07-11-evening&tag=indoor`,
    app,
  );
  assert.match(nothing, /Nothing of this is free then[\s\S]*?\?tag=indoor"/);
});

Deno.test("search: in groups, never what is unlisted, and all of one kind with a cursor", async () => {
  const html = await textOf("/search?q=a");
  for (const kind of ["event", "resource", "user"]) {
    assert.ok(html.includes(`id="found-${kind}"`), kind);
  }
  assert.match(html, new RegExp(`/events/${concert.id}`));
  for (const q of ["secret", "supper", "cellar", "dinner"]) {
    const found = await textOf(`/search?q=${q}`);
    assert.match(found, /Nothing here has the words/, q);
    assert.ok(!found.includes(UNLISTED) && !found.includes(secretEvent.id), q);
  }
  const within = await textOf(`/search?q=secret&festival=${UNLISTED}`);
  assert.match(within, new RegExp(secretEvent.id));
  assert.match(within, /<meta name="robots" content="noindex/);
  assert.equal((await sample().request(`/search?q=a&festival=${idOf("none")}`)).status, 404);

  const few = await textOf(
    "/search?q=c",
    sample({
      search: (filter) => sampleQueries().search({ ...filter, limit: 1 }),
    }),
  );
  assert.match(few, /href="\/search\?q=c&amp;kind=event">More events/);
  const events = await textOf(
    "/search?q=c&kind=event",
    sample({
      search: (filter) => sampleQueries().search({ ...filter, limit: 1 }),
    }),
  );
  assert.match(events, /cursor=1">More events/);
  const hostile = await textOf(`/search?q=${encodeURIComponent(HOSTILE.script)}`);
  assert.ok(!hostile.includes("<script>alert"));
});

Deno.test("what is new: sentences with links, and nothing of it is markup", async () => {
  const html = await textOf(`/festivals/${FESTIVAL}/activity`);
  const text = html.slice(html.indexOf("<main")).replace(/<[^>]*>/g, "").replace(/\s+/g, " ");
  for (
    const sentence of [
      "Ana Lima confirmed PA, 2 × 300 W for Concert on the jetty.",
      "offered Boat house hall.",
      "announced the festival Tent village inside of this one.",
      "withdrew a request.",
      "signed something else: poem.",
    ]
  ) assert.ok(text.includes(sentence), `${sentence} is not in ${text}`);
  assert.ok(!html.includes("<script>alert"));
  assert.match(html, new RegExp(`<a href="/resources/${pa.id}"`));
  assert.match(html, /proposed something new\./);
  assert.match(html, /denied a request for [^.]*Concert on the jetty/);
  const short = await sample().request(`/festivals/${FESTIVAL.slice(0, 20)}/activity`);
  assert.equal(short.headers.get("location"), `/festivals/${FESTIVAL}/activity`);
});

Deno.test("what is new says what a change was: moved, cancelled, planned, or only changed", async () => {
  const cases: [Record<string, string | number>, string][] = [
    [{ start: 1, end: 2 }, "event.moved"],
    [{ stage: "cancelled", description: "Rain." }, "event.cancelled"],
    [{ stage: "planned" }, "event.planned"],
    [{ title: "x" }, "event.changed"],
  ];
  const [update] = ACTIVITY.filter(({ action }) => action === "update");
  for (const [fields, deed] of cases) {
    const payload = encodeMessage({
      action: "update",
      schema: "event",
      version: 1,
      festival: fromHex(FESTIVAL)!,
      id: fromHex(concert.id)!,
      fields,
    });
    const queries = sampleQueries();
    const node = fakeNode({
      entry: () =>
        Promise.resolve({
          author: fromHex(ANA)!,
          logId: 1,
          seqNum: 1,
          hash: new Uint8Array(66),
          entry: new Uint8Array(1),
          payload,
          receivedAt: NOW,
          ignored: null,
        }),
    }, queries);
    const [item] = await activityItems(node, [update!]);
    assert.equal(item!.deed, deed, toHex(payload));
  }
  const node = fakeNode({ entry: () => Promise.resolve(null) }, sampleQueries());
  assert.equal((await activityItems(node, [update!]))[0]!.deed, "event.changed");
});

Deno.test("now and tonight: what is on, what comes until the night is over, and what is next", async () => {
  const html = await textOf("/now");
  const at = (text: string) => html.indexOf(text);
  const [now, tonight] = [at('id="now-heading"'), at('id="tonight-heading"')];
  assert.ok(now < at("Assembly") && at("Assembly") < tonight);
  assert.ok(now < at("Repair café") && at("Repair café") < tonight);
  for (const title of ["Concert on the jetty", "Disco", "Campfire"]) {
    assert.ok(at(title) > tonight, title);
  }
  assert.ok(at("Breakfast for all") === -1 && at("Puppet theatre") === -1, "over, or cancelled");
  assert.ok(!html.includes("Secret dinner"));
  assert.match(html, /Next: <a [^>]*><bdi>Cleaning up together/);
  const none = await textOf(
    "/now",
    sample({ events: () => Promise.resolve({ items: [], next: null }) }),
  );
  assert.match(none, /Nothing is planned yet[\s\S]*Look at the festivals/);
});

Deno.test("an event says that it moved, and when it was to be", async () => {
  const shifted = (hours: number): Partial<Queries> => ({
    requestsOfEvent: async (id) =>
      (await sampleQueries().requestsOfEvent(id)).map((request) =>
        request.status !== "withdrawn" ? request : {
          ...request,
          start: concert.start - hours * HOUR,
          end: concert.end - hours * HOUR,
        }
      ),
  });
  const moved = await textOf(`/events/${concert.id}`, sample(shifted(24)));
  assert.match(moved, /Moved: before, it asked for [\s\S]*?Fri 10 Jul, 20:00/);
  assert.ok(!(await textOf(`/events/${concert.id}`, sample(shifted(0)))).includes("Moved:"));
});
