import assert from "node:assert/strict";
import { native } from "../../../src/platform/deno/mod.ts";
import { checkPool } from "../../../src/core/bamboo/mod.ts";
import { fromHex, toHex } from "../../../src/core/messages/mod.ts";
import { createApp } from "../../../src/routes/mod.ts";
import { Peer, withPeers } from "../../node/network/world.ts";
import { publish } from "../../node/sync/nodes.ts";
import { festivalOf, person, Scribe } from "../../oracle/scribe.ts";
import { fakeContext, publicAuthority, TOKEN } from "../fake_node.ts";

const NAME = festivalOf(person(1), 1);
const scribe = new Scribe();
const BEGUN = scribe.begin(NAME, { title: "Camp" });
const HALL = scribe.resource(person(1), NAME.id, { title: "Hall" });
const LATER = Array.from({ length: 6 }, () => scribe.resource(person(1), NAME.id, {}));

function appOf({ node, network, world: { clock } }: Peer, instead = {}) {
  return createApp(fakeContext({ node, network, clock, ...instead }));
}

function ask(
  app: ReturnType<typeof createApp>,
  body: unknown,
  headers: Record<string, string> = {},
) {
  return app.request("/api/v1/proven", {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

Deno.test("POST /api/v1/proven: three nodes in a row; the last gives a proof that checks by itself", () =>
  withPeers(["a", "b", "c"], async (_, a, b, c) => {
    assert(await a.node.follow(NAME.id));
    await publish(a.node, BEGUN, HALL, ...LATER);
    for (const peer of [a, b, c]) await peer.start();
    const [hash, document] = [toHex(HALL.hash), toHex(HALL.id)];

    const here = await ask(appOf(a), { document });
    assert.deepEqual(await here.json(), { name: document, status: "held", asked: 0 });
    const [atB, atC] = [appOf(b), appOf(c)];
    const none = await (await ask(atB, { hash })).json();
    assert.deepEqual(none, { name: hash, status: "none", asked: 0 });
    const kept = await (await ask(atB, { hash, peer: a.address })).json();
    assert.deepEqual(kept, { name: hash, status: "kept", asked: 1 });
    assert.equal((await (await ask(atC, { hash, peer: b.address })).json()).status, "kept");

    const whole = await (await appOf(a).request(`/api/v1/entries/${hash}/proof`)).json();
    for (const app of [atB, atC]) {
      const answer = await app.request(`/api/v1/entries/${hash}/proof`);
      assert.equal(answer.status, 200);
      const proof = await answer.json();
      assert.deepEqual(proof, whole, "the whole pool, as the log itself gives it");
      const pool = proof.pool.map((entry: string) => fromHex(entry)!);
      const item = { entry: fromHex(proof.entry)!, payload: fromHex(proof.payload)! };
      assert(checkPool(item, pool, native).ok);
      // No log is here.
      assert.equal((await app.request(`/api/v1/entries/${hash}`)).status, 404);
      assert.equal((await app.request(`/api/v1/resources/${document}`)).status, 404);
    }
    const proven = await (await atC.request(`/api/v1/proven/${document}`)).json();
    assert.deepEqual(proven.items.map((one: { hash: string }) => one.hash), [hash]);
    assert.equal(proven.pool.length, whole.pool.length - 1);
  }));

Deno.test("POST /api/v1/proven: for the operator, with a hash or an id, and an address of a node", () =>
  withPeers(["a"], async (_, a) => {
    await a.start();
    const body = { hash: toHex(HALL.hash) };
    const closed = appOf(a, { authority: publicAuthority });
    assert.equal((await ask(closed, body)).status, 403);
    const allowed = await ask(closed, body, { Authorization: `Bearer ${TOKEN}` });
    assert.equal((await allowed.json()).status, "none");
    const app = appOf(a);
    for (const wrong of [{}, { hash: "00" }, { ...body, document: toHex(HALL.id) }]) {
      assert.equal((await ask(app, wrong)).status, 400, JSON.stringify(wrong));
    }
    const nowhere = await ask(app, { ...body, peer: "file:///etc/passwd" });
    assert.equal(nowhere.status, 422);
    assert.equal((await nowhere.json()).error.field, "peer");
    assert.equal((await app.request(`/api/v1/proven/${toHex(HALL.id)}`)).status, 404);
    assert.equal((await app.request("/api/v1/proven/abc")).status, 400);
  }));

Deno.test("POST /api/v1/proven: a proof is taken as it was given, if it checks", () =>
  withPeers(["a", "b"], async (_, a, b) => {
    assert(await a.node.follow(NAME.id));
    await publish(a.node, BEGUN, HALL, ...LATER);
    for (const peer of [a, b]) await peer.start();
    const name = toHex(HALL.hash);
    const proof = await (await appOf(a).request(`/api/v1/entries/${name}/proof`)).json();
    assert.equal((await (await ask(appOf(a), { proof })).json()).status, "held");
    const app = appOf(b);
    const wrong = await ask(app, { proof: { ...proof, pool: proof.pool.slice(1) } });
    assert.equal(wrong.status, 422);
    assert.equal((await wrong.json()).error.code, "wrong-proof");
    assert.equal((await ask(app, { proof, hash: name })).status, 400);
    const kept = await (await ask(app, { proof })).json();
    assert.deepEqual(kept, { name, status: "kept", asked: 0 });
    assert.deepEqual(await (await app.request(`/api/v1/entries/${name}/proof`)).json(), proof);
  }));
