/** Checks a database from its bytes: nothing that it says of itself is believed. */
import {
  checkEntry,
  checkLinks,
  digestOf,
  lipmaa,
  lipmaalinkIsLeftOut,
  sameBytes,
  yamfOf,
} from "../../core/bamboo/mod.ts";
import type { Primitives } from "../../core/crypto/mod.ts";
import type { SqlDriver } from "../ports.ts";

export interface VerifyProblem {
  readonly author: Uint8Array;
  readonly logId: number;
  readonly seqNum: number;
  /** A refusal's code, `digest-mismatch`, `wrong-place`, or `missing`. */
  readonly code: string;
}

export interface VerifyReport {
  readonly logs: number;
  readonly entries: number;
  readonly payloads: number;
  /** How many are wrong; the first 100 are in `problems`. */
  readonly wrong: number;
  readonly problems: readonly VerifyProblem[];
}

const MOST_PROBLEMS = 100;
const BATCH = 500;

/** Checks every entry, signature, link and payload; `progress` is told of entries done. */
export function verifyStore(
  driver: SqlDriver,
  primitives: Primitives,
  progress: (done: number) => void = () => {},
): VerifyReport {
  const problems: VerifyProblem[] = [];
  let wrong = 0;
  let entries = 0;
  let payloads = 0;
  const logs = driver.prepare(
    `SELECT logs.row AS row, logs.log_id AS log_id, logs.length AS length, authors.key AS author
      FROM logs JOIN authors ON authors.row = logs.author ORDER BY logs.row`,
  ).all();
  for (const log of logs) {
    const author = log["author"] as Uint8Array;
    const logId = log["log_id"] as number;
    const length = log["length"] as number;
    const report = (seqNum: number, code: string) => {
      wrong++;
      if (problems.length < MOST_PROBLEMS) problems.push({ author, logId, seqNum, code });
    };
    let expected = 1;
    let previous: Uint8Array | null = null;
    let ended = false;
    for (;;) {
      const rows = driver.prepare(
        `SELECT seq, digest, bytes, payload FROM entries WHERE log = ? AND seq >= ?
          ORDER BY seq LIMIT ${BATCH}`,
      ).all(log["row"]!, expected);
      if (rows.length === 0) break;
      for (const row of rows) {
        const seqNum = row["seq"] as number;
        for (; expected < seqNum; expected++) report(expected, "missing");
        const payload = row["payload"] as Uint8Array | null;
        entries++;
        if (payload !== null) payloads++;
        const outcome = checkEntry({ entry: row["bytes"] as Uint8Array, payload }, primitives);
        if (!outcome.ok) report(seqNum, outcome.refusal.code);
        else {
          const { entry, hash } = outcome.checked;
          if (!sameBytes(digestOf(hash), row["digest"] as Uint8Array)) {
            report(seqNum, "digest-mismatch");
          }
          if (
            !sameBytes(entry.author, author) || entry.logId !== BigInt(logId) ||
            entry.seqNum !== seqNum
          ) report(seqNum, "wrong-place");
          else if (seqNum === 1 || previous !== null) {
            const skipped = lipmaalinkIsLeftOut(seqNum)
              ? undefined
              : driver.prepare("SELECT digest FROM entries WHERE log = ? AND seq = ?")
                .get(log["row"]!, lipmaa(seqNum));
            if (!lipmaalinkIsLeftOut(seqNum) && skipped === undefined) report(seqNum, "missing");
            else {
              const refusal = checkLinks(entry, {
                backlink: previous,
                lipmaalink: skipped === undefined ? null : yamfOf(skipped["digest"] as Uint8Array),
                previousEnded: ended,
              });
              if (refusal !== null) report(seqNum, refusal.code);
            }
          }
          ended = entry.endOfLog;
        }
        previous = yamfOf(row["digest"] as Uint8Array);
        expected = seqNum + 1;
      }
      progress(entries);
    }
    for (; expected <= length; expected++) report(expected, "missing");
  }
  return { logs: logs.length, entries, payloads, wrong, problems };
}
