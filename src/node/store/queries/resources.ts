/** Resources, with the bookings that stand. */
import { valueToJson } from "../../../core/messages/mod.ts";
import type { CborValue } from "../../../core/messages/mod.ts";
import { messageOf } from "../../projections/mod.ts";
import type { SqlDriver, SqlRow } from "../../ports.ts";
import type { Booking, FreeSpan, ResourceDocument, ResourceFilter } from "../../queries/mod.ts";
import type { SyncQueries } from "./sync.ts";
import { documentConditions } from "./filters.ts";
import { knownOf } from "./known.ts";
import { type Condition, pageOf, sortOf, where } from "./pages.ts";
import {
  accessOf,
  documentOf,
  Documents,
  ENTRY_COLUMNS,
  entryRow,
  festivalRow,
  hexOf,
  idBytes,
  numberOf,
  OF_ENTRY,
  placeOf,
  textOf,
} from "./rows.ts";

/** Rows to be read by {@link resourceReader}, which asks for the rest of those it does not know. */
export const RESOURCES = `SELECT document.entry AS entry, document.festival AS festival,
    document.folded AS folded
  FROM resources AS document JOIN entries ON entries.row = document.entry`;
const REST =
  `SELECT document.folded AS folded, ${ENTRY_COLUMNS} FROM resources AS document ${OF_ENTRY}
  WHERE document.entry = ?`;
const MAX_BOOKINGS = 200;
const BOOKING_BYTES = 400;

const ORDERS = {
  title: ["document.title", "document.entry"],
  kind: ["document.kind", "document.entry"],
  received: ["document.entry"],
} as const;

const documentsOf = new WeakMap<SqlDriver, Documents<ResourceDocument>>();

/** Reads rows of {@link RESOURCES}; with their bookings, unless nobody looks at them. */
export function resourceReader(
  driver: SqlDriver,
  bookings = true,
): (row: SqlRow) => ResourceDocument {
  let documents = documentsOf.get(driver);
  if (documents === undefined) documentsOf.set(driver, documents = new Documents());
  const unbooked = documents;
  const known = bookings ? knownOf(driver).bookings : null;
  return (row) => {
    const document = unbooked.read(row, "", () => makeResource(driver, row["entry"] as number));
    if (known === null) return document;
    let its = known.get(document.id);
    if (its === undefined) {
      its = bookingsOf(driver, row["festival"] as number, idBytes(document.id)!);
      known.keep(document.id, its, BOOKING_BYTES * (its.length + 1));
    }
    return { ...document, bookings: its };
  };
}

function makeResource(driver: SqlDriver, entry: number): ResourceDocument {
  const { values, ...document } = documentOf(driver.prepare(REST).get(entry)!);
  const policy = values["policy"] as { name: string; params: CborValue };
  return {
    id: document.id,
    author: document.author,
    festival: document.festival,
    title: values["title"] as string,
    description: values["description"] as string,
    kind: values["kind"] as string,
    tags: values["tags"] as string[],
    quantity: values["quantity"] as number,
    people: numberOf(values["people"]),
    availability: (values["availability"] ?? null) as ResourceDocument["availability"],
    policy: {
      name: policy.name,
      params: valueToJson(policy.params) as Readonly<Record<string, unknown>>,
    },
    deputy: hexOf(values["deputy"]),
    requires: (values["requires"] as Uint8Array[] | undefined)?.map((id) => hexOf(id)!) ?? null,
    contact: textOf(values["contact"]),
    place: placeOf(values["place"]),
    access: accessOf(values["access"]),
    bookings: [],
    at: document.at,
    receivedAt: document.receivedAt,
    hash: document.hash,
  };
}

/** Bookings that stand, by start, that overlap a time if one is given. */
export function bookingsOf(
  driver: SqlDriver,
  festival: number,
  resource: Uint8Array,
  most = MAX_BOOKINGS,
  overlap: { readonly from: number; readonly to: number } | null = null,
): Booking[] {
  const overlapping = overlap === null ? "" : `AND document.start < ? AND document."end" > ?`;
  return driver.prepare(
    `SELECT document.entry AS entry, document.start AS start, document."end" AS "end",
        document.quantity AS quantity, document.event AS event,
        substr(entries.digest, 1, 32) AS request, events.title AS title
      FROM requests AS document JOIN entries ON entries.row = document.entry
      LEFT JOIN entries AS asking ON substr(asking.digest, 1, 16) = substr(document.event, 1, 16)
        AND substr(asking.digest, 1, 32) = document.event
      LEFT JOIN events ON events.entry = asking.row AND events.state = 0
        AND (events.festival = document.festival OR EXISTS (SELECT 1 FROM festivals
          WHERE festivals.festival = events.festival AND festivals.state = 0
            AND festivals.visibility = 'public'))
      WHERE document.resource = ? AND document.status = 1 AND document.festival = ? ${overlapping}
      ORDER BY document.start, document.entry LIMIT ?`,
  ).all(
    resource,
    festival,
    ...(overlap === null ? [] : [overlap.to, overlap.from]),
    most,
  ).map((row) => ({
    request: hexOf(row["request"])!,
    event: hexOf(row["event"])!,
    eventTitle: textOf(row["title"]) ?? titleSaid(driver, row["entry"] as number),
    start: row["start"] as number,
    end: row["end"] as number,
    quantity: row["quantity"] as number,
  }));
}

/** What a request itself says that its event is called. */
function titleSaid(driver: SqlDriver, request: number): string | null {
  const message = messageOf(driver, request);
  return message?.action === "create" ? textOf(message.values["eventTitle"]) : null;
}

export function resourceQueries(driver: SqlDriver): Pick<SyncQueries, "resources" | "resource"> {
  return {
    resources: (festival, filter) => {
      const conditions = conditionsOf(driver, festival, filter);
      if (conditions === null) return { items: [], next: null };
      const { by, descending } = sortOf<keyof typeof ORDERS>(filter.sort ?? "title");
      return pageOf(
        driver,
        { name: "resources", select: RESOURCES, conditions, order: ORDERS[by], descending },
        filter,
        resourceReader(driver, filter.bookings),
      );
    },
    resource: (id) => {
      const entry = entryRow(driver, id);
      if (entry === null) return null;
      const row = driver.prepare(`${RESOURCES} WHERE document.entry = ? AND document.state = 0`)
        .get(entry);
      return row === undefined ? null : resourceReader(driver)(row);
    },
  };
}

function conditionsOf(
  driver: SqlDriver,
  festival: string,
  { owner, kind, place, free, ...filter }: ResourceFilter,
): Condition[] | null {
  const row = festivalRow(driver, festival);
  if (row === null) return null;
  const conditions = documentConditions(driver, "resources", row, { ...filter, author: owner });
  if (conditions === null) return null;
  if (kind !== undefined) conditions.push(where("document.kind = ?", kind));
  if (place === true) conditions.push(where("document.is_place = 1"));
  if (place === false) conditions.push(where("document.is_place = 0"));
  if (free !== undefined) conditions.push(...freeOver(free));
  return conditions;
}

/** Enough of it left at every instant of [from, to), and within what its owner offers. */
export function freeOver({ from, to, quantity = 1 }: FreeSpan): Condition[] {
  const bookings = `FROM requests AS booking
    WHERE booking.resource = substr(entries.digest, 1, 32) AND booking.status = 1
      AND booking.festival = document.festival AND booking.start < ? AND booking."end" > ?`;
  return [
    where("document.quantity >= ?", quantity),
    where(
      `document.is_limited = 0 OR EXISTS (SELECT 1 FROM windows
        WHERE windows.entry = document.entry AND windows.start <= ? AND windows."end" >= ?)`,
      from,
      to,
    ),
    // What ends makes room, at the same instant, for what begins.
    where(
      `NOT EXISTS (SELECT 1 FROM (SELECT sum(change) OVER (
            ORDER BY at, change ROWS UNBOUNDED PRECEDING) AS taken
          FROM (SELECT max(booking.start, ?) AS at, booking.quantity AS change ${bookings}
            UNION ALL SELECT booking."end" AS at, -booking.quantity AS change ${bookings}))
        WHERE taken > document.quantity - ?)`,
      from,
      to,
      from,
      to,
      from,
      quantity,
    ),
  ];
}
