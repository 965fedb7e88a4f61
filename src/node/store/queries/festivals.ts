/** Festivals that this node follows. */
import type { SqlDriver, SqlRow } from "../../ports.ts";
import type { FestivalDocument, Hex } from "../../queries/mod.ts";
import { countsOf } from "./counts.ts";
import type { SyncQueries } from "./sync.ts";
import { pageOf, where } from "./pages.ts";
import {
  documentOf,
  ENTRY_COLUMNS,
  festivalRow,
  hexOf,
  idBytes,
  numberOf,
  OF_ENTRY,
  withAncestors,
} from "./rows.ts";

const SELECT = `SELECT document.festival AS row, document.folded AS folded, ${ENTRY_COLUMNS}
  FROM festivals AS document ${OF_ENTRY}`;
const NO_START = 9007199254740991;

export function festivalQueries(
  driver: SqlDriver,
): Pick<
  SyncQueries,
  "festivals" | "festival" | "ancestors" | "nested" | "nestedBelow" | "announcements"
> {
  const counts = (festival: number) => countsOf(driver).of(festival);

  function read(row: SqlRow): FestivalDocument {
    const { values, author, at, festival } = documentOf(row);
    return {
      id: festival,
      known: true,
      author,
      title: values["title"] as string,
      description: values["description"] as string,
      start: numberOf(values["start"]),
      end: numberOf(values["end"]),
      timezone: values["timezone"] as string,
      dayBreak: numberOf(values["dayBreak"]),
      parent: hexOf(values["parent"]),
      nonce: hexOf(values["nonce"]),
      visibility: values["visibility"] as FestivalDocument["visibility"],
      token: hexOf(values["token"]),
      closed: values["closed"] === true,
      counts: counts(row["row"] as number),
      at,
    };
  }

  function byRow(row: number, id: Hex): FestivalDocument {
    const found = driver.prepare(`${SELECT} WHERE document.festival = ? AND document.state = 0`)
      .get(row);
    return found === undefined ? unknown(id, counts(row)) : read(found);
  }

  return {
    festivals: (request) =>
      pageOf(
        driver,
        {
          name: "festivals",
          select: SELECT,
          conditions: [
            where("document.visibility = 'public' AND document.state = 0 AND follows.active = 1"),
          ],
          order: [`coalesce(document.start, ${NO_START})`, "document.title", "document.entry"],
          descending: false,
        },
        request,
        read,
      ),
    festival: (id) => {
      const row = festivalRow(driver, id);
      return row === null ? null : byRow(row, id);
    },
    ancestors: (id) => {
      const row = festivalRow(driver, id);
      if (row === null) return [];
      const above = withAncestors(driver, row).slice(1).map((ancestor) => {
        const follow = driver.prepare("SELECT id FROM follows WHERE row = ?").get(ancestor)!;
        return byRow(ancestor, hexOf(follow["id"])!);
      });
      // Whoever names a public festival has not named an unlisted one above it.
      if (byRow(row, id).visibility === "unlisted") return above;
      const hidden = above.findIndex(({ known, visibility }) => known && visibility === "unlisted");
      return hidden === -1 ? above : above.slice(0, hidden);
    },
    nestedBelow: (id) => {
      const row = festivalRow(driver, id);
      if (row === null) return [];
      return nestedRows(driver, row).map((below) => {
        const follow = driver.prepare("SELECT id FROM follows WHERE row = ?").get(below)!;
        return byRow(below, hexOf(follow["id"])!);
      });
    },
    nested: (id, request) => {
      const row = festivalRow(driver, id);
      if (row === null) return { items: [], next: null };
      return pageOf(
        driver,
        {
          name: "nested",
          select: `SELECT document.child AS child, document.title AS title,
                authors.key AS author_key, substr(entries.digest, 1, 32) AS id
              FROM nestings AS document ${OF_ENTRY}`,
          conditions: [
            where("document.festival = ? AND document.state = 0", row),
            // The newest announcement of each child, and none that is known to be unlisted.
            where(
              `NOT EXISTS (SELECT 1 FROM nestings AS newer WHERE newer.festival = document.festival
                AND newer.state = 0 AND newer.child = document.child AND newer.entry > document.entry)`,
            ),
            where(`NOT EXISTS (SELECT 1 FROM follows AS child JOIN festivals
                ON festivals.festival = child.row AND festivals.state = 0
                WHERE child.id = document.child AND festivals.visibility = 'unlisted')`),
          ],
          order: ["document.entry"],
          descending: false,
        },
        request,
        (nested) => ({
          id: hexOf(nested["child"])!,
          title: nested["title"] as string,
          author: hexOf(nested["author_key"])!,
          announcement: hexOf(nested["id"])!,
        }),
      );
    },
    announcements: (child) =>
      driver.prepare(
        `SELECT substr(entries.digest, 1, 32) AS id, document.title AS title,
            authors.key AS author_key, follows.id AS festival
          FROM nestings AS document ${OF_ENTRY}
          WHERE document.child = ? AND document.state = 0
          ORDER BY document.festival, document.state, document.entry LIMIT ${MOST_ANNOUNCED}`,
      ).all(idBytes(child)).map((row) => ({
        id: hexOf(row["id"])!,
        festival: hexOf(row["festival"])!,
        author: hexOf(row["author_key"])!,
        title: row["title"] as string,
      })),
  };
}

const MOST_BELOW = 64;
const MOST_ANNOUNCED = 20;

/**
 * Rows of the public festivals that are announced in one, and in those, at most 8 deep: as far as
 * they are followed and known here.
 */
export function nestedRows(driver: SqlDriver, festival: number): number[] {
  return driver.prepare(
    `WITH RECURSIVE below (row, depth) AS (
       SELECT ?1, 0
       UNION
       SELECT follows.row, depth + 1 FROM below
         CROSS JOIN nestings ON nestings.festival = below.row AND nestings.state = 0
         CROSS JOIN follows ON follows.id = nestings.child AND follows.active = 1
         CROSS JOIN festivals ON festivals.festival = follows.row AND festivals.state = 0
           AND festivals.visibility = 'public'
         WHERE depth < 8 LIMIT 1000
     ) SELECT row FROM below WHERE row <> ?1 GROUP BY row
       ORDER BY min(depth), row LIMIT ${MOST_BELOW}`,
  ).all(festival).map(({ row }) => row as number);
}

/** A festival whose own message has not arrived shows by its id, and is listed nowhere. */
function unknown(id: Hex, counts: FestivalDocument["counts"]): FestivalDocument {
  return {
    id,
    known: false,
    author: null,
    title: "",
    description: "",
    start: null,
    end: null,
    timezone: "UTC",
    dayBreak: null,
    parent: null,
    nonce: null,
    visibility: "unlisted",
    token: null,
    closed: false,
    counts,
    at: null,
  };
}
