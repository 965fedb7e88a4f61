/** What documents are found by: words, tags, and when they can be had. Indexes, that hold no text. */
import type { Values } from "../../core/messages/mod.ts";
import type { SqlDriver } from "../ports.ts";
import type { DocumentTable } from "./tables.ts";

export const SEARCHED_TABLES = [
  "festivals",
  "resources",
  "events",
  "requests",
  "profiles",
] as const;
export type SearchedTable = typeof SEARCHED_TABLES[number];

/** What a document is called, and what else it says. */
const SEARCHED: {
  readonly [Table in SearchedTable]: { readonly title: string; readonly text: readonly string[] };
} = {
  festivals: { title: "title", text: ["description"] },
  resources: { title: "title", text: ["kind", "tags", "description"] },
  events: { title: "title", text: ["where", "tags", "description"] },
  requests: { title: "eventTitle", text: ["note"] },
  profiles: { title: "name", text: ["about"] },
};

const MOST_WORDS = 8;

/** Adds what a document is found by, of which nothing may be there yet. */
export function addText(
  driver: SqlDriver,
  table: DocumentTable,
  entry: number,
  festival: number | null,
  values: Values,
): void {
  if (!isSearched(table)) return;
  const title = (values[SEARCHED[table].title] ?? "") as string;
  const text = SEARCHED[table].text.flatMap((name) => values[name] ?? []).join("\n");
  if (title !== "" || text !== "") {
    driver.prepare("INSERT INTO search (rowid, title, text, scope) VALUES (?, ?, ?, ?)")
      .run(entry, title, text, `${kindScope(table)} ${festivalScope(festival)}`);
  }
  if (festival === null) return;
  if (Array.isArray(values["tags"])) {
    for (const tag of values["tags"] as string[]) {
      driver.prepare("INSERT OR IGNORE INTO tags VALUES (?, ?, ?)").run(festival, tag, entry);
    }
  }
  if (table === "resources" && values["availability"] !== undefined) {
    for (const { start, end } of apart(values["availability"] as readonly Span[])) {
      driver.prepare("INSERT INTO windows VALUES (?, ?, ?)").run(entry, start, end);
    }
  }
}

export function removeText(driver: SqlDriver, table: DocumentTable, entry: number): void {
  if (!isSearched(table)) return;
  driver.prepare("DELETE FROM search WHERE rowid = ?").run(entry);
  if (table === "resources" || table === "events") {
    driver.prepare("DELETE FROM tags WHERE entry = ?").run(entry);
  }
  if (table === "resources") driver.prepare("DELETE FROM windows WHERE entry = ?").run(entry);
}

/** Whether a change leaves the index as it is: a long text costs a millisecond to take in again. */
export function sameText(table: DocumentTable, before: Values, after: Values): boolean {
  return !isSearched(table) ||
    [SEARCHED[table].title, ...SEARCHED[table].text, "availability"].every((name) =>
      JSON.stringify(before[name]) === JSON.stringify(after[name])
    );
}

function isSearched(table: DocumentTable): table is SearchedTable {
  return table in SEARCHED;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The same time as spans that neither overlap nor touch. */
function apart(windows: readonly Span[]): Span[] {
  const joined: { start: number; end: number }[] = [];
  for (const { start, end } of [...windows].sort((one, other) => one.start - other.start)) {
    const last = joined.at(-1);
    if (start >= end) continue;
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  return joined;
}

/** Words that nobody typed: they stand in a column of their own. */
function kindScope(table: SearchedTable): string {
  return `k${table}`;
}

function festivalScope(festival: number | null): string {
  return `f${festival ?? 0}`;
}

/** Each word that somebody typed, as the index is asked for it. */
export function wordsOf(typed: string): string[] {
  // Each word once, and a single letter only as a word of its own: the beginning of half of all
  // words is no question, and costs a walk through half of the index.
  const words = new Set(typed.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []);
  return [...words].slice(0, MOST_WORDS)
    .map((word) => [...word].length === 1 ? `"${word}"` : `"${word}"*`);
}

/** What somebody typed, as queries that can only ever look for words. */
export interface Match {
  /** Documents whose title has all the words. */
  readonly byTitle: string;
  /** All others that have them. */
  readonly byText: string;
  /** Both. */
  readonly either: string;
}

/**
 * Looks for all of what somebody typed; null where there is no word in it. Among documents of some
 * tables, in one festival where it is given. A profile is in none,
 * and is looked for wherever its table is named.
 */
export function matchOf(
  typed: string,
  tables: readonly SearchedTable[],
  festival: number | null = null,
): Match | null {
  const words = wordsOf(typed);
  if (words.length === 0 || tables.length === 0) return null;
  const all = words.join(" AND ");
  const kinds = tables.map((table) => `"${kindScope(table)}"`).join(" OR ");
  const scopes = [`scope : (${kinds})`];
  if (festival !== null) {
    const own = `"${festivalScope(festival)}"`;
    scopes.push(
      tables.includes("profiles")
        ? `scope : (${own} OR "${kindScope("profiles")}")`
        : `scope : ${own}`,
    );
  }
  const within = (columns: string) => `{${columns}} : (${all}) AND ${scopes.join(" AND ")}`;
  return {
    byTitle: within("title"),
    byText: `(${within("title text")}) NOT ({title} : (${all}))`,
    either: within("title text"),
  };
}
