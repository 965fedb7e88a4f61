/**
 * What documents are found by: words, marks that nobody typed, tags, and when they can be had. Indexes,
 * that hold no text.
 */
import { toHex, type Values } from "../../core/messages/mod.ts";
import type { SqlDriver } from "../ports.ts";
import { columnsOf } from "./columns.ts";
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
  { festival, author }: { readonly festival: number | null; readonly author: number },
  values: Values,
): void {
  if (!isSearched(table)) return;
  const title = (values[SEARCHED[table].title] ?? "") as string;
  const text = SEARCHED[table].text.flatMap((name) => values[name] ?? []).join("\n");
  // A request is looked for by its words alone, anything else by its marks, too.
  if (title !== "" || text !== "" || table !== "requests") {
    driver.prepare("INSERT INTO search (rowid, title, text, scope) VALUES (?, ?, ?, ?)")
      .run(entry, title, text, marksOf(table, festival, author, values).join(" "));
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
    [SEARCHED[table].title, ...SEARCHED[table].text, ...MARKED].every((name) =>
      JSON.stringify(before[name]) === JSON.stringify(after[name])
    );
}
/** What is found otherwise than by words. */
const MARKED = ["availability", "access", "stage", "place"];

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

/** What a document is, beside its words: each filter that finds it is a word in a column of their own. */
export interface Marks {
  readonly tables: readonly SearchedTable[];
  /** Rows. A profile is in no festival, and is found in each where its table is named. */
  readonly festival?: number | null | undefined;
  readonly author?: number | undefined;
  readonly tag?: string | undefined;
  /** Any of these. */
  readonly stepFree?: readonly string[] | undefined;
  readonly stages?: readonly string[] | undefined;
  /** Of a resource. */
  readonly kind?: string | undefined;
  readonly place?: boolean | undefined;
}

function marksOf(
  table: SearchedTable,
  festival: number | null,
  author: number,
  values: Values,
): string[] {
  const marks = [mark.table(table), mark.festival(festival)];
  if (table === "requests" || table === "profiles") return marks;
  marks.push(mark.author(author));
  if (table === "festivals") return marks;
  const columns = columnsOf(table === "events" ? "event" : "resource", values);
  if (columns["step_free"] !== null) marks.push(mark.stepFree(columns["step_free"] as string));
  for (const tag of new Set(values["tags"] as string[])) marks.push(mark.tag(tag));
  if (table === "events") marks.push(mark.stage(values["stage"] as string));
  else {
    marks.push(mark.resource(values["kind"] as string));
    if (columns["is_place"] === 1) marks.push(mark.place);
  }
  return marks;
}

/**
 * They begin with characters that the index takes for letters and nobody's words have (private use):
 * so no word that is typed is looked for among them, by its beginning either. What there are few of is
 * one such character, since of a word that short no beginning is kept.
 */
const FEW = [
  ...SEARCHED_TABLES.map((table) => `table ${table}`),
  ...["yes", "partly", "no"].map((answer) => `step-free ${answer}`),
  ...["idea", "planned", "cancelled"].map((stage) => `stage ${stage}`),
  "place",
];
const FIRST_MARK = 0xe000;
const [FESTIVAL, AUTHOR, TAG, RESOURCE] = ["\ue100", "\ue101", "\ue102", "\ue103"];

function oneOf(what: string): string {
  return String.fromCharCode(FIRST_MARK + FEW.indexOf(what));
}

const mark = {
  table: (table: SearchedTable) => oneOf(`table ${table}`),
  stepFree: (answer: string) => oneOf(`step-free ${answer}`),
  stage: (stage: string) => oneOf(`stage ${stage}`),
  place: oneOf("place"),
  festival: (row: number | null) => FESTIVAL + (row ?? 0).toString(36),
  author: (row: number) => AUTHOR + row.toString(36),
  tag: (tag: string) => TAG + toHex(new TextEncoder().encode(tag)),
  resource: (kind: string) => RESOURCE + toHex(new TextEncoder().encode(kind)),
} as const;

/** The marks as the index is asked for them, for all that has them; null where no table is named. */
export function scopeOf(marks: Marks): string | null {
  const { tables, festival, author, tag, stepFree, stages, kind, place } = marks;
  if (tables.length === 0) return null;
  const any = [tables.map(mark.table)];
  if (typeof festival === "number") {
    const own = [mark.festival(festival)];
    any.push(tables.includes("profiles") ? [...own, mark.table("profiles")] : own);
  }
  if (author !== undefined) any.push([mark.author(author)]);
  if (tag !== undefined) any.push([mark.tag(tag)]);
  if (stepFree !== undefined) any.push(stepFree.map(mark.stepFree));
  if (stages !== undefined) any.push(stages.map(mark.stage));
  if (kind !== undefined) any.push([mark.resource(kind)]);
  if (place === true) any.push([mark.place]);
  return any.map((words) => `scope : (${words.map((word) => `"${word}"`).join(" OR ")})`)
    .join(" AND ");
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

/** Looks for all of what somebody typed; null where there is no word in it, or no table is named. */
export function matchOf(typed: string, marks: Marks): Match | null {
  const words = wordsOf(typed);
  const scope = scopeOf(marks);
  if (words.length === 0 || scope === null) return null;
  const all = words.join(" AND ");
  const within = (columns: string) => `{${columns}} : (${all}) AND ${scope}`;
  return {
    byTitle: within("title"),
    byText: `(${within("title text")}) NOT ({title} : (${all}))`,
    either: within("title text"),
  };
}
