/** What is left of a deleted document: made from the earliest delete that counts, alone. */
import { toHex } from "../../../core/messages/mod.ts";
import type { SqlDriver } from "../../ports.ts";
import type { Hex, Tombstone } from "../../queries/mod.ts";
import { entryRow } from "./rows.ts";

export function tombstoneOf(driver: SqlDriver, id: Hex): Tombstone | null {
  const entry = entryRow(driver, id);
  if (entry === null) return null;
  const row = driver.prepare(
    `SELECT deletes.schema AS schema, authors.key AS author, follows.id AS festival FROM deletes
      JOIN logs ON logs.row = deletes.log JOIN authors ON authors.row = logs.author
      LEFT JOIN follows ON follows.row = logs.festival
      WHERE deletes.target = ? AND deletes.effective = 1 ORDER BY deletes.entry LIMIT 1`,
  ).get(entry);
  if (row === undefined) return null;
  return {
    id,
    author: toHex(row["author"] as Uint8Array),
    festival: row["festival"] === null ? null : toHex(row["festival"] as Uint8Array),
    schema: row["schema"] as string,
  };
}
