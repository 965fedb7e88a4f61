import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { Person as Guest, until } from "../agents/person.ts";
import { fillAndSign, signForm, unfold } from "./forms.ts";
import { browserTest, type NodeProcess, type Person } from "./harness.ts";

async function makeKey({ page }: Person, node: NodeProcess, name: string): Promise<string> {
  await page.goto(`${node.address}/key`);
  await page.locator('[data-key-form="create"] [name="name"]').fill(name);
  await page.locator('[data-key-form="create"] [data-key-action="create"]').click();
  await page.locator('[data-key-state="present"]').first().waitFor();
  return await page.locator('code[data-me="key"]').innerText();
}

async function notice(page: Page, words: RegExp): Promise<void> {
  await page.locator("#notice p").filter({ hasText: words }).first().waitFor();
}

/** Announces a festival; gives its address. */
async function announce({ page }: Person, node: NodeProcess): Promise<string> {
  await page.goto(node.address);
  await fillAndSign(signForm(page, "festival", "create"), { title: "Summer" });
  await page.waitForURL(/\/festivals\/[0-9a-f]{64}$/);
  return page.url();
}

browserTest(
  "what somebody proposes is read as old and new, and accepted in one tap by its author",
  async (world) => {
    const node = await world.startNode();
    const [ana, ben] = [await world.person(), await world.person()];
    await makeKey(ana, node, "Ana");
    await makeKey(ben, node, "Ben");
    await announce(ana, node);
    await fillAndSign(signForm(ana.page, "event", "create"), {
      title: "Concert",
      start: "2030-07-01T20:00",
      end: "2030-07-01T22:00",
    });
    await ana.page.waitForURL(/\/events\/[0-9a-f]{64}$/);
    const event = ana.page.url();

    await ben.page.goto(event);
    await ben.page.getByRole("link", { name: "Propose a change" }).click();
    await fillAndSign(signForm(ben.page, "proposal", "create"), {
      title: "Quiet concert",
      note: "The hedgehogs sleep.",
    });
    await ben.page.waitForURL(/\/proposals\/[0-9a-f]{64}$/);
    assert.equal(await ben.page.locator("main del").first().innerText(), "Concert");
    assert.equal(await ben.page.locator("main ins").first().innerText(), "Quiet concert");
    // It is not Ben's to accept.
    assert.equal(await ben.page.locator("[data-accept]").isVisible(), false);

    await ana.page.goto(`${node.address}/desk`);
    await ana.page.locator("#proposals [data-accept]").waitFor();
    await ana.page.goto(event);
    await ana.page.locator("[data-accept] button").click();
    await notice(ana.page, /Accepted/);
    await ana.page.getByRole("heading", { name: "Quiet concert" }).waitFor();
    await ana.page.getByText(/Changed by proposals of/).waitFor();
    assert.equal(await ana.page.locator("[data-accept]").count(), 0);
    assert.deepEqual([...ana.problems, ...ben.problems], []);
  },
);

browserTest(
  "this node answers while the owner's browser is closed; who takes it back keeps what it confirmed",
  async (world) => {
    const node = await world.startNode();
    const ana = await world.person();
    await makeKey(ana, node, "Ana");
    const festival = (await announce(ana, node)).split("/").at(-1)!;
    const form = signForm(ana.page, "resource", "create");
    await unfold(form);
    await form.locator('[name="deputy.choice"][value="node"]').check();
    await fillAndSign(form, { title: "Hall" });
    await ana.page.waitForURL(/\/resources\/[0-9a-f]{64}$/);
    const address = ana.page.url();
    await ana.page.goto("about:blank");

    const guest = new Guest(node.address);
    const event = await guest.event(festival);
    const hall = address.split("/").at(-1)!;
    const request = await guest.request(festival, { resource: hall, event });
    const isConfirmed = (status: string) => status === "confirmed";
    await until(node.address, () => guest.statusOf(request), isConfirmed);

    await ana.page.goto(address);
    const edit = signForm(ana.page, "resource", "update");
    await unfold(edit);
    await edit.locator('[name="deputy.choice"][value="nobody"]').check();
    await edit.locator('button[type="submit"]').first().click();
    await ana.page.getByRole("button", { name: "Sign this confirmation yourself" }).click();
    await notice(ana.page, /signed and published/);
    const found = await guest.client.resource(hall);
    assert(found.ok);
    assert.equal(found.value.deputy, null);
    assert.equal(await guest.statusOf(request), "confirmed");
    assert.deepEqual(ana.problems, []);
  },
);
