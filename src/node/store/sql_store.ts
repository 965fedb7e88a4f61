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
import {
  dumpOf,
  explain,
  explainPlaced,
  type Placed,
  type Projected,
  Projection,
} from "../projections/mod.ts";
import type { AppendOptions, KeptProof, SqlDriver, SqlRow, Store } from "../ports.ts";
import type { AppendRefusal, AppendResult, Head, StoredEntry } from "../results.ts";
import { followAgain, giveWay, networkRows } from "./network_rows.ts";
import { sqlQueries } from "./queries/mod.ts";
import { inTransaction, makeDerivedTables, migrate, recordRules } from "./schema.ts";

/** Festival ids have 6 bytes of log id; anything above names no festival. */
const MAX_LOG_ID = 2n ** 48n;
const REBUILD_BATCH = 1_000;
const MAX_ANCESTORS = 8;

interface LogState {
  readonly authorKey: Uint8Array;
  readonly logId: number;
  readonly festival: Follow | null;
  /** Rows; 0 until something is held of it. */
  row: number;
  author: number;
  length: number;
  /** YAMF of the last stored entry. */
  lastHash: Uint8Array | null;
  ended: boolean;
  readonly cut: number | null;
  /** Whether this batch added to it. */
  grown: boolean;
}

interface Follow {
  readonly row: number;
  readonly id: Uint8Array;
}

/** An entry that was taken, and what is to be said of it once the batch is projected. */
interface Taken {
  readonly index: number;
  readonly placed: Placed;
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
      const taken: Taken[] = [];
      const results = batch.map((checked, index): AppendResult => {
        const { entry, hash } = checked;
        const log = logState(checked, logs, appendOptions.followCreated);
        if (log === null) {
          const refusal = { code: "not-followed", logId: String(entry.logId) } as const;
          return { status: "refused", hash, refusal };
        }
        const placed = place(log, checked, appendOptions.receivedAt);
        if (typeof placed !== "number" && placed !== "held") {
          return { status: "refused", hash, refusal: placed };
        }
        const festival = log.festival?.id ?? null;
        if (placed === "held") {
          const row = fillPayload(log, checked);
          if (row === null) {
            const { id, ignored } = explain(driver, rowAt(log.row, entry.seqNum));
            return { status: "duplicate", hash, festival, id: id ?? documentIdOf(hash), ignored };
          }
          taken.push({ index, placed: project(log, checked, row, true, projection) });
          return { status: "duplicate", hash, festival, id: null, ignored: null };
        }
        taken.push({ index, placed: project(log, checked, placed, false, projection) });
        return { status: "accepted", hash, festival, id: null, ignored: null };
      });
      for (const log of logs.values()) {
        if (!log.grown) continue;
        driver.prepare("UPDATE logs SET length = ?, ended = ? WHERE row = ?")
          .run(log.length, log.ended ? 1 : 0, log.row);
      }
      if (taken.length > 0) settleRevisions(projection.finish());
      for (const { index, placed } of taken) {
        const result = results[index]!;
        if (result.status === "refused") continue;
        results[index] = { ...result, ...explainPlaced(driver, placed) };
      }
      return results;
    });
  }

  /** The log of an entry, as it is and as this batch makes it; null where it is not followed. */
  function logState(
    { entry, payload }: CheckedEntry,
    known: Map<string, LogState>,
    followCreated: boolean,
  ): LogState | null {
    if (entry.logId >= MAX_LOG_ID) return null;
    const logId = Number(entry.logId);
    const key = `${logId}/${toHex(entry.author)}`;
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    let festival: Follow | null = null;
    if (logId !== 0) {
      festival = followOf(logId);
      // Only where the entry is taken too: nothing is held of the log, so it must be the first.
      if (festival === null && followCreated && entry.seqNum === 1 && payload !== null) {
        const created = createdFestival(payload, entry.author);
        if (created !== null && logIdOf(created) === logId && followNow(created, true)) {
          festival = followOf(logId);
        }
      }
      if (festival === null) return null;
    }
    const row = driver.prepare(
      `SELECT logs.row AS row, author, length, ended, cut FROM logs
        JOIN authors ON authors.row = logs.author WHERE authors.key = ? AND log_id = ?`,
    ).get(entry.author, logId);
    const length = (row?.["length"] ?? 0) as number;
    const state: LogState = {
      authorKey: entry.author,
      logId,
      festival,
      row: (row?.["row"] ?? 0) as number,
      author: (row?.["author"] ?? 0) as number,
      length,
      lastHash: length === 0 ? null : hashAt(row!["row"] as number, length),
      ended: row?.["ended"] === 1,
      cut: (row?.["cut"] ?? null) as number | null,
      grown: false,
    };
    known.set(key, state);
    return state;
  }

  /** The row of a new entry, that its bytes are held already, or why it has no place. */
  function place(
    log: LogState,
    { entry, bytes, hash, payload }: CheckedEntry,
    receivedAt: number,
  ): number | "held" | AppendRefusal {
    const seq = entry.seqNum;
    if (log.cut !== null && seq >= log.cut) return { code: "cut", cut: log.cut };
    if (seq <= log.length) {
      return sameBytes(hashAt(log.row, seq), hash) ? "held" : { code: "stale", head: headOf(log)! };
    }
    if (log.ended) return { code: "ended", head: headOf(log)! };
    if (seq > log.length + 1) return { code: "gap", head: headOf(log) };
    const refusal = checkLinks(entry, {
      backlink: log.lastHash,
      lipmaalink: entry.lipmaalink === null ? null : hashAt(log.row, lipmaa(seq)),
      previousEnded: false,
    });
    if (refusal !== null) {
      return refusal.code === "ended" ? { code: "ended", head: headOf(log)! } : refusal;
    }
    if (log.row === 0) {
      log.author = authorRow(log.authorKey);
      log.row = newLog(log.author, log.logId, log.festival);
    }
    const { lastRow } = driver.prepare(
      "INSERT INTO entries (log, seq, received_at, digest, bytes, payload) VALUES (?, ?, ?, ?, ?, ?)",
    ).run(log.row, seq, receivedAt, digestOf(hash), bytes, payload);
    log.length = seq;
    log.lastHash = hash;
    log.ended = entry.endOfLog;
    log.grown = true;
    return lastRow;
  }

  /** Takes the payload that a held entry lacked; null where it lacks none, or none came. */
  function fillPayload(log: LogState, { entry, payload }: CheckedEntry): number | null {
    if (payload === null) return null;
    const row = rowAt(log.row, entry.seqNum);
    const { changes } = driver.prepare(
      "UPDATE entries SET payload = ? WHERE row = ? AND payload IS NULL",
    ).run(payload, row);
    return changes === 0 ? null : row;
  }

  function project(
    log: LogState,
    { entry, hash, payload }: CheckedEntry,
    row: number,
    late: boolean,
    projection: Projection,
  ): Placed {
    const place = {
      row,
      log: log.row,
      seq: entry.seqNum,
      id: documentIdOf(hash),
      author: log.author,
      authorKey: log.authorKey,
      festival: log.festival?.row ?? null,
      festivalId: log.festival?.id ?? null,
      late,
    };
    projection.touch(place.festival);
    const parsed = payload === null ? null : projection.take({ ...place, payload });
    return { ...place, entry: row, parsed, isCut: false };
  }

  function headOf({ authorKey, logId, row, length, lastHash, ended, cut }: LogState): Head | null {
    if (length === 0 && cut === null) return null;
    const seqNum = cut === null ? length : Math.min(length, cut - 1);
    const last = seqNum === length ? lastHash : hashAt(row, seqNum);
    const hash = seqNum === 0 ? null : last;
    return { author: authorKey, logId, seqNum, hash, ended: ended && seqNum === length, cut };
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
      hash: seqNum === 0 ? null : hashAt(row, seqNum),
      ended: log["ended"] === 1 && seqNum === length,
      cut,
    };
  }

  /** YAMF of a held entry. */
  function hashAt(log: number, seq: number): Uint8Array {
    const held = driver.prepare("SELECT digest FROM entries WHERE log = ? AND seq = ?")
      .get(log, seq)!;
    return yamfOf(held["digest"] as Uint8Array);
  }

  function rowAt(log: number, seq: number): number {
    return driver.prepare("SELECT row FROM entries WHERE log = ? AND seq = ?")
      .get(log, seq)!["row"] as number;
  }

  function newLog(author: number, logId: number, festival: Follow | null): number {
    return driver.prepare("INSERT INTO logs (author, log_id, festival) VALUES (?, ?, ?)")
      .run(author, logId, festival?.row ?? null).lastRow;
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

  function followOf(logId: number): Follow | null {
    const found = driver.prepare("SELECT row, id FROM follows WHERE log_id = ? AND active = 1")
      .get(logId);
    return found === undefined
      ? null
      : { row: found["row"] as number, id: found["id"] as Uint8Array };
  }

  /** False where another festival has its log id; `chosen` says that it is followed for itself. */
  function followNow(festival: Uint8Array, chosen: boolean): boolean {
    const logId = logIdOf(festival);
    if (logId === 0) return false;
    const held = driver.prepare("SELECT row, id FROM follows WHERE log_id = ?").get(logId);
    if (held !== undefined) {
      if (sameBytes(held["id"] as Uint8Array, festival)) {
        return followAgain(driver, festival, chosen);
      }
      if (!chosen || !giveWay(driver, held["row"] as number)) return false;
    }
    driver.prepare("INSERT INTO follows (id, log_id, chosen, revision) VALUES (?, ?, ?, ?)")
      .run(festival, logId, chosen ? 1 : 0, nextRevision());
    return true;
  }

  function nextRevision(): number {
    return driver.prepare(
      "UPDATE counter SET value = value + 1 WHERE name = 'revision' RETURNING value",
    ).get()!["value"] as number;
  }

  /**
   * Everything whose pages show what changed: the festivals, those nested in them (their events ask
   * for the parents' resources), and those that name somebody with a new profile.
   */
  function settleRevisions({ festivals, profiles, parents }: Projected): void {
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
        `UPDATE follows SET revision = ?1 WHERE row IN (
          SELECT festival FROM logs WHERE author = ?2
          UNION ALL SELECT festival FROM resources
            WHERE deputy = (SELECT key FROM authors WHERE row = ?2))`,
      ).run(revision, author);
    }
    for (const parent of parents) followAncestors(parent);
  }

  /** Following a festival means following its ancestors, at most 8, each id once. */
  function followAncestors(parent: Uint8Array | null): void {
    let next = parent;
    for (let steps = 0; next !== null && steps < MAX_ANCESTORS; steps++) {
      if (!isAncestor(next) || !followNow(next, false)) return;
      next = parentOf(next);
    }
  }

  function parentOf(festival: Uint8Array): Uint8Array | null {
    const found = driver.prepare(
      `SELECT festivals.parent AS parent FROM follows JOIN festivals ON festivals.festival = follows.row
        WHERE follows.id = ? AND festivals.state = 0`,
    ).get(festival);
    return (found?.["parent"] ?? null) as Uint8Array | null;
  }

  /**
   * Whether it is an ancestor, and near enough, of a festival that is followed for itself. Without
   * this, whoever begins parents of parents would choose what others follow.
   */
  function isAncestor(festival: Uint8Array): boolean {
    return driver.prepare(
      `WITH RECURSIVE below (id, chosen, depth) AS (
         SELECT follows.id, follows.chosen, 1 FROM festivals
           JOIN follows ON follows.row = festivals.festival AND follows.active = 1
           WHERE festivals.parent = ? AND festivals.state = 0
         UNION
         SELECT follows.id, follows.chosen, depth + 1 FROM below
           JOIN festivals ON festivals.parent = below.id AND festivals.state = 0
           JOIN follows ON follows.row = festivals.festival AND follows.active = 1
           WHERE depth < ${MAX_ANCESTORS}
       ) SELECT 1 FROM below WHERE chosen = 1 LIMIT 1`,
    ).get(festival) !== undefined;
  }

  function prove(proof: ForkProof): boolean {
    const outcome = checkProof(proof, primitives);
    if (!outcome.ok || outcome.logId >= MAX_LOG_ID) return false;
    const logId = Number(outcome.logId);
    return inTransaction(driver, () => {
      const festival = logId === 0 ? null : followOf(logId);
      if (logId !== 0 && festival === null) return false;
      const log = logRow(outcome.author, logId) ??
        newLog(authorRow(outcome.author), logId, festival);
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
      settleRevisions(projection.finish());
      return true;
    });
  }

  function keptProof(author: Uint8Array, logId: number): KeptProof | null {
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
    proof: (author, logId) => attempt(() => keptProof(author, logId)),
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
    follow: (festival) =>
      attempt(() =>
        inTransaction(driver, () => {
          const followed = followNow(festival, true);
          if (followed) followAncestors(parentOf(festival));
          return followed;
        })
      ),
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
    substr(entries.digest, 1, 32) AS id,
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
    id: row["id"] as Uint8Array,
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
    recordRules(driver);
    driver.exec("UPDATE counter SET value = value + 1 WHERE name = 'revision'");
    driver.exec(
      "UPDATE follows SET revision = (SELECT value FROM counter WHERE name = 'revision')",
    );
  });
}
