/** A document's values: what its create says, and each update after it that is not void. */
import {
  applyUpdate,
  decodeCbor,
  type Message,
  parseMessage,
  type SchemaName,
  type Values,
} from "../../core/messages/mod.ts";
import type { SqlDriver, SqlRow } from "../ports.ts";

const MESSAGE = `SELECT entries.payload AS payload, authors.key AS author, follows.id AS festival
  FROM entries JOIN logs ON logs.row = entries.log JOIN authors ON authors.row = logs.author
  LEFT JOIN follows ON follows.row = logs.festival`;

/** Parses the message of an entry again; null where it has no payload, or is none. */
export function messageOf(driver: SqlDriver, entry: number): Message | null {
  const row = driver.prepare(`${MESSAGE} WHERE entries.row = ?`).get(entry);
  return row === undefined ? null : messageIn(row);
}

function messageIn(row: SqlRow): Message | null {
  if (row["payload"] === null) return null;
  const parsed = parseMessage(row["payload"] as Uint8Array, {
    author: row["author"] as Uint8Array,
    festival: row["festival"] as Uint8Array | null,
  });
  return parsed.ok ? parsed.message : null;
}

/** The values of a document as stored: its fold, or what its create says. */
export function valuesOf(driver: SqlDriver, entry: number, folded: Uint8Array | null): Values {
  if (folded !== null) {
    const decoded = decodeCbor(folded);
    if (decoded.ok) return decoded.value as Values;
    throw new TypeError(`the fold of entry ${entry} does not decode`);
  }
  const message = messageOf(driver, entry);
  if (message?.action !== "create") throw new TypeError(`entry ${entry} creates nothing`);
  return message.values;
}

/** Payloads of 64 KiB each wait in memory together: not more than these. */
const UPDATES_AT_ONCE = 100;

/** Folds a document from its create on. */
export function valuesAfter(driver: SqlDriver, entry: number, schema: SchemaName): Values {
  const named = schema === "festival"
    ? `updates.log = (SELECT log FROM entries WHERE row = ?1) AND updates.entry > ?1
        AND updates.schema = 'festival'`
    : "updates.target = ?1";
  const updates = driver.prepare(
    `${MESSAGE.replace("SELECT", "SELECT updates.entry AS entry,")}
      JOIN updates ON updates.entry = entries.row
      WHERE ${named} AND updates.schema = ?2 AND updates.entry > ?3
        AND NOT EXISTS (SELECT 1 FROM deletes WHERE target = updates.entry AND effective = 1)
      ORDER BY updates.entry LIMIT ${UPDATES_AT_ONCE}`,
  );
  let values = valuesOf(driver, entry, null);
  let last = 0;
  for (;;) {
    const page = updates.all(entry, schema, last);
    for (const row of page) {
      const message = messageIn(row);
      if (message?.action === "update") values = applyUpdate(values, message.values);
      last = row["entry"] as number;
    }
    if (page.length < UPDATES_AT_ONCE) return values;
  }
}
