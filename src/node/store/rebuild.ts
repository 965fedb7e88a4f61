/** The projections made again from the entries. */
import { Projection } from "../projections/mod.ts";
import type { SqlDriver, SqlRow } from "../ports.ts";
import { inTransaction, makeDerivedTables, recordRules } from "./schema.ts";

const REBUILD_BATCH = 1_000;

/** What counts, with what a projection needs to know of it. */
const ARRIVALS = `SELECT entries.row AS row, entries.log AS log, entries.seq AS seq,
    substr(entries.digest, 1, 32) AS id,
    entries.payload AS payload, logs.author AS author, authors.key AS author_key,
    logs.festival AS festival, follows.id AS festival_id
  FROM entries JOIN logs ON logs.row = entries.log JOIN authors ON authors.row = logs.author
  LEFT JOIN follows ON follows.row = logs.festival
  WHERE entries.payload IS NOT NULL AND (logs.cut IS NULL OR entries.seq < logs.cut)`;

function arrivalOf(row: SqlRow) {
  return {
    row: row["row"] as number,
    log: row["log"] as number,
    seq: row["seq"] as number,
    id: row["id"] as Uint8Array,
    author: row["author"] as number,
    authorKey: row["author_key"] as Uint8Array,
    festival: row["festival"] as number | null,
    festivalId: row["festival_id"] as Uint8Array | null,
    payload: row["payload"] as Uint8Array,
    late: false,
  };
}

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
      for (const row of rows) projection.take(arrivalOf(row));
      projection.finish();
      last = rows.at(-1)!["row"] as number;
      progress?.(last, total as number);
    }
    recordRules(driver);
    driver.exec("UPDATE counter SET value = value + 1 WHERE name = 'revision'");
    driver.exec(
      "UPDATE follows SET revision = (SELECT value FROM counter WHERE name = 'revision')",
    );
  });
}
