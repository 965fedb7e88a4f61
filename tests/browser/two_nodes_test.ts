import assert from "node:assert/strict";
import { browserTest, type NodeProcess } from "./harness.ts";
import { unfold } from "./forms.ts";
import {
  type Actor,
  announceFestival,
  announceHall,
  announcePa,
  ask,
  confirm,
  createEvent,
  facts,
  holds,
  makeKey,
  openDesk,
  tally,
  until,
} from "./story.ts";

browserTest("two people plan an event across two nodes, and a third joins", async (world) => {
  const a = await world.startNode();
  const owner: Actor = { ...await world.person(), node: a };
  await makeKey(owner, "Ada");
  const festival = await announceFestival(owner, "Chestnut festival");
  const hall = await announceHall(owner, festival);
  const pa = await announcePa(owner, festival);
  await openDesk(owner, true);

  // The organiser's node is started beside the owner's, and fills by itself.
  const b = await world.startNode({ flags: ["--peer", a.address, "--follow", festival] });
  await holds(b, `resources/${pa}`);
  const organiser: Actor = { ...await world.person(), node: b };
  await makeKey(organiser, "Ben");
  const concert = await createEvent(
    organiser,
    festival,
    "Concert",
    "2030-07-01T20:00",
    "2030-07-01T22:00",
  );
  await ask(organiser, hall);
  await ask(organiser, pa);
  await tally(organiser.page, "1 of 2 confirmed");
  await confirm(owner, festival, pa);
  await tally(organiser.page, "2 of 2 confirmed");

  const second: Actor = { ...organiser, page: await organiser.context.newPage() };
  const party = await createEvent(
    second,
    festival,
    "Party",
    "2030-07-01T21:00",
    "2030-07-01T23:00",
  );
  await ask(second, hall);
  await tally(second.page, "2nd in line");
  await organiser.page.goto(`${b.address}/events/${concert}`);
  const withdraw = organiser.page
    .locator('form[data-sign]:has(input[name="schema"][value="request"])')
    .filter({ has: organiser.page.locator('input[name="action"][value="delete"]') }).first();
  await unfold(withdraw);
  await withdraw.locator('button[type="submit"]').first().click();
  await tally(second.page, "1 of 1 confirmed");
  assert.deepEqual([...owner.problems, ...organiser.problems], []);

  const kept = await agreed([a, b], festival, party);
  // Stopped and killed, they have everything, and find each other again: nothing names the peer now.
  await a.stop();
  await b.kill();
  const port = Number(new URL(a.address).port);
  const aAgain = await world.startNode({ data: a.data, port });
  const bAgain = await world.startNode({ data: b.data, remembering: true });
  assert.deepEqual(await agreed([aAgain, bAgain], festival, party), kept);
  await connected(bAgain);

  // A third node, through the second only.
  const c = await world.startNode({ flags: ["--peer", bAgain.address, "--follow", festival] });
  await holds(c, `events/${party}`);
  assert.deepEqual(await agreed([aAgain, bAgain, c], festival, party), kept);
});

/** Waits until all nodes say the same, and gives it. */
async function agreed(nodes: readonly NodeProcess[], festival: string, event: string) {
  const all = await until("all nodes say the same", async () => {
    const said = await Promise.all(nodes.map((node) => facts(node.address, festival, event)));
    return said.every((one) => JSON.stringify(one) === JSON.stringify(said[0])) ? said : null;
  });
  return all[0]!;
}

async function connected(node: NodeProcess): Promise<void> {
  await until("the node has found its peer", async () => {
    const { items } = await (await fetch(`${node.address}/api/v1/peers`)).json();
    return items.find(({ state, inSync }: { state: string; inSync: boolean }) =>
      state === "connected" && inSync
    ) ?? null;
  });
}
