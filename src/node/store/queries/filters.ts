/** Conditions that several lists have in common; each list adds those of its own. */
import { matchOf, type SearchedTable } from "../../projections/mod.ts";
import type { SqlDriver } from "../../ports.ts";
import type { Hex } from "../../queries/mod.ts";
import { type Condition, where } from "./pages.ts";
import { authorRow } from "./rows.ts";

interface DocumentFilter {
  readonly author?: Hex | undefined;
  readonly tag?: string | undefined;
  readonly q?: string | undefined;
  readonly stepFree?: "yes" | "partly" | undefined;
}

/** Of what stands in one festival; null where nothing can match. */
export function documentConditions(
  driver: SqlDriver,
  table: "events" | "resources",
  festival: number,
  { author, tag, q, stepFree }: DocumentFilter,
): Condition[] | null {
  const conditions = [where("document.festival = ? AND document.state = 0", festival)];
  if (author !== undefined) {
    const by = authorRow(driver, author);
    if (by === null) return null;
    conditions.push(where("document.author = ?", by));
  }
  if (tag !== undefined) {
    conditions.push(where(
      "document.entry IN (SELECT entry FROM tags WHERE festival = ? AND tag = ?)",
      festival,
      tag,
    ));
  }
  if (stepFree === "yes") conditions.push(where("document.step_free = 'yes'"));
  if (stepFree === "partly") conditions.push(where("document.step_free IN ('yes', 'partly')"));
  return searched(conditions, table, festival, q);
}

/** Adds a full-text condition; null where the text has no word to look for. */
export function searched(
  conditions: Condition[],
  table: SearchedTable,
  festival: number,
  q: string | undefined,
): Condition[] | null {
  if (q === undefined || q.trim() === "") return conditions;
  const match = matchOf(q, { tables: [table], festival });
  if (match === null) return null;
  conditions.push(
    where("document.entry IN (SELECT rowid FROM search WHERE search MATCH ?)", match.either),
  );
  return conditions;
}

/** What overlaps the half-open [from, to). */
export function overlapping(
  { from, to }: { readonly from?: number | undefined; readonly to?: number | undefined },
): Condition[] {
  const conditions: Condition[] = [];
  if (from !== undefined) conditions.push(where('document."end" > ?', from));
  if (to !== undefined) conditions.push(where("document.start < ?", to));
  return conditions;
}
