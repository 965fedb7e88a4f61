/**
 * The passes after the first: settle what is void, fold the documents that changed, then settle the
 * resources whose requests, answers, quantity or deputy changed.
 */
import { sameBytes } from "../../core/bamboo/mod.ts";
import {
  applyUpdate,
  type CborValue,
  encodeCbor,
  rulesHold,
  type SchemaName,
} from "../../core/messages/mod.ts";
import { arrivalAt } from "./arrival.ts";
import type { Batch, DirtyDocument } from "./batch.ts";
import { columnsOf, schemaOf, TABLES } from "./columns.ts";
import { valuesAfter, valuesOf } from "./fold.ts";
import { forgetEntry } from "./forget.ts";
import { idOf, stands, updateRow } from "./rows.ts";
import { addText, removeText, sameText } from "./search.ts";
import { settleResource } from "./settle_resource.ts";
import { DOCUMENT_TABLES, ENTRY_TABLES, STATE } from "./tables.ts";
import { takeArrival } from "./take.ts";
import { isErased, isVoided, judgeVoids } from "./voids.ts";
import { unwant, want } from "./wanted.ts";

/** Settles all that the batch has noted. */
export function settleBatch(batch: Batch): void {
  batch.later.flush();
  settleVoids(batch);
  batch.settleAnswered();
  for (const [entry, document] of batch.documents) fold(batch, entry, document);
  for (const [log, { festival, refold }] of batch.festivalLogs) {
    chooseFestival(batch, log, festival, refold);
  }
  for (const author of batch.profiles) chooseProfile(batch, author);
  for (const { festival, id, requests } of batch.unsettled.values()) {
    settleResource(batch.driver, festival, id, requests);
  }
  batch.touchAsking();
}

/** Again while something that is no longer void turns out to be a delete itself. */
function settleVoids(batch: Batch): void {
  while (batch.named.size > 0) {
    const named = [...batch.named];
    batch.named.clear();
    for (const entry of judgeVoids(batch.driver, named)) touchVoided(batch, entry);
  }
}

/** What may have been voided, or no longer be: a create, an update, or anything else. */
function touchVoided(batch: Batch, target: number): void {
  const place = batch.driver.prepare(
    `SELECT logs.festival AS festival, substr(entries.digest, 1, 32) AS id, EXISTS
        (SELECT 1 FROM requests WHERE resource = substr(entries.digest, 1, 32)) AS is_asked_for
       FROM entries JOIN logs ON logs.row = entries.log WHERE entries.row = ?`,
  ).get(target)!;
  const festival = place["festival"] as number | null;
  // A tombstone of a resource answers for it, whatever the entry held.
  if (festival !== null && place["is_asked_for"] === 1) {
    batch.settleLater(festival, place["id"] as Uint8Array, "all");
  }
  if (isErased(batch.driver, target)) {
    forgetEntry(batch, target);
    unwant(batch.driver, target);
    batch.erased.add(target);
    return;
  }
  // Where nothing is derived of it, it may have been erased, and be read again, if it is here.
  if (!ENTRY_TABLES.some((table) => stands(batch.driver, table, target))) {
    batch.erased.delete(target);
    const again = arrivalAt(batch.driver, target);
    if (again === null) want(batch.driver, target);
    else takeArrival(batch, again);
    return;
  }
  // What a delete itself voids has been judged with it.
  if (stands(batch.driver, "deletes", target)) return;

  const update = batch.driver.prepare("SELECT log, schema, target FROM updates WHERE entry = ?")
    .get(target);
  if (update !== undefined) {
    const table = TABLES[update["schema"] as SchemaName];
    const document = update["target"] as number;
    if (table === "festivals") batch.chooseFestival(update["log"] as number, festival!, true);
    else if (stands(batch.driver, table, document)) batch.dirty(table, document).whole = true;
    return;
  }
  for (const table of DOCUMENT_TABLES) {
    const found = batch.driver.prepare(`SELECT * FROM ${table} WHERE entry = ?`).get(target);
    if (found === undefined) continue;
    if (table === "festivals" || table === "profiles") {
      if (table === "profiles") batch.profiles.add(found["author"] as number);
      else batch.chooseFestival(found["log"] as number, festival!, false);
      const state = isVoided(batch.driver, target) ? STATE.voided : STATE.replaced;
      updateRow(batch.driver, table, target, { state });
      removeText(batch.driver, table, target);
    } else batch.dirty(table, target).whole = true;
    if (table === "requests") {
      batch.settleLater(festival!, found["resource"] as Uint8Array, target);
    }
    if (table === "authorizations") {
      batch.touchRequest(
        found["request"] as Uint8Array,
        festival!,
        found["author"] as number,
      );
    }
    return;
  }
}

function fold(batch: Batch, entry: number, { table, whole, changes }: DirtyDocument): void {
  const stored = batch.driver.prepare(`SELECT * FROM ${table} WHERE entry = ?`).get(entry);
  if (stored === undefined) return;
  const festival = stored["festival"] as number;
  if (isVoided(batch.driver, entry)) {
    updateRow(batch.driver, table, entry, { state: STATE.voided });
    removeText(batch.driver, table, entry);
    if (table === "resources") batch.settleLater(festival, idOf(batch.driver, entry), "all");
    if (table === "events") batch.touchRequestsOf(idOf(batch.driver, entry));
    return;
  }
  const schema = schemaOf(table, stored["schema"]);
  const before = whole
    ? null
    : valuesOf(batch.driver, entry, stored["folded"] as Uint8Array | null);
  const values = before === null
    ? valuesAfter(batch.driver, entry, schema)
    : changes.reduce(applyUpdate, before);
  const state = rulesHold(schema, values) ? STATE.effective : STATE.broken;
  const folded = encodeCbor(values as CborValue);
  updateRow(batch.driver, table, entry, { state, folded, ...columnsOf(schema, values) });

  const sameState = state === stored["state"];
  if (before === null || !sameState || !sameText(table, before, values)) {
    removeText(batch.driver, table, entry);
    const author = stored["author"] as number;
    if (state === STATE.effective) {
      addText(batch.driver, table, entry, { festival, author }, values);
    }
  }
  if (table === "festivals" && state === STATE.effective) batch.touchFestival(festival, values);
  if (table === "events") batch.touchRequestsOf(idOf(batch.driver, entry));
  if (table === "requests" && !sameState) {
    batch.settleLater(festival, stored["resource"] as Uint8Array, entry);
  }
  if (table === "resources") {
    const deputy = (values["deputy"] ?? NOBODY) as Uint8Array;
    const same = before !== null && sameState && stored["quantity"] === values["quantity"] &&
      sameBytes((stored["deputy"] ?? NOBODY) as Uint8Array, deputy);
    if (!same) batch.settleLater(festival, idOf(batch.driver, entry), "all");
  }
}

/**
 * The first create that is not void counts, then the updates after it. Some look-ups, however many
 * creates there are: nothing is folded again where the same one counts, and no update of it changed.
 */
function chooseFestival(batch: Batch, log: number, festival: number, refold: boolean): void {
  const { driver } = batch;
  const first = (state: number) =>
    (driver.prepare(
      "SELECT entry FROM festivals WHERE log = ? AND state = ? ORDER BY entry LIMIT 1",
    ).get(log, state)?.["entry"] ?? Infinity) as number;
  const counting = Math.min(first(STATE.effective), first(STATE.broken));
  const chosen = Math.min(counting, first(STATE.replaced));
  if (chosen === Infinity) return batch.touchFestival(festival, {});
  if (chosen === counting && !refold) return;
  if (counting < Infinity) removeText(driver, "festivals", counting);
  if (counting < Infinity && chosen !== counting) {
    updateRow(driver, "festivals", counting, { state: STATE.replaced });
  }
  const values = valuesAfter(driver, chosen, "festival");
  const state = rulesHold("festival", values) ? STATE.effective : STATE.broken;
  const folded = encodeCbor(values as CborValue);
  updateRow(driver, "festivals", chosen, { state, folded, ...columnsOf("festival", values) });
  if (state === STATE.effective) {
    const { author } = driver.prepare("SELECT author FROM logs WHERE row = ?").get(log)!;
    addText(driver, "festivals", chosen, { festival, author: author as number }, values);
  }
  batch.touchFestival(festival, state === STATE.effective ? values : {});
}

/** The newest that is not void counts: two look-ups, however many there are. */
function chooseProfile(batch: Batch, author: number): void {
  const newest = (state: number) =>
    (batch.driver.prepare(
      "SELECT entry FROM profiles WHERE author = ? AND state = ? ORDER BY entry DESC LIMIT 1",
    ).get(author, state)?.["entry"] ?? 0) as number;
  const counting = newest(STATE.effective);
  const candidate = newest(STATE.replaced);
  if (candidate <= counting) return;
  if (counting > 0) {
    updateRow(batch.driver, "profiles", counting, { state: STATE.replaced });
    removeText(batch.driver, "profiles", counting);
  }
  updateRow(batch.driver, "profiles", candidate, { state: STATE.effective });
  const values = valuesOf(batch.driver, candidate, null);
  addText(batch.driver, "profiles", candidate, { festival: null, author }, values);
}

const NOBODY = new Uint8Array(0);
