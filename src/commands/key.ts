import { publicKeyOf, SEED_BYTES } from "../core/crypto/mod.ts";
import { toHex } from "../core/messages/mod.ts";
import {
  createKeyFile,
  parseFlags,
  printLine,
  readKeyFile,
  systemEntropy,
  UsageError,
} from "../platform/deno/mod.ts";
import type { Command } from "./command.ts";

/** `key create FILE` · `key show FILE` */
export const key: Command = {
  name: "key",
  usage: "create FILE | show FILE",
  summary: "makes a key pair in a file, or shows its public key",
  help: `
  create FILE  makes a key pair in a new file that only you can read, and prints its public key
  show FILE    prints the public key as 64 hex digits

Who has the file can sign as you, and nobody can restore it: keep a copy in a safe place.`,
  run(args) {
    const { rest } = parseFlags(args, {});
    const [verb, file, ...more] = rest;
    if (verb !== "create" && verb !== "show") {
      throw new UsageError("say p2panda key create FILE, or p2panda key show FILE");
    }
    if (file === undefined || file === "" || more.length > 0) {
      throw new UsageError(`key ${verb} takes one file`);
    }
    if (verb === "create") createKeyFile(file, systemEntropy.bytes(SEED_BYTES));
    printLine(toHex(publicKeyOf(readKeyFile(file))));
    return 0;
  },
};
