/** The store on any SQL database of one connection: one transaction for all that an entry changes. */
import {
  type CheckedEntry,
  checkLinks,
  checkProof,
  digestOf,
  documentIdOf,
  type ForkProof,
  lipmaa,
  sameBytes,
  yamfOf,
} from "../../core/bamboo/mod.ts";
import { portable, type Primitives } from "../../core/crypto/mod.ts";
import { createdFestival, logIdOf, toHex } from "../../core/messages/mod.ts";
import { dumpOf, explain, type Projected, Projection } from "../projections/mod.ts";
import type { AppendOptions, SqlDriver, SqlRow, Store } from "../ports.ts";
import type { AppendRefusal, AppendResult, Head, StoredEntry } from "../results.ts";
import { followAgain, networkRows } from "./network_rows.ts";
import { sqlQueries } from "./queries/mod.ts";
import { inTransaction, makeDerivedTables, migrate } from "./schema.ts";

/** Festival ids have 6 bytes of log id; anything above names no festival. */
const MAX_LOG_ID = 2n ** 48n;
const REBUILD_BATCH = 1_000;
const MAX_ANCESTORS = 8;

interface LogState {
  readonly row: number;
  readonly author: number;
  readonly authorKey: Uint8Array;
  readonly festival: number | null;
  readonly festivalId: Uint8Array | null;
  length: number;
  /** Of the last stored entry. */
  lastDigest: Uint8Array | null;
  ended: boolean;
  readonly cut: number | null;
}

export interface SqlStoreOptions {
  readonly driver: SqlDriver;
  /** For proofs; the portable ones where not given. */
  readonly primitives?: Primitives;
}

/** Opens a store on a database, which it migrates, and closes with itself. */
export function openSqlStore(options: SqlStoreOptions): Promise<Store> {
  const { driver } = options;
  const primitives = options.primitives ?? portable;

  if (migrate(driver)) rebuildAll(driver);

  function append(
    batch: readonly CheckedEntry[],
    appendOptions: AppendOptions,
  ): readonly AppendResult[] {
    return inTransaction(driver, () => {
      const projection = new Projection(driver);
      const logs = new Map<string, LogState>();
      const taken: { readonly index: number; readonly row: number }[] = [];
      const results = batch.map((checked, index): AppendResult => {
        const { entry, hash } = checked;
        const log = logState(checked, logs, appendOptions.followCreated);
        if (log === null) {
          const refusal = { code: "not-followed", logId: String(entry.logId) } as const;
          return { status: "refused", hash, refusal };
        }
        const placed = place(log, checked, appendOptions.receivedAt);
        if (typeof placed !== "number") {
          if (placed !== null) return { status: "refused", hash, refusal: placed };
          const held = rowAt(log.row, entry.seqNum)!;
          if (!fillPayload(log, held, checked, projection)) {
            const id = idOf(held, hash);
            return { status: "duplicate", hash, festival: log.festivalId, id, ignored: null };
          }
          taken.push({ index, row: held["row"] as number });
          return { status: "duplicate", hash, festival: log.festivalId, id: null, ignored: null };
        }
        if (checked.payload !== null) {
          projection.take({
            row: placed,
            log: log.row,
            seq: entry.seqNum,
            author: log.author,
            authorKey: log.authorKey,
            festival: log.festival,
            festivalId: log.festivalId,
            payload: checked.payload,
            late: false,
          });
        }
        taken.push({ index, row: placed });
        return { status: "accepted", hash, festival: log.festivalId, id: null, ignored: null };
      });
      settleRevisions(projection.finish());
      for (const { index, row } of taken) {
        const result = results[index]!;
        if (result.status === "refused") continue;
        const { id, ignored } = explain(driver, row);
        results[index] = { ...result, id: id ?? null, ignored };
      }
      return results;
    });
  }

  function idOf(held: SqlRow, hash: Uint8Array): Uint8Array {
    return explain(driver, held["row"] as number).id ?? documentIdOf(hash);
  }

  /** The log of an entry; null where its festival is not followed. */
  function logState(
    { entry, payload }: CheckedEntry,
    known: Map<string, LogState>,
    followCreated: boolean,
  ): LogState | null {
    if (entry.logId >= MAX_LOG_ID) return null;
    const logId = Number(entry.logId);
    const key = `${toHex(entry.author)}/${logId}`;
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    let festival: { row: number; id: Uint8Array } | null = null;
    if (logId !== 0) {
      festival = followOf(logId);
      if (festival === null && followCreated && payload !== null) {
        const created = createdFestival(payload, entry.author);
        if (created !== null && logIdOf(created) === logId && followNow(created)) {
          festival = followOf(logId);
        }
      }
      if (festival === null) return null;
    }
    const author = authorRow(entry.author);
    driver.prepare("INSERT OR IGNORE INTO logs (author, log_id, festival) VALUES (?, ?, ?)")
      .run(author, logId, festival?.row ?? null);
    const row = driver.prepare("SELECT * FROM logs WHERE author = ? AND log_id = ?")
      .get(author, logId)!;
    const length = row["length"] as number;
    const state: LogState = {
      row: row["row"] as number,
      author,
      authorKey: entry.author,
      festival: festival?.row ?? null,
      festivalId: festival?.id ?? null,
      length,
      lastDigest: length === 0 ? null : digestAt(row["row"] as number, length),
      ended: row["ended"] === 1,
      cut: row["cut"] as number | null,
    };
    known.set(key, state);
    return state;
  }

  /** The new row; null for a duplicate; or why it has no place. */
  function place(
    log: LogState,
    { entry, bytes, hash, payload }: CheckedEntry,
    receivedAt: number,
  ): number | null | AppendRefusal {
    const seq = entry.seqNum;
    if (log.cut !== null && seq >= log.cut) return { code: "cut", cut: log.cut };
    if (seq <= log.length) {
      return sameBytes(digestAt(log.row, seq), digestOf(hash))
        ? null
        : { code: "stale", head: headOf(log)! };
    }
    if (log.ended) return { code: "ended", head: headOf(log)! };
    if (seq > log.length + 1) return { code: "gap", head: headOf(log) };
    const refusal = checkLinks(entry, {
      backlink: log.lastDigest === null ? null : yamfOf(log.lastDigest),
      lipmaalink: entry.lipmaalink === null ? null : yamfOf(digestAt(log.row, lipmaa(seq))),
      previousEnded: false,
    });
    if (refusal !== null) {
      return refusal.code === "ended" ? { code: "ended", head: headOf(log)! } : refusal;
    }
    const digest = digestOf(hash);
    const { lastRow } = driver.prepare(
      "INSERT INTO entries (log, seq, received_at, digest, bytes, payload) VALUES (?, ?, ?, ?, ?, ?)",
    ).run(log.row, seq, receivedAt, digest, bytes, payload);
    log.length = seq;
    log.lastDigest = digest;
    log.ended = entry.endOfLog;
    driver.prepare("UPDATE logs SET length = ?, ended = ? WHERE row = ?")
      .run(seq, entry.endOfLog ? 1 : 0, log.row);
    return lastRow;
  }

  /** Takes the payload that a held entry lacked; false where it lacks none, or none came. */
  function fillPayload(
    log: LogState,
    held: SqlRow,
    { entry, payload }: CheckedEntry,
    projection: Projection,
  ): boolean {
    if (payload === null || held["payload"] !== null) return false;
    const row = held["row"] as number;
    driver.prepare("UPDATE entries SET payload = ? WHERE row = ?").run(payload, row);
    projection.take({
      row,
      log: log.row,
      seq: entry.seqNum,
      author: log.author,
      authorKey: log.authorKey,
      festival: log.festival,
      festivalId: log.festivalId,
      payload,
      late: true,
    });
    return true;
  }

  function headOf(log: LogState): Head | null {
    return headAt(log.row, log.authorKey);
  }

  /** The last entry that counts: the valid prefix of a log that is cut. */
  function headAt(row: number, author: Uint8Array): Head | null {
    const log = driver.prepare("SELECT log_id, length, ended, cut FROM logs WHERE row = ?").get(
      row,
    )!;
    const length = log["length"] as number;
    const cut = log["cut"] as number | null;
    if (length === 0 && cut === null) return null;
    const seqNum = cut === null ? length : Math.min(length, cut - 1);
    return {
      author,
      logId: log["log_id"] as number,
      seqNum,
      hash: seqNum === 0 ? null : yamfOf(digestAt(row, seqNum)),
      ended: log["ended"] === 1 && seqNum === length,
      cut,
    };
  }

  function digestAt(log: number, seq: number): Uint8Array {
    return driver.prepare("SELECT digest FROM entries WHERE log = ? AND seq = ?")
      .get(log, seq)!["digest"] as Uint8Array;
  }

  function rowAt(log: number, seq: number): SqlRow | undefined {
    return driver.prepare("SELECT row, payload FROM entries WHERE log = ? AND seq = ?")
      .get(log, seq);
  }

  function authorRow(key: Uint8Array): number {
    const found = driver.prepare("SELECT row FROM authors WHERE key = ?").get(key);
    if (found !== undefined) return found["row"] as number;
    return driver.prepare("INSERT INTO authors (key) VALUES (?)").run(key).lastRow;
  }

  function logRow(author: Uint8Array, logId: number): number | null {
    const found = driver.prepare(
      `SELECT logs.row AS row FROM logs JOIN authors ON authors.row = logs.author
        WHERE authors.key = ? AND logs.log_id = ?`,
    ).get(author, logId);
    return (found?.["row"] ?? null) as number | null;
  }

  function followOf(logId: number): { row: number; id: Uint8Array } | null {
    const found = driver.prepare("SELECT row, id FROM follows WHERE log_id = ? AND active = 1")
      .get(logId);
    return found === undefined
      ? null
      : { row: found["row"] as number, id: found["id"] as Uint8Array };
  }

  function followNow(festival: Uint8Array): boolean {
    const held = followOf(logIdOf(festival));
    if (held !== null) return sameBytes(held.id, festival);
    if (logIdOf(festival) === 0) return false;
    if (followAgain(driver, festival)) return true;
    if (driver.prepare("SELECT 1 FROM follows WHERE log_id = ?").get(logIdOf(festival))) {
      return false;
    }
    driver.prepare("INSERT INTO follows (id, log_id, revision) VALUES (?, ?, ?)")
      .run(festival, logIdOf(festival), nextRevision());
    return true;
  }

  function nextRevision(): number {
    return driver.prepare(
      "UPDATE counter SET value = value + 1 WHERE name = 'revision' RETURNING value",
    ).get()!["value"] as number;
  }

  /**
   * Everything whose pages show what changed: the festivals, those nested in them (their events ask
   * for the parents' resources), and those in which somebody with a new profile has a log.
   */
  function settleRevisions({ festivals, profiles, parents }: Projected): void {
    if (festivals.size === 0 && profiles.size === 0) return;
    const revision = nextRevision();
    const write = driver.prepare("UPDATE follows SET revision = ? WHERE row = ?");
    for (const festival of festivals) {
      const nested = driver.prepare(
        `WITH RECURSIVE nested (row, id, depth) AS (
           SELECT row, id, 0 FROM follows WHERE row = ?
           UNION
           SELECT follows.row, follows.id, depth + 1 FROM nested
             JOIN festivals ON festivals.parent = nested.id AND festivals.state = 0
             JOIN follows ON follows.row = festivals.festival
             WHERE depth < ${MAX_ANCESTORS}
         ) SELECT DISTINCT row FROM nested`,
      ).all(festival);
      for (const { row } of nested) write.run(revision, row!);
    }
    for (const author of profiles) {
      driver.prepare(
        "UPDATE follows SET revision = ? WHERE row IN (SELECT festival FROM logs WHERE author = ?)",
      ).run(revision, author);
    }
    for (const parent of parents) followAncestors(parent);
  }

  /** Following a festival means following its ancestors, at most 8, each id once. */
  function followAncestors(parent: Uint8Array): void {
    let next: Uint8Array | null = parent;
    for (let depth = 0; next !== null && depth < MAX_ANCESTORS; depth++) {
      if (!followNow(next)) return;
      const above: SqlRow | undefined = driver.prepare(
        `SELECT festivals.parent AS parent FROM follows JOIN festivals ON festivals.festival = follows.row
          WHERE follows.id = ? AND festivals.state = 0`,
      ).get(next);
      next = (above?.["parent"] ?? null) as Uint8Array | null;
    }
  }

  function prove(proof: ForkProof): boolean {
    const outcome = checkProof(proof, primitives);
    if (!outcome.ok || outcome.logId >= MAX_LOG_ID) return false;
    const logId = Number(outcome.logId);
    return inTransaction(driver, () => {
      const festival = logId === 0 ? null : followOf(logId);
      if (logId !== 0 && festival === null) return false;
      const author = authorRow(outcome.author);
      driver.prepare("INSERT OR IGNORE INTO logs (author, log_id, festival) VALUES (?, ?, ?)")
        .run(author, logId, festival?.row ?? null);
      const log = logRow(outcome.author, logId)!;
      const [first, second] = proof.kind === "fork" ? proof.entries : [proof.entry, proof.payload];
      driver.prepare("INSERT OR IGNORE INTO proofs VALUES (?, ?, ?, ?, ?)")
        .run(log, outcome.seqNum, proof.kind, first, second);
      const { changes } = driver.prepare(
        "UPDATE logs SET cut = ?1 WHERE row = ?2 AND (cut IS NULL OR cut > ?1)",
      ).run(outcome.seqNum, log);
      if (changes === 0) return true;
      const projection = new Projection(driver);
      projection.forgetLog(log, festival?.row ?? null, author);
      for (
        const row of driver.prepare(`${ARRIVALS} AND logs.row = ? ORDER BY entries.row`).all(log)
      ) {
        projection.take({ ...arrivalOf(row), late: true });
      }
      settleRevisions(projection.finish());
      return true;
    });
  }

  function storedEntry(row: SqlRow): StoredEntry {
    return {
      author: row["author"] as Uint8Array,
      logId: row["log_id"] as number,
      seqNum: row["seq"] as number,
      hash: yamfOf(row["digest"] as Uint8Array),
      entry: row["bytes"] as Uint8Array,
      payload: row["payload"] as Uint8Array | null,
      receivedAt: row["received_at"] as number,
      ignored: explain(driver, row["row"] as number).ignored,
    };
  }

  const store: Store = {
    ...sqlQueries(driver),
    ...networkRows(driver),
    append: (batch, appendOptions) => attempt(() => append(batch, appendOptions)),
    prove: (proof) => attempt(() => prove(proof)),
    head: (author, logId) =>
      attempt(() => {
        const row = logRow(author, logId);
        return row === null ? null : headAt(row, author);
      }),
    range: (author, logId, from, limit) =>
      attempt(() =>
        driver.prepare(
          `${ENTRIES} WHERE authors.key = ? AND logs.log_id = ? AND entries.seq >= ?
            ORDER BY entries.seq LIMIT ?`,
        ).all(author, logId, from, limit).map(storedEntry)
      ),
    entry: (hash) =>
      attempt(() => {
        const digest = digestOf(hash);
        const row = driver.prepare(
          `${ENTRIES} WHERE substr(entries.digest, 1, 16) = ? AND entries.digest = ?`,
        ).get(digest.subarray(0, 16), digest);
        return row === undefined ? null : storedEntry(row);
      }),
    follow: (festival) => attempt(() => inTransaction(driver, () => followNow(festival))),
    setting: (name) =>
      attempt(() => {
        const row = driver.prepare("SELECT value FROM settings WHERE name = ?").get(`node.${name}`);
        return (row?.["value"] ?? null) as string | null;
      }),
    setSetting: (name, value) =>
      attempt(() => {
        driver.prepare("INSERT OR REPLACE INTO settings VALUES (?, ?)").run(`node.${name}`, value);
      }),
    rebuild: (progress) => attempt(() => rebuildAll(driver, progress)),
    dump: () => attempt(() => dumpOf(driver)),
    close: () => attempt(() => driver.close()),
  };
  return Promise.resolve(store);
}

/** A synchronous task as the asynchronous port promises it: what it throws is a rejection. */
function attempt<Result>(task: () => Result): Promise<Result> {
  try {
    return Promise.resolve(task());
  } catch (error) {
    return Promise.reject(error);
  }
}

const ENTRIES = `SELECT entries.*, authors.key AS author, logs.log_id AS log_id FROM entries
  JOIN logs ON logs.row = entries.log JOIN authors ON authors.row = logs.author`;

/** What counts, with what a projection needs to know of it. */
const ARRIVALS = `SELECT entries.row AS row, entries.log AS log, entries.seq AS seq,
    entries.payload AS payload, logs.author AS author, authors.key AS author_key,
    logs.festival AS festival, follows.id AS festival_id
  FROM entries JOIN logs ON logs.row = entries.log JOIN authors ON authors.row = logs.author
  LEFT JOIN follows ON follows.row = logs.festival
  WHERE entries.payload IS NOT NULL AND (logs.cut IS NULL OR entries.seq < logs.cut)`;

function arrivalOf(row: SqlRow) {
  return {
    row: row["row"] as number,
    log: row["log"] as number,
    seq: row["seq"] as number,
    author: row["author"] as number,
    authorKey: row["author_key"] as Uint8Array,
    festival: row["festival"] as number | null,
    festivalId: row["festival_id"] as Uint8Array | null,
    payload: row["payload"] as Uint8Array,
    late: false,
  };
}

/** Makes the projections again from the entries, in the order in which they came. */
function rebuildAll(driver: SqlDriver, progress?: (done: number, total: number) => void): void {
  const { total } = driver.prepare("SELECT coalesce(max(row), 0) AS total FROM entries").get()!;
  inTransaction(driver, () => {
    makeDerivedTables(driver);
    let last = 0;
    for (;;) {
      const rows = driver.prepare(`${ARRIVALS} AND entries.row > ? ORDER BY entries.row LIMIT ?`)
        .all(last, REBUILD_BATCH);
      if (rows.length === 0) break;
      const projection = new Projection(driver);
      for (const row of rows) projection.take(arrivalOf(row));
      projection.finish();
      last = rows.at(-1)!["row"] as number;
      progress?.(last, total as number);
    }
    driver.exec("UPDATE counter SET value = value + 1 WHERE name = 'revision'");
    driver.exec(
      "UPDATE follows SET revision = (SELECT value FROM counter WHERE name = 'revision')",
    );
  });
}
