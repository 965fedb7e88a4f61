/** Full text and tags of documents: an index that holds no text of its own. */
import type { Values } from "../../core/messages/mod.ts";
import type { SqlDriver } from "../ports.ts";
import type { DocumentTable } from "./tables.ts";

const SEARCHED: { readonly [Table in DocumentTable]?: readonly string[] } = {
  resources: ["title", "kind", "tags", "description"],
  events: ["title", "where", "tags", "description"],
  requests: ["eventTitle", "note"],
};

export function writeText(
  driver: SqlDriver,
  table: DocumentTable,
  entry: number,
  festival: number,
  values: Values,
): void {
  const names = SEARCHED[table];
  if (names === undefined) return;
  const text = names.flatMap((name) => values[name] ?? []).join("\n");
  removeText(driver, entry);
  if (text !== "") {
    driver.prepare("INSERT INTO search (rowid, text) VALUES (?, ?)").run(entry, text);
  }
  if (!Array.isArray(values["tags"])) return;
  for (const tag of values["tags"] as string[]) {
    driver.prepare("INSERT OR IGNORE INTO tags VALUES (?, ?, ?)").run(festival, tag, entry);
  }
}

export function removeText(driver: SqlDriver, entry: number): void {
  driver.prepare("DELETE FROM search WHERE rowid = ?").run(entry);
  driver.prepare("DELETE FROM tags WHERE entry = ?").run(entry);
}

/** What somebody typed, as a query that can only ever look for words; null where there are none. */
export function matchOf(typed: string): string | null {
  const words = typed.match(/[\p{L}\p{N}\p{M}]+/gu);
  if (words === null) return null;
  return words.slice(0, 16).map((word) => `"${word}"*`).join(" ");
}
