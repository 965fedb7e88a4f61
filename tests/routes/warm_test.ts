import assert from "node:assert/strict";
import { fromHex } from "../../src/core/messages/mod.ts";
import { createApp, warm } from "../../src/routes/mod.ts";
import {
  eventDocument,
  festivalDocument,
  idOf,
  NOW,
  sampleNode,
  sampleQueries,
} from "../views/sample.ts";
import { fakeContext } from "./fake_node.ts";

const clock = { now: () => NOW, after: () => () => {} };
const HOUR = 3_600_000;

/** A node that follows festivals of so many events, and what was asked of it. */
function following(...counts: readonly number[]) {
  const asked: number[] = [];
  const ids = counts.map((_, i) => idOf(`festival ${i}`));
  const numberOf = (id: string) => ids.indexOf(id);
  const node = sampleNode({
    ...sampleQueries(),
    festival: (id) =>
      Promise.resolve(festivalDocument({
        id,
        counts: { events: counts[numberOf(id)]!, resources: 0, requests: 0 },
      })),
    allEvents: (festival) => {
      asked.push(numberOf(festival));
      return Promise.resolve(
        Array.from({ length: counts[numberOf(festival)]! }, (_, i) =>
          eventDocument(`Event ${i}`, {
            id: idOf(`event ${i}`),
            festival,
            start: NOW + i * HOUR / 10,
            end: NOW + i * HOUR / 10 + HOUR,
          })),
      );
    },
  }, {
    follows: () =>
      Promise.resolve(ids.map((id) => ({ id: fromHex(id)!, listed: true, chosen: true }))),
  });
  const stopping = new AbortController();
  const context = fakeContext({ node, clock, stopping: stopping.signal });
  return { asked, ids, context, stopping, app: createApp(context) };
}

Deno.test("warm asks for the pages of large festivals, and not for what is small or too much", async () => {
  const { asked, context, app, stopping } = following(5, 300, 50_000, 400);
  await warm(context, app);
  assert.deepEqual(asked, [1, 3]);
  stopping.abort();
  await warm(context, app);
  assert.deepEqual(asked, [1, 3]);
});

Deno.test("while a programme of thousands is drawn, others have their turn; it is the same again", async () => {
  const { ids, app } = following(5_000);
  let isOver = false;
  let turns = 0;
  const turn = () => {
    turns++;
    if (!isOver) timer = setTimeout(turn);
  };
  let timer = setTimeout(turn);
  const page = async () => await (await app.request(`/festivals/${ids[0]}?lang=en`)).text();
  const first = await page();
  isOver = true;
  clearTimeout(timer);
  // Drawn in one go, it would be one turn at most.
  assert(turns > 3, `${turns} turns`);
  assert.equal(first.match(/<li class="card /g)?.length, 5_000);
  assert.equal(first.match(/<!--/g), null);
  assert.equal(await page(), first);
});
