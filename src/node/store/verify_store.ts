/** Checks a database from its bytes: nothing that it says of itself is believed. */
import {
  checkEntry,
  checkLinks,
  checkProof,
  digestOf,
  lipmaa,
  lipmaalinkIsLeftOut,
  sameBytes,
  yamfOf,
} from "../../core/bamboo/mod.ts";
import type { Primitives } from "../../core/crypto/mod.ts";
import type { SqlDriver, SqlRow } from "../ports.ts";

export interface VerifyProblem {
  readonly author: Uint8Array;
  readonly logId: number;
  readonly seqNum: number;
  /**
   * A refusal's code, or `digest-mismatch`, `wrong-place`, `missing`, `wrong-length`, `wrong-end`,
   * `cut-without-proof`, `proof-without-cut`, `proof-elsewhere`.
   */
  readonly code: string;
}

export interface VerifyReport {
  readonly logs: number;
  readonly entries: number;
  readonly payloads: number;
  /** Payloads that are not here: dropped, or not arrived yet. That is nothing wrong. */
  readonly missing: number;
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
    `SELECT logs.row AS row, log_id, length, ended, cut, authors.key AS author
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
    if (expected > length + 1) report(expected - 1, "wrong-length");
    for (; expected <= length; expected++) report(expected, "missing");
    if (ended !== (log["ended"] === 1)) report(Math.max(length, 1), "wrong-end");
    verifyCut(driver, primitives, log, report);
  }
  const missing = entries - payloads;
  return { logs: logs.length, entries, payloads, missing, wrong, problems };
}

/** A log is cut at the lowest place that a proof names, and nowhere else. */
function verifyCut(
  driver: SqlDriver,
  primitives: Primitives,
  log: SqlRow,
  report: (seqNum: number, code: string) => void,
): void {
  const cut = log["cut"] as number | null;
  let lowest: number | null = null;
  const rows = driver.prepare(
    "SELECT seq, kind, first, second FROM proofs WHERE log = ? ORDER BY seq",
  )
    .all(log["row"]!);
  for (const row of rows) {
    const seq = row["seq"] as number;
    const [first, second] = [row["first"] as Uint8Array, row["second"] as Uint8Array];
    const outcome = checkProof(
      row["kind"] === "fork"
        ? { kind: "fork", entries: [first, second] }
        : { kind: "size-lie", entry: first, payload: second },
      primitives,
    );
    if (!outcome.ok) report(seq, outcome.refusal.code);
    else if (
      !sameBytes(outcome.author, log["author"] as Uint8Array) || outcome.seqNum !== seq ||
      outcome.logId !== BigInt(log["log_id"] as number)
    ) report(seq, "proof-elsewhere");
    else lowest ??= seq;
  }
  if (cut !== null && cut !== lowest) report(cut, "cut-without-proof");
  else if (cut === null && lowest !== null) report(lowest, "proof-without-cut");
}
