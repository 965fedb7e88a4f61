/**
 * Which entries are void: a delete voids the earlier entry of its log that it names, unless a later
 * delete voids it. So deletes are judged from the last entry back.
 */
import type { SqlDriver } from "../ports.ts";

export function isVoided(driver: SqlDriver, entry: number): boolean {
  return driver.prepare("SELECT 1 FROM deletes WHERE target = ? AND effective = 1 LIMIT 1")
    .get(entry) !== undefined;
}

/** The schema that the earliest delete of an entry names; null where nothing voids it. */
export function tombstoneSchema(driver: SqlDriver, entry: number): string | null {
  const earliest = driver.prepare(
    "SELECT schema FROM deletes WHERE target = ? AND effective = 1 ORDER BY entry LIMIT 1",
  ).get(entry);
  return (earliest?.["schema"] ?? null) as string | null;
}

/**
 * Judges all deletes of a log again, in one pass, and gives the entries that one more or one fewer
 * delete voids. Only for deletes that name, or are named by, deletes: any other changes its target
 * alone.
 */
export function recomputeVoids(driver: SqlDriver, log: number): Set<number> {
  const deletes = driver.prepare(
    "SELECT entry, target, effective FROM deletes WHERE log = ? ORDER BY entry DESC",
  ).all(log);
  const voided = new Set<number>();
  const changed = new Set<number>();
  for (const row of deletes) {
    const target = row["target"] as number;
    const effective = voided.has(row["entry"] as number) ? 0 : 1;
    if (effective === 1) voided.add(target);
    // A new one stands as not effective until it is judged here.
    if (effective !== row["effective"]) {
      driver.prepare("UPDATE deletes SET effective = ? WHERE entry = ?")
        .run(effective, row["entry"]!);
      changed.add(target);
    }
  }
  return changed;
}
