import { openSqlStore } from "../node/mod.ts";
import {
  native,
  openDataFolder,
  openSqlDriver,
  parseFlags,
  printLine,
  systemEntropy,
  UsageError,
} from "../platform/deno/mod.ts";
import type { Command } from "./command.ts";
import { DATA_HELP, dataFolderOf } from "./data_flag.ts";
import { progressOf } from "./progress.ts";

/** `rebuild --data DIR` */
export const rebuild: Command = {
  name: "rebuild",
  usage: "--data DIR",
  summary: "makes the projections from the entries again",
  help: `
${DATA_HELP}

Needs the database to itself: stop the node first.`,
  async run(args) {
    const flags = parseFlags(args, { data: "text" });
    if (flags.rest.length > 0) throw new UsageError("rebuild takes only --data");
    const folder = openDataFolder(dataFolderOf(flags), systemEntropy);
    try {
      const driver = openSqlDriver(folder.database);
      const store = await openSqlStore({ driver, primitives: native });
      await store.rebuild(progressOf("entries taken again"));
      printLine(`rebuilt from ${await store.countEntries()} entries`);
      await store.close();
    } finally {
      folder.release();
    }
    return 0;
  },
};
