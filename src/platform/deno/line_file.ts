/** Large files of lines: written whole or not at all, and read a piece at a time. */
import { fileWeather, isFile, syncFolderOf, writeAll } from "./files.ts";

const WRITE_BYTES = 1 << 18;
const READ_BYTES = 1 << 16;
const NEWLINE = 0x0a;

/**
 * Writes lines to a new file that only its owner can read; gives its bytes. The file has its name
 * only once it is whole and durable; whatever fails before, or throws in `lines`, leaves nothing.
 */
export function writeLineFile(path: string, lines: Iterable<string>): number {
  refuseToOverwrite(path);
  const part = `${path}.part`;
  let file: Deno.FsFile | undefined;
  try {
    file = system(() => Deno.openSync(part, MADE_ANEW));
    const encoder = new TextEncoder();
    let waiting = "";
    let bytes = 0;
    const flush = () => {
      const piece = encoder.encode(waiting);
      system(() => writeAll(file!, piece));
      bytes += piece.length;
      waiting = "";
    };
    for (const line of lines) {
      waiting += `${line}\n`;
      if (waiting.length >= WRITE_BYTES) flush();
    }
    flush();
    system(() => file!.syncSync());
    file.close();
    file = undefined;
    refuseToOverwrite(path);
    system(() => {
      Deno.renameSync(part, path);
      syncFolderOf(path);
    });
    return bytes;
  } catch (error) {
    file?.close();
    if (isFile(part)) Deno.removeSync(part);
    throw error;
  }
}

const MADE_ANEW = { create: true, write: true, truncate: true, mode: 0o600 } as const;

export interface FileLine {
  readonly bytes: Uint8Array;
  /** Whether a newline ended it; only the last line of all can have none. */
  readonly ended: boolean;
}

/** Reads a file's lines. One longer than `mostBytes` is given as far as it was read, and is the last. */
export function* readLineFile(path: string, mostBytes: number): Generator<FileLine> {
  const file = system(() => Deno.openSync(path, { read: true }));
  try {
    const piece = new Uint8Array(READ_BYTES);
    let line: Uint8Array[] = [];
    let length = 0;
    const taken = (ended: boolean): FileLine => {
      const bytes = new Uint8Array(length);
      let at = 0;
      for (const part of line) {
        bytes.set(part, at);
        at += part.length;
      }
      [line, length] = [[], 0];
      return { bytes, ended };
    };
    for (;;) {
      const read = system(() => file.readSync(piece));
      if (read === null) break;
      for (let at = 0; at < read;) {
        const newline = piece.subarray(0, read).indexOf(NEWLINE, at);
        const end = newline < 0 ? read : newline;
        line.push(piece.slice(at, end));
        length += end - at;
        if (length > mostBytes) {
          yield taken(false);
          return;
        }
        if (newline >= 0) yield taken(true);
        at = end + 1;
      }
    }
    if (length > 0) yield taken(false);
  } finally {
    file.close();
  }
}

/** A whole file; null where it has more than `mostBytes`. */
export function readSmallFile(path: string, mostBytes: number): Uint8Array | null {
  return system(() => Deno.statSync(path).size > mostBytes ? null : Deno.readFileSync(path));
}

function refuseToOverwrite(path: string): void {
  if (isFile(path)) throw new Error(`${path} is there already: name a new file`);
}

function system<Result>(task: () => Result): Result {
  try {
    return task();
  } catch (error) {
    // "No such file" says more than that something could not be read.
    if (error instanceof Deno.errors.NotFound) throw error;
    throw fileWeather(error);
  }
}
