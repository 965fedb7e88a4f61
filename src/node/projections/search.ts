/** Full text and tags of documents: an index that holds no text of its own. */
import type { Values } from "../../core/messages/mod.ts";
import type { SqlDriver } from "../ports.ts";
import type { DocumentTable } from "./tables.ts";

export const SEARCHED_TABLES = ["resources", "events", "requests"] as const;
type SearchedTable = typeof SEARCHED_TABLES[number];

const SEARCHED: { readonly [Table in SearchedTable]: readonly string[] } = {
  resources: ["title", "kind", "tags", "description"],
  events: ["title", "where", "tags", "description"],
  requests: ["eventTitle", "note"],
};

const MOST_WORDS = 8;

/** Adds what a document says, of which nothing may be there yet. */
export function addText(
  driver: SqlDriver,
  table: DocumentTable,
  entry: number,
  festival: number,
  values: Values,
): void {
  if (!isSearched(table)) return;
  const text = textOf(table, values);
  if (text !== "") {
    driver.prepare("INSERT INTO search (rowid, text) VALUES (?, ?)").run(entry, text);
  }
  if (!Array.isArray(values["tags"])) return;
  for (const tag of values["tags"] as string[]) {
    driver.prepare("INSERT OR IGNORE INTO tags VALUES (?, ?, ?)").run(festival, tag, entry);
  }
}

export function removeText(driver: SqlDriver, table: DocumentTable, entry: number): void {
  if (!isSearched(table)) return;
  driver.prepare("DELETE FROM search WHERE rowid = ?").run(entry);
  driver.prepare("DELETE FROM tags WHERE entry = ?").run(entry);
}

/** Whether a change leaves the index as it is: a long text costs a millisecond to take in again. */
export function sameText(table: DocumentTable, before: Values, after: Values): boolean {
  return !isSearched(table) ||
    SEARCHED[table].every((name) => JSON.stringify(before[name]) === JSON.stringify(after[name]));
}

function textOf(table: SearchedTable, values: Values): string {
  return SEARCHED[table].flatMap((name) => values[name] ?? []).join("\n");
}

function isSearched(table: DocumentTable): table is SearchedTable {
  return table in SEARCHED;
}

/** What somebody typed, as a query that can only ever look for words; null where there are none. */
export function matchOf(typed: string): string | null {
  // Each word once, and a single letter only as a word of its own: the beginning of half of all
  // words is no question, and costs a walk through half of the index.
  const words = [...new Set(typed.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [])];
  if (words.length === 0) return null;
  return words.slice(0, MOST_WORDS)
    .map((word) => [...word].length === 1 ? `"${word}"` : `"${word}"*`).join(" ");
}
