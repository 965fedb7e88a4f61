/** What is said of a form's message before it is signed, where no script could say it in the form. */
import assert from "node:assert/strict";
import type { RequestDocument } from "../../../src/node/mod.ts";
import { createApp } from "../../../src/routes/mod.ts";
import {
  ANA,
  BO,
  concert,
  FESTIVAL,
  garden,
  hall,
  NOW,
  pa,
  pending,
  REQUESTS,
  sampleNode,
  sampleQueries,
} from "../../views/sample.ts";
import { fakeContext } from "../fake_node.ts";

const clock = { now: () => NOW, after: () => () => {} };

/** The words above the message, one line each. */
async function saidOf(
  fields: Record<string, string> | [string, string][],
  node = sampleNode(),
) {
  const app = createApp(fakeContext({ node, clock }));
  const response = await app.request("/sign", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields),
  });
  const html = await response.text();
  assert.equal(response.status, 200, html);
  assert.match(html, /p2panda publish/, "nothing is forbidden");
  const [list = ""] = /<ul class="advice">[\s\S]*?<\/ul>/.exec(html) ?? [];
  const lines = list.split("</li>").slice(0, -1)
    .map((line) => line.replaceAll(/<[^>]*>/g, "").replaceAll(/\s+/g, " ").trim());
  return { html, lines };
}

const EVENT = {
  schema: "event",
  action: "create",
  festival: FESTIVAL,
  timezone: "Europe/Berlin",
  title: "Tea",
  start: "2026-07-11T20:00",
  end: "2026-07-11T22:00",
};

Deno.test("a new event without a place is told so, and not one that asks for a place or says where", async () => {
  const words = /no place yet/;
  assert.match((await saidOf(EVENT)).lines.join("\n"), words);
  assert.doesNotMatch((await saidOf({ ...EVENT, where: "by the river" })).lines.join("\n"), words);
  const asks = await saidOf({ ...EVENT, "ask.0.resource": garden.id });
  assert.doesNotMatch(asks.lines.join("\n"), words);
});

Deno.test("what is taken, cannot be had, or needs more is said of each thing that is asked for", async () => {
  const { lines } = await saidOf({
    ...EVENT,
    end: "2026-07-11T23:00",
    "ask.0.resource": hall.id,
    "ask.1.resource": pa.id,
    "ask.2.resource": garden.id,
  });
  const said = lines.join("\n");
  assert.match(said, /Boat house hall is taken .*20:00–23:00.* wait in line/);
  assert.match(said, /Garden cannot be had at all of that time/);
  assert.doesNotMatch(said, /PA, 2 × 300 W needs/, "the hall is asked for with it");
  const alone = await saidOf({ ...EVENT, where: "river", "ask.0.resource": pa.id });
  assert.deepEqual(alone.lines, ["PA, 2 × 300 W needs as well: Boat house hall."]);
});

Deno.test("who tells their key hears what they have at that time; without it they are offered to", async () => {
  const event = { ...EVENT, where: "river" };
  const before = await saidOf(event);
  assert.deepEqual(before.lines, []);
  assert.match(before.html, /name="signer"/);
  const { html, lines } = await saidOf({ ...event, signer: ANA.toUpperCase() });
  assert.match(lines.join("\n"), /At that time .* you have Concert on the jetty/);
  assert.doesNotMatch(html, /<input[^>]*type="text"[^>]*name="signer"/);
  assert.deepEqual((await saidOf({ ...event, signer: BO })).lines, []);
  assert.match((await saidOf({ ...event, signer: "bo" })).html, /must be 64 hex digits/);
});

Deno.test("an event that moves hears what is taken there, but for what it holds itself", async () => {
  const move = (start: string, end: string) =>
    saidOf({ ...EVENT, action: "update", id: concert.id, title: concert.title, start, end });
  const later = (await move("2026-07-11T22:00", "2026-07-12T01:00")).lines.join("\n");
  assert.match(later, /Boat house hall is taken/);
  assert.doesNotMatch(later, /no place/);
  const shifted = (await move("2026-07-11T19:30", "2026-07-11T22:30")).lines.join("\n");
  assert.doesNotMatch(shifted, /Boat house hall/);
  assert.doesNotMatch(shifted, /you have/, "the event itself is no other one");
});

Deno.test("a confirmation that would be a conflict says what is in its way", async () => {
  const disco = REQUESTS.find(({ resource, status, id }) =>
    resource === pa.id && status === "pending" && id !== pending.id
  )!;
  // At the same time as the other one.
  const same = { ...disco, start: pending.start, end: pending.end };
  const queries = sampleQueries();
  const node = sampleNode({
    ...queries,
    request: (id) => id === disco.id ? Promise.resolve(same) : queries.request(id),
  });
  const answer = async (verdict: string, ...requests: RequestDocument[]) =>
    (await saidOf([
      ["schema", "authorization"],
      ["action", "create"],
      ["several", "1"],
      ["verdict", verdict],
      ...requests.map(({ festival, id }): [string, string] => ["chosen", `${festival}.${id}`]),
    ], node)).lines;
  assert.deepEqual(await answer("confirmed", pending), []);
  assert.deepEqual(await answer("denied", pending, same), []);
  const both = await answer("confirmed", pending, same);
  assert.equal(both.length, 1);
  assert.match(both[0]!, /There is no room for Disco .*In its way: Concert on the jetty/);
});

Deno.test("what was found free leads to a new event then, with what is free to be asked for", async () => {
  const app = createApp(fakeContext({ node: sampleNode(), clock }));
  const textOf = async (address: string) => {
    const response = await app.request(address);
    assert.equal(response.status, 200, address);
    return (await response.text()).replaceAll("&amp;", "&");
  };
  const found = await textOf(
    `/festivals/${FESTIVAL}/resources?from=2026-07-11T20:00&to=2026-07-11T22:00`,
  );
  const [, address] = /href="([^"]*\/plan\?[^"]*)"/.exec(found)!;
  const plan = await textOf(address!);
  assert.match(plan, /name="start"[^>]*value="2026-07-11T20:00"/);
  assert.match(plan, /name="end"[^>]*value="2026-07-11T22:00"/);
  assert.match(plan, new RegExp(`<option value="${garden.id}"`));
  assert.doesNotMatch(plan, new RegExp(`<option value="${hall.id}"`), "taken then");
  // Who comes from a resource has that chosen, free or not.
  const withHall = await textOf(`${address}&resource=${hall.id}`);
  assert.match(withHall, new RegExp(`<option value="${hall.id}" selected`));
  assert.match(
    await textOf(`/resources/${hall.id}`),
    new RegExp(`href="/festivals/${FESTIVAL}/plan\\?resource=${hall.id}"`),
  );
});
