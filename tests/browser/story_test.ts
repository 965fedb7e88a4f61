import assert from "node:assert/strict";
import { browserTest } from "./harness.ts";
import {
  type Actor,
  announceFestival,
  announceHall,
  announcePa,
  ask,
  confirm,
  createEvent,
  facts,
  makeKey,
  openDesk,
  tally,
} from "./story.ts";
import { unfold } from "./forms.ts";

browserTest(
  "two people plan an event on one node, and it is there after a crash",
  async (world) => {
    const node = await world.startNode();
    const owner: Actor = { ...await world.person(), node };
    const organiser: Actor = { ...await world.person(), node };

    await makeKey(owner, "Ada");
    const festival = await announceFestival(owner, "Chestnut festival");
    const hall = await announceHall(owner, festival);
    const pa = await announcePa(owner, festival);
    await openDesk(owner, true);

    await makeKey(organiser, "Ben");
    const concert = await createEvent(
      organiser,
      festival,
      "Concert",
      "2030-07-01T20:00",
      "2030-07-01T22:00",
    );
    const page = organiser.page;
    await ask(organiser, hall);
    await ask(organiser, pa);
    // The hall is confirmed by the owner's open browser, the PA by the owner, at the desk.
    await tally(page, "1 of 2 confirmed");
    await confirm(owner, festival, pa);
    await tally(page, "2 of 2 confirmed");

    // A second event overlaps in the hall, and waits in line until the first withdraws.
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
    await page.goto(`${node.address}/events/${concert}`);
    const withdraw = page.locator('form[data-sign]:has(input[name="schema"][value="request"])')
      .filter({ has: page.locator('input[name="action"][value="delete"]') }).first();
    await unfold(withdraw);
    await withdraw.locator('button[type="submit"]').first().click();
    await tally(second.page, "1 of 1 confirmed");

    const kept = await facts(node.address, festival, party);
    assert.equal(kept.event.requests.confirmed, 1);
    assert.deepEqual([...owner.problems, ...organiser.problems], []);

    await node.kill();
    const again = await world.startNode({ data: node.data });
    assert.deepEqual(await facts(again.address, festival, party), kept);
  },
);
