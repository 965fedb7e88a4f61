import assert from "node:assert/strict";
import type { ForkProof } from "../../../src/core/bamboo/mod.ts";
import { z } from "@hono/zod-openapi";
import { fromHex } from "../../../src/core/messages/mod.ts";
import { BadCursorError, WeatherError } from "../../../src/node/mod.ts";
import * as shapes from "../../../src/routes/api/shapes.ts";
import { createApp } from "../../../src/routes/mod.ts";
import {
  AUTHOR,
  DELETED,
  EVENT,
  fakeContext,
  fakeNode,
  FESTIVAL,
  HASH,
  HIDDEN_EVENT,
  LOG_ID,
  MemoryReport,
  NOBODY,
  OWNER,
  REQUEST,
  RESOURCE,
  STRANGER,
  UNLISTED,
  UNLISTED_LOG_ID,
  WITHDRAWN,
} from "../fake_node.ts";

const app = createApp(fakeContext());
const api = (path: string, init?: RequestInit) => app.request(`/api/v1${path}`, init);

async function error(response: Response | Promise<Response>) {
  const body = await (await response).json();
  return shapes.ErrorShape.parse(body).error;
}

const GOOD: readonly (readonly [path: string, shape: z.ZodType])[] = [
  ["/festivals", shapes.pageOf(shapes.Festival)],
  [`/festivals/${FESTIVAL}`, shapes.Festival],
  [`/festivals/${UNLISTED}`, shapes.Festival],
  [
    `/festivals/${FESTIVAL}/events?from=-5&to=99&tag=talk&stage=idea&sort=-start&limit=200`,
    shapes.pageOf(shapes.Event),
  ],
  [
    `/festivals/${FESTIVAL}/resources?owner=${OWNER}&kind=space&q=h`,
    shapes.pageOf(shapes.Resource),
  ],
  [`/festivals/${FESTIVAL}/requests?status=pending&owner=${OWNER}`, shapes.pageOf(shapes.Request)],
  [`/festivals/${FESTIVAL}/nested`, shapes.pageOf(shapes.Nested)],
  [`/events/${EVENT}`, shapes.Event],
  [`/resources/${RESOURCE}`, shapes.Resource],
  [`/requests/${REQUEST}`, shapes.Request],
  [`/requests/${WITHDRAWN}`, shapes.Withdrawn],
  [`/users/${AUTHOR}`, shapes.User],
  [`/logs?festival=${FESTIVAL}`, shapes.pageOf(shapes.Log)],
  [`/logs/${AUTHOR}/${LOG_ID}`, shapes.pageOf(shapes.LogEntry)],
  [`/logs/${AUTHOR}/0?from=2&limit=1`, shapes.pageOf(shapes.LogEntry)],
  [`/entries/${HASH}`, shapes.Entry],
  ["/peers", shapes.pageOf(shapes.Peer)],
  [
    `/desk?key=${OWNER}&festival=${UNLISTED}&festival=${FESTIVAL}&status=pending`,
    shapes.pageOf(shapes.Request),
  ],
  [`/next?author=${AUTHOR}`, shapes.Next],
  [`/next?author=${AUTHOR}&festival=${FESTIVAL}`, shapes.Next],
];

for (const [path, shape] of GOOD) {
  Deno.test(`GET ${path.replaceAll(/[0-9a-f]{30,}/g, "…")} answers as described`, async () => {
    const response = await api(path);
    const body = await response.json();
    assert.equal(response.status, 200, JSON.stringify(body));
    assert.equal(response.headers.get("content-type"), "application/json");
    // Nothing is there that the shape does not name, and nothing is lost by it.
    assert.deepEqual(shape.parse(body), body);

    const head = await api(path, { method: "HEAD" });
    assert.equal(head.status, 200);
    assert.equal(await head.text(), "");
  });
}

Deno.test("GET /entries/HASH/proof answers as described, and 409 where the log is cut", async () => {
  assert.equal((await error(api(`/entries/${HASH}/proof`))).code, "cut");
  const head = { author: fromHex(AUTHOR)!, logId: 0, seqNum: 2, hash: null, ended: false, cut: 3 };
  const node = fakeNode({ head: () => Promise.resolve(head) });
  const response = await createApp(fakeContext({ node })).request(`/api/v1/entries/${HASH}/proof`);
  const body = await response.json();
  assert.equal(response.status, 200);
  assert.deepEqual(shapes.Proof.parse(body), body);
  assert.equal(body.pool.length, 1);
});

Deno.test("GET /healthz tells version, entries and the agent's key", async () => {
  const response = await app.request("/healthz");
  assert.deepEqual(await response.json(), {
    status: "ok",
    version: "0.0.0-test",
    entries: 12,
    agent: STRANGER,
  });
});

const BAD: readonly (readonly [path: string, field: string])[] = [
  ["/festivals?limit=0", "limit"],
  ["/festivals?limit=201", "limit"],
  ["/festivals?limit=1e2", "limit"],
  ["/festivals?limit=", "limit"],
  ["/festivals?limit=1&limit=2", "limit"],
  ["/festivals?limit=-1", "limit"],
  [`/festivals/${FESTIVAL}/events?sort=colour`, "sort"],
  [`/festivals/${FESTIVAL}/events?from=soon`, "from"],
  [`/festivals/${FESTIVAL}/events?to=1.5`, "to"],
  [`/festivals/${FESTIVAL}/events?to=99999999999999999`, "to"],
  [`/festivals/${FESTIVAL}/events?author=me`, "author"],
  [`/festivals/${FESTIVAL}/events?status=maybe`, "status"],
  [`/festivals/${FESTIVAL}/requests?status=maybe`, "status"],
  [`/festivals/${FESTIVAL}/requests?owner=${OWNER.toUpperCase()}`, "owner"],
  [`/festivals/${FESTIVAL}/resources?sort=start`, "sort"],
  [`/festivals/${FESTIVAL.slice(1)}`, "id"],
  [`/festivals/${FESTIVAL.toUpperCase()}`, "id"],
  ["/events/nothing", "id"],
  [`/resources/${RESOURCE}00`, "id"],
  ["/requests/0", "id"],
  ["/users/ada", "id"],
  ["/logs", "festival"],
  ["/logs?festival=x", "festival"],
  [`/logs/${AUTHOR}/281474976710656`, "logId"],
  [`/logs/${AUTHOR}/-1`, "logId"],
  [`/logs/${AUTHOR}/0?from=x`, "from"],
  [`/logs/${AUTHOR}/0?cursor=x`, "cursor"],
  [`/entries/${HASH.slice(4)}`, "hash"],
  ["/desk", "key"],
  [`/desk?key=${OWNER}&festival=x`, "festival"],
  ["/next", "author"],
  [`/next?author=${AUTHOR}&festival=${"0".repeat(64)}`, "festival"],
  ["/stream?revision=x", "revision"],
  ["/stream?festival=x", "festival"],
];

for (const [path, field] of BAD) {
  Deno.test(`GET ${path.replaceAll(/[0-9a-fA-F]{30,}/g, "…")} is 400 and names ${field}`, async () => {
    const response = await api(path);
    assert.equal(response.status, 400);
    const { field: named, message } = await error(response);
    assert.equal(named, field);
    assert(message.includes(field) || message.includes("cursor"));
  });
}

Deno.test("a filter that a list does not have is refused by its name", async () => {
  const response = await api(`/festivals/${FESTIVAL}/requests?staus=pending`);
  assert.equal(response.status, 400);
  assert((await error(response)).message.includes("staus"));
});

Deno.test("filters reach the query, and `owner` and `author` mean the same where one is there", async () => {
  const seen: unknown[] = [];
  const node = fakeNode({}, {
    events: (...given) => (seen.push(given), Promise.resolve({ items: [], next: null })),
    resources: (...given) => (seen.push(given), Promise.resolve({ items: [], next: null })),
  });
  const app = createApp(fakeContext({ node }));
  await app.request(`/api/v1/festivals/${FESTIVAL}/events?from=1&to=2&owner=${OWNER}&status=idea`);
  await app.request(`/api/v1/festivals/${FESTIVAL}/resources?author=${OWNER}&limit=3&cursor=c`);
  await app.request(`/api/v1/festivals/${FESTIVAL}/resources?free=1&from=1&to=2&place=1`);
  assert.deepEqual(seen, [
    [FESTIVAL, { from: 1, to: 2, author: OWNER, stage: "idea" }],
    [FESTIVAL, { owner: OWNER, free: undefined, limit: 3, cursor: "c" }],
    [FESTIVAL, {
      owner: undefined,
      free: { from: 1, to: 2, quantity: undefined },
      place: true,
    }],
  ]);
});

for (
  const path of [
    `/festivals/${NOBODY}`,
    `/festivals/${NOBODY}/events`,
    `/festivals/${NOBODY}/resources`,
    `/festivals/${NOBODY}/requests`,
    `/festivals/${NOBODY}/nested`,
    `/festivals/${NOBODY}/proposals`,
    `/festivals/${NOBODY}/activity`,
    `/proposals/${NOBODY}`,
    `/requests/${NOBODY}/votes`,
    `/search?q=tea&festival=${NOBODY}`,
    `/events/${NOBODY}`,
    `/resources/${NOBODY}`,
    `/requests/${NOBODY}`,
    `/users/${NOBODY}`,
    `/logs?festival=${NOBODY}`,
    `/logs/${NOBODY}/0`,
    `/stream?festival=${NOBODY}`,
    "/nothing",
    "",
  ]
) {
  Deno.test(`GET ${path.replaceAll(/[0-9a-f]{30,}/g, "…")} of nothing is 404 in JSON`, async () => {
    const response = await api(path, { headers: { accept: "text/html" } });
    assert.equal(response.status, 404);
    assert((await error(response)).code.length > 0);
    assert.equal(response.headers.get("etag"), null);
  });
}

Deno.test("what was deleted says so", async () => {
  const response = await api(`/events/${DELETED}`);
  assert.equal(response.status, 404);
  const { code, author, schema } = await error(response);
  assert.deepEqual({ code, author, schema }, { code: "deleted", author: AUTHOR, schema: "event" });
});

Deno.test("an unlisted festival's log is there only for those who name the festival", async () => {
  const path = `/logs/${AUTHOR}/${UNLISTED_LOG_ID}`;
  assert.equal((await api(path)).status, 404);
  assert.equal((await api(`${path}?festival=${FESTIVAL}`)).status, 404);
  assert.equal((await api(`${path}?festival=${UNLISTED}`)).status, 200);
  assert.equal((await api(`/events/${HIDDEN_EVENT}`)).status, 200);
  assert(!(await (await api("/festivals")).text()).includes(UNLISTED));
});

Deno.test("a log comes in pages that follow each other", async () => {
  const seen: number[] = [];
  let next: string | null = null;
  do {
    const cursor: string = next === null ? "" : `&cursor=${next}`;
    const page = await (await api(`/logs/${AUTHOR}/${LOG_ID}?limit=1${cursor}`)).json();
    assert.equal(page.items.length, 1);
    seen.push(page.items[0].seqNum);
    next = page.next;
  } while (next !== null);
  assert.deepEqual(seen, [1, 2, 3]);
  const past = await (await api(`/logs/${AUTHOR}/${LOG_ID}?from=4`)).json();
  assert.deepEqual(past, { items: [], next: null });
});

Deno.test("a page of large payloads ends early, and goes on from there", async () => {
  const big = fakeNode({
    range: async (author, logId, from, limit) =>
      (await fakeNode().range(author, logId, 1, 1)).flatMap((one) =>
        Array.from({ length: limit }, (_, i) => ({
          ...one,
          seqNum: from + i,
          payload: new Uint8Array(65_536),
        }))
      ),
  });
  const app = createApp(fakeContext({ node: big }));
  const page = await (await app.request(`/api/v1/logs/${AUTHOR}/0?limit=200`)).json();
  assert.equal(page.items.length, 32);
  assert.equal(page.next, "33");
});

Deno.test("the proof that cuts a log is given whole, and only of a log that may be seen", async () => {
  const [one, other] = [new Uint8Array([1]), new Uint8Array([2])];
  const ask = async (proof: ForkProof | null, author = AUTHOR) => {
    const kept = proof === null ? null : { seqNum: 4, proof };
    const node = fakeNode({ proof: () => Promise.resolve(kept) });
    const response = await createApp(fakeContext({ node }))
      .request(`/api/v1/logs/${author}/0/proof`);
    return [response.status, await response.json()] as const;
  };
  assert.deepEqual(await ask({ kind: "fork", entries: [one, other] }), [
    200,
    { kind: "fork", seqNum: 4, entries: ["01", "02"] },
  ]);
  assert.deepEqual(await ask({ kind: "size-lie", entry: one, payload: other }), [
    200,
    { kind: "size-lie", seqNum: 4, entry: "01", payload: "02" },
  ]);
  const [status, { error: { code } }] = await ask(null);
  assert.deepEqual([status, code], [404, "not-cut"]);
});

Deno.test("next is 409 where a log is ended or cut, and says where", async () => {
  const head = {
    author: new Uint8Array(32),
    logId: 0,
    seqNum: 4,
    hash: new Uint8Array(66),
    ended: false,
    cut: 5,
  };
  for (const code of ["cut", "ended"] as const) {
    const node = fakeNode({ next: () => Promise.resolve({ ok: false, refusal: { code, head } }) });
    const response = await createApp(fakeContext({ node })).request(
      `/api/v1/next?author=${AUTHOR}`,
    );
    assert.equal(response.status, 409);
    const body = await error(response);
    assert.equal(body.code, code);
    assert.deepEqual(body["head"], { seqNum: 4, hash: "00".repeat(66) });
  }
});

Deno.test("an answer that has not changed is not asked of the node again", async () => {
  let asked = 0;
  let revision = 1;
  const node = fakeNode({}, {
    festivals: () => (asked++, Promise.resolve({ items: [], next: null })),
    revisionOfAll: () => Promise.resolve(revision),
  });
  const app = createApp(fakeContext({ node }));
  const first = await app.request("/api/v1/festivals");
  const etag = first.headers.get("etag")!;
  assert(etag.startsWith('W/"'));
  assert.equal(first.headers.get("cache-control"), "no-cache");

  const again = await app.request("/api/v1/festivals", { headers: { "if-none-match": etag } });
  assert.equal(again.status, 304);
  assert.equal(again.headers.get("etag"), etag);
  assert.equal(await again.text(), "");
  assert.equal(asked, 1);

  revision++;
  const changed = await app.request("/api/v1/festivals", { headers: { "if-none-match": etag } });
  assert.equal(changed.status, 200);
  assert.notEqual(changed.headers.get("etag"), etag);
});

Deno.test("what must be fresh, and what went wrong, has no validator", async () => {
  for (const path of [`/next?author=${AUTHOR}`, "/peers", "/festivals?limit=0"]) {
    const response = await api(path);
    assert.equal(response.headers.get("etag"), null, path);
    assert.equal(response.headers.get("cache-control"), "no-store", path);
  }
});

Deno.test("another method is 405 and says which there are", async () => {
  const cases = [["/festivals", "POST", "GET, HEAD"], ["/entries", "GET", "POST"], [
    `/events/${EVENT}`,
    "DELETE",
    "GET, HEAD",
  ]] as const;
  for (const [path, method, allow] of cases) {
    const response = await api(path, { method });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get("allow"), allow);
    assert.equal((await error(response)).code, "method-not-allowed");
  }
});

Deno.test("a cursor that the node does not know is 400", async () => {
  const node = fakeNode({}, { festivals: () => Promise.reject(new BadCursorError("no")) });
  const response = await createApp(fakeContext({ node })).request("/api/v1/festivals?cursor=x");
  assert.equal(response.status, 400);
  const { code, field } = await error(response);
  assert.deepEqual({ code, field }, { code: "bad-cursor", field: "cursor" });
});

Deno.test("what nobody expected is 500, and its id is in the report; a full disk is 503", async () => {
  const cases = [
    [new Error("secret detail"), 500, "internal"],
    [new WeatherError("io", "x"), 500, "io"],
    [new WeatherError("disk-full", "x"), 503, "disk-full"],
    [new WeatherError("read-only", "x"), 503, "read-only"],
  ] as const;
  for (const [cause, status, code] of cases) {
    const report = new MemoryReport();
    const node = fakeNode({}, { festivals: () => Promise.reject(cause) });
    const response = await createApp(fakeContext({ node, report })).request("/api/v1/festivals");
    assert.equal(response.status, status);
    const body = await error(response);
    assert.equal(body.code, code);
    assert.equal(body.id, report.failures[0]!.id);
    assert.equal(report.failures[0]!.cause, cause);
    assert(!body.message.includes("secret detail"));
  }
});

Deno.test("odd addresses are 400 or 404, and never a failure of the node", async () => {
  const report = new MemoryReport();
  const app = createApp(fakeContext({ report }));
  const odd = [
    "/festivals/%zz",
    "/festivals/%00",
    "/festivals/%2e%2e",
    `/festivals/${FESTIVAL}/`,
    `/festivals/${FESTIVAL}%0a`,
    "/logs/x/NaN",
    "/festivals?cursor=%ff&limit=%00",
    `/festivals?cursor=${"x".repeat(5_000)}`,
    `/festivals/${FESTIVAL}/events?q=${"x".repeat(5_000)}`,
    "//festivals",
    "/__proto__",
    "/festivals?__proto__=1",
    "/festivals?constructor=1",
  ];
  for (const path of odd) {
    const { status } = await app.request(`/api/v1${path}`);
    assert(status === 400 || status === 404, `${path}: ${status}`);
  }
  assert.deepEqual(report.failures, []);
});

Deno.test("`If-None-Match: *` is 304 for what exists, and 404 for what does not", async () => {
  const app = createApp(fakeContext());
  const ask = (id: string) =>
    app.request(`/api/v1/festivals/${id}`, { headers: { "if-none-match": "*" } });
  const known = await ask(FESTIVAL);
  assert.equal(known.status, 304);
  assert.notEqual(known.headers.get("etag"), null);
  assert.equal((await ask("ab".repeat(32))).status, 404);
});
