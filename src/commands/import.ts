import { toHex } from "../core/messages/mod.ts";
import { openSqlStore } from "../node/mod.ts";
import { type CarriedRefusal, CarriedTaker } from "../node/store/mod.ts";
import {
  createVerifierPool,
  fileBytes,
  isFile,
  native,
  openDataFolder,
  openSqlDriver,
  parseFlags,
  printErrorLine,
  printLine,
  readLineFile,
  systemClock as clock,
  systemEntropy,
  UsageError,
} from "../platform/deno/mod.ts";
import { CARRIED_VERSION, MOST_LINE_BYTES, readLine } from "./carried_lines.ts";
import { type Command, CommandError } from "./command.ts";
import { DATA_HELP, namedDataFolder } from "./data_flag.ts";
import { progressOf, rebuildingProgress } from "./progress.ts";

const MOST_REFUSALS_TOLD = 100;

/** `import --data DIR FILE` */
export const importLogs: Command = {
  name: "import",
  usage: "--data DIR FILE",
  summary: "takes in the logs of a file that export wrote, and follows its festivals",
  help: `
${DATA_HELP}; made if missing
  FILE        what p2panda export wrote, on any node

Checks all that is in it like what comes from any other node, and prints one line of what was new,
known and refused; each of what was refused on standard error, and then ends with 1. Of a file that is
damaged or cut off, what came before is taken. Needs the database to itself: stop the node first.`,
  async run(args) {
    const flags = parseFlags(args, { data: "text" });
    const [file, ...more] = flags.rest;
    if (file === undefined || more.length > 0) throw new UsageError("import takes one file");
    if (!isFile(file)) throw new CommandError(`there is no file ${file}`);
    const folder = openDataFolder(namedDataFolder(flags), systemEntropy);
    try {
      const driver = openSqlDriver(folder.database);
      const store = await openSqlStore({
        driver,
        primitives: native,
        rebuilding: rebuildingProgress(),
      });
      const verifier = createVerifierPool();
      try {
        return await importFile(
          file,
          new CarriedTaker({ store, verifier, clock, refused: tellRefusals() }),
        );
      } finally {
        await verifier.close();
        await store.close();
      }
    } finally {
      folder.release();
    }
  },
};

async function importFile(file: string, taker: CarriedTaker): Promise<number> {
  let read: Read;
  try {
    read = await takeLines(file, taker);
    await taker.flush();
  } catch (error) {
    // A full disk, too, leaves what was taken before.
    if (!(error instanceof CommandError)) printLine(countsOf(taker));
    throw error;
  }
  printLine(countsOf(taker));
  if (read.problem !== null) {
    throw new CommandError(`${file} ${read.problem}; what came before was taken`);
  }
  return taker.counts.refused + read.untaken === 0 ? 0 : 1;
}

function countsOf({ counts }: CarriedTaker): string {
  const { festivals, entries, known, refused, proofs } = counts;
  return `${entries} entries of ${festivals} festivals: ` +
    `${counts.new} new, ${known} known, ${refused} refused` +
    (proofs === 0 ? "" : `; ${proofs} proofs that cut a log`);
}

interface Read {
  /** What is wrong with the file itself. */
  readonly problem: string | null;
  /** Festivals and proofs that came to nothing here. */
  readonly untaken: number;
}

/** Takes a file's records in order, up to its end or to what is wrong with it. */
async function takeLines(file: string, taker: CarriedTaker): Promise<Read> {
  let untaken = 0;
  const stopped = (problem: string | null): Read => ({ problem, untaken });
  const told = progressOf("MB read");
  const megabytes = (bytes: number) => Math.round(bytes / 1e6);
  const total = megabytes(fileBytes(file));
  let read = 0;
  const seen = { entries: 0, proofs: 0 };
  let number = 0;
  let ended = false;
  for (const { bytes, ended: hasNewline } of readLineFile(file, MOST_LINE_BYTES)) {
    number++;
    read += bytes.length + 1;
    told(megabytes(read), total);
    const line = readLine(bytes);
    if (number === 1) {
      if (line?.kind !== "head") throw new CommandError(`${file} is no file of p2panda export`);
      if (line.version === CARRIED_VERSION) continue;
      throw new CommandError(
        `${file} is of version ${line.version}, and this program reads version ` +
          `${CARRIED_VERSION}: take the program that wrote it`,
      );
    }
    if (ended) return stopped(`goes on after its end, at line ${number}`);
    if (line === null || line.kind === "head") {
      return stopped(
        hasNewline ? `is damaged at line ${number}` : `breaks off within line ${number}`,
      );
    }
    if (line.kind === "end") {
      ended = true;
      const { entries, proofs } = line.end;
      if (entries === seen.entries && proofs === seen.proofs) continue;
      return stopped(
        `is not whole: ${entries} entries and ${proofs} proofs were written, and ` +
          `${seen.entries} and ${seen.proofs} are in it`,
      );
    }
    if (line.kind === "entry") seen.entries++;
    if (line.kind === "proof") seen.proofs++;
    if (await taker.take(line)) continue;
    untaken++;
    if (untaken > MOST_REFUSALS_TOLD) continue;
    printErrorLine(
      line.kind === "festival"
        ? `festival ${toHex(line.id)}: another of the same log id is followed`
        : `line ${number}: a proof that proves nothing here`,
    );
  }
  if (number === 0) throw new CommandError(`${file} is empty`);
  return stopped(ended ? null : `ends too early, after line ${number}`);
}

function tellRefusals(): (refusal: CarriedRefusal) => void {
  let told = 0;
  return ({ place, code }) => {
    if (++told > MOST_REFUSALS_TOLD) return;
    const where = place === null
      ? "not an entry"
      : `${toHex(place.author)}/${place.logId}/${place.seqNum}`;
    printErrorLine(`${where}: ${code}`);
    if (told === MOST_REFUSALS_TOLD) printErrorLine("further ones are only counted");
  };
}
