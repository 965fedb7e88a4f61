/**
 * Two nodes as processes of the program, connected over WebRTC: how fast an empty one takes in a
 * festival, beside the same entries taken in at home (verified and appended in one process); and how
 * long it takes until what was posted on one is seen on the other, beside seeing it where it was
 * posted. Both nodes, and whoever asks, share the machine's cores.
 */
import { join } from "node:path";
import { type CheckItem, hashOf } from "../../src/core/bamboo/mod.ts";
import { toHex } from "../../src/core/messages/mod.ts";
import { native } from "../../src/platform/deno/crypto.ts";
import { openDataFolder, systemEntropy } from "../../src/platform/deno/mod.ts";
import { type RunningNode, startNode } from "../platform/program.ts";
import { appendAll } from "./append_bench.ts";
import { festivalAtWork } from "./festival_entries.ts";
import type { Bench, Row } from "./harness.ts";

const ENTRIES = 20_000;
const AUTHORS = 100;
const LATER = 100;
const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 60_000;

export const syncBench: Bench = {
  name: "sync",
  async run() {
    const { festival, items } = festivalAtWork(AUTHORS, ENTRIES + LATER);
    const before = items.slice(0, ENTRIES);
    const later = items.slice(ENTRIES);
    const folder = await Deno.makeTempDir({ prefix: "p2panda-bench-" });
    const nodes: RunningNode[] = [];
    const start = async (name: string, ...flags: string[]) => {
      const node = await startNode(join(folder, name), ["--no-discovery", ...flags]);
      nodes.push(node);
      return node;
    };
    try {
      const atHome = async (name: string) => {
        const { database, release } = openDataFolder(join(folder, name), systemEntropy);
        const began = performance.now();
        await appendAll(before, database);
        const took = performance.now() - began;
        release();
        return took;
      };
      const tookBefore = await atHome("a");

      const a = await start("a");
      const b = await start("b", "--peer", a.url);
      await until("the nodes meet", async () => {
        const { items } = await json<{ items: { state: string }[] }>(`${b.url}/api/v1/peers`);
        return items.some(({ state }) => state === "connected");
      });
      const asked = performance.now();
      await post(`${b.url}/api/v1/follow`, { festival: toHex(festival) });
      await until("everything has arrived", async () => {
        const { entries } = await json<{ entries: number }>(`${b.url}/healthz`);
        return entries === ENTRIES;
      });
      const took = performance.now() - asked;

      const there = await latencies(a, b, festival, later.slice(0, LATER / 2));
      const here = await latencies(a, a, festival, later.slice(LATER / 2));
      for (const node of nodes.splice(0)) await node.stop();
      // Once before and once after, since a machine may slow down meanwhile.
      const tookAtHome = (tookBefore + await atHome("c")) / 2;
      return [
        {
          what: `sync of ${ENTRIES} entries into an empty node`,
          perSecond: ENTRIES / took * 1_000,
          limit: "verified and appended in one process",
          limitPerSecond: ENTRIES / tookAtHome * 1_000,
        },
        latencyRow("one entry, from POST on A to seen on B", there, "seen on A", here),
      ];
    } finally {
      for (const node of nodes) await node.stop();
      await Deno.remove(folder, { recursive: true });
    }
  },
};

/** Milliseconds from a POST to the notice of it in a node's stream, sorted. */
async function latencies(
  from: RunningNode,
  to: RunningNode,
  festival: Uint8Array,
  items: readonly CheckItem[],
): Promise<number[]> {
  const stopped = new AbortController();
  const stream = await fetch(`${to.url}/api/v1/stream?festival=${toHex(festival)}`, {
    signal: stopped.signal,
  });
  let waited = { hash: "", seen: () => {} };
  const listening = (async () => {
    let text = "";
    for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (waited.hash === "" || !text.includes(waited.hash)) continue;
      text = "";
      waited.seen();
    }
  })().catch((error) => {
    if (!stopped.signal.aborted) throw error;
  });

  const took: number[] = [];
  for (const { entry, payload } of items) {
    const { promise, resolve } = Promise.withResolvers<void>();
    waited = { hash: toHex(hashOf(entry, native)), seen: resolve };
    const began = performance.now();
    const posted = post(`${from.url}/api/v1/entries`, {
      entries: [{ entry: toHex(entry), payload: toHex(payload!) }],
    });
    await patiently("an entry is seen", promise);
    took.push(performance.now() - began);
    await posted;
  }
  stopped.abort();
  await listening;
  return took.sort((one, other) => one - other);
}

function latencyRow(
  what: string,
  took: readonly number[],
  limit: string,
  limitTook: readonly number[],
): Row {
  const median = (sorted: readonly number[]) => sorted[sorted.length >> 1]!;
  const told = (sorted: readonly number[]) =>
    [sorted[0]!, median(sorted), sorted.at(-1)!].map((ms) => ms.toFixed(1)).join("/");
  return {
    what,
    perSecond: 1_000 / median(took),
    limit,
    limitPerSecond: 1_000 / median(limitTook),
    note: `min/median/max ${told(took)} ms beside ${told(limitTook)} ms`,
  };
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const late = performance.now() + PATIENCE_MS;
  while (!await holds()) {
    if (performance.now() > late) throw new Error(`not in ${PATIENCE_MS / 1_000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function patiently(what: string, fact: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`not in ${PATIENCE_MS / 1_000} s: ${what}`);
    timer = setTimeout(() => reject(error), PATIENCE_MS);
  });
  await Promise.race([fact, late]).finally(() => clearTimeout(timer));
}

async function json<T>(address: string): Promise<T> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${await response.text()}`);
  return await response.json();
}

async function post(address: string, body: unknown): Promise<void> {
  const response = await fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${address}: ${text}`);
}
