import assert from "node:assert/strict";
import { hashOf } from "../../../src/core/bamboo/mod.ts";
import { fromHex, toHex } from "../../../src/core/messages/mod.ts";
import { type AppendResult, WeatherError } from "../../../src/node/mod.ts";
import { MAX_ENTRIES, MAX_ENTRIES_BYTES, SHARE } from "../../../src/routes/api/entries.ts";
import { EntryResults, ErrorShape } from "../../../src/routes/api/shapes.ts";
import { createApp } from "../../../src/routes/mod.ts";
import {
  EVENT,
  fakeContext,
  fakeNode,
  FESTIVAL,
  HASH,
  localAuthority,
  ManualClock,
  MemoryReport,
  publicAuthority,
  TOKEN,
} from "../fake_node.ts";

const JSON_TYPE = { "content-type": "application/json" };
const app = createApp(fakeContext());

function post(body: unknown, headers: Record<string, string> = JSON_TYPE, to = app) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return to.request("/api/v1/entries", { method: "POST", headers, body: text });
}

async function errorOf(response: Response) {
  return ErrorShape.parse(await response.json()).error;
}

const item = { entry: "00ff", payload: "" };

Deno.test("entries are taken in order, and answered in order", async () => {
  const response = await post({ entries: [item, item] });
  assert.equal(response.status, 200);
  const { results } = EntryResults.parse(await response.json());
  assert.deepEqual(results.map(({ id }) => id), ["00".repeat(32), "01".repeat(32)]);
  assert(results.every(({ status, hash }) => status === "accepted" && hash === HASH));
});

Deno.test("what was sent reaches the node as bytes, an empty payload as no bytes", async () => {
  let sent: unknown;
  const node = fakeNode({ publish: (items) => (sent = items, Promise.resolve([])) });
  await post(
    { entries: [{ ...item, note: "ignored" }] },
    JSON_TYPE,
    createApp(fakeContext({ node })),
  );
  assert.deepEqual(sent, [{ entry: new Uint8Array([0, 255]), payload: new Uint8Array() }]);
});

Deno.test("a node that others reach follows what its operator creates, and nobody else's", async () => {
  const asked: unknown[] = [];
  const node = fakeNode({ publish: (_, options) => (asked.push(options), Promise.resolve([])) });
  const to = createApp(fakeContext({ node, authority: publicAuthority }));
  for (const authorization of [undefined, "Bearer wrong", `Bearer ${TOKEN}`]) {
    const headers = { ...JSON_TYPE, ...(authorization !== undefined && { authorization }) };
    assert.equal((await post({ entries: [item] }, headers, to)).status, 200);
  }
  assert.deepEqual(asked, [undefined, undefined, { followCreated: true }]);
});

Deno.test("no entries are no results", async () => {
  const response = await post({ entries: [] });
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { results: [] });
});

for (
  const [name, body, field] of [
    ["odd hex", { entries: [item, { ...item, entry: "0" }] }, "entries.1.entry"],
    ["upper-case hex", { entries: [{ ...item, entry: "00FF" }] }, "entries.0.entry"],
    ["no hex", { entries: [item, item, item, { ...item, payload: "zz" }] }, "entries.3.payload"],
    ["no payload", { entries: [{ entry: "00" }] }, "entries.0.payload"],
    ["a null payload", { entries: [{ entry: "00", payload: null }] }, "entries.0.payload"],
    ["no entry", { entries: [{ payload: "00" }] }, "entries.0.entry"],
    ["a number", { entries: [{ ...item, entry: 12 }] }, "entries.0.entry"],
    ["no list", { entries: item }, "entries"],
    ["no entries", {}, "entries"],
    ["a list", [item], ""],
    ["null", null, ""],
  ] as const
) {
  Deno.test(`a body with ${name} is 400 and names the field`, async () => {
    const response = await post(body);
    assert.equal(response.status, 400);
    const error = await errorOf(response);
    assert.deepEqual([error.code, error.field], ["bad-field", field]);
    assert(error.message.startsWith(field));
  });
}

Deno.test("what is not JSON is 400, and what does not say that it is JSON 415", async () => {
  for (const body of ["", "{", "{'entries':[]}", "[".repeat(100_000), "\ufeff{"]) {
    const response = await post(body);
    assert.equal(response.status, 400, body.slice(0, 20));
    assert.equal((await errorOf(response)).code, "malformed-json");
  }
  const bad = await app.request("/api/v1/entries", {
    method: "POST",
    headers: JSON_TYPE,
    body: new Uint8Array([0x22, 0xff, 0x22]),
  });
  assert.equal(bad.status, 400);

  const types = [
    "",
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/jsonp",
    "text/json",
  ];
  for (const type of types) {
    const response = await post({ entries: [] }, { "content-type": type });
    assert.equal(response.status, 415, type);
    assert.equal((await errorOf(response)).code, "not-json");
  }
  const charset = await post({ entries: [] }, {
    "content-type": "Application/JSON; charset=utf-8",
  });
  assert.equal(charset.status, 200);
});

Deno.test("a hundred entries are taken, and one more is 413", async () => {
  assert.equal((await post({ entries: new Array(100).fill(item) })).status, 200);
  const response = await post({ entries: new Array(101).fill(item) });
  assert.equal(response.status, 413);
  assert.equal((await errorOf(response)).code, "too-many-entries");
});

Deno.test("a body of exactly 8 MiB is taken, and one byte more is 413", async () => {
  const around = JSON.stringify({ entries: [], filling: "" }).length;
  const body = (size: number) =>
    JSON.stringify({ entries: [], filling: "x".repeat(size - around) });
  assert.equal((await post(body(MAX_ENTRIES_BYTES))).status, 200);
  const response = await post(body(MAX_ENTRIES_BYTES + 1));
  assert.equal(response.status, 413);
  assert.equal((await errorOf(response)).code, "body-too-large");
});

Deno.test("a body that announces too much is refused before it is read", async () => {
  let pulled = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled++;
      controller.enqueue(new Uint8Array(65_536));
    },
  }, { highWaterMark: 0 });
  const response = await app.request("/api/v1/entries", {
    method: "POST",
    headers: { ...JSON_TYPE, "content-length": String(100 * 1024 * 1024) },
    body,
  });
  assert.equal(response.status, 413);
  assert.equal(pulled, 0);
});

Deno.test("a body that announces nothing is refused while it is read, and then let go", async () => {
  let pulled = 0;
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled++;
      controller.enqueue(new Uint8Array(1024 * 1024));
    },
    cancel() {
      cancelled = true;
    },
  }, { highWaterMark: 0 });
  const response = await app.request("/api/v1/entries", {
    method: "POST",
    headers: JSON_TYPE,
    body,
  });
  assert.equal(response.status, 413);
  assert.equal(pulled, 9);
  assert(cancelled);
});

const head = {
  author: fromHex(EVENT)!,
  logId: 5,
  seqNum: 4,
  hash: fromHex(HASH)!,
  ended: false,
  cut: null,
};
const REFUSALS: readonly (readonly [AppendResult, Record<string, unknown>])[] = [
  [
    { status: "refused", hash: fromHex(HASH)!, refusal: { code: "stale", head } },
    { code: "stale", hash: HASH, head: { seqNum: 4, hash: HASH } },
  ],
  [
    { status: "refused", hash: fromHex(HASH)!, refusal: { code: "gap", head: null } },
    { code: "gap", hash: HASH, head: null },
  ],
  [
    { status: "refused", hash: fromHex(HASH)!, refusal: { code: "cut", cut: 3 } },
    { code: "cut", hash: HASH, cut: 3 },
  ],
  [
    { status: "refused", hash: fromHex(HASH)!, refusal: { code: "ended", head } },
    { code: "ended", hash: HASH, head: { seqNum: 4, hash: HASH } },
  ],
  [
    {
      status: "refused",
      hash: fromHex(HASH)!,
      refusal: { code: "not-followed", logId: "18446744073709551615" },
    },
    { code: "not-followed", hash: HASH },
  ],
  [
    {
      status: "refused",
      hash: fromHex(HASH)!,
      refusal: { code: "backlink-mismatch", seqNum: 3 },
    },
    { code: "backlink-mismatch", hash: HASH },
  ],
  [
    { status: "refused", hash: null, refusal: { code: "unknown-tag", tag: 7 } },
    { code: "unknown-tag", hash: toHex(hashOf(new Uint8Array([0, 255]))) },
  ],
];

for (const [result, expected] of REFUSALS) {
  Deno.test(`an entry refused as ${expected["code"]} says why, and the rest is taken`, async () => {
    const good: AppendResult = {
      status: "duplicate",
      hash: fromHex(HASH)!,
      festival: fromHex(FESTIVAL)!,
      id: null,
      ignored: "not-the-owner",
    };
    const node = fakeNode({ publish: () => Promise.resolve([good, result]) });
    const response = await post(
      { entries: [item, item] },
      JSON_TYPE,
      createApp(fakeContext({ node })),
    );
    assert.equal(response.status, 422);
    const { results } = EntryResults.parse(await response.json());
    const { message: why, ...first } = results[0]!;
    assert.deepEqual(first, { status: "duplicate", hash: HASH, ignored: "not-the-owner" });
    assert(why!.length > 10);
    const { message, ...second } = results[1]!;
    assert.deepEqual(second, { status: "refused", ...expected });
    assert(message!.length > 10);
  });
}

Deno.test("a full disk is 503 with an id that is in the report", async () => {
  const report = new MemoryReport();
  const node = fakeNode({ publish: () => Promise.reject(new WeatherError("disk-full", "x")) });
  const response = await post(
    { entries: [item] },
    JSON_TYPE,
    createApp(fakeContext({ node, report })),
  );
  assert.equal(response.status, 503);
  const error = await errorOf(response);
  assert.deepEqual([error.code, error.id], ["disk-full", report.failures[0]!.id]);
});

Deno.test("following says so, or that the log id is taken", async () => {
  const follow = (body: unknown, to = app) =>
    to.request("/api/v1/follow", {
      method: "POST",
      headers: JSON_TYPE,
      body: JSON.stringify(body),
    });
  const good = await follow({ festival: FESTIVAL });
  assert.deepEqual(await good.json(), { festival: FESTIVAL, followed: true });

  const node = fakeNode({ follow: () => Promise.resolve(false) });
  const taken = await follow({ festival: FESTIVAL }, createApp(fakeContext({ node })));
  assert.equal(taken.status, 409);
  assert.equal((await errorOf(taken)).code, "log-id-taken");

  assert.equal((await errorOf(await follow({ festival: "x" }))).field, "festival");
  assert.equal((await follow({ festival: FESTIVAL, filling: "x".repeat(5_000) })).status, 413);
});

/** Sends a hundred entries from an address, as often as it is told. */
function flood(authority: typeof localAuthority) {
  const clock = new ManualClock();
  const node = fakeNode({ publish: () => Promise.resolve([]) });
  const to = createApp(fakeContext({ node, clock, authority }));
  const body = JSON.stringify({ entries: Array(MAX_ENTRIES).fill(item) });
  const send = (remoteAddress: string | null, headers: Record<string, string> = {}) =>
    to.request(
      "/api/v1/entries",
      { method: "POST", headers: { ...JSON_TYPE, ...headers }, body },
      { remoteAddress },
    );
  const takenOf = async (times: number, remoteAddress: string | null) => {
    let taken = 0;
    for (let i = 0; i < times; i++) if ((await send(remoteAddress)).status === 200) taken++;
    return taken;
  };
  return { clock, send, takenOf };
}

const TIMES = SHARE.entries / MAX_ENTRIES;
/** Open to the network, without a proxy. */
const openAuthority = { ...localAuthority, local: false };

Deno.test("too many entries from an address are 429, until Retry-After; others are taken", async () => {
  const { clock, send, takenOf } = flood(openAuthority);
  assert.equal(await takenOf(TIMES + 5, "192.0.2.1"), TIMES);
  const refused = await send("192.0.2.1", { "x-forwarded-for": "8.8.8.8" });
  assert.equal(refused.status, 429);
  assert.equal((await errorOf(refused)).code, "rate-limited");
  const seconds = Number(refused.headers.get("retry-after"));
  assert(seconds >= 1 && seconds <= 60);
  assert.equal((await send("192.0.2.2")).status, 200);
  clock.advance(seconds * 1_000);
  assert.equal((await send("192.0.2.1")).status, 200);
  clock.advance(120_000);
  assert.equal(await takenOf(TIMES + 5, "192.0.2.1"), TIMES);
});

Deno.test("behind a proxy all share one larger allowance", async () => {
  const { takenOf } = flood(publicAuthority);
  assert.equal(await takenOf(TIMES * 4, "127.0.0.1"), TIMES * 4);
  assert.equal(await takenOf(TIMES * 4 + 5, "127.0.0.2"), TIMES * 4);
});

Deno.test("the person at the machine writes as much as they like", async () => {
  const { send, takenOf } = flood(localAuthority);
  assert.equal(await takenOf(TIMES + 5, "127.0.0.1"), TIMES + 5);
  const token = { authorization: `Bearer ${localAuthority.operatorToken}` };
  const open = flood(openAuthority);
  assert.equal(await open.takenOf(TIMES + 1, "192.0.2.1"), TIMES);
  assert.equal((await open.send("192.0.2.1", token)).status, 200);
  assert.equal((await send("127.0.0.1", { via: "1.1 proxy" })).status, 200);
});
