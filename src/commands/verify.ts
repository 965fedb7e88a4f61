import { toHex } from "../core/messages/mod.ts";
import { verifyStore } from "../node/store/mod.ts";
import {
  createVerifierPool,
  databaseIn,
  openSqlDriver,
  parseFlags,
  printErrorLine,
  printLine,
  UsageError,
} from "../platform/deno/mod.ts";
import type { Command } from "./command.ts";
import { DATA_HELP, dataFolderOf } from "./data_flag.ts";
import { progressOf } from "./progress.ts";
import { checkProofFile } from "./proof_file.ts";

/** `verify --data DIR` · `verify --proof FILE` */
export const verify: Command = {
  name: "verify",
  usage: "--data DIR | --proof FILE",
  summary: "checks every entry, link, signature and payload",
  help: `
${DATA_HELP}
  --proof FILE  checks one entry with its certificate pool instead, without a node or a data folder;
              FILE is the JSON that a node answers to GET /api/v1/entries/HASH/proof

Payloads of what was deleted are missing, and may be: an entry is checked without its payload, too.
Prints one line of counts (or what the proof shows), and what is wrong on standard error. Works beside
a running node.`,
  async run(args) {
    const flags = parseFlags(args, { data: "text", proof: "text" });
    if (flags.rest.length > 0) throw new UsageError("verify takes --data or --proof");
    const proof = flags.text("proof");
    if (proof !== undefined) {
      if (flags.text("data") !== undefined) throw new UsageError("verify takes --data or --proof");
      printLine(checkProofFile(proof));
      return 0;
    }
    const driver = openSqlDriver(databaseIn(dataFolderOf(flags)), { readOnly: true });
    const verifier = createVerifierPool();
    try {
      // All that is read is of one moment, whatever a running node adds meanwhile.
      driver.exec("BEGIN");
      const { entries, logs, payloads, missing, wrong, problems } = await verifyStore(
        driver,
        verifier,
        progressOf("entries checked"),
      );
      for (const { author, logId, seqNum, code } of problems) {
        printErrorLine(`${toHex(author)}/${logId}/${seqNum}: ${code}`);
      }
      const lacking = missing === 0 ? "" : `, ${missing} missing`;
      printLine(
        `${entries} entries in ${logs} logs, ${payloads} payloads${lacking}, ${wrong} wrong`,
      );
      return wrong === 0 ? 0 : 1;
    } finally {
      await verifier.close();
      driver.close();
    }
  },
};
