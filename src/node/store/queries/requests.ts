/** Requests: what they came to, and where they stand in line as this node saw them arrive. */
import { messageOf, resolveResource, STATUS } from "../../projections/mod.ts";
import { toHex } from "../../../core/messages/mod.ts";
import type { SqlDriver, SqlRow } from "../../ports.ts";
import type {
  AskedBefore,
  DeskFilter,
  Hex,
  RequestDocument,
  RequestFilter,
  RequestStatus,
  Tombstone,
} from "../../queries/mod.ts";
import type { SyncQueries } from "./sync.ts";
import { overlapping, searched } from "./filters.ts";
import { type Condition, pageOf, sortOf, where } from "./pages.ts";
import {
  amongRows,
  authorRow,
  documentOf,
  ENTRY_COLUMNS,
  entryRow,
  festivalRow,
  hexOf,
  idBytes,
  IN_PUBLIC,
  OF_ENTRY,
  rowsValue,
  textOf,
  withAncestors,
} from "./rows.ts";
import { eventShown } from "./titles.ts";
import { tombstoneOf } from "./tombstones.ts";

export const REQUESTS = `SELECT document.entry AS entry, document.festival AS festival,
    document.event AS event, document.resource AS resource, document.start AS start,
    document."end" AS "end", document.quantity AS quantity, document.status AS status,
    document.answer AS answer, document.folded AS folded, ${ENTRY_COLUMNS}
  FROM requests AS document ${OF_ENTRY}`;

const ORDERS = {
  received: ["document.entry"],
  start: ["document.start", "document.entry"],
} as const;

/**
 * Ids of the resources for which a key answers: its own, bound first as its row, and those where it
 * is the deputy. A request that has an effect is in its resource's festival: its id is enough.
 */
export const ANSWERED_BY = `SELECT substr(digest, 1, 32) FROM entries WHERE row IN (
    SELECT entry FROM resources WHERE author = ? AND state = 0
    UNION SELECT entry FROM resources WHERE deputy = ? AND state = 0)`;

/** Has an effect, and is not deleted. */
export const KNOWN = "document.status IS NOT NULL AND document.state = 0";

/** Reads a row of {@link REQUESTS}. */
export function readRequest(driver: SqlDriver, row: SqlRow): RequestDocument {
  const { values, ...document } = documentOf(row);
  const festival = row["festival"] as number;
  const event = row["event"] as Uint8Array;
  const resourceId = row["resource"] as Uint8Array;
  const shown = eventShown(driver, event, festival);
  const resource = resolveResource(driver, festival, resourceId)!;
  const status = STATUS[row["status"] as number]!;
  const answer = row["answer"] === null ? null : messageOf(driver, row["answer"] as number);
  const owner = driver.prepare("SELECT key FROM authors WHERE row = ?").get(resource.owner)!;
  const title = driver.prepare("SELECT title FROM resources WHERE entry = ? AND state = 0")
    .get(resource.entry);
  return {
    id: document.id,
    author: document.author,
    festival: document.festival,
    event: hexOf(event)!,
    eventTitle: shown.title ?? textOf(values["eventTitle"]),
    eventFestival: shown.festival ?? hexOf(values["eventFestival"]),
    resource: hexOf(resourceId)!,
    resourceTitle: textOf(title?.["title"]),
    owner: hexOf(owner["key"])!,
    deputy: hexOf(resource.deputyKey),
    start: row["start"] as number,
    end: row["end"] as number,
    quantity: row["quantity"] as number,
    note: textOf(values["note"]),
    answer: textOf(values["answer"]),
    replaces: hexOf(values["replaces"]),
    status,
    answeredBy: answer === null ? null : authorOf(driver, row["answer"] as number),
    answerId: answer === null ? null : idOfEntry(driver, row["answer"] as number),
    reason: answer?.action === "create" ? textOf(answer.values["reason"]) : null,
    line: status === "pending" ? placeInLine(driver, row, values["replaces"]) : null,
    at: document.at,
    receivedAt: document.receivedAt,
    hash: document.hash,
  };
}

/**
 * Counts who is ahead at the same time: whatever stands, and whoever waits since before; but not what
 * it takes the place of, which makes room for it.
 */
function placeInLine(driver: SqlDriver, row: SqlRow, replaces: unknown): number {
  const replaced = replaces instanceof Uint8Array ? entryRow(driver, toHex(replaces)) : null;
  const { ahead } = driver.prepare(
    `SELECT count(*) AS ahead FROM requests
      WHERE resource = ? AND festival = ? AND start < ? AND "end" > ?
        AND (status = 1 OR (status = 0 AND entry < ?))
        AND NOT (entry IS ? AND author = (SELECT author FROM requests WHERE entry = ?))`,
  ).get(
    row["resource"]!,
    row["festival"]!,
    row["end"]!,
    row["start"]!,
    row["entry"]!,
    replaced,
    row["entry"]!,
  )!;
  return (ahead as number) + 1;
}

export function requestQueries(
  driver: SqlDriver,
): Pick<
  SyncQueries,
  | "requests"
  | "request"
  | "requestsOfEvent"
  | "askedBefore"
  | "requestsForDesk"
  | "requestsByAuthor"
  | "tombstone"
> {
  function list(
    name: string,
    conditions: Condition[] | null,
    filter: RequestFilter | DeskFilter,
    sort: NonNullable<RequestFilter["sort"]>,
  ) {
    if (conditions === null) return { items: [], next: null };
    const { by, descending } = sortOf<keyof typeof ORDERS>(sort);
    return pageOf(
      driver,
      { name, select: REQUESTS, conditions, order: ORDERS[by], descending },
      filter,
      (row) => readRequest(driver, row),
    );
  }

  return {
    requests: (festival, filter) =>
      list("requests", conditionsOf(driver, festival, filter), filter, filter.sort ?? "received"),
    request: (id) => {
      const tombstone = tombstoneOf(driver, id);
      if (tombstone !== null) return withdrawn(tombstone);
      const entry = entryRow(driver, id);
      if (entry === null) return null;
      const row = driver.prepare(`${REQUESTS} WHERE document.entry = ? AND ${KNOWN}`).get(entry);
      return row === undefined ? null : readRequest(driver, row);
    },
    requestsOfEvent: (event) => {
      const entry = entryRow(driver, event);
      if (entry === null) return [];
      const found = driver.prepare("SELECT festival, author FROM events WHERE entry = ?")
        .get(entry);
      if (found === undefined) return [];
      const scope = withAncestors(driver, found["festival"] as number);
      return driver.prepare(
        `${REQUESTS} WHERE document.event = ? AND document.author = ? AND ${KNOWN}
            AND ${amongRows("document.festival")}
            AND (document.festival = ? OR ${IN_PUBLIC}) ORDER BY document.entry`,
      ).all(idBytes(event)!, found["author"]!, rowsValue(scope), found["festival"]!).map((row) =>
        readRequest(driver, row)
      );
    },
    askedBefore: (event) => {
      const entry = entryRow(driver, event);
      const found = entry === null
        ? undefined
        : driver.prepare("SELECT festival, author FROM events WHERE entry = ?").get(entry);
      if (found === undefined) return [];
      const scope = rowsValue(withAncestors(driver, found["festival"] as number));
      return driver.prepare(
        `${REQUESTS} WHERE document.event = ?1 AND document.author = ?2 AND document.state = 1
            AND entries.payload IS NOT NULL AND ${amongRows("document.festival", "?3")}
            AND (document.festival = ?4 OR ${IN_PUBLIC})
            AND NOT EXISTS (SELECT 1 FROM requests AS later WHERE later.event = document.event
              AND later.author = document.author AND later.resource = document.resource
              AND (later.state = 0 AND later.status < 4
                OR later.state = 1 AND later.entry > document.entry))
          ORDER BY document.entry LIMIT ${MOST_BEFORE}`,
      ).all(idBytes(event)!, found["author"]!, scope, found["festival"]!)
        .flatMap((row) => readBefore(driver, row) ?? []);
    },
    requestsForDesk: (key, filter) => {
      const conditions = deskConditions(driver, filter);
      const author = authorRow(driver, key);
      conditions.push(where(`document.resource IN (${ANSWERED_BY})`, author, idBytes(key)));
      return list("desk", conditions, filter, "received");
    },
    requestsByAuthor: (key, filter) => {
      const author = authorRow(driver, key);
      if (author === null) return { items: [], next: null };
      const conditions = deskConditions(driver, filter);
      conditions.push(where("document.author = ?", author));
      conditions.push(where("document.status < 4"));
      return list("requests by author", conditions, filter, "-received");
    },
    tombstone: (id) => tombstoneOf(driver, id),
  };
}

const MOST_BEFORE = 50;

/** Null where what it asked for is gone, too. */
function readBefore(driver: SqlDriver, row: SqlRow): AskedBefore | null {
  const { values, id, author, festival } = documentOf(row);
  const resource = resolveResource(
    driver,
    row["festival"] as number,
    row["resource"] as Uint8Array,
  );
  if (resource === null) return null;
  const found = driver.prepare(
    `SELECT title, authors.key AS owner FROM resources
      JOIN authors ON authors.row = resources.author WHERE entry = ? AND state = 0`,
  ).get(resource.entry);
  if (found === undefined) return null;
  return {
    id,
    author,
    festival,
    event: hexOf(row["event"])!,
    eventFestival: hexOf(values["eventFestival"]),
    resource: hexOf(row["resource"])!,
    resourceTitle: textOf(found["title"]),
    owner: hexOf(found["owner"])!,
    start: row["start"] as number,
    end: row["end"] as number,
    quantity: row["quantity"] as number,
    note: textOf(values["note"]),
    answer: textOf(values["answer"]),
  };
}

function withdrawn(tombstone: Tombstone) {
  const { id, author, festival, schema } = tombstone;
  if (schema !== "request" || festival === null) return null;
  return { id, author, festival, status: "withdrawn" as const };
}

function deskConditions(driver: SqlDriver, { status, festivals }: DeskFilter): Condition[] {
  const conditions = [where(KNOWN), inPublicOr(driver, festivals)];
  if (status !== undefined) conditions.push(ofStatus(status));
  return conditions;
}

/** In a public festival, or in one that is named. */
export function inPublicOr(driver: SqlDriver, festivals: readonly Hex[] = []): Condition {
  const named = festivals.map((id) => festivalRow(driver, id)).filter((row) => row !== null);
  return where(`${IN_PUBLIC} OR ${amongRows("document.festival")}`, rowsValue(named));
}

function ofStatus(status: RequestStatus): Condition {
  return where("document.status = ?", STATUS.indexOf(status));
}

function conditionsOf(
  driver: SqlDriver,
  festival: Hex,
  filter: RequestFilter,
): Condition[] | null {
  const { author, owner, status, event, resource, q } = filter;
  const row = festivalRow(driver, festival);
  if (row === null) return null;
  // The sign keeps SQLite from reading all of the festival for what has an index of its own.
  const few = event !== undefined || resource !== undefined || author !== undefined;
  const conditions = [where(`${few ? "+" : ""}document.festival = ?`, row), where(KNOWN)];
  conditions.push(...overlapping(filter));
  if (status !== undefined) conditions.push(ofStatus(status));
  if (author !== undefined) {
    const by = authorRow(driver, author);
    if (by === null) return null;
    conditions.push(where("document.author = ?", by));
  }
  if (owner !== undefined) {
    const of = authorRow(driver, owner);
    if (of === null) return null;
    conditions.push(where(
      `EXISTS (SELECT 1 FROM entries AS asked JOIN logs ON logs.row = asked.log
        WHERE substr(asked.digest, 1, 16) = substr(document.resource, 1, 16)
          AND substr(asked.digest, 1, 32) = document.resource AND logs.author = ?)`,
      of,
    ));
  }
  if (event !== undefined) conditions.push(where("document.event = ?", idBytes(event)));
  if (resource !== undefined) conditions.push(where("document.resource = ?", idBytes(resource)));
  return searched(conditions, "requests", row, q);
}

function authorOf(driver: SqlDriver, entry: number): Hex | null {
  const row = driver.prepare(
    `SELECT authors.key AS key FROM entries JOIN logs ON logs.row = entries.log
      JOIN authors ON authors.row = logs.author WHERE entries.row = ?`,
  ).get(entry);
  return hexOf(row?.["key"] ?? null);
}

function idOfEntry(driver: SqlDriver, entry: number): Hex | null {
  const row = driver.prepare("SELECT substr(digest, 1, 32) AS id FROM entries WHERE row = ?")
    .get(entry);
  return hexOf(row?.["id"] ?? null);
}
