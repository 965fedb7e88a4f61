import assert from "node:assert/strict";
import { addressOf, type PeerStatus } from "../../../src/node/mod.ts";
import { type AppContext, createApp } from "../../../src/routes/mod.ts";
import { fromHex, toHex } from "../../../src/core/messages/mod.ts";
import { fakeContext, publicAuthority, TOKEN } from "../fake_node.ts";
import {
  EMPTY_WORLD,
  FESTIVAL,
  idOf,
  NOW,
  sampleNetwork,
  sampleNode,
  samplePeers,
  sampleQueries,
  UNFOLLOWED,
  UNKNOWN,
  UNLISTED,
} from "../../views/sample.ts";

const PEER = "http://192.168.1.20:8000";

/** An app, and what was asked of its node and network, in order. */
function scene(more: Partial<AppContext> = {}, peers = samplePeers()) {
  const asked: string[] = [];
  const node = sampleNode(sampleQueries(), {
    follow: (id) => {
      asked.push(`follow ${toHex(id)}`);
      return Promise.resolve(id[0] !== 0xff);
    },
    unfollow: (id) => {
      asked.push(`unfollow ${toHex(id)}`);
      return Promise.resolve();
    },
  });
  const network = sampleNetwork(peers, {
    // deno-lint-ignore require-await
    addPeer: async (address) => {
      asked.push(`add ${addressOf(address)}`);
    },
    // deno-lint-ignore require-await
    removePeer: async (address) => {
      asked.push(`forget ${addressOf(address)}`);
    },
  });
  const clock = { now: () => NOW, after: () => () => {} };
  const app = createApp(fakeContext({ node, network, clock, ...more }));
  const page = async (address: string) => {
    const response = await app.request(address, { headers: { accept: "text/html" } });
    return { status: response.status, html: await response.text() };
  };
  const post = (
    path: string,
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ) => app.request(path, { method: "POST", body: new URLSearchParams(form), headers });
  return { app, asked, page, post };
}

const stranger = { authority: { ...publicAuthority, knows: () => true } };

Deno.test("the network page says of each peer how it stands, in words and a shape, and why", async () => {
  const { html } = await scene().page("/network");
  for (
    const words of [
      "connected over WebRTC",
      "312 of 900 entries",
      "in sync",
      "connected over WebSocket",
      "3 entries still to send",
      "connecting…",
      "never met",
      "trying again in 40 seconds",
      "nobody answers there",
      "3 hours ago",
      "trying again in 20 minutes",
      "it could not prove its key",
      "8 Jul 2026",
      "this is this node itself",
      "Connected to 2 other nodes",
    ]
  ) assert.ok(html.includes(words), words);
  for (const mark of ["[x]", "[ ]", "[.]", "[-]", "[~]"]) assert.ok(html.includes(mark), mark);
  assert.match(html, /<progress max="900" value="312" aria-label="312 of 900 entries">/);
});

Deno.test("the operator sees who and where peers are, and others how they stand", async () => {
  const whole = (await scene().page("/network")).html;
  assert.ok(whole.includes(`<b>${PEER}`) && whole.includes(idOf("peer one").slice(0, 12)));
  assert.ok(whole.includes("Secret supper"));
  const { html } = await scene(stranger).page("/network");
  for (
    const secret of [
      `<b>${PEER}`,
      idOf("peer one").slice(0, 12),
      UNKNOWN.slice(0, 12),
      UNLISTED.slice(0, 12),
      "Secret supper",
      "this node itself",
    ]
  ) assert.ok(!html.includes(secret), secret);
  for (
    const said of ["Node 1", "1 festival in common", "operator-token", "Authorization: Bearer"]
  ) {
    assert.ok(html.includes(said), said);
  }
  assert.doesNotMatch(whole, /type="password"/);
});

Deno.test("a node that others reach has its forms too, and takes the token typed there", async () => {
  const { html } = await scene(stranger).page("/network");
  for (const [form, action] of [["follow", "follow"], ["add-peer", "peers"]] as const) {
    assert.match(html, new RegExp(`<form method="post" action="/network/${action}#${form}"`));
    const [input] = new RegExp(`<input id="${form}-token"[^>]*>`).exec(html)!;
    assert.match(input, /name="token" type="password"[^>]* required/);
  }
  assert.match(html, /formaction="\/network\/unfollow#follow"/);
  assert.match(html, /formaction="\/network\/peers\/forget#add-peer"/);
  const orders = [
    ["follow", { festival: UNKNOWN, peer: PEER }, "follow"],
    ["unfollow", { festival: FESTIVAL, peer: "" }, "follow"],
    ["peers", { address: PEER }, "add-peer"],
    ["peers/forget", { address: PEER }, "add-peer"],
  ] as const;
  for (const [path, form, at] of orders) {
    const { asked, post } = scene(stranger);
    for (const token of ["", "<wrong>", `${TOKEN}x`]) {
      const denied = await post(`/network/${path}`, { ...form, token });
      assert.equal(denied.status, 403, path);
      const text = await denied.text();
      const slot = new RegExp(`id="${at}-token-error"[^>]*>([^<]*)`).exec(text)!;
      assert.match(slot[1]!, /not what the file operator-token holds/);
      assert.ok(text.includes(`value="${Object.values(form)[0]}"`), "what was typed stays");
      assert.doesNotMatch(text, /&lt;wrong|operator-secret|192\.168\.1\.20:8000<\/b>/);
    }
    assert.deepEqual(asked, []);
    assert.equal((await post(`/network/${path}`, { ...form, token: ` ${TOKEN} ` })).status, 303);
    assert.ok(asked.length > 0, path);
  }
  const wrong = await scene(stranger).post("/network/peers", { address: "ftp://x", token: TOKEN });
  assert.equal(wrong.status, 422);
  assert.ok(!(await wrong.text()).includes(TOKEN), "the token is never sent back");
});

Deno.test("a festival's form asks for the token where the node needs it, and never sends it", async () => {
  const { html } = await scene(stranger).page("/");
  const [input] = /<input id="festival-operator"[^>]*>/.exec(html)!;
  assert.ok(input.includes('type="password"') && !input.includes(" name="), input);
  assert.doesNotMatch((await scene().page("/")).html, /type="password"/);
});

Deno.test("a reason that the page has no words for is shown as it is, escaped", async () => {
  const peers = samplePeers().map((peer): PeerStatus => ({ ...peer, trouble: "<odd>" }));
  assert.match((await scene({}, peers).page("/network")).html, /it ended with “&lt;odd&gt;”/);
});

Deno.test("the operator adds and forgets peers by plain forms", async () => {
  const { asked, post } = scene();
  const added = await post("/network/peers", { address: " 192.168.1.20:8000 " });
  assert.deepEqual([added.status, added.headers.get("location")], [303, "/network#peers"]);
  const forgotten = await post("/network/peers/forget", { address: PEER });
  assert.deepEqual([forgotten.status, forgotten.headers.get("location")], [303, "/network#peers"]);
  assert.equal((await post("/network/peers/forget", { address: "::" })).status, 303);
  assert.deepEqual(asked, [`add ${PEER}`, `forget ${PEER}`]);

  const wrong = await post("/network/peers", { address: "ftp://<nowhere>" });
  assert.equal(wrong.status, 422);
  const html = await wrong.text();
  assert.match(html, /id="add-peer-address"[^>]* value="ftp:\/\/&lt;nowhere&gt;"/);
  assert.match(html, /aria-describedby="add-peer-address-hint add-peer-address-error"/);
  assert.match(html, /aria-invalid="true"/);
  assert.match(html, /id="add-peer-address-error"[^>]*role="alert"\s*>That is no address/);
});

Deno.test("a festival is followed by its id, or by its page on another node, which is then a peer", async () => {
  const cases: readonly (readonly [Record<string, string>, readonly string[]])[] = [
    [{ festival: UNKNOWN.toUpperCase() }, []],
    [{ festival: `http://192.168.1.20:8000/festivals/${UNKNOWN}#programme` }, [PEER]],
    [{ festival: `https://elsewhere.example/festivals/${UNKNOWN}?tag=x` }, [
      "https://elsewhere.example",
    ]],
    // Another port of this machine is another node; this very page is not.
    [{ festival: `http://localhost:8301/festivals/${UNKNOWN}` }, ["http://localhost:8301"]],
    [{ festival: `http://localhost/festivals/${UNKNOWN}` }, []],
    [{ festival: `https://elsewhere.example/festivals/${UNKNOWN}`, peer: PEER }, [PEER]],
    [{ festival: UNKNOWN, peer: "192.168.1.20:8000" }, [PEER]],
  ];
  for (const [form, peers] of cases) {
    const { asked, post } = scene();
    const response = await post("/network/follow", form);
    assert.equal(response.status, 303, form["festival"]);
    assert.equal(response.headers.get("location"), `/festivals/${UNKNOWN}`);
    assert.deepEqual(asked, [`follow ${UNKNOWN}`, ...peers.map((peer) => `add ${peer}`)]);
  }
});

Deno.test("what cannot be followed is said at its field, and nothing is done", async () => {
  const cases = [
    [{ festival: "my festival <b>" }, "festival", /There is no festival’s id/],
    [{ festival: UNKNOWN + "0" }, "festival", /There is no festival’s id/],
    [{ festival: UNKNOWN, peer: "ftp://x" }, "peer", /That is no address of a node/],
  ] as const;
  for (const [form, field, words] of cases) {
    const { asked, post } = scene();
    const response = await post("/network/follow", form);
    assert.equal(response.status, 422);
    const html = await response.text();
    const slot = new RegExp(`id="follow-${field}-error"[^>]*>([^<]*)`).exec(html)!;
    assert.match(slot[1]!, words);
    assert.ok(!slot[0].includes("hidden"));
    assert.deepEqual(asked, []);
  }
  const taken = await scene().post("/network/follow", { festival: "ff".repeat(32) });
  assert.equal(taken.status, 422);
  assert.match(await taken.text(), /has the same log id/);
});

Deno.test("stopping to follow is explained first, and leads back to the list", async () => {
  const { asked, page, post } = scene();
  const { html } = await page("/network");
  assert.match(html, /What is here stays; nothing new comes/);
  assert.match(html, /<details[^>]*id="unfollow-[0-9a-f]{16}"[^>]*hx-preserve="true"/);
  const response = await post("/network/unfollow", { festival: FESTIVAL });
  assert.deepEqual([response.status, response.headers.get("location")], [303, "/network#follows"]);
  assert.deepEqual(asked, [`unfollow ${FESTIVAL}`]);
  assert.equal((await post("/network/unfollow", { festival: "nonsense" })).status, 422);
});

Deno.test("orders are the operator's alone: at the machine, or with the token", async () => {
  const { asked, post } = scene(stranger);
  const orders = [
    ["/network/peers", { address: PEER }],
    ["/network/peers/forget", { address: PEER }],
    ["/network/follow", { festival: UNKNOWN }],
    ["/network/unfollow", { festival: FESTIVAL }],
  ] as const;
  for (const [path, form] of orders) {
    assert.equal((await post(path, form)).status, 403, path);
    assert.equal((await post(path, form, { authorization: "Bearer wrong" })).status, 403, path);
  }
  assert.deepEqual(asked, []);
  for (const [path, form] of orders) {
    assert.equal((await post(path, form, { authorization: `Bearer ${TOKEN}` })).status, 303, path);
  }
  assert.equal(asked.length, orders.length);
});

Deno.test("orders from other sites' pages are refused, and so is what is no form", async () => {
  const { app, asked, post } = scene();
  const foreign = { origin: "https://foreign.example" };
  assert.equal((await post("/network/unfollow", { festival: FESTIVAL }, foreign)).status, 403);
  const json = await app.request("/network/follow", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ festival: UNKNOWN }),
  });
  assert.equal(json.status, 415);
  assert.deepEqual(asked, []);
  const reloaded = await app.request("/network/follow");
  assert.deepEqual([reloaded.status, reloaded.headers.get("location")], [302, "/network"]);
});

Deno.test("the heart counts other nodes, in a shape and words, on every page", async () => {
  const cases = [[0, "only here"], [1, "on 1 node"], [2, "on 2 nodes"]] as const;
  for (const [nodes, words] of cases) {
    const { page } = scene({}, samplePeers().slice(0, nodes));
    for (const address of ["/", "/about", "/key", `/festivals/${FESTIVAL}`, "/nothing"]) {
      const { html } = await page(address);
      if (address === "/nothing") assert.doesNotMatch(html, /class="heart"/, "nobody was asked");
      else {
        const heart = /<a class="heart" id="heart"[\s\S]*?<\/a>/.exec(html)![0];
        assert.ok(heart.includes(words), `${address}: ${heart}`);
        assert.equal(heart.includes("heart-fill"), nodes > 0);
        assert.match(html, new RegExp(`sse-connect="[^"]*nodes=${nodes}"`));
      }
    }
    const fragment = (await page("/network/heart?lang=en")).html;
    assert.ok(fragment.includes(words) && fragment.startsWith("<svg"));
  }
});

Deno.test("pages are other pages as soon as peers or follows are others", async () => {
  const peers: PeerStatus[] = samplePeers().slice(0, 1);
  let follows = [{ id: fromHex(FESTIVAL)!, listed: true }, {
    id: fromHex(UNKNOWN)!,
    listed: false,
  }];
  const node = sampleNode(sampleQueries(), { follows: () => Promise.resolve(follows) });
  const { app } = scene({ node }, peers);
  const tagsNow = async () => {
    const tags: string[] = [];
    for (const address of ["/network", "/", `/festivals/${UNKNOWN}`, "/about"]) {
      const response = await app.request(address);
      await response.body?.cancel();
      tags.push(response.headers.get("etag")!);
    }
    return tags;
  };
  const differ = (a: string[], b: string[]) => a.map((tag, i) => tag !== b[i]);
  const before = await tagsNow();
  assert.deepEqual(await tagsNow(), before);

  const [peer] = peers;
  peers[0] = {
    ...peer!,
    progress: peer!.progress.map((one) => ({ ...one, here: Math.min(one.here + 5, one.total) })),
  };
  const further = await tagsNow();
  assert.deepEqual(differ(before, further), [true, true, true, false]);

  follows = follows.slice(0, 1);
  const fewer = await tagsNow();
  assert.deepEqual(differ(further, fewer), [true, true, true, false]);

  peers.length = 0;
  assert.deepEqual(differ(fewer, await tagsNow()), [true, true, true, true]);
});

Deno.test("the operator and others never get each other's page", async () => {
  const { app } = scene(stranger);
  const headers = { authorization: `Bearer ${TOKEN}` };
  const own = await (await app.request("/network", { headers })).text();
  const others = await (await app.request("/network")).text();
  assert.ok(own.includes(`<b>${PEER}`) && !others.includes(`<b>${PEER}`));
});

Deno.test("a festival that has not arrived says how far it is, or what it waits for", async () => {
  const address = `/festivals/${UNKNOWN}`;
  const coming = (await scene().page(address)).html;
  assert.match(coming, /This festival is on its way here/);
  assert.match(coming, /<progress max="900" value="312"/);
  assert.doesNotMatch(coming, /data-sign/, "nothing is signed in a zone that nobody knows");
  assert.match(coming, /hx-select="#main" hx-target="#main"/, "all of the page is to come");

  const fragment = (await scene().page(`${address}/arrival`)).html;
  assert.match(fragment, /^<div class="warning arriving"[\s\S]*312 of 900 entries/);
  assert.equal((await scene().page(`/festivals/${FESTIVAL}/arrival`)).html, "");
  assert.equal((await scene().page(`/festivals/${idOf("nothing")}/arrival`)).status, 404);

  const elsewhere = (await scene({}, samplePeers().slice(1, 2)).page(address)).html;
  assert.match(elsewhere, /none of those that are connected follows/);
  assert.match(elsewhere, /href="\/network#add-peer"/);
  const alone = (await scene({}, []).page(address)).html;
  assert.match(alone, /no other node is connected/);
  const visitor = (await scene(stranger, []).page(address)).html;
  assert.doesNotMatch(visitor, /#add-peer/);
  assert.match(visitor, /Whoever runs this node can add one/);
});

Deno.test("a festival that is still filling says so above what is there", async () => {
  const [peer] = samplePeers();
  const filling = (here: number, complete: boolean): PeerStatus => ({
    ...peer!,
    progress: [{ ...peer!.progress[0]!, festival: fromHex(FESTIVAL)!, here, complete }],
  });
  const at = async (status: PeerStatus) =>
    (await scene({}, [status]).page(`/festivals/${FESTIVAL}`)).html;
  const html = await at(filling(312, false));
  assert.match(html, /is here in part; more is on its way/);
  assert.match(html, /Concert on the jetty/);
  // What comes later, one by one, is no notice.
  assert.doesNotMatch(await at(filling(899, true)), /<progress/);
  assert.doesNotMatch(await at(filling(900, true)), /<progress/);
});

Deno.test("a festival whose sender has gone half-way says so, until another has sent the rest", async () => {
  const peers = samplePeers().slice(0, 1);
  const { page } = scene({}, peers);
  const address = `/festivals/${UNKNOWN}`;
  assert.match((await page(address)).html, /is on its way here/);
  const [peer] = peers.splice(0);
  const { html } = await page(address);
  assert.match(html, /the node that sent it has gone/);
  assert.match(html, /312 of 900 entries/);
  assert.match(html, /href="\/network#add-peer"/);
  const all = peer!.progress.map((one) => ({ ...one, here: one.total, complete: true }));
  peers.push({ ...peer!, progress: all });
  assert.doesNotMatch((await page(address)).html, /has gone|<progress/);
  peers.length = 0;
  assert.doesNotMatch((await page(address)).html, /has gone|<progress/);
});

Deno.test("a festival that is not followed any more says so, and can be followed again", async () => {
  const { html } = await scene().page(`/festivals/${UNFOLLOWED}`);
  assert.match(html, /does not follow this festival any more/);
  assert.match(html, new RegExp(`name="festival" value="${UNFOLLOWED}"`));
  assert.doesNotMatch(html, /data-sign/);
  assert.doesNotMatch(html, /href="#create-event"/);
  const visitor = (await scene(stranger).page(`/festivals/${UNFOLLOWED}`)).html;
  assert.doesNotMatch(visitor, /action="\/network\/follow"/);
});

Deno.test("home leads the operator to what is on its way", async () => {
  const { html } = await scene().page("/");
  assert.match(html, new RegExp(`href="/festivals/${UNKNOWN}"`));
  assert.match(html, /312 of 900 entries/);
  assert.ok(!(await scene(stranger).page("/")).html.includes(UNKNOWN.slice(0, 12)));
  const empty = sampleNode(sampleQueries(EMPTY_WORLD));
  assert.doesNotMatch((await scene({ node: empty }).page("/")).html, /On their way/);
});

Deno.test("the page of a festival that is nowhere here leads the operator to follow it", async () => {
  const id = "ab".repeat(32);
  const { status, html } = await scene().page(`/festivals/${id}`);
  assert.equal(status, 404);
  assert.match(html, new RegExp(`href="/network\\?follow=${id}#follow"`));
  const form = (await scene().page(`/network?follow=${id}`)).html;
  assert.match(form, new RegExp(`id="follow-festival"[^>]* value="${id}"`));
  assert.doesNotMatch((await scene(stranger).page(`/festivals/${id}`)).html, /\?follow=/);
});

Deno.test("pages listen to the festivals they show something of, and to no others", async () => {
  const { page } = scene();
  const listened = async (address: string) =>
    /sse-connect="\/api\/v1\/stream\?([^"]*)"/.exec((await page(address)).html)![1]!
      .replaceAll("&amp;", "&");
  const child = new URLSearchParams(
    await listened(`/events/${idOf("event Concert on the jetty")}`),
  );
  assert.deepEqual(child.getAll("festival"), [FESTIVAL, idOf("parent")]);
  assert.equal(new URLSearchParams(await listened("/network")).has("festival"), false);
  const desk = new URLSearchParams(
    await listened(`/desk?key=${idOf("bo")}&festival=${UNLISTED}&festival=${idOf("nothing")}`),
  );
  assert.deepEqual([desk.getAll("festival"), desk.get("public")], [[UNLISTED], "1"]);
});
