import assert from "node:assert/strict";
import { fromHex, toHex } from "../../src/core/messages/mod.ts";
import { Bot, HOUR, makeKey, notice, START } from "./bot.ts";
import { fillAndSign, signForm, unfold } from "./forms.ts";
import { browserTest, type NodeProcess } from "./harness.ts";

async function statusOf(node: NodeProcess, request: string): Promise<string> {
  const found = await fetch(`${node.address}/api/v1/requests/${request}`);
  return (await found.json()).status;
}

browserTest(
  "several are confirmed at once: which exclude each other is said before anything is signed",
  async (world) => {
    const node = await world.startNode();
    const bot = new Bot(node);
    const festival = await bot.festival("Summer");
    const person = await world.person();
    const { page } = person;
    const key = await makeKey(person, node, "Owner");
    await page.goto(`${node.address}/festivals/${toHex(festival)}`);
    await fillAndSign(signForm(page, "resource", "create"), { title: "Hall" });
    await notice(page, /signed and published/);
    const address = `${node.address}/api/v1/festivals/${toHex(festival)}/resources`;
    const { items } = await (await fetch(address)).json() as { items: { id: string }[] };
    const hall = items[0]!.id;
    const first = await bot.ask(festival, hall);
    const second = await bot.ask(festival, hall, { start: START + HOUR / 2 });

    await page.goto(`${node.address}/desk?key=${key}`);
    const table = page.locator("table.overview");
    await table.getByText("2nd in line").waitFor();
    const several = page.locator("#several");
    const confirm = several.locator('button[value="confirmed"]');
    await confirm.click();
    await notice(page, /Choose a request first/);
    for (const id of [first.id!, second.id!]) {
      await page.locator(`input[name="chosen"][value$="${id}"]`).check();
    }
    await confirm.click();
    const sheet = page.locator("dialog[open]");
    const boxes = sheet.locator('li input[type="checkbox"]');
    await sheet.getByText("no room beside Concert").waitFor();
    assert.equal(await statusOf(node, first.id!), "pending", "nothing is signed yet");
    // In the festival's zone, and the reader's beside it.
    await sheet.getByText("Times are in UTC.").waitFor();
    assert.match(await sheet.innerText(), /18:00–19:00\s+20:00–21:00 your time/);
    // Whoever asked first is chosen; who is chosen by hand leaves out whom that excludes.
    assert.deepEqual([await boxes.nth(0).isChecked(), await boxes.nth(1).isChecked()], [
      true,
      false,
    ]);
    await boxes.nth(1).check();
    assert.deepEqual([await boxes.nth(0).isChecked(), await boxes.nth(1).isChecked()], [
      false,
      true,
    ]);
    await boxes.nth(0).check();
    await sheet.getByRole("button", { name: "Confirm 1", exact: true }).click();
    await notice(page, /signed and published/);
    assert.equal(await statusOf(node, first.id!), "confirmed");
    assert.equal(await statusOf(node, second.id!), "pending");
    const row = table.locator("tbody").first().locator("tr").first();
    // One is confirmed, and the other waits behind it.
    assert.match((await row.innerText()).replaceAll(/\s+/g, " "), /Hall 0 1 1 0 0/);

    // What there is no room for is said so at its own button, too, and cannot be signed.
    const confirmSecond = () =>
      page.locator(`form:has(input[value="${second.id}"]) button[value="confirmed"]`).first()
        .click();
    await confirmSecond();
    await sheet.getByText("There is no room for this").waitFor();
    const buttons = sheet.locator("button:visible");
    assert.deepEqual(await buttons.allInnerTexts(), ["Not now"]);
    await sheet.locator(`a[href="/requests/${first.id}"]`).waitFor();
    await buttons.click();
    assert.equal(await statusOf(node, second.id!), "pending");

    // It can be denied in the same place.
    await confirmSecond();
    await sheet.getByLabel("Deny this one instead").check();
    await sheet.getByLabel("Why, for them to read").fill("The concert was first");
    await sheet.getByRole("button", { name: "Deny 1" }).click();
    await notice(page, /signed and published/);
    assert.equal(await statusOf(node, second.id!), "denied");

    // Or there are more of it: the way to say so leads into the form.
    await page.goto(`${node.address}/requests/${second.id}`);
    await page.getByText("The concert was first").first().waitFor();
    await confirmSecond();
    await sheet.getByRole("link", { name: "Are there more than 1? Say how many" }).click();
    await page.waitForURL(/(?:resource|location)-edit-quantity$/);
    const edit = signForm(page, "resource", "update");
    await edit.locator('[name="quantity"]').waitFor({ state: "visible" });
    await fillAndSign(edit, { quantity: "2" });
    await notice(page, /signed and published/);
    await page.goto(`${node.address}/requests/${second.id}`);
    await confirmSecond();
    await notice(page, /signed and published/);
    assert.equal(await statusOf(node, second.id!), "confirmed");
    assert.equal(await statusOf(node, first.id!), "confirmed");

    // What the owner can tell the asker of it.
    await person.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(`${node.address}/requests/${first.id}#tell`);
    await page.locator("#tell summary").filter({ visible: true }).click();
    await page.getByRole("button", { name: "Copy" }).click();
    await notice(page, /Copied/);
    const copied = await page.evaluate("navigator.clipboard.readText()") as string;
    assert.match(copied, /Hall for Concert at Summer, .*: confirmed/);
    assert(copied.endsWith(`${node.address}/requests/${first.id}`), copied);

    await page.goto(`${node.address}/desk?key=${toHex(bot.author)}`);
    await page.getByText("What changed of yours").waitFor();
    const told = (await page.locator("main").innerText()).replaceAll(/\s+/g, " ");
    assert.match(told, /Owner confirmed Hall for Concert/);

    await page.goto(`${node.address}/requests/${first.id}`);
    const withdrawal = signForm(page, "authorization", "delete");
    await unfold(withdrawal);
    await withdrawal.getByRole("button").click();
    await notice(page, /signed and published/);
    assert.equal(await statusOf(node, first.id!), "pending");
    assert.deepEqual(person.problems, []);
  },
);

browserTest("without script, several chosen are one file to sign", async (world) => {
  const node = await world.startNode();
  const bot = new Bot(node);
  const festival = await bot.festival("Summer");
  const hall = await bot.create("resource", festival, { title: "Hall" });
  const requests = [
    await bot.ask(festival, hall.id!),
    await bot.ask(festival, hall.id!, { start: START + 2 * HOUR }),
  ];
  const { page } = await world.person({ javaScript: false });
  await page.goto(`${node.address}/desk?key=${toHex(bot.author)}`);
  for (const { id } of requests) {
    await page.locator(`input[name="chosen"][value$="${id}"]`).check();
  }
  await page.locator('#several button[value="denied"]').click();
  await page.waitForURL(`${node.address}/sign`);
  const text = await page.locator("main").innerText();
  for (const { id } of requests) assert(text.includes(id!), "a line for each");
});

browserTest(
  "a confirmation that somebody proposed is not signed where there is no room",
  async (world) => {
    const node = await world.startNode();
    const bot = new Bot(node);
    const festival = await bot.festival("Summer");
    const person = await world.person();
    const { page } = person;
    const key = await makeKey(person, node, "Owner");
    await page.goto(`${node.address}/festivals/${toHex(festival)}`);
    await fillAndSign(signForm(page, "resource", "create"), { title: "Hall" });
    await notice(page, /signed and published/);
    const address = `${node.address}/api/v1/festivals/${toHex(festival)}/resources`;
    const { items } = await (await fetch(address)).json() as { items: { id: string }[] };
    const hall = items[0]!.id;
    const requests = [
      await bot.ask(festival, hall),
      await bot.ask(festival, hall, { start: START + HOUR / 2 }),
    ];
    const proposals = [];
    for (const { id } of requests) {
      proposals.push(
        await bot.create("proposal", festival, {
          schema: "authorization",
          for: fromHex(key)!,
          fields: { request: fromHex(id!)!, verdict: "confirmed" },
        }),
      );
    }
    const accept = async (id: string) => {
      await page.goto(`${node.address}/proposals/${id}`);
      await page.locator("form[data-accept] button:visible").first().click();
    };
    await accept(proposals[0]!.id!);
    await notice(page, /Accepted/);
    await accept(proposals[1]!.id!);
    const dialog = page.locator("dialog[open]");
    await dialog.getByText("There is no room for this").waitFor();
    // To deny is another answer than the one that was proposed.
    assert.deepEqual(await dialog.locator("button:visible").allInnerTexts(), ["Not now"]);
    await dialog.locator("button:visible").click();
    assert.equal(await statusOf(node, requests[0]!.id!), "confirmed");
    assert.equal(await statusOf(node, requests[1]!.id!), "pending");
    assert.deepEqual(person.problems, []);
  },
);

browserTest(
  "a denial is not taken back where what was confirmed before has no room by now",
  async (world) => {
    const node = await world.startNode();
    const bot = new Bot(node);
    const festival = await bot.festival("Summer");
    const person = await world.person();
    const { page } = person;
    await makeKey(person, node, "Owner");
    await page.goto(`${node.address}/festivals/${toHex(festival)}`);
    await fillAndSign(signForm(page, "resource", "create"), { title: "Hall" });
    await notice(page, /signed and published/);
    const address = `${node.address}/api/v1/festivals/${toHex(festival)}/resources`;
    const { items } = await (await fetch(address)).json() as { items: { id: string }[] };
    const first = await bot.ask(festival, items[0]!.id);
    const second = await bot.ask(festival, items[0]!.id, { start: START + HOUR / 2 });
    const answer = async (id: string, verdict: string) => {
      await page.goto(`${node.address}/requests/${id}`);
      await signForm(page, "authorization", "create").locator(`button[value="${verdict}"]`).click();
      await notice(page, /signed and published/);
    };
    await answer(first.id!, "confirmed");
    await answer(first.id!, "denied");
    await answer(second.id!, "confirmed");

    await page.goto(`${node.address}/requests/${first.id}`);
    const takeBack = signForm(page, "authorization", "delete");
    await unfold(takeBack);
    await takeBack.getByRole("button").click();
    const dialog = page.locator("dialog[open]");
    await dialog.getByText("There is no room for this").waitFor();
    await dialog.getByRole("button", { name: "Not now" }).click();
    assert.equal(await statusOf(node, first.id!), "denied");
    assert.equal(await statusOf(node, second.id!), "confirmed");

    // With room again it is taken back, and stands as before.
    await answer(second.id!, "denied");
    await page.goto(`${node.address}/requests/${first.id}`);
    await unfold(takeBack);
    await takeBack.getByRole("button").click();
    await notice(page, /signed and published/);
    assert.equal(await statusOf(node, first.id!), "confirmed");
    assert.deepEqual(person.problems, []);
  },
);
