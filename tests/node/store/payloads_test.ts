/** Payloads by themselves: dropped, wanted, supplied. */
import assert from "node:assert/strict";
import { toHex } from "../../../src/core/messages/mod.ts";
import { createVerifier, openSqlStore } from "../../../src/node/mod.ts";
import { verifyStore } from "../../../src/node/store/mod.ts";
import { native, openSqlDriver } from "../../../src/platform/deno/mod.ts";
import { checked, festivalOf, forkProofOf, person, Scribe } from "../../oracle/scribe.ts";
import { give, outcomes, quickStore, storeTest } from "./stores.ts";

const [ANNA, BEN] = [person(1), person(2)] as const;
const NAME = festivalOf(ANNA, 1);
const F = NAME.id;
const OTHER = festivalOf(BEN, 2);
const SECRET = "the address that nobody should have known";

const without = (scribe: Scribe, ...lacking: readonly { readonly id: Uint8Array }[]) =>
  scribe.written.map((one) => checked(one, !lacking.includes(one)));
const OPTIONS = { followCreated: false, receivedAt: 1 };

storeTest("what a delete voids loses its payload at once, and nothing else", async (opened) => {
  const { store, driver } = opened;
  const scribe = new Scribe();
  const hall = scribe.resource(ANNA, F, { title: "Hall", description: SECRET });
  // The same bytes, in another's log.
  const twin = scribe.write(BEN, F, hall.payload);
  const tent = scribe.resource(ANNA, F, { title: "Tent" });
  await store.follow(F);
  await give(store, scribe.written);
  const gone = scribe.remove(hall, "resource");
  const dropped = toHex(hall.id);
  await give(store, [gone]);
  assert.equal((await store.entry(hall.hash))?.payload, null);
  assert.equal((await store.entry(hall.hash))?.ignored, "deleted");
  assert.deepEqual(await store.tombstone(dropped), {
    id: dropped,
    author: toHex(ANNA.key),
    festival: toHex(F),
    schema: "resource",
  });
  for (const one of [twin, tent, gone]) {
    assert.deepEqual((await store.entry(one.hash))?.payload, one.payload);
  }
  assert.equal((await store.resource(toHex(twin.id)))?.description, SECRET);
  assert.deepEqual((await store.wants(F, 0, 9)).ids, []);
  const { wrong, payloads, missing } = await verifyStore(driver, createVerifier(native));
  assert.deepEqual({ wrong, payloads, missing }, { wrong: 0, payloads: 3, missing: 1 });
  // It is not taken again, either.
  assert.deepEqual(outcomes(await give(store, [hall])), ["duplicate"]);
  assert.equal((await store.entry(hall.hash))?.payload, null);
  const dump = await store.dump();
  await store.rebuild();
  assert.deepEqual(await store.dump(), dump);
});

Deno.test("Store: nothing of a dropped payload is left in the file", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/store.sqlite`;
  const driver = openSqlDriver(path);
  const store = await openSqlStore({ driver, primitives: native });
  const scribe = new Scribe();
  const secret = scribe.resource(ANNA, F, { title: `At ${SECRET}`, description: SECRET });
  scribe.update(ANNA, secret, "resource", { kind: "space" });
  const long = scribe.write(ANNA, F, new TextEncoder().encode(SECRET.repeat(1_000)));
  const dead = scribe.resource(ANNA, F, { title: "Tent" });
  scribe.update(ANNA, dead, "resource", { title: "Big tent" });
  await store.follow(F);
  await give(store, scribe.written);
  await give(store, [secret, long, dead].map((one) => scribe.remove(one, "resource")));
  const sizes = driver.prepare(
    "SELECT sum(length(tail)) AS bytes, sum(length(payload)) AS payloads FROM entries",
  ).get()!;
  assert((sizes["payloads"] as number) < 1_000);
  await store.close();
  const text = new TextDecoder("latin1").decode(await Deno.readFile(path));
  assert.equal(text.includes("Big tent"), true);
  assert.equal(text.includes(SECRET), false);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("Store: freed space is used again", async () => {
  const { store, driver } = await quickStore();
  const scribe = new Scribe();
  await store.follow(F);
  const pages = () => driver.prepare("PRAGMA page_count").get()!["page_count"] as number;
  const sizes: number[] = [];
  for (let round = 0; round < 8; round++) {
    const large = scribe.write(ANNA, F, new Uint8Array(60_000).fill(round));
    await give(store, [large]);
    await give(store, [scribe.remove(large, "event")]);
    sizes.push(pages());
  }
  assert(sizes.at(-1)! < sizes[0]! + 10, `${sizes}`);
  await store.close();
});

storeTest(
  "a delete that is taken back: the payload is wanted, and taken again",
  async ({ store }) => {
    const scribe = new Scribe();
    const hall = scribe.resource(ANNA, F, { title: "Hall" });
    const renamed = scribe.update(ANNA, hall, "resource", { title: "Great hall" });
    const gone = scribe.remove(hall, "resource");
    const back = scribe.remove(gone, "resource");
    await store.follow(F);
    await give(store, [hall, renamed, gone]);
    const before = await store.newestWant();
    const undone = await store.append([checked(back)], OPTIONS);
    assert.deepEqual(outcomes(undone), ["accepted"]);
    assert(await store.newestWant() > before);
    assert.deepEqual((await store.wants(F, 0, 9)).ids, [hall.id]);
    assert.equal((await store.entry(hall.hash))?.ignored, "no-payload");
    assert.equal((await store.entry(gone.hash))?.payload, null);
    assert.equal(await store.resource(toHex(hall.id)), null);
    const [taken] = await store.append([checked(hall)], OPTIONS);
    assert(taken?.status === "duplicate" && taken.supplied && taken.ignored === null);
    assert.equal((await store.resource(toHex(hall.id)))?.title, "Great hall");
    assert.deepEqual((await store.wants(F, 0, 9)).ids, []);

    // Whoever takes it back again needs what the first delete said, too.
    const again = scribe.remove(back, "resource");
    await give(store, [again]);
    assert.deepEqual((await store.wants(F, 0, 9)).ids, [gone.id]);
    assert.equal((await store.resource(toHex(hall.id)))?.title, "Great hall");
    await give(store, [gone]);
    assert.equal(await store.resource(toHex(hall.id)), null);
    assert.equal((await store.entry(hall.hash))?.payload, null);
    assert.equal((await store.tombstone(toHex(hall.id)))?.schema, "resource");
  },
);

storeTest(
  "in one batch: what is supplied stays if what comes after it takes the delete back",
  async ({ store }) => {
    const scribe = new Scribe();
    const hall = scribe.resource(ANNA, F, { title: "Hall" });
    const gone = scribe.remove(hall, "resource");
    await store.follow(F);
    await give(store, [hall, gone]);
    const [supplied] = await give(store, [hall, scribe.remove(gone, "resource")]);
    assert(supplied?.status === "duplicate" && supplied.supplied === true);
    assert.equal((await store.resource(toHex(hall.id)))?.title, "Hall");
    assert.deepEqual((await store.wants(F, 0, 9)).ids, []);
  },
);

storeTest(
  "a request's payload stays, and is wanted: what it replaced must be known",
  async ({ store }) => {
    const scribe = new Scribe();
    const hall = scribe.resource(ANNA, F);
    const first = scribe.request(BEN, hall, [0, 10]);
    const moved = scribe.request(BEN, hall, [20, 30], { replaces: first.id });
    scribe.answer(ANNA, first, "confirmed");
    scribe.answer(ANNA, moved, "confirmed");
    scribe.remove(moved, "request");
    await store.follow(F);
    await store.append(without(scribe, moved), OPTIONS);
    assert.equal((await store.request(toHex(first.id)))?.status, "confirmed");
    assert.deepEqual((await store.wants(F, 0, 9)).ids, [moved.id]);
    await give(store, [moved]);
    assert.equal((await store.request(toHex(first.id)))?.status, "withdrawn");
    assert.deepEqual((await store.entry(moved.hash))?.payload, moved.payload);
  },
);

storeTest(
  "what is wanted, by festival, with the profiles that go with it, page by page",
  async ({ store }) => {
    const scribe = new Scribe();
    const halls = Array.from({ length: 5 }, (_, i) => scribe.resource(ANNA, F, { title: `${i}` }));
    const profile = scribe.create(ANNA, null, "user", { name: "Anna" });
    const strangers = scribe.create(BEN, null, "user", { name: "Ben" });
    const elsewhere = scribe.resource(BEN, OTHER.id);
    await store.follow(F);
    await store.follow(OTHER.id);
    await store.append(without(scribe, ...scribe.written), OPTIONS);
    const listed = async (festival: Uint8Array) => {
      const ids: string[] = [];
      for (let after = 0, last = false; !last;) {
        const page = await store.wants(festival, after, 2);
        assert(page.ids.length <= 2);
        ids.push(...page.ids.map(toHex));
        ({ after, last } = page);
      }
      return ids;
    };
    assert.deepEqual(await listed(F), [...halls, profile].map(({ id }) => toHex(id)));
    assert.deepEqual(await listed(OTHER.id), [strangers, elsewhere].map(({ id }) => toHex(id)));
    assert.deepEqual(await store.entriesOf([profile.id, F]), [profile.entry, null]);
    await give(store, [halls[0]!, halls[3]!, profile]);
    assert.deepEqual(await listed(F), [1, 2, 4].map((i) => toHex(halls[i]!.id)));

    // What others are given: of the festival, or a profile, and no more than fits.
    const ids = [halls[0]!, halls[1]!, profile, strangers, elsewhere].map(({ id }) => id);
    const given = [halls[0]!.payload, null, profile.payload, null, null];
    assert.deepEqual(await store.payloads(F, ids, 1_000), given);
    assert.deepEqual(await store.payloads(F, ids, 1), given.slice(0, 1));
    await give(store, [elsewhere]);
    assert.deepEqual(await store.payloads(F, [elsewhere.id], 1_000), [null]);
    assert.deepEqual(await store.payloads(new Uint8Array(32), [halls[0]!.id], 9), [null]);

    // A profile is asked for again when its author begins to write in another festival.
    const { after } = await store.wants(F, 0, 9);
    await give(store, [scribe.resource(BEN, F)]);
    assert.deepEqual((await store.wants(F, after, 9)).ids, [strangers.id]);

    // Nothing from a cut on.
    scribe.cut(ANNA, F, 4);
    await store.prove(forkProofOf(scribe.logs.find(({ festival }) => festival === F)!));
    assert.deepEqual(await listed(F), [halls[1]!, halls[2]!, strangers].map(({ id }) => toHex(id)));
    assert.deepEqual(await store.payloads(F, [halls[3]!.id], 1_000), [null]);
    const dump = await store.dump();
    await store.rebuild();
    assert.deepEqual(await store.dump(), dump);
  },
);
