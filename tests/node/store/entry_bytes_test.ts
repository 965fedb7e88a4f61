import assert from "node:assert/strict";
import { decodeEntry } from "../../../src/core/bamboo/mod.ts";
import { entryBytes, entryReader, tailOf } from "../../../src/node/store/entry_bytes.ts";
import { festivalOf, person, Scribe } from "../../oracle/scribe.ts";
import { give, quickStore } from "./stores.ts";

Deno.test("entryReader: gives the bytes that were signed, in any order", async () => {
  const { store, driver } = await quickStore();
  const scribe = new Scribe();
  const festival = festivalOf(person(0));
  scribe.begin(festival);
  await store.follow(festival.id);
  // Past several places where the lipmaalink is left out, and two where a seqnum takes more bytes.
  for (let i = 0; i < 300; i++) {
    scribe.create(person(i % 2), i % 3 === 0 ? null : festival.id, i % 3 === 0 ? "user" : "event", {
      ...(i % 3 === 0 ? { name: "A" } : { title: "T", start: 0, end: 1 + i }),
    });
  }
  await give(store, scribe.written);
  const rows = driver.prepare("SELECT * FROM entries ORDER BY row").all();
  const expected = scribe.written.map(({ entry }) => entry);
  assert.deepEqual(rows.map(entryReader(driver)), expected);
  assert.deepEqual(rows.toReversed().map(entryReader(driver)), expected.toReversed());
  for (const [i, bytes] of expected.entries()) {
    const decoded = decodeEntry(bytes);
    assert(decoded.ok);
    assert.deepEqual(tailOf(bytes, decoded.entry), rows[i]!["tail"]);
  }
  driver.exec("PRAGMA foreign_keys = OFF; DELETE FROM entries WHERE row = 1");
  assert.equal(entryReader(driver)(rows.find(({ log, seq }) => log === 1 && seq === 2)!), null);
  assert.throws(() => entryBytes(driver, rows.find(({ log, seq }) => log === 1 && seq === 2)!));
  await store.close();
});
