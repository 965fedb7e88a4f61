/** What the commands that sign have alike: their flags, and their words for what went wrong. */
import type { SignerError } from "../client/mod.ts";
import { type Flags, UsageError } from "../platform/deno/mod.ts";

export function required(flags: Flags, name: string, command: string): string {
  const value = flags.text(name);
  if (!value) throw new UsageError(`${command} needs --${name}`);
  return value;
}

export function nodeAddress(value: string): string {
  const url = URL.parse(value);
  if (url !== null && ["http:", "https:"].includes(url.protocol)) return url.href;
  throw new UsageError(
    `--node must be an address like http://127.0.0.1:8000: got ${JSON.stringify(value)}`,
  );
}

export function sentenceOf(error: SignerError): string {
  switch (error.code) {
    case "refused":
      return `${error.failure.code}: ${error.failure.message}`;
    case "conflict":
      return `this key signed two different entries ${error.seqNum} of log ${error.logId}, here ` +
        "and elsewhere: go on with a new key";
    case "node-behind":
      return `the node lacks entries of log ${error.logId} up to ${error.seqNum} which are not in ` +
        "the journal either: publish through the node that has them";
    case "unknown-head":
      return error.head === null
        ? `log ${error.logId} may have been begun elsewhere: bring the journal of this key`
        : `this key signed entry ${error.head.seqNum} of log ${error.logId} elsewhere: bring its ` +
          `journal, or if that is the last one, go on with --adopt ${error.head.hash}`;
  }
}
