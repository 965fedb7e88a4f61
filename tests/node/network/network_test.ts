import assert from "node:assert/strict";
import { toHex } from "../../../src/core/messages/mod.ts";
import { AddressError, ConnectError } from "../../../src/node/mod.ts";
import { festivalOf, person, Scribe } from "../../oracle/scribe.ts";
import { Hand, holds, publish, until } from "../sync/nodes.ts";
import { Peer, withPeers } from "./world.ts";

const MINUTE = 60_000;
const NAME = festivalOf(person(1), 1);
const scribe = new Scribe();
const BEGUN = scribe.begin(NAME, { title: "Camp", visibility: "public" });
const HALL = scribe.resource(person(1), NAME.id, { title: "Hall" });

Deno.test("startNetwork: what is published here arrives there, though only one side dials", () =>
  withPeers(["a", "b"], async (_, a, b) => {
    await publish(b.node, BEGUN);
    await b.start();
    await a.start(b.address);
    await until(() => holds(a.node, BEGUN));
    await publish(a.node, HALL);
    await until(() => holds(b.node, HALL));
    const [there] = a.peers;
    assert.equal(there!.state, "connected");
    assert.equal(there!.transport, "memory");
    assert.equal(there!.id, b.id);
    assert.equal(there!.trouble, null);
    await until(() => a.peers[0]!.inSync && b.peers[0]!.inSync);
    assert.deepEqual([b.peers[0]!.id, b.peers[0]!.address], [a.id, null]);
    assert.deepEqual([a.network.connected(), b.network.connected()], [1, 1]);
  }, [NAME.id]));

Deno.test("startNetwork: a peer that stops and starts is found again within 3 s", () =>
  withPeers(["a", "b"], async (world, a, b) => {
    await b.start();
    await a.start(b.address);
    await world.settle();
    for (const away of [0, 400, 5_000, MINUTE]) {
      await world.pass(MINUTE);
      await b.stop();
      assert.deepEqual(a.states, ["waiting"]);
      await world.pass(away);
      await b.start();
      const from = world.clock.now();
      while (a.network.connected() === 0) await world.pass(100, 100);
      assert(world.clock.now() - from <= 3_000);
    }
  }));

Deno.test("startNetwork: an address where nobody is, is tried ever less", () =>
  withPeers(["a"], async (world, a) => {
    await a.start("nobody.test");
    await world.pass(30 * MINUTE);
    const dials = world.dialsOf("a").map(({ at }) => at);
    const gaps = dials.slice(1).map((at, i) => at - dials[i]!);
    // A quarter of a second may be the clock's: it goes on in such steps.
    assert(gaps[0]! <= 500 + 250);
    assert(gaps.slice(0, 40).every((gap) => gap <= 3_000 + 250));
    assert(gaps.every((gap) => gap <= MINUTE + 250));
    assert(gaps.slice(-5).every((gap) => gap >= 48_000));
    assert(dials.length < 90);
    const [status] = a.peers;
    assert.deepEqual([status!.state, status!.trouble, status!.id], [
      "waiting",
      "unreachable",
      null,
    ]);
    assert(status!.nextTry! > world.clock.now());
    // Asked for by hand, it is tried at once.
    const before = world.dials.length;
    await a.network.addPeer("http://nobody.test/some/path");
    assert.equal(world.dials.length, before + 1);
  }));

Deno.test("startNetwork: addresses are remembered over restarts, unless they shall not be", () =>
  withPeers(["a", "b"], async (world, a, b) => {
    await b.start();
    await a.start(b.address);
    await world.settle();
    await a.stop();
    await a.start();
    await world.settle();
    assert.deepEqual(a.states, ["connected"]);
    await a.stop();
    a.remembered = false;
    await a.start();
    await world.settle();
    assert.deepEqual(a.states, []);
    await a.stop();
    // Given again, what was known of it is still known.
    await b.stop();
    await a.start(b.address);
    await world.settle();
    assert.equal(a.peers[0]!.id, b.id);
    assert(a.peers[0]!.lastContact !== null);
  }));

Deno.test("startNetwork: a removed peer is left alone, whatever was under way", () =>
  withPeers(["a", "b"], async (world, a, b) => {
    await b.start();
    // While it is dialled; the connector does not even notice.
    let go = () => {};
    a.onDial = () => new Promise((resolve) => go = resolve);
    await a.start(b.address);
    await a.network.removePeer(b.address);
    go();
    await world.settle();
    assert.deepEqual([a.peers, a.network.connected()], [[], 0]);
    a.onDial = () => Promise.resolve();
    // While hands are shaken.
    await a.network.addPeer(b.address);
    await a.network.removePeer(b.address);
    await world.settle();
    assert.deepEqual([a.peers, a.network.connected()], [[], 0]);
    // While connected, and while waiting.
    await a.network.addPeer(b.address);
    await world.settle();
    assert.deepEqual(a.states, ["connected"]);
    await a.network.removePeer(b.address);
    await a.network.addPeer("nobody.test");
    await a.network.removePeer("nobody.test");
    const { length } = world.dials;
    await world.pass(5 * MINUTE);
    assert.deepEqual([a.peers, b.peers, world.dials.length], [[], [], length]);
    await a.stop();
    await a.start();
    await world.settle();
    assert.deepEqual(a.peers, []);
    await assert.rejects(a.network.addPeer("ftp://b"), AddressError);
    await assert.rejects(a.network.addPeer("a b"), AddressError);
  }));

Deno.test("startNetwork: a node that finds itself does not try again", () =>
  withPeers(["a"], async (world, a) => {
    await a.start(a.address);
    // It listens only now.
    await world.pass(5 * MINUTE);
    assert.deepEqual(a.states, ["self"]);
    assert.equal(a.network.connected(), 0);
    assert(world.dials.length <= 3);
  }));

Deno.test("startNetwork: two that dial each other at once have one session, and keep it", async () => {
  for (const order of [["a", "b"], ["b", "a"]]) {
    await withPeers(order, async (world, one, other) => {
      // Both connections are made before either hand is shaken.
      const dialled: (() => void)[] = [];
      for (const peer of [one, other]) {
        peer.onDial = () => new Promise((resolve) => dialled.push(resolve));
      }
      await one.start(other.address);
      await other.start(one.address);
      while (dialled.length < 2) await world.settle();
      for (const go of dialled) go();
      one.onDial = other.onDial = () => Promise.resolve();
      await world.pass(10_000);
      assert.deepEqual([one.states, other.states], [["connected"], ["connected"]]);
      assert.equal(world.open.size, 2);
      const { length } = world.dials;
      await world.pass(10 * MINUTE);
      assert.equal(world.dials.length, length);
      assert.equal(world.open.size, 2);
    });
  }
});

Deno.test("startNetwork: the newer connection of a peer that was frozen takes over", () =>
  withPeers(["a", "b"], async (world, a, b) => {
    for (const [one, other] of [[a, b], [b, a]] as const) {
      await one.start(other.address);
      await other.start();
      await world.pass(MINUTE);
      assert.deepEqual(one.states, ["connected"]);
      // Killed and started again: no goodbye, and it dials this time.
      const again = new Peer(world, `${other.name}-again`, other.node);
      world.pipes.at(-1)!.freeze();
      await again.start(one.address);
      await world.settle();
      assert.deepEqual(one.states, ["connected"]);
      assert.deepEqual(again.states, ["connected"]);
      for (const peer of [one, other, again]) {
        await peer.stop();
        for (const { address } of peer.peers) await peer.node.store.forgetPeer(address!);
      }
      world.pipes.splice(0);
    }
  }));

Deno.test("startNetwork: two copies of one key at one peer do not push each other out in a storm", () =>
  withPeers(["hub", "copy"], async (world, hub, copy) => {
    await hub.start();
    const other = new Peer(world, "other", copy.node);
    await copy.start(hub.address);
    await other.start(hub.address);
    await world.pass(10 * MINUTE);
    const perMinute = Array.from(
      { length: 10 },
      (_, minute) =>
        world.dials.filter(({ at }) => Math.floor((at - world.dials[0]!.at) / MINUTE) === minute)
          .length,
    );
    assert(perMinute.every((count) => count <= 14), `${perMinute}`);
    assert.equal(hub.network.connected(), 1);
    await other.stop();
  }));

Deno.test("startNetwork: of a hundred who dial in at once some are turned away, for a while", () =>
  withPeers(["a", "b"], async (world, a, b) => {
    await a.start();
    await b.start();
    const offers = Array.from({ length: 100 }, () => world.offer());
    const answers = await Promise.allSettled(
      offers.map(({ offer }) => a.network.answer(offer, { from: null })),
    );
    const taken = answers.filter(({ status }) => status === "fulfilled").length;
    assert.equal(taken, 64);
    for (const answer of answers) {
      if (answer.status === "fulfilled") continue;
      assert(answer.reason instanceof ConnectError && answer.reason.code === "busy");
    }
    // Those say nothing, but our own peer is found all the same.
    await a.network.addPeer(b.address);
    await world.settle();
    assert.deepEqual(a.states, ["connected"]);
    await world.pass(11_000);
    const { offer, near } = world.offer();
    await a.network.answer(offer, { from: null });
    await assert.rejects(a.network.answer("no offer", { from: null }), ConnectError);
    near.close();
    for (const { near } of offers) near.close();
    await world.pass(MINUTE / 4);
  }));

Deno.test("startNetwork: the youngest that shares nothing gives way to who comes, after a while", () =>
  withPeers(["a"], async (world, a) => {
    await a.start();
    const knock = async (who: number) => {
      const { offer, near } = world.offer();
      await a.network.answer(offer, { from: null }).catch((error) => {
        near.close();
        throw error;
      });
      const hand = new Hand(near, "dialer", near.binding, who);
      await hand.shakeHands();
      await world.settle();
      return hand;
    };
    const hands: Hand[] = [];
    for (let who = 1; who <= 64; who++) hands.push(await knock(who));
    assert.equal(a.network.connected(), 64);
    await assert.rejects(knock(65), ConnectError);
    await world.pass(5_000);
    const newcomer = await knock(65);
    assert.equal(a.network.connected(), 64);
    const ids = a.peers.map(({ id }) => id);
    assert(ids.includes(toHex(newcomer.parts.key)));
    assert(ids.includes(toHex(hands[62]!.parts.key)));
    assert(!ids.includes(toHex(hands[63]!.parts.key)));
    for (const { channel } of [...hands, newcomer]) channel.close();
    await world.pass(MINUTE / 4);
  }));

Deno.test("startNetwork: whoever dialled in and left is not listed", () =>
  withPeers(["a"], async (world, a) => {
    await a.start();
    const { offer, near } = world.offer();
    await a.network.answer(offer, { from: null });
    await new Hand(near, "dialer").shakeHands();
    await world.settle();
    assert.deepEqual(a.states, ["connected"]);
    near.close();
    await world.settle();
    assert.deepEqual(a.peers, []);
  }));

Deno.test("startNetwork: an offender is cut off, for longer each time", () =>
  withPeers(["a"], async (world, a) => {
    await a.start();
    const knock = async () => {
      const { offer, near } = world.offer();
      await a.network.answer(offer, { from: null });
      const hand = new Hand(near, "dialer");
      await hand.shakeHands();
      await world.settle();
      return hand;
    };
    let lasted = 0;
    for (let offence = 1; offence <= 4; offence++) {
      const hand = await knock();
      assert.equal(a.network.connected(), 1);
      await hand.heads(NAME.id);
      await world.settle();
      hand.channel.close();
      await world.settle();
      const from = world.clock.now();
      for (;;) {
        const again = await knock();
        const isIn = a.network.connected() === 1;
        again.channel.close();
        await world.pass(isIn ? 500 : 5_000, 500);
        if (isIn) break;
      }
      const cutOff = world.clock.now() - from;
      assert(cutOff > lasted * 1.5, `${cutOff} after ${lasted}`);
      lasted = cutOff;
    }
    const offences = a.node.report.reported.filter(({ event }) => event === "peer.offence");
    assert.deepEqual(offences.map(({ facts }) => facts["code"]), Array(4).fill("not-shared"));
  }));

Deno.test("startNetwork: it stops whatever is under way, and then does nothing", () =>
  withPeers(["a", "b", "c"], async (world, a, b, c) => {
    await b.start();
    await c.start();
    let signal: AbortSignal | null = null;
    a.onDial = (given) => {
      if (world.dials.at(-1)!.to !== c.address) return Promise.resolve();
      signal = given;
      return new Promise((_, reject) =>
        given.addEventListener("abort", () => reject(new ConnectError("unreachable")))
      );
    };
    await a.start(b.address, c.address, "nobody.test");
    const { offer, near } = world.offer();
    await a.network.answer(offer, { from: null });
    await world.settle();
    assert.deepEqual(a.states, ["connected", "connecting", "waiting"]);
    await a.stop();
    assert(signal!.aborted);
    const { length } = world.dials;
    await world.pass(MINUTE);
    assert.equal(world.dials.length, length);
    await assert.rejects(a.network.answer(offer, { from: null }), ConnectError);
    near.close();
  }));

Deno.test("startNetwork: peers' notices say what changed", () =>
  withPeers(["a", "b"], async (world, a, b) => {
    const states: string[] = [];
    a.node.listen((notice) => notice.kind === "peer" && states.push(notice.state));
    await b.start();
    await a.start(b.address);
    await world.pass(1_000);
    await b.stop();
    await world.settle();
    await a.network.removePeer(b.address);
    const firsts = states.filter((state, i) => states.indexOf(state) === i);
    assert.deepEqual(firsts, [
      "connecting",
      "connected",
      "progress",
      "gone",
      "waiting",
      "forgotten",
    ]);
  }));
