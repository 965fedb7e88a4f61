import assert from "node:assert/strict";
import { createVerifier } from "../../../src/node/mod.ts";
import type { SqlValue } from "../../../src/node/mod.ts";
import { logIdOf } from "../../../src/core/messages/mod.ts";
import { entryBytes } from "../../../src/node/store/entry_bytes.ts";
import { verifyStore } from "../../../src/node/store/mod.ts";
import { native } from "../../../src/platform/deno/mod.ts";
import { festivalOf, person, Scribe } from "../../oracle/scribe.ts";
import { give, type Opened, quickStore } from "./stores.ts";

const ANNA = person(0);
const F = festivalOf(ANNA).id;

async function filled(): Promise<Opened> {
  const opened = await quickStore();
  const scribe = new Scribe();
  scribe.begin(festivalOf(ANNA));
  for (let i = 0; i < 9; i++) scribe.resource(ANNA, F, { title: `Hall ${i}` });
  scribe.create(ANNA, null, "user", { name: "Anna" });
  scribe.create(person(1), F, "event", { title: "Tea", start: 0, end: 1 });
  await opened.store.follow(F);
  await give(opened.store, scribe.written);
  return opened;
}

/** Codes of what is wrong at each place of Anna's log in the festival. */
async function damaged(damage: (opened: Opened) => void): Promise<string[]> {
  const opened = await filled();
  try {
    opened.driver.exec("PRAGMA foreign_keys = OFF");
    damage(opened);
    const report = await verifyStore(opened.driver, createVerifier(native));
    assert.equal(report.wrong, report.problems.length);
    for (const { author, logId } of report.problems) {
      assert.deepEqual(author, ANNA.key);
      assert.equal(logId, logIdOf(F));
    }
    return report.problems.map(({ seqNum, code }) => `${seqNum} ${code}`);
  } finally {
    await opened.store.close();
  }
}

function change({ driver }: Opened, sql: string, ...values: SqlValue[]): void {
  assert.ok(driver.prepare(sql).run(...values).changes > 0);
}

function flipped({ driver }: Opened, column: string, seq: number, byte: number): Uint8Array {
  const row = driver.prepare(`SELECT ${column} AS bytes FROM entries WHERE log = 1 AND seq = ?`);
  const bytes = (row.get(seq)!["bytes"] as Uint8Array).slice();
  bytes[byte < 0 ? bytes.length + byte : byte]! ^= 1;
  return bytes;
}

Deno.test("verifyStore: finds nothing wrong with what a store took", async () => {
  const { driver, store } = await filled();
  let told = 0;
  const report = await verifyStore(driver, createVerifier(native), (done) => told = done);
  assert.deepEqual(report, {
    logs: 3,
    entries: 12,
    payloads: 12,
    missing: 0,
    wrong: 0,
    problems: [],
  });
  assert.equal(told, 12);
  await store.close();
});

Deno.test("verifyStore: finds a bit that flipped, wherever it is", async () => {
  for (
    const [column, seq, byte, expected] of [
      ["tail", 4, -1, ["4 signature-invalid"]],
      ["tail", 4, 5, ["4 signature-invalid"]],
      ["tail", 4, 0, ["4 signature-invalid"]],
      ["payload", 4, 20, ["4 payload-hash-mismatch"]],
      // The digest is what later entries link to, 5 and 8: their own bytes say another.
      ["digest", 4, 0, ["4 digest-mismatch", "5 signature-invalid", "8 signature-invalid"]],
      ["digest", 10, 63, ["10 digest-mismatch"]],
    ] as const
  ) {
    const found = await damaged((opened) =>
      change(
        opened,
        `UPDATE entries SET ${column} = ? WHERE log = 1 AND seq = ?`,
        flipped(opened, column, seq, byte),
        seq,
      )
    );
    assert.ok(found.includes(expected[0]), `${column} ${byte}: ${found}`);
    assert.ok(found.every((one) => (expected as readonly string[]).includes(one)), `${found}`);
  }
});

Deno.test("verifyStore: finds what is missing, at the end too", async () => {
  const missing = (seq: number) =>
    damaged((opened) => change(opened, "DELETE FROM entries WHERE log = 1 AND seq = ?", seq));
  assert.ok((await missing(5)).includes("5 missing"));
  assert.deepEqual(await missing(10), ["10 missing"]);
  assert.ok((await missing(1)).includes("1 missing"));
});

Deno.test("verifyStore: finds payloads and entries that changed places", async () => {
  const swap = (columns: readonly string[]) =>
    damaged((opened) => {
      const read = (seq: number) =>
        opened.driver.prepare(`SELECT ${columns} FROM entries WHERE log = 1 AND seq = ?`).get(seq)!;
      const [four, five] = [read(4), read(5)];
      const set = columns.map((column) => `${column} = ?`).join();
      const write = (seq: number, row: typeof four) =>
        change(
          opened,
          `UPDATE entries SET ${set} WHERE log = 1 AND seq = ?`,
          ...columns.map((column) => row[column]!),
          seq,
        );
      write(4, five);
      write(5, four);
    });
  assert.deepEqual(await swap(["payload"]), [
    "4 payload-hash-mismatch",
    "5 payload-hash-mismatch",
  ]);
  const places = await swap(["tail", "payload", "digest"]);
  assert.ok(places.includes("4 signature-invalid") && places.includes("5 signature-invalid"));
});

Deno.test("verifyStore: finds a log that is said to be shorter, longer or ended", async () => {
  const said = (set: string) =>
    damaged((opened) => change(opened, `UPDATE logs SET ${set} WHERE row = 1`));
  assert.deepEqual(await said("length = 12"), ["11 missing", "12 missing"]);
  assert.deepEqual(await said("length = 9"), ["10 wrong-length"]);
  assert.deepEqual(await said("ended = 1"), ["10 wrong-end"]);
});

Deno.test("verifyStore: finds a cut without a proof, and a proof that proves nothing", async () => {
  assert.deepEqual(
    await damaged((opened) => change(opened, "UPDATE logs SET cut = 4 WHERE row = 1")),
    ["4 cut-without-proof"],
  );
  assert.deepEqual(
    await damaged((opened) => {
      const row = opened.driver.prepare("SELECT * FROM entries WHERE log = 1 AND seq = 4").get()!;
      change(
        opened,
        "INSERT INTO proofs VALUES (1, 4, 'size-lie', ?, ?)",
        entryBytes(opened.driver, row),
        row["payload"]!,
      );
    }),
    ["4 proof-of-right-size"],
  );
});
