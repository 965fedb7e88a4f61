/** The folder in which a node keeps all it has. */
import { join, resolve } from "node:path";
import { toHex } from "../../core/messages/mod.ts";
import { type Entropy, WeatherError } from "../../node/mod.ts";
import { fileWeather, isMissing, writeNewFile } from "./files.ts";

const TOKEN_BYTES = 32;
const DATABASE = "p2panda.sqlite";

export interface DataFolder {
  readonly path: string;
  /** The database's file. */
  readonly database: string;
  /** For who operates the node from elsewhere: contents of `operator-token`. */
  readonly operatorToken: string;
  /** Lets another process have it. */
  release(): void;
}

/** The platform's place for a program's data, of which a node takes the folder `p2panda`. */
export function defaultDataFolder(environment: (name: string) => string | undefined): string {
  const os = Deno.build.os;
  if (os === "windows") {
    const base = environment("APPDATA") ?? join(environment("USERPROFILE") ?? ".", "AppData");
    return join(base, "p2panda");
  }
  const home = environment("HOME") ?? ".";
  if (os === "darwin") return join(home, "Library", "Application Support", "p2panda");
  // The XDG specification: a relative path is to be ignored.
  const data = environment("XDG_DATA_HOME");
  return join(data?.startsWith("/") ? data : join(home, ".local", "share"), "p2panda");
}

/** The database in a data folder, for commands that read beside a running node. */
export function databaseIn(folder: string): string {
  return join(resolve(folder), DATABASE);
}

/**
 * Opens a data folder for this process alone, making it (for its owner only) where it is not there.
 *
 * @throws {WeatherError} `locked` while another process has it; else `read-only` or `io`.
 */
export function openDataFolder(folder: string, entropy: Entropy): DataFolder {
  const path = resolve(folder);
  let lock: Deno.FsFile | undefined;
  try {
    Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
    lock = Deno.openSync(join(path, "lock"), { create: true, write: true, mode: 0o600 });
    // The system gives the lock back when the process ends, however that is.
    if (!lock.tryLockSync(true)) throw new WeatherError("locked", new Error(path));
    const held = lock;
    // Its log beside it takes over its rights. It holds the key of the node's own agent.
    const database = join(path, DATABASE);
    Deno.openSync(database, { create: true, write: true, mode: 0o600 }).close();
    return {
      path,
      database,
      operatorToken: operatorToken(join(path, "operator-token"), entropy),
      release: () => held.close(),
    };
  } catch (error) {
    lock?.close();
    throw fileWeather(error);
  }
}

function operatorToken(file: string, entropy: Entropy): string {
  try {
    const kept = Deno.readTextFileSync(file).trim();
    if (/^[0-9a-f]{64}$/.test(kept)) return kept;
    // Empty or torn: nobody can have learnt it.
    Deno.removeSync(file);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const token = toHex(entropy.bytes(TOKEN_BYTES));
  writeNewFile(file, `${token}\n`);
  return token;
}
