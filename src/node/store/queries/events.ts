/** Events, and how many of the things that they ask for are confirmed. */
import type { SqlDriver, SqlRow } from "../../ports.ts";
import type { EventDocument, EventFilter } from "../../queries.ts";
import type { SyncQueries } from "./sync.ts";
import { matchOf, STATUS } from "../../projections/mod.ts";
import { type Condition, pageOf, sortOf, where } from "./pages.ts";
import {
  accessOf,
  amongRows,
  authorRow,
  documentOf,
  ENTRY_COLUMNS,
  entryRow,
  festivalRow,
  idBytes,
  linksOf,
  OF_ENTRY,
  rowsValue,
  textOf,
  withAncestors,
} from "./rows.ts";

export const EVENTS = `SELECT document.entry AS entry, document.festival AS festival,
    document.author AS author, document.folded AS folded, ${ENTRY_COLUMNS}
  FROM events AS document ${OF_ENTRY}`;

const ORDERS = {
  start: ["document.start", "document.entry"],
  title: ["document.title", "document.entry"],
  received: ["document.entry"],
} as const;

/** Reads rows of {@link EVENTS}; the ancestors of each festival are looked up once. */
export function eventReader(driver: SqlDriver): (row: SqlRow) => EventDocument {
  const scopes = new Map<number, number[]>();
  return (row) => {
    const { values, ...document } = documentOf(row);
    const festival = row["festival"] as number;
    let scope = scopes.get(festival);
    if (scope === undefined) scopes.set(festival, scope = withAncestors(driver, festival));
    return {
      id: document.id,
      author: document.author,
      festival: document.festival,
      title: values["title"] as string,
      description: values["description"] as string,
      start: values["start"] as number,
      end: values["end"] as number,
      tags: values["tags"] as string[],
      stage: values["stage"] as EventDocument["stage"],
      where: textOf(values["where"]),
      links: linksOf(values["links"]),
      access: accessOf(values["access"]),
      requests: countsOf(driver, idBytes(document.id)!, row["author"] as number, scope),
      at: document.at,
      receivedAt: document.receivedAt,
      hash: document.hash,
    };
  };
}

function countsOf(
  driver: SqlDriver,
  event: Uint8Array,
  author: number,
  scope: readonly number[],
): EventDocument["requests"] {
  const counts = { total: 0, confirmed: 0, pending: 0, denied: 0, conflict: 0 };
  const rows = driver.prepare(
    `SELECT status, count(*) AS count FROM requests
      WHERE event = ? AND status BETWEEN 0 AND 3 AND author = ? AND ${amongRows("festival")}
      GROUP BY status`,
  ).all(event, author, rowsValue(scope));
  for (const { status, count } of rows) {
    counts[STATUS[status as number] as Exclude<typeof STATUS[number], "withdrawn">] =
      count as number;
    counts.total += count as number;
  }
  return counts;
}

export function eventQueries(driver: SqlDriver): Pick<SyncQueries, "events" | "event"> {
  return {
    events: (festival, filter) => {
      const conditions = conditionsOf(driver, festival, filter);
      if (conditions === null) return { items: [], next: null };
      const { by, descending } = sortOf<keyof typeof ORDERS>(filter.sort ?? "start");
      return pageOf(
        driver,
        { name: "events", select: EVENTS, conditions, order: ORDERS[by], descending },
        filter,
        eventReader(driver),
      );
    },
    event: (id) => {
      const entry = entryRow(driver, id);
      if (entry === null) return null;
      const row = driver.prepare(`${EVENTS} WHERE document.entry = ? AND document.state = 0`)
        .get(entry);
      return row === undefined ? null : eventReader(driver)(row);
    },
  };
}

/** Null where nothing can match. */
function conditionsOf(
  driver: SqlDriver,
  festival: string,
  { from, to, author, tag, stage, q }: EventFilter,
): Condition[] | null {
  const row = festivalRow(driver, festival);
  if (row === null) return null;
  const conditions = [where("document.festival = ? AND document.state = 0", row)];
  if (from !== undefined) conditions.push(where('document."end" > ?', from));
  if (to !== undefined) conditions.push(where("document.start < ?", to));
  if (stage !== undefined) conditions.push(where("document.stage = ?", stage));
  if (author !== undefined) {
    const by = authorRow(driver, author);
    if (by === null) return null;
    conditions.push(where("document.author = ?", by));
  }
  if (tag !== undefined) conditions.push(tagged(row, tag));
  return searched(conditions, q);
}

export function tagged(festival: number, tag: string): Condition {
  return where(
    "document.entry IN (SELECT entry FROM tags WHERE festival = ? AND tag = ?)",
    festival,
    tag,
  );
}

/** Adds a full-text condition; null where the text has no word to look for. */
export function searched(conditions: Condition[], q: string | undefined): Condition[] | null {
  if (q === undefined || q.trim() === "") return conditions;
  const match = matchOf(q);
  if (match === null) return null;
  conditions.push(
    where("document.entry IN (SELECT rowid FROM search WHERE search MATCH ?)", match),
  );
  return conditions;
}
