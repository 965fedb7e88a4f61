/** Taking entries in as the node does: checked, linked, projected and durable. */
import type { CheckItem } from "../../src/core/bamboo/mod.ts";
import { Intake } from "../../src/node/intake.ts";
import { openSqlStore, type Store, type Verifier } from "../../src/node/mod.ts";
import { native } from "../../src/platform/deno/crypto.ts";
import { pause } from "../../src/platform/deno/pause.ts";
import { openSqlDriver } from "../../src/platform/deno/sql_driver.ts";
import { rawSignatureChecks } from "./signatures.ts";

const BATCH = 1_000;
const UNDER_WAY = 8;

export function openStore(file: string): Promise<Store> {
  return openSqlStore({ driver: openSqlDriver(file), primitives: native });
}

/**
 * Takes entries in, in batches, each durable when it is told of. Some are under way, as where several
 * peers send: so a pool checks while others are stored, and those that wait share a commit.
 */
export async function ingest(
  store: Store,
  verifier: Verifier,
  items: readonly CheckItem[],
): Promise<void> {
  const intake = new Intake({
    store,
    verifier,
    clock: { now: () => 1 },
    stored: () => Promise.resolve(),
    pause,
  });
  const taking: Promise<void>[] = [];
  for (let from = 0; from < items.length; from += BATCH) {
    if (taking.length >= UNDER_WAY) await taking.shift();
    const batch = items.slice(from, from + BATCH);
    taking.push(
      intake.take(batch, { followCreated: true, explained: false }).then((results) => {
        const refused = results.find(({ status }) => status !== "accepted");
        if (refused !== undefined) throw new Error(JSON.stringify(refused));
      }),
    );
  }
  await Promise.all(taking);
}

/** Entries a second. */
export async function rateOf(count: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return count / (performance.now() - start) * 1_000;
}

/** How fast this machine checks signatures alone, just now. */
export function rawRate(items: readonly CheckItem[]): number {
  const check = rawSignatureChecks(items);
  const start = performance.now();
  check();
  return items.length / (performance.now() - start) * 1_000;
}

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1]!;
}
