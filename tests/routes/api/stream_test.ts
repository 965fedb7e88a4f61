import assert from "node:assert/strict";
import { fromHex } from "../../../src/core/messages/mod.ts";
import type { Notice, PeerStatus } from "../../../src/node/mod.ts";
import { MAX_LISTENERS, MAX_LISTENERS_AN_ADDRESS } from "../../../src/routes/api/stream_hub.ts";
import { type AppContext, createApp } from "../../../src/routes/mod.ts";
import {
  AUTHOR,
  fakeContext,
  fakeNetwork,
  fakeNode,
  FESTIVAL,
  HASH,
  localAuthority,
  ManualClock,
  publicAuthority,
  UNLISTED,
} from "../fake_node.ts";

function notice(festival: string | null, seqNum = 1): Notice & { kind: "entry" } {
  return {
    kind: "entry",
    author: AUTHOR,
    logId: 5,
    seqNum,
    hash: HASH,
    festival,
    listed: festival !== UNLISTED,
  };
}

function peerWith(here: number): PeerStatus {
  const complete = here === 900;
  return {
    id: null,
    address: null,
    state: "connected",
    transport: "memory",
    progress: [{
      festival: fromHex(FESTIVAL)!,
      total: 900,
      here,
      toSend: 0,
      complete,
      inSync: complete,
    }],
    inSync: complete,
    lastContact: null,
    nextTry: null,
    trouble: null,
  };
}

/** A node whose revision a test sets, its clock, and streams of its app. */
class Scene {
  revision = 7;
  readonly clock = new ManualClock();
  readonly stopping = new AbortController();
  readonly node = fakeNode({}, {
    revision: () => Promise.resolve(this.revision),
    revisionOfAll: () => Promise.resolve(this.revision),
  });
  /** Who is connected, each with how many of 900 entries of {@link FESTIVAL} are here. */
  peers: number[] = [];
  readonly context: AppContext;
  readonly app;
  readonly #streams: Stream[] = [];

  constructor(authority = localAuthority) {
    const { node, clock } = this;
    const network = fakeNetwork({
      connected: () => this.peers.length,
      peers: () => this.peers.map(peerWith),
    });
    this.context = fakeContext({ node, network, clock, authority, stopping: this.stopping.signal });
    this.app = createApp(this.context);
  }

  async open(
    query = "",
    headers: Record<string, string> = {},
    remoteAddress: string | null = null,
  ): Promise<Stream> {
    const environment = { remoteAddress };
    const response = await this.app.request(`/api/v1/stream${query}`, { headers }, environment);
    assert.equal(response.status, 200);
    const stream = new Stream(response);
    this.#streams.push(stream);
    return stream;
  }

  happens(notice: Notice): void {
    this.revision++;
    this.node.post(notice);
  }

  /** After everybody left, nothing listens and nothing waits. */
  async end(): Promise<void> {
    for (const stream of this.#streams) await stream.leave();
    assert.equal(this.node.listeners, 0);
    assert.equal(this.clock.pending, 0);
  }
}

class Stream {
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = "";

  constructor(readonly response: Response) {
    this.#reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** The next message: event's name, data, and id. Null at the end. */
  async next(): Promise<{ event?: string; data?: unknown; id?: string } | null> {
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end >= 0) {
        const lines = this.#text.slice(0, end).split("\n");
        this.#text = this.#text.slice(end + 2);
        const fields = Object.fromEntries(lines.map((line) => line.split(/: ?(.*)/s)));
        if (fields["retry"] !== undefined) continue;
        if (fields["data"] !== undefined) fields["data"] = JSON.parse(fields["data"]);
        return fields;
      }
      const { done, value } = await this.#reader.read();
      if (done) return null;
      this.#text += value;
    }
  }

  /** The data of the next message, which has this name. */
  async expect(event: string): Promise<unknown> {
    const message = await this.next();
    assert.equal(message?.event, event, JSON.stringify(message));
    return message!.data;
  }

  async leave(): Promise<void> {
    await this.#reader.cancel();
  }
}

function scene(name: string, run: (scene: Scene) => Promise<void>): void {
  Deno.test(name, async () => {
    const one = new Scene();
    await run(one);
    await one.end();
  });
}

scene("a stream is server-sent events that nothing on the way keeps", async (scene) => {
  const { response } = await scene.open();
  assert.equal(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.equal(response.headers.get("x-accel-buffering"), "no");
});

scene("each entry is told, and the revision it led to", async (scene) => {
  const stream = await scene.open();
  scene.happens(notice(FESTIVAL));
  assert.deepEqual(await stream.expect("entry"), notice(FESTIVAL));
  assert.deepEqual(await stream.next(), { event: "changed", data: 8, id: "8" });
});

scene(
  "`changed` comes at once, then at most every 300 ms, and the last is not lost",
  async (scene) => {
    const stream = await scene.open(`?festival=${FESTIVAL}`);
    for (let seq = 1; seq <= 3; seq++) scene.happens(notice(FESTIVAL, seq));
    for (let seq = 1; seq <= 3; seq++) await stream.expect("entry");
    assert.equal(await stream.expect("changed"), 8);
    scene.clock.advance(300);
    assert.equal(await stream.expect("changed"), 10);
    // Within the pause that this one began:
    scene.clock.advance(299);
    scene.happens(notice(FESTIVAL, 4));
    await stream.expect("entry");
    scene.clock.advance(1);
    assert.equal(await stream.expect("changed"), 11);
    // After a quiet time it is at once again.
    scene.clock.advance(1_000);
    scene.happens(notice(FESTIVAL, 5));
    await stream.expect("entry");
    assert.equal(await stream.expect("changed"), 12);
  },
);

scene("a listener that knows another revision hears of the present one at once", async (scene) => {
  const behind = await scene.open("?revision=3");
  assert.equal(await behind.expect("changed"), 7);
  const current = await scene.open("?revision=7");
  // A browser that connects again repeats its first address, and says what it saw last.
  const again = await scene.open("?revision=3", { "last-event-id": "7" });
  scene.happens(notice(FESTIVAL));
  await current.expect("entry");
  await again.expect("entry");
});

scene("a festival's stream has its entries and profiles, and no other's", async (scene) => {
  const stream = await scene.open(`?festival=${FESTIVAL}`);
  scene.happens(notice(UNLISTED));
  scene.happens(notice("ab".repeat(32)));
  scene.happens(notice(FESTIVAL, 2));
  scene.happens(notice(null, 3));
  assert.deepEqual(await stream.expect("entry"), notice(FESTIVAL, 2));
  assert.deepEqual(await stream.expect("entry"), notice(null, 3));
});

scene("an unlisted festival is heard only by those who name it", async (scene) => {
  const everyone = await scene.open();
  const named = await scene.open(`?festival=${UNLISTED}`);
  scene.happens(notice(UNLISTED));
  scene.happens(notice(FESTIVAL, 2));
  assert.deepEqual(await everyone.expect("entry"), notice(FESTIVAL, 2));
  assert.deepEqual(await named.expect("entry"), notice(UNLISTED));
});

scene("a log that is cut changes the pages of its festival, and of no other", async (scene) => {
  const everyone = await scene.open();
  const named = await scene.open(`?festival=${UNLISTED}`);
  const { hash: _, ...place } = notice(UNLISTED);
  scene.happens({ ...place, kind: "cut" });
  assert.equal(await named.expect("changed"), 8);
  const { hash: __, ...profile } = notice(null);
  scene.happens({ ...profile, kind: "cut" });
  assert.equal(await everyone.expect("changed"), 9);
});

Deno.test("a peer's id is for the operator only", async () => {
  const peer = { kind: "peer", id: AUTHOR, state: "connected" } as const;
  const local = new Scene();
  const own = await local.open();
  local.node.post(peer);
  assert.deepEqual(await own.expect("peer"), peer);
  await local.end();

  const hosted = new Scene(publicAuthority);
  const visitor = await hosted.open();
  hosted.node.post(peer);
  assert.deepEqual(await visitor.expect("peer"), { kind: "peer", state: "connected" });
  await hosted.end();
});

const PEER = { kind: "peer", id: null, state: "progress" } as const;

scene(
  "one stream may be of several festivals, or of these and all that is public",
  async (scene) => {
    const two = await scene.open(`?festival=${UNLISTED}&festival=${FESTIVAL}`);
    const more = await scene.open(`?public=1&festival=${UNLISTED}`);
    scene.happens(notice("ab".repeat(32)));
    scene.happens(notice(UNLISTED, 2));
    scene.happens(notice(FESTIVAL, 3));
    scene.happens(notice(null, 4));
    for (const seq of [2, 3, 4]) {
      assert.equal((await two.expect("entry") as { seqNum: number }).seqNum, seq);
    }
    for (const seq of [1, 2, 3, 4]) {
      assert.equal((await more.expect("entry") as { seqNum: number }).seqNum, seq);
    }
    assert.equal(
      (await scene.app.request(`/api/v1/stream?festival=${FESTIVAL}&festival=${AUTHOR}`))
        .status,
      404,
    );
  },
);

scene(
  "however much peers do, pages hear of it once a second, and of the last time",
  async (scene) => {
    const stream = await scene.open();
    for (let i = 0; i < 5; i++) scene.node.post(PEER);
    const kinds = async (count: number) => {
      const names = [];
      for (let i = 0; i < count; i++) names.push((await stream.next())!.event);
      return names;
    };
    assert.deepEqual(await kinds(6), ["peer", "peers", "peer", "peer", "peer", "peer"]);
    scene.clock.advance(999);
    scene.node.post(PEER);
    scene.clock.advance(1);
    assert.deepEqual(await kinds(2), ["peer", "peers"]);
    scene.clock.advance(1_000);
    scene.node.post({ kind: "follows" });
    assert.deepEqual(await kinds(2), ["peers", "arrival"]);
  },
);

scene("`nodes` comes when another number of them is connected, and only then", async (scene) => {
  const stream = await scene.open("?nodes=0");
  scene.peers = [900, 900];
  scene.node.post({ ...PEER, state: "connected" });
  await stream.expect("peer");
  await stream.expect("peers");
  assert.deepEqual(await stream.next(), { event: "nodes", data: 2, id: "nodes-2" });
  scene.clock.advance(1_000);
  scene.node.post(PEER);
  await stream.expect("peer");
  await stream.expect("peers");
  scene.clock.advance(1_000);

  const behind = await scene.open("?nodes=1");
  assert.equal(await behind.expect("nodes"), 2);
  const current = await scene.open("?nodes=2");
  // Whoever connects again may have seen another number since its first address was made.
  const again = await scene.open("?nodes=2", { "last-event-id": "nodes-1" });
  assert.equal(await again.expect("nodes"), 2);
  scene.node.post(PEER);
  await current.expect("peer");
});

scene("`arrival` tells those who listen to a festival that more of it is here", async (scene) => {
  scene.peers = [312];
  const stream = await scene.open(`?festival=${FESTIVAL}`);
  const other = await scene.open(`?festival=${UNLISTED}`);
  const names = async (of: Stream, count: number) => {
    const found = [];
    for (let i = 0; i < count; i++) found.push((await of.next())!.event);
    return found;
  };
  for (const here of [312, 500, 900, 900]) {
    scene.peers = [here];
    scene.node.post(PEER);
    scene.clock.advance(1_000);
  }
  assert.deepEqual(await names(stream, 10), [
    "peer",
    "peers",
    ...["peer", "peers", "arrival"],
    ...["peer", "peers", "arrival"],
    "peer",
    "peers",
  ]);
  assert.deepEqual(await names(other, 8), Array(4).fill(["peer", "peers"]).flat());
});

scene(
  "`changed` comes more slowly while a festival arrives, and the last is not lost",
  async (scene) => {
    scene.peers = [312];
    const stream = await scene.open(`?festival=${FESTIVAL}`);
    for (let seq = 1; seq <= 2; seq++) scene.happens(notice(FESTIVAL, seq));
    for (const name of ["entry", "entry", "changed"]) await stream.expect(name);
    scene.clock.advance(2_999);
    scene.happens(notice(FESTIVAL, 3));
    await stream.expect("entry");
    scene.clock.advance(1);
    assert.equal(await stream.expect("changed"), 10);
  },
);

scene("a comment every 15 seconds keeps the way open", async (scene) => {
  const stream = await scene.open();
  scene.clock.advance(15_000);
  assert.deepEqual(await stream.next(), { "": "" });
  scene.clock.advance(15_000);
  assert.deepEqual(await stream.next(), { "": "" });
});

scene("a stream whose reader goes away leaves nothing behind", async (scene) => {
  const first = await scene.open(`?festival=${FESTIVAL}`);
  const second = await scene.open();
  assert.equal(scene.node.listeners, 1);
  await first.leave();
  scene.happens(notice(FESTIVAL));
  await second.expect("entry");
});

scene("HEAD opens no stream", async (scene) => {
  const response = await scene.app.request("/api/v1/stream", { method: "HEAD" });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
  assert.equal(scene.node.listeners, 0);
});

scene(
  "a reader that lags misses notices, is told so, and gets the latest revision",
  async (scene) => {
    const slow = await scene.open();
    const sent = 5_000;
    for (let seq = 1; seq <= sent; seq++) {
      scene.happens(notice(FESTIVAL, seq));
      if (seq % 1_000 === 0) {
        scene.clock.advance(300);
        await Promise.resolve();
      }
    }
    let entries = 0;
    let missed = 0;
    let revision: unknown;
    while (revision !== 7 + sent) {
      const message = await slow.next();
      if (message?.event === "entry") entries++;
      if (message?.event === "missed") missed++;
      if (message?.event === "changed") revision = message.data;
    }
    assert(missed >= 1);
    assert(entries > 100 && entries < 2_000, `${entries}`);
  },
);

Deno.test("when the node stops, streams end, and no new one opens", async () => {
  const scene = new Scene();
  const stream = await scene.open();
  scene.stopping.abort();
  assert.equal(await stream.next(), null);
  assert.equal(scene.node.listeners, 0);
  assert.equal(scene.clock.pending, 0);
  const late = await scene.app.request("/api/v1/stream");
  assert.equal(late.status, 503);
  await late.body?.cancel();
});

Deno.test("more than a thousand streams at once are refused with Retry-After", async () => {
  const scene = new Scene();
  for (let i = 0; i < MAX_LISTENERS; i++) await scene.open();
  const response = await scene.app.request("/api/v1/stream");
  assert.equal(response.status, 503);
  assert.equal(response.headers.get("retry-after"), "30");
  assert.equal((await response.json()).error.code, "too-many-streams");
  await scene.end();
});

Deno.test("one address has fifty of them, and room again when one leaves", async () => {
  const scene = new Scene();
  const ask = (remoteAddress: string) => scene.app.request("/api/v1/stream", {}, { remoteAddress });
  const streams: Stream[] = [];
  for (let i = 0; i < MAX_LISTENERS_AN_ADDRESS; i++) {
    streams.push(await scene.open("", {}, "192.0.2.1"));
  }
  const refused = await ask("192.0.2.1");
  assert.equal(refused.status, 503);
  assert.equal((await refused.json()).error.code, "too-many-streams");
  await scene.open("", {}, "192.0.2.2");
  await streams[0]!.leave();
  await scene.open("", {}, "192.0.2.1");
  assert.equal((await ask("192.0.2.1")).status, 503);
  await scene.end();
});

Deno.test("behind a proxy, where all have one address, more than fifty may listen", async () => {
  const scene = new Scene(publicAuthority);
  for (let i = 0; i <= MAX_LISTENERS_AN_ADDRESS; i++) await scene.open("", {}, "127.0.0.1");
  await scene.end();
});
