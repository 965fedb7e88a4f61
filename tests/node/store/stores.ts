/** Runs one suite over each SQL driver, as the port has it: a file, and WebAssembly in memory. */
import { openSqlStore, type SqlDriver, type Store } from "../../../src/node/mod.ts";
import type { AppendResult } from "../../../src/node/mod.ts";
import { openMemorySqlDriver } from "../../../src/platform/browser/mod.ts";
import { native, openSqlDriver } from "../../../src/platform/deno/mod.ts";
import { checked, type Written } from "../../oracle/scribe.ts";

const DRIVERS: { readonly [name: string]: (folder: string) => SqlDriver | Promise<SqlDriver> } = {
  "node:sqlite, a file": (folder) => openSqlDriver(`${folder}/store.sqlite`),
  "WebAssembly, in memory": () => openMemorySqlDriver(),
};

export interface Opened {
  readonly store: Store;
  readonly driver: SqlDriver;
}

/** One behaviour, tested on a new store of each driver. */
export function storeTest(behaviour: string, task: (opened: Opened) => Promise<void>): void {
  for (const [name, open] of Object.entries(DRIVERS)) {
    Deno.test(`Store (${name}): ${behaviour}`, async () => {
      const folder = await Deno.makeTempDir();
      const driver = await open(folder);
      const store = await openSqlStore({ driver, primitives: native });
      try {
        await task({ store, driver });
      } finally {
        await store.close();
        await Deno.remove(folder, { recursive: true });
      }
    });
  }
}

/** A store in memory that only this process sees, for what does not depend on the driver. */
export async function quickStore(
  wrap: (driver: SqlDriver) => SqlDriver = (driver) => driver,
): Promise<Opened> {
  const driver = wrap(openSqlDriver(":memory:"));
  return { driver, store: await openSqlStore({ driver, primitives: native }) };
}

let clock = 0;

/** Appends what was written, in one batch; each batch is received later than the one before. */
export function give(
  store: Store,
  written: readonly Written[],
  options: { readonly followCreated?: boolean; readonly receivedAt?: number } = {},
): Promise<readonly AppendResult[]> {
  const { followCreated = false, receivedAt = ++clock } = options;
  return store.append(written.map((one) => checked(one)), { followCreated, receivedAt });
}

/** Statuses, and the code of what is refused. */
export function outcomes(results: readonly AppendResult[]): string[] {
  return results.map((result) => result.status === "refused" ? result.refusal.code : result.status);
}

/** All items of a list, page by page. */
export async function allPages<Item>(
  ask: (
    cursor: string | undefined,
  ) => Promise<{ readonly items: readonly Item[]; readonly next: string | null }>,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask(cursor);
    items.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return items;
}
