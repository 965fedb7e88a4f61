/** Files that only their owner may read, and what goes wrong with files. */
import { dirname } from "node:path";
import { WeatherError } from "../../node/mod.ts";

/**
 * Writes a new file, readable by its owner alone and durable when this returns.
 *
 * @throws {Deno.errors.AlreadyExists} rather than overwrite.
 */
export function writeNewFile(path: string, text: string): void {
  const file = Deno.openSync(path, { createNew: true, write: true, mode: 0o600 });
  try {
    writeAll(file, new TextEncoder().encode(text));
    file.syncSync();
  } finally {
    file.close();
  }
  syncFolderOf(path);
}

/** Makes the name of a new file durable, where the system can. */
export function syncFolderOf(path: string): void {
  if (Deno.build.os === "windows") return;
  const folder = Deno.openSync(dirname(path), { read: true });
  try {
    folder.syncSync();
  } finally {
    folder.close();
  }
}

export function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
}

/** How large a file is. */
export function fileBytes(path: string): number {
  return Deno.statSync(path).size;
}

export function isMissing(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound;
}

/** An error of the file system as the ports name it. */
export function fileWeather(error: unknown): WeatherError {
  if (error instanceof WeatherError) return error;
  const { code } = error as { code?: unknown };
  if (code === "ENOSPC" || code === "EDQUOT") return new WeatherError("disk-full", error);
  if (code === "EROFS" || error instanceof Deno.errors.PermissionDenied) {
    return new WeatherError("read-only", error);
  }
  return new WeatherError("io", error);
}

export function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (isMissing(error) || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}
