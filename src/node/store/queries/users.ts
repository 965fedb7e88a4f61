/** People: what their profiles say and what they share in public festivals. */
import type { SqlDriver } from "../../ports.ts";
import type { Hex } from "../../queries/mod.ts";
import type { SyncQueries } from "./sync.ts";
import { eventReader, EVENTS } from "./events.ts";
import { knownOf } from "./known.ts";
import { resourceReader, RESOURCES } from "./resources.ts";
import {
  authorRow,
  documentOf,
  ENTRY_COLUMNS,
  hexOf,
  idBytes,
  IN_PUBLIC,
  linksOf,
  OF_ENTRY,
  textOf,
} from "./rows.ts";

const MOST_SHARED = 200;
/** A key, a name, and what keeps them. */
const NAME_BYTES = 600;

export function userQueries(driver: SqlDriver): Pick<SyncQueries, "user" | "names"> {
  return {
    user: (key, { bookings = true, shared: isShown = true } = {}) => {
      const author = authorRow(driver, key);
      if (author === null) return null;
      const row = driver.prepare(
        `SELECT document.folded AS folded, ${ENTRY_COLUMNS} FROM profiles AS document ${OF_ENTRY}
            WHERE document.author = ? AND document.state = 0`,
      ).get(author);
      if (row === undefined && !isPublic(driver, author)) return null;
      const values = row === undefined ? null : documentOf(row).values;
      const shared = `WHERE document.author = ? AND document.state = 0 AND ${IN_PUBLIC}
          ORDER BY document.entry DESC LIMIT ${MOST_SHARED}`;
      return {
        id: key,
        name: textOf(values?.["name"]),
        about: textOf(values?.["about"]),
        contact: textOf(values?.["contact"]),
        links: linksOf(values?.["links"]),
        members: (values?.["members"] as Uint8Array[] | undefined)?.map((m) => hexOf(m)!) ?? null,
        lastActive: lastActive(driver, author),
        resources: !isShown ? [] : driver.prepare(`${RESOURCES} ${shared}`).all(author)
          .map(resourceReader(driver, bookings)),
        events: !isShown
          ? []
          : driver.prepare(`${EVENTS} ${shared}`).all(author).map(eventReader(driver)),
      };
    },
    names: (keys) => {
      const names = new Map<Hex, string>();
      const known = knownOf(driver).names;
      const find = driver.prepare(
        `SELECT profiles.name AS name FROM authors JOIN profiles ON profiles.author = authors.row
          AND profiles.state = 0 WHERE authors.key = ? ORDER BY profiles.entry DESC LIMIT 1`,
      );
      for (const key of new Set(keys)) {
        let name = known.get(key);
        if (name === undefined) {
          const bytes = idBytes(key);
          const found = bytes === null ? undefined : find.get(bytes)?.["name"];
          name = known.keep(key, typeof found === "string" ? found : "", NAME_BYTES);
        }
        if (name !== "") names.set(key, name);
      }
      return names;
    },
  };
}

/** Whether anything of an author is known but what they wrote in unlisted festivals. */
function isPublic(driver: SqlDriver, author: number): boolean {
  return driver.prepare(
    `SELECT 1 FROM logs AS document
      WHERE document.author = ? AND (document.festival IS NULL OR ${IN_PUBLIC}) LIMIT 1`,
  ).get(author) !== undefined;
}

/** When this node last received an entry of theirs, unlisted festivals aside. */
function lastActive(driver: SqlDriver, author: number): number | null {
  const { last } = driver.prepare(
    `SELECT max(entries.received_at) AS last FROM logs AS document
      JOIN entries ON entries.log = document.row AND entries.seq = document.length
      WHERE document.author = ? AND (document.festival IS NULL OR ${IN_PUBLIC})`,
  ).get(author)!;
  return last as number | null;
}
