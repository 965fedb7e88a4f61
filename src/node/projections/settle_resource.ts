/** Brings what one resource's requests came to up to date in the tables. */
import type { SqlDriver, SqlRow } from "../ports.ts";
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

/**
 * Settles the requests for a resource: all of them, or those where something changed and all that
 * this can touch, which are the answered ones and what they replace. So whoever asks and takes back
 * without an answer costs nobody anything.
 */
export function settleResource(
  driver: SqlDriver,
  festival: number,
  id: Uint8Array,
  changed: ReadonlySet<number> | "all",
): void {
  const resource = resolveResource(driver, festival, id);
  if (resource === null) {
    driver.prepare(
      `UPDATE requests SET status = NULL, answer = NULL
        WHERE resource = ? AND festival = ? AND status IS NOT NULL`,
    ).run(id, festival);
    return;
  }
  const touched = changed === "all"
    ? null
    : [...changed].filter((entry) => !takeBackUnanswered(driver, entry, resource));
  if (touched?.length === 0) return;
  const rows = touched === null
    ? driver.prepare(`${STORED} WHERE requests.resource = ? AND requests.festival = ?`)
      .all(id, festival)
    : withReplaced(
      driver,
      driver.prepare(
        `${STORED} WHERE requests.festival = ? AND requests.resource = ? AND requests.entry IN (
          SELECT entry FROM requests INDEXED BY requests_answered
            WHERE resource = ? AND answer IS NOT NULL
          UNION SELECT value FROM json_each(?))`,
      ).all(festival, id, id, JSON.stringify(touched)),
      id,
    );
  const stored = new Map(rows.map((row) => [row["entry"] as number, row]));
  const answers = answersOf(driver, festival, [...stored.keys()], resource);
  const asked: Asked[] = [];
  // Rows of one author in one festival rise with seqnums.
  for (const [entry, row] of [...stored].sort(([a], [b]) => a - b)) {
    // One that breaks this rule has no effect, deleted or not.
    if ((row["start"] as number) >= (row["end"] as number)) continue;
    const given = answers.get(entry);
    asked.push({
      entry,
      author: row["author"] as number,
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
  const write = driver.prepare("UPDATE requests SET status = ?, answer = ? WHERE entry = ?");
  for (const { entry, status, answer } of settle(resource.quantity, asked)) {
    const code = STATUS.indexOf(status) as StatusCode;
    const row = stored.get(entry)!;
    if (row["status"] !== code || row["answer"] !== answer) write.run(code, answer, entry);
  }
}

/** A request that is deleted before anybody answered it; false where it is another case. */
function takeBackUnanswered(
  driver: SqlDriver,
  entry: number,
  { owner, deputy }: ResolvedResource,
): boolean {
  const { changes } = driver.prepare(
    `UPDATE requests SET status = ? WHERE entry = ? AND state = ? AND answer IS NULL
      AND start < "end" AND NOT EXISTS (SELECT 1 FROM authorizations
        WHERE request = (SELECT substr(digest, 1, 32) FROM entries WHERE row = requests.entry)
          AND author IN (?, ?))`,
  ).run(STATUS.indexOf("withdrawn"), entry, STATE.voided, owner, deputy);
  return changes === 1;
}

const STORED = `SELECT requests.entry AS entry, requests.author AS author,
    requests.state AS state, requests.start AS start, requests."end" AS "end",
    requests.quantity AS quantity, requests.status AS status, requests.answer AS answer,
    logs.cut IS NOT NULL AS cut,
    (SELECT row FROM entries AS replaced
      WHERE substr(replaced.digest, 1, 16) = substr(requests.replaces, 1, 16)
        AND substr(replaced.digest, 1, 32) = requests.replaces
        AND replaced.log = requests.log) AS replaces
  FROM requests JOIN logs ON logs.row = requests.log`;

/** Adds what these replace, and what that replaces, among the requests for one resource. */
function withReplaced(driver: SqlDriver, rows: readonly SqlRow[], resource: Uint8Array): SqlRow[] {
  const all = [...rows];
  const known = new Set(rows.map((row) => row["entry"]));
  for (let i = 0; i < all.length; i++) {
    const replaces = all[i]!["replaces"] as number | null;
    if (replaces === null || known.has(replaces)) continue;
    const named = driver.prepare(`${STORED} WHERE requests.entry = ? AND requests.resource = ?`)
      .get(replaces, resource);
    if (named === undefined) continue;
    known.add(replaces);
    all.push(named);
  }
  return all;
}

function answersOf(
  driver: SqlDriver,
  festival: number,
  requests: readonly number[],
  resource: ResolvedResource,
): Map<number, { byOwner: Answer[]; byDeputy: Answer[] }> {
  const rows = driver.prepare(
    `SELECT asked.value AS request, authorizations.entry AS entry,
        authorizations.author AS author, authorizations.verdict AS verdict
      FROM json_each(?) AS asked JOIN entries ON entries.row = asked.value
      JOIN authorizations ON authorizations.request = substr(entries.digest, 1, 32)
      WHERE authorizations.festival = ? AND authorizations.state = 0
        AND authorizations.author IN (?, ?)
      ORDER BY authorizations.entry`,
  ).all(JSON.stringify(requests), festival, resource.owner, resource.deputy);
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
