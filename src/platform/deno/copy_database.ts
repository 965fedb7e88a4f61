import { isFile, syncFolderOf } from "./files.ts";
import { openSqlDriver } from "./sql_driver.ts";

/**
 * Copies a database, as of one moment, to a new file that only its owner can read; gives its bytes.
 * Another process may go on writing meanwhile. The file has its name only once it is whole.
 */
export function copyDatabase(from: string, to: string): number {
  if (isFile(to)) throw new Error(`${to} is there already, and a copy overwrites nothing`);
  const part = `${to}.part`;
  // Made before SQLite writes to it, so that it is never readable by others; it takes an empty file.
  Deno.openSync(part, { create: true, write: true, truncate: true, mode: 0o600 }).close();
  try {
    const driver = openSqlDriver(from, { readOnly: true });
    try {
      driver.prepare("VACUUM INTO ?").run(part);
    } finally {
      driver.close();
    }
    const file = Deno.openSync(part, { read: true, write: true });
    const bytes = file.statSync().size;
    file.syncSync();
    file.close();
    if (isFile(to)) throw new Error(`${to} is there already, and a copy overwrites nothing`);
    Deno.renameSync(part, to);
    syncFolderOf(to);
    return bytes;
  } catch (error) {
    if (isFile(part)) Deno.removeSync(part);
    throw error;
  }
}
