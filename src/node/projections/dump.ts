/**
 * The projections as lines of JSON, sorted: rows become ids, and nothing that depends on the order
 * or the time of arrival is in it. Equal sets of entries give equal dumps.
 */
import type { CborValue } from "../../core/messages/mod.ts";
import { toHex, toJson } from "../../core/messages/mod.ts";
import type { SqlDriver, SqlRow } from "../ports.ts";
import { valuesOf } from "./fold.ts";
import { STATE, STATUS } from "./tables.ts";

const STATE_NAMES = Object.keys(STATE);

const PLACE =
  `substr(entries.digest, 1, 32) AS id, authors.key AS author_key, follows.id AS festival_id,
    entries.seq AS seq`;
const JOINS = `JOIN entries ON entries.row = document.entry JOIN logs ON logs.row = entries.log
  JOIN authors ON authors.row = logs.author LEFT JOIN follows ON follows.row = logs.festival`;

export function dumpOf(driver: SqlDriver): string[] {
  const lines: string[] = [];
  const write = (kind: string, row: SqlRow, more: { readonly [name: string]: unknown }) =>
    lines.push(JSON.stringify({
      kind,
      id: hex(row["id"]),
      author: hex(row["author_key"]),
      festival: hex(row["festival_id"]),
      seq: row["seq"],
      ...more,
    }));
  const each = (table: string, columns: string, visit: (row: SqlRow) => void) => {
    for (
      const row of driver.prepare(`SELECT ${columns}, ${PLACE} FROM ${table} AS document ${JOINS}`)
        .all()
    ) visit(row);
  };
  for (const table of ["festivals", "resources", "events", "profiles", "nestings", "remarks"]) {
    each(table, "document.entry, document.state, document.folded", (row) =>
      write(table, row, {
        state: STATE_NAMES[row["state"] as number],
        values: row["state"] === STATE.effective || row["state"] === STATE.broken
          ? valuesJson(driver, row)
          : null,
      }));
  }
  each(
    "requests",
    `document.entry, document.state, document.status, document.folded,
      (SELECT substr(digest, 1, 32) FROM entries WHERE row = document.answer) AS answer`,
    (row) =>
      write("requests", row, {
        state: STATE_NAMES[row["state"] as number],
        status: row["status"] === null ? null : STATUS[row["status"] as number],
        answer: hex(row["answer"]),
        values: valuesJson(driver, row),
      }),
  );
  each(
    "authorizations",
    "document.entry, document.state, document.folded",
    (row) =>
      write("authorizations", row, {
        state: STATE_NAMES[row["state"] as number],
        values: valuesJson(driver, row),
      }),
  );
  each(
    "deletes",
    `document.schema, document.effective,
      (SELECT substr(digest, 1, 32) FROM entries WHERE row = document.target) AS target`,
    (row) =>
      write("deletes", row, {
        target: hex(row["target"]),
        schema: row["schema"],
        effective: row["effective"] === 1,
      }),
  );
  each(
    "updates",
    `document.schema,
      (SELECT substr(digest, 1, 32) FROM entries WHERE row = document.target) AS target`,
    (row) => write("updates", row, { target: hex(row["target"]), schema: row["schema"] }),
  );
  for (
    const { id } of driver.prepare(
      `SELECT substr(entries.digest, 1, 32) AS id FROM wanted
        JOIN entries ON entries.row = wanted.entry`,
    ).all()
  ) lines.push(JSON.stringify({ kind: "wanted", id: hex(id) }));
  for (
    const { tag, id } of driver.prepare(
      `SELECT tags.tag AS tag, substr(entries.digest, 1, 32) AS id FROM tags
        JOIN entries ON entries.row = tags.entry`,
    ).all()
  ) lines.push(JSON.stringify({ kind: "tags", id: hex(id), tag }));
  for (
    const row of driver.prepare(
      `SELECT authors.key AS author, log_id, cut FROM logs JOIN authors ON authors.row = logs.author
        WHERE cut IS NOT NULL`,
    ).all()
  ) {
    lines.push(
      JSON.stringify({
        kind: "cuts",
        author: hex(row["author"]),
        log: row["log_id"],
        cut: row["cut"],
      }),
    );
  }
  return lines.sort();
}

function valuesJson(driver: SqlDriver, row: SqlRow) {
  const values = valuesOf(driver, row["entry"] as number, row["folded"] as Uint8Array | null);
  return sorted(toJson(values as CborValue));
}

/** Keys in one order, whatever the order in which updates brought them. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

function hex(value: unknown): string | null {
  return value instanceof Uint8Array ? toHex(value) : null;
}
