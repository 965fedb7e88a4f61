import assert from "node:assert/strict";
import {
  isWaitedFor,
  newSync,
  owesUs,
  progressOf,
  stepSync,
} from "../../../src/node/sync/reducer.ts";
import type { SyncInput, SyncOutput } from "../../../src/node/sync/exchange.ts";
import { MOST_LOGS } from "../../../src/node/sync/frames.ts";
import { festivalOf, person, Scribe } from "../../oracle/scribe.ts";

const AUTHOR = person(1);
const FESTIVAL = festivalOf(AUTHOR, 1).id;
const scribe = new Scribe();
const ENTRIES = Array.from(
  { length: 60 },
  (_, i) => scribe.write(AUTHOR, FESTIVAL, new Uint8Array(i < 40 ? 10 : 30_000).fill(i)),
);
const items = (from: number, to: number) =>
  ENTRIES.slice(from - 1, to).map(({ entry, payload }) => ({ entry, payload }));
const LOG = { festival: FESTIVAL, author: AUTHOR.key, profile: false };

/** One side that holds `ours` entries and whose peer said that it holds `theirs`. */
function facing(ours: number, theirs: number) {
  const state = newSync();
  const step = (input: SyncInput) => stepSync(state, input);
  const head = (seq: number) => [{
    author: AUTHOR.key,
    log: { seq, id: ENTRIES[seq - 1]?.id ?? null },
    profile: { seq: 0, id: null },
  }];
  step({ type: "shared", listed: [FESTIVAL], shared: [FESTIVAL], said: 1, heard: 1 });
  step({ type: "heads-read", logs: head(ours), last: true });
  step({ type: "sent" });
  const frame = { type: "heads", festival: FESTIVAL, seen: 1, logs: head(theirs), last: true };
  const outputs = step({ type: "received", frame: frame as never });
  return { state, step, outputs };
}

function readIn(outputs: readonly SyncOutput[]) {
  const [output] = outputs;
  assert(output?.type === "read-log", `${output?.type}`);
  return { from: output.from, limit: output.limit };
}

function sentIn(outputs: readonly SyncOutput[]) {
  const [output] = outputs;
  assert(output?.type === "send" && output.frame.type === "entries");
  return { from: output.frame.from, count: output.frame.items.length };
}

Deno.test("stepSync: what came from the other side during a read is not sent, the rest is", () => {
  const { step, outputs } = facing(40, 0);
  assert.deepEqual(readIn(outputs), { from: 1, limit: 32 });
  // They have it from somebody else meanwhile, and do not know that we have it, too.
  const came = { type: "entries", ...LOG, from: 1, items: items(1, 35) } as const;
  assert.deepEqual(step({ type: "received", frame: came }).map(({ type }) => type), ["store"]);
  assert.deepEqual(readIn(step({ type: "log-read", items: items(1, 32) })), {
    from: 36,
    limit: 32,
  });
  assert.deepEqual(sentIn(step({ type: "log-read", items: items(36, 40) })), {
    from: 36,
    count: 5,
  });
});

Deno.test("stepSync: no more is read at once than lately went into a frame", () => {
  const { step, outputs } = facing(60, 40);
  assert.deepEqual(readIn(outputs), { from: 41, limit: 32 });
  assert.deepEqual(sentIn(step({ type: "log-read", items: items(41, 60) })), {
    from: 41,
    count: 2,
  });
  assert.deepEqual(readIn(step({ type: "sent" })), { from: 43, limit: 3 });
});

Deno.test("stepSync: what is gone from a log is not waited for", () => {
  const { state, step } = facing(40, 0);
  const [output] = step({ type: "log-read", items: [] });
  assert(output?.type === "send" && output.frame.type === "complete");
  assert.equal(progressOf(state)[0]!.toSend, 0);
});

Deno.test("stepSync: one thing at a time, and answers to nothing are misuse", () => {
  const { step } = facing(40, 0);
  assert.deepEqual(step({ type: "advanced", festival: FESTIVAL, author: AUTHOR.key, seq: 60 }), []);
  assert.throws(() => step({ type: "sent" }), TypeError);
  assert.throws(() => step({ type: "heads-read", logs: [], last: true }), TypeError);
});

Deno.test("stepSync: no more logs are named than are taken, and those that were go on", () => {
  const { state, step } = facing(40, 40);
  step({ type: "sent" });
  const [festival] = state.festivals.values();
  festival!.ours.count = MOST_LOGS - 1;
  const goesOn = (number: number) => {
    const author = person(number).key;
    const outputs = step({ type: "advanced", festival: FESTIVAL, author, seq: 1 });
    const last = outputs.at(-1);
    if (last?.type !== "read-log") return false;
    step({ type: "log-read", items: items(1, 1) });
    step({ type: "sent" });
    return true;
  };
  // Another one's entry would not do; here nobody looks at it.
  assert.equal(goesOn(7), true);
  assert.equal(festival!.ours.count, MOST_LOGS);
  assert.equal(goesOn(8), false);
  const more = step({ type: "advanced", festival: FESTIVAL, author: AUTHOR.key, seq: 41 });
  assert.deepEqual(more.map(({ type }) => type), ["read-log"]);
});

Deno.test("stepSync: after an offence nothing is done any more", () => {
  const { step } = facing(40, 0);
  const frame = { type: "complete", festival: new Uint8Array(32) } as const;
  assert.deepEqual(step({ type: "received", frame }), [{ type: "end", code: "not-shared" }]);
  assert.deepEqual(step({ type: "received", frame }), []);
});

Deno.test("stepSync: one question about payloads at a time, and what is owed goes by itself", () => {
  const { state, step } = facing(40, 40);
  const [first, second] = ENTRIES.map(({ id }) => id) as [Uint8Array, Uint8Array];
  const want = (...ids: Uint8Array[]) =>
    step({ type: "received", frame: { type: "want", festival: FESTIVAL, ids } });
  step({ type: "sent" });
  assert.deepEqual(want(first, second), [
    { type: "read-payloads", festival: FESTIVAL, ids: [first, second] },
  ]);
  // It comes while it is looked for.
  assert.equal(isWaitedFor(state, second), true);
  assert.deepEqual(step({ type: "payload-here", id: second }), []);
  const none = { type: "payloads", festival: FESTIVAL } as const;
  assert.deepEqual(step({ type: "payloads-read", payloads: [null, null] }), [{
    type: "send",
    frame: { ...none, items: [first, second].map((id) => ({ id, payload: null })) },
  }]);
  const [read] = step({ type: "sent" });
  assert.deepEqual(read, { type: "read-payloads", festival: FESTIVAL, ids: [second] });
  const payload = new Uint8Array(3);
  assert.deepEqual(step({ type: "payloads-read", payloads: [payload] }), [
    { type: "send", frame: { ...none, items: [{ id: second, payload }] } },
  ]);
  assert.deepEqual([first, second].map((id) => isWaitedFor(state, id)), [true, false]);
  assert.deepEqual(step({ type: "payload-here", id: second }), []);
  step({ type: "sent" });
  assert.deepEqual(want(second).map(({ type }) => type), ["read-payloads"]);
  assert.deepEqual(want(second), [{ type: "end", code: "unexpected-frame" }]);
});

Deno.test("stepSync: what is wanted is asked for when all has come, a page at a time", () => {
  const { state, step } = facing(40, 40);
  const ids = ENTRIES.slice(0, 3).map(({ id }) => id);
  step({ type: "sent" });
  assert.equal(owesUs(state), true);
  const complete = { type: "complete", festival: FESTIVAL } as const;
  assert.deepEqual(step({ type: "received", frame: complete }), [
    { type: "read-wants", festival: FESTIVAL, after: 0 },
  ]);
  const page = { type: "wants-read", ids: ids.slice(0, 2), after: 7, last: false } as const;
  assert.deepEqual(step(page), [
    { type: "send", frame: { type: "want", festival: FESTIVAL, ids: ids.slice(0, 2) } },
  ]);
  assert.deepEqual(step({ type: "sent" }), []);
  assert.equal(owesUs(state), true);
  const items = [{ id: ids[0]!, payload: null }, { id: ids[1]!, payload: new Uint8Array(1) }];
  assert.deepEqual(
    step({ type: "received", frame: { type: "payloads", festival: FESTIVAL, items } }),
    [
      { type: "supply", festival: FESTIVAL, items: items.slice(1) },
      { type: "read-wants", festival: FESTIVAL, after: 7 },
    ],
  );
  // The first is still hoped for, and not asked for again.
  assert.deepEqual(step({ type: "wants-read", ids: [ids[0]!], after: 9, last: true }), []);
  assert.equal(owesUs(state), false);
  assert.equal(progressOf(state)[0]!.inSync, true);
  assert.deepEqual(step({ type: "wanted" }), [
    { type: "read-wants", festival: FESTIVAL, after: 9 },
  ]);
});
