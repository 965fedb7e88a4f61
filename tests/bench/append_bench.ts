/**
 * What it costs to take an entry in: decode, verify, check the links, project, and commit to a
 * durable file, as a share of the rate at which the machine checks the signatures alone.
 */
import { join } from "node:path";
import type { CheckItem } from "../../src/core/bamboo/mod.ts";
import { createVerifier, openSqlStore } from "../../src/node/mod.ts";
import { native } from "../../src/platform/deno/crypto.ts";
import { openSqlDriver } from "../../src/platform/deno/sql_driver.ts";
import { festivalAtWork } from "./festival_entries.ts";
import { type Bench, compare } from "./harness.ts";
import { RAW_CHECKS, rawSignatureChecks } from "./signatures.ts";

const ENTRIES = 3_000;
const BATCH = 1_000;

export const appendBench: Bench = {
  name: "append",
  run: async () => [await rowOf(1), await rowOf(100)],
};

async function rowOf(authors: number) {
  const { items } = festivalAtWork(authors, ENTRIES);
  return await compare({
    what: `append by ${authors} ${authors === 1 ? "author" : "authors"}`,
    work: () => inFreshFile((file) => appendAll(items, file)),
    limit: RAW_CHECKS,
    limitWork: rawSignatureChecks(items),
  });
}

async function inFreshFile(work: (file: string) => Promise<number>): Promise<number> {
  const folder = await Deno.makeTempDir();
  try {
    return await work(join(folder, "bench.sqlite"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Checks entries and appends them to the database in a file, in batches. */
export async function appendAll(items: readonly CheckItem[], file: string): Promise<number> {
  const store = await openSqlStore({ driver: openSqlDriver(file), primitives: native });
  const verifier = createVerifier(native);
  for (let from = 0; from < items.length; from += BATCH) {
    const outcomes = await verifier.check(items.slice(from, from + BATCH));
    const batch = outcomes.map((outcome) => {
      if (!outcome.ok) throw new Error(outcome.refusal.code);
      return outcome.checked;
    });
    const results = await store.append(batch, { followCreated: true, receivedAt: from });
    for (const { status } of results) if (status !== "accepted") throw new Error(status);
  }
  await store.close();
  return items.length;
}
