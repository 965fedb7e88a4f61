/** The keys that a node keeps for its agents, each with its journal, in a folder of its data folder. */
import { join } from "node:path";
import { publicKeyOf } from "../../core/crypto/mod.ts";
import { toHex } from "../../core/messages/mod.ts";
import {
  type FileJournal,
  openFileJournal,
  openJournalFile,
  type PlaceTaken,
} from "./file_journal.ts";
import { fileWeather, isFile } from "./files.ts";
import { createKeyFile, readKeyFile } from "./key_file.ts";

export interface KeptKey {
  readonly seed: Uint8Array;
  readonly journal: FileJournal;
}

export interface KeyFolder {
  /** Whether it was there when the folder was opened. */
  readonly hasAgentJournal: boolean;
  /** The journal of the node's own agent, whose seed is in the database. */
  agentJournal(seed: Uint8Array): FileJournal;
  /** All keys that are kept here. Each journal is to be closed. */
  open(): KeptKey[];
  /** Keeps a new key, durably and for its owner alone, before it signs anything. */
  keep(seed: Uint8Array): KeptKey;
}

const AGENT_JOURNAL = "agent.journal";
const KEY_FILE = /^[0-9a-f]{64}$/;

const keyFolderIn = (dataFolder: string): string => join(dataFolder, "keys");

/** The folder `keys` of a data folder if anything is in it, else null; makes nothing. */
export function filledKeyFolder(dataFolder: string): string | null {
  const folder = keyFolderIn(dataFolder);
  try {
    return Deno.readDirSync(folder)[Symbol.iterator]().next().done === true ? null : folder;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw fileWeather(error);
  }
}

/** Opens the folder `keys` of a data folder, making it for its owner alone. */
export function openKeyFolder(dataFolder: string, placeTaken: PlaceTaken): KeyFolder {
  const folder = keyFolderIn(dataFolder);
  try {
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fileWeather(error);
  }
  const opened = (path: string): KeptKey => {
    const seed = readKeyFile(path);
    return { seed, journal: openFileJournal(path, seed, placeTaken) };
  };
  const agentJournal = join(folder, AGENT_JOURNAL);
  return {
    hasAgentJournal: isFile(agentJournal),
    agentJournal: (seed) => openJournalFile(agentJournal, seed, placeTaken),
    open: () =>
      [...Deno.readDirSync(folder)].filter(({ name }) => KEY_FILE.test(name))
        .map(({ name }) => opened(join(folder, name))),
    keep(seed) {
      const path = join(folder, toHex(publicKeyOf(seed)));
      createKeyFile(path, seed);
      return opened(path);
    },
  };
}
