/** Whose idea a document was, and what members find where something new is made. */
import assert from "node:assert/strict";
import { createApp } from "../../../src/routes/mod.ts";
import { fakeContext } from "../fake_node.ts";
import { ANA, BO, concert, FESTIVAL, hall, NOW, sampleNode } from "../../views/sample.ts";
import {
  COLLECTIVE,
  KEPT,
  made,
  PROPOSAL_ADDRESSES,
  queriesWithProposals,
} from "../../views/sample_proposals.ts";

const app = createApp(fakeContext({
  node: sampleNode(queriesWithProposals()),
  clock: { now: () => NOW, after: () => () => {} },
  collectives: KEPT,
}));

async function textOf(address: string): Promise<string> {
  const response = await app.request(address);
  assert.equal(response.status, 200, address);
  return await response.text();
}

Deno.test("every page of proposals and collectives is there", async () => {
  for (const address of PROPOSAL_ADDRESSES) await textOf(address);
});

Deno.test("a document that was made from a proposal says whose idea it was", async () => {
  const event = await textOf(`/events/${concert.id}`);
  const said = /<p>It was [\s\S]*?<\/p>/.exec(event)![0];
  assert.ok(said.includes(`/users/${BO}`) && said.includes(`/proposals/${made.id}`), said);
  assert.ok(!(await textOf(`/resources/${hall.id}`)).includes("made from a proposal"));
});

Deno.test("members of a collective that is kept here find its own way to make what is new", async () => {
  const page = await textOf(`/festivals/${FESTIVAL}`);
  for (const [schema, fold] of [["event", "create-event"], ["resource", "announce-resource"]]) {
    const from = page.indexOf(`id="${fold}"`);
    const body = page.slice(from, page.indexOf("<form", from));
    const address = `/propose?schema=${schema}&amp;festival=${FESTIVAL}&amp;for=${COLLECTIVE}`;
    assert.ok(body.includes(`data-only="${ANA} ${BO}"`), body);
    assert.ok(body.includes(`href="${address}"`), body);
  }
});
