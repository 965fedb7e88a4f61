/** A series is moved, cancelled and deleted in one gesture each, and shown before it is signed. */
import assert from "node:assert/strict";
import { fillAndSign, signForm, unfold } from "./forms.ts";
import { browserTest } from "./harness.ts";
import { type Actor, announceFestival, announceHall, makeKey, said } from "./story.ts";

interface Listed {
  readonly items: readonly {
    readonly id: string;
    readonly start: number;
    readonly stage?: string;
    readonly status?: string;
  }[];
}

browserTest("a series is moved, cancelled and deleted in one gesture each", async (world) => {
  const node = await world.startNode();
  const ana: Actor = { ...await world.person(), node };
  const { page } = ana;
  await makeKey(ana, "Ana");
  const festival = await announceFestival(ana, "Summer");
  const hall = await announceHall(ana, festival);
  await page.goto(`${node.address}/festivals/${festival}`);
  const event = signForm(page, "event", "create");
  const ask = event.locator('[name="ask.0.resource"]');
  await unfold(ask);
  await ask.selectOption(hall);
  const repeat = event.locator('[name="repeat"]');
  await unfold(repeat);
  await repeat.selectOption("daily");
  await fillAndSign(event, {
    title: "Yoga",
    start: "2030-07-05T19:00",
    end: "2030-07-05T20:00",
    "repeat.until": "2030-07-08",
  });
  const dialog = page.locator("dialog.series");
  await dialog.getByRole("button", { name: "Sign all 4" }).click();
  await page.waitForURL(/\/events\/[0-9a-f]{64}$/);

  const list = async (what: string) => {
    const address = `${node.address}/api/v1/festivals/${festival}/${what}`;
    return (await (await fetch(address)).json() as Listed).items;
  };
  const times = async () =>
    (await list("events")).map(({ start }) => new Date(start).toISOString().slice(8, 16));
  assert.deepEqual(await times(), ["05T17:00", "06T17:00", "07T17:00", "08T17:00"]);

  // From the second one on: the first is not chosen.
  const second = (await list("events"))[1]!.id;
  await page.goto(`${node.address}/events/${second}`);
  const change = page.locator('form[data-sign]:has([name="title"]):has([name="others"])');
  await unfold(change);
  const others = change.locator('[name="other"]');
  assert.equal(await others.first().isVisible(), false, "nobody means them by chance");
  await change.locator('[name="others"]').check();
  assert.equal(await others.first().isVisible(), true);
  assert.deepEqual(
    await others.evaluateAll((all) => all.map((one) => (one as unknown as Checked).checked)),
    [false, true, true],
  );
  await fillAndSign(change, { start: "2030-07-06T19:30", end: "2030-07-06T20:30" });
  await dialog.getByText("These 3 events change").waitFor();
  assert.equal(await dialog.locator("li.conflicts").count(), 0);
  await dialog.getByRole("button", { name: "Sign all 3" }).click();
  await said(page, /signed and published/);
  assert.deepEqual(await times(), ["05T17:00", "06T17:30", "07T17:30", "08T17:30"]);
  const moved = (await list("requests")).filter(({ status }) => status === "pending");
  assert.equal(moved.length, 4, "each asked again at its new time");

  // One click takes all of it back.
  await page.locator("#notice").getByRole("button", { name: "Undo" }).click();
  await said(page, /Taken back/);
  assert.deepEqual(await times(), ["05T17:00", "06T17:00", "07T17:00", "08T17:00"]);

  const cancel = page.locator(
    'form[data-sign]:has(input[type="hidden"][name="stage"][value="cancelled"])',
  );
  await unfold(cancel);
  await cancel.locator('[name="others"]').check();
  await cancel.locator("button").click();
  await dialog.getByText(/3 events are cancelled/).waitFor();
  await dialog.getByRole("button", { name: "Sign all 3" }).click();
  await page.getByText("This event is cancelled").waitFor();
  assert.deepEqual((await list("events")).map(({ stage }) => stage), [
    "planned",
    "cancelled",
    "cancelled",
    "cancelled",
  ]);

  const remove = signForm(page, "event", "delete");
  await unfold(remove);
  await remove.locator('[name="others"]').check();
  await remove.locator("button").click();
  await dialog.getByText(/3 events are deleted/).waitFor();
  await dialog.getByRole("button", { name: "Sign all 3" }).click();
  await page.waitForURL(/\/festivals\//);
  await said(page, /signed and published/);
  assert.deepEqual(await times(), ["05T17:00"]);
  assert.deepEqual(ana.problems, []);
});

interface Checked {
  readonly checked: boolean;
}
