/** The desk, and what can be told of a request, as pages without script. */
import assert from "node:assert/strict";
import ICAL from "ical.js";
import { createApp } from "../../../src/routes/mod.ts";
import { fakeContext } from "../fake_node.ts";
import { ANA, BO, concert, NOW, sampleNode, sampleQueries, UNLISTED } from "../../views/sample.ts";

const clock = { now: () => NOW, after: () => () => {} };
const sample = () => createApp(fakeContext({ node: sampleNode(), clock }));
const textOf = async (address: string) => {
  const response = await sample().request(address);
  assert.equal(response.status, 200, address);
  return await response.text();
};
const requestsOf = async (key: string, status: "pending" | "confirmed" | "denied") =>
  (await sampleQueries().requestsForDesk(key, { status, limit: 200 })).items;

Deno.test("the desk counts each resource's requests, and lets several be chosen", async () => {
  const html = await textOf(`/desk?key=${BO}`);
  assert.match(html, /<table class="overview" role="table"><caption>/);
  const waiting = await requestsOf(BO, "pending");
  assert(waiting.length > 0);
  for (const { id, festival } of waiting) {
    assert.ok(html.includes(`name="chosen" value="${festival}.${id}" form="several"`), id);
  }
  assert.match(html, /<input type="hidden" name="several" value="1"/);
  for (const heads of html.matchAll(/<thead>.*?<\/thead>/gs)) {
    assert.equal(heads[0].match(/<th scope="col" role="columnheader">/g)?.length, 7);
  }
  const rows = html.match(/<th scope="row" role="rowheader">/g)?.length;
  const overview = await sampleQueries().overview(BO, { at: NOW, limit: 200 });
  assert.equal(rows, overview.items.length);
});

Deno.test("the desk of who asks says what changed, and what is in the way", async () => {
  const html = await textOf(`/desk?key=${ANA}`);
  assert.match(html, /What changed of yours/);
  assert.match(html, / denied /);
});

Deno.test("a request's page has the text to tell, as a mail too", async () => {
  const [request] = (await requestsOf(BO, "pending")).filter(({ author }) => author !== BO);
  const html = await textOf(`/requests/${request!.id}`);
  const link = `http://localhost/requests/${request!.id}`;
  assert.ok(html.includes(`${link}</textarea>`));
  assert.ok(html.includes(`body=`) && html.includes(encodeURIComponent(link)));
  assert.match(html, /href="mailto:[^"?]*\?subject=/);
  assert.match(html, /data-tell-by="copy" hidden/);
});

Deno.test("the feeds of a desk are where only this node can say, with what is named there", async () => {
  const feedOf = async (query: string) =>
    /href="(\/desk\/feed\/[0-9a-f]+)\.atom"/.exec(await textOf(`/desk?${query}`))![1]!;
  const feed = await feedOf(`key=${BO}`);
  const atom = await textOf(`${feed}.atom`);
  for (const { id } of await requestsOf(BO, "pending")) {
    assert.ok(atom.includes(`<id>urn:x-p2panda:${id}</id>`), id);
  }
  assert.match(atom, / asks for /);
  assert.match(await textOf(`${await feedOf(`key=${ANA}`)}.atom`), / denied /);

  const calendar = new ICAL.Component(
    ICAL.parse(await textOf(`${await feedOf(`key=${ANA}`)}.ics`)),
  );
  const uids = calendar.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one).uid);
  assert.ok(uids.includes(`${concert.id}@p2panda`));

  const named = await feedOf(`key=${ANA}&festival=${UNLISTED}`);
  assert.equal(named.length, feed.length + 64);
  assert.match(await textOf(`${named}.ics`), /BEGIN:VCALENDAR/);

  const status = async (address: string) => (await sample().request(address)).status;
  const last = feed.at(-1) === "0" ? "1" : "0";
  assert.equal(await status(`${feed.slice(0, -1)}${last}.atom`), 404);
  assert.equal(await status(`/desk/feed/${ANA}${feed.slice(-32)}.atom`), 404, "another's code");
  assert.equal(await status(`${named.slice(0, -96)}${named.slice(-32)}.atom`), 404);
  for (const wrong of [`${feed}.html`, feed, "/desk/feed/x.atom", `/desk/feed/${BO}.atom`]) {
    assert.equal(await status(wrong), 404, wrong);
  }
});
