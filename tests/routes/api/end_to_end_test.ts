/** The API over a real node and a database file: sign, publish, read, follow the links, listen. */
import assert from "node:assert/strict";
import { createEntry, hashOf } from "../../../src/core/bamboo/mod.ts";
import { publicKeyOf } from "../../../src/core/crypto/mod.ts";
import {
  encodeMessage,
  festivalIdOf,
  fromHex,
  type MessageDraft,
  toHex,
} from "../../../src/core/messages/mod.ts";
import { createVerifier, openSqlStore, startNode } from "../../../src/node/mod.ts";
import { native, openSqlDriver } from "../../../src/platform/deno/mod.ts";
import * as shapes from "../../../src/routes/api/shapes.ts";
import { createApp } from "../../../src/routes/mod.ts";
import { fakeContext, ManualClock, MemoryReport, NOW } from "../fake_node.ts";

type App = ReturnType<typeof createApp>;

/** Runs a test on an app over a node with a database of its own. */
function overNode(name: string, run: (app: App) => Promise<void>): void {
  Deno.test(name, async () => {
    const folder = await Deno.makeTempDir();
    const clock = new ManualClock();
    const report = new MemoryReport();
    const node = await startNode({
      store: await openSqlStore({ driver: openSqlDriver(`${folder}/node.db`) }),
      verifier: createVerifier(native),
      clock,
      entropy: { bytes: (length) => new Uint8Array(length).fill(9) },
      report,
      followCreated: true,
    });
    try {
      await run(createApp(fakeContext({ node, clock, report })));
      assert.deepEqual(report.failures, []);
    } finally {
      await node.stop();
      await Deno.remove(folder, { recursive: true });
    }
  });
}

async function get(app: App, path: string, status = 200) {
  const response = await app.request(`/api/v1${path}`);
  const body = await response.json();
  assert.equal(response.status, status, `${path}: ${JSON.stringify(body)}`);
  return body;
}

/** Signs with one key, asking the node for each place, as any program would. */
class Signer {
  readonly key: Uint8Array;
  readonly hex: string;

  constructor(private readonly app: App, private readonly seed: Uint8Array) {
    this.key = publicKeyOf(seed);
    this.hex = toHex(this.key);
  }

  async sign(message: MessageDraft): Promise<{ entry: string; payload: string }> {
    const festival = message.festival ?? (message.schema === "festival" ? message.id : undefined);
    const where = festival === undefined ? "" : `&festival=${toHex(festival)}`;
    const next = await get(this.app, `/next?author=${this.hex}${where}`);
    const payload = encodeMessage(message);
    const entry = createEntry({
      seed: this.seed,
      logId: next.logId,
      seqNum: next.seqNum,
      backlink: next.backlink && fromHex(next.backlink),
      lipmaalink: next.lipmaalink && fromHex(next.lipmaalink),
      payload,
    });
    return { entry: toHex(entry), payload: toHex(payload) };
  }

  async publish(message: MessageDraft): Promise<{ id: string; hash: string }> {
    const { status, results } = await post(this.app, [await this.sign(message)]);
    assert.equal(status, 200, JSON.stringify(results));
    assert.equal(results[0]!.ignored, undefined, results[0]!.message);
    return results[0]! as { id: string; hash: string };
  }
}

async function post(app: App, entries: readonly { entry: string; payload: string }[]) {
  const response = await app.request("/api/v1/entries", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ entries }),
  });
  const body = await response.json();
  return { status: response.status, ...shapes.EntryResults.parse(body) };
}

/** A festival with a hall, an event and its request, confirmed. */
async function plan(app: App, visibility: "public" | "unlisted" = "public") {
  const ada = new Signer(app, new Uint8Array(32).fill(1));
  const bob = new Signer(app, new Uint8Array(32).fill(2));
  const nonce = new Uint8Array(16).fill(visibility === "public" ? 3 : 4);
  const festival = festivalIdOf(ada.key, nonce);
  const at = { version: 1, festival } as const;
  const create = { ...at, action: "create" } as const;
  await ada.publish({
    ...create,
    schema: "festival",
    id: festival,
    fields: { nonce, title: "Sommer am Fluss", visibility },
  });
  const hall = await bob.publish({
    ...create,
    schema: "resource",
    fields: { title: "Hall", kind: "space", tags: ["indoors"] },
  });
  const times = { start: NOW, end: NOW + 3_600_000 };
  const talk = await ada.publish({
    ...create,
    schema: "event",
    fields: { title: "Mosses", tags: ["talk"], ...times },
  });
  const request = await ada.publish({
    ...create,
    schema: "request",
    fields: { event: fromHex(talk.id)!, resource: fromHex(hall.id)!, ...times },
  });
  const answer = {
    ...create,
    schema: "authorization",
    fields: { request: fromHex(request.id)!, verdict: "confirmed" },
  };
  return { ada, bob, festival: toHex(festival), at, hall, talk, request, answer };
}

overNode("a festival is planned over the API, and every answer has its shape", async (app) => {
  const { ada, bob, festival, hall, talk, request, answer, at } = await plan(app);

  const desk = shapes.pageOf(shapes.Request).parse(await get(app, `/desk?key=${bob.hex}`));
  assert.deepEqual(desk.items.map(({ id, status, line }) => [id, status, line]), [
    [request.id, "pending", 1],
  ]);
  await bob.publish(answer);

  const event = shapes.Event.strict().parse(await get(app, `/events/${talk.id}`));
  assert.deepEqual(event.requests, { total: 1, confirmed: 1, pending: 0, denied: 0, conflict: 0 });
  const resource = shapes.Resource.strict().parse(await get(app, `/resources/${hall.id}`));
  assert.deepEqual(resource.bookings.map((booking) => booking.request), [request.id]);
  const one = shapes.Request.strict().parse(await get(app, `/requests/${request.id}`));
  assert.equal(one.status, "confirmed");
  shapes.Festival.strict().parse(await get(app, `/festivals/${festival}`));
  shapes.User.strict().parse(await get(app, `/users/${ada.hex}`));

  const lists = [
    ["/festivals", festival],
    [`/festivals/${festival}/events?tag=talk&from=${NOW}&to=${NOW + 1}`, talk.id],
    [`/festivals/${festival}/events?q=moss&sort=-title`, talk.id],
    [`/festivals/${festival}/resources?kind=space&owner=${bob.hex}&tag=indoors`, hall.id],
    [`/festivals/${festival}/requests?status=confirmed&owner=${bob.hex}`, request.id],
  ] as const;
  for (const [path, id] of lists) {
    const { items, next } = await get(app, path);
    assert.deepEqual([items.map((item: { id: string }) => item.id), next], [[id], null], path);
  }
  const none = await get(app, `/festivals/${festival}/events?to=${NOW}`);
  assert.deepEqual(none.items, []);

  // A deleted request keeps what is sure of it; a deleted event says so.
  await ada.publish({ ...at, action: "delete", schema: "request", id: fromHex(request.id)! });
  shapes.Withdrawn.strict().parse(await get(app, `/requests/${request.id}`));
  await ada.publish({ ...at, action: "delete", schema: "event", id: fromHex(talk.id)! });
  assert.equal((await get(app, `/events/${talk.id}`, 404)).error.code, "deleted");
});

overNode("a log's entries come back byte by byte, each leading to the one before", async (app) => {
  const { ada, festival } = await plan(app);
  const { items: heads } = await get(app, `/logs?festival=${festival}`);
  const head = heads.find((one: { author: string }) => one.author === ada.hex);
  assert.deepEqual([head.seqNum, head.fork], [3, null]);

  const page = await get(app, `/logs/${ada.hex}/${head.logId}?limit=2`);
  const rest = await get(app, `/logs/${ada.hex}/${head.logId}?limit=2&cursor=${page.next}`);
  const entries = [...page.items, ...rest.items];
  assert.deepEqual(entries.map(({ seqNum }) => seqNum), [1, 2, 3]);
  for (const { hash, entry } of entries) {
    assert.equal(toHex(hashOf(fromHex(entry)!)), hash);
    const alone = shapes.Entry.strict().parse(await get(app, `/entries/${hash}`));
    assert.equal(alone.entry, entry);
  }
  assert.equal(entries[2].hash, head.hash);
});

overNode(
  "what is sent again is a duplicate, other bytes are stale, odd bytes refused",
  async (app) => {
    const { ada, at } = await plan(app);
    const event = (title: string): MessageDraft => ({
      ...at,
      action: "create",
      schema: "event",
      fields: { title, start: NOW, end: NOW + 1 },
    });
    const [first, other] = [await ada.sign(event("one")), await ada.sign(event("two"))];
    assert.equal((await post(app, [first])).results[0]!.status, "accepted");

    const flipped = first.entry.slice(0, -1) + (first.entry.endsWith("0") ? "1" : "0");
    const again = await post(app, [
      first,
      other,
      { entry: flipped, payload: first.payload },
      { entry: "07", payload: "" },
      { entry: first.entry, payload: "00" },
    ]);
    assert.equal(again.status, 422);
    assert.deepEqual(again.results.map(({ status, code }) => code ?? status), [
      "duplicate",
      "stale",
      "signature-invalid",
      "unknown-tag",
      "payload-hash-mismatch",
    ]);
    assert.deepEqual(again.results[1]!.head, { seqNum: 4, hash: again.results[0]!.hash });

    const stranger = new Signer(app, new Uint8Array(32).fill(8));
    const elsewhere = await stranger.sign({ ...event("x"), festival: new Uint8Array(32).fill(5) });
    const refused = await post(app, [elsewhere]);
    assert.equal(refused.results[0]!.code, "not-followed");

    // An owner's word from somebody else is kept, and has no effect.
    const ignored = await post(app, [
      await stranger.sign({
        ...at,
        action: "create",
        schema: "authorization",
        fields: { request: new Uint8Array(32), verdict: "confirmed" },
      }),
    ]);
    assert.equal(ignored.status, 200);
    assert.equal(ignored.results[0]!.ignored, "unknown-request");
  },
);

overNode("an unlisted festival appears only to those who name it", async (app) => {
  const { ada, festival, talk, hall } = await plan(app, "unlisted");
  assert.deepEqual((await get(app, "/festivals")).items, []);
  await get(app, `/users/${ada.hex}`, 404);
  const { items: [head] } = await get(app, `/logs?festival=${festival}`);
  await get(app, `/logs/${ada.hex}/${head.logId}`, 404);
  await get(app, `/logs/${ada.hex}/${head.logId}?festival=${festival}`);
  await get(app, `/events/${talk.id}`);
  await get(app, `/resources/${hall.id}`);
  const { items: { length } } = await get(
    app,
    `/desk?key=${toHex(publicKeyOf(new Uint8Array(32).fill(2)))}`,
  );
  assert.equal(length, 0);
});

overNode("lists go on where their cursor says, and refuse another list's", async (app) => {
  const { ada, festival, at } = await plan(app);
  for (let i = 0; i < 5; i++) {
    await ada.publish({
      ...at,
      action: "create",
      schema: "event",
      fields: { title: `Event ${i}`, start: NOW + i, end: NOW + i + 1 },
    });
  }
  const seen = new Set<string>();
  let next: string | null = "";
  while (next !== null) {
    const cursor: string = next === "" ? "" : `&cursor=${encodeURIComponent(next)}`;
    const page = await get(app, `/festivals/${festival}/events?limit=2${cursor}`);
    for (const { id } of page.items) seen.add(id);
    next = page.next;
  }
  assert.equal(seen.size, 6);
  const bad = await get(app, `/festivals/${festival}/events?cursor=nonsense`, 400);
  assert.equal(bad.error.field, "cursor");
});

overNode("an answer is 304 until something is published", async (app) => {
  const { ada } = await plan(app);
  const etag = (await app.request("/api/v1/festivals")).headers.get("etag")!;
  const ask = async () =>
    (await app.request("/api/v1/festivals", { headers: { "if-none-match": etag } })).status;
  assert.equal(await ask(), 304);
  await ada.publish({ action: "create", schema: "user", version: 1, fields: { name: "Ada" } });
  assert.equal(await ask(), 200);
});

overNode("a stream tells what was published", async (app) => {
  const { ada, festival } = await plan(app);
  const response = await app.request(`/api/v1/stream?festival=${festival}`);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const { hash } = await ada.publish({
    action: "create",
    schema: "user",
    version: 1,
    fields: { name: "Ada" },
  });
  let text = "";
  while (!text.includes("event: changed")) text += (await reader.read()).value;
  assert(text.includes(hash));
  await reader.cancel();
});

overNode("a festival is followed by its id alone", async (app) => {
  const festival = "ab".repeat(32);
  const response = await app.request("/api/v1/follow", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ festival }),
  });
  assert.equal(response.status, 200);
  const followed = shapes.Festival.parse(await get(app, `/festivals/${festival}`));
  assert.deepEqual([followed.known, followed.author], [false, null]);
});

overNode("whoever knows only the log id of a festival learns nothing of its logs", async (app) => {
  const signer = new Signer(app, new Uint8Array(32).fill(7));
  const nonce = new Uint8Array(16).fill(5);
  const id = festivalIdOf(signer.key, nonce);
  const fields = { nonce, title: "Secret", visibility: "unlisted" };
  await signer.publish({
    action: "create",
    schema: "festival",
    version: 1,
    festival: id,
    id,
    fields,
  });

  const guess = toHex(id).slice(0, 12).padEnd(64, "0");
  assert.deepEqual(await get(app, `/next?author=${signer.hex}&festival=${guess}`), {
    author: signer.hex,
    logId: parseInt(guess.slice(0, 12), 16),
    seqNum: 1,
    backlink: null,
    lipmaalink: null,
  });
  assert.equal((await get(app, `/next?author=${signer.hex}&festival=${toHex(id)}`)).seqNum, 2);
});

overNode(
  "what is deleted is dropped, and comes back with its payload when that is taken back",
  async (app) => {
    const bob = new Signer(app, new Uint8Array(32).fill(2));
    const nonce = new Uint8Array(16).fill(7);
    const festival = festivalIdOf(bob.key, nonce);
    const at = { version: 1, festival } as const;
    const fields = { nonce, title: "Camp" };
    await bob.publish({ ...at, action: "create", schema: "festival", id: festival, fields });
    const hall = {
      ...at,
      action: "create",
      schema: "resource",
      fields: { title: "Hall" },
    } as const;
    const signed = await bob.sign(hall);
    const { id, hash } = (await post(app, [signed])).results[0]!;
    const remove = (id: string) =>
      bob.publish({ ...at, action: "delete", schema: "resource", id: fromHex(id)! });
    const next = () => get(app, `/next?author=${bob.hex}&festival=${toHex(festival)}`);

    const gone = await remove(id!);
    await get(app, `/resources/${id}`, 404);
    assert.equal((await get(app, `/entries/${hash}`)).payload, null);
    const log = await get(app, `/logs/${bob.hex}/${(await next()).logId}`);
    assert.deepEqual(log.items.map(({ payload }: { payload: unknown }) => payload === null), [
      false,
      true,
      false,
    ]);
    assert.equal("wanted" in await next(), false);
    assert.deepEqual((await post(app, [signed])).results[0]!.ignored, "deleted");
    assert.equal((await get(app, `/entries/${hash}`)).payload, null);

    await remove(gone.hash.slice(4, 68));
    await get(app, `/resources/${id}`, 404);
    assert.deepEqual((await next()).wanted, [2]);
    const supplied = await post(app, [signed]);
    assert.deepEqual(supplied.results.map(({ status, ignored }) => [status, ignored]), [
      ["duplicate", undefined],
    ]);
    assert.equal((await get(app, `/resources/${id}`)).title, "Hall");
    assert.equal((await get(app, `/entries/${hash}`)).payload, signed.payload);
    assert.equal("wanted" in await next(), false);
  },
);
