/** An agent answers each key at its own pace: who asks much waits, and is not denied for it. */
import assert from "node:assert/strict";
import { ASKER_SHARE, startAgent } from "../../src/agents/mod.ts";
import { keyOfSeed, NodeClient, type RequestAnswer, Signer } from "../../src/client/mod.ts";
import { fromHex } from "../../src/core/messages/mod.ts";
import { createVerifier, openSqlStore, startNode } from "../../src/node/mod.ts";
import { native, openSqlDriver } from "../../src/platform/deno/mod.ts";
import { createApp } from "../../src/routes/mod.ts";
import { MemoryJournal } from "../client/memory_journal.ts";
import { VirtualClock } from "../node/ports/virtual_clock.ts";
import { fakeContext, ManualClock, MemoryReport } from "../routes/fake_node.ts";
import { Person } from "./person.ts";

Deno.test("an agent: of one key so many requests are answered in a minute, and of others all the same", async () => {
  const clock = new ManualClock();
  const report = new MemoryReport();
  const node = await startNode({
    store: await openSqlStore({ driver: openSqlDriver(":memory:") }),
    verifier: createVerifier(native),
    clock,
    entropy: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
    report,
    followCreated: true,
  });
  const app = createApp(fakeContext({ node, clock, report }));
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, app.fetch);
  const base = `http://127.0.0.1:${server.addr.port}`;
  const timer = new VirtualClock();
  const journal = new MemoryJournal();
  const owner = new Person(base, new Uint8Array(32).fill(1), journal);
  const [busy, ana] = [new Person(base), new Person(base)];
  const client = new NodeClient({ base });
  let wake = () => {};
  let stop = () => Promise.resolve();
  try {
    const festival = await owner.festival();
    const event = fromHex(await owner.event(festival))!;
    const chairs = fromHex(await owner.resource(festival, { quantity: 1_000 }))!;
    const asking = { schema: "request", fields: { event, resource: chairs, start: 1, end: 2 } };
    const tooMany = { ...asking, fields: { ...asking.fields, quantity: 1_001 } };
    // Of what would be denied the last ones wait, too.
    const most = Array.from({ length: ASKER_SHARE }, () => asking);
    const rest = Array.from({ length: 15 }, (_, i) => i % 3 === 0 ? tooMany : asking);
    await busy.sign(festival, ...most, ...rest);
    await ana.sign(festival, asking);

    const agent = startAgent({
      client,
      signer: new Signer({ key: keyOfSeed(owner.seed), journal, client, primitives: native }),
      wakeups: (onWake, signal) => {
        wake = onWake;
        return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
      },
      festivals: () => Promise.resolve([]),
      timer,
      primitives: native,
      tell: () => {},
      onError: (error) => assert.fail(String(error)),
    });
    stop = () => agent.stop();
    const answers = async () => {
      const found = await client.requests(festival, {});
      assert(found.ok);
      const of = ({ key }: Person, status: RequestAnswer["status"]) =>
        found.value.filter((one) => one.author === key && one.status === status).length;
      return [of(busy, "confirmed"), of(busy, "denied"), of(busy, "pending"), of(ana, "confirmed")];
    };
    const become = async (expected: readonly number[], turnMs: number) => {
      for (let turn = 0; turn < 1_000; turn++) {
        const found = await answers();
        if (found.join() === expected.join()) return;
        timer.advance(turnMs);
      }
      assert.deepEqual(await answers(), expected);
    };
    await become([ASKER_SHARE, 0, 15, 1], 0);
    // Looking again changes nothing before some have come back.
    wake();
    timer.advance(900);
    await become([ASKER_SHARE, 0, 15, 1], 0);
    await become([ASKER_SHARE + 10, 5, 0, 1], 1_000);
  } finally {
    const stopped = stop();
    timer.advance(60_000);
    await stopped;
    await server.shutdown();
    await node.stop();
  }
});
