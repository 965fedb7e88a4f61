/** Resources, with the bookings that stand. */
import { valueToJson } from "../../../core/messages/mod.ts";
import type { CborValue } from "../../../core/messages/mod.ts";
import type { SqlDriver, SqlRow } from "../../ports.ts";
import type { Booking, ResourceDocument, ResourceFilter } from "../../queries.ts";
import type { SyncQueries } from "./sync.ts";
import { searched, tagged } from "./events.ts";
import { type Condition, pageOf, sortOf, where } from "./pages.ts";
import {
  accessOf,
  authorRow,
  documentOf,
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
import { eventTitleOf } from "./titles.ts";

export const RESOURCES = `SELECT document.entry AS entry, document.festival AS festival,
    document.folded AS folded, ${ENTRY_COLUMNS} FROM resources AS document ${OF_ENTRY}`;
const MAX_BOOKINGS = 200;

const ORDERS = {
  title: ["document.title", "document.entry"],
  kind: ["document.kind", "document.entry"],
  received: ["document.entry"],
} as const;

export function resourceReader(driver: SqlDriver): (row: SqlRow) => ResourceDocument {
  return (row) => {
    const { values, ...document } = documentOf(row);
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
      bookings: bookingsOf(driver, row["festival"] as number, idBytes(document.id)!),
      at: document.at,
      receivedAt: document.receivedAt,
      hash: document.hash,
    };
  };
}

function bookingsOf(driver: SqlDriver, festival: number, resource: Uint8Array): Booking[] {
  return driver.prepare(
    `SELECT document.start AS start, document."end" AS "end", document.quantity AS quantity,
        document.event AS event, document.festival AS festival, document.folded AS folded,
        ${ENTRY_COLUMNS} FROM requests AS document ${OF_ENTRY}
      WHERE document.resource = ? AND document.status = 1 AND document.festival = ?
      ORDER BY document.start, document.entry LIMIT ${MAX_BOOKINGS}`,
  ).all(resource, festival).map((row) => {
    const { id, values } = documentOf(row);
    return {
      request: id,
      event: hexOf(row["event"])!,
      eventTitle: eventTitleOf(driver, row["event"] as Uint8Array, festival) ??
        textOf(values["eventTitle"]),
      start: row["start"] as number,
      end: row["end"] as number,
      quantity: row["quantity"] as number,
    };
  });
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
        resourceReader(driver),
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
  { owner, kind, tag, q }: ResourceFilter,
): Condition[] | null {
  const row = festivalRow(driver, festival);
  if (row === null) return null;
  const conditions = [where("document.festival = ? AND document.state = 0", row)];
  if (kind !== undefined) conditions.push(where("document.kind = ?", kind));
  if (owner !== undefined) {
    const by = authorRow(driver, owner);
    if (by === null) return null;
    conditions.push(where("document.author = ?", by));
  }
  if (tag !== undefined) conditions.push(tagged(row, tag));
  return searched(conditions, q);
}
