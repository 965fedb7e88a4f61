/** Events, and how many of the things that they ask for are confirmed. */
import type { SqlDriver, SqlRow } from "../../ports.ts";
import type { EventDocument, EventFilter, EventPlace, EventState, Hex } from "../../queries.ts";
import type { SyncQueries } from "./sync.ts";
import { STATUS } from "../../projections/mod.ts";
import { documentConditions, overlapping } from "./filters.ts";
import { nestedRows } from "./festivals.ts";
import { type Condition, pageOf, sortOf, where } from "./pages.ts";
import {
  accessOf,
  amongRows,
  documentOf,
  Documents,
  ENTRY_COLUMNS,
  entryRow,
  festivalRow,
  hexOf,
  idBytes,
  linksOf,
  OF_ENTRY,
  rowsValue,
  textOf,
  withAncestors,
} from "./rows.ts";

/**
 * What an event's own author asked for, as `festival status isToken` a request. In a column, since
 * a statement for each of two thousand events costs more than their page.
 */
const ASKED = `(SELECT group_concat(requests.festival || ' ' || requests.status || ' ' ||
      (requests.resource IS (SELECT token FROM festivals
        WHERE festivals.festival = document.festival AND festivals.state = 0)))
    FROM requests WHERE requests.event = substr(entries.digest, 1, 32)
      AND requests.author = document.author AND requests.status BETWEEN 0 AND 3)`;

/** Rows to be read by {@link eventReader}, which asks for the rest of those that it does not know. */
export const EVENTS = `SELECT document.entry AS entry, document.festival AS festival,
    document.folded AS folded, entries.digest AS digest, ${ASKED} AS asked
  FROM events AS document JOIN entries ON entries.row = document.entry`;
const REST = `SELECT document.folded AS folded, ${ENTRY_COLUMNS} FROM events AS document ${OF_ENTRY}
  WHERE document.entry = ?`;

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

const known = new WeakMap<SqlDriver, Documents<EventDocument>>();

/** Reads rows of {@link EVENTS}; the ancestors of each festival are looked up once. */
export function eventReader(driver: SqlDriver): (row: SqlRow) => EventDocument {
  const scopes = new Map<number, ReadonlySet<string>>();
  let documents = known.get(driver);
  if (documents === undefined) known.set(driver, documents = new Documents());
  return (row) => {
    const festival = row["festival"] as number;
    let scope = scopes.get(festival);
    if (scope === undefined) {
      scope = new Set(withAncestors(driver, festival).map(String));
      scopes.set(festival, scope);
    }
    const within = scope;
    // What counts of it depends on the ancestors, too, that are known here.
    const named = { ...row, asked: `${[...within]}:${row["asked"] ?? ""}` };
    return documents.read(named, () => makeEvent(driver, row, within));
  };
}

function makeEvent(driver: SqlDriver, row: SqlRow, scope: ReadonlySet<string>): EventDocument {
  const { values, ...document } = documentOf(driver.prepare(REST).get(row["entry"]!)!);
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
    ...askedFor(row["asked"] as string | null, scope),
    at: document.at,
    receivedAt: document.receivedAt,
    hash: document.hash,
  };
}

/** Reads the column {@link ASKED}. */
function askedFor(
  asked: string | null,
  scope: ReadonlySet<string>,
): Pick<EventDocument, "requests" | "official"> {
  const requests = { total: 0, confirmed: 0, pending: 0, denied: 0, conflict: 0 };
  let official = false;
  for (const one of asked?.split(",") ?? []) {
    const [festival, status, isToken] = one.split(" ");
    if (!scope.has(festival!)) continue;
    const name = STATUS[Number(status)] as Exclude<typeof STATUS[number], "withdrawn">;
    requests[name]++;
    requests.total++;
    if (name === "confirmed" && isToken === "1") official = true;
  }
  return { requests, official };
}

export function eventQueries(
  driver: SqlDriver,
): Pick<SyncQueries, "events" | "event" | "placesOfEvents"> {
  return {
    placesOfEvents: (festival) => {
      const row = festivalRow(driver, festival);
      const places = new Map<Hex, EventPlace[]>();
      if (row === null) return places;
      for (
        const { event, id, title, status } of driver.prepare(PLACES).all(
          rowsValue(withAncestors(driver, row)),
          row,
        )
      ) {
        const place = { id: hexOf(id)!, title: title as string, sure: status === 1 };
        const name = hexOf(event)!;
        const others = places.get(name);
        if (others === undefined) places.set(name, [place]);
        else if (place.sure) others.unshift(place);
        else others.push(place);
      }
      return places;
    },
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

/** From the places, of which there are few: what is asked of them, by events of one festival. */
const PLACES = `SELECT requests.event AS event, substr(entries.digest, 1, 32) AS id,
    document.title AS title, requests.status AS status
  FROM resources AS document CROSS JOIN entries ON entries.row = document.entry
  CROSS JOIN requests ON requests.resource = substr(entries.digest, 1, 32)
    AND requests.status IN (0, 1) AND requests.festival = document.festival
  CROSS JOIN entries AS asking ON substr(asking.digest, 1, 16) = substr(requests.event, 1, 16)
    AND substr(asking.digest, 1, 32) = requests.event
  CROSS JOIN events ON events.entry = asking.row AND events.author = requests.author
    AND events.state = 0
  WHERE document.state = 0 AND document.kind IN ('location', 'space')
    AND ${amongRows("document.festival")} AND events.festival = ?
  ORDER BY requests.entry`;

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
