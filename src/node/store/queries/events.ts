/** Events, and how many of the things that they ask for are confirmed. */
import type { SqlDriver, SqlRow } from "../../ports.ts";
import type { EventDocument, EventFilter, EventState, Hex } from "../../queries.ts";
import type { SyncQueries } from "./sync.ts";
import { STATUS } from "../../projections/mod.ts";
import { documentConditions, overlapping } from "./filters.ts";
import { nestedRows } from "./festivals.ts";
import { type Condition, pageOf, sortOf, where } from "./pages.ts";
import {
  accessOf,
  amongRows,
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

/** What an event may ask for, and what makes it official. */
interface Scope {
  /** Of {@link rowsValue}: its festival and the ancestors. */
  readonly festivals: string;
  readonly token: Uint8Array | null;
}

function scopeOf(driver: SqlDriver, festival: number): Scope {
  const row = driver.prepare("SELECT token FROM festivals WHERE festival = ? AND state = 0")
    .get(festival);
  return {
    festivals: rowsValue(withAncestors(driver, festival)),
    token: (row?.["token"] ?? null) as Uint8Array | null,
  };
}

/** Reads rows of {@link EVENTS}; the ancestors of each festival are looked up once. */
export function eventReader(driver: SqlDriver): (row: SqlRow) => EventDocument {
  const scopes = new Map<number, Scope>();
  return (row) => {
    const { values, ...document } = documentOf(row);
    const festival = row["festival"] as number;
    let scope = scopes.get(festival);
    if (scope === undefined) scopes.set(festival, scope = scopeOf(driver, festival));
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
      ...askedFor(driver, idBytes(document.id)!, row["author"] as number, scope),
      at: document.at,
      receivedAt: document.receivedAt,
      hash: document.hash,
    };
  };
}

function askedFor(
  driver: SqlDriver,
  event: Uint8Array,
  author: number,
  { festivals, token }: Scope,
): Pick<EventDocument, "requests" | "official"> {
  const requests = { total: 0, confirmed: 0, pending: 0, denied: 0, conflict: 0 };
  let official = false;
  const rows = driver.prepare(
    `SELECT status, count(*) AS count, max(resource IS ?) AS token FROM requests
      WHERE event = ? AND status BETWEEN 0 AND 3 AND author = ? AND ${amongRows("festival")}
      GROUP BY status`,
  ).all(token, event, author, festivals);
  for (const { status, count, token: has } of rows) {
    const name = STATUS[status as number] as Exclude<typeof STATUS[number], "withdrawn">;
    requests[name] = count as number;
    requests.total += count as number;
    if (name === "confirmed" && has === 1) official = true;
  }
  return { requests, official };
}

export function eventQueries(driver: SqlDriver): Pick<SyncQueries, "events" | "event"> {
  return {
    events: (festival, filter) => {
      const row = festivalRow(driver, festival);
      const conditions = row === null ? null : conditionsOf(driver, row, filter);
      if (row === null || conditions === null) return { items: [], next: null };
      const nested = filter.nested !== true ? {} : {
        elsewhere: nestedRows(driver, row).map((below) => conditionsOf(driver, below, filter)!),
      };
      const { by, descending } = sortOf<keyof typeof ORDERS>(filter.sort ?? "start");
      return pageOf(
        driver,
        { name: "events", select: EVENTS, conditions, ...nested, order: ORDERS[by], descending },
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

/** Null where nothing can match, in whatever festival. */
function conditionsOf(
  driver: SqlDriver,
  festival: number,
  filter: EventFilter,
): Condition[] | null {
  const conditions = documentConditions(driver, "events", festival, filter);
  if (conditions === null) return null;
  conditions.push(...overlapping(filter));
  const { stage, place, official, state } = filter;
  if (stage !== undefined) conditions.push(where("document.stage = ?", stage));
  if (place === undefined && official === undefined && state === undefined) return conditions;
  const scope = scopeOf(driver, festival);
  if (place !== undefined) conditions.push(holding(idOrNothing(place), [0, 1], scope));
  if (official === true) conditions.push(holding(scope.token ?? NOTHING, [1], scope));
  if (official === false && scope.token !== null) {
    const { sql, values } = holding(scope.token, [1], scope);
    conditions.push({ sql: `NOT (${sql})`, values });
  }
  if (state !== undefined) conditions.push(inState(state, scope));
  return conditions;
}

const NOTHING = new Uint8Array(0);
function idOrNothing(id: Hex): Uint8Array {
  return idBytes(id) ?? NOTHING;
}

/** Whose own author asked for a resource, with one of these results. */
function holding(
  resource: Uint8Array,
  statuses: readonly number[],
  { festivals }: Scope,
): Condition {
  return where(
    `document.entry IN (SELECT holder.entry FROM requests
        JOIN entries AS asking ON substr(asking.digest, 1, 16) = substr(requests.event, 1, 16)
          AND substr(asking.digest, 1, 32) = requests.event
        JOIN events AS holder ON holder.entry = asking.row AND holder.author = requests.author
        WHERE requests.resource = ? AND requests.status IN (${statuses})
          AND ${amongRows("requests.festival")})`,
    resource,
    festivals,
  );
}

function inState(state: EventState, { festivals }: Scope): Condition {
  if (state === "cancelled") return where("document.stage = 'cancelled'");
  const waits = `EXISTS (SELECT 1 FROM requests
      WHERE requests.event = substr(entries.digest, 1, 32) AND ${amongRows("requests.festival")}
        AND requests.author = document.author AND requests.status IN (0, 2, 3))`;
  return state === "sure"
    ? where(`document.stage = 'planned' AND NOT ${waits}`, festivals)
    : where(`document.stage = 'idea' OR (document.stage = 'planned' AND ${waits})`, festivals);
}
