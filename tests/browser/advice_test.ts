import assert from "node:assert/strict";
import { fromHex, toHex } from "../../src/core/messages/mod.ts";
import { Bot, HOUR, makeKey, notice, START } from "./bot.ts";
import { fillAndSign, signForm, unfold } from "./forms.ts";
import { browserTest } from "./harness.ts";

browserTest(
  "what speaks against a form that comes filled in is said before anybody touches it",
  async (world) => {
    const node = await world.startNode();
    const bot = new Bot(node);
    const festival = await bot.festival("Summer");
    const hall = await bot.create("resource", festival, { title: "Hall", kind: "location" });
    const taken = await bot.ask(festival, hall.id!);
    await bot.create("authorization", festival, {
      request: fromHex(taken.id!)!,
      verdict: "confirmed",
    });
    const person = await world.person();
    const { page } = person;
    await makeKey(person, node);
    await page.goto(`${node.address}/festivals/${toHex(festival)}`);
    const create = signForm(page, "event", "create");
    const at = (hours: number) => new Date(START + hours * HOUR).toISOString().slice(0, 16);
    await fillAndSign(create, { title: "Tea", start: at(0), end: at(1), where: "river" });
    await page.waitForURL(/\/events\/[0-9a-f]{64}$/);
    const event = page.url();

    // A link that leads into the form, with its time and the hall chosen.
    await page.goto(`${event}?resource=${hall.id}#ask`);
    const advice = page.locator("[data-advice]:visible");
    await advice.getByText("“Hall” is taken at that time").waitFor();

    // So does one to a new event at a time that was looked at.
    const then = new URLSearchParams({ from: at(0), to: at(1), resource: hall.id! });
    await page.goto(`${node.address}/festivals/${toHex(festival)}/plan?${then}`);
    await advice.getByText("“Hall” is taken at that time").waitFor();

    // Folded, it is said as soon as it is opened: here, what one has at that time.
    await page.goto(`${node.address}/festivals/${toHex(festival)}`);
    await fillAndSign(signForm(page, "event", "create"), {
      title: "Walk",
      start: at(0),
      end: at(1),
      where: "hills",
    });
    await page.waitForURL((url) => url.href !== event && /\/events\//.test(url.pathname));
    await page.locator("details:has(> * form)").filter({ has: page.locator('[name="where"]') })
      .locator("summary").first().click();
    await advice.getByText("At that time you have “Tea”").waitFor();

    // Who moves an event hears what is taken where it goes, of what it asks for.
    await page.goto(`${event}`);
    const request = signForm(page, "request", "create");
    await unfold(request);
    await request.locator('[name="resource"]').selectOption(hall.id!);
    await request.locator('[name="start"]').fill(at(5));
    await request.locator('[name="end"]').fill(at(6));
    await request.locator('button[type="submit"]:visible').last().click();
    await notice(page, /signed and published/);
    const edit = signForm(page, "event", "update");
    await unfold(edit);
    // What it asked for goes along with it: five hours earlier, and so does the hall.
    await edit.locator('[name="start"]').fill(at(-5));
    await edit.locator('[name="end"]').fill(at(-4));
    await edit.locator("[data-advice]").getByText("“Hall” is taken at that time").waitFor();
    assert.deepEqual(person.problems, []);
  },
);
