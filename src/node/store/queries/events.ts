/** Events, and how many of the things that they ask for are confirmed. */
import type { SqlDriver, SqlRow } from "../../ports.ts";
import type { EventDocument, EventFilter, EventPlace, EventState, Hex } from "../../queries/mod.ts";
import type { PausingQueries, SyncQueries } from "./sync.ts";
import { documentConditions, overlapping } from "./filters.ts";
import { nestedRows } from "./festivals.ts";
import { type Known, knownOf } from "./known.ts";
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
 * How many of the requests of an event's own author came to what, in its own festival: 12 bits for
 * each status, and above them how many hold the festival's token. In one number, since a statement
 * for each of two thousand events, or a text, costs more than their page. Null where a number does
 * not hold it, or where ancestors come in: then {@link askedIn} counts.
 */
const ASKED = `(SELECT CASE WHEN around.parent IS NULL AND count(*) < 4096 THEN
      coalesce(sum((1 << (12 * requests.status)) +
        ((requests.status = 1 AND requests.resource IS around.token) << 48)), 0) END
    FROM requests WHERE requests.event = substr(entries.digest, 1, 32)
      AND requests.author = document.author AND requests.festival = document.festival
      AND requests.status BETWEEN 0 AND 3)`;

/** Rows to be read by {@link eventReader}, which asks for the rest of those that it does not know. */
export const EVENTS = `SELECT document.entry AS entry, document.festival AS festival,
    document.folded AS folded, ${ASKED} AS asked
  FROM events AS document JOIN entries ON entries.row = document.entry
  LEFT JOIN festivals AS around ON around.festival = document.festival AND around.state = 0`;
/** The same list, for {@link knownReader}: of those that are known nothing is counted. */
const KNOWN_EVENTS = `SELECT document.entry AS entry FROM events AS document
  LEFT JOIN entries ON entries.row = document.entry`;
const REST = `SELECT document.folded AS folded, document.author AS author, ${ENTRY_COLUMNS}
  FROM events AS document ${OF_ENTRY} WHERE document.entry = ?`;

const ORDERS = {
  start: ["document.start", "document.entry"],
  title: ["document.title", "document.entry"],
  received: ["document.entry"],
} as const;

/** What an event may ask for, and what makes it official. */
export interface Scope {
  /** Of {@link rowsValue}: its festival and the ancestors. */
  readonly festivals: string;
  readonly token: Uint8Array | null;
}

export function scopeOf(driver: SqlDriver, festival: number): Scope {
  const row = driver.prepare("SELECT token FROM festivals WHERE festival = ? AND state = 0")
    .get(festival);
  return {
    festivals: rowsValue(withAncestors(driver, festival)),
    token: (row?.["token"] ?? null) as Uint8Array | null,
  };
}

const known = new WeakMap<SqlDriver, Documents<EventDocument>>();

/** Reads rows of {@link EVENTS}; the ancestors of each festival are looked up once. */
export function eventReader(driver: SqlDriver, make = makeEvent): (row: SqlRow) => EventDocument {
  const scopes = new Map<number, Scope>();
  let documents = known.get(driver);
  if (documents === undefined) known.set(driver, documents = new Documents());
  const scopeIn = (festival: number) => {
    let scope = scopes.get(festival);
    if (scope === undefined) scopes.set(festival, scope = scopeOf(driver, festival));
    return scope;
  };
  return (row) => {
    const asked = row["asked"] as number | null ??
      askedIn(driver, row["entry"] as number, scopeIn(row["festival"] as number));
    return documents.read(row, asked, () => make(driver, row, asked));
  };
}

/** Rows of {@link EVENTS}, or of {@link KNOWN_EVENTS}, of which those not known are asked for. */
function knownReader(driver: SqlDriver, known: Known): (row: SqlRow) => EventDocument {
  const read = eventReader(driver);
  const [wasCold, all] = [known.isCold, known.events];
  let [found, missed] = [0, 0];
  return (row) => {
    const entry = row["entry"] as number;
    const before = all.get(entry);
    if (before === undefined) missed++;
    else found++;
    known.isCold = missed > found;
    if (before !== undefined) return before;
    const event = read(
      wasCold ? row : driver.prepare(`${EVENTS} WHERE document.entry = ?`).get(entry)!,
    );
    return all.keep(entry, event, EVENT_BYTES + event.description.length);
  };
}
const EVENT_BYTES = 1_000;

/** With all that {@link makeEvent} asks for: for many at once that are not known. */
const WHOLE_EVENTS = `${EVENTS.replace("SELECT", `SELECT ${ENTRY_COLUMNS},`)}
  JOIN authors ON authors.row = document.author LEFT JOIN follows ON follows.row = document.festival
  WHERE document.entry IN (SELECT value FROM json_each(?)) AND document.state = 0`;
/** A text in JSON: a row for each of two thousand takes longer than all else of their page. */
const ALL_EVENTS = `SELECT json_group_array(document.entry) AS entries FROM events AS document
  LEFT JOIN entries ON entries.row = document.entry`;
/** Read at once, in some 10 ms. */
const PORTION = 200;

export function allEventsQuery(driver: SqlDriver): Pick<PausingQueries, "allEvents"> {
  return {
    allEvents: async (festival, filter, pause) => {
      const row = festivalRow(driver, festival);
      if (row === null) return [];
      const within = filter.nested === true ? [row, ...nestedRows(driver, row)] : [row];
      const entries: number[] = [];
      for (const one of within) {
        const conditions = conditionsOf(driver, one, filter);
        if (conditions === null) return [];
        const found = driver.prepare(
          `${ALL_EVENTS} WHERE ${conditions.map(({ sql }) => `(${sql})`).join(" AND ")}`,
        ).get(...conditions.flatMap(({ values }) => values))!;
        for (const entry of JSON.parse(found["entries"] as string)) entries.push(entry);
      }
      const { events: known } = knownOf(driver);
      const events = entries.map((entry) => known.get(entry));
      const missed = entries.filter((_, i) => events[i] === undefined);
      const read = new Map<number, EventDocument>();
      for (let from = 0; from < missed.length; from += PORTION) {
        if (from > 0) await pause?.();
        for (const event of readAnew(driver, missed.slice(from, from + PORTION))) {
          read.set(...event);
        }
      }
      // What went away meanwhile is left out.
      return entries.flatMap((entry, i) => events[i] ?? read.get(entry) ?? []);
    },
  };
}

function readAnew(driver: SqlDriver, entries: readonly number[]): [number, EventDocument][] {
  const { events: known } = knownOf(driver);
  const read = eventReader(driver, (_, row, asked) => eventIn(row, asked));
  return driver.prepare(WHOLE_EVENTS).all(rowsValue(entries)).map((row) => {
    const entry = row["entry"] as number;
    const event = read(row);
    return [entry, known.keep(entry, event, EVENT_BYTES + event.description.length)];
  });
}

function makeEvent(driver: SqlDriver, row: SqlRow, asked: number | string): EventDocument {
  return eventIn(driver.prepare(REST).get(row["entry"] as number)!, asked);
}

function eventIn(row: SqlRow, asked: number | string): EventDocument {
  const { values, ...document } = documentOf(row);
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
    ...countsOf(asked),
    at: document.at,
    receivedAt: document.receivedAt,
    hash: document.hash,
  };
}

/** The same as {@link ASKED}, with the ancestors' festivals: a text of five counts. */
function askedIn(driver: SqlDriver, entry: number, { festivals, token }: Scope): string {
  const counts = [0, 0, 0, 0, 0];
  const rows = driver.prepare(
    `SELECT requests.status AS status, count(*) AS count, sum(requests.resource IS ?) AS tokens
      FROM entries JOIN events ON events.entry = entries.row
      JOIN requests ON requests.event = substr(entries.digest, 1, 32)
        AND requests.author = events.author AND requests.status BETWEEN 0 AND 3
        AND ${amongRows("requests.festival")}
      WHERE entries.row = ? GROUP BY requests.status`,
  ).all(token, festivals, entry);
  for (const { status, count, tokens } of rows) {
    counts[status as number] = count as number;
    if (status === 1) counts[4] = tokens as number;
  }
  return counts.join(" ");
}

function countsOf(asked: number | string): Pick<EventDocument, "requests" | "official"> {
  const counts = typeof asked === "string"
    ? asked.split(" ").map(Number)
    : [0, 1, 2, 3, 4].map((place) => Math.floor(asked / 4096 ** place) % 4096);
  const [pending, confirmed, denied, conflict, tokens] = counts as [
    number,
    number,
    number,
    number,
    number,
  ];
  const total = pending + confirmed + denied + conflict;
  return { requests: { total, confirmed, pending, denied, conflict }, official: tokens > 0 };
}

export function eventQueries(
  driver: SqlDriver,
): Pick<SyncQueries, "events" | "event" | "placesOfEvents"> {
  return {
    placesOfEvents: (festival, events) => {
      const places = new Map<Hex, readonly EventPlace[]>();
      const row = festivalRow(driver, festival);
      if (row === null) return places;
      const known = knownOf(driver).places;
      const missed: Pick<EventDocument, "id" | "author">[] = [];
      for (const event of events) {
        const its = known.get(event.id)?.get(row);
        if (its === undefined) missed.push(event);
        else if (its.length > 0) places.set(event.id, its);
      }
      if (missed.length === 0) return places;
      const read = placesRead(driver, row, missed);
      for (const { id } of missed) {
        const its = read.get(id) ?? [];
        const ofFestivals = new Map(known.get(id)).set(row, its);
        known.keep(id, ofFestivals, PLACES_BYTES * (ofFestivals.size + its.length));
        if (its.length > 0) places.set(id, its);
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
      const known = knownOf(driver);
      return pageOf(
        driver,
        {
          name: "events",
          select: known.isCold ? EVENTS : KNOWN_EVENTS,
          conditions,
          ...nested,
          order: ORDERS[by],
          descending,
        },
        filter,
        knownReader(driver, known),
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

const PLACES_BYTES = 200;

/** What an event can be in. */
const PLACE_KINDS = ["location", "space"];
/** From the places, of which there are few: what is asked of them. */
const ROOMS = `SELECT substr(entries.digest, 1, 32) AS id, document.title AS title
  FROM resources AS document JOIN entries ON entries.row = document.entry
  WHERE document.festival = ? AND document.state = 0 AND document.kind = ?`;
const ASKED_OF_ROOM = `SELECT requests.event AS event, authors.key AS author FROM requests
  JOIN authors ON authors.row = requests.author
  WHERE requests.resource = ? AND requests.status = ? AND +requests.festival = ?`;
/** From an event, where few are asked for. */
const ROOMS_OF_EVENT = `SELECT requests.resource AS id, document.title AS title,
    requests.status AS status
  FROM requests JOIN authors ON authors.row = requests.author
  JOIN entries ON substr(entries.digest, 1, 16) = substr(requests.resource, 1, 16)
    AND substr(entries.digest, 1, 32) = requests.resource
  JOIN resources AS document ON document.entry = entries.row
  WHERE requests.event = ? AND requests.status IN (0, 1) AND authors.key = ?
    AND +document.festival = requests.festival AND +document.state = 0
    AND +document.kind IN ('location', 'space') AND ${amongRows("requests.festival")}`;
const FEW_EVENTS = 50;

/** What the authors of events of a festival asked for there and above it, that events can be in. */
function placesRead(
  driver: SqlDriver,
  festival: number,
  events: readonly Pick<EventDocument, "id" | "author">[],
): Map<Hex, EventPlace[]> {
  const places = new Map<Hex, EventPlace[]>();
  const add = (event: Hex, place: EventPlace) => {
    const others = places.get(event);
    if (others === undefined) places.set(event, [place]);
    else others.push(place);
  };
  const scopes = withAncestors(driver, festival);
  if (events.length <= FEW_EVENTS) {
    for (const { id, author } of events) {
      const rows = driver.prepare(ROOMS_OF_EVENT)
        .all(idBytes(id)!, idBytes(author)!, rowsValue(scopes));
      for (const row of rows) {
        const sure = row["status"] === 1;
        add(id, { id: hexOf(row["id"])!, title: row["title"] as string, sure });
      }
    }
  } else {
    const authors = new Map(events.map(({ id, author }) => [id, author]));
    for (const scope of scopes) {
      for (const room of PLACE_KINDS.flatMap((kind) => driver.prepare(ROOMS).all(scope, kind))) {
        const [id, title] = [hexOf(room["id"])!, room["title"] as string];
        for (const sure of [true, false]) {
          for (const row of driver.prepare(ASKED_OF_ROOM).all(room["id"]!, sure ? 1 : 0, scope)) {
            const event = hexOf(row["event"])!;
            if (authors.get(event) === hexOf(row["author"])) add(event, { id, title, sure });
          }
        }
      }
    }
  }
  for (const its of places.values()) its.sort(inOrder);
  return places;
}

/** Those that are sure come first: the first one is where it is shown. */
function inOrder(one: EventPlace, other: EventPlace): number {
  return Number(other.sure) - Number(one.sure) || (one.title < other.title ? -1 : 0) ||
    (one.title > other.title ? 1 : one.id < other.id ? -1 : 1);
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
  const { title, stage, place, official, state } = filter;
  if (title !== undefined) conditions.push(where("document.title = ?", title));
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

/** The same for one `document`, as one question of it. */
export function askedFor(resource: Uint8Array, { festivals }: Scope): Condition {
  return where(
    `EXISTS (SELECT 1 FROM requests
      WHERE requests.event = substr(entries.digest, 1, 32) AND requests.author = document.author
        AND ${amongRows("requests.festival")} AND requests.status IN (0, 1)
        AND requests.resource = ?)`,
    festivals,
    resource,
  );
}

export function inState(state: EventState, { festivals }: Scope): Condition {
  if (state === "cancelled") return where("document.stage = 'cancelled'");
  const waits = `EXISTS (SELECT 1 FROM requests
      WHERE requests.event = substr(entries.digest, 1, 32) AND ${amongRows("requests.festival")}
        AND requests.author = document.author AND requests.status IN (0, 2, 3))`;
  return state === "sure"
    ? where(`document.stage = 'planned' AND NOT ${waits}`, festivals)
    : where(`document.stage = 'idea' OR (document.stage = 'planned' AND ${waits})`, festivals);
}
