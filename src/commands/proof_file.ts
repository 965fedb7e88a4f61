/** `verify --proof FILE`: an entry with its certificate pool, as the API gives it, checked offline. */
import { checkPool, refusalSentence, sameBytes } from "../core/bamboo/mod.ts";
import { fromHex, toHex } from "../core/messages/mod.ts";
import { native, readSmallFile } from "../platform/deno/mod.ts";
import { CommandError } from "./command.ts";

/** The largest pool and payload in hex are a tenth of it. */
const MOST_BYTES = 4 * 1024 * 1024;

/** One line that says what was shown. @throws {CommandError} which says what is wrong. */
export function checkProofFile(file: string): string {
  const { entry, payload, pool, said } = readProof(file);
  const outcome = checkPool({ entry, payload }, pool, native);
  if (!outcome.ok) throw new CommandError(`${file} proves nothing: ${sentence(outcome.refusal)}`);
  const { checked, upTo } = outcome;
  const { author, logId, seqNum, endOfLog } = checked.entry;
  const actual = { author: toHex(author), logId: String(logId), seqNum: String(seqNum) };
  for (const [name, value] of Object.entries(actual)) {
    const claim = said[name];
    if (claim === undefined || String(claim) === value) continue;
    throw new CommandError(`${file} says another ${name} than its entry: ${value} was signed`);
  }
  const hash = said["hash"];
  if (hash !== undefined && !sameBytes(bytesIn(file, "hash", hash), checked.hash)) {
    throw new CommandError(`${file} says another hash than its entry has: ${toHex(checked.hash)}`);
  }
  const size = payload === null
    ? "payload not at hand"
    : `payload of ${payload.length} bytes as signed`;
  const reach = upTo > seqNum ? `, and from entry ${upTo}` : endOfLog ? ", the log's last" : "";
  return `right: ${actual.author}/${logId}/${seqNum}, linked to entry 1${reach}; ${size}`;
}

function sentence(refusal: Parameters<typeof refusalSentence>[0]): string {
  return refusalSentence(refusal).replace(/\.$/, "");
}

function readProof(file: string) {
  const bytes = readSmallFile(file, MOST_BYTES);
  if (bytes === null) throw new CommandError(`${file} is too large to be a proof`);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    json = null;
  }
  if (typeof json !== "object" || json === null || !("entry" in json) || !("pool" in json)) {
    throw new CommandError(
      `${file} is no proof: it must be the JSON of /api/v1/entries/HASH/proof of a node`,
    );
  }
  const said = json as { readonly [name: string]: unknown };
  if (!Array.isArray(said["pool"])) throw new CommandError(`pool in ${file} must be a list`);
  return {
    entry: bytesIn(file, "entry", said["entry"]),
    payload: (said["payload"] ?? null) === null ? null : bytesIn(file, "payload", said["payload"]),
    pool: said["pool"].map((one, i) => bytesIn(file, `pool.${i}`, one)),
    said,
  };
}

function bytesIn(file: string, name: string, value: unknown): Uint8Array {
  const bytes = typeof value === "string" ? fromHex(value) : null;
  if (bytes === null) throw new CommandError(`${name} in ${file} must be lower-case hex`);
  return bytes;
}
