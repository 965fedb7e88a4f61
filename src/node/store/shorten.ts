/** Brings entries as versions 1 and 2 kept them, whole, to what is kept of them since version 3. */
import { decodeEntry } from "../../core/bamboo/mod.ts";
import type { SqlDriver } from "../ports.ts";
import { tailOf } from "./entry_bytes.ts";

const AT_ONCE = 1_000;

export function shortenEntries(driver: SqlDriver): void {
  // A new database has none.
  if (driver.prepare("SELECT row FROM entries WHERE row > 0 LIMIT 1").get() !== undefined) {
    shortenAll(driver);
  }
  driver.exec("ALTER TABLE entries RENAME COLUMN bytes TO tail");
}

function shortenAll(driver: SqlDriver): void {
  const page = driver.prepare("SELECT row, bytes FROM entries WHERE row > ? ORDER BY row LIMIT ?");
  const write = driver.prepare("UPDATE entries SET bytes = ? WHERE row = ?");
  for (let rows = page.all(0, AT_ONCE); rows.length > 0;) {
    for (const row of rows) {
      const bytes = row["bytes"] as Uint8Array;
      const decoded = decodeEntry(bytes);
      if (!decoded.ok) throw new TypeError(`entry ${row["row"]} does not decode`);
      write.run(tailOf(bytes, decoded.entry), row["row"]!);
    }
    rows = page.all(rows.at(-1)!["row"]!, AT_ONCE);
  }
}
