import assert from "node:assert/strict";
import { AddressError } from "../../../src/node/mod.ts";
import { festivalOf, person, Scribe } from "../../oracle/scribe.ts";
import { publish } from "../sync/nodes.ts";
import { withPeers } from "./world.ts";

const NAME = festivalOf(person(1), 1);
const scribe = new Scribe();
const BEGUN = scribe.begin(NAME, { title: "Camp", visibility: "unlisted" });
const HALL = scribe.resource(person(1), NAME.id, { title: "Hall" });
const NOWHERE = new Uint8Array(32).fill(3);

Deno.test("ask: whoever is at an address is asked and left again; so it goes on from node to node", () =>
  withPeers(["a", "b", "c"], async (world, a, b, c) => {
    assert(await a.node.follow(NAME.id));
    await publish(a.node, BEGUN, HALL);
    for (const peer of [a, b, c]) await peer.start();

    const asking = b.network.ask(HALL.id, { address: a.address });
    assert.equal(asking.status().visit, "connecting");
    assert.equal(b.network.ask(HALL.id), asking, "one search a name");
    const found = await asking.done;
    assert.deepEqual(
      [found.state, found.visit, found.asked, found.answered, found.outcome],
      ["done", "met", 1, 1, "kept"],
    );
    await world.settle();
    assert.deepEqual([b.network.connected(), b.peers.length], [0, 0], "it was a visit");
    assert.deepEqual(await b.node.store.peerAddresses(), []);

    // C meets B alone.
    assert.equal((await c.network.ask(HALL.id, { address: b.address }).done).outcome, "kept");
    assert.equal((await c.node.proven(HALL.id))?.items.length, 1);
    assert.deepEqual(c.network.asking(HALL.id.toHex())?.outcome, "kept");
    assert.equal(c.network.asking(NOWHERE.toHex()), null);
  }));

Deno.test("ask: those who are connected are asked, and the result is clear where nobody has it", () =>
  withPeers(["a", "b", "c"], async (world, a, b, c) => {
    assert(await a.node.follow(NAME.id));
    await publish(a.node, BEGUN, HALL);
    await a.start();
    await b.start();
    await c.start(a.address, b.address);
    await world.settle();
    assert.equal(c.network.connected(), 2);
    const none = await c.network.ask(NOWHERE).done;
    assert.deepEqual([none.asked, none.answered, none.outcome], [2, 2, "none"]);
    assert.equal((await c.network.ask(HALL.hash).done).outcome, "kept");
    assert.equal(c.network.connected(), 2, "they stay connected");

    const nobody = await c.network.ask(NOWHERE, { address: "http://nobody.test" }).done;
    assert.deepEqual([nobody.visit, nobody.asked, nobody.outcome], ["failed", 2, "none"]);
    assert.throws(() => c.network.ask(HALL.id, { address: "ftp://a.test" }), AddressError);
    const alone = await b.network.ask(NOWHERE, { address: "a.test:81" }).done;
    assert.equal(alone.outcome, "none");
  }));
