/** A proposal is set aside in one tap, in one browser, and taken up again. */
import assert from "node:assert/strict";
import { fillAndSign, signForm } from "./forms.ts";
import { browserTest } from "./harness.ts";
import { type Actor, announceFestival, createEvent, makeKey, said } from "./story.ts";

browserTest("what somebody proposes is set aside, and taken up again", async (world) => {
  const node = await world.startNode();
  const ana: Actor = { ...await world.person(), node };
  const ben: Actor = { ...await world.person(), node };
  await makeKey(ana, "Ana");
  await makeKey(ben, "Ben");
  const festival = await announceFestival(ana, "Summer");
  const event = await createEvent(ana, festival, "Gig", "2030-07-01T20:00", "2030-07-01T22:00");
  const titles = ["Quiet gig", "Loud gig"];
  for (const title of titles) {
    await ben.page.goto(`${node.address}/propose?document=${event}`);
    // The words are those of who proposes.
    await ben.page.getByText(/what its author had asked for is asked for again/).waitFor();
    await ben.page.locator('[name="stage"][value="cancelled"]').waitFor();
    await fillAndSign(signForm(ben.page, "proposal", "create"), { title });
    await ben.page.waitForURL(/\/proposals\/[0-9a-f]{64}$/);
  }
  // It is not Ben's to set aside.
  assert.equal(await ben.page.getByRole("button", { name: "Set it aside" }).isVisible(), false);

  const { page } = ana;
  await page.goto(`${node.address}/desk`);
  const open = page.locator("#proposals > ul.proposals > li");
  await open.nth(1).waitFor();
  const quiet = page.locator("li").filter({ hasText: titles[0]! });
  await quiet.getByRole("button", { name: "Set it aside" }).click();
  await said(page, /Set aside/);
  assert.equal(await open.count(), 1);
  await page.getByText("Set aside here: 1").waitFor();

  // It stays so, on every page of this browser; the other one waits.
  await page.goto(`${node.address}/events/${event}`);
  await page.getByText("Set aside here: 1").click();
  assert.equal(await open.count(), 1);
  assert.equal(await open.first().getByText(titles[1]!).count(), 1);
  await quiet.getByText("Tell Ben why").click();
  assert.match(
    await quiet.getByRole("textbox", { name: /with your reason/ }).inputValue(),
    /\/proposals\/[0-9a-f]{64}$/,
  );
  await quiet.getByRole("button", { name: "Take it up again" }).click();
  await page.getByText("Set aside here").waitFor({ state: "detached" });
  assert.equal(await open.count(), 2);
  await quiet.getByRole("button", { name: "Accept and sign" }).click();
  await said(page, /Accepted/);
  await page.getByRole("heading", { name: titles[0]! }).waitFor();

  // What was accepted is undone like anything else that was signed.
  await page.locator("#notice").getByRole("button", { name: "Undo" }).click();
  await said(page, /Taken back/);
  await page.getByRole("heading", { name: "Gig", exact: true }).waitFor();
  assert.deepEqual([...ana.problems, ...ben.problems], []);
});
