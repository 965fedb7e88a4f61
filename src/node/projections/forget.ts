/** What a cut takes away: all that was derived of a log from a seqnum on. */
import type { SchemaName } from "../../core/messages/mod.ts";
import type { Batch } from "./batch.ts";
import { TABLES } from "./columns.ts";
import { earlierEntry, stands } from "./rows.ts";
import { removeText, SEARCHED_TABLES } from "./search.ts";
import { DOCUMENT_TABLES } from "./tables.ts";

/**
 * Takes away what was derived of a log from a seqnum on. `first` says that the log had not been
 * cut before: then requests in it rank after all others from now on.
 */
export function forgetFrom(
  batch: Batch,
  log: number,
  seq: number,
  festival: number | null,
  first: boolean,
): void {
  batch.touch(festival);
  const from = batch.driver.prepare(
    "SELECT row FROM entries WHERE log = ? AND seq >= ? ORDER BY seq LIMIT 1",
  ).get(log, seq)?.["row"] as number | undefined;
  // Rows rise with seqnums, so each table is asked for one range of a log's rows.
  const OF_LOG = "entry IN (SELECT row FROM entries WHERE log = ?1 AND seq >= ?2)";
  const gone = (columns: string, table: string) =>
    batch.driver.prepare(`SELECT ${columns} FROM ${table} WHERE ${OF_LOG}`).all(log, seq);

  if (first && festival !== null) {
    const asked = batch.driver.prepare(
      `SELECT DISTINCT resource FROM requests
        WHERE entry IN (SELECT row FROM entries WHERE log = ?)`,
    ).all(log);
    for (const row of asked) batch.settleLater(festival, row["resource"] as Uint8Array, "all");
  }
  if (from === undefined) return;

  for (const { target } of gone("target", "deletes")) {
    if ((target as number) < from) batch.named.add(target as number);
  }
  for (const row of gone("schema, target", "updates")) {
    const target = row["target"] as number;
    const table = TABLES[row["schema"] as SchemaName];
    if (table === "festivals") batch.festivalLogs.add(log);
    else if (target < from && stands(batch.driver, table, target)) {
      batch.dirty(table, target).whole = true;
    }
  }
  if (gone("entry", "festivals").length > 0) batch.festivalLogs.add(log);
  for (const { author } of gone("author", "profiles")) batch.profiles.add(author as number);
  for (const { request } of gone("request", "authorizations")) {
    batch.touchRequest(request as Uint8Array, festival!, null);
  }
  for (const row of gone("entry, resource, replaces", "requests")) {
    // What it replaced may wait again.
    const replaced = row["replaces"] === null
      ? null
      : earlierEntry(batch.driver, row["replaces"] as Uint8Array, log, seq);
    const touched = replaced ?? (row["entry"] as number);
    batch.settleLater(festival!, row["resource"] as Uint8Array, touched);
  }
  const answering = batch.driver.prepare(
    `SELECT substr(digest, 1, 32) AS id FROM entries WHERE log = ?1 AND seq >= ?2
      AND (row IN (SELECT entry FROM resources) OR row IN (SELECT target FROM deletes))`,
  ).all(log, seq);
  if (festival !== null) {
    for (const { id } of answering) batch.settleLater(festival, id as Uint8Array, "all");
  }
  for (const table of SEARCHED_TABLES) {
    for (const { entry } of gone("entry", table)) removeText(batch.driver, table, entry as number);
  }
  for (const table of [...DOCUMENT_TABLES, "deletes", "updates", "acceptances"]) {
    batch.driver.prepare(`DELETE FROM ${table} WHERE ${OF_LOG}`).run(log, seq);
  }
}
