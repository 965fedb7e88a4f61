/** Which festivals are followed, for whose sake, and how far what is shown of each has come. */
import { sameBytes } from "../../core/bamboo/mod.ts";
import { logIdOf } from "../../core/messages/mod.ts";
import type { SqlDriver } from "../ports.ts";
import { followAgain, giveWay } from "./network_rows.ts";

const MAX_ANCESTORS = 8;

export interface Follow {
  readonly row: number;
  readonly id: Uint8Array;
}

/** The followed festival of a log id. */
export function followOf(driver: SqlDriver, logId: number): Follow | null {
  const found = driver.prepare("SELECT row, id FROM follows WHERE log_id = ? AND active = 1")
    .get(logId);
  return found === undefined
    ? null
    : { row: found["row"] as number, id: found["id"] as Uint8Array };
}

/** False where another festival has its log id; `chosen` says that it is followed for itself. */
export function followNow(driver: SqlDriver, festival: Uint8Array, chosen: boolean): boolean {
  const logId = logIdOf(festival);
  if (logId === 0) return false;
  const held = driver.prepare("SELECT row, id FROM follows WHERE log_id = ?").get(logId);
  if (held !== undefined) {
    if (sameBytes(held["id"] as Uint8Array, festival)) {
      return followAgain(driver, festival, chosen);
    }
    if (!chosen || !giveWay(driver, held["row"] as number)) return false;
  }
  driver.prepare("INSERT INTO follows (id, log_id, chosen, revision) VALUES (?, ?, ?, ?)")
    .run(festival, logId, chosen ? 1 : 0, nextRevision(driver));
  return true;
}

function nextRevision(driver: SqlDriver): number {
  return driver.prepare(
    "UPDATE counter SET value = value + 1 WHERE name = 'revision' RETURNING value",
  ).get()!["value"] as number;
}

/**
 * Everything whose pages show what changed: the festivals, those nested in them (their events ask
 * for the parents' resources), and those that name somebody with a new profile.
 */
export function settleRevisions(
  driver: SqlDriver,
  festivals: ReadonlySet<number>,
  profiles: ReadonlySet<number>,
): void {
  const revision = nextRevision(driver);
  const write = driver.prepare("UPDATE follows SET revision = ? WHERE row = ?");
  for (const festival of festivals) {
    const nested = driver.prepare(
      `WITH RECURSIVE nested (row, id, depth) AS (
         SELECT row, id, 0 FROM follows WHERE row = ?
         UNION
         SELECT follows.row, follows.id, depth + 1 FROM nested
           JOIN festivals ON festivals.parent = nested.id AND festivals.state = 0
           JOIN follows ON follows.row = festivals.festival
           WHERE depth < ${MAX_ANCESTORS}
       ) SELECT DISTINCT row FROM nested`,
    ).all(festival);
    for (const { row } of nested) write.run(revision, row!);
  }
  for (const author of profiles) {
    driver.prepare(
      `UPDATE follows SET revision = ?1 WHERE row IN (
        SELECT festival FROM logs WHERE author = ?2
        UNION ALL SELECT festival FROM resources
          WHERE deputy = (SELECT key FROM authors WHERE row = ?2))`,
    ).run(revision, author);
  }
}

/** Following a festival means following its ancestors, at most 8, each id once. */
export function followAncestors(driver: SqlDriver, parent: Uint8Array | null): void {
  let next = parent;
  for (let steps = 0; next !== null && steps < MAX_ANCESTORS; steps++) {
    if (!isAncestor(driver, next) || !followNow(driver, next, false)) return;
    next = parentOf(driver, next);
  }
}

export function parentOf(driver: SqlDriver, festival: Uint8Array): Uint8Array | null {
  const found = driver.prepare(
    `SELECT festivals.parent AS parent FROM follows JOIN festivals ON festivals.festival = follows.row
      WHERE follows.id = ? AND festivals.state = 0`,
  ).get(festival);
  return (found?.["parent"] ?? null) as Uint8Array | null;
}

/**
 * Whether it is an ancestor, and near enough, of a festival that is followed for itself. Without
 * this, whoever begins parents of parents would choose what others follow.
 */
function isAncestor(driver: SqlDriver, festival: Uint8Array): boolean {
  return driver.prepare(
    `WITH RECURSIVE below (id, chosen, depth) AS (
       SELECT follows.id, follows.chosen, 1 FROM festivals
         JOIN follows ON follows.row = festivals.festival AND follows.active = 1
         WHERE festivals.parent = ? AND festivals.state = 0
       UNION
       SELECT follows.id, follows.chosen, depth + 1 FROM below
         JOIN festivals ON festivals.parent = below.id AND festivals.state = 0
         JOIN follows ON follows.row = festivals.festival AND follows.active = 1
         WHERE depth < ${MAX_ANCESTORS}
     ) SELECT 1 FROM below WHERE chosen = 1 LIMIT 1`,
  ).get(festival) !== undefined;
}
