/**
 * Full text over all kinds at once. Best first is: the words are in the title, then elsewhere; and in
 * each the newest first. So a page is read from the index as far as it reaches, and its cursor stays
 * good while others write, which a rank that counts words of all documents would not.
 */
import { matchOf, type SearchedTable } from "../../projections/mod.ts";
import type { SqlDriver, SqlRow } from "../../ports.ts";
import type { Found, FoundKind, SearchFilter, Stage } from "../../queries.ts";
import { identify, pageFrom } from "./pages.ts";
import {
  documentOf,
  ENTRY_COLUMNS,
  festivalRow,
  IN_PUBLIC,
  numberOf,
  OF_ENTRY,
  textOf,
} from "./rows.ts";
import type { SyncQueries } from "./sync.ts";

const TABLES: { readonly [Kind in FoundKind]: SearchedTable } = {
  festival: "festivals",
  event: "events",
  resource: "resources",
  user: "profiles",
};
const KINDS = Object.keys(TABLES) as FoundKind[];
/** Only these have a time. */
const TIMED: readonly FoundKind[] = ["festival", "event"];
const EXCERPT = 200;

export function searchQueries(driver: SqlDriver): Pick<SyncQueries, "search"> {
  return {
    search: (filter) => {
      const { q, festival, from, to } = filter;
      const named = festival === undefined ? null : festivalRow(driver, festival);
      if (festival !== undefined && named === null) return { items: [], next: null };
      const timed = from !== undefined || to !== undefined;
      const kinds = KINDS.filter((kind) =>
        (filter.kinds ?? KINDS).includes(kind) && (!timed || TIMED.includes(kind))
      );
      const match = matchOf(q, kinds.map((kind) => TABLES[kind]), named);
      if (match === null) return { items: [], next: null };
      const look = (tier: number, before: number, most: number) =>
        driver.prepare(
          "SELECT rowid FROM search WHERE search MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
        ).all(tier === 0 ? match.byTitle : match.byText, before, most)
          .map(({ rowid }) => ({ key: [tier, rowid as number] as const }));
      return pageFrom(
        identify(["search", q, festival, from, to, kinds]),
        2,
        filter,
        (after, most) => {
          const [tier, row] = (after ?? [0, LAST]) as [number, number];
          const found = look(tier, row, most);
          return tier === 0 && found.length < most
            ? [...found, ...look(1, LAST, most - found.length)]
            : found;
        },
        ({ key: [, entry] }) => read(driver, entry!, kinds, filter, named),
      );
    },
  };
}

const LAST = Number.MAX_SAFE_INTEGER;

/** Null for what is not to be shown here, or not at this time. */
function read(
  driver: SqlDriver,
  entry: number,
  kinds: readonly FoundKind[],
  { from, to }: SearchFilter,
  named: number | null,
): Found | null {
  for (const kind of kinds) {
    const visible = named !== null && kind === "user"
      ? "EXISTS (SELECT 1 FROM logs WHERE logs.author = document.author AND logs.festival = ?)"
      : kind === "user"
      ? "? IS NULL"
      : `document.festival = ? OR ${IN_PUBLIC}`;
    const timed = kind === "event" ? `AND document."end" > ? AND document.start < ?` : "";
    const row = driver.prepare(
      `SELECT document.folded AS folded, document.festival AS festival, ${ENTRY_COLUMNS}
        FROM ${TABLES[kind]} AS document ${OF_ENTRY}
        WHERE document.entry = ? AND document.state = 0 AND (${visible}) ${timed}`,
    ).get(entry, named, ...(timed === "" ? [] : [from ?? -LAST, to ?? LAST]));
    if (row === undefined) continue;
    const found = foundIn(driver, kind, row);
    if (from !== undefined && (found.end ?? found.start ?? -Infinity) <= from) return null;
    if (to !== undefined && (found.start ?? found.end ?? Infinity) >= to) return null;
    return found;
  }
  return null;
}

function foundIn(driver: SqlDriver, kind: FoundKind, row: SqlRow): Found {
  const { id, author, festival, values } = documentOf(row);
  const around = kind === "user" ? null : driver.prepare(
    `SELECT document.folded AS folded, ${ENTRY_COLUMNS} FROM festivals AS document ${OF_ENTRY}
      WHERE document.festival = ? AND document.state = 0`,
  ).get(row["festival"]!);
  const festivalValues = around === null || around === undefined ? {} : documentOf(around).values;
  const text = textOf(values[kind === "user" ? "about" : "description"]) ?? "";
  return {
    kind,
    id: kind === "festival" ? festival : kind === "user" ? author : id,
    title: textOf(values[kind === "user" ? "name" : "title"]) ?? "",
    excerpt: [...text.slice(0, 2 * EXCERPT)].slice(0, EXCERPT).join(""),
    festival: kind === "user" ? null : festival,
    festivalTitle: textOf(festivalValues["title"]),
    author,
    start: numberOf(values["start"]),
    end: numberOf(values["end"]),
    timezone: textOf(festivalValues["timezone"]),
    stage: kind === "event" ? values["stage"] as Stage : null,
    resourceKind: kind === "resource" ? textOf(values["kind"]) : null,
  };
}
