import { fromHex, ID_BYTES } from "../core/messages/mod.ts";
import { carriedLogs, countCarried } from "../node/store/mod.ts";
import {
  databaseIn,
  openSqlDriver,
  parseFlags,
  printLine,
  UsageError,
  writeLineFile,
} from "../platform/deno/mod.ts";
import { endLine, headLine, recordLine } from "./carried_lines.ts";
import { type Command, CommandError } from "./command.ts";
import { DATA_HELP, dataFolderOf } from "./data_flag.ts";
import { progressOf } from "./progress.ts";

/** `export --data DIR [--festival ID] FILE` */
export const exportLogs: Command = {
  name: "export",
  usage: "--data DIR [--festival ID] FILE",
  summary: "writes logs to a file to carry to another node",
  help: `
${DATA_HELP}
  --festival ID  one festival, its ancestors, and the profiles of their authors. Without it: all
              that this node follows, unlisted festivals too, and every profile
  FILE        the file, a line of JSON for each entry; refuses to overwrite

Works beside a running node. Who has the file of an unlisted festival can read the festival.`,
  run(args) {
    const flags = parseFlags(args, { data: "text", festival: "text" });
    const [file, ...more] = flags.rest;
    if (file === undefined || more.length > 0) throw new UsageError("export takes one file");
    const festival = festivalIn(flags.text("festival"));
    const driver = openSqlDriver(databaseIn(dataFolderOf(flags)), { readOnly: true });
    try {
      // All that is read is of one moment, whatever a running node adds meanwhile.
      driver.exec("BEGIN");
      const records = carriedLogs(driver, festival);
      if (records === null) throw new CommandError("this node holds no festival of that id");
      const counts = { festivals: 0, entries: 0, proofs: 0 };
      const told = progressOf("entries written");
      const total = countCarried(driver, festival);
      const lines = function* () {
        yield headLine();
        for (const record of records) {
          yield recordLine(record);
          if (record.kind === "festival") counts.festivals++;
          else if (record.kind === "proof") counts.proofs++;
          else told(++counts.entries, total);
        }
        yield endLine({ entries: counts.entries, proofs: counts.proofs });
      };
      const bytes = writeLineFile(file, lines());
      const { entries, festivals } = counts;
      printLine(`exported ${entries} entries of ${festivals} festivals, ${bytes} bytes`);
      return 0;
    } finally {
      driver.close();
    }
  },
};

function festivalIn(value: string | undefined): Uint8Array | null {
  if (value === undefined) return null;
  const id = fromHex(value.toLowerCase());
  if (id?.length === ID_BYTES) return id;
  throw new UsageError(`--festival must be a festival's id, 64 hex digits`);
}
