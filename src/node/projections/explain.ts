/** Why an entry has no effect, asked of the tables as they are now: so it can change its answer. */
import { type Message, type ParsedMessage, parseMessage } from "../../core/messages/mod.ts";
import type { IgnoredCode } from "../ignored.ts";
import type { SqlDriver } from "../ports.ts";
import { resolveResource } from "./settle_resource.ts";
import { STATE } from "./tables.ts";
import { isVoided } from "./voids.ts";

export interface Explained {
  /** The document's id (32 bytes), where the message has one. */
  readonly id: Uint8Array | null;
  readonly ignored: IgnoredCode | null;
}

/** A stored entry, and the message in its payload; null where it has no payload. */
export interface Placed {
  readonly entry: number;
  /** Of the document that it may create. */
  readonly id: Uint8Array;
  readonly log: number;
  readonly author: number;
  readonly festival: number | null;
  readonly parsed: ParsedMessage | null;
  readonly isCut: boolean;
}

/** Explains a stored entry by its row. */
export function explain(driver: SqlDriver, entry: number): Explained {
  const row = driver.prepare(
    `SELECT substr(entries.digest, 1, 32) AS id, entries.payload AS payload, entries.log AS log,
        logs.cut IS NOT NULL AND entries.seq >= logs.cut AS is_cut,
        logs.festival AS festival, logs.author AS author,
        authors.key AS author_key, follows.id AS festival_id
      FROM entries JOIN logs ON logs.row = entries.log JOIN authors ON authors.row = logs.author
      LEFT JOIN follows ON follows.row = logs.festival WHERE entries.row = ?`,
  ).get(entry);
  if (row === undefined) throw new RangeError(`no entry has the row ${entry}`);
  return explainPlaced(driver, {
    entry,
    id: row["id"] as Uint8Array,
    log: row["log"] as number,
    author: row["author"] as number,
    festival: row["festival"] as number | null,
    parsed: row["payload"] === null ? null : parseMessage(row["payload"] as Uint8Array, {
      author: row["author_key"] as Uint8Array,
      festival: row["festival_id"] as Uint8Array | null,
    }),
    isCut: row["is_cut"] === 1,
  });
}

/** The cut is told first, then the delete, then the message. */
export function explainPlaced(driver: SqlDriver, placed: Placed): Explained {
  const { entry, parsed } = placed;
  const id = parsed?.ok ? parsed.message.id ?? placed.id : null;
  const say = (ignored: IgnoredCode | null): Explained => ({ id, ignored });

  if (placed.isCut) return say("cut");
  if (isVoided(driver, entry)) return say("deleted");
  if (parsed === null) return say("no-payload");
  if (!parsed.ok) return say(parsed.refusal.code);
  const { message } = parsed;
  if (message.action === "create") return say(ofCreate(driver, placed, message));
  if (message.action === "update") return say(ofUpdate(driver, placed, message));
  const stands = driver.prepare("SELECT 1 FROM deletes WHERE entry = ?").get(entry);
  return say(stands === undefined ? "unknown-document" : null);
}

function ofCreate(
  driver: SqlDriver,
  { entry, author, festival: row }: Placed,
  { schema, values }: Message & { action: "create" },
): IgnoredCode | null {
  const festival = row as number;
  const stateIn = (table: string) =>
    driver.prepare(`SELECT state FROM ${table} WHERE entry = ?`).get(entry)!["state"] as number;
  switch (schema) {
    case "festival":
      return ofState(stateIn("festivals"));
    case "user":
      return ofState(stateIn("profiles"));
    case "resource":
      return ofState(stateIn("resources"));
    case "event":
      return ofState(stateIn("events"));
    case "nesting":
      return ofState(stateIn("nestings"));
    case "proposal":
      return ofState(stateIn("remarks"));
    case "request": {
      const { state, status } = driver.prepare("SELECT state, status FROM requests WHERE entry = ?")
        .get(entry)!;
      if (state === STATE.broken) return "rule-broken";
      return status === null ? "unknown-resource" : null;
    }
    case "vote":
      return requestNamed(driver, festival, values["request"] as Uint8Array) === null
        ? "unknown-request"
        : null;
    case "authorization": {
      const resourceId = requestNamed(driver, festival, values["request"] as Uint8Array);
      if (resourceId === null) return "unknown-request";
      const resource = resolveResource(driver, festival, resourceId);
      if (resource === null) return "unknown-request";
      return author === resource.owner || author === resource.deputy ? null : "not-the-owner";
    }
  }
}

/** The resource (id) that a request asks for, if that request has an effect here. */
function requestNamed(driver: SqlDriver, festival: number, id: Uint8Array): Uint8Array | null {
  const found = driver.prepare(
    `SELECT requests.resource AS resource FROM entries JOIN requests ON requests.entry = entries.row
      WHERE substr(entries.digest, 1, 16) = ? AND substr(entries.digest, 1, 32) = ?
        AND requests.festival = ? AND requests.status IS NOT NULL`,
  ).get(id.subarray(0, 16), id, festival);
  return (found?.["resource"] ?? null) as Uint8Array | null;
}

function ofUpdate(
  driver: SqlDriver,
  { entry, log }: Placed,
  { schema }: Message & { action: "update" },
): IgnoredCode | null {
  if (schema === "festival") {
    const created = driver.prepare(
      "SELECT state FROM festivals WHERE log = ? AND entry < ? AND state IN (?, ?)",
    ).get(log, entry, STATE.effective, STATE.broken);
    return created === undefined ? "unknown-document" : ofState(created["state"] as number);
  }
  const update = driver.prepare("SELECT target FROM updates WHERE entry = ?").get(entry);
  if (update === undefined) return "unknown-document";
  const table = schema === "resource" ? "resources" : "events";
  const document = driver.prepare(`SELECT state FROM ${table} WHERE entry = ?`)
    .get(update["target"]!);
  if (document === undefined || document["state"] === STATE.voided) {
    return "document-without-effect";
  }
  return ofState(document["state"] as number);
}

function ofState(state: number): IgnoredCode | null {
  switch (state) {
    case STATE.voided:
      return "deleted";
    case STATE.broken:
      return "rule-broken";
    case STATE.replaced:
      return "replaced";
    default:
      return null;
  }
}
