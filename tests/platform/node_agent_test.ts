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
      const request = await guest.request(festival, { resource: hall, event });
      const isConfirmed = (status: string) => status === "confirmed";
      await until(node.url, () => guest.statusOf(request), isConfirmed, festival);
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

Deno.test("where what it signed is gone, a node's agent has another key, so that it cannot fork", async () => {
  await withFolder(async (folder) => {
    let node = await startNode(folder);
    const agent = await agentOf(node.url);
    await node.stop();
    node = await startNode(folder);
    assert.equal(await agentOf(node.url), agent);
    await node.stop();
    await Deno.remove(`${folder}/keys/agent.journal`);
    node = await startNode(folder);
    assert.notEqual(await agentOf(node.url), agent);
    const { stderr } = await node.stop();
    assert.match(stderr, /warn agent\.renewed/);
  });
});

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

Deno.test("one key that asks for 12 halls on 6 days at once gets its limit, and others get theirs", async () => {
  await withFolder(async (folder) => {
    const node = await startNode(folder);
    const [owner, greedy, guest] = [
      new Person(node.url),
      new Person(node.url),
      new Person(node.url),
    ];
    const deputy = fromHex(await agentOf(node.url))!;
    const festival = await owner.festival({ timezone: "Europe/Berlin" });
    const halls = await owner.sign(
      festival,
      ...Array.from({ length: 12 }, (_, i) => ({
        schema: "resource",
        fields: {
          title: `Hall ${i}`,
          description: "",
          deputy,
          policy: { name: "first-come-first-served", params: { hours: 4, bookings: 5 } },
        },
      })),
    );
    const monday = Date.UTC(2026, 6, 6, 10);
    const asked = halls.flatMap((hall) =>
      Array.from({ length: 6 }, (_, day) => ({
        resource: fromHex(hall)!,
        start: monday + day * DAY_MS,
        end: monday + day * DAY_MS + 3 * HOUR_MS,
      }))
    );
    const event = fromHex(await greedy.event(festival))!;
    const requests = await greedy.sign(
      festival,
      ...asked.map((fields) => ({ schema: "request", fields: { ...fields, event } })),
    );
    assert.equal(requests.length, 72);
    const statuses = async () => {
      const all = await greedy.client.requests(festival, { author: greedy.key });
      assert(all.ok);
      return all.value.map(({ status }) => status);
    };
    const ends = await until(node.url, statuses, (all) => !all.includes("pending"));
    assert.equal(ends.filter((status) => status === "confirmed").length, 5);
    assert.equal(ends.filter((status) => status === "denied").length, 67);

    const own = fromHex(await guest.event(festival))!;
    const [last] = await guest.sign(festival, {
      schema: "request",
      fields: { ...asked.at(-1)!, event: own },
    });
    await until(node.url, () => guest.statusOf(last!), (status) => status === "confirmed");
    await node.stop();
  });
});

Deno.test("time, votes and tokens decide while nobody looks, too", async () => {
  await withFolder(async (folder) => {
    const node = await startNode(folder);
    const [owner, one, other, voter] = Array.from({ length: 4 }, () => new Person(node.url)) as [
      Person,
      Person,
      Person,
      Person,
    ];
    const deputy = fromHex(await agentOf(node.url))!;
    const festival = await owner.festival();
    const events = [await one.event(festival), await other.event(festival)] as const;

    const deadline = Date.now() + 1_500;
    const drawn = await owner.resource(festival, {
      deputy,
      policy: { name: "draw", params: { until: deadline } },
    });
    const lots = [
      await one.request(festival, { resource: drawn, event: events[0] }),
      await other.request(festival, { resource: drawn, event: events[1] }),
    ];
    const statuses = () => Promise.all(lots.map((request) => owner.statusOf(request)));
    const drawnNow = await until(node.url, statuses, (all) => all.includes("confirmed"));
    assert(Date.now() >= deadline);
    assert.deepEqual(drawnNow.sort(), ["confirmed", "pending"]);

    const voted = await owner.resource(festival, {
      deputy,
      policy: { name: "vote", params: { voters: [fromHex(voter.key)!] } },
    });
    const asked = await one.request(festival, { resource: voted, event: events[0] });
    // Of somebody who has no vote.
    await other.one(festival, "vote", { request: fromHex(asked)!, verdict: "confirmed" });
    assert.equal(await one.statusOf(asked), "pending");
    await voter.one(festival, "vote", { request: fromHex(asked)!, verdict: "confirmed" });
    await until(node.url, () => one.statusOf(asked), (status) => status === "confirmed");

    const ticket = await owner.resource(festival, { title: "Ticket", quantity: 9, deputy });
    const members = await owner.resource(festival, {
      deputy,
      quantity: 9,
      policy: { name: "token", params: { token: fromHex(ticket)! } },
    });
    const without = await other.request(festival, { resource: members, event: events[1] });
    const held = await one.request(festival, { resource: ticket, event: events[0] });
    await until(node.url, () => one.statusOf(held), (status) => status === "confirmed");
    const having = await one.request(festival, { resource: members, event: events[0] });
    await until(node.url, () => one.statusOf(having), (status) => status === "confirmed");
    assert.notEqual(await other.statusOf(without), "confirmed");
    await node.stop();
  });
});
