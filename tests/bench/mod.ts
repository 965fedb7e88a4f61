/**
 * Runs the benches, or those whose names are given, and prints each figure with its limit:
 * `deno run -A tests/bench/mod.ts [name …]`.
 */
import { appendBench } from "./append_bench.ts";
import { channelBench } from "./channel_bench.ts";
import { decodeBench } from "./decode_bench.ts";
import { type Bench, tableOf } from "./harness.ts";
import { pageBench } from "./page_bench.ts";
import { scaleBench } from "./scale_bench.ts";
import { syncBench } from "./sync_bench.ts";
import { verifyBench } from "./verify_bench.ts";

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

if (import.meta.main) {
  const unknown = Deno.args.filter((name) => !BENCHES.some((bench) => bench.name === name));
  if (unknown.length > 0) {
    const names = BENCHES.map((bench) => bench.name).join(", ");
    console.error(`no bench is called ${unknown.join(" or ")}: there are ${names}`);
    Deno.exit(1);
  }
  const chosen = BENCHES.filter(({ name }) => Deno.args.length === 0 || Deno.args.includes(name));
  for (const bench of chosen) {
    console.log(`\n${bench.name}\n${tableOf(await bench.run())}`);
  }
}
