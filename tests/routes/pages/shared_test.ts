/** Shared links: on nodes that hold the document, a proof of it, or nothing. */
import assert from "node:assert/strict";
import { toHex } from "../../../src/core/messages/mod.ts";
import { createApp } from "../../../src/routes/mod.ts";
import { Peer, withPeers } from "../../node/network/world.ts";
import { publish } from "../../node/sync/nodes.ts";
import { festivalOf, person, Scribe } from "../../oracle/scribe.ts";
import { fakeContext, publicAuthority, TOKEN } from "../fake_node.ts";

const ANNA = person(1);
const NAME = festivalOf(ANNA, 1);
const scribe = new Scribe();
const BEGUN = scribe.begin(NAME, { title: "Camp", timezone: "Europe/Berlin" });
const TALK = scribe.create(ANNA, NAME.id, "event", {
  title: "On <mosses>",
  description: "Bring boots.",
  start: Date.UTC(2026, 6, 3, 18),
  end: Date.UTC(2026, 6, 3, 20),
});
const HALL = scribe.resource(ANNA, NAME.id, { title: "Hall" });
const MOVED = scribe.update(ANNA, TALK, "event", { where: "By the river" });
const PROFILE = scribe.create(ANNA, null, "user", { name: "Anna" });
const ALL = [BEGUN, TALK, HALL, MOVED, PROFILE];

interface Scene {
  page(path: string): Promise<{ status: number; html: string; location: string | null }>;
  post(path: string, form: Record<string, string>): Promise<{ status: number; html: string }>;
}

function sceneOf({ node, network, world: { clock } }: Peer, instead = {}): Scene {
  const app = createApp(fakeContext({ node, network, clock, ...instead }));
  const read = async (response: Response) => ({
    status: response.status,
    html: await response.text(),
    location: response.headers.get("location"),
  });
  return {
    page: async (path) => read(await app.request(path, { headers: { accept: "text/html" } })),
    post: async (path, form) =>
      read(await app.request(path, { method: "POST", body: new URLSearchParams(form) })),
  };
}

const talk = `/shared/${toHex(TALK.id)}`;

Deno.test("a shared link on a node that holds the document leads to its page", () =>
  withPeers(["a"], async (_, a) => {
    assert(await a.node.follow(NAME.id));
    await publish(a.node, ...ALL);
    await a.start();
    const { page } = sceneOf(a);
    const to = async (name: Uint8Array) => {
      const { status, location } = await page(`/shared/${toHex(name)}`);
      return [status, location];
    };
    assert.deepEqual(await to(TALK.id), [302, `/events/${toHex(TALK.id)}`]);
    assert.deepEqual(await to(TALK.hash), [302, `/events/${toHex(TALK.id)}`]);
    assert.deepEqual(await to(MOVED.hash), [302, `/events/${toHex(TALK.id)}`]);
    assert.deepEqual(await to(HALL.id), [302, `/resources/${toHex(HALL.id)}`]);
    assert.deepEqual(await to(NAME.id), [302, `/festivals/${toHex(NAME.id)}`]);
    assert.deepEqual(await to(PROFILE.hash), [302, `/users/${toHex(ANNA.key)}`]);
    assert.deepEqual(await to(ANNA.key), [302, `/users/${toHex(ANNA.key)}`]);

    for (const path of [`/events/${toHex(TALK.id)}`, `/users/${toHex(ANNA.key)}`]) {
      const { html } = await page(path);
      assert.match(html, /<summary>Share this<\/summary>/);
      assert.match(html, new RegExp(`value="http://localhost/shared/${path.split("/")[2]}"`));
    }
    const gone = scribe.remove(HALL, "resource");
    await publish(a.node, gone);
    assert.deepEqual(await to(HALL.id), [302, `/resources/${toHex(HALL.id)}`]);
    const [status, location] = await to(gone.hash);
    assert.equal(status, 302);
    assert.match(
      String(location),
      /^\/logs\/[0-9a-f]{64}\/\d+\?from=5&festival=[0-9a-f]{64}#entry-5$/,
    );
    assert.equal((await page(String(location).split("#")[0]!)).status, 200);
  }));

Deno.test("a shared link on a node that has nothing of it: asked for by the operator, shown as proof only", () =>
  withPeers(["a", "b", "c"], async (_, a, b, c) => {
    assert(await a.node.follow(NAME.id));
    await publish(a.node, ...ALL);
    for (const peer of [a, b, c]) await peer.start();
    for (const [peer, from] of [[b, a], [c, b]] as const) {
      const { page, post } = sceneOf(peer);
      const missing = await page(`${talk}?from=${encodeURIComponent(from.address)}`);
      assert.equal(missing.status, 404);
      assert.match(missing.html, /This is not here/);
      assert.match(missing.html, new RegExp(`name="peer"[^>]*value="${from.address}"`));

      assert.equal((await post(`${talk}/ask`, { peer: "" })).status, 303);
      await peer.network.ask(TALK.id).done;
      const nobody = await page(talk);
      assert.equal(nobody.status, 200);
      assert.match(nobody.html, /no other node is connected/);

      assert.equal((await post(`${talk}/ask`, { peer: "ftp://a" })).status, 422);
      const asked = await post(`${talk}/ask`, { peer: from.address });
      assert.equal(asked.status, 303);
      const asking = await page(talk);
      assert.match(asking.html, /Connecting to <bdi>http:\/\/|of 1 node has answered/);
      assert.match(asking.html, /See how far it is/);
      await peer.network.ask(TALK.id).done;

      const proof = await page(talk);
      assert.equal(proof.status, 200);
      for (
        const words of [
          "Proof only",
          "On &lt;mosses&gt;",
          "Bring boots.",
          "By the river",
          "One later change came along",
          "It was checked by itself, without the rest of its log. Whether it was changed or withdrawn later is not known here.",
          "show its place: the certificate pool",
          `/api/v1/entries/${toHex(TALK.hash)}/proof`,
          `/api/v1/entries/${toHex(MOVED.hash)}/proof`,
          "p2panda verify --proof",
          "Follow this festival",
          toHex(NAME.id),
          "noindex",
        ]
      ) assert(proof.html.includes(words), words);
      // By the hash of the entry, too; of that nothing is known to have changed.
      const entry = await page(`/shared/${toHex(TALK.hash)}`);
      assert.match(entry.html, /Proof only/);
      assert.doesNotMatch(entry.html, /By the river/);
      const change = await page(`/shared/${toHex(MOVED.hash)}`);
      assert.match(change.html, /This is one change of a document/);

      assert.equal((await post(`${talk}/pin`, { pin: "yes" })).status, 303);
      assert.equal((await peer.node.proven(TALK.id))?.pinned, true);
      assert.match((await page(talk)).html, /No longer keep it/);
      // It is on no list, and in no search.
      assert.equal((await page(`/events/${toHex(TALK.id)}`)).status, 404);
      assert.doesNotMatch((await page("/")).html, /mosses/);
    }
  }));

Deno.test("a shared link where strangers come: they read, and only the operator asks", () =>
  withPeers(["a"], async (_, a) => {
    await a.start();
    const { page, post } = sceneOf(a, { authority: publicAuthority });
    const { status, html } = await page(talk);
    assert.equal(status, 404);
    assert.match(html, /name="token"/);
    assert.equal((await post(`${talk}/ask`, {})).status, 403);
    const wrong = await post(`${talk}/ask`, { token: "guess", peer: "" });
    assert.equal(wrong.status, 403);
    assert.match(wrong.html, /token/);
    assert.equal(a.network.asking(toHex(TALK.id)), null, "nobody was asked");
    assert.equal((await post(`${talk}/ask`, { token: TOKEN })).status, 303);
    assert.equal((await a.network.ask(TALK.id).done).outcome, "none");
    assert.equal((await post(`${talk}/pin`, { pin: "yes" })).status, 403);
    for (const path of ["/shared/abc", `/shared/${"0041" + "00".repeat(64)}`]) {
      assert.equal((await page(path)).status, 404);
    }
  }));

Deno.test("a link is pasted as it is, and the node it names is asked first", () =>
  withPeers(["a"], async (_, a) => {
    await a.start();
    const { page } = sceneOf(a);
    assert.equal((await page("/shared")).status, 200);
    const pasted = async (link: string) => {
      const { status, location } = await page(`/shared?link=${encodeURIComponent(link)}`);
      return [status, location];
    };
    const from = encodeURIComponent("http://other.test:8000");
    assert.deepEqual(await pasted(`http://other.test:8000${talk}`), [302, `${talk}?from=${from}`]);
    assert.deepEqual(await pasted(`  ${toHex(TALK.id).toUpperCase()} `), [302, talk]);
    assert.deepEqual(await pasted(`http://localhost${talk}`), [302, talk]);
    const hash = toHex(TALK.hash);
    assert.deepEqual(await pasted(`see ${hash}`), [302, `/shared/${hash}`]);
    assert.deepEqual(await pasted("tea"), [422, null]);
  }));

Deno.test("a proof that was carried as a file is checked, kept and shown; what proves nothing is not", () =>
  withPeers(["a", "b"], async (_, a, b) => {
    assert(await a.node.follow(NAME.id));
    await publish(a.node, ...ALL);
    await a.start();
    await b.start();
    const hash = toHex(HALL.hash);
    const proof = await proofFrom(a, hash);
    const { page, post } = sceneOf(b);
    assert.match((await page("/shared")).html, /Open a proof/);
    for (
      const wrong of ["", "tea", "[]", "null", JSON.stringify({ ...JSON.parse(proof), pool: [] })]
    ) {
      const { status, html } = await post("/shared", { proof: wrong });
      assert.equal(status, 422, wrong);
      assert.match(html, /This proves nothing/);
    }
    assert.equal(await b.node.proven(HALL.hash), null);
    assert.equal((await post("/shared", { proof })).status, 303);
    assert.match((await page(`/shared/${hash}`)).html, /Proof only[\s\S]*Hall/);
    assert.equal(await proofFrom(b, hash), proof, "the same comes out again");

    const closed = sceneOf(b, { authority: publicAuthority });
    assert.equal((await closed.post("/shared", { proof })).status, 403);
    assert.equal((await closed.post("/shared", { proof, token: "guess" })).status, 403);
  }));

async function proofFrom({ node, network, world: { clock } }: Peer, hash: string): Promise<string> {
  const app = createApp(fakeContext({ node, network, clock }));
  return await (await app.request(`/api/v1/entries/${hash}/proof`)).text();
}
