/** Brings what one resource's requests came to up to date in the tables. */
import type { SqlDriver } from "../ports.ts";
import { type Answer, type Asked, settle } from "./settlement.ts";
import { STATE, STATUS, type StatusCode } from "./tables.ts";
import { tombstoneSchema } from "./voids.ts";

export interface ResolvedResource {
  readonly entry: number;
  /** Rows of authors; a deputy who never signed anything has none. */
  readonly owner: number;
  readonly deputy: number | null;
  readonly deputyKey: Uint8Array | null;
  readonly quantity: number;
  readonly deleted: boolean;
}

/**
 * What an id names among a festival's resources; null where that is not known. A deleted one has
 * quantity 0 and no deputy, and is known by its tombstone alone.
 */
export function resolveResource(
  driver: SqlDriver,
  festival: number,
  id: Uint8Array,
): ResolvedResource | null {
  const found = driver.prepare(
    `SELECT entries.row AS entry, logs.author AS owner FROM entries JOIN logs ON logs.row = entries.log
      WHERE substr(entries.digest, 1, 16) = ? AND substr(entries.digest, 1, 32) = ?
        AND logs.festival = ? AND (logs.cut IS NULL OR entries.seq < logs.cut)`,
  ).get(id.subarray(0, 16), id, festival);
  if (found === undefined) return null;
  const entry = found["entry"] as number;
  const owner = found["owner"] as number;
  const tombstone = tombstoneSchema(driver, entry);
  if (tombstone !== null) {
    return tombstone === "resource"
      ? { entry, owner, deputy: null, deputyKey: null, quantity: 0, deleted: true }
      : null;
  }
  const stored = driver.prepare(
    `SELECT quantity, deputy AS deputy_key, (SELECT row FROM authors WHERE key = resources.deputy) AS deputy
       FROM resources WHERE entry = ? AND state = ?`,
  ).get(entry, STATE.effective);
  if (stored === undefined) return null;
  return {
    entry,
    owner,
    deputy: stored["deputy"] as number | null,
    deputyKey: stored["deputy_key"] as Uint8Array | null,
    quantity: stored["quantity"] as number,
    deleted: false,
  };
}

export function settleResource(driver: SqlDriver, festival: number, id: Uint8Array): void {
  const stored = driver.prepare(
    `SELECT requests.entry AS entry, requests.author AS author, requests.state AS state,
        requests.start AS start, requests."end" AS "end", requests.quantity AS quantity,
        requests.status AS status, requests.answer AS answer,
        logs.cut IS NOT NULL AS cut,
        (SELECT row FROM entries AS replaced
          WHERE substr(replaced.digest, 1, 16) = substr(requests.replaces, 1, 16)
            AND substr(replaced.digest, 1, 32) = requests.replaces
            AND replaced.log = requests.log) AS replaces
      FROM requests JOIN logs ON logs.row = requests.log
      WHERE requests.resource = ? AND requests.festival = ? ORDER BY requests.entry`,
  ).all(id, festival);
  if (stored.length === 0) return;
  const resource = resolveResource(driver, festival, id);
  const write = driver.prepare("UPDATE requests SET status = ?, answer = ? WHERE entry = ?");
  if (resource === null) {
    for (const { entry, status } of stored) {
      if (status !== null) write.run(null, null, entry!);
    }
    return;
  }
  const answers = answersOf(driver, festival, id, resource);
  const asked: Asked[] = [];
  for (const row of stored) {
    // One that breaks this rule has no effect, deleted or not.
    if ((row["start"] as number) >= (row["end"] as number)) continue;
    const entry = row["entry"] as number;
    const given = answers.get(entry);
    asked.push({
      entry,
      author: row["author"] as number,
      // Of one author in one festival: rows rise with seqnums.
      seq: entry,
      fromCutLog: row["cut"] === 1,
      deleted: row["state"] === STATE.voided,
      start: row["start"] as number,
      end: row["end"] as number,
      quantity: row["quantity"] as number,
      replaces: row["replaces"] as number | null,
      byOwner: given?.byOwner ?? [],
      byDeputy: given?.byDeputy ?? [],
    });
  }
  const before = new Map(stored.map((row) => [row["entry"] as number, row]));
  for (const { entry, status, answer } of settle(resource.quantity, asked)) {
    const code = STATUS.indexOf(status) as StatusCode;
    const row = before.get(entry)!;
    if (row["status"] !== code || row["answer"] !== answer) write.run(code, answer, entry);
  }
}

function answersOf(
  driver: SqlDriver,
  festival: number,
  id: Uint8Array,
  resource: ResolvedResource,
): Map<number, { byOwner: Answer[]; byDeputy: Answer[] }> {
  const rows = driver.prepare(
    `SELECT requests.entry AS request, authorizations.entry AS entry,
        authorizations.author AS author, authorizations.verdict AS verdict
      FROM requests JOIN entries ON entries.row = requests.entry
      JOIN authorizations ON authorizations.request = substr(entries.digest, 1, 32)
      WHERE requests.resource = ?1 AND requests.festival = ?2 AND authorizations.festival = ?2
        AND authorizations.state = 0 AND authorizations.author IN (?3, ?4)
      ORDER BY authorizations.entry`,
  ).all(id, festival, resource.owner, resource.deputy);
  const answers = new Map<number, { byOwner: Answer[]; byDeputy: Answer[] }>();
  for (const row of rows) {
    const request = row["request"] as number;
    let given = answers.get(request);
    if (given === undefined) answers.set(request, given = { byOwner: [], byDeputy: [] });
    const entry = row["entry"] as number;
    const answer: Answer = { entry, seq: entry, confirmed: row["verdict"] === 1 };
    (row["author"] === resource.owner ? given.byOwner : given.byDeputy).push(answer);
  }
  return answers;
}
