/**
 * The same work by others, in the same run: entries of another's log are taken in. They are
 * installed into a folder that goes afterwards, and run by Node; nothing of them is part of this
 * program.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createVerifier } from "../../src/node/mod.ts";
import { native } from "../../src/platform/deno/crypto.ts";
import { createVerifierPool } from "../../src/platform/deno/verifier/mod.ts";
import { type Figure, perSecond } from "./figures.ts";
import { ingest, median, openStore, rateOf } from "./ingest.ts";
import { Workload } from "./workload.ts";

const PACKAGES = [
  "ssb-db2@8.1.0",
  "secret-stack@6",
  "ssb-keys@8",
  "ssb-caps@1",
  "hypercore@11.27.0",
  "earthstar@10.2.2",
];
const OTHERS = [
  { name: "ssb-db2", verifiesEach: true, count: 2_000 },
  { name: "hypercore", verifiesEach: false, count: 2_000 },
  { name: "earthstar", verifiesEach: true, count: 200 },
] as const;
const ROUNDS = 3;
const OURS = 4_000;
const SCRIPT = fileURLToPath(new URL("./peers/measure.cjs", import.meta.url));

export async function peersFigures(): Promise<Figure[]> {
  const folder = await Deno.makeTempDir();
  try {
    // Without scripts: what is built for this system comes along, and nothing is compiled here.
    const npm = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder];
    await output("npm", [...npm, ...PACKAGES], folder);
    const figures: Figure[] = [];
    for (const { name, verifiesEach, count } of OTHERS) {
      const theirs: { append: number; take: number }[] = [];
      const ours: { one: number; pool: number }[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        theirs.push(JSON.parse(await output("node", [SCRIPT, name, String(count)], folder)));
        ours.push({ one: await ourRate(false), pool: await ourRate(true) });
      }
      const what = verifiesEach ? "verifies each" : "one signature a batch";
      const take = median(theirs.map((rates) => rates.take));
      const append = median(theirs.map((rates) => rates.append));
      for (const how of ["one", "pool"] as const) {
        const rate = median(ours.map((rates) => rates[how]));
        figures.push({
          what: `taken from another's log, ${how === "one" ? "one thread" : "pool"}`,
          value: perSecond(rate),
          limit: `${name} (${what}), ${perSecond(take)}; appends one by one, ${perSecond(append)}`,
          ratio: rate / take,
          ...(verifiesEach ? { least: 1 } : {}),
        });
      }
    }
    return figures;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function ourRate(pooled: boolean): Promise<number> {
  const folder = await Deno.makeTempDir();
  const verifier = pooled ? createVerifierPool() : createVerifier(native);
  const store = await openStore(join(folder, "bench.sqlite"));
  try {
    const workload = new Workload(1);
    await ingest(store, verifier, workload.begun);
    // Workers start with the first entries, as the others' programs had started.
    await ingest(store, verifier, workload.interleaved(500));
    const items = workload.interleaved(OURS);
    return await rateOf(OURS, () => ingest(store, verifier, items));
  } finally {
    await verifier.close();
    await store.close();
    await Deno.remove(folder, { recursive: true });
  }
}

async function output(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args], cwd })
    .output();
  if (success) return new TextDecoder().decode(stdout).trim().split("\n").at(-1)!;
  throw new Error(`${command} ${args[0]}: ${new TextDecoder().decode(stderr).slice(-500)}`);
}
