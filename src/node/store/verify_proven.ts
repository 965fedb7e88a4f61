/** Checks what a database holds by itself, without the rest of its logs. */
import {
  type CheckedEntry,
  checkSubset,
  digestOf,
  poolOfSubset,
  sameBytes,
} from "../../core/bamboo/mod.ts";
import type { SqlDriver, SqlRow, Verifier } from "../ports.ts";

/** Tells of each entry that is wrong, and of what was asked for and is not proved. */
export async function verifyProven(
  driver: SqlDriver,
  verifier: Verifier,
  report: (author: Uint8Array, logId: number, seqNum: number, code: string) => void,
): Promise<void> {
  // Of a database that an older program made, and that no newer one has opened since.
  const isThere = driver.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'proven_logs'").get();
  if (isThere === undefined) return;
  for (const log of driver.prepare("SELECT * FROM proven_logs ORDER BY row").all()) {
    const author = log["author"] as Uint8Array;
    const logId = log["log_id"] as number;
    const wrong = (seqNum: number, code: string) => report(author, logId, seqNum, code);
    const held = await entriesOf(driver, verifier, log, wrong);
    const names = driver.prepare("SELECT row FROM proven_names WHERE log = ?").all(log["row"]!);
    for (const { row } of names) {
      const items = driver.prepare("SELECT seq FROM proven_items WHERE name = ? ORDER BY seq")
        .all(row!).map(({ seq }) => seq as number);
      const pool = poolOfSubset(items, (seqNum) => held.has(seqNum));
      const missing = items.find((seqNum) => !held.has(seqNum));
      if (missing !== undefined || pool === null) wrong(missing ?? items[0]!, "not-proved");
      else {
        const at = (seqNum: number) => held.get(seqNum)!;
        const refusal = checkSubset(items.map(at), pool.map(at));
        if (refusal !== null) wrong(items[0]!, refusal.code);
      }
    }
  }
}

async function entriesOf(
  driver: SqlDriver,
  verifier: Verifier,
  log: SqlRow,
  wrong: (seqNum: number, code: string) => void,
): Promise<Map<number, CheckedEntry>> {
  const held = new Map<number, CheckedEntry>();
  const rows = driver.prepare("SELECT * FROM proven_entries WHERE log = ? ORDER BY seq")
    .all(log["row"]!);
  const outcomes = await verifier.check(rows.map((row) => ({
    entry: row["bytes"] as Uint8Array,
    payload: row["payload"] as Uint8Array | null,
  })));
  for (const [i, outcome] of outcomes.entries()) {
    const row = rows[i]!;
    const seqNum = row["seq"] as number;
    if (!outcome.ok) {
      wrong(seqNum, outcome.refusal.code);
      continue;
    }
    const { checked } = outcome;
    const isInPlace = sameBytes(checked.entry.author, log["author"] as Uint8Array) &&
      checked.entry.logId === BigInt(log["log_id"] as number) && checked.entry.seqNum === seqNum;
    if (!isInPlace) wrong(seqNum, "wrong-place");
    else if (!sameBytes(digestOf(checked.hash), row["digest"] as Uint8Array)) {
      wrong(seqNum, "digest-mismatch");
    } else held.set(seqNum, checked);
  }
  const cut = log["cut"] as number | null;
  if (cut !== null) {
    const entries = [log["first"] as Uint8Array, log["second"] as Uint8Array] as const;
    const outcome = await verifier.checkProof({ kind: "fork", entries });
    if (!outcome.ok) wrong(cut, outcome.refusal.code);
    else if (outcome.seqNum !== cut || !sameBytes(outcome.author, log["author"] as Uint8Array)) {
      wrong(cut, "proof-elsewhere");
    }
  }
  return held;
}
