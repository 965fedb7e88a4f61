/** Proofs that cut a log (DESIGN.md §4): kept, and what they take away. */
import { checkProof, type ForkProof } from "../../core/bamboo/mod.ts";
import type { Primitives } from "../../core/crypto/mod.ts";
import { Projection } from "../projections/mod.ts";
import type { KeptProof, SqlDriver } from "../ports.ts";
import { followAncestors, followOf, settleRevisions } from "./follow_rows.ts";
import { authorRow, logRow, MAX_LOG_ID, newLog } from "./log_rows.ts";
import { dropPayloads } from "./payload_rows.ts";
import { inTransaction } from "./schema.ts";

/** Keeps a proof and cuts the log there; false where it proves nothing here. */
export function prove(driver: SqlDriver, primitives: Primitives, proof: ForkProof): boolean {
  const outcome = checkProof(proof, primitives);
  if (!outcome.ok || outcome.logId >= MAX_LOG_ID) return false;
  const logId = Number(outcome.logId);
  return inTransaction(driver, () => {
    const festival = logId === 0 ? null : followOf(driver, logId);
    if (logId !== 0 && festival === null) return false;
    const log = logRow(driver, outcome.author, logId) ??
      newLog(driver, authorRow(driver, outcome.author), logId, festival);
    const before = driver.prepare("SELECT author, cut FROM logs WHERE row = ?").get(log)!;
    const cut = before["cut"] as number | null;
    // Only the lowest is kept: whoever forks every place of a log costs us one proof.
    if (cut !== null && cut <= outcome.seqNum) return true;
    const [first, second] = proof.kind === "fork" ? proof.entries : [proof.entry, proof.payload];
    driver.prepare("DELETE FROM proofs WHERE log = ?").run(log);
    driver.prepare("INSERT INTO proofs VALUES (?, ?, ?, ?, ?)")
      .run(log, outcome.seqNum, proof.kind, first, second);
    // Before the log is cut: what is taken away is found as it was projected.
    const projection = new Projection(driver);
    projection.forgetFrom(log, outcome.seqNum, festival?.row ?? null, cut === null);
    driver.prepare("UPDATE logs SET cut = ? WHERE row = ?").run(outcome.seqNum, log);
    const projected = projection.finish();
    dropPayloads(driver, projected.erased);
    settleRevisions(driver, projected.festivals, projected.profiles);
    for (const parent of projected.parents) followAncestors(driver, parent);
    return true;
  });
}

/** The proof that cuts a log where it is cut. */
export function keptProof(driver: SqlDriver, author: Uint8Array, logId: number): KeptProof | null {
  const row = driver.prepare(
    `SELECT proofs.* FROM proofs JOIN logs ON logs.row = proofs.log AND logs.cut = proofs.seq
      JOIN authors ON authors.row = logs.author WHERE authors.key = ? AND logs.log_id = ?`,
  ).get(author, logId);
  if (row === undefined) return null;
  const [first, second] = [row["first"] as Uint8Array, row["second"] as Uint8Array];
  return {
    seqNum: row["seq"] as number,
    proof: row["kind"] === "fork"
      ? { kind: "fork", entries: [first, second] }
      : { kind: "size-lie", entry: first, payload: second },
  };
}
