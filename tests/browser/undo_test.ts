/** What was taken back comes again, as far as it can, by the buttons of the pages. */
import assert from "node:assert/strict";
import { fillAndSign, signForm, unfold } from "./forms.ts";
import { fromHex } from "../../src/core/messages/mod.ts";
import { Person as Guest } from "../agents/person.ts";
import { browserTest } from "./harness.ts";
import {
  type Actor,
  announceFestival,
  announceHall,
  ask,
  createEvent,
  makeKey,
  said,
  until,
} from "./story.ts";

async function json<T>({ node }: Actor, path: string): Promise<T> {
  return await (await fetch(`${node.address}/api/v1/${path}`)).json() as T;
}

const press = (actor: Actor, name: string) =>
  actor.page.getByRole("button", { name, exact: true }).click();

/** Presses what signs, and waits until the page is drawn anew. */
async function signBy(actor: Actor, name: string): Promise<void> {
  const drawn = actor.page.waitForEvent("load");
  await press(actor, name);
  await drawn;
}

browserTest(
  "a deleted event comes back and asks again; so does one that was cancelled",
  async (world) => {
    const node = await world.startNode();
    const ana: Actor = { ...await world.person(), node };
    const { page } = ana;
    await makeKey(ana, "Ana");
    const festival = await announceFestival(ana, "Summer");
    const hall = await announceHall(ana, festival);
    const event = await createEvent(
      ana,
      festival,
      "Concert",
      "2030-07-01T20:00",
      "2030-07-01T22:00",
    );
    await ask(ana, hall);
    const tally = async () =>
      (await json<{ requests: { total: number } }>(ana, `events/${event}`)).requests.total;
    assert.equal(await tally(), 1);

    await unfold(signForm(page, "event", "delete"));
    await press(ana, "Delete the event");
    await page.waitForURL(`**/festivals/${festival}`);
    await page.goto(`${node.address}/events/${event}`);
    await press(ana, "Take the deletion back");
    await page.waitForURL(/#again$/);
    await said(page, /Taken back/);
    assert.equal(await tally(), 0, "what it had asked for stays withdrawn");
    await page.getByRole("checkbox", { name: /Hall/ }).first().waitFor();
    await signBy(ana, "Ask for what is chosen");
    await page.getByText("0 of 1 confirmed").first().waitFor();
    assert.equal(await tally(), 1);
    assert.equal(await page.getByRole("button", { name: "Ask for what is chosen" }).count(), 0);

    await unfold(page.locator('form:has(input[name="stage"][value="cancelled"][type="hidden"])'));
    await signBy(ana, "Cancel the event");
    await page.getByText("This event is cancelled").waitFor();
    assert.equal(await tally(), 0);
    await signBy(ana, "Take the cancellation back");
    await page.getByText("This event is cancelled").waitFor({ state: "detached" });
    assert.equal(await tally(), 1);
    const { items } = await json<{ items: { start: number; status: string }[] }>(
      ana,
      `festivals/${festival}/requests?event=${event}`,
    );
    assert.deepEqual(items.map(({ start }) => new Date(start).toISOString()), [
      "2030-07-01T18:00:00.000Z",
    ]);
    assert.deepEqual(ana.problems, []);
  },
);

browserTest(
  "a nested festival leaves its parent, and is announced there again; a profile is taken back",
  async (world) => {
    const node = await world.startNode();
    const ana: Actor = { ...await world.person(), node };
    const { page } = ana;
    const key = await makeKey(ana, "Ana");
    const parent = await announceFestival(ana, "Quarter");
    await page.goto(`${node.address}/festivals/${parent}`);
    await fillAndSign(signForm(page, "festival", "create"), { title: "Tents" });
    await page.waitForURL((url) => !url.pathname.endsWith(parent));
    const child = new URL(page.url()).pathname.split("/").at(-1)!;
    const nestedIs = (titles: string) =>
      until(`nested: ${titles}`, async () => {
        const { items } = await json<{ items: { title: string }[] }>(
          ana,
          `festivals/${parent}/nested`,
        );
        return items.map(({ title }) => title).join() === titles || null;
      });
    await nestedIs("Tents");

    // Under another name, its parent still has the old one.
    await fillAndSign(signForm(page, "festival", "update"), { title: "Tent village" });
    await page.getByRole("heading", { name: "Tent village", level: 1 }).waitFor();
    await unfold(signForm(page, "nesting", "create"));
    await signBy(ana, "Announce it under its present name");
    await nestedIs("Tent village");

    await page.goto(`${node.address}/festivals/${parent}`);
    await unfold(signForm(page, "nesting", "delete"));
    await signBy(ana, "Take its announcement back");
    await nestedIs("");
    await page.goto(`${node.address}/festivals/${child}`);
    await unfold(signForm(page, "nesting", "create"));
    await signBy(ana, "Announce it there");
    await nestedIs("Tent village");

    await page.goto(`${node.address}/users/${key}`);
    await fillAndSign(signForm(page, "user", "create"), { contact: "ana@example.org" });
    await page.getByRole("link", { name: "ana@example.org" }).waitFor();
    await unfold(signForm(page, "user", "delete"));
    await signBy(ana, "Take the profile back");
    await until("the profile is gone", async () => {
      const user = await json<{ name: unknown; contact: unknown }>(ana, `users/${key}`);
      return user.name === null && user.contact === null || null;
    });
    assert.deepEqual(ana.problems, []);
  },
);

browserTest("undo takes nothing from who has it by then", async (world) => {
  const node = await world.startNode();
  const ana: Actor = { ...await world.person(), node };
  const { page } = ana;
  await makeKey(ana, "Ana");
  const festival = await announceFestival(ana, "Summer");
  const guest = new Guest(node.address);
  const hall = await guest.resource(festival, { policy: { name: "manual", params: {} } });
  const confirm = (request: string) =>
    guest.one(festival, "authorization", { request: fromHex(request)!, verdict: "confirmed" });
  const span = ["2030-07-01T20:00", "2030-07-01T22:00"] as const;
  const event = await createEvent(ana, festival, "Concert", ...span);
  await ask(ana, hall);
  const [mine] = (await json<{ items: { id: string; start: number; end: number }[] }>(
    ana,
    `festivals/${festival}/requests`,
  )).items;
  const { id, start, end } = mine!;
  await confirm(id);
  assert.equal(await guest.statusOf(id), "confirmed");

  const remove = async () => {
    await page.goto(`${node.address}/events/${event}`);
    await unfold(signForm(page, "event", "delete"));
    await press(ana, "Delete the event");
    await page.waitForURL(`**/festivals/${festival}`);
    await said(page, /signed and published/);
  };
  const undo = () => page.locator("#notice").getByRole("button", { name: "Undo" }).click();
  await remove();
  await undo();
  await said(page, /Taken back. Others may/);
  assert.equal(await guest.statusOf(id), "confirmed", "nobody asked meanwhile");

  await remove();
  const other = await guest.event(festival, { start, end });
  const theirs = await guest.request(festival, { resource: hall, event: other, start, end });
  await confirm(theirs);
  await undo();
  await said(page, /others have by now/);
  await page.getByRole("heading", { name: "Concert" }).waitFor();
  assert.equal(await guest.statusOf(theirs), "confirmed");
  assert.equal(await guest.statusOf(id), "withdrawn");
  assert.deepEqual(ana.problems, []);
});
