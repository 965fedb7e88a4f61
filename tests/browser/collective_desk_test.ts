/** Members answer several requests to their collective at once. */
import assert from "node:assert/strict";
import { fromHex } from "../../src/core/messages/mod.ts";
import { Person as Guest, until } from "../agents/person.ts";
import { browserTest } from "./harness.ts";
import { type Actor, makeKey, said } from "./story.ts";

browserTest(
  "a member answers several requests to a collective at once, and its agent signs them",
  async (world) => {
    const node = await world.startNode();
    const ana: Actor = { ...await world.person(), node };
    const { page } = ana;
    const key = await makeKey(ana, "Ana");
    const guest = new Guest(node.address);
    const festival = await guest.festival();
    const made = await fetch(`${node.address}/api/v1/collectives`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "House", members: [key, guest.key] }),
    });
    const { id: collective } = await made.json() as { id: string };
    const proposal = await guest.one(festival, "proposal", {
      schema: "resource",
      for: fromHex(collective)!,
      fields: { title: "Kitchen", description: "", policy: { name: "manual", params: {} } },
    });
    interface Accepted {
      readonly accepted: { readonly document: string } | null;
    }
    const { accepted } = await until(
      node.address,
      async () =>
        await (await fetch(`${node.address}/api/v1/proposals/${proposal}`)).json() as Accepted,
      ({ accepted }) => accepted !== null,
    );
    const event = await guest.event(festival);
    const requests: string[] = [];
    for (const start of [1_000, 5_000, 9_000]) {
      const span = { start, end: start + 1_000 };
      requests.push(
        await guest.request(festival, { resource: accepted!.document, event, ...span }),
      );
    }

    await page.goto(`${node.address}/desk?key=${collective}`);
    const boxes = page.locator('input[name="chosen"]');
    assert.equal(await boxes.count(), 3);
    for (const request of requests.slice(0, 2)) {
      await page.locator(`input[name="chosen"][value$="${request}"]`).check();
    }
    await page.getByRole("button", { name: "Confirm the chosen" }).click();
    await said(page, /signed and published/);
    assert.match(page.url(), /\/desk\?key=/, "back at the desk");
    for (const request of requests.slice(0, 2)) {
      await until(node.address, () => guest.statusOf(request), (status) => status === "confirmed");
    }
    assert.equal(await guest.statusOf(requests[2]!), "pending");

    // What is signed already is not taken back by its proposal.
    await page.locator("#notice").getByRole("button", { name: "Undo" }).click();
    await said(page, /accepted and signed already/);
    assert.equal(await guest.statusOf(requests[0]!), "confirmed");
    assert.deepEqual(ana.problems, []);
  },
);
