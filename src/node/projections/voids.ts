/**
 * Which entries are void: a delete voids the earlier entry of its log that it names, unless a later
 * delete voids it. So deletes are judged from the last entry back.
 */
import type { SqlDriver } from "../ports.ts";

export function isVoided(driver: SqlDriver, entry: number): boolean {
  return driver.prepare("SELECT 1 FROM deletes WHERE target = ? AND effective = 1 LIMIT 1")
    .get(entry) !== undefined;
}

/**
 * Whether a delete of another schema than `request` voids an entry: then nothing that it said enters
 * any rule, and its payload is dropped. What a deleted request replaced must stay known, and whether
 * an entry holds one is not known without its payload: so it is the delete that decides.
 */
export function isErased(driver: SqlDriver, entry: number): boolean {
  return driver.prepare(
    `SELECT 1 FROM deletes WHERE target = ? AND effective = 1 AND ${ERASES} LIMIT 1`,
  ).get(entry) !== undefined;
}

/** Of a row of `deletes`. */
export const ERASES = "schema <> 'request'";

/** The schema that the earliest delete of an entry names; null where nothing voids it. */
export function tombstoneSchema(driver: SqlDriver, entry: number): string | null {
  const earliest = driver.prepare(
    "SELECT schema FROM deletes WHERE target = ? AND effective = 1 ORDER BY entry LIMIT 1",
  ).get(entry);
  return (earliest?.["schema"] ?? null) as string | null;
}

/**
 * Judges whether these entries are void, and then what they name if they are deletes themselves,
 * and so on: from the last entry back, so that whatever could void one has been judged before it.
 * Gives all that was judged. Costs what changes: of a chain of deletes of deletes, its length.
 */
export function judgeVoids(driver: SqlDriver, named: Iterable<number>): Set<number> {
  const judged = new Set<number>();
  const waiting = [...new Set(named)].sort((a, b) => a - b);
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    if (judged.has(entry)) continue;
    judged.add(entry);
    const own = driver.prepare(
      `SELECT target, effective, EXISTS (SELECT 1 FROM deletes AS later
          WHERE later.target = deletes.entry AND later.effective = 1) AS voided
        FROM deletes WHERE entry = ?`,
    ).get(entry);
    if (own === undefined || own["effective"] !== own["voided"]) continue;
    driver.prepare("UPDATE deletes SET effective = 1 - effective WHERE entry = ?").run(entry);
    insertSorted(waiting, own["target"] as number);
  }
  return judged;
}

function insertSorted(ascending: number[], value: number): void {
  let at = ascending.length;
  while (at > 0 && ascending[at - 1]! > value) at--;
  ascending.splice(at, 0, value);
}
