/** What the pool adds to the port's suite: workers that break down, and batches that take turns. */
import assert from "node:assert/strict";
import { checkEntry, type CheckItem } from "../../src/core/bamboo/mod.ts";
import { native } from "../../src/platform/deno/crypto.ts";
import { createVerifierPool } from "../../src/platform/deno/verifier/mod.ts";
import { sampleLog } from "../core/bamboo/sample_log.ts";

const some: CheckItem[] = sampleLog(40).map(({ bytes, payload }) => ({ entry: bytes, payload }));
const many: CheckItem[] = Array.from({ length: 20 }, () => some).flat();
many[77] = { entry: some[7]!.entry, payload: new Uint8Array(3) };
const expected = many.map((item) => checkEntry(item, native));

/** A worker of a few lines, for which `native` is not at hand: it can only break or lie. */
function openScript(script: string): Worker {
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(address, { type: "module" });
  URL.revokeObjectURL(address);
  return worker;
}

const BREAKS: readonly (readonly [string, string])[] = [
  ["does not start", "throw 'broken from the start';"],
  ["breaks at the first chunk", "onmessage = () => { throw 'broken'; };"],
  ["breaks later", "onmessage = () => { Promise.reject('broken later'); };"],
  [
    "answers what nobody asked, then breaks",
    `onmessage = ({ data: { number, buffer } }) => {
      const checked = { buffer, hashes: new ArrayBuffer(66 * 128), refused: [] };
      postMessage({ checked, number: number + 1000 });
      throw "broken";
    };`,
  ],
];

for (const [what, script] of BREAKS) {
  Deno.test(`createVerifierPool: a worker that ${what} loses nothing and accepts nothing`, async () => {
    const broken: unknown[] = [];
    const verifier = createVerifierPool({
      workers: 2,
      open: () => openScript(script),
      onBroken: (cause) => broken.push(cause),
    });
    assert.deepEqual(await verifier.check(many), expected);
    assert(broken.length > 0 && broken.every((cause) => cause instanceof Error));
    // However often: after a few it goes on alone.
    assert.deepEqual(await verifier.check(many), expected);
    assert(broken.length <= 5);
    await verifier.close();
  });
}

Deno.test("createVerifierPool: a small batch is not kept waiting by a large one", async () => {
  const verifier = createVerifierPool({ workers: 1, fewest: 1 });
  const ended: string[] = [];
  // More than is handed out at once.
  const more = Array.from({ length: 8 }, () => many).flat();
  const large = verifier.check(more).then(() => ended.push("large"));
  const small = verifier.check(some).then(() => ended.push("small"));
  await Promise.all([large, small]);
  assert.deepEqual(ended, ["small", "large"]);
  await verifier.close();
});

Deno.test("createVerifierPool: of many large batches the first ends while most of the others wait", async () => {
  let chunks = 0;
  const verifier = createVerifierPool({
    workers: 1,
    open: () => {
      const address = new URL("../../src/platform/deno/verifier/worker.ts", import.meta.url);
      const worker = new Worker(address, { type: "module" });
      const post = worker.postMessage.bind(worker) as (...args: unknown[]) => void;
      worker.postMessage = (...args: unknown[]) => (chunks++, post(...args));
      return worker;
    },
  });
  const batches = Array.from({ length: 12 }, () => verifier.check(many));
  await batches[0];
  const untilFirst = chunks;
  for (const outcomes of await Promise.all(batches)) assert.deepEqual(outcomes, expected);
  assert(untilFirst < chunks * 0.6, `${untilFirst} of ${chunks} chunks`);
  await verifier.close();
});

Deno.test("createVerifierPool: while workers are busy, what waits is checked on this thread", async () => {
  const workers: Worker[] = [];
  const verifier = createVerifierPool({
    workers: 1,
    fewest: 1,
    open: () => {
      // It answers nothing until it is told to break.
      const script = "onmessage = ({ data }) => { if (data === 'break') throw 'broken'; };";
      workers.push(openScript(script));
      return workers.at(-1)!;
    },
  });
  // As much as a worker is given.
  const more = Array.from({ length: 2 }, () => many).flat();
  const held = verifier.check(more);
  assert.deepEqual(await verifier.check(many), expected);
  workers[0]!.postMessage("break");
  assert.deepEqual(await held, [...expected, ...expected]);
  await verifier.close();
});

Deno.test("createVerifierPool: what is too long to be an entry is refused among the rest", async () => {
  const verifier = createVerifierPool({ fewest: 1 });
  const long = { entry: new Uint8Array(100_000), payload: null };
  const large = { entry: some[0]!.entry, payload: new Uint8Array(100_000) };
  const items = [long, ...some, large];
  assert.deepEqual(
    await verifier.check(items),
    items.map((item) => checkEntry(item, native)),
  );
  await assert.rejects(
    verifier.check([...some, { entry: "no bytes" as unknown as Uint8Array, payload: null }]),
    TypeError,
  );
  await verifier.close();
});

Deno.test("createVerifierPool: what is checked owns its bytes", async () => {
  const verifier = createVerifierPool({ fewest: 1 });
  const entry = some[3]!.entry.slice();
  const payload = some[3]!.payload!.slice();
  const checking = verifier.check([{ entry, payload }]);
  entry.fill(0);
  payload.fill(0);
  const [outcome] = await checking;
  assert(outcome?.ok);
  assert.deepEqual(outcome.checked.bytes, some[3]!.entry);
  assert.deepEqual(outcome.checked.payload, some[3]!.payload);
  await verifier.close();
});
