import { toHex } from "../core/messages/mod.ts";
import { verifyStore } from "../node/store/mod.ts";
import {
  databaseIn,
  native,
  openSqlDriver,
  parseFlags,
  printErrorLine,
  printLine,
  UsageError,
} from "../platform/deno/mod.ts";
import { type Command, CommandError } from "./command.ts";
import { DATA_HELP, dataFolderOf } from "./data_flag.ts";

/** `verify --data DIR` · `verify --proof FILE` */
export const verify: Command = {
  name: "verify",
  usage: "--data DIR | --proof FILE",
  summary: "checks every entry, link, signature and payload",
  help: `
${DATA_HELP}
  --proof FILE  checks one entry with its certificate pool, offline (not built yet)

Prints one line of counts, and each of what is wrong on standard error. Works beside a running node.`,
  run(args) {
    const flags = parseFlags(args, { data: "text", proof: "text" });
    if (flags.rest.length > 0) throw new UsageError("verify takes --data or --proof");
    if (flags.text("proof") !== undefined) throw new CommandError("--proof is not built yet");
    const driver = openSqlDriver(databaseIn(dataFolderOf(flags)), { readOnly: true });
    try {
      // All that is read is of one moment, whatever a running node adds meanwhile.
      driver.exec("BEGIN");
      const { entries, logs, payloads, wrong, problems } = verifyStore(driver, native);
      for (const { author, logId, seqNum, code } of problems) {
        printErrorLine(`${toHex(author)}/${logId}/${seqNum}: ${code}`);
      }
      printLine(`${entries} entries in ${logs} logs, ${payloads} payloads, ${wrong} wrong`);
      return wrong === 0 ? 0 : 1;
    } finally {
      driver.close();
    }
  },
};
