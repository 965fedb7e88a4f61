import assert from "node:assert/strict";
import { type CborValue, encodeCbor } from "../../../src/core/messages/mod.ts";
import { createApp } from "../../../src/routes/mod.ts";
import { fakeContext, publicAuthority } from "../fake_node.ts";
import {
  ADDRESSES,
  concert,
  EMPTY_WORLD,
  FESTIVAL,
  garden,
  hall,
  HOSTILE,
  hostile,
  idOf,
  NOW,
  pa,
  sampleNode,
  sampleQueries,
  secretEvent,
  secretRoom,
  UNKNOWN,
  UNLISTED,
} from "../../views/sample.ts";

const clock = { now: () => NOW, after: () => () => {} };
const sample = (more = {}) => createApp(fakeContext({ node: sampleNode(), clock, ...more }));

async function textOf(address: string, app = sample()): Promise<string> {
  const response = await app.request(address);
  assert.equal(response.status, 200, address);
  return await response.text();
}

/** Every tag with its attributes; text that is escaped has none. */
function tagsOf(html: string): string[] {
  return html.match(/<[a-z][^>]*>/gi) ?? [];
}

const attributesOf = (tag: string) =>
  [...tag.matchAll(/\s([a-z][\w.:-]*)(?:="([^"]*)")?/gi)].map((match) => match[1]!.toLowerCase());

for (const [address, fact] of ADDRESSES) {
  const name = address.replace(/[0-9a-f]{64}/g, "ID").replace(/\/\d+$/, "/LOG");
  Deno.test(`page ${name} shows its facts, complete and without inline script or style (${fact})`, async () => {
    const response = await sample().request(address);
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-type")!, /^text\/html/);
    assert.match(response.headers.get("content-security-policy")!, /default-src 'none'/);
    const html = await response.text();
    assert.ok(html.startsWith("<!DOCTYPE html>"));
    assert.ok(html.includes(fact), `${fact} is not there`);
    assert.match(html, /<html lang="en">/);
    assert.match(html, /<meta name="description" content="[^"]+"/);
    assert.equal(html.match(/<h1[ >]/g)?.length, 1);
    assert.equal(html.match(/<main /g)?.length, 1);
    assert.match(html, /class="skip" href="#main"/);
    assert.match(html, /<div id="notice" role="status">/);

    const tags = tagsOf(html);
    const scripts = tags.filter((tag) => /^<script/i.test(tag));
    const shows = html.includes(" data-yours=") ? ["reader", "times"] : ["reader"];
    assert.deepEqual(
      scripts.map((tag) =>
        /^<script src="\/static\/(\w+)\.js[^"]*" type="module">$/.exec(tag)?.[1]
      ),
      shows,
    );
    for (const tag of scripts) assert.ok(html.includes(`${tag}</script>`), "the tag is empty");
    assert.ok(!tags.some((tag) => /^<style/i.test(tag)));
    for (const tag of tags) {
      for (const attribute of attributesOf(tag)) {
        assert.notEqual(attribute, "style", tag);
        assert.ok(!attribute.startsWith("on"), tag);
      }
      const loaded = /^<(?:script|link|img|iframe|source|video|audio|object|embed)\b/i.test(tag) &&
        !/^<link rel="alternate"/.test(tag);
      if (loaded) assert.doesNotMatch(tag, /(?:src|href)="(?!\/static\/|\/users\/)/, tag);
      assert.doesNotMatch(tag, /\b(?:href|action|src)="\s*(?:javascript|data|vbscript):/i, tag);
    }
    const ids = [...html.matchAll(/<[^>]*\sid="([^"]*)"/g)].map((match) => match[1]!);
    assert.deepEqual(ids.filter((id, i) => ids.indexOf(id) !== i), [], "ids are unique");
  });

  Deno.test(`page ${name}: every field of a form has a label and a place for its error (${fact})`, async () => {
    const html = await textOf(address);
    for (const form of html.match(/<form[\s\S]*?<\/form>/g) ?? []) {
      const signed = form.includes("data-sign");
      for (const tag of form.match(/<(?:input|textarea|select)[^>]*>/g) ?? []) {
        if (/type="hidden"/.test(tag)) continue;
        const id = /\sid="([^"]+)"/.exec(tag)?.[1];
        assert.ok(id !== undefined && html.includes(`<label for="${id}"`), `no label: ${tag}`);
        const field = /\sname="([^"]+)"/.exec(tag)?.[1];
        if (!signed) continue;
        assert.ok(form.includes(`data-error-for="${field}"`), `no error slot: ${tag}`);
        const described = /aria-describedby="([^"]+)"/.exec(tag)?.[1];
        if (described !== undefined) assert.ok(html.includes(`id="${described}"`), tag);
      }
      if (!signed) continue;
      assert.match(form, /method="post" action="\/sign"/);
      assert.match(form, /<input type="hidden" name="schema" value="\w+"/);
      assert.match(form, /<button [^>]*type="submit"/, "a form can be sent without script");
    }
  });
}

Deno.test("home of an empty node says what to do first", async () => {
  const app = sample({ node: sampleNode(sampleQueries(EMPTY_WORLD)) });
  const html = await textOf("/", app);
  assert.match(html, /No festival yet/);
  assert.match(html, /name="schema" value="festival"/);
});

Deno.test("an unlisted festival is not on the home page, and its pages are not for robots", async () => {
  assert.ok(!(await textOf("/")).includes("Secret supper"));
  for (
    const address of [
      `/festivals/${UNLISTED}`,
      `/events/${secretEvent.id}`,
      `/resources/${secretRoom.id}`,
    ]
  ) {
    assert.match(await textOf(address), /<meta name="robots" content="noindex/, address);
  }
  const html = await textOf(`/festivals/${UNLISTED}`);
  assert.match(html, new RegExp(`value="http://localhost/festivals/${UNLISTED}"`));
  assert.match(html, /not known here/, "its zone is on Mars");
  assert.ok(!(await textOf(`/festivals/${FESTIVAL}`)).includes("noindex"));
});

Deno.test("a request of an unlisted festival's event does not name the festival", async () => {
  assert.doesNotMatch(await textOf(`/events/${secretEvent.id}`), /name="eventFestival"/);
});

Deno.test("text of others is escaped wherever it stands", async () => {
  for (
    const address of [`/festivals/${FESTIVAL}`, `/events/${hostile.id}`, `/resources/${hall.id}`]
  ) {
    const html = await textOf(address);
    assert.ok(!html.includes("<script>alert"), address);
    assert.ok(!html.includes("<img src=x"), address);
    assert.ok(html.includes("&lt;script&gt;"), address);
  }
  const html = await textOf(`/events/${hostile.id}`);
  assert.ok(html.includes(HOSTILE.long), "nothing is cut off");
  assert.ok(html.includes("beyond any calendar"));
});

Deno.test("a festival's page shows all its events in order of time, past ones too", async () => {
  const whole = await textOf(`/festivals/${FESTIVAL}`);
  const html = whole.slice(whole.indexOf('<section id="programme"'));
  const places = [
    "Opening",
    "Swimming by night",
    "Breakfast for all",
    "Concert on the jetty",
    "(untitled)",
  ]
    .map((title) => html.indexOf(title));
  assert.ok(
    places.every((place, i) => place > 0 && (i === 0 || place > places[i - 1]!)),
    `${places}`,
  );
  assert.match(html, /Friday,? 10 July 2026/);
  const friday = html.slice(html.indexOf("10 July 2026"), html.indexOf("11 July 2026"));
  assert.match(friday, /Swimming by night/, "one in the morning belongs to the night before");
  assert.match(html, /<time datetime="2026-07-11T18:00:00Z">20:00<\/time>/);
});

Deno.test("search and tags keep what fits, and lead back to everything", async () => {
  const html = await textOf(`/festivals/${FESTIVAL}?q=breakfast`);
  assert.ok(html.includes("Breakfast for all") && !html.includes("Repair café"));
  const none = await textOf(`/festivals/${FESTIVAL}?q=nothing-like-this`);
  assert.match(none, /No event matches/);
  assert.match(none, new RegExp(`href="/festivals/${FESTIVAL}"`));
});

Deno.test("an event's requests are shapes with words, marks for text, and what is short", async () => {
  const html = await textOf(`/events/${concert.id}`);
  for (
    const [mark, words] of [
      ["[x]", "confirmed"],
      ["[ ]", "open since"],
      ["[-]", "denied"],
      ["[!]", "confirmed, but taken"],
      ["[.]", "2nd in line, as seen here"],
      ["[~]", "replaced"],
    ]
  ) {
    assert.ok(html.includes(mark!) && html.includes(words!), words);
  }
  assert.match(html, /does not cover the whole time/);
  assert.match(html, /The hedgehogs sleep then\./);
});

Deno.test("a request that has no room says what is in its way, and leads to another like it", async () => {
  const queries = sampleQueries();
  const booking = {
    request: idOf("booked"),
    event: idOf("other"),
    eventTitle: "Brass",
    quantity: 1,
  };
  const node = sampleNode({
    ...queries,
    resource: async (id) => {
      const found = await queries.resource(id);
      const { start, end } = concert;
      return found && { ...found, bookings: [{ ...booking, start, end }] };
    },
  });
  const html = await textOf(`/requests/${idOf("request stage")}`, sample({ node }));
  assert.match(html, new RegExp(`In conflict with[^]*/events/${idOf("other")}[^]*Brass`));
  assert.ok(html.includes(`/events/${concert.id}?instead=${idOf("request stage")}#ask`));
  const waiting = await textOf(`/requests/${idOf("request pa")}`, sample({ node }));
  assert.ok(!waiting.includes("In conflict with") && !waiting.includes("?instead="));
});

Deno.test("a booking that is too short offers the whole time, unless that is asked for", async () => {
  const queries = sampleQueries();
  const alone = await textOf(`/events/${concert.id}`);
  assert.match(alone, /Ask for the whole time/);
  const node = sampleNode({
    ...queries,
    requestsOfEvent: async (id) =>
      (await queries.requestsOfEvent(id)).map((one) =>
        one.status === "pending" ? { ...one, replaces: idOf("request concert") } : one
      ),
  });
  const html = await textOf(`/events/${concert.id}`, sample({ node }));
  assert.match(html, /It is asked for anew, at [^]*Until that is confirmed, this booking is kept/);
  assert.ok(!html.includes("Ask for the whole time"));
});

Deno.test("a form asks for resources of the festival and of those around it, each in its own log", async () => {
  const html = await textOf(`/events/${concert.id}`);
  const forms = (html.match(/<form[\s\S]*?<\/form>/g) ?? []).filter((form) =>
    /name="schema" value="request"/.test(form) && /<select [^>]*name="resource"/.test(form)
  );
  assert.equal(forms.length, 2);
  assert.match(forms[0]!, new RegExp(`name="festival" value="${FESTIVAL}"`));
  assert.match(forms[1]!, new RegExp(`name="festival" value="${idOf("parent")}"`));
  assert.match(forms[1]!, /Big stage/);
  assert.match(forms[0]!, /name="start" type="datetime-local" value="2026-07-11T20:00"/);
});

Deno.test("the answer's form names the request's entry, and only its owner and deputy", async () => {
  const html = await textOf(`/resources/${hall.id}`);
  const form = (html.match(/<form[\s\S]*?<\/form>/g) ?? []).find((one) =>
    one.includes('value="authorization"')
  )!;
  assert.match(form, new RegExp(`data-only="${hall.author} ${hall.deputy}"`));
  assert.match(form, /data-hash="0040[0-9a-f]{128}"/);
  assert.match(form, /name="verdict" value="confirmed"/);
  assert.match(form, /name="verdict" value="denied"/);
});

Deno.test("a place says access first, and an address on request is not told", async () => {
  const html = await textOf(`/resources/${hall.id}`);
  assert.ok(html.indexOf("Without steps") < html.indexOf("Uferweg 12"));
  assert.match(html, /href="geo:52\.5382,13\.1984"/);
  assert.match(await textOf(`/resources/${garden.id}`), /On request/);
});

Deno.test("pages have validators and answer 304", async () => {
  const app = sample();
  for (
    const address of ["/", `/festivals/${FESTIVAL}`, `/events/${concert.id}`, "/about", "/desk"]
  ) {
    const first = await app.request(address);
    await first.body?.cancel();
    const tag = first.headers.get("etag")!;
    assert.match(tag, /^W\//, address);
    assert.equal(first.headers.get("cache-control"), "no-cache");
    const again = await app.request(address, { headers: { "if-none-match": tag } });
    assert.equal(again.status, 304, address);
  }
});

Deno.test("shortened ids lead to whole ones; ambiguous and unknown ones to a way on", async () => {
  const app = sample();
  const short = await app.request(`/events/${concert.id.slice(0, 16)}?lang=en`);
  assert.equal(short.status, 302);
  assert.equal(short.headers.get("location"), `/events/${concert.id}?lang=en`);
  const cases = [
    [`/events/${"ab".repeat(8)}`, /more than one/],
    [`/events/${"cd".repeat(8)}`, /no event of this id/],
    [`/events/${"cd".repeat(7)}`, /no event of this id/],
    [`/festivals/${idOf("nothing")}`, /does not follow/],
    [`/resources/${idOf("nothing")}`, /no resource/],
    [`/requests/nonsense`, /no request/],
    [`/users/${idOf("nothing")}`, /nothing from this key/],
    [`/events/${idOf("deleted")}`, /deleted by its author/],
    [`/logs/${idOf("bo")}/17`, /no such log/],
    ["/nothing/here", /nothing at this address/],
  ] as const;
  for (const [address, words] of cases) {
    const response = await app.request(address, { headers: { accept: "text/html" } });
    assert.equal(response.status, 404, address);
    const html = await response.text();
    assert.match(html, words, address);
    assert.match(html, /<a [^>]*href="\/"/, address);
  }
});

Deno.test("what breaks in the node is a page with the id of the report", async () => {
  const queries = {
    ...sampleQueries(),
    event: () => Promise.reject(new Error("the secret of the disk")),
  };
  const response = await sample({ node: sampleNode(queries) }).request(`/events/${concert.id}`);
  assert.equal(response.status, 500);
  const html = await response.text();
  assert.match(html, /report-1/);
  assert.ok(!html.includes("secret of the disk"));
});

Deno.test("the log page says what each entry is, and why it has no effect", async () => {
  const html = await textOf(ADDRESSES.find(([address]) => address.startsWith("/logs/"))![0]);
  const newest = html.indexOf("No. 4");
  assert.ok(newest > 0 && newest < html.indexOf("No. 1:"));
  assert.match(html, /not a message in deterministic CBOR/);
  assert.match(html, /payload has not arrived/);
  assert.match(html, /This log is cut at no\. 4/);
  assert.match(html, /old backup, or used on two devices.*Make a new key/s);
  assert.match(html, /href="\/api\/v1\/logs\/[0-9a-f]{64}\/[0-9]+\/proof/);
  assert.match(html, /&quot;schema&quot;: &quot;event&quot;/);
});

Deno.test("the page of an author whose log is cut says so, and what to do", async () => {
  const html = await textOf(ADDRESSES.find(([address]) => address.startsWith("/users/"))![0]);
  assert.match(html, /A log of this key is cut.*go on with a new one.*Make a new key/s);
});

Deno.test("the local operator follows a festival by its id or address; others cannot", async () => {
  const followed: number[] = [];
  const node = sampleNode(sampleQueries(), {
    follow: (id) => {
      followed.push(id.length);
      return Promise.resolve(id[0] !== 0xff);
    },
  });
  const post = (given: string, more = {}) =>
    sample({ node, ...more }).request("/network/follow", {
      method: "POST",
      body: new URLSearchParams({ festival: given }),
    });
  const good = await post(`https://elsewhere.example/festivals/${UNKNOWN}#programme`);
  assert.equal(good.status, 303);
  assert.equal(good.headers.get("location"), `/festivals/${UNKNOWN}`);
  const bad = await post("my festival <b>");
  assert.equal(bad.status, 422);
  assert.match(await bad.text(), /no festival’s id|There is no festival/);
  const taken = await post("ff".repeat(32));
  assert.equal(taken.status, 422);
  assert.match(await taken.text(), /same log id/);
  const foreign = await post(UNKNOWN, { authority: publicAuthority });
  assert.equal(foreign.status, 403);
  assert.deepEqual(followed, [32, 32]);
  assert.match(
    await textOf("/network", sample({ authority: publicAuthority })),
    /id="follow-token" name="token" type="password"/,
  );
});

Deno.test("links to a folded form lead to what is inside of it", async () => {
  for (const [address, app] of [["/", sample()], [`/festivals/${FESTIVAL}`, sample()]] as const) {
    const html = await textOf(address, app);
    for (const id of ["announce-festival", "create-event", "announce-location"]) {
      if (!html.includes(`id="${id}"`)) continue;
      assert.match(html, new RegExp(`</summary><div class="folded-body" id="${id}">`));
    }
    assert.doesNotMatch(html, /<details class="folded" +open/);
  }
  const empty = await textOf(
    "/",
    sample({
      node: sampleNode(sampleQueries(EMPTY_WORLD), { follows: () => Promise.resolve([]) }),
    }),
  );
  assert.match(empty, /<details class="folded" +open[\s\S]*id="announce-festival"/);
});

Deno.test("a festival that has not arrived is not said to be unlisted", async () => {
  const queries = sampleQueries();
  const unknown = { ...(await queries.festival(UNKNOWN))!, visibility: "unlisted" } as const;
  const node = sampleNode({ ...queries, festival: () => Promise.resolve(unknown) });
  const html = await textOf(`/festivals/${UNKNOWN}`, sample({ node }));
  assert.match(html, /It is not known yet whether this festival is public/);
  assert.doesNotMatch(html, /This festival is unlisted|>Unlisted</);
  assert.match(await textOf(`/festivals/${UNLISTED}`), /This festival is unlisted/);
});

Deno.test("a form without script becomes a file to sign", async () => {
  const form = new URLSearchParams([
    ["schema", "event"],
    ["action", "create"],
    ["festival", FESTIVAL],
    ["timezone", "Europe/Berlin"],
    ["title", "Tea <now>"],
    ["description", ""],
    ["start", "2026-07-11T20:00"],
    ["end", "2026-07-11T21:00"],
  ]);
  const app = sample();
  const page = await app.request("/sign", { method: "POST", body: form });
  assert.equal(page.status, 200);
  const html = await page.text();
  assert.ok(html.includes("p2panda publish --node http://localhost --key"));
  assert.match(html, /In a checkout of its sources write “deno task p2panda”/);
  assert.ok(html.includes("Tea &lt;now&gt;") && !html.includes("Tea <now>"));
  form.set("download", "1");
  const file = await app.request("/sign", { method: "POST", body: form });
  assert.match(file.headers.get("content-disposition")!, /attachment/);
  const message = JSON.parse(await file.text());
  assert.equal(message.festival, FESTIVAL);
  assert.equal(message.fields.start, Date.UTC(2026, 6, 11, 18));
});

Deno.test("a form that does not fit says which field, and leads back", async () => {
  const response = await sample().request("/sign", {
    method: "POST",
    headers: { referer: `http://localhost/festivals/${FESTIVAL}?q=x` },
    body: new URLSearchParams({
      schema: "event",
      action: "create",
      festival: FESTIVAL,
      timezone: "Europe/Berlin",
      title: "",
      start: "2026-07-11T20:00",
      end: "2026-07-11T19:00",
    }),
  });
  assert.equal(response.status, 422);
  const html = await response.text();
  assert.match(html, /<strong>title<\/strong>/);
  assert.ok(html.includes(`href="/festivals/${FESTIVAL}?q=x"`));
});

Deno.test("moving an event asks again for what it had asked for, in the same file", async () => {
  const response = await sample().request("/sign", {
    method: "POST",
    body: new URLSearchParams({
      download: "1",
      schema: "event",
      action: "update",
      festival: FESTIVAL,
      id: concert.id,
      timezone: "Europe/Berlin",
      start: "2026-07-11T21:00",
      end: "2026-07-11T23:30",
    }),
  });
  assert.equal(response.status, 200);
  const messages = (await response.text()).trim().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual([messages[0].action, messages[0].schema], ["update", "event"]);
  assert.ok(messages.some((one) => one.schema === "request" && one.fields?.replaces !== undefined));
});

Deno.test("a form of another kind of content is refused", async () => {
  const response = await sample().request("/sign", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  assert.equal(response.status, 415);
});

Deno.test("an avatar is one's own, and holds nothing but shapes", async () => {
  const app = sample();
  const one = await app.request(`/users/${pa.author}/avatar.svg`);
  assert.equal(one.headers.get("content-type"), "image/svg+xml");
  assert.match(one.headers.get("cache-control")!, /immutable/);
  const svg = await one.text();
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 32 32">/);
  const other = await (await app.request(`/users/${hall.author}/avatar.svg`)).text();
  assert.notEqual(svg, other);
  const wrong = await app.request("/users/nobody/avatar.svg");
  assert.equal(wrong.status, 404);
  await wrong.body?.cancel();
});

Deno.test("robots are told what is no page to find", async () => {
  const text = await (await sample().request("/robots.txt")).text();
  assert.match(text, /^User-agent: \*\n/);
  assert.match(text, /Disallow: \/desk/);
});

Deno.test("a page that was drawn already is not drawn again until something changes", async () => {
  const queries = sampleQueries();
  let [drawn, revision] = [0, 1];
  const node = sampleNode({
    ...queries,
    revision: () => Promise.resolve(revision),
    nested: (id, page) => {
      drawn++;
      return queries.nested(id, page);
    },
  });
  const app = sample({ node });
  const first = await textOf(`/festivals/${FESTIVAL}`, app);
  assert.equal(await textOf(`/festivals/${FESTIVAL}`, app), first);
  assert.equal(drawn, 1);
  await textOf(`/festivals/${FESTIVAL}?tag=music`, app);
  assert.equal(drawn, 2);
  revision = 2;
  await textOf(`/festivals/${FESTIVAL}`, app);
  assert.equal(drawn, 3);
});

Deno.test("pages stay small: bytes of the document, compressed", async () => {
  const budgets = [["/", 4], ["/about", 4], ["/desk", 3], [`/events/${concert.id}`, 9], [
    `/festivals/${FESTIVAL}`,
    16,
  ]] as const;
  for (const [address, kilobytes] of budgets) {
    const gzip = new Blob([await textOf(address)]).stream()
      .pipeThrough(new CompressionStream("gzip"));
    const size = (await new Response(gzip).arrayBuffer()).byteLength;
    assert.ok(size <= kilobytes * 1_024, `${address}: ${size}`);
  }
});

Deno.test("the log page stays small, whatever strangers put into their logs", async () => {
  // 64 KiB of lists in lists: two megabytes, where each is indented.
  let nested: CborValue = [];
  for (let depth = 0; depth < 12; depth++) nested = [nested];
  const payload = encodeCbor({ schema: "x", list: Array.from({ length: 4_000 }, () => nested) });
  const node = sampleNode();
  const many = {
    ...node,
    range: async (author: Uint8Array, logId: number, from: number, limit: number) =>
      (await node.range(author, logId, from, limit)).map((entry) => ({ ...entry, payload })),
  };
  const address = ADDRESSES.find(([one]) => one.startsWith("/logs/"))![0];
  const html = await textOf(address, sample({ node: many }));
  assert.match(html, /…/);
  assert(html.length < 300_000, `${html.length} characters`);
});

Deno.test("a log says which payloads are not here, and why", async () => {
  const node = sampleNode();
  const address = ADDRESSES.find(([one]) => one.startsWith("/logs/"))![0];
  for (
    const [ignored, words] of [
      ["deleted", /payload not here \(deleted\).*every node that learns of it/s],
      ["no-payload", /payload wanted.*asks the others/s],
    ] as const
  ) {
    const lacking = {
      ...node,
      range: async (author: Uint8Array, logId: number, from: number, limit: number) =>
        (await node.range(author, logId, from, limit))
          .map((entry) => ({ ...entry, payload: null, ignored })),
    };
    const html = await textOf(address, sample({ node: lacking }));
    assert.match(html, words);
    assert.doesNotMatch(html, /no readable message/);
  }
});

Deno.test("what no page asks for is taken out of an address, and the page stays kept", async () => {
  const app = sample();
  for (const [address, clean] of [["/?x=1", "/"], [`/festivals/${FESTIVAL}?q=a&x=1`, "?q=a"]]) {
    const response = await app.request(address!);
    assert.equal(response.status, 302);
    assert.ok(response.headers.get("location")!.endsWith(clean!));
  }
});
