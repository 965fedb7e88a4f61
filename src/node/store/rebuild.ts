/** The projections made again from the entries. */
import { arrivalOf, ARRIVALS, Projection, wantAll } from "../projections/mod.ts";
import type { SqlDriver } from "../ports.ts";
import { dropErased } from "./payload_rows.ts";
import { inTransaction, makeDerivedTables, recordRules } from "./schema.ts";

const REBUILD_BATCH = 1_000;

/** Makes the projections again from the entries, in the order in which they came. */
export function rebuildAll(
  driver: SqlDriver,
  progress?: (done: number, total: number) => void,
): void {
  const { total } = driver.prepare("SELECT coalesce(max(row), 0) AS total FROM entries").get()!;
  inTransaction(driver, () => {
    makeDerivedTables(driver);
    let last = 0;
    for (;;) {
      const rows = driver.prepare(`${ARRIVALS} AND entries.row > ? ORDER BY entries.row LIMIT ?`)
        .all(last, REBUILD_BATCH);
      if (rows.length === 0) break;
      const projection = new Projection(driver);
      for (const row of rows) projection.take(arrivalOf(row, false));
      projection.finish();
      last = rows.at(-1)!["row"] as number;
      progress?.(last, total as number);
    }
    // Not before: what seems to be void may be taken back further on.
    dropErased(driver);
    wantAll(driver);
    recordRules(driver);
    driver.exec("UPDATE counter SET value = value + 1 WHERE name = 'revision'");
    driver.exec(
      "UPDATE follows SET revision = (SELECT value FROM counter WHERE name = 'revision')",
    );
  });
}
