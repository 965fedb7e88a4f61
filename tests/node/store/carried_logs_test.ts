/** Logs from one store to another: the same comes out, whatever is cut, nested, or there already. */
import assert from "node:assert/strict";
import { encodeEntry, signingBytes } from "../../../src/core/bamboo/mod.ts";
import { createEntry, decodeEntry } from "../../../src/core/bamboo/mod.ts";
import { sign } from "../../../src/core/crypto/mod.ts";
import { logIdOf, toHex } from "../../../src/core/messages/mod.ts";
import { createVerifier, type SqlDriver, type Store } from "../../../src/node/mod.ts";
import {
  carriedLogs,
  type CarriedRecord,
  type CarriedRefusal,
  CarriedTaker,
  verifyStore,
} from "../../../src/node/store/mod.ts";
import { native, systemClock as clock } from "../../../src/platform/deno/mod.ts";
import { festivalOf, forkProofOf, person, Scribe } from "../../oracle/scribe.ts";
import { give, quickStore } from "./stores.ts";

const ANNA = person(0);
const BEN = person(1);
const FESTIVAL = festivalOf(ANNA, 1);
const PARENT = festivalOf(BEN, 2);
const GRANDPARENT = festivalOf(ANNA, 3);
const OTHER = festivalOf(BEN, 4);
const F = FESTIVAL.id;

function tale(): Scribe {
  const scribe = new Scribe();
  scribe.begin(GRANDPARENT, { title: "All" });
  scribe.begin(PARENT, { title: "Summer", parent: GRANDPARENT.id });
  scribe.begin(FESTIVAL, { title: "Panda", parent: PARENT.id });
  scribe.begin(OTHER, { title: "Other" });
  const hall = scribe.resource(ANNA, F, { title: "Hall" });
  const asked = scribe.request(BEN, hall, [0, 1]);
  scribe.answer(ANNA, asked, "confirmed");
  scribe.resource(BEN, PARENT.id, { title: "PA" });
  scribe.create(ANNA, null, "user", { name: "Anna" });
  scribe.create(person(2), null, "user", { name: "Nobody's guest" });
  return scribe;
}

async function holding(scribe: Scribe, follows: readonly Uint8Array[]) {
  const opened = await quickStore();
  for (const festival of follows) await opened.store.follow(festival);
  // Several times: a parent is followed once its child is known.
  for (let i = 0; i < 3; i++) await give(opened.store, scribe.written);
  return opened;
}

function recordsOf(driver: SqlDriver, festival: Uint8Array | null = null): CarriedRecord[] {
  const records = carriedLogs(driver, festival);
  assert.ok(records !== null);
  return [...records];
}

async function carry(records: readonly CarriedRecord[], store: Store) {
  const refusals: CarriedRefusal[] = [];
  const verifier = createVerifier(native);
  const refused = (refusal: CarriedRefusal) => refusals.push(refusal);
  const taker = new CarriedTaker({ store, verifier, clock, refused });
  const taken: boolean[] = [];
  for (const record of records) taken.push(await taker.take(record));
  await taker.flush();
  await verifier.close();
  const codes = refusals.map(({ place, code }) => `${place?.seqNum} ${code}`);
  return { counts: taker.counts, codes, taken };
}

Deno.test("carriedLogs: all of a node makes the same projections elsewhere, ancestors too", async () => {
  const scribe = tale();
  const from = await holding(scribe, [F, OTHER.id]);
  const to = await quickStore();
  const records = recordsOf(from.driver);
  const first = await carry(records, to.store);
  const entries = scribe.written.length;
  assert.deepEqual(first.counts, {
    festivals: 2,
    entries,
    new: entries,
    known: 0,
    refused: 0,
    proofs: 0,
  });
  assert.deepEqual(await to.store.dump(), await from.store.dump());
  assert.deepEqual(await to.store.follows(), await from.store.follows());

  const second = await carry(records, to.store);
  assert.deepEqual([second.counts.new, second.counts.known], [0, entries]);
  assert.deepEqual(recordsOf(to.driver).length, records.length);
  await from.store.close();
  await to.store.close();
});

Deno.test("carriedLogs: one festival comes with its ancestors and its authors' profiles alone", async () => {
  const from = await holding(tale(), [F, OTHER.id]);
  const to = await quickStore();
  const { counts } = await carry(recordsOf(from.driver, F), to.store);
  assert.deepEqual([counts.new, counts.refused], [8, 0]);
  const ids = (await to.store.follows()).map(({ id }) => toHex(id)).sort();
  assert.deepEqual(ids, [F, PARENT.id, GRANDPARENT.id].map(toHex).sort());
  assert.equal((await to.store.user(toHex(person(2).key)))?.name ?? null, null);
  assert.equal(carriedLogs(from.driver, festivalOf(BEN, 9).id), null);
  await from.store.close();
  await to.store.close();
});

Deno.test("carriedLogs: a payload that is missing stays missing, and comes later", async () => {
  const scribe = new Scribe();
  scribe.begin(FESTIVAL);
  scribe.write(ANNA, F, new Uint8Array([1, 2, 3]));
  const from = await holding(scribe, [F]);
  const to = await quickStore();
  const records = recordsOf(from.driver);
  const without = records.map((one, i) =>
    one.kind === "entry" && i === 2 ? { ...one, payload: null } : one
  );
  await carry(without, to.store);
  assert.equal((await to.store.range(ANNA.key, logIdOf(F), 2, 1))[0]!.payload, null);
  assert.equal((await carry(records, to.store)).counts.known, 2);
  assert.equal((await to.store.range(ANNA.key, logIdOf(F), 2, 1))[0]!.payload!.length, 3);
  await from.store.close();
  await to.store.close();
});

Deno.test("carriedLogs: what was dropped for a delete is not missed", async () => {
  const scribe = new Scribe();
  scribe.begin(FESTIVAL);
  const hall = scribe.resource(ANNA, F, { title: "Hall" });
  const tent = scribe.resource(ANNA, F, { title: "Tent" });
  scribe.remove(hall, "resource");
  scribe.remove(scribe.remove(tent, "resource"), "resource");
  const from = await holding(scribe, [F]);
  const to = await quickStore();
  const { counts } = await carry(recordsOf(from.driver), to.store);
  assert.deepEqual([counts.new, counts.refused], [scribe.written.length, 0]);
  assert.deepEqual(await to.store.dump(), await from.store.dump());
  const { wrong, missing } = await verifyStore(to.driver, createVerifier(native));
  assert.deepEqual([wrong, missing], [0, 2]);
  assert.equal((await to.store.resource(toHex(tent.id)))?.title, "Tent");
  assert.equal((await to.store.tombstone(toHex(hall.id)))?.schema, "resource");
  await from.store.close();
  await to.store.close();
});

Deno.test("carriedLogs: a cut log goes as far as it counts, and its proof with it", async () => {
  const scribe = new Scribe();
  scribe.begin(FESTIVAL);
  for (const title of ["One", "Two", "Three"]) scribe.resource(ANNA, F, { title });
  const from = await holding(scribe, [F]);
  scribe.cut(ANNA, F, 3);
  assert.ok(await from.store.prove(forkProofOf(scribe.logs[0]!)));
  const to = await quickStore();
  const { counts } = await carry(recordsOf(from.driver), to.store);
  assert.deepEqual([counts.new, counts.refused, counts.proofs], [2, 0, 1]);
  assert.equal((await to.store.head(ANNA.key, logIdOf(F)))?.cut, 3);
  assert.deepEqual(await to.store.dump(), await from.store.dump());

  const longer = await holding(scribe, [F]);
  await carry(recordsOf(from.driver), longer.store);
  assert.deepEqual(await longer.store.dump(), await from.store.dump());
  for (const { store } of [from, to, longer]) await store.close();
});

Deno.test("CarriedTaker: two sides of a fork that meet are its proof", async () => {
  const sides = ["Left", "Right"].map((side) => {
    const scribe = new Scribe();
    scribe.begin(FESTIVAL);
    scribe.resource(ANNA, F, { title: "Hall" });
    for (const n of [1, 2]) scribe.resource(ANNA, F, { title: `${side} ${n}` });
    return scribe;
  });
  const left = await holding(sides[0]!, [F]);
  const right = await holding(sides[1]!, [F]);
  const { counts, codes } = await carry(recordsOf(right.driver), left.store);
  assert.deepEqual([counts.new, counts.known, counts.proofs], [0, 2, 1]);
  assert.deepEqual(codes, ["3 stale", "4 stale"]);
  assert.equal((await left.store.head(ANNA.key, logIdOf(F)))?.cut, 3);
  assert.equal(await left.store.countEntries(), 4);

  // And the proof travels on.
  await carry(recordsOf(left.driver), right.store);
  assert.deepEqual(await right.store.dump(), await left.store.dump());
  await left.store.close();
  await right.store.close();
});

Deno.test("CarriedTaker: a payload of another size than was signed cuts its log", async () => {
  const { store } = await quickStore();
  const payload = new TextEncoder().encode("four and twenty");
  const { seed, key: author } = ANNA;
  const honest = decodeEntry(createEntry({ seed, author, logId: 0, seqNum: 1, payload }));
  assert.ok(honest.ok);
  const lie = { ...honest.entry, payloadSize: 99n };
  const entry = encodeEntry({ ...lie, signature: sign(signingBytes(lie), seed) });
  const { counts, codes } = await carry([{ kind: "entry", entry, payload }], store);
  assert.deepEqual(codes, ["1 payload-size-mismatch"]);
  assert.deepEqual([counts.refused, counts.proofs], [1, 1]);
  assert.equal((await store.head(author, 0))?.cut, 1);
  await store.close();
});

Deno.test("CarriedTaker: what is broken is refused with its place, and stops only its log", async () => {
  const from = await holding(tale(), [F, OTHER.id]);
  const records = recordsOf(from.driver);
  const broken = records.findIndex((one, i) =>
    one.kind === "entry" && records[i - 1]?.kind === "festival"
  );
  const record = records[broken];
  assert.ok(record?.kind === "entry");
  const entry = record.entry.slice();
  entry[entry.length - 1]! ^= 1;
  records[broken] = { ...record, entry };
  records.push({ kind: "entry", entry: new Uint8Array(3), payload: null });
  const to = await quickStore();
  const { counts, codes } = await carry(records, to.store);
  for (const code of ["1 signature-invalid", "2 gap", "undefined entry-truncated"]) {
    assert.ok(codes.includes(code), `${code} in ${codes}`);
  }
  assert.equal(counts.new + counts.refused, counts.entries);
  assert.notEqual(await to.store.festival(toHex(OTHER.id)), null);
  await from.store.close();
  await to.store.close();
});

Deno.test("CarriedTaker: a festival of a log id that is taken is left out whole", async () => {
  const { store } = await quickStore();
  const twin = F.slice();
  twin[31]! ^= 1;
  await store.follow(twin);
  const from = await holding(tale(), [F]);
  const { taken, counts, codes } = await carry(recordsOf(from.driver, F), store);
  assert.ok(taken.includes(false));
  assert.equal(counts.new, 1);
  assert.ok(codes.every((code) => code.endsWith("not-followed")));
  await from.store.close();
  await store.close();
});
