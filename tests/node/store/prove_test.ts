import assert from "node:assert/strict";
import { encodeEntry, type ForkProof, signingBytes } from "../../../src/core/bamboo/mod.ts";
import { createEntry, decodeEntry } from "../../../src/core/bamboo/mod.ts";
import { sign } from "../../../src/core/crypto/mod.ts";
import { logIdOf, toHex } from "../../../src/core/messages/mod.ts";
import { festivalOf, forkProofOf, person, Scribe, type Written } from "../../oracle/scribe.ts";
import { give, outcomes, storeTest } from "./stores.ts";

const ANNA = person(0);
const BEN = person(1);
const FESTIVAL = festivalOf(ANNA);
const F = FESTIVAL.id;
const LOG_ID = logIdOf(F);

/** Anna's festival, five halls of Ben's. */
function tale() {
  const scribe = new Scribe();
  scribe.begin(FESTIVAL);
  const halls = Array.from(
    { length: 5 },
    (_, i) => scribe.resource(BEN, F, { title: `Hall ${i}` }),
  );
  return { scribe, halls };
}

function forkAt(scribe: Scribe, seqNum: number): ForkProof & { readonly kind: "fork" } {
  scribe.cut(BEN, F, seqNum);
  return forkProofOf(scribe.logs.find((log) => log.author === BEN)!);
}

/** An entry whose author signed another size than its payload has. */
function sizeLie(after: Written, seqNum: number): ForkProof {
  const payload = new TextEncoder().encode("four and twenty");
  const honest = decodeEntry(createEntry({
    seed: BEN.seed,
    author: BEN.key,
    logId: LOG_ID,
    seqNum,
    backlink: after.hash,
    payload,
  }));
  assert.ok(honest.ok);
  const lie = { ...honest.entry, payloadSize: 99n };
  const entry = encodeEntry({ ...lie, signature: sign(signingBytes(lie), BEN.seed) });
  return { kind: "size-lie", entry, payload };
}

storeTest("a proof cuts a log: what stands before it stays", async ({ store }) => {
  const { scribe, halls } = tale();
  await store.follow(F);
  await give(store, scribe.written);
  assert.equal(await store.prove(forkAt(scribe, 3)), true);
  for (const [i, { id }] of halls.entries()) {
    assert.equal(await store.resource(toHex(id)) !== null, i < 2, `hall ${i}`);
  }
  assert.deepEqual(await store.head(BEN.key, LOG_ID), {
    author: BEN.key,
    logId: LOG_ID,
    seqNum: 2,
    hash: halls[1]!.hash,
    ended: false,
    cut: 3,
  });
  const held = await store.range(BEN.key, LOG_ID, 1, 10);
  assert.deepEqual(held.map(({ ignored }) => ignored), [null, null, "cut", "cut", "cut"]);
  const dump = await store.dump();
  await store.rebuild();
  assert.deepEqual(await store.dump(), dump);
});

storeTest("a lower proof cuts further, a higher one changes nothing", async ({ store }) => {
  const { scribe, halls } = tale();
  await store.follow(F);
  await give(store, scribe.written);
  const [high, low] = [forkAt(scribe, 4), forkAt(scribe, 2)];
  await store.prove(high);
  assert.equal((await store.head(BEN.key, LOG_ID))?.cut, 4);
  assert.equal(await store.prove(low), true);
  assert.equal((await store.head(BEN.key, LOG_ID))?.cut, 2);
  const dump = await store.dump();
  const revision = await store.revisionOfAll();
  assert.equal(await store.prove(high), true);
  assert.equal(await store.prove(low), true);
  assert.deepEqual(await store.dump(), dump);
  assert.equal(await store.revisionOfAll(), revision);
  assert.equal(await store.resource(toHex(halls[1]!.id)), null);
  await store.rebuild();
  assert.deepEqual(await store.dump(), dump);
});

storeTest("what a cut takes away no longer acts on what is before it", async ({ store }) => {
  const { scribe, halls } = tale();
  const [first, second] = halls;
  const renamed = scribe.update(BEN, first!, "resource", { title: "Renamed" });
  scribe.remove(second!, "resource");
  await store.follow(F);
  await give(store, scribe.written);
  assert.equal((await store.resource(toHex(first!.id)))?.title, "Renamed");
  assert.equal((await store.tombstone(toHex(second!.id)))?.schema, "resource");
  await store.prove(forkAt(scribe, renamed.seqNum));
  assert.equal((await store.resource(toHex(first!.id)))?.title, "Hall 0");
  assert.equal(await store.tombstone(toHex(second!.id)), null);
  // What it said was dropped for the delete, and is wanted again.
  assert.equal(await store.resource(toHex(second!.id)), null);
  assert.deepEqual((await store.wants(F, 0, 9)).ids, [second!.id]);
  await give(store, [second!]);
  assert.equal((await store.resource(toHex(second!.id)))?.title, "Hall 1");
  const found = await store.resources(toHex(F), { q: "renamed" });
  assert.deepEqual(found.items, []);
});

storeTest("a proof may come before any entry", async ({ store }) => {
  const { scribe } = tale();
  await store.follow(F);
  assert.equal(await store.prove(forkAt(scribe, 1)), true);
  assert.deepEqual(await store.head(BEN.key, LOG_ID), {
    author: BEN.key,
    logId: LOG_ID,
    seqNum: 0,
    hash: null,
    ended: false,
    cut: 1,
  });
  const results = await give(store, scribe.written);
  assert.deepEqual(outcomes(results), ["accepted", ...Array(5).fill("cut")]);
});

storeTest("a lie about a size cuts as a fork does", async ({ store }) => {
  const { scribe, halls } = tale();
  await store.follow(F);
  await give(store, scribe.written);
  // Entry 2 leaves its lipmaalink out.
  assert.equal(await store.prove(sizeLie(halls[0]!, 2)), true);
  assert.equal((await store.head(BEN.key, LOG_ID))?.cut, 2);
});

storeTest("a cut of log 0 brings back the profile before it", async ({ store }) => {
  const scribe = new Scribe();
  for (const name of ["Ben", "Benedict", "Benjamin"]) scribe.create(BEN, null, "user", { name });
  await give(store, scribe.written);
  scribe.cut(BEN, null, 3);
  assert.equal(await store.prove(forkProofOf(scribe.logs[0]!)), true);
  assert.equal((await store.user(toHex(BEN.key)))?.name, "Benedict");
});

storeTest("what proves nothing changes nothing", async ({ store }) => {
  const { scribe, halls } = tale();
  await store.follow(F);
  await give(store, scribe.written);
  const dump = await store.dump();
  const proof = forkAt(scribe, 3);
  const flipped = proof.entries[1].slice();
  flipped[flipped.length - 1]! ^= 1;
  const forged: ForkProof[] = [
    { kind: "fork", entries: [proof.entries[0], proof.entries[0]] },
    { kind: "fork", entries: [proof.entries[0], halls[0]!.entry] },
    { kind: "fork", entries: [proof.entries[0], flipped] },
    { kind: "fork", entries: [new Uint8Array(0), new Uint8Array(3)] },
    { kind: "size-lie", entry: halls[0]!.entry, payload: halls[0]!.payload },
    { kind: "size-lie", entry: halls[0]!.entry, payload: halls[1]!.payload },
  ];
  for (const one of forged) assert.equal(await store.prove(one), false);
  assert.deepEqual(await store.dump(), dump);
  assert.equal((await store.head(BEN.key, LOG_ID))?.cut, null);
});

storeTest("keeps no proofs of festivals that it does not follow", async ({ store }) => {
  const { scribe } = tale();
  assert.equal(await store.prove(forkAt(scribe, 1)), false);
  await store.follow(F);
  assert.equal(await store.head(BEN.key, LOG_ID), null);
});
