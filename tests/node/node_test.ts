import assert from "node:assert/strict";
import { createEntry, hashOf } from "../../src/core/bamboo/mod.ts";
import { publicKeyOf } from "../../src/core/crypto/mod.ts";
import { fromHex, logIdOf, toHex } from "../../src/core/messages/mod.ts";
import {
  createVerifier,
  type Notice,
  openSqlStore,
  type SqlDriver,
  startNode,
} from "../../src/node/mod.ts";
import { native, openSqlDriver } from "../../src/platform/deno/mod.ts";
import { festivalOf, forkProofOf, person, Scribe, type Written } from "../oracle/scribe.ts";
import { MemoryReport } from "./ports/memory_report.ts";
import { SeededEntropy } from "./ports/seeded_entropy.ts";
import { VirtualClock } from "./ports/virtual_clock.ts";

const ANNA = person(0);
const BEN = person(1);
const FESTIVAL = festivalOf(ANNA);
const F = FESTIVAL.id;

async function startedOn(driver: SqlDriver, { followCreated = true, seed = 1 } = {}) {
  const clock = new VirtualClock(1_000);
  const report = new MemoryReport();
  const store = await openSqlStore({ driver, primitives: native });
  const node = await startNode({
    store,
    verifier: createVerifier(native),
    clock,
    entropy: new SeededEntropy(seed),
    report,
    followCreated,
  });
  return { node, clock, report, store };
}

const started = (options = {}) => startedOn(openSqlDriver(":memory:"), options);

const items = (written: readonly Written[]) =>
  written.map(({ entry, payload }) => ({ entry, payload }));

Deno.test("Node: publishes what is valid, refuses the rest in its place", async () => {
  const { node, clock } = await started();
  const scribe = new Scribe();
  scribe.begin(FESTIVAL);
  const hall = scribe.resource(ANNA, F, { title: "Hall" });
  const broken = { entry: hall.entry.slice(), payload: hall.payload };
  broken.entry[broken.entry.length - 1]! ^= 1;
  clock.advance(500);
  const results = await node.publish([
    broken,
    ...items(scribe.written),
    { entry: new Uint8Array(2), payload: null },
    { entry: hall.entry, payload: hall.payload.slice(1) },
  ]);
  assert.deepEqual(
    results.map((one) => one.status === "refused" ? one.refusal.code : one.status),
    ["signature-invalid", "accepted", "accepted", "entry-truncated", "payload-hash-mismatch"],
  );
  assert.equal((await node.entry(hall.hash))?.receivedAt, 1_500);
  assert.equal((await node.query.resource(toHex(hall.id)))?.title, "Hall");
  await node.stop();
});

Deno.test("Node: follows what is created on it only where that is its person's wish", async () => {
  for (const followCreated of [true, false]) {
    const { node } = await started({ followCreated });
    const scribe = new Scribe();
    scribe.begin(FESTIVAL);
    const [result] = await node.publish(items(scribe.written));
    assert.equal(result?.status, followCreated ? "accepted" : "refused");
    assert.equal((await node.follows()).length, followCreated ? 1 : 0);
    await node.publish(items(scribe.written), { followCreated: true });
    assert.equal((await node.follows()).length, 1);
    await node.stop();
  }
});

Deno.test("Node: says where the next entry goes, so that it can be signed and published", async () => {
  const { node } = await started();
  await node.follow(F);
  for (let seqNum = 1; seqNum <= 15; seqNum++) {
    const result = await node.next(BEN.key, F);
    assert.ok(result.ok);
    const { next } = result;
    assert.equal(next.seqNum, seqNum);
    assert.equal(next.logId, logIdOf(F));
    const payload = new TextEncoder().encode(`${seqNum}`);
    const entry = createEntry({ seed: BEN.seed, ...next, payload });
    const [published] = await node.publish([{ entry, payload }]);
    assert.equal(published?.status, "accepted");
    assert.deepEqual((await node.head(BEN.key, logIdOf(F)))?.hash, hashOf(entry));
  }
  const profile = await node.next(BEN.key, null);
  assert.deepEqual(profile, {
    ok: true,
    next: { author: BEN.key, logId: 0, seqNum: 1, backlink: null, lipmaalink: null, wanted: [] },
  });
  await node.stop();
});

Deno.test("Node: has no next entry for a log that is ended or cut", async () => {
  const { node, store } = await started();
  const scribe = new Scribe();
  scribe.begin(FESTIVAL);
  scribe.write(ANNA, F, new Uint8Array(1), { endOfLog: true });
  scribe.write(BEN, F, new Uint8Array(1));
  scribe.write(BEN, F, new Uint8Array(1));
  scribe.cut(BEN, F, 2);
  await node.publish(items(scribe.written));
  await store.prove(forkProofOf(scribe.logs[1]!));
  const ended = await node.next(ANNA.key, F);
  assert.ok(!ended.ok && ended.refusal.code === "ended");
  assert.equal(ended.refusal.head.seqNum, 2);
  const cut = await node.next(BEN.key, F);
  assert.ok(!cut.ok && cut.refusal.code === "cut");
  assert.equal(cut.refusal.head.cut, 2);
  await node.stop();
});

Deno.test("Node: gives notice of what is new, once, and whether all may know", async () => {
  const { node } = await started();
  const notices: Notice[] = [];
  const stop = node.listen((notice) => notices.push(notice));
  const secret = festivalOf(BEN, 3);
  const scribe = new Scribe();
  const begun = scribe.begin(FESTIVAL);
  scribe.begin(secret, { visibility: "unlisted" });
  scribe.create(BEN, null, "user", { name: "Ben" });
  await node.publish(items(scribe.written));
  await node.publish(items(scribe.written));
  const told = notices.flatMap((one) => one.kind === "entry" ? [one] : []);
  assert.deepEqual(
    told.map(({ festival, listed }) => ({ festival, listed })),
    [
      { festival: toHex(F), listed: true },
      { festival: toHex(secret.id), listed: false },
      { festival: null, listed: true },
    ],
  );
  assert.deepEqual({ ...told[0] }, {
    kind: "entry",
    author: toHex(ANNA.key),
    logId: logIdOf(F),
    seqNum: 1,
    hash: toHex(begun.hash),
    festival: toHex(F),
    listed: true,
  });
  assert.equal(notices.filter(({ kind }) => kind === "follows").length, 1);
  stop();
  await node.publish(items([scribe.resource(ANNA, F)]));
  assert.equal(notices.length, 4);
  await node.stop();
});

Deno.test("Node: a listener that throws is reported and stops nobody", async () => {
  const { node, report } = await started();
  const heard: Notice[] = [];
  node.listen(() => {
    throw new Error("deaf");
  });
  node.listen((notice) => heard.push(notice));
  const scribe = new Scribe();
  scribe.create(BEN, null, "user", { name: "Ben" });
  await node.publish(items(scribe.written));
  assert.equal(heard.length, 1);
  assert.ok(report.reported.some(({ event }) => event === "notice.failed"));
  await node.stop();
});

Deno.test("Node: makes the key of its agent once and keeps it", async () => {
  const driver = openSqlDriver(":memory:");
  const kept: SqlDriver = { ...driver, close: () => {} };
  const first = await startedOn(kept, { seed: 1 });
  const again = await startedOn(kept, { seed: 2 });
  assert.deepEqual(again.node.agent, first.node.agent);
  assert.deepEqual(again.node.identity.key, first.node.identity.key);
  assert.notDeepEqual(first.node.agent, first.node.identity.key);
  const seed = fromHex((await again.store.setting("agent-seed"))!)!;
  assert.deepEqual(publicKeyOf(seed), first.node.agent);
  const other = await started({ seed: 3 });
  assert.notDeepEqual(other.node.agent, first.node.agent);
  // Codes in addresses stay good, are for one purpose, and are no other node's.
  const code = first.node.codeOf("a", new Uint8Array([1]));
  assert.deepEqual(again.node.codeOf("a", new Uint8Array([1])), code);
  assert.notDeepEqual(first.node.codeOf("b", new Uint8Array([1])), code);
  assert.notDeepEqual(first.node.codeOf("a", new Uint8Array([2])), code);
  assert.notDeepEqual(other.node.codeOf("a", new Uint8Array([1])), code);
  await other.node.stop();
  driver.close();
});
