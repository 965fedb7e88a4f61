/** Heads of logs, shortened addresses, and the numbers that say when something changed. */
import { documentIdOf, yamfOf } from "../../../core/bamboo/mod.ts";
import { toHex } from "../../../core/messages/mod.ts";
import type { SqlDriver, SqlRow } from "../../ports.ts";
import type { Hex, LogHead, Named } from "../../queries/mod.ts";
import type { SyncQueries } from "./sync.ts";
import { pageOf, where } from "./pages.ts";
import { authorRow, entryRow, festivalRow, hexOf, IN_PUBLIC } from "./rows.ts";

const HEADS = `SELECT document.row AS row, document.log_id AS log_id, document.cut AS cut,
    authors.key AS author_key, entries.seq AS seq, entries.digest AS digest
  FROM logs AS document JOIN authors ON authors.row = document.author
  LEFT JOIN entries ON entries.log = document.row
    AND entries.seq = min(document.length, coalesce(document.cut - 1, document.length))`;

/** Those of a festival name its id, and no entry: they are not asked for, since it is never deleted. */
const UPDATES = `SELECT entries.digest AS digest FROM updates AS document
  JOIN entries ON entries.row = document.entry`;
/** Each says a whole profile; those that a later one replaced can be deleted, too. */
const PROFILES = `SELECT entries.digest AS digest FROM profiles AS document
  JOIN entries ON entries.row = document.entry`;
const NOT_DELETED =
  "NOT EXISTS (SELECT 1 FROM deletes WHERE target = document.entry AND effective = 1)";

function read(row: SqlRow): LogHead {
  return {
    author: hexOf(row["author_key"])!,
    logId: row["log_id"] as number,
    seqNum: (row["seq"] ?? 0) as number,
    hash: row["digest"] === null ? null : toHex(yamfOf(row["digest"] as Uint8Array)),
    fork: row["cut"] as number | null,
  };
}

/** How many matches of a prefix are worth telling: two already are ambiguous. */
const MOST_NAMED = 2;

export function logQueries(
  driver: SqlDriver,
): Pick<
  SyncQueries,
  "logs" | "logsOf" | "updatesOf" | "withPrefix" | "revision" | "revisionOfAll" | "countEntries"
> {
  return {
    logs: (festival, request) => {
      const row = festivalRow(driver, festival);
      if (row === null) return { items: [], next: null };
      return pageOf(
        driver,
        {
          name: "logs",
          select: HEADS,
          conditions: [where("document.festival = ?", row)],
          order: ["document.author"],
          descending: false,
        },
        request,
        read,
      );
    },
    updatesOf: (document, request) => {
      const row = entryRow(driver, document);
      const author = row === null ? authorRow(driver, document) : null;
      if (row === null && author === null) return { items: [], next: null };
      const conditions = row === null
        ? [where("document.author = ? AND document.state <> 1", author)]
        : [where("document.target = ?", row), where(NOT_DELETED)];
      return pageOf(
        driver,
        {
          name: row === null ? "profiles" : "updates",
          select: row === null ? PROFILES : UPDATES,
          conditions,
          order: row === null ? ["document.state", "document.entry"] : ["document.entry"],
          descending: false,
        },
        request,
        ({ digest }) => {
          const hash = yamfOf(digest as Uint8Array);
          return { id: toHex(documentIdOf(hash)), hash: toHex(hash) };
        },
      );
    },
    logsOf: (key, festival) => {
      const author = authorRow(driver, key);
      if (author === null) return [];
      const named = festival === undefined ? null : festivalRow(driver, festival);
      return driver.prepare(
        `${HEADS} WHERE document.author = ?
            AND (document.festival IS NULL OR document.festival = ? OR ${IN_PUBLIC})
            ORDER BY document.log_id`,
      ).all(author, named).map(read);
    },
    withPrefix: (kind, prefix) => namedBy(driver, kind, prefix),
    revision: (festival) => {
      const row = driver.prepare(
        "SELECT revision FROM follows WHERE row = ?",
      ).get(festivalRow(driver, festival));
      return (row?.["revision"] ?? 0) as number;
    },
    revisionOfAll: () =>
      driver.prepare("SELECT value FROM counter WHERE name = 'revision'")
        .get()!["value"] as number,
    // Entries are never taken out, so the last row is their number.
    countEntries: () =>
      driver.prepare("SELECT coalesce(max(row), 0) AS count FROM entries")
        .get()!["count"] as number,
  };
}

function namedBy(driver: SqlDriver, kind: Named["kind"], prefix: string): readonly Hex[] {
  if (!/^[0-9a-f]{16,64}$/.test(prefix)) return [];
  const low = bytesOf(prefix.padEnd(64, "0"));
  const high = bytesOf(prefix.padEnd(64, "f"));
  let rows: SqlRow[];
  if (kind === "user") {
    rows = driver.prepare(
      `SELECT key AS id FROM authors WHERE key BETWEEN ? AND ? AND EXISTS (
          SELECT 1 FROM logs AS document WHERE document.author = authors.row
            AND (document.festival IS NULL OR ${IN_PUBLIC})) LIMIT ?`,
    ).all(low, high, MOST_NAMED);
  } else if (kind === "festival") {
    rows = driver.prepare(
      `SELECT follows.id AS id FROM follows JOIN festivals ON festivals.festival = follows.row
        WHERE follows.id BETWEEN ? AND ? AND festivals.state = 0
          AND festivals.visibility = 'public' LIMIT ?`,
    ).all(low, high, MOST_NAMED);
  } else {
    const table = ({ event: "events", resource: "resources", request: "requests" } as const)[kind];
    rows = driver.prepare(
      `SELECT substr(entries.digest, 1, 32) AS id FROM entries
        JOIN ${table} AS document ON document.entry = entries.row
        WHERE substr(entries.digest, 1, 16) BETWEEN ? AND ?
          AND substr(entries.digest, 1, 32) BETWEEN ? AND ?
          AND document.state = 0 AND ${IN_PUBLIC} LIMIT ?`,
    ).all(low.subarray(0, 16), high.subarray(0, 16), low, high, MOST_NAMED);
  }
  return rows.map(({ id }) => toHex(id as Uint8Array));
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}
