/**
 * Ingest of many entries by one author and by many, on one thread and with the pool of workers, as
 * a share of the rate at which one core checks the signatures alone. Measured three times, each into
 * a new store and beside its limit: the middle one counts.
 */
import { join } from "node:path";
import type { CheckItem } from "../../src/core/bamboo/mod.ts";
import { createVerifier, type Verifier } from "../../src/node/mod.ts";
import { native } from "../../src/platform/deno/crypto.ts";
import { createVerifierPool } from "../../src/platform/deno/verifier/mod.ts";
import { bareRate } from "./bare_rows.ts";
import { type Figure, perSecond } from "./figures.ts";
import { ingest, median, openStore, rateOf, rawRate } from "./ingest.ts";
import { Workload } from "./workload.ts";

const ROUNDS = 3;
const RAW = 1_500;

export async function ingestFigures(entries: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const authors of [1, 1_000]) {
    const workload = new Workload(authors);
    const items = workload.interleaved(entries);
    for (
      const [how, open, least] of [
        ["one thread", () => createVerifier(native), 0.35],
        ["pool, two cores", () => createVerifierPool({ workers: 1 }), 0.6],
      ] as const
    ) {
      const { rate, ratio, raw, bare } = await measured(workload, items, open(), least < 0.5);
      const who = authors === 1 ? "1 author" : `${authors.toLocaleString("en")} authors`;
      const limit = `verify alone, ${perSecond(raw)}`;
      figures.push({
        what: `ingest of ${entries.toLocaleString("en")} by ${who}, ${how}`,
        value: perSecond(rate),
        limit,
        ratio,
        least,
      });
      if (bare === null) continue;
      figures.push({
        what: `the rows of these and their indices alone, by SQLite`,
        value: perSecond(bare),
        limit,
        ratio: bare / raw,
      });
    }
    figures.push(await bothCores(items.slice(0, 10_000)));
  }
  return figures;
}

/** What one core verifies while the other does, too: two of a machine may share what they are made of. */
async function bothCores(piece: readonly CheckItem[]): Promise<Figure> {
  const pool = createVerifierPool({ workers: 1 });
  try {
    await pool.check(piece.slice(0, RAW));
    const alone = rawRate(piece.slice(0, RAW));
    const checking = pool.check(piece);
    const beside = rawRate(piece.slice(0, RAW));
    await checking;
    return {
      what: "verify on one core while the other verifies",
      value: perSecond(beside),
      limit: `verify alone, ${perSecond(alone)}`,
      ratio: beside / alone,
    };
  } finally {
    await pool.close();
  }
}

async function measured(
  workload: Workload,
  items: readonly CheckItem[],
  verifier: Verifier,
  withBare: boolean,
) {
  const rates: number[] = [];
  const raws: number[] = [];
  let bare: number | null = null;
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const folder = await Deno.makeTempDir();
      const file = join(folder, "bench.sqlite");
      const store = await openStore(file);
      try {
        await ingest(store, verifier, workload.begun);
        const before = rawRate(items.slice(0, RAW));
        rates.push(await rateOf(items.length, () => ingest(store, verifier, items)));
        raws.push((before + rawRate(items.slice(-RAW))) / 2);
        if (withBare && bare === null) bare = bareRate(file, join(folder, "bare.sqlite"));
      } finally {
        await store.close();
        await Deno.remove(folder, { recursive: true });
      }
    }
  } finally {
    await verifier.close();
  }
  const ratio = median(rates.map((rate, i) => rate / raws[i]!));
  return { rate: median(rates), raw: median(raws), ratio, bare };
}
