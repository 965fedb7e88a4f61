import {
  databaseIn,
  defaultDataFolder,
  environment,
  type Flags,
  isFile,
} from "../platform/deno/mod.ts";
import { CommandError } from "./command.ts";

export const DATA_HELP = "  --data DIR  the node's data folder; without it the same as serve's";

/** The folder that `--data` or its variable names, there or not. */
export function namedDataFolder(flags: Flags): string {
  return flags.text("data") ?? (environment("P2PANDA_DATA") || undefined) ??
    defaultDataFolder(environment);
}

/** The folder that `--data` or its variable names, which must hold a database. */
export function dataFolderOf(flags: Flags): string {
  const folder = namedDataFolder(flags);
  if (!isFile(databaseIn(folder))) {
    throw new CommandError(`there is no node's database in ${folder}: name its folder with --data`);
  }
  return folder;
}
