/** An owner chooses a game; who asks plays it by keys and by touch; the owner's browser answers. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import {
  allShine,
  type Lanterns,
  lanternsFor,
  touch,
} from "../../src/core/policies/lanterns/mod.ts";
import { paramsFromInputs } from "../../src/core/policies/mod.ts";
import { fromHex, toHex } from "../../src/core/messages/mod.ts";
import { Bot, makeKey } from "./bot.ts";
import { fillAndSign, signForm, unfold } from "./forms.ts";
import { browserTest, type NodeProcess } from "./harness.ts";

/** Which lanterns to touch. */
function solve(resource: string, event: string): number[] {
  const all = [...Array(9).keys()];
  for (let set = 0; set < 2 ** 9; set++) {
    const touches = all.filter((at) => set & (1 << at));
    const end = touches.reduce<Lanterns>(
      (lanterns, at) => touch(lanterns, 3, at),
      lanternsFor(3, resource, event),
    );
    if (allShine(end)) return touches;
  }
  throw new Error("there is no way to win");
}

const idOf = (page: Page) => page.url().split(/[/#?]/).find((part) => /^[0-9a-f]{64}$/.test(part))!;

/** Opens what a heading's button folds, as a person does. */
async function open(page: Page, within: string): Promise<void> {
  const folded = page.locator(`details:has(${within})`).last();
  await folded.locator("summary").first().click();
}

browserTest(
  "a game is chosen, played by keys and by touch, and answered by the owner's browser",
  async (world) => {
    const node = await world.startNode();
    const { page, problems } = await world.person();
    await page.goto(node.address);
    await fillAndSign(signForm(page, "festival", "create"), {
      title: "Summer",
      start: "2030-07-05T10:00",
      end: "2030-07-08T18:00",
      timezone: "Europe/Berlin",
    });
    await page.locator('#need-key [data-key-action="create"]').click();
    await page.waitForURL(/\/festivals\/[0-9a-f]{64}$/);
    const home = page.url();

    // The fields of all policies come when the form is opened; those of the chosen one are seen.
    await open(page, "#announce-resource");
    const resource = page.locator("#announce-resource form");
    await resource.locator('[name="title"]').fill("Megaphone");
    const game = resource.locator('[type="radio"][value="game"]');
    const side = resource.locator('[name="policy.params.game.side"]');
    await game.waitFor();
    assert.equal(await side.isVisible(), false);
    await game.check();
    assert.equal(await side.isVisible(), true);
    await resource.locator('button[type="submit"]').first().click();
    await page.waitForURL(/\/resources\/[0-9a-f]{64}$/);
    const megaphone = idOf(page);
    await page.getByText("Light all lanterns: touching one").first().waitFor();

    const ask = async (title: string, play: (page: Page, event: string) => Promise<void>) => {
      await page.goto(home);
      await open(page, "#create-event");
      const event = page.locator("#create-event form");
      await event.locator('[name="title"]').fill(title);
      await event.locator('[name="start"]').fill("2030-07-06T20:00");
      await event.locator('[name="end"]').fill("2030-07-06T22:00");
      await event.locator('button[type="submit"]').first().click();
      await page.waitForURL(/\/events\/[0-9a-f]{64}$/);
      const id = idOf(page);
      const form = signForm(page, "request", "create");
      await unfold(form);
      await form.locator('[name="resource"]').selectOption(megaphone);
      await form.locator("lantern-game button.lantern").first().waitFor();
      await play(page, id);
      await form.locator('button[type="submit"]:visible').last().click();
      await page.locator(`a[href="/resources/${megaphone}"]`).first().waitFor();
      return id;
    };

    const first = await ask("By keys", async (page, event) => {
      const lanterns = page.locator("lantern-game button.lantern");
      await lanterns.first().focus();
      let at = 0;
      for (const to of solve(megaphone, event)) {
        for (; at % 3 > to % 3; at--) await page.keyboard.press("ArrowLeft");
        for (; at % 3 < to % 3; at++) await page.keyboard.press("ArrowRight");
        for (; at < to; at += 3) await page.keyboard.press("ArrowDown");
        for (; at > to; at -= 3) await page.keyboard.press("ArrowUp");
        await page.keyboard.press("Enter");
      }
      await page.locator("lantern-game [role=status]").filter({ hasText: "you won" }).waitFor();
    });
    await page.goto(`${node.address}/desk`);
    await page.waitForURL(/\/desk\?key=/);
    await page.locator("[data-policy-switch]").check();
    const statusOf = async (event: string): Promise<string | undefined> => {
      const festivalId = home.split("/").at(-1);
      const address = `${node.address}/api/v1/festivals/${festivalId}/requests?event=${event}`;
      const { items } = await (await fetch(address)).json() as { items: { status: string }[] };
      return items[0]?.status;
    };
    await page.locator("#notice p").filter({ hasText: "Confirmed by your policy" }).first()
      .waitFor();
    assert.equal(await statusOf(first), "confirmed");

    // Who does not win asks all the same: nothing is denied, the owner decides.
    const second = await ask("By touch, given up", async (page) => {
      await page.locator("lantern-game button.lantern").nth(4).click();
      await page.locator('[name="answer.unable"][type="checkbox"]').check();
    });
    assert.equal(await statusOf(second), "pending");
    assert.deepEqual(problems, []);
  },
);

browserTest(
  "what is asked for with an event answers its owners' questions in the same gesture",
  async (world) => {
    const node = await world.startNode();
    const bot = new Bot(node);
    const festival = await bot.festival("Summer");
    const right = paramsFromInputs(
      "quiz",
      {
        text: (name) => ({ question1: "Which river?", answers1: "Spree" })[name.split(".").at(-1)!],
      },
      "UTC",
      undefined,
    );
    assert(right?.ok);
    const quiz = await bot.create("resource", festival, {
      title: "Raft",
      policy: { name: "quiz", params: right.params },
    });
    const lamp = await bot.create("resource", festival, {
      title: "Lamp",
      policy: { name: "game", params: { side: "3" } },
      requires: [fromHex(quiz.id!)!],
    });
    const person = await world.person();
    const { page } = person;
    const key = await makeKey(person, node);
    await page.goto(`${node.address}/festivals/${toHex(festival)}`);
    const form = page.locator("#create-event form");
    const values = { title: "Night", start: "2030-07-06T20:00", end: "2030-07-06T22:00" };
    await unfold(form);
    for (const [name, value] of Object.entries(values)) {
      await form.locator(`[name="${name}"]`).fill(value);
    }
    const ask = form.locator('[name="ask.0.resource"]');
    await unfold(ask);
    await ask.selectOption(lamp.id!);
    const submit = form.locator('button[type="submit"]').first();
    await submit.click();

    // Who goes back has signed nothing.
    const dialog = page.locator("dialog[open]");
    const lanterns = dialog.locator("lantern-game button.lantern");
    await lanterns.first().waitFor();
    await dialog.getByRole("button", { name: "Not now" }).click();
    assert.deepEqual(await requestsOf(node, festival), []);

    await submit.click();
    await lanterns.first().waitFor();
    for (const at of solve(lamp.id!, key)) await lanterns.nth(at).click();
    await dialog.getByText("you won").waitFor();
    await dialog.getByLabel("Which river?").fill("the spree");
    await dialog.getByRole("button", { name: "Go on" }).click();
    await page.waitForURL(/\/events\/[0-9a-f]{64}$/);
    const requests = await requestsOf(node, festival);
    const answers = new Map(requests.map(({ resource, answer }) => [resource, answer]));
    assert.equal(answers.get(quiz.id!), "q1: the spree");
    assert.match(answers.get(lamp.id!)!, /^touches: /);
    assert.deepEqual(person.problems, []);
  },
);

async function requestsOf(node: NodeProcess, festival: Uint8Array) {
  const found = await fetch(`${node.address}/api/v1/festivals/${toHex(festival)}/requests`);
  return (await found.json()).items as { resource: string; answer: string | null }[];
}
