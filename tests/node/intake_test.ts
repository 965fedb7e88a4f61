import assert from "node:assert/strict";
import { checkEntry, type CheckItem, type CheckOutcome } from "../../src/core/bamboo/mod.ts";
import { Intake } from "../../src/node/intake.ts";
import type { AppendOptions } from "../../src/node/ports.ts";
import type { AppendResult } from "../../src/node/results.ts";
import { native } from "../../src/platform/deno/crypto.ts";
import { sampleLog } from "../core/bamboo/sample_log.ts";
import { quiet } from "./sync/nodes.ts";

const LOG: CheckItem[] = sampleLog(12).map(({ bytes, payload }) => ({ entry: bytes, payload }));
const SYNCED = { followCreated: false, durable: false };
const PUBLISHED = { followCreated: false };

/** An intake whose checks end when they are told to, on a store that commits when all came. */
function slowIntake() {
  const waiting: (() => void)[] = [];
  let pauses = 0;
  const checks: (() => void)[] = [];
  const appended: { readonly seqNums: number[]; readonly options: AppendOptions }[] = [];
  const failing = { check: false, append: false };
  const intake = new Intake({
    verifier: {
      check: (items) =>
        new Promise((resolve, reject) => {
          const outcomes = items.map((item): CheckOutcome => checkEntry(item, native));
          checks.push(() => failing.check ? reject(new Error("no check")) : resolve(outcomes));
        }),
    },
    store: {
      append(batch, options) {
        if (failing.append) return Promise.reject(new Error("the disk is full"));
        appended.push({ seqNums: batch.map(({ entry }) => entry.seqNum), options });
        const results = batch.map(({ hash }): AppendResult => ({
          status: "accepted",
          hash,
          festival: null,
          id: null,
          ignored: null,
        }));
        return new Promise((resolve) => {
          waiting.push(() => resolve(results));
          if (options.more !== true) { for (const done of waiting.splice(0)) done(); }
        });
      },
    },
    clock: { now: () => 7 },
    stored: () => Promise.resolve(),
    pause: () => Promise.resolve(void pauses++),
  });
  return { intake, checks, appended, failing, pauses: () => pauses };
}

Deno.test("Intake: batches are checked at once and stored in the order in which they came", async () => {
  const { intake, checks, appended } = slowIntake();
  const first = intake.take(LOG.slice(0, 4), SYNCED);
  const second = intake.take(LOG.slice(4, 8), SYNCED);
  const third = intake.take(LOG.slice(8), SYNCED);
  assert.equal(checks.length, 3);
  checks[1]!();
  checks[2]!();
  await quiet(2);
  assert.deepEqual(appended, []);
  checks[0]!();
  const results = await Promise.all([first, second, third]);
  // What was ready together shares a commit.
  assert.deepEqual(appended, [{
    seqNums: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    options: { ...SYNCED, explained: true, receivedAt: 7, more: false },
  }]);
  assert.deepEqual(results.map((result) => result.length), [4, 4, 4]);
  await intake.idle();
});

Deno.test("Intake: what must be durable makes what shares its commit durable", async () => {
  const { intake, checks, appended } = slowIntake();
  const taken = [
    intake.take(LOG.slice(0, 1), SYNCED),
    intake.take(LOG.slice(1, 2), PUBLISHED),
    intake.take(LOG.slice(2, 3), { ...PUBLISHED, followCreated: true }),
  ];
  for (const check of checks.toReversed()) check();
  await Promise.all(taken);
  assert.deepEqual(appended.map(({ seqNums, options }) => [seqNums, options]), [
    [[1, 2], { ...PUBLISHED, durable: true, explained: true, receivedAt: 7, more: false }],
    [[3], { followCreated: true, durable: true, explained: true, receivedAt: 7, more: false }],
  ]);
});

Deno.test("Intake: refusals stand where their items stood, and cost the others nothing", async () => {
  const { intake, checks } = slowIntake();
  const bad = { entry: LOG[0]!.entry.subarray(1), payload: null };
  const one = intake.take([bad, LOG[0]!, bad], SYNCED);
  const other = intake.take([bad], SYNCED);
  for (const check of checks) check();
  const statuses = (results: readonly AppendResult[]) => results.map(({ status }) => status);
  assert.deepEqual(statuses(await one), ["refused", "accepted", "refused"]);
  assert.deepEqual(statuses(await other), ["refused"]);
});

Deno.test("Intake: who failed is told, and the next have their turn", async () => {
  const { intake, checks, failing, appended } = slowIntake();
  const unchecked = intake.take(LOG.slice(0, 1), SYNCED);
  failing.check = true;
  checks[0]!();
  await assert.rejects(unchecked, /no check/);
  failing.check = false;
  failing.append = true;
  const unstored = [intake.take(LOG.slice(0, 1), SYNCED), intake.take(LOG.slice(1, 2), SYNCED)];
  checks[1]!();
  checks[2]!();
  for (const taking of unstored) await assert.rejects(taking, /disk is full/);
  failing.append = false;
  const stored = intake.take(LOG.slice(0, 1), SYNCED);
  checks[3]!();
  assert.equal((await stored)[0]!.status, "accepted");
  assert.equal(appended.length, 1);
});

/** So many, though not all of another log's: an intake does not look. */
function many(count: number): CheckItem[] {
  return Array.from({ length: count }, (_, i) => LOG[i % LOG.length]!);
}

Deno.test("Intake: what waits is stored in slices, with pauses, in one commit", async () => {
  const { intake, checks, appended, pauses } = slowIntake();
  const told: number[] = [];
  const taking = [600, 300, 700, 900].map((count, i) =>
    intake.take(many(count), SYNCED).then(() => told.push(i))
  );
  for (const check of checks.toReversed()) check();
  await Promise.all(taking);
  assert.deepEqual(appended.map(({ seqNums, options }) => [seqNums.length, options.more]), [
    [900, true],
    [700, true],
    [900, false],
  ]);
  assert.equal(pauses(), 2);
  assert.deepEqual(told, [0, 1, 2, 3]);
});

Deno.test("Intake: a commit has a size, and what is stored by then waits for no more", async () => {
  const { intake, checks, appended } = slowIntake();
  const taking = Array.from({ length: 12 }, () => intake.take(many(900), SYNCED));
  for (const check of checks.slice(0, 11).toReversed()) check();
  await Promise.all(taking.slice(0, 11));
  const commits = appended.map(({ options }) => options.more);
  assert.deepEqual(commits, [...Array(8).fill(true), false, true, false]);
  checks[11]!();
  await taking[11];
});

Deno.test("Intake: a commit waits for as much as is stored, so that the rest is checked meanwhile", async () => {
  const { intake, checks, appended } = slowIntake();
  const taking = Array.from({ length: 4 }, () => intake.take(many(900), SYNCED));
  const commits = () => appended.map(({ options }) => options.more);
  checks[0]!();
  await quiet(5);
  assert.deepEqual(commits(), [true]);
  checks[1]!();
  await Promise.all(taking.slice(0, 2));
  assert.deepEqual(commits(), [true, false]);
  checks[2]!();
  await taking[2];
  assert.deepEqual(commits(), [true, false, false]);
  checks[3]!();
  await taking[3];
});

Deno.test("Intake: what a commit waits for and cannot be checked leaves it not open", async () => {
  const { intake, checks, appended, failing } = slowIntake();
  const taking = [100, 900].map((size) => intake.take(many(size), SYNCED));
  checks[0]!();
  await quiet(5);
  failing.check = true;
  checks[1]!();
  assert.equal((await taking[0]!).at(-1)!.status, "accepted");
  await assert.rejects(taking[1]!, /no check/);
  assert.deepEqual(appended.map(({ seqNums, options }) => [seqNums.length, options.more]), [
    [100, true],
    [0, false],
  ]);
});

Deno.test("Intake: what comes the moment the last is told of has its turn, too", async () => {
  const { intake, checks } = slowIntake();
  for (const turns of [0, 1, 2, 3, 4]) {
    const first = intake.take(LOG.slice(0, 1), PUBLISHED);
    checks.at(-1)!();
    await first;
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    const second = intake.take(LOG.slice(1, 2), PUBLISHED);
    checks.at(-1)!();
    await second;
  }
  await intake.idle();
});

Deno.test("Intake: who publishes a few is told before what waits behind", async () => {
  const { intake, checks, appended } = slowIntake();
  const taking = [
    intake.take(many(900), SYNCED),
    intake.take(LOG.slice(0, 2), PUBLISHED),
    intake.take(many(900), SYNCED),
  ];
  for (const check of checks.toReversed()) check();
  await Promise.all(taking);
  assert.deepEqual(appended.map(({ seqNums, options }) => [seqNums.length, options.more]), [
    [902, false],
    [900, false],
  ]);
});

Deno.test("Intake: what is refused leaves no commit open", async () => {
  const { intake, checks, appended } = slowIntake();
  const bad = { entry: LOG[0]!.entry.subarray(1), payload: null };
  const taking = [
    intake.take(many(900), SYNCED),
    intake.take(Array<CheckItem>(900).fill(bad), SYNCED),
  ];
  for (const check of checks.toReversed()) check();
  const [stored, refused] = await Promise.all(taking);
  assert.equal(stored!.at(-1)!.status, "accepted");
  assert.ok(refused!.every(({ status }) => status === "refused"));
  assert.deepEqual(appended.map(({ seqNums, options }) => [seqNums.length, options.more]), [
    [900, true],
    [0, false],
  ]);
  const none = intake.take([bad], SYNCED);
  checks[2]!();
  await none;
  assert.equal(appended.length, 2);
});
