/** What is served as it is: the style sheet, the scripts, the pictures. */
import { createHash } from "node:crypto";
import { extname, join } from "node:path";

export interface StaticFolder {
  get(name: string): StaticFile | null;
}

export interface StaticFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  /** Hash of the contents, without quotes. */
  readonly etag: string;
}

const TYPES: { readonly [extension: string]: string } = {
  ".css": "text/css; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

const HASH_DIGITS = 16;

/** Beside the program, also inside a compiled one. */
const STATIC_FOLDER = join(import.meta.dirname ?? ".", "..", "..", "..", "static");

/**
 * Reads a folder into memory: a few hundred kilobytes, and no path from a request ever reaches the
 * file system. Names are paths with `/`; files of unknown type are left out.
 */
export function readStaticFiles(folder: string = STATIC_FOLDER): StaticFolder {
  const files = new Map<string, StaticFile>();
  const read = (path: string, prefix: string) => {
    for (const entry of Deno.readDirSync(path)) {
      if (entry.isDirectory) read(join(path, entry.name), `${prefix}${entry.name}/`);
      const type = TYPES[extname(entry.name)];
      if (!entry.isFile || type === undefined) continue;
      const bytes = Deno.readFileSync(join(path, entry.name));
      const hash = createHash("sha256").update(bytes).digest("hex").slice(0, HASH_DIGITS);
      files.set(prefix + entry.name, { bytes, type, etag: hash });
    }
  };
  read(folder, "");
  return { get: (name) => files.get(name) ?? null };
}
