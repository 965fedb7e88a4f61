/**
 * `deno task fuzz [--minutes N] [--seed N] [TARGET…]`: damaged bytes for all decoders, or for some,
 * until the time is over (5 minutes) or one fails. Each turn takes another seed; a failure names its
 * own, and the bytes to keep in tests/fuzz/corpus.
 */
import { parseArgs } from "node:util";
import { corpusOf } from "../tests/fuzz/corpus.ts";
import { fuzz, FuzzFailure } from "../tests/fuzz/fuzzer.ts";
import { TARGETS } from "../tests/fuzz/targets.ts";

const TURN_MS = 5_000;

const { values, positionals } = parseArgs({
  args: Deno.args,
  options: { minutes: { type: "string", default: "5" }, seed: { type: "string" } },
  allowPositionals: true,
});
const minutes = Number(values.minutes);
let seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(values.seed);
const unknown = positionals.find((name) => !TARGETS.some((target) => target.name === name));
if (unknown !== undefined || !(minutes > 0) || !Number.isInteger(seed)) {
  console.error(`--minutes N, --seed N, and some of: ${TARGETS.map(({ name }) => name).join(" ")}`);
  Deno.exit(2);
}

const chosen = TARGETS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const corpus = new Map(chosen.map(({ name }) => [name, corpusOf(name)]));
const runs = new Map(chosen.map(({ name }) => [name, 0]));
const until = performance.now() + minutes * 60_000;
console.log(`seed ${seed}`);
try {
  for (let left = minutes * 60_000; left > 0; seed = (seed + 1) >>> 0) {
    const milliseconds = Math.min(TURN_MS, left / chosen.length);
    for (const target of chosen) {
      const seeds = corpus.get(target.name)!;
      const { runs: more, found } = fuzz(target, seeds, { seed, milliseconds });
      // Later turns begin with what earlier ones found.
      seeds.push(...found.slice(0, 20));
      runs.set(target.name, runs.get(target.name)! + more);
    }
    left = until - performance.now();
  }
} catch (error) {
  if (!(error instanceof FuzzFailure)) throw error;
  console.error(error.message);
  Deno.exit(1);
}
for (const [name, count] of runs) console.log(`${name}: ${count} inputs`);
