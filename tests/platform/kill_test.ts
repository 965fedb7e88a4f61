/**
 * The real program, killed in the midst of publishing: what it acknowledged is there, all is right,
 * the projections are those that a rebuild makes, and it starts again without repair.
 *
 * Five times; a hundred with P2PANDA_SOAK=1, and with another seed each time.
 */
import assert from "node:assert/strict";
import { toHex } from "../../src/core/messages/mod.ts";
import { createVerifier, openSqlStore } from "../../src/node/mod.ts";
import { verifyStore } from "../../src/node/store/mod.ts";
import { native, openSqlDriver } from "../../src/platform/deno/mod.ts";
import { randomOf } from "../fuzz/random.ts";
import { festivalOf, person, Scribe, type Written } from "../oracle/scribe.ts";
import { type RunningNode, runProgram, startAndKill, startNode, withFolder } from "./program.ts";

const SOAK = Deno.env.get("P2PANDA_SOAK") === "1";
const ROUNDS = SOAK ? 100 : 5;
const LONGEST_MS = 400;
const LONGEST_START_MS = 800;

const ANNA = person(0);
const BEN = person(1);
const FESTIVAL = festivalOf(ANNA);
const F = FESTIVAL.id;

/** Writes on and on at a festival, with all that changes what was there before. */
class Author {
  readonly scribe = new Scribe();
  #halls: Written[] = [];
  #asked: Written[] = [];
  /** Of those written, in order: how many the node has said that it has. */
  acknowledged = 0;

  constructor(private readonly random: () => number) {
    this.scribe.begin(FESTIVAL, { title: "Panda" });
  }

  /** The next few entries: those that were sent last and not acknowledged come first. */
  batch(): Written[] {
    const { scribe } = this;
    const most = 1 + Math.floor(this.random() * 8);
    while (scribe.written.length - this.acknowledged < most) this.#write();
    return scribe.written.slice(this.acknowledged, this.acknowledged + most);
  }

  #write(): void {
    const { scribe, random } = this;
    const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)]!;
    const title = `No ${scribe.written.length}`;
    const what = this.#halls.length === 0 ? 0 : random();
    if (what < 0.2) this.#halls.push(scribe.resource(ANNA, F, { title, tags: ["warm"] }));
    else if (what < 0.4 || this.#asked.length === 0) {
      const start = Math.floor(random() * 20);
      this.#asked.push(scribe.request(BEN, pick(this.#halls), [start, start + 3]));
    } else if (what < 0.6) scribe.answer(ANNA, pick(this.#asked), "confirmed");
    else if (what < 0.7) scribe.update(ANNA, pick(this.#halls), "resource", { title, quantity: 2 });
    else if (what < 0.8) scribe.create(BEN, F, "event", { title, start: 0, end: 1 });
    else if (what < 0.9) scribe.remove(pick(this.#asked), "request");
    else scribe.create(BEN, null, "user", { name: title });
  }
}

/** Publishes until the node is gone; tells when it answered first. */
async function publishUntilKilled(
  node: RunningNode,
  author: Author,
  answered: () => void,
): Promise<void> {
  for (;;) {
    const batch = author.batch();
    const entries = batch.map(({ entry, payload }) => ({
      entry: toHex(entry),
      payload: toHex(payload),
    }));
    let results: { status: string; code?: string }[];
    try {
      const response = await fetch(`${node.url}/api/v1/entries`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ entries }),
      });
      ({ results } = await response.json());
    } catch {
      return;
    }
    for (const { status, code } of results) assert.notEqual(status, "refused", code);
    author.acknowledged += results.length;
    answered();
  }
}

/** Looks at a copy: the next start has the folder as the kill left it. */
async function assertSound(data: string, { scribe, acknowledged }: Author): Promise<void> {
  const copy = `${data}-copy`;
  await Deno.mkdir(copy);
  for await (const { name, isFile } of Deno.readDir(data)) {
    if (isFile) await Deno.copyFile(`${data}/${name}`, `${copy}/${name}`);
  }
  const driver = openSqlDriver(`${copy}/p2panda.sqlite`);
  const report = await verifyStore(driver, createVerifier(native));
  assert.deepEqual(report.problems, []);
  assert.ok(report.entries >= acknowledged, `${report.entries} of ${acknowledged}`);
  const integrity = driver.prepare("PRAGMA integrity_check").get();
  assert.deepEqual(Object.values(integrity!), ["ok"]);
  const store = await openSqlStore({ driver, primitives: native });
  for (const { hash, payload } of scribe.written.slice(0, acknowledged)) {
    assert.deepEqual((await store.entry(hash))?.payload, payload);
  }
  const dump = await store.dump();
  await store.rebuild();
  assert.deepEqual(await store.dump(), dump);
  await store.close();
  await Deno.remove(copy, { recursive: true });
}

Deno.test(`kill -9: nothing that was acknowledged is lost, ${ROUNDS} times`, async () => {
  const seed = SOAK ? Math.floor(Math.random() * 2 ** 32) : 7;
  const random = randomOf(seed);
  await withFolder(async (folder) => {
    const data = `${folder}/data`;
    const author = new Author(random);
    for (let round = 1; round <= ROUNDS; round++) {
      const before = author.acknowledged;
      // Also while it starts: the first time it makes the database.
      if (round % 3 === 1) await startAndKill(data, random() * LONGEST_START_MS);
      const node = await startNode(data);
      let killer: ReturnType<typeof setTimeout> | undefined;
      const killSoon = () =>
        killer ??= setTimeout(() => node.signal("SIGKILL"), random() * LONGEST_MS);
      // Now and then before it has answered at all.
      if (round % 5 === 0) killSoon();
      await publishUntilKilled(node, author, killSoon);
      const { code } = await node.ended;
      clearTimeout(killer);
      assert.notEqual(code, 0);
      try {
        await assertSound(data, author);
      } catch (error) {
        throw new Error(`seed ${seed}, round ${round}, after ${before}`, { cause: error });
      }
    }
    assert.ok(author.acknowledged > 0);
    if (SOAK) console.log(`${author.acknowledged} entries, seed ${seed}`);
    const { code, stdout, stderr } = await runProgram(["verify", "--data", data]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, / 0 wrong\n$/);
  });
});
