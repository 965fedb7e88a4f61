/** Pages over a real store that holds what a scribe wrote. */
import assert from "node:assert/strict";
import type { Hono } from "hono";
import { createVerifier, startNode } from "../../../src/node/mod.ts";
import { native } from "../../../src/platform/deno/mod.ts";
import { createApp } from "../../../src/routes/mod.ts";
import { give, quickStore } from "../../node/store/stores.ts";
import type { Scribe } from "../../oracle/scribe.ts";
import { fakeContext, ManualClock, MemoryReport, NOW } from "../fake_node.ts";

export async function withPages(
  { scribe, follows, collectives = [] }: {
    readonly scribe: Scribe;
    readonly follows: readonly { readonly id: Uint8Array }[];
    /** Public keys in hex of those that are kept. */
    readonly collectives?: readonly string[];
  },
  run: (get: (path: string) => Promise<string>, app: Hono) => Promise<void>,
): Promise<void> {
  const { store } = await quickStore();
  for (const { id } of follows) await store.follow(id);
  await give(store, scribe.written, { receivedAt: NOW });
  const clock = new ManualClock();
  const report = new MemoryReport();
  const node = await startNode({
    store,
    verifier: createVerifier(native),
    clock,
    entropy: { bytes: (length) => new Uint8Array(length).fill(9) },
    report,
    followCreated: false,
  });
  const refuse = () => Promise.reject(new Error("nobody makes one here"));
  const kept = { keys: () => collectives, make: refuse, change: refuse };
  const app = createApp(fakeContext({ node, clock, report, collectives: kept }));
  try {
    await run(async (path) => await (await app.request(path)).text(), app);
    assert.deepEqual(report.failures, []);
  } finally {
    await node.stop();
  }
}
