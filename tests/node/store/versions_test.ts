/** Databases of every version there has been are opened, and nothing of them is lost. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { logIdOf, toHex } from "../../../src/core/messages/mod.ts";
import { createVerifier, openSqlStore } from "../../../src/node/mod.ts";
import { verifyStore } from "../../../src/node/store/mod.ts";
import { native, openSqlDriver } from "../../../src/platform/deno/mod.ts";
import { quickStore } from "./stores.ts";
import { ANNA, BEN, FESTIVAL, PEER, tale } from "./versions/tale.ts";

const FOLDER = fileURLToPath(new URL("./versions/", import.meta.url));
const VERSIONS = [...Deno.readDirSync(FOLDER)]
  .map(({ name }) => Number(/^version_(\d+)\.sqlite$/.exec(name)?.[1] ?? 0))
  .filter((version) => version > 0).sort((one, other) => one - other);

Deno.test("databases of versions: there is one of each up to the present", async () => {
  const { store, driver } = await quickStore();
  const { user_version: present } = driver.prepare("PRAGMA user_version").get()!;
  await store.close();
  // After a migration: deno run -A tests/node/store/versions/make.ts
  assert.deepEqual(VERSIONS, Array.from({ length: present as number }, (_, i) => i + 1));
});

for (const version of VERSIONS) {
  Deno.test(`a database of version ${version}: opens, and has all that it had`, async () => {
    const folder = await Deno.makeTempDir();
    const path = `${folder}/copy.sqlite`;
    await Deno.copyFile(`${FOLDER}version_${version}.sqlite`, path);
    const driver = openSqlDriver(path);
    const before = driver.prepare("PRAGMA user_version").get()!["user_version"];
    assert.equal(before, version);
    const told: (readonly [done: number, total: number])[] = [];
    const store = await openSqlStore({
      driver,
      primitives: native,
      rebuilding: (done, total) => told.push([done, total]),
    });
    const { written } = tale();
    // What the first version kept was of other rules for certain.
    if (version === 1) assert.deepEqual(told.at(-1), [written.length, written.length]);

    assert.deepEqual((await verifyStore(driver, createVerifier(native))).problems, []);
    assert.equal(await store.countEntries(), written.length);
    for (const { hash, entry, payload, payloadIsMissing } of written) {
      const held = await store.entry(hash);
      assert.deepEqual(held?.entry, entry);
      assert.deepEqual(held?.payload, payloadIsMissing ? null : payload);
    }
    assert.deepEqual((await store.follows()).map(({ id }) => id), [FESTIVAL.id]);
    assert.equal((await store.head(BEN.key, logIdOf(FESTIVAL.id)))?.cut, 4);
    assert.equal((await store.head(ANNA.key, logIdOf(FESTIVAL.id)))?.ended, true);
    assert.deepEqual(await store.peerAddresses(), [PEER]);
    assert.equal(await store.setting("agent-seed"), "ab".repeat(32));

    // The projections are those of the present rules, and what pages ask for is there.
    assert.equal((await store.festival(toHex(FESTIVAL.id)))?.title, "Panda");
    const dump = await store.dump();
    await store.rebuild();
    assert.deepEqual(await store.dump(), dump);

    // And it goes on: opened again, nothing is left to do.
    await store.close();
    const again = openSqlDriver(path);
    const reopened = await openSqlStore({
      driver: again,
      primitives: native,
      rebuilding: () => assert.fail("nothing is made anew"),
    });
    assert.deepEqual(await reopened.dump(), dump);
    await reopened.close();
    await Deno.remove(folder, { recursive: true });
  });
}
