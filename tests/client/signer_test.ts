import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Journal,
  type JournalRecord,
  keyOfSeed,
  NodeClient,
  type Past,
  Signer,
} from "../../src/client/mod.ts";
import { decodeEntry } from "../../src/core/bamboo/mod.ts";
import { portable } from "../../src/core/crypto/mod.ts";
import { encodeMessage, fromHex, toHex } from "../../src/core/messages/mod.ts";
import { MemoryJournal } from "./memory_journal.ts";
import { SmallNode } from "./small_node.ts";

const key = keyOfSeed(new Uint8Array(32).fill(5));
const FESTIVAL = new Uint8Array(32).fill(9);
const text = (words: string) => new TextEncoder().encode(words);
const profile = (words: string) => ({ festival: null, payload: text(words) });
const inFestival = (words: string) => ({ festival: FESTIVAL, payload: text(words) });

function signerOn(node: SmallNode, journal: Journal, past?: Past, onSent?: (log: number) => void) {
  const client = new NodeClient({ base: "http://node.test", fetch: node.fetch });
  return new Signer({
    key,
    journal,
    client,
    primitives: portable,
    ...(past !== undefined && { past: () => past }),
    ...(onSent !== undefined && { onSent }),
  });
}

const payloadsOf = (node: SmallNode, logId = 0) =>
  node.log(key.publicKey, logId).map(({ payload }) => new TextDecoder().decode(fromHex(payload!)!));

const statuses = (results: readonly { readonly status: string }[]) =>
  results.map(({ status }) => status);

Deno.test("Signer publishes in order, log by log, with every link right", async () => {
  const node = new SmallNode();
  const signer = signerOn(node, new MemoryJournal());
  const words = Array.from({ length: 130 }, (_, i) => `entry ${i}`);
  const results = await signer.publish([inFestival("first"), ...words.map(profile)]);
  assert(statuses(results).every((status) => status === "sent"));
  assert.deepEqual(payloadsOf(node), words);
});

Deno.test("Signer keeps what it cannot send, and sends the same bytes later", async () => {
  const node = new SmallNode();
  const journal = new MemoryJournal();
  const sent: number[] = [];
  const signer = signerOn(node, journal, undefined, (logId) => sent.push(logId));
  node.down = true;
  assert.deepEqual(statuses(await signer.publish([profile("a"), profile("b")])), ["kept", "kept"]);
  assert.deepEqual(sent, []);
  node.down = false;
  assert.equal(await signer.resend(null), null);
  assert.deepEqual(payloadsOf(node), ["a", "b"]);
  assert.deepEqual(sent, [0]);
});

Deno.test("Signer fills the gap of a node that lost the end of a log", async () => {
  const node = new SmallNode();
  const signer = signerOn(node, new MemoryJournal());
  await signer.publish(["a", "b", "c"].map(profile));
  node.log(key.publicKey, 0).length = 1;
  assert.deepEqual(statuses(await signer.publish([profile("d")])), ["sent"]);
  assert.deepEqual(payloadsOf(node), ["a", "b", "c", "d"]);
});

Deno.test("Signer gives a node the payloads that it wants again", async () => {
  const node = new SmallNode();
  const signer = signerOn(node, new MemoryJournal());
  await signer.publish(["a", "b", "c"].map(profile));
  const drop = (at: number) => {
    const log = node.log(key.publicKey, 0);
    log[at] = { ...log[at]!, payload: null };
  };
  drop(0);
  drop(2);
  assert.equal(await signer.resend(null), null);
  assert.deepEqual(payloadsOf(node), ["a", "b", "c"]);
  const before = node.sent.length;
  assert.equal(await signer.resend(null), null);
  assert.equal(node.sent.length, before);

  // A delete may take back another: so the node is asked what it wants by then.
  drop(1);
  const deleting = encodeMessage({
    action: "delete",
    schema: "user",
    version: 1,
    id: new Uint8Array(32),
  });
  await signer.publish([profile("d")]);
  assert.equal(node.log(key.publicKey, 0)[1]!.payload, null);
  assert.deepEqual(statuses(await signer.publish([{ festival: null, payload: deleting }])), [
    "sent",
  ]);
  assert.notEqual(node.log(key.publicKey, 0)[1]!.payload, null);
});

Deno.test("Signer signs nothing on a log that it does not know, until its end is adopted", async () => {
  const node = new SmallNode();
  await signerOn(node, new MemoryJournal()).publish(["a", "b", "c", "d", "e"].map(profile));

  const journal = new MemoryJournal();
  const signer = signerOn(node, journal);
  const [result] = await signer.publish([profile("f")]);
  assert(result?.status === "unsigned" && result.error.code === "unknown-head");
  const { head } = result.error;
  assert.equal(head?.seqNum, 5);
  assert.equal(new TextDecoder().decode(head?.payload ?? undefined), "e");

  const wrong = await signer.adopt(null, { seqNum: 5, hash: "00".repeat(66) });
  assert.equal(wrong?.code, "conflict");
  assert.deepEqual(journal.records, []);

  assert.equal(await signer.adopt(null, head!), null);
  assert.deepEqual(statuses(await signer.publish([profile("f")])), ["sent"]);
  assert.deepEqual(payloadsOf(node), ["a", "b", "c", "d", "e", "f"]);
});

Deno.test("Signer goes on by itself from the head that a backup carries, and from no other", async () => {
  const node = new SmallNode();
  await signerOn(node, new MemoryJournal()).publish(["a", "b"].map(profile));
  const heads = node.log(key.publicKey, 0).map(({ hash }, i) => ({ seqNum: i + 1, hash }));
  const withHead = (seqNum: number, hash = heads[1]!.hash) =>
    signerOn(node, new MemoryJournal(), { kind: "head", head: { seqNum, hash } })
      .publish([profile("c")]);

  const [late] = await withHead(3, heads[1]!.hash);
  assert(late?.status === "unsigned" && late.error.code === "node-behind");
  const [early] = await withHead(1, heads[0]!.hash);
  assert(early?.status === "unsigned" && early.error.code === "unknown-head");
  const [forked] = await withHead(2, heads[0]!.hash);
  assert(forked?.status === "unsigned" && forked.error.code === "conflict");
  assert.deepEqual(statuses(await withHead(2)), ["sent"]);
});

Deno.test("Signer begins no log of a key whose past is unknown", async () => {
  const node = new SmallNode();
  const signer = signerOn(node, new MemoryJournal(), { kind: "unknown" });
  const [result] = await signer.publish([profile("a")]);
  assert(result?.status === "unsigned" && result.error.code === "unknown-head");
  assert.equal(result.error.head, null);
  node.down = true;
  assert.deepEqual(statuses(await signer.publish([profile("a")])), ["unsigned"]);
});

Deno.test("Signer tells a conflict where the node holds another entry at a place", async () => {
  const node = new SmallNode();
  const journal = new MemoryJournal();
  const other = new SmallNode();
  await signerOn(other, journal).publish([profile("here")]);
  await signerOn(node, new MemoryJournal()).publish([profile("there")]);
  const [result] = await signerOn(node, journal).publish([profile("more")]);
  assert(result?.status === "unsigned" && result.error.code === "conflict");
  assert.equal(journal.records.length, 1);
});

Deno.test("Signers at the same moment do not fork, with locks and without", async () => {
  for (const locks of [true, false]) {
    const node = new SmallNode();
    const journal = new MemoryJournal(locks);
    const tabs = [1, 2, 3].map(() => signerOn(node, journal));
    await Promise.all(
      tabs.flatMap((tab, i) => ["a", "b"].map((w) => tab.publish([profile(w + i)]))),
    );
    assert.equal(await tabs[0]!.resend(null), null);
    assert.equal(new Set(payloadsOf(node)).size, 6);
    assertNoFork(node, journal);
  }
});

/** The program stops: nothing that comes after it happens. */
class Crash extends Error {}

/** Stops at the `at`th step; odd ones stop just before it has its effect, even ones just after. */
class CrashingWorld {
  #left: number;
  constructor(at: number) {
    this.#left = at;
  }

  async step<T>(effect: () => Promise<T>): Promise<T> {
    if (this.#left-- === 0) throw new Crash();
    const value = await effect();
    if (this.#left-- === 0) throw new Crash();
    return value;
  }

  journal(journal: Journal): Journal {
    return {
      locked: (task) => journal.locked(task),
      last: (logId) => this.step(() => journal.last(logId)),
      at: (logId, seqNum) => this.step(() => journal.at(logId, seqNum)),
      from: (logId, seqNum) => this.#each(journal.from(logId, seqNum)),
      append: (record) => this.step(() => journal.append(record)),
    };
  }

  async *#each(records: AsyncIterable<JournalRecord>) {
    for await (const record of records) yield await this.step(() => Promise.resolve(record));
  }
}

Deno.test("a crash at any step never makes two entries of one place, and loses nothing", async () => {
  const crashes = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(crashes, fc.integer({ min: 1, max: 3 }), async (crashes, each) => {
      const node = new SmallNode();
      const journal = new MemoryJournal();
      const promised: string[] = [];
      for (const [round, at] of crashes.entries()) {
        const world = new CrashingWorld(at);
        const client = new NodeClient({
          base: "http://node.test",
          // A call that stops half-way looks to the client like any lost connection.
          fetch: (input, init) => world.step(() => node.fetch(input, init)),
        });
        const signer = new Signer({
          key,
          journal: world.journal(journal),
          client,
          primitives: portable,
        });
        const words = Array.from({ length: each }, (_, i) => `${round}.${i}`);
        try {
          const results = await signer.publish(words.map(profile));
          results.forEach(({ status }, i) => {
            if (status === "sent" || status === "kept") promised.push(words[i]!);
          });
        } catch (error) {
          assert(error instanceof Crash);
        }
      }
      const results = await signerOn(node, journal).publish([profile("end")]);
      assert.deepEqual(statuses(results), ["sent"]);
      assertNoFork(node, journal);
      const there = payloadsOf(node);
      assert.deepEqual(
        there,
        journal.records.map(({ payload }) => new TextDecoder().decode(payload!)),
      );
      for (const words of promised) assert(there.includes(words), words);
      assert.equal(new Set(there).size, there.length);
    }),
    { numRuns: 150 },
  );
});

/** No two entries of one place exist anywhere: sent, refused, or in the journal. */
function assertNoFork(node: SmallNode, journal: MemoryJournal): void {
  const byPlace = new Map<string, string>();
  for (const entry of [...node.sent, ...journal.records.map(({ entry }) => toHex(entry))]) {
    const decoded = decodeEntry(fromHex(entry)!);
    assert(decoded.ok);
    const place = `${decoded.entry.logId}/${decoded.entry.seqNum}`;
    assert.equal(byPlace.get(place) ?? entry, entry, `two entries at ${place}`);
    byPlace.set(place, entry);
  }
}
