/** What somebody answers for, and how each of it stands; and the events that they made. */
import { matchOf, STATUS } from "../../projections/mod.ts";
import type { SqlDriver } from "../../ports.ts";
import type {
  OverviewFilter,
  RequestStatus,
  ShareCount,
  Standing,
  StandingState,
} from "../../queries/mod.ts";
import { eventReader, EVENTS } from "./events.ts";
import { type Condition, pageOf, where } from "./pages.ts";
import { inPublicOr, KNOWN } from "./requests.ts";
import { resourceReader, RESOURCES } from "./resources.ts";
import { authorRow, entryRow, festivalRow, hexOf, idBytes, rowsValue } from "./rows.ts";
import type { SyncQueries } from "./sync.ts";

/** Somebody stands there at the same time, or waits since before: as a place in line is counted. */
const HAS_SOMEBODY_AHEAD = `EXISTS (SELECT 1 FROM requests AS ahead
  WHERE ahead.resource = document.resource AND ahead.festival = document.festival
    AND ahead.start < document."end" AND ahead."end" > document.start
    AND (ahead.status = ${codeOf("confirmed")}
      OR (ahead.status = ${codeOf("pending")} AND ahead.entry < document.entry)))`;

const counted = (status: RequestStatus) => `coalesce(sum(document.status = ${codeOf(status)}), 0)`;

/** Of one resource: its requests, counted by what they came to. */
const STANDING = `SELECT ${counted("pending")} AS pending,
    coalesce(sum(document.status = ${codeOf("pending")} AND ${HAS_SOMEBODY_AHEAD}), 0) AS line,
    ${counted("confirmed")} AS confirmed, ${counted("conflict")} AS conflict,
    ${counted("denied")} AS denied,
    min(iif(document.status = ${codeOf("confirmed")} AND document."end" > ?,
      document.start, NULL)) AS next
  FROM requests AS document
  WHERE document.resource = ? AND +document.festival = ? AND ${KNOWN}`;

const STATES: { readonly [State in StandingState]: readonly RequestStatus[] } = {
  waiting: ["pending"],
  confirmed: ["confirmed"],
  conflict: ["conflict"],
  denied: ["denied"],
  idle: ["pending", "confirmed", "conflict", "denied"],
};

export function overviewQueries(
  driver: SqlDriver,
): Pick<SyncQueries, "overview" | "shareCounts" | "eventsBy"> {
  return {
    overview: (key, { at, ...filter }) => {
      const conditions = conditionsOf(driver, filter);
      const author = authorRow(driver, key);
      const deputy = idBytes(key);
      if (conditions === null || deputy === null) return { items: [], next: null };
      const read = resourceReader(driver, false);
      return pageOf(
        driver,
        {
          name: "overview",
          select: RESOURCES,
          conditions: [where("document.author IS ? AND document.state = 0", author), ...conditions],
          elsewhere: [[
            where("document.deputy = ? AND document.state = 0", deputy),
            where("document.author IS NOT ?", author),
            ...conditions,
          ]],
          order: ["document.title", "document.entry"],
          descending: false,
        },
        filter,
        (row) => {
          const resource = read(row);
          const festival = row["festival"] as number;
          return { resource, standing: standingOf(driver, resource.id, festival, at) };
        },
      );
    },
    shareCounts: (key, { festivals }) => {
      const visible = inPublicOr(driver, festivals);
      return driver.prepare(
        `SELECT follows.id AS festival, document.kind AS kind, count(*) AS count
          FROM resources AS document JOIN follows ON follows.row = document.festival
          WHERE document.author IS ? AND document.state = 0 AND (${visible.sql})
          GROUP BY document.festival, document.kind`,
      ).all(authorRow(driver, key), ...visible.values).map((row): ShareCount => ({
        festival: hexOf(row["festival"])!,
        kind: row["kind"] as string,
        count: row["count"] as number,
      }));
    },
    eventsBy: (key, { festivals, ended, at, ...request }) => {
      const conditions = [
        where("document.author IS ? AND document.state = 0", authorRow(driver, key)),
        inPublicOr(driver, festivals),
      ];
      if (ended === true) conditions.push(where('document."end" <= ?', at ?? 0));
      if (ended === false) conditions.push(where('document."end" > ?', at ?? 0));
      return pageOf(
        driver,
        {
          name: "events by",
          select: EVENTS,
          conditions,
          order: ["document.start", "document.entry"],
          descending: ended === true,
        },
        request,
        eventReader(driver),
      );
    },
  };
}

/** Of whatever list; null where nothing can match. */
function conditionsOf(
  driver: SqlDriver,
  { festivals, festival, kind, state, q = "", resources }: Omit<OverviewFilter, "at">,
): Condition[] | null {
  const conditions = [inPublicOr(driver, festivals)];
  if (festival !== undefined) {
    const row = festivalRow(driver, festival);
    if (row === null) return null;
    // The sign keeps SQLite from reading all of the festival for what few have.
    conditions.push(where("+document.festival = ?", row));
  }
  if (kind !== undefined) conditions.push(where("+document.kind = ?", kind));
  if (state !== undefined) {
    const codes = STATES[state].map(codeOf).join(", ");
    const asked = `EXISTS (SELECT 1 FROM requests
      WHERE requests.resource = substr(entries.digest, 1, 32) AND requests.status IN (${codes})
        AND +requests.festival = document.festival AND requests.state = 0)`;
    conditions.push(where(state === "idle" ? `NOT ${asked}` : asked));
  }
  if (q.trim() !== "") {
    const match = matchOf(q, { tables: ["resources"] });
    if (match === null) return null;
    conditions.push(
      where("document.entry IN (SELECT rowid FROM search WHERE search MATCH ?)", match.either),
    );
  }
  if (resources !== undefined) {
    const rows = resources.map((id) => entryRow(driver, id)).filter((row) => row !== null);
    conditions.push(where(`document.entry IN (SELECT value FROM json_each(?))`, rowsValue(rows)));
  }
  return conditions;
}

function standingOf(driver: SqlDriver, id: string, festival: number, at: number): Standing {
  const row = driver.prepare(STANDING).get(at, idBytes(id)!, festival)!;
  const count = (name: string) => row[name] as number;
  return {
    open: count("pending") - count("line"),
    line: count("line"),
    confirmed: count("confirmed"),
    conflict: count("conflict"),
    denied: count("denied"),
    next: row["next"] as number | null,
  };
}

function codeOf(status: RequestStatus): number {
  return STATUS.indexOf(status);
}
