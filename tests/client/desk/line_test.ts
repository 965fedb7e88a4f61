/** What one stranger asks for does not take all the time of whoever answers. */
import assert from "node:assert/strict";
import { answerDesk, MOST_OF_ONE, newDeskMemory } from "../../../src/client/desk/mod.ts";
import { keyOfSeed, NodeClient, Signer } from "../../../src/client/mod.ts";
import { fromHex } from "../../../src/core/messages/mod.ts";
import { createVerifier, openSqlStore, startNode } from "../../../src/node/mod.ts";
import { native, openSqlDriver } from "../../../src/platform/deno/mod.ts";
import { createApp } from "../../../src/routes/mod.ts";
import { Person } from "../../agents/person.ts";
import { fakeContext, ManualClock, MemoryReport } from "../../routes/fake_node.ts";
import { MemoryJournal } from "../memory_journal.ts";

Deno.test("of one key only so many requests for a resource are looked at, of others all the same", async () => {
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
  const url = "http://127.0.0.1";
  const app = createApp(fakeContext({ node, clock, report }));
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, app.fetch);
  const base = `${url}:${server.addr.port}`;
  try {
    const journal = new MemoryJournal();
    const owner = new Person(base, new Uint8Array(32).fill(1), journal);
    const [stranger, ana] = [new Person(base), new Person(base)];
    const festival = await owner.festival();
    const event = fromHex(await owner.event(festival))!;
    const [hall, tent] = [await owner.resource(festival), await owner.resource(festival)];
    const asking = (resource: string) => ({
      schema: "request",
      fields: { event, resource: fromHex(resource)!, start: 1_000, end: 2_000 },
    });
    const ids = await stranger.sign(
      festival,
      ...Array.from({ length: MOST_OF_ONE + 5 }, () => asking(hall)),
      asking(tent),
    );
    const [other] = await ana.sign(festival, asking(hall));
    const looked: string[] = [];
    const line: number[] = [];
    let breaths = 0;
    const client = new NodeClient({ base });
    const desk = answerDesk({
      client,
      policies: {
        needsOf: () => ({}),
        decideBy: (_name, context) => {
          looked.push(context.request.id);
          line.push(context.line.length);
          return { kind: "ask", why: "manual" };
        },
      },
      signer: new Signer({ key: keyOfSeed(owner.seed), journal, client, primitives: native }),
      festivals: [],
      memory: newDeskMemory(),
      now: () => 0,
      breathe: () => Promise.resolve(void breaths++),
      primitives: native,
    });
    while (!(await desk.next()).done);
    assert.deepEqual(looked, [...ids.slice(0, MOST_OF_ONE), ids.at(-1), other]);
    assert.equal(Math.max(...line), MOST_OF_ONE + 1);
    assert.equal(breaths, looked.length);
  } finally {
    await server.shutdown();
    await node.stop();
  }
});
