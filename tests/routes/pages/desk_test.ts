/** The desk, and what can be told of a request, as pages without script. */
import assert from "node:assert/strict";
import { createApp } from "../../../src/routes/mod.ts";
import { fakeContext } from "../fake_node.ts";
import { ANA, BO, NOW, sampleNode, sampleQueries } from "../../views/sample.ts";

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
  assert.match(html, /<table class="overview"><caption>/);
  const waiting = await requestsOf(BO, "pending");
  assert(waiting.length > 0);
  for (const { id, festival } of waiting) {
    assert.ok(html.includes(`name="chosen" value="${festival}.${id}" form="several"`), id);
  }
  assert.match(html, /<input type="hidden" name="several" value="1"/);
  for (const heads of html.matchAll(/<thead>.*?<\/thead>/gs)) {
    assert.equal(heads[0].match(/<th scope="col">/g)?.length, 7);
  }
  const rows = html.match(/<th scope="row">/g)?.length;
  const standings = await sampleQueries().standings(BO, { at: NOW });
  assert.ok(rows !== undefined && rows >= standings.length);
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
