/** The calls that planning needs: what they take, what they refuse, and what they answer. */
import assert from "node:assert/strict";
import type { Queries } from "../../../src/node/mod.ts";
import { createApp } from "../../../src/routes/mod.ts";
import {
  AUTHOR,
  fakeContext,
  fakeNode,
  FESTIVAL,
  OWNER,
  PROPOSAL,
  REQUEST,
  RESOURCE,
  UNLISTED,
} from "../fake_node.ts";

const app = createApp(fakeContext());
const get = (path: string) => app.request(`/api/v1${path}`);

for (
  const path of [
    "/search?q=tea",
    `/search?q=tea&festival=${UNLISTED}&kind=event&kind=user&from=1&to=2`,
    "/search?tag=tea",
    `/search?owner=${OWNER}&place=${RESOURCE}&state=unsure&stepFree=yes`,
    "/search?places=1&resourceKind=location&free=1&from=1&to=2&quantity=3",
    `/festivals/${FESTIVAL}/proposals?status=open&for=${AUTHOR}&author=${OWNER}`,
    `/festivals/${FESTIVAL}/activity?limit=200`,
    `/requests/${REQUEST}/votes`,
    `/desk/proposals?key=${AUTHOR}&festival=${UNLISTED}&status=gone`,
    `/desk/conflicts?key=${AUTHOR}`,
    `/changes?key=${AUTHOR}`,
    `/festivals/${FESTIVAL}/events?place=${RESOURCE}&official=0&nested=1&stepFree=yes&state=sure`,
    `/festivals/${FESTIVAL}/resources?place=1&stepFree=partly&free=1&from=1&to=2&quantity=3`,
  ]
) {
  Deno.test(`GET ${path.replaceAll(/[0-9a-f]{30,}/g, "…")} answers a page with a validator`, async () => {
    const response = await get(path);
    assert.equal(response.status, 200);
    assert.ok(response.headers.get("etag"));
    const { items, next } = await response.json();
    assert.equal(items.length, 1);
    assert.equal(next, null);
  });
}

Deno.test("GET a proposal gives it as the node has it", async () => {
  const proposal = await (await get(`/proposals/${PROPOSAL}`)).json();
  assert.equal(proposal.status, "open");
  assert.deepEqual(proposal.fields, { title: "Lecture on ferns" });
});

for (
  const [path, field] of [
    ["/search", "q"],
    [`/search?festival=${FESTIVAL}`, "q"],
    ["/search?free=1&from=1", "to"],
    ["/search?tag=tea&quantity=2", "quantity"],
    ["/search?state=maybe", "state"],
    ["/search?owner=anna", "owner"],
    ["/search?q=tea&kind=request", "kind"],
    ["/search?q=tea&from=now", "from"],
    ["/changes", "key"],
    [`/desk/proposals?key=${AUTHOR}&status=withdrawn`, "status"],
    [`/festivals/${FESTIVAL}/resources?free=1&from=1`, "to"],
    [`/festivals/${FESTIVAL}/resources?free=1&to=1`, "from"],
    [`/festivals/${FESTIVAL}/resources?free=1&from=2&to=2`, "to"],
    [`/festivals/${FESTIVAL}/resources?free=0&from=1&to=2`, "free"],
    [`/festivals/${FESTIVAL}/resources?from=1&to=2`, "from"],
    [`/festivals/${FESTIVAL}/resources?quantity=2`, "quantity"],
    [`/festivals/${FESTIVAL}/resources?free=1&from=1&to=2&quantity=0`, "quantity"],
    [`/festivals/${FESTIVAL}/resources?stepFree=no`, "stepFree"],
    [`/festivals/${FESTIVAL}/events?official=yes`, "official"],
    [`/festivals/${FESTIVAL}/events?place=hall`, "place"],
  ] as const
) {
  Deno.test(`GET ${path.replaceAll(/[0-9a-f]{30,}/g, "…")} is 400 and names ${field}`, async () => {
    const response = await get(path);
    assert.equal(response.status, 400);
    const { error } = await response.json();
    assert.equal(error.code, "bad-parameter");
    assert.equal(error.field, field);
    assert.ok(error.message.length > 10);
  });
}

Deno.test("what is asked reaches the node as it was asked", async () => {
  const seen: unknown[] = [];
  const record = (...given: unknown[]) => {
    seen.push(given);
    return Promise.resolve({ items: [], next: null });
  };
  const queries = Object.fromEntries(
    ["search", "events", "proposals", "proposalsForDesk", "changes"].map((name) => [name, record]),
  ) as Partial<Queries>;
  const recording = createApp(fakeContext({ node: fakeNode({}, queries) }));
  for (
    const path of [
      "/search?q=tea&kind=user",
      `/search?from=1&to=2&author=${OWNER}`,
      "/search?from=1&to=2&free=1&places=0",
      `/festivals/${FESTIVAL}/events?official=1&nested=0`,
      `/festivals/${FESTIVAL}/proposals?document=${RESOURCE}&limit=2`,
      `/desk/proposals?key=${AUTHOR}&festival=${UNLISTED}`,
      `/changes?key=${AUTHOR}&limit=1`,
    ]
  ) await recording.request(`/api/v1${path}`);
  assert.deepEqual(JSON.parse(JSON.stringify(seen)), [
    [{ q: "tea", kinds: ["user"] }],
    [{ from: 1, to: 2, owner: OWNER }],
    [{ free: { from: 1, to: 2 }, places: false }],
    [FESTIVAL, { official: true, nested: false }],
    [FESTIVAL, { document: RESOURCE, limit: 2 }],
    [AUTHOR, { festivals: [UNLISTED] }],
    [AUTHOR, { limit: 1 }],
  ]);
});
