import { backup, DatabaseSync } from "node:sqlite";
import { fileWeather, isFile, syncFolderOf } from "./files.ts";

/** A few megabytes between two words about how far it is. */
const STEP_PAGES = 1_000;

/**
 * Copies a database, as of one moment, to a new file that only its owner can read; gives its bytes.
 * Another process may go on writing meanwhile. The file has its name only once it is whole.
 */
export async function copyDatabase(
  from: string,
  to: string,
  told: (pages: number, total: number) => void = () => {},
): Promise<number> {
  refuseToOverwrite(to);
  const part = `${to}.part`;
  try {
    // Made before SQLite writes to it, so that it is never readable by others.
    Deno.openSync(part, { create: true, write: true, truncate: true, mode: 0o600 }).close();
    const database = new DatabaseSync(from, { readOnly: true });
    try {
      // All that is read is of one moment. Without that, the copy would begin anew whenever another
      // process has written between two steps.
      database.exec("BEGIN; SELECT count(*) FROM sqlite_schema");
      await backup(database, part, {
        rate: STEP_PAGES,
        progress: ({ totalPages, remainingPages }) => told(totalPages - remainingPages, totalPages),
      });
    } finally {
      database.close();
    }
    using file = Deno.openSync(part, { read: true, write: true });
    const bytes = file.statSync().size;
    file.syncSync();
    refuseToOverwrite(to);
    Deno.renameSync(part, to);
    syncFolderOf(to);
    return bytes;
  } catch (error) {
    if (isFile(part)) Deno.removeSync(part);
    // What SQLite and we say is a sentence; what the system says is not.
    throw isSystemError(error) ? fileWeather(error) : error;
  }
}

function refuseToOverwrite(path: string): void {
  if (isFile(path)) throw new Error(`${path} is there already, and a copy overwrites nothing`);
}

function isSystemError(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === "string" && /^E[A-Z]+$/.test(code);
}
