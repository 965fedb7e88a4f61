/** What a cut takes away, all that was derived of a log from a seqnum on; and what a delete does. */
import type { SchemaName } from "../../core/messages/mod.ts";
import type { Batch } from "./batch.ts";
import { TABLES } from "./columns.ts";
import { earlierEntry, idOf, seqOf, stands } from "./rows.ts";
import { removeText, SEARCHED_TABLES } from "./search.ts";
import { ENTRY_TABLES } from "./tables.ts";

interface Forgotten {
  /** Gives their rows, from these parameters; with `from` the first of them. */
  readonly rows: string;
  readonly parameters: readonly number[];
  readonly from: number;
  readonly log: number;
  readonly festival: number | null;
}

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
  batch.later.flush();
  batch.touch(festival);
  const from = batch.driver.prepare(
    "SELECT row FROM entries WHERE log = ? AND seq >= ? ORDER BY seq LIMIT 1",
  ).get(log, seq)?.["row"] as number | undefined;

  if (first && festival !== null) {
    const asked = batch.driver.prepare(
      `SELECT DISTINCT resource FROM requests
        WHERE entry IN (SELECT row FROM entries WHERE log = ?)`,
    ).all(log);
    for (const row of asked) batch.settleLater(festival, row["resource"] as Uint8Array, "all");
  }
  if (from === undefined) return;
  // Rows rise with seqnums, so each table is asked for one range of a log's rows.
  const rows = "SELECT row FROM entries WHERE log = ?1 AND seq >= ?2";
  forget(batch, { rows, parameters: [log, seq], from, log, festival });
  batch.driver.prepare(`DELETE FROM wanted WHERE entry IN (${rows})`).run(log, seq);
}

/** Takes away what was derived of one entry, as if its payload had never been here. */
export function forgetEntry(batch: Batch, entry: number): void {
  const place = batch.driver.prepare(
    `SELECT entries.log AS log, logs.festival AS festival FROM entries
      JOIN logs ON logs.row = entries.log WHERE entries.row = ?`,
  ).get(entry)!;
  forget(batch, {
    rows: "SELECT ?1",
    parameters: [entry],
    from: entry,
    log: place["log"] as number,
    festival: place["festival"] as number | null,
  });
}

function forget(batch: Batch, { rows, parameters, from, log, festival }: Forgotten): void {
  const { driver } = batch;
  const gone = (columns: string, table: string) =>
    driver.prepare(`SELECT ${columns} FROM ${table} WHERE entry IN (${rows})`).all(...parameters);

  for (const { target } of gone("target", "deletes")) {
    if ((target as number) < from) batch.named.add(target as number);
  }
  for (const row of gone("schema, target", "updates")) {
    const target = row["target"] as number;
    const table = TABLES[row["schema"] as SchemaName];
    if (table === "festivals") batch.chooseFestival(log, festival!, true);
    else if (target < from && stands(driver, table, target)) {
      batch.dirty(table, target).whole = true;
    }
  }
  if (gone("entry", "festivals").length > 0) {
    batch.chooseFestival(log, festival!, false);
    batch.touchFestival(festival!, {});
  }
  for (const { entry } of gone("entry", "events")) {
    batch.touchRequestsOf(idOf(driver, entry as number));
  }
  for (const { author } of gone("author", "profiles")) batch.profiles.add(author as number);
  for (const { request } of gone("request", "authorizations")) {
    batch.touchRequest(request as Uint8Array, festival!, null);
  }
  for (const row of gone("entry, resource, replaces, answer", "requests")) {
    // Whoever asks and takes back without an answer costs nobody anything.
    if (row["replaces"] === null && row["answer"] === null) continue;
    const entry = row["entry"] as number;
    // What it replaced may wait again.
    const replaced = row["replaces"] === null
      ? null
      : earlierEntry(driver, row["replaces"] as Uint8Array, log, seqOf(driver, entry));
    batch.settleLater(festival!, row["resource"] as Uint8Array, replaced ?? entry);
  }
  const answering = driver.prepare(
    `SELECT substr(digest, 1, 32) AS id FROM entries WHERE row IN (${rows})
      AND (row IN (SELECT entry FROM resources) OR row IN (SELECT target FROM deletes))`,
  ).all(...parameters);
  if (festival !== null) {
    for (const { id } of answering) batch.settleLater(festival, id as Uint8Array, "all");
  }
  for (const table of SEARCHED_TABLES) {
    for (const { entry } of gone("entry", table)) removeText(driver, table, entry as number);
  }
  for (const table of ENTRY_TABLES) {
    driver.prepare(`DELETE FROM ${table} WHERE entry IN (${rows})`).run(...parameters);
  }
}
