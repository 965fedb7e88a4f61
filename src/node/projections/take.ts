/** The first pass over a batch: each message goes into its tables, and what it touches is noted. */
import {
  type Message,
  type ParsedMessage,
  parseMessage,
  rulesHold,
  type Values,
} from "../../core/messages/mod.ts";
import type { Arrival } from "./arrival.ts";
import type { Batch } from "./batch.ts";
import { columnsOf, TABLES } from "./columns.ts";
import { earlierEntry, festivalOf, insertRow, type LaterRows, stands } from "./rows.ts";
import { addText } from "./search.ts";
import { STATE, type StatusCode } from "./tables.ts";
import { isErased, isVoided } from "./voids.ts";
import { unwant } from "./wanted.ts";

/** Takes what an entry says into the tables, as far as nothing else of the batch can change it. */
export function takeArrival(batch: Batch, arrival: Arrival): ParsedMessage {
  batch.touch(arrival.festival);
  if (arrival.late) unwant(batch.driver, arrival.row);
  const parsed = parseMessage(arrival.payload, {
    author: arrival.authorKey,
    festival: arrival.festivalId,
  });
  if (arrival.late && isErased(batch.driver, arrival.row)) {
    // Unless something that comes with it takes the delete back.
    batch.erased.add(arrival.row);
    return parsed;
  }
  if (!parsed.ok) return parsed;
  const { message } = parsed;
  if (message.action === "create") takeCreate(batch, arrival, message);
  else if (message.action === "update") takeUpdate(batch, arrival, message);
  else takeDelete(batch, arrival, message);
  const { row, festival, author } = arrival;
  if (message.proposal !== null) {
    batch.driver.prepare("INSERT OR REPLACE INTO acceptances VALUES (?, ?, ?, ?)")
      .run(row, festival, author, message.proposal);
  }
  return parsed;
}

/**
 * Nothing that is here names a create that has just been appended, in its log or in its author's
 * other words: so it is what it says. A late one is folded with all that came before it.
 */
function takeCreate(
  batch: Batch,
  arrival: Arrival,
  { schema, values }: Message & { action: "create" },
): void {
  const { row, festival, author, log, late } = arrival;
  const table = TABLES[schema];
  const holds = rulesHold(schema, values);
  const document = { entry: row, festival, author, log };
  const columns = columnsOf(schema, values);
  if (table === "profiles") {
    batch.profiles.add(author);
    const voided = late && isVoided(batch.driver, row);
    const state = voided ? STATE.voided : STATE.replaced;
    insertRow(batch.driver, table, { ...document, state, folded: null, ...columns });
    return;
  }
  if (table === "festivals") return takeFestival(batch, arrival, holds, values);
  const state = holds ? STATE.effective : STATE.broken;
  if (table === "requests") {
    const status = late || !holds ? null : statusOfNew(batch, arrival, values);
    insert(batch, late, table, { ...document, state, folded: null, ...columns, status });
    if (late) batch.settleLater(festival!, values["resource"] as Uint8Array, row);
  } else insert(batch, late, table, { ...document, state, folded: null, ...columns });

  if (late) batch.dirty(table, row).whole = true;
  else if (holds) addText(batch.driver, table, row, document, values);
  if (table === "resources" && !late) batch.settleLater(festival!, arrival.id, "all");
  if (table === "events") batch.touchRequestsOf(arrival.id);
  if (table === "authorizations") {
    batch.touchRequest(values["request"] as Uint8Array, festival!, author);
  }
}

/** What has just been appended, and is not read while a batch is taken, waits for others of its kind. */
function insert(batch: Batch, late: boolean, ...row: Parameters<LaterRows["add"]>): void {
  const [table] = row;
  if (!late && (table === "events" || table === "requests")) batch.later.add(...row);
  else insertRow(batch.driver, ...row);
}

/** Pending, if the resource is known, unless somebody has answered before the question was here. */
function statusOfNew(
  batch: Batch,
  { row, festival, id }: Arrival,
  values: Values,
): StatusCode | null {
  const resourceId = values["resource"] as Uint8Array;
  const resource = batch.resourceOf(festival!, resourceId);
  if (resource === null) return null;
  batch.settleIfAnswered({ id, entry: row, festival: festival!, resourceId, resource });
  return 0;
}

function takeFestival(
  batch: Batch,
  { row, festival, author, log, late }: Arrival,
  holds: boolean,
  values: Values,
) {
  const own = holds ? STATE.effective : STATE.broken;
  const taken = late || festivalOf(batch.driver, log) !== null;
  const voided = late && isVoided(batch.driver, row);
  const state = voided ? STATE.voided : taken ? STATE.replaced : own;
  const columns = columnsOf("festival", values);
  insertRow(batch.driver, "festivals", {
    entry: row,
    festival,
    author,
    log,
    state,
    folded: null,
    ...columns,
  });
  if (late) batch.chooseFestival(log, festival!, false);
  else if (state === STATE.effective) {
    addText(batch.driver, "festivals", row, { festival, author }, values);
    batch.touchFestival(festival!, values);
  }
}

function takeUpdate(batch: Batch, arrival: Arrival, message: Message & { action: "update" }): void {
  const { row, log, seq, festival } = arrival;
  const { schema, values } = message;
  let target: number | null;
  if (schema === "festival") {
    // Named by the festival's id, not by its create: which of those counts may change.
    insertRow(batch.driver, "updates", { entry: row, log, schema, target: 0, festival });
    if (arrival.late) batch.chooseFestival(log, festival!, true);
    target = arrival.late ? null : festivalOf(batch.driver, log);
    if (target === null) return;
  } else {
    target = earlierEntry(batch.driver, message.id, log, seq);
    if (target === null) return;
    insertRow(batch.driver, "updates", { entry: row, log, schema, target, festival });
    batch.later.flush();
    if (!stands(batch.driver, TABLES[schema], target)) return;
  }
  const document = batch.dirty(TABLES[schema], target);
  if (arrival.late) document.whole = true;
  else document.changes.push(values);
}

function takeDelete(
  batch: Batch,
  { row, log, seq, late, festival }: Arrival,
  { id, schema }: Message & { action: "delete" },
) {
  const target = earlierEntry(batch.driver, id, log, seq);
  if (target === null) return;
  const effective = late && isVoided(batch.driver, row) ? 0 : 1;
  insertRow(batch.driver, "deletes", { entry: row, log, target, schema, effective, festival });
  if (effective === 1) batch.named.add(target);
}
