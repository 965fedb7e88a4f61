/** Every policy over a real node: what a desk signs, and what it leaves to wait or to the owner. */
import assert from "node:assert/strict";
import { answerDesk, newDeskMemory } from "../../../src/client/desk/mod.ts";
import { keyOfSeed, NodeClient, Signer } from "../../../src/client/mod.ts";
import { fromHex } from "../../../src/core/messages/mod.ts";
import {
  answerText,
  paramInput,
  paramsFromInputs,
  POLICY_BOOK,
} from "../../../src/core/policies/mod.ts";
import { createVerifier, openSqlStore, startNode } from "../../../src/node/mod.ts";
import { native, openSqlDriver } from "../../../src/platform/deno/mod.ts";
import { createApp } from "../../../src/routes/mod.ts";
import { Person } from "../../agents/person.ts";
import { fakeContext, ManualClock, MemoryReport, NOW } from "../../routes/fake_node.ts";
import { MemoryJournal } from "../memory_journal.ts";

interface World {
  readonly owner: Person;
  readonly ana: Person;
  readonly bo: Person;
  readonly festival: string;
  /** A resource of the owner, as the fields of a form choose its policy. */
  offer(policy: string, fields: Record<string, string>): Promise<string>;
  /** A request for a time of its own, unless one is given; its id. */
  ask(who: Person, resource: string, fields?: Record<string, string | number>): Promise<string>;
  /** The owner's program looks once; gives when it wants to look again. */
  look(now?: number): Promise<number | null>;
  statuses(...requests: string[]): Promise<string[]>;
}

function overNode(name: string, run: (world: World) => Promise<void>): void {
  Deno.test(name, async () => {
    const folder = await Deno.makeTempDir();
    const clock = new ManualClock();
    const report = new MemoryReport();
    const node = await startNode({
      store: await openSqlStore({ driver: openSqlDriver(`${folder}/node.db`) }),
      verifier: createVerifier(native),
      clock,
      entropy: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
      report,
      followCreated: true,
    });
    const server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      createApp(fakeContext({ node, clock, report })).fetch,
    );
    try {
      const url = `http://127.0.0.1:${server.addr.port}`;
      const journal = new MemoryJournal();
      const owner = new Person(url, new Uint8Array(32).fill(1), journal);
      const festival = await owner.festival({ timezone: "Europe/Berlin" });
      const client = new NodeClient({ base: url });
      const key = keyOfSeed(owner.seed);
      const signer = new Signer({ key, journal, client, primitives: native });
      const memory = newDeskMemory();
      const event = await owner.event(festival);
      let hours = 0;
      await run({
        owner,
        ana: new Person(url),
        bo: new Person(url),
        festival,
        offer(policy, fields) {
          const inputs = new Map(
            Object.entries(fields).map(([field, value]) => [paramInput(policy, field), value]),
          );
          const read = { text: (name: string) => inputs.get(name) };
          const outcome = paramsFromInputs(policy, read, "Europe/Berlin", undefined);
          assert(outcome?.ok, JSON.stringify(outcome));
          return owner.resource(festival, { policy: { name: policy, params: outcome.params } });
        },
        ask(who, resource, fields = {}) {
          const start = NOW + 3_600_000 * hours++;
          return who.request(festival, {
            resource,
            event,
            start,
            end: start + 3_600_000,
            ...fields,
          });
        },
        async look(now = clock.now()) {
          const desk = answerDesk({
            client,
            policies: POLICY_BOOK,
            signer,
            festivals: [festival],
            memory,
            now: () => now,
            primitives: native,
          });
          while (true) {
            const next = await desk.next();
            if (!next.done) continue;
            assert.equal(next.value.failure, null);
            return next.value.until;
          }
        },
        statuses: (...requests) => Promise.all(requests.map((id) => owner.statusOf(id))),
      });
    } finally {
      await server.shutdown();
      await node.stop();
      await Deno.remove(folder, { recursive: true });
    }
  });
}

overNode(
  "a limit of bookings holds over all resources of the owner, for each key",
  async (world) => {
    const { ana, bo, offer, ask, look, statuses } = world;
    const hall = await offer("first-come-first-served", { bookings: "2" });
    const tent = await offer("first-come-first-served", { bookings: "2" });
    const asked = [
      await ask(ana, hall),
      await ask(ana, tent),
      await ask(ana, hall),
      await ask(bo, hall),
    ];
    await look();
    assert.deepEqual(await statuses(...asked), ["confirmed", "confirmed", "denied", "confirmed"]);
  },
);

overNode("a token that is confirmed lets a waiting request through", async (world) => {
  const { owner, ana, bo, festival, offer, ask, look, statuses } = world;
  const wristband = await offer("manual", {});
  const hall = await offer("token", { token: `http://node/resources/${wristband}` });
  const span = { start: NOW, end: NOW + 1_000 };
  const [first, second] = [await ask(bo, hall, span), await ask(ana, hall, span)];
  const token = await ask(ana, wristband);
  await look();
  assert.deepEqual(await statuses(first, second, token), ["pending", "pending", "pending"]);
  await owner.one(festival, "authorization", { request: fromHex(token)!, verdict: "confirmed" });
  await look();
  assert.deepEqual(await statuses(first, second, token), ["pending", "confirmed", "confirmed"]);
});

overNode(
  "a quiz answers by itself; a game not played, by phone and by hand wait for the owner",
  async (world) => {
    const { ana, offer, ask, look, statuses } = world;
    const quiz = await offer("quiz", { question1: "Which river?", answers1: "the Spree\nSpree" });
    const others = [
      await offer("game", { side: "3" }),
      await offer("phone", { contact: "+49 30 1234567" }),
      await offer("manual", {}),
    ];
    const right = await ask(ana, quiz, { answer: answerText({ q1: "The SPREE!" })! });
    const wrong = await ask(ana, quiz, { answer: answerText({ q1: "Elbe" })! });
    const left = [];
    for (const resource of others) left.push(await ask(ana, resource, { answer: "unable: yes" }));
    assert.equal(await look(), null);
    assert.deepEqual(await statuses(right, wrong), ["confirmed", "denied"]);
    assert.deepEqual(await statuses(...left), ["pending", "pending", "pending"]);
  },
);

overNode("votes of the named decide, others' do not", async (world) => {
  const { ana, bo, festival, offer, ask, look, statuses } = world;
  const hall = await offer("vote", { voters: `${ana.key}\n${bo.key}` });
  const request = await ask(ana, hall);
  const vote = (who: Person, verdict: string) =>
    who.one(festival, "vote", { request: fromHex(request)!, verdict });
  await vote(world.owner, "confirmed");
  await vote(ana, "confirmed");
  await vote(bo, "denied");
  assert.equal(await look(), null);
  assert.deepEqual(await statuses(request), ["denied"]);
  const other = await ask(ana, hall);
  for (const who of [ana, bo]) {
    await who.one(festival, "vote", { request: fromHex(other)!, verdict: "confirmed" });
  }
  await look();
  assert.deepEqual(await statuses(other), ["confirmed"]);
});

overNode(
  "a draw waits for its deadline, then one of those who want the same has it",
  async (world) => {
    const { ana, bo, offer, ask, look, statuses } = world;
    const deadline = Math.floor((NOW + 86_400_000) / 60_000) * 60_000;
    const local = new Date(deadline).toLocaleString("sv-SE", { timeZone: "Europe/Berlin" });
    const hall = await offer("draw", { until: local.slice(0, 16).replace(" ", "T") });
    const span = { start: NOW, end: NOW + 1_000 };
    const requests = [await ask(ana, hall, span), await ask(bo, hall, span), await ask(bo, hall)];
    assert.equal(await look(deadline - 1), deadline);
    assert.deepEqual(await statuses(...requests), ["pending", "pending", "pending"]);
    assert.equal(await look(deadline), null);
    const [one, other, alone] = await statuses(...requests);
    assert.deepEqual([one, other].sort(), ["confirmed", "pending"]);
    assert.equal(alone, "confirmed");
    await look(deadline + 1);
    assert.deepEqual(await statuses(...requests), [one, other, alone]);
  },
);

overNode(
  "what would be a conflict is not confirmed, although nothing that stands is in its way",
  async (world) => {
    const { owner, ana, bo, festival, offer, ask, look, statuses } = world;
    const hall = await offer("first-come-first-served", { bookings: "9" });
    const at = (from: number, to: number) => ({ start: NOW + from, end: NOW + to });
    const confirm = (request: string) =>
      owner.one(festival, "authorization", { request: fromHex(request)!, verdict: "confirmed" });
    const stands = await ask(ana, hall, at(0, 2_000));
    const conflict = await ask(bo, hall, at(1_000, 4_000));
    await confirm(stands);
    await confirm(conflict);
    // It ranks behind the conflict, which takes its room although it does not stand.
    const behind = await ask(ana, hall, at(3_000, 4_000));
    const free = await ask(ana, hall, at(4_000, 5_000));
    await look();
    const all = [stands, conflict, behind, free];
    assert.deepEqual(await statuses(...all), ["confirmed", "conflict", "pending", "confirmed"]);
    await owner.one(festival, "authorization", { request: fromHex(conflict)!, verdict: "denied" });
    await look();
    assert.deepEqual(await statuses(...all), ["confirmed", "denied", "confirmed", "confirmed"]);
  },
);
