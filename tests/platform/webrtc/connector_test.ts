import assert from "node:assert/strict";
import { type Channel, ConnectError, type Connector } from "../../../src/node/ports.ts";
import { readDescription, scopeOf, writeDescription } from "../../../src/node/channel/mod.ts";
import { type ConnectorParts, createConnector } from "../../../src/platform/deno/webrtc/mod.ts";
import { MemoryReport } from "../../node/ports/memory_report.ts";
import { VirtualClock } from "../../node/ports/virtual_clock.ts";
import { systemClock } from "../../../src/platform/deno/clock.ts";
import { FarProcess } from "../../node/ports/far_process.ts";
import { serveSignals } from "../../node/ports/signal_server.ts";

type Fetch = NonNullable<ConnectorParts["fetch"]>;

const ADDRESS = "http://127.0.0.1:1";
const soak = Deno.env.get("P2PANDA_SOAK") === "1";
const unaborted = new AbortController().signal;

function connector(parts: Partial<ConnectorParts> = {}): Connector {
  return createConnector({ clock: systemClock, report: new MemoryReport(), ...parts });
}

/** A node that never says anything. */
const silent: Fetch = (_, init) =>
  new Promise((_, reject) => {
    init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
  });

/** A node that says this to every offer. */
function answering(status: number, body: string | ReadableStream | null): Fetch {
  return () => Promise.resolve(new Response(body, { status }));
}

function fails(code: ConnectError["code"]) {
  return (error: unknown) => {
    assert(error instanceof ConnectError, String(error));
    assert.equal(error.code, code);
    return true;
  };
}

async function dialFails(code: ConnectError["code"], parts: Partial<ConnectorParts>, to = ADDRESS) {
  const one = connector(parts);
  await assert.rejects(one.dial(to, unaborted), fails(code));
  await one.close();
}

const endless = () =>
  new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(16_384).fill(32)) });

Deno.test("Connector.dial: tells apart who did not answer, would not, and could not", async () => {
  await dialFails("unreachable", {});
  await dialFails("unreachable", {}, "ftp://127.0.0.1");
  await dialFails("unreachable", {}, "no address");
  await dialFails("refused", { fetch: answering(404, "nothing here") });
  await dialFails("refused", { fetch: answering(302, null) });
  await dialFails("refused", { fetch: answering(200, "<!doctype html>") });
  await dialFails("refused", { fetch: answering(200, "null") });
  await dialFails("refused", { fetch: answering(200, '{"sdp":5}') });
  await dialFails("refused", { fetch: answering(200, endless()) });
  await dialFails("busy", { fetch: answering(503, null) });
  await dialFails("bad-signal", { fetch: answering(200, '{"sdp":"v=0"}') });
});

Deno.test("Connector.dial: asks one fixed path, as JSON, and follows no redirect", async () => {
  let asked: [string, RequestInit | undefined] | undefined;
  await dialFails("refused", {
    fetch: (input, init) => {
      asked = [String(input), init];
      return Promise.resolve(new Response(null, { status: 307, headers: { Location: "/x" } }));
    },
  }, "http://127.0.0.1:1/other?path");
  const [address, init] = asked!;
  assert.equal(address, "http://127.0.0.1:1/api/v1/signal");
  assert.equal(init?.method, "POST");
  assert.equal(init?.redirect, "manual");
  assert.equal(new Headers(init?.headers).get("content-type"), "application/json");
  const { sdp } = JSON.parse(String(init?.body)) as { sdp: string };
  const offer = readDescription("offer", sdp)!;
  assert(offer.candidates.some((candidate) => candidate.address === "127.0.0.1"));
  assert(offer.candidates.every(({ type }) => type === "host"), "no server was asked");
});

Deno.test("Connector.dial: gives up after two seconds without an answer", async () => {
  const clock = new VirtualClock();
  const asked = Promise.withResolvers<void>();
  const one = connector({
    clock,
    fetch: (input, init) => {
      asked.resolve();
      return silent(input, init);
    },
  });
  const dialled = assert.rejects(one.dial(ADDRESS, unaborted), fails("unreachable"));
  await asked.promise;
  clock.advance(2_000);
  await dialled;
  assert.equal(clock.waiting, 0);
});

Deno.test("Connector.dial: gives up after fifteen seconds without a connection", async () => {
  const clock = new VirtualClock();
  const answered = Promise.withResolvers<void>();
  const one = connector({
    clock,
    fetch: (_, init) => {
      const { sdp } = JSON.parse(String(init?.body)) as { sdp: string };
      // Nobody is there.
      const offer = readDescription("offer", sdp)!;
      answered.resolve();
      const nobody = writeDescription({
        ...offer,
        setup: "active",
        user: "nobody",
        candidates: [],
      });
      return Promise.resolve(Response.json({ sdp: nobody }));
    },
  });
  const dialled = assert.rejects(one.dial(ADDRESS, unaborted), fails("not-connected"));
  await answered.promise;
  clock.advance(15_000);
  await dialled;
  assert.equal(clock.waiting, 0);
});

Deno.test("Connector.dial: ends when it is told to, with that reason", async () => {
  const stop = new AbortController();
  const one = connector({
    fetch: (input, init) => {
      queueMicrotask(() => stop.abort(new Error("stopping")));
      return silent(input, init);
    },
  });
  await assert.rejects(one.dial(ADDRESS, stop.signal), /stopping/);
  await assert.rejects(one.dial(ADDRESS, stop.signal), /stopping/);
});

// werift's timers of checks and handshakes end by themselves; `leaks_test.ts` waits for them.
const LOOSE = { sanitizeOps: false, sanitizeResources: false };

Deno.test(
  "Connector: at most five set-ups at once, four of them answers; closing ends them",
  LOOSE,
  async () => {
    const clock = new VirtualClock();
    const one = connector({ clock, fetch: silent });
    let offer = "";
    const asking = connector({
      clock,
      fetch: (_, init) => {
        offer = (JSON.parse(String(init?.body)) as { sdp: string }).sdp;
        return Promise.resolve(new Response(null, { status: 500 }));
      },
    });
    await assert.rejects(asking.dial(ADDRESS, unaborted), fails("refused"));

    const answers = await Promise.all(
      Array.from({ length: 4 }, () => one.answer(offer, { from: "127.0.0.1" })),
    );
    await assert.rejects(one.answer(offer, { from: "127.0.0.1" }), fails("busy"));
    const dialled = assert.rejects(one.dial(ADDRESS, unaborted), fails("not-connected"));
    await assert.rejects(one.dial(ADDRESS, unaborted), fails("busy"));
    await one.close();
    await dialled;
    for (const { channel } of answers) await assert.rejects(channel, fails("not-connected"));
    await assert.rejects(one.answer(offer, { from: "127.0.0.1" }), fails("busy"));
    assert.equal(clock.waiting, 0);
  },
);

Deno.test("Connector.answer: refuses what is no offer, before any work", async () => {
  const one = connector();
  for (const offer of ["", "v=0", "x".repeat(70_000), "v=0\r\n".padEnd(70_000, "a")]) {
    await assert.rejects(one.answer(offer, { from: null }), fails("bad-signal"));
  }
});

Deno.test("Connector.answer: who is not heard for four seconds gives way", LOOSE, async () => {
  const clock = new VirtualClock();
  const one = connector({ clock });
  const offer = await someOffer();
  const { channel } = await one.answer(offer, { from: "127.0.0.1" });
  clock.advance(3_999);
  const stands = await Promise.race([channel.catch(() => false), Promise.resolve(true)]);
  assert(stands);
  clock.advance(1);
  await assert.rejects(channel, fails("not-connected"));
  assert.equal(clock.waiting, 0);
  await one.close();
});

Deno.test("Connector.answer: two set-ups an address, or half of an IPv6 one", LOOSE, async () => {
  const one = connector({ clock: new VirtualClock() });
  const offer = await someOffer();
  const answer = async (from: string) => {
    try {
      await one.answer(offer, { from });
      return "answered";
    } catch (error) {
      // A machine with nothing but loopback has no other address to be found at.
      return (error as ConnectError).code;
    }
  };
  const three = await Promise.all(
    ["2001:db8::1", "2001:db8::1", "2001:db8::2"].map((from) => answer(from)),
  );
  assert.equal(three.filter((one) => one === "busy").length, 1);
  assert.notEqual(await answer("192.0.2.1"), "busy");
  await one.close();
});

/** An offer of a node that nobody answers any more. */
async function someOffer(): Promise<string> {
  let offer = "";
  const asking = connector({
    fetch: (_, init) => {
      offer = (JSON.parse(String(init?.body)) as { sdp: string }).sdp;
      return Promise.resolve(new Response(null, { status: 500 }));
    },
  });
  await assert.rejects(asking.dial(ADDRESS, unaborted));
  return offer;
}

Deno.test("Connector.answer: names loopback only to those who ask over it", LOOSE, async () => {
  const clock = new VirtualClock();
  const one = connector({ clock });
  let offer = "";
  const asking = connector({
    fetch: (_, init) => {
      offer = (JSON.parse(String(init?.body)) as { sdp: string }).sdp;
      return Promise.resolve(new Response(null, { status: 500 }));
    },
  });
  await assert.rejects(asking.dial(ADDRESS, unaborted));
  for (const from of ["127.0.0.1", null]) {
    const fromLoopback = from !== null;
    const answered = await one.answer(offer, { from }).catch((error) => error as ConnectError);
    // A machine with nothing but loopback has no other address to be found at.
    if (answered instanceof ConnectError) {
      assert(!fromLoopback);
      continue;
    }
    const { candidates } = readDescription("answer", answered.answer)!;
    assert.equal(candidates.some(({ address }) => address === "127.0.0.1"), fromLoopback);
  }
  await one.close();
});

Deno.test("Connector: the binding is the same from both ends", LOOSE, async () => {
  const far = Promise.withResolvers<Channel>();
  const [one, other] = [connector(), connector()];
  const server = serveSignals(other, far.resolve);
  const near = await one.dial(server.address, unaborted);
  const there = await far.promise;
  assert.deepEqual(near.binding?.local, there.binding?.remote);
  assert.deepEqual(near.binding?.remote, there.binding?.local);
  near.close();
  assert.equal(await there.closed, "there");
  await near.closed;
  await server.close();
});

const outward = Deno.networkInterfaces().map(({ address }) => address)
  .filter((address) => scopeOf(address) !== "loopback" && !address.startsWith("fe80"));

for (const address of outward.slice(0, 4)) {
  Deno.test(
    `Connector: two connect over the ${scopeOf(address)} address they have`,
    LOOSE,
    async () => {
      const far = Promise.withResolvers<Channel>();
      const [one, other] = [connector(), connector()];
      const server = serveSignals(other, far.resolve, undefined, address);
      const near = await one.dial(server.address, unaborted);
      near.close();
      assert.equal(await (await far.promise).closed, "there");
      await near.closed;
      await server.close();
    },
  );
}

for (const [signal, name] of [["SIGSTOP", "frozen"], ["SIGKILL", "killed"]] as const) {
  Deno.test(`Connector: a peer that is ${name} is noticed by its silence`, LOOSE, async () => {
    const { process, address } = await FarProcess.start(5_000);
    const one = connector(soak ? {} : { pingEveryMs: 100 });
    const near = await one.dial(address, unaborted);
    process.child.kill(signal);
    assert.equal(await near.closed, "silent");
    await process.kill();
  });
}
