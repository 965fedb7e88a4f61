/** Taking entries in as the node does: checked, linked, projected and durable. */
import type { CheckItem } from "../../src/core/bamboo/mod.ts";
import { Intake } from "../../src/node/intake.ts";
import { openSqlStore, type Store, type Verifier } from "../../src/node/mod.ts";
import { native } from "../../src/platform/deno/crypto.ts";
import { openSqlDriver } from "../../src/platform/deno/sql_driver.ts";
import { rawSignatureChecks } from "./signatures.ts";

const BATCH = 1_000;

export function openStore(file: string): Promise<Store> {
  return openSqlStore({ driver: openSqlDriver(file), primitives: native });
}

/** Takes entries in, in batches: two are under way, so that a pool checks one while one is stored. */
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
  });
  let before: Promise<void> = Promise.resolve();
  for (let from = 0; from < items.length; from += BATCH) {
    const taking = intake.take(items.slice(from, from + BATCH), {
      followCreated: true,
      explained: false,
    })
      .then((results) => {
        const refused = results.find(({ status }) => status !== "accepted");
        if (refused !== undefined) throw new Error(JSON.stringify(refused));
      });
    await before;
    before = taking;
  }
  await before;
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
