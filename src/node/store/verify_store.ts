/** Checks a database from its bytes: nothing that it says of itself is believed. */
import {
  checkLinks,
  type CheckOutcome,
  digestOf,
  lipmaa,
  lipmaalinkIsLeftOut,
  sameBytes,
  yamfOf,
} from "../../core/bamboo/mod.ts";
import type { SqlDriver, SqlRow, Verifier } from "../ports.ts";
import { entryReader } from "./entry_bytes.ts";
import { verifyProven } from "./verify_proven.ts";

export interface VerifyProblem {
  readonly author: Uint8Array;
  readonly logId: number;
  readonly seqNum: number;
  /**
   * A refusal's code, or `digest-mismatch`, `wrong-place`, `missing`, `wrong-length`, `wrong-end`,
   * `cut-without-proof`, `proof-without-cut`, `proof-elsewhere`; of what is held without its log
   * also a pool's refusal, or `not-proved`.
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
const BATCH = 1_000;

/** A log that is being walked, entry by entry. */
interface Walk {
  readonly log: SqlRow;
  readonly report: (seqNum: number, code: string) => void;
  expected: number;
  /** YAMF of the entry before, as the database says. */
  previous: Uint8Array | null;
  ended: boolean;
}

/**
 * Checks every entry, signature, link and payload; `progress` is told of entries done. Reads in
 * pages: run it in one transaction, so that all is of one moment.
 */
export async function verifyStore(
  driver: SqlDriver,
  verifier: Verifier,
  progress: (done: number, total: number) => void = () => {},
): Promise<VerifyReport> {
  const problems: VerifyProblem[] = [];
  let wrong = 0;
  let entries = 0;
  let payloads = 0;
  const logs = driver.prepare(
    `SELECT logs.row AS row, log_id, length, ended, cut, authors.key AS author
      FROM logs JOIN authors ON authors.row = logs.author ORDER BY logs.row`,
  ).all();
  const total = driver.prepare("SELECT count(*) AS total FROM entries").get()!["total"] as number;
  const walks = logs.map((log): Walk => ({
    log,
    expected: 1,
    previous: null,
    ended: false,
    report: (seqNum, code) => {
      wrong++;
      const [author, logId] = [log["author"] as Uint8Array, log["log_id"] as number];
      if (problems.length < MOST_PROBLEMS) problems.push({ author, logId, seqNum, code });
    },
  }));
  let at = 0;
  for await (const { rows, outcomes } of checkedPages(driver, verifier)) {
    for (const [i, row] of rows.entries()) {
      while (walks[at]!.log["row"]! < row["log"]!) await endWalk(driver, verifier, walks[at++]!);
      entries++;
      if (row["payload"] !== null) payloads++;
      verifyEntry(driver, walks[at]!, row, outcomes[i]!);
    }
    progress(entries, total);
  }
  while (at < walks.length) await endWalk(driver, verifier, walks[at++]!);
  await verifyProven(driver, verifier, (author, logId, seqNum, code) => {
    wrong++;
    if (problems.length < MOST_PROBLEMS) problems.push({ author, logId, seqNum, code });
  });
  const missing = entries - payloads;
  return { logs: logs.length, entries, payloads, missing, wrong, problems };
}

/** Entries by log and seqnum, with what their bytes decide: a page is read while one is checked. */
async function* checkedPages(driver: SqlDriver, verifier: Verifier) {
  const page = driver.prepare(
    `SELECT log, seq, digest, tail, payload FROM entries WHERE (log, seq) > (?, ?)
      ORDER BY log, seq LIMIT ${BATCH}`,
  );
  const entryOf = entryReader(driver);
  const read = (last: SqlRow | undefined) => {
    const rows = page.all(last?.["log"] ?? 0, last?.["seq"] ?? 0);
    const checking = verifier.check(rows.map((row) => ({
      // Nothing, where what it links to is missing: that is said of it then.
      entry: entryOf(row) ?? NOTHING,
      payload: row["payload"] as Uint8Array | null,
    })));
    // Told where it is waited for.
    checking.catch(() => {});
    return { rows, checking };
  };
  for (let next = read(undefined); next.rows.length > 0;) {
    const { rows, checking } = next;
    next = read(rows.at(-1));
    yield { rows, outcomes: await checking };
  }
}

const NOTHING = new Uint8Array(0);

function verifyEntry(driver: SqlDriver, walk: Walk, row: SqlRow, outcome: CheckOutcome): void {
  const { log, report, previous } = walk;
  const seqNum = row["seq"] as number;
  for (; walk.expected < seqNum; walk.expected++) report(walk.expected, "missing");
  walk.expected = seqNum + 1;
  walk.previous = yamfOf(row["digest"] as Uint8Array);
  if (!outcome.ok) return report(seqNum, outcome.refusal.code);
  const { entry, hash } = outcome.checked;
  const { ended } = walk;
  walk.ended = entry.endOfLog;
  if (!sameBytes(digestOf(hash), row["digest"] as Uint8Array)) report(seqNum, "digest-mismatch");
  if (
    !sameBytes(entry.author, log["author"] as Uint8Array) ||
    entry.logId !== BigInt(log["log_id"] as number) || entry.seqNum !== seqNum
  ) return report(seqNum, "wrong-place");
  if (seqNum > 1 && previous === null) return;

  const skipped = lipmaalinkIsLeftOut(seqNum)
    ? undefined
    : driver.prepare("SELECT digest FROM entries WHERE log = ? AND seq = ?")
      .get(log["row"]!, lipmaa(seqNum));
  if (!lipmaalinkIsLeftOut(seqNum) && skipped === undefined) return report(seqNum, "missing");
  const refusal = checkLinks(entry, {
    backlink: previous,
    lipmaalink: skipped === undefined ? null : yamfOf(skipped["digest"] as Uint8Array),
    previousEnded: ended,
  });
  if (refusal !== null) report(seqNum, refusal.code);
}

/** What is to be said of a log once its last entry has been seen. */
async function endWalk(driver: SqlDriver, verifier: Verifier, walk: Walk): Promise<void> {
  const { log, report, ended } = walk;
  const length = log["length"] as number;
  if (walk.expected > length + 1) report(walk.expected - 1, "wrong-length");
  for (let seqNum = walk.expected; seqNum <= length; seqNum++) report(seqNum, "missing");
  if (ended !== (log["ended"] === 1)) report(Math.max(length, 1), "wrong-end");
  await verifyCut(driver, verifier, log, report);
}

/** A log is cut at the lowest place that a proof names, and nowhere else. */
async function verifyCut(
  driver: SqlDriver,
  verifier: Verifier,
  log: SqlRow,
  report: (seqNum: number, code: string) => void,
): Promise<void> {
  const cut = log["cut"] as number | null;
  let lowest: number | null = null;
  const rows = driver.prepare(
    "SELECT seq, kind, first, second FROM proofs WHERE log = ? ORDER BY seq",
  )
    .all(log["row"]!);
  for (const row of rows) {
    const seq = row["seq"] as number;
    const [first, second] = [row["first"] as Uint8Array, row["second"] as Uint8Array];
    const outcome = await verifier.checkProof(
      row["kind"] === "fork"
        ? { kind: "fork", entries: [first, second] }
        : { kind: "size-lie", entry: first, payload: second },
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
