/**
 * Runs the benches, or those whose names are given, and prints each figure with its limit:
 * `deno task bench [--entries 100000] [--store 1000000] [name …]`. Ends with 1 where a figure misses
 * its target by more than the tolerance.
 */
import os from "node:os";
import { parseArgs } from "node:util";
import { appendBench } from "./append_bench.ts";
import { channelBench } from "./channel_bench.ts";
import { decodeBench } from "./decode_bench.ts";
import { type Figure, figuresTable, isMissed } from "./figures.ts";
import { type Bench, tableOf } from "./harness.ts";
import { ingestFigures } from "./ingest_bench.ts";
import { millionFigures } from "./million_bench.ts";
import { pageBench } from "./page_bench.ts";
import { peersFigures } from "./peers_bench.ts";
import { scaleBench } from "./scale_bench.ts";
import { syncBench } from "./sync_bench.ts";
import { verifyBench } from "./verify_bench.ts";

const { values: { entries, store }, positionals: names } = parseArgs({
  args: Deno.args,
  options: {
    entries: { type: "string", default: "100000" },
    store: { type: "string", default: "1000000" },
  },
  allowPositionals: true,
});

/** Every bench; a new one is a file beside this and a line here. */
const BENCHES: readonly Bench[] = [
  decodeBench,
  verifyBench,
  appendBench,
  pageBench,
  channelBench,
  syncBench,
  scaleBench,
];

/** Those whose figures have targets. */
const TARGETS: readonly (readonly [name: string, run: () => Promise<Figure[]>])[] = [
  ["ingest", () => ingestFigures(Number(entries))],
  ["million", () => millionFigures(Number(store))],
  ["peers", peersFigures],
];

function machine(): string {
  const cpus = os.cpus();
  const memory = Math.round(os.totalmem() / 2 ** 30);
  const { deno, v8 } = Deno.version;
  return `${cpus[0]?.model ?? "unknown"}, ${cpus.length} cores, ${memory} GiB, ` +
    `${Deno.build.os} ${os.release()}, Deno ${deno} (V8 ${v8}), ${
      new Date().toISOString().slice(0, 10)
    }`;
}

/** How much else the machine did, in the last minute. */
function load(): string {
  return `load ${os.loadavg()[0]!.toFixed(1)}`;
}

if (import.meta.main) {
  const known = [...BENCHES.map(({ name }) => name), ...TARGETS.map(([name]) => name)];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`no bench is called ${unknown.join(" or ")}: there are ${known.join(", ")}`);
    Deno.exit(1);
  }
  const isChosen = (name: string) => names.length === 0 || names.includes(name);
  console.log(machine());
  for (const { name, run } of BENCHES.filter(({ name }) => isChosen(name))) {
    console.log(`\n${name}, ${load()}\n${tableOf(await run())}`);
  }
  let missed = 0;
  for (const [name, run] of TARGETS.filter(([name]) => isChosen(name))) {
    const before = load();
    const figures = await run();
    console.log(`\n${name}, ${before} before, ${load()} after\n\n${figuresTable(figures)}`);
    missed += figures.filter(isMissed).length;
  }
  if (missed > 0) {
    console.error(`${missed} figures miss their targets`);
    Deno.exit(1);
  }
}
