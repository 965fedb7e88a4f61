import assert from "node:assert/strict";
import { fromHex } from "../../src/core/messages/mod.ts";
import { Person, until } from "../agents/person.ts";
import { startNode, withFolder } from "./program.ts";

async function agentOf(url: string): Promise<string> {
  return (await (await fetch(`${url}/healthz`)).json()).agent;
}

Deno.test("a node's agent answers for who made it their deputy, in unlisted festivals too, while nobody looks", async () => {
  await withFolder(async (folder) => {
    const node = await startNode(folder);
    const [owner, guest] = [new Person(node.url), new Person(node.url)];
    const deputy = fromHex(await agentOf(node.url))!;
    for (const visibility of ["public", "unlisted"]) {
      const festival = await owner.festival({ visibility });
      const hall = await owner.resource(festival, { deputy });
      const own = await owner.resource(festival, { title: "Kitchen" });
      const event = await guest.event(festival);
      const kitchen = await guest.request(festival, { resource: own, event });
      const asked = performance.now();
      const request = await guest.request(festival, { resource: hall, event });
      const isConfirmed = (status: string) => status === "confirmed";
      await until(node.url, () => guest.statusOf(request), isConfirmed, festival);
      console.log(`confirmed after ${Math.round(performance.now() - asked)} ms`);
      assert.equal(await guest.statusOf(kitchen), "pending");
    }
    const { code, stderr } = await node.stop();
    assert.equal(code, 0);
    assert.match(stderr, /info agent\.answered request=[0-9a-f]{64} verdict=confirmed/);
  });
});

Deno.test("a node's agent goes on where it was after kill -9, in one log without a fork", async () => {
  await withFolder(async (folder) => {
    let node = await startNode(folder);
    const owner = new Person(node.url);
    const agent = await agentOf(node.url);
    const festival = await owner.festival();
    const hall = await owner.resource(festival, { deputy: fromHex(agent)!, quantity: 9 });
    const event = await owner.event(festival);
    let asker = owner;
    for (let i = 0; i < 3; i++) {
      const request = await asker.request(festival, { resource: hall, event });
      await until(node.url, () => asker.statusOf(request), (status) => status === "confirmed");
      node.signal("SIGKILL");
      await node.ended;
      node = await startNode(folder);
      asker = new Person(node.url);
    }
    const { items } = await (await fetch(`${node.url}/api/v1/logs?festival=${festival}`)).json();
    const log = items.find((one: { author: string }) => one.author === agent);
    assert.equal(log.seqNum, 3);
    assert.equal(log.fork, null);
    await node.stop();
  });
});
