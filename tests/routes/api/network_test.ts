import assert from "node:assert/strict";
import { AddressError, ConnectError, type PeerStatus } from "../../../src/node/mod.ts";
import { fromHex } from "../../../src/core/messages/mod.ts";
import { createApp } from "../../../src/routes/mod.ts";
import {
  fakeContext,
  fakeNetwork,
  fakeNode,
  FESTIVAL,
  publicAuthority,
  STRANGER,
  UNLISTED,
} from "../fake_node.ts";

const ADDRESS = "http://192.168.1.20:8000";

const PEER: PeerStatus = {
  id: STRANGER,
  address: ADDRESS,
  state: "connected",
  transport: "webrtc",
  progress: [FESTIVAL, UNLISTED].map((id) => ({
    festival: fromHex(id)!,
    total: 5,
    here: 3,
    toSend: 0,
    complete: false,
    inSync: false,
  })),
  inSync: false,
  lastContact: 1_000,
  nextTry: null,
  trouble: null,
};

const node = fakeNode({
  follows: () =>
    Promise.resolve([
      { id: fromHex(FESTIVAL)!, listed: true },
      { id: fromHex(UNLISTED)!, listed: false },
    ]),
});

/** An app, and what was asked of its network. */
function watched() {
  const asked: string[] = [];
  const network = fakeNetwork({
    peers: () => [PEER],
    addPeer: (address) => {
      if (address === "nonsense") throw new AddressError("nonsense is no address");
      asked.push(`add ${address}`);
      return Promise.resolve();
    },
    removePeer: (address) => {
      asked.push(`remove ${address}`);
      return Promise.resolve();
    },
    answer: (offer, { from }) => {
      if (offer === "full") return Promise.reject(new ConnectError("busy"));
      if (offer === "bad") return Promise.reject(new ConnectError("bad-signal"));
      return Promise.resolve(`${offer} answered, from ${from}`);
    },
  });
  return { asked, network };
}

function send(app: ReturnType<typeof createApp>, method: string, path: string, body: unknown) {
  return (remoteAddress: string | null = null, headers: Record<string, string> = {}) =>
    app.request(`/api/v1/${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    }, { remoteAddress });
}

Deno.test("the operator sees who peers are and where; others how things stand", async () => {
  const { network } = watched();
  const local = createApp(fakeContext({ node, network }));
  const [whole] = (await (await local.request("/api/v1/peers")).json()).items;
  assert.deepEqual(
    [whole.id, whole.address, whole.festivals],
    [STRANGER, ADDRESS, [FESTIVAL, UNLISTED]],
  );
  const open = createApp(fakeContext({ node, network, authority: publicAuthority }));
  const [reduced] = (await (await open.request("/api/v1/peers")).json()).items;
  assert.deepEqual(
    [reduced.id, reduced.address, reduced.festivals, reduced.state, reduced.inSync],
    [undefined, undefined, [FESTIVAL], "connected", false],
  );
  assert(!JSON.stringify(reduced).includes(UNLISTED));
  assert.equal((await local.request("/api/v1/peers?cursor=x")).status, 400);
});

Deno.test("peers are added, forgotten and followed through by the operator alone", async () => {
  const { asked, network } = watched();
  const local = createApp(fakeContext({ node, network }));
  assert.equal((await send(local, "POST", "peers", { address: ADDRESS })()).status, 200);
  assert.equal((await send(local, "DELETE", "peers", { address: ADDRESS })()).status, 200);
  const follow = send(local, "POST", "follow", { festival: FESTIVAL, peer: ADDRESS });
  assert.equal((await follow()).status, 200);
  assert.deepEqual(asked, [`add ${ADDRESS}`, `remove ${ADDRESS}`, `add ${ADDRESS}`]);

  const wrong = await send(local, "POST", "peers", { address: "nonsense" })();
  assert.equal(wrong.status, 422);
  assert.equal((await wrong.json()).error.field, "address");

  const open = createApp(fakeContext({ node, network, authority: publicAuthority }));
  for (
    const [method, path, body] of [
      ["POST", "peers", { address: ADDRESS }],
      ["DELETE", "peers", { address: ADDRESS }],
      ["POST", "follow", { festival: FESTIVAL, peer: ADDRESS }],
      ["POST", "unfollow", { festival: FESTIVAL }],
    ] as const
  ) assert.equal((await send(open, method, path, body)()).status, 403, path);
  assert.equal(asked.length, 3);
});

Deno.test("an offer is answered for anybody, and the node learns where it came from", async () => {
  const { network } = watched();
  const app = createApp(fakeContext({ node, network }));
  const answered = async (remote: string | null, to = app) =>
    (await (await send(to, "POST", "signal", { sdp: "offer" })(remote)).json()).sdp;
  assert.equal(await answered("127.0.0.1"), "offer answered, from 127.0.0.1");
  assert.equal(await answered("::1"), "offer answered, from ::1");
  assert.equal(await answered("192.168.1.7"), "offer answered, from 192.168.1.7");
  assert.equal(await answered(null), "offer answered, from null");
  // Behind a proxy all requests come from loopback.
  const open = createApp(fakeContext({ node, network, authority: publicAuthority }));
  assert.equal(await answered("127.0.0.1", open), "offer answered, from null");
  const passedOn = async (remote: string) => {
    const headers = { "x-forwarded-for": "192.0.2.1" };
    return (await (await send(app, "POST", "signal", { sdp: "offer" })(remote, headers)).json())
      .sdp;
  };
  assert.equal(await passedOn("127.0.0.1"), "offer answered, from null");
  assert.equal(await passedOn("192.168.1.7"), "offer answered, from null");
  assert.equal(await passedOn("8.8.8.8"), "offer answered, from 8.8.8.8");

  const full = await send(app, "POST", "signal", { sdp: "full" })();
  assert.deepEqual([full.status, full.headers.get("retry-after")], [503, "2"]);
  assert.equal((await send(app, "POST", "signal", { sdp: "bad" })()).status, 422);
  assert.equal((await send(app, "POST", "signal", {})()).status, 400);
  const huge = await send(app, "POST", "signal", { sdp: "x".repeat(1_000_000) })();
  assert.equal(huge.status, 413);
});
