import {
  copyDatabase,
  databaseIn,
  filledKeyFolder,
  parseFlags,
  printLine,
  UsageError,
} from "../platform/deno/mod.ts";
import type { Command } from "./command.ts";
import { DATA_HELP, dataFolderOf } from "./data_flag.ts";
import { progressOf } from "./progress.ts";

/** `backup --data DIR FILE` */
export const backup: Command = {
  name: "backup",
  usage: "--data DIR FILE",
  summary: "makes a consistent copy of the database, also while the node runs",
  help: `
${DATA_HELP}
  FILE        the copy; refuses to overwrite. It holds the key of the node's own agent

To restore, put the copy into an empty data folder as p2panda.sqlite, and beside it the folder keys
of the node, if it has one: it holds the keys of collectives, and what the agents signed.`,
  async run(args) {
    const flags = parseFlags(args, { data: "text" });
    const [file, ...more] = flags.rest;
    if (file === undefined || more.length > 0) throw new UsageError("backup takes one file");
    const folder = dataFolderOf(flags);
    const bytes = await copyDatabase(
      databaseIn(folder),
      file,
      progressOf("pages copied"),
    );
    printLine(`copied ${bytes} bytes`);
    const keys = filledKeyFolder(folder);
    if (keys !== null) {
      printLine(`copy ${keys} along: without it a restored node cannot sign for its collectives, \
and its own agent gets another key`);
    }
    return 0;
  },
};
