import assert from "node:assert/strict";
import { MEMBER_SHARE } from "../../src/agents/mod.ts";
import type { CborValue } from "../../src/core/messages/mod.ts";
import { fromHex } from "../../src/core/messages/mod.ts";
import { Person, until } from "../agents/person.ts";
import { type RunningNode, startNode, withFolder } from "./program.ts";

type Fields = { readonly [name: string]: CborValue };

interface Json {
  // deno-lint-ignore no-explicit-any -- answers of the API, as a program reads them
  readonly [name: string]: any;
}

async function get(node: RunningNode, path: string): Promise<Json> {
  const answer = await fetch(`${node.url}/api/v1${path}`);
  return await answer.json();
}

async function post(node: RunningNode, path: string, body: unknown): Promise<Json> {
  const answer = await fetch(`${node.url}/api/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const json = await answer.json();
  assert.equal(answer.status, 200, JSON.stringify(json));
  return json;
}

function propose(
  by: Person,
  festival: string,
  what: { readonly document: string } | { readonly schema: string; readonly for: string },
  fields: Fields,
): Promise<string> {
  const place = "document" in what
    ? { document: fromHex(what.document)! }
    : { schema: what.schema, for: fromHex(what.for)! };
  return by.one(festival, "proposal", { ...place, fields });
}

/** Waits until a proposal is accepted; gives the document that came of it. */
async function accepted(node: RunningNode, proposal: string): Promise<string> {
  const found = await until(
    node.url,
    () => get(node, `/proposals/${proposal}`),
    ({ status }) => status === "accepted",
  );
  return found["accepted"].document;
}

async function headOf(node: RunningNode, festival: string, author: string): Promise<Json> {
  const { items } = await get(node, `/logs?festival=${festival}`);
  return items.find((one: Json) => one["author"] === author);
}

Deno.test("a collective: ten people edit one programme at once, nobody holds its key, nothing forks", async () => {
  await withFolder(async (folder) => {
    let node = await startNode(folder);
    const people = Array.from({ length: 10 }, () => new Person(node.url));
    const [first] = people;
    const festival = await first!.festival();
    const { id: collective, members } = await post(node, "/collectives", {
      name: "Kitchen",
      members: people.map(({ key }) => key),
    });
    assert.equal(members.length, 10);
    const { name, ...profile } = await get(node, `/users/${collective}`);
    assert.equal(name, "Kitchen");
    assert.equal(profile["members"].length, 10);
    assert.equal((await Deno.stat(`${folder}/keys/${collective}`)).mode! & 0o777, 0o600);

    const event = (title: string) => ({ title, description: "", start: 1_000, end: 2_000 });
    const made = await propose(
      first!,
      festival,
      { schema: "event", for: collective },
      event("Dinner"),
    );
    const dinner = await accepted(node, made);
    assert.equal((await get(node, `/events/${dinner}`))["author"], collective);

    // Each of a field of their own, each an event of their own, all at once.
    const proposals = (await Promise.all(people.map(async (person, i) => [
      await propose(person, festival, { document: dinner }, { tags: [`by-${i}`] }),
      await propose(
        person,
        festival,
        { schema: "event", for: collective },
        event(`Course ${i}`),
      ),
      await propose(person, festival, { document: dinner }, { description: `Words of ${i}` }),
    ]))).flat();
    await Promise.all(proposals.map((proposal) => accepted(node, proposal)));
    const head = await headOf(node, festival, collective);
    assert.equal(head["seqNum"], 1 + proposals.length);
    assert.equal(head["fork"], null);
    const { items } = await get(node, `/festivals/${festival}/events?author=${collective}`);
    assert.equal(items.length, 11);

    // The log names each proposal once, and who looks finds whose it was.
    const entries = (await get(node, `/logs/${collective}/${head["logId"]}?limit=200`))["items"];
    const text = JSON.stringify(entries);
    for (const proposal of proposals) assert.equal(text.split(proposal).length, 2);

    // After a kill it signs none of them again.
    node.signal("SIGKILL");
    await node.ended;
    node = await startNode(folder);
    const again = new Person(node.url);
    const late = await propose(again, festival, { document: dinner }, { title: "Taken over" });
    await post(node, `/collectives/${collective}`, { members: [again.key] });
    await accepted(node, late);
    assert.equal((await headOf(node, festival, collective))["seqNum"], 2 + proposals.length);
    await node.stop();
  });
});

Deno.test("a collective: who is no member, or not any more, makes it sign nothing", async () => {
  await withFolder(async (folder) => {
    const node = await startNode(folder);
    const [ana, ben, eve] = [new Person(node.url), new Person(node.url), new Person(node.url)];
    const festival = await ana.festival();
    const { id: collective } = await post(node, "/collectives", {
      name: "Kitchen",
      members: [ana.key, ben.key],
    });
    const profile = { schema: "user", for: collective };
    const event = { title: "Dinner", description: "", start: 1_000, end: 2_000 };
    const dinner = await accepted(
      node,
      await propose(ben, festival, { schema: "event", for: collective }, event),
    );

    const open = [
      await propose(eve, festival, { document: dinner }, { title: "Eve's" }),
      await propose(eve, festival, profile, { members: [fromHex(eve.key)!] }),
      // Of a member, and not the collective's to sign.
      await propose(ana, festival, { document: await eve.event(festival) }, { title: "Ours" }),
      await propose(ana, festival, { document: festival }, { title: "Ours" }),
      await propose(ana, festival, profile, { members: [] }),
      await propose(ana, festival, { document: dinner }, { end: 1_000 }),
      await propose(ana, festival, { schema: "proposal", for: collective }, { fields: {} }),
    ];
    // Ben leaves, by what Ana proposes, and what he proposed afterwards stays open.
    await accepted(
      node,
      await propose(ana, festival, profile, { members: [fromHex(ana.key)!] }),
    );
    open.push(await propose(ben, festival, { document: dinner }, { title: "Ben's" }));
    const last = await propose(ana, festival, { document: dinner }, { title: "Late dinner" });
    await accepted(node, last);
    for (const proposal of open) {
      assert.equal((await get(node, `/proposals/${proposal}`))["status"], "open", proposal);
    }
    assert.deepEqual((await get(node, `/users/${collective}`))["members"], [ana.key]);
    assert.equal((await headOf(node, festival, collective))["seqNum"], 2);
    await node.stop();
  });
});

Deno.test("a collective: its own hall is asked for by policy, and answered by what a member proposes", async () => {
  await withFolder(async (folder) => {
    const node = await startNode(folder);
    const [ana, guest] = [new Person(node.url), new Person(node.url)];
    const festival = await ana.festival();
    const { id: collective } = await post(node, "/collectives", {
      name: "House",
      members: [ana.key],
    });
    const resource = async (policy: string) =>
      await accepted(
        node,
        await propose(ana, festival, { schema: "resource", for: collective }, {
          title: policy,
          description: "",
          policy: { name: policy, params: {} },
        }),
      );
    const [hall, kitchen] = [await resource("first-come-first-served"), await resource("manual")];
    const event = await guest.event(festival);
    const asked = await guest.request(festival, { resource: hall, event });
    const byHand = await guest.request(festival, { resource: kitchen, event });
    const isConfirmed = (status: string) => status === "confirmed";
    await until(node.url, () => guest.statusOf(asked), isConfirmed);
    assert.equal(await guest.statusOf(byHand), "pending");
    await propose(ana, festival, { schema: "authorization", for: collective }, {
      request: fromHex(byHand)!,
      verdict: "confirmed",
    });
    await until(node.url, () => guest.statusOf(byHand), isConfirmed);
    await node.stop();
  });
});

Deno.test("a collective: signs no more of one member than a share, at once", async () => {
  await withFolder(async (folder) => {
    const node = await startNode(folder);
    const [ana, ben] = [new Person(node.url), new Person(node.url)];
    const festival = await ana.festival();
    const { id: collective } = await post(node, "/collectives", {
      name: "Busy",
      members: [ana.key, ben.key],
    });
    const fields = { title: "One of many", description: "", start: 1_000, end: 2_000 };
    const many = Array.from({ length: MEMBER_SHARE + 20 }, () => ({
      schema: "proposal",
      fields: { schema: "event", for: fromHex(collective)!, fields },
    }));
    await ana.sign(festival, ...many);
    // Who comes after them has a share of their own.
    await accepted(
      node,
      await propose(ben, festival, { schema: "event", for: collective }, fields),
    );
    const { seqNum } = await headOf(node, festival, collective);
    // One a second comes back.
    assert(seqNum >= MEMBER_SHARE && seqNum < MEMBER_SHARE + 20, `${seqNum}`);
    await node.stop();
  });
});

Deno.test("a collective: what a member has moved counts with all that is moved along", async () => {
  await withFolder(async (folder) => {
    const node = await startNode(folder);
    const [ana, ben] = [new Person(node.url), new Person(node.url)];
    const festival = await ana.festival();
    const chairs = await ana.resource(festival, { quantity: 1_000 });
    const { id: collective } = await post(node, "/collectives", {
      name: "Busy",
      members: [ana.key, ben.key],
    });
    const place = { schema: "event", for: collective };
    const fields = { title: "Moving", description: "", start: 1_000, end: 2_000 };
    const event = await accepted(node, await propose(ana, festival, place, fields));
    const request = {
      event: fromHex(event)!,
      resource: fromHex(chairs)!,
      start: 1_000,
      end: 2_000,
    };
    const asked = Array.from({ length: MEMBER_SHARE - 1 }, () => ({
      schema: "proposal",
      fields: { schema: "request", for: fromHex(collective)!, fields: request },
    }));
    const proposals = await ana.sign(festival, ...asked);
    await accepted(node, proposals.at(-1)!);
    // Each is more messages than there are in a minute's share.
    const moves = [1, 2, 3].map((by) => ({
      schema: "proposal",
      fields: { document: fromHex(event)!, fields: { start: 1_000 + by, end: 2_000 + by } },
    }));
    const [moved] = await ana.sign(festival, ...moves);
    await accepted(node, moved!);
    await accepted(node, await propose(ben, festival, place, fields));
    // The second and the third wait for what the first has used.
    assert.equal((await get(node, `/events/${event}`))["start"], 1_001);
    await node.stop();
  });
});

Deno.test("collectives: are the operator's to make, and anybody's to see", async () => {
  await withFolder(async (folder) => {
    const node = await startNode(folder, ["--public-url", "https://panda.example"]);
    const token = (await Deno.readTextFile(`${folder}/operator-token`)).trim();
    const body = JSON.stringify({ name: "Kitchen", members: ["ab".repeat(32)] });
    const make = (headers: Record<string, string>, text = body) =>
      fetch(`${node.url}/api/v1/collectives`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: text,
      });
    const refused = await make({});
    assert.equal(refused.status, 403);
    await refused.body?.cancel();
    const authorization = `Bearer ${token}`;
    const nobody = await make({ authorization }, '{"name":"Kitchen","members":[]}');
    assert.equal(nobody.status, 400);
    await nobody.body?.cancel();
    const made = await (await make({ authorization })).json();
    const { items } = await get(node, "/collectives");
    assert.deepEqual(items, [made]);
    assert.equal(made.members[0], "ab".repeat(32));
    await node.stop();
  });
});

Deno.test("a collective: what its members confirm beside each other is signed as there is room", async () => {
  await withFolder(async (folder) => {
    const node = await startNode(folder);
    const [ana, ben, asker] = [new Person(node.url), new Person(node.url), new Person(node.url)];
    const festival = await ana.festival();
    const { id: collective } = await post(node, "/collectives", {
      name: "Kitchen",
      members: [ana.key, ben.key],
    });
    const make = (by: Person, schema: string, fields: Fields) =>
      propose(by, festival, { schema, for: collective }, fields);
    const kitchen = await accepted(
      node,
      await make(ana, "resource", { title: "Kitchen", description: "", kind: "space" }),
    );
    const event = await asker.event(festival);
    const ask = (start: number, end: number) =>
      asker.request(festival, { resource: kitchen, event, start, end });
    const [first, second] = [await ask(0, 2_000), await ask(1_000, 3_000)];
    const answer = (by: Person, request: string, verdict: string) =>
      make(by, "authorization", { request: fromHex(request)!, verdict });
    await accepted(node, await answer(ana, first, "confirmed"));
    const open = await answer(ben, second, "confirmed");
    // What came after it is signed: it was looked at, and left.
    await accepted(node, await make(ben, "event", { title: "Soup", start: 0, end: 1_000 }));
    assert.equal((await get(node, `/proposals/${open}`))["status"], "open");
    assert.equal(await asker.statusOf(second), "pending");
    // As soon as there is room it is signed.
    await accepted(node, await answer(ana, first, "denied"));
    await accepted(node, open);
    assert.equal(await asker.statusOf(second), "confirmed");
    await node.stop();
  });
});
