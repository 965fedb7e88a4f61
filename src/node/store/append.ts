/** Entries that have been checked go in: links, insertion and projection, in a transaction. */
import {
  type CheckedEntry,
  checkLinks,
  documentIdOf,
  lipmaa,
  sameBytes,
  yamfOf,
} from "../../core/bamboo/mod.ts";
import { DIGEST_BYTES } from "../../core/crypto/mod.ts";
import { createdFestival, logIdOf, type ParsedMessage, toHex } from "../../core/messages/mod.ts";
import { explain, explainPlaced, type Placed, Projection } from "../projections/mod.ts";
import type { AppendOptions, SqlDriver } from "../ports.ts";
import type { AppendRefusal, AppendResult, Head } from "../results.ts";
import { tailOf } from "./entry_bytes.ts";
import {
  type Follow,
  followAncestors,
  followNow,
  followOf,
  settleRevisions,
} from "./follow_rows.ts";
import { authorRow, hashAt, MAX_LOG_ID, newLog, rowAt } from "./log_rows.ts";
import { dropPayloads } from "./payload_rows.ts";

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
  /** Of those that this transaction added, by seqnum. */
  readonly hashes: Map<number, Uint8Array>;
  ended: boolean;
  readonly cut: number | null;
  /** Whether this transaction added to it. */
  grown: boolean;
}

/** What a transaction has asked for once. */
interface Logs {
  readonly byName: Map<string, LogState>;
  /** By log id; nothing that an append does ends one. */
  readonly follows: Map<number, Follow>;
}

/** An entry that was taken, and what is to be said of it once the batch is projected. */
interface Taken {
  readonly index: number;
  readonly placed: Placed;
}

/** Appends batches as `Store.append` promises it, all of them within one transaction. */
export class Appender {
  readonly #logs: Logs = { byName: new Map(), follows: new Map() };
  readonly #festivals = new Set<number>();
  readonly #profiles = new Set<number>();
  #changed = false;

  constructor(private readonly driver: SqlDriver) {}

  append(
    batch: readonly CheckedEntry[],
    { receivedAt, followCreated, explained = true }: AppendOptions,
  ): readonly AppendResult[] {
    const { driver } = this;
    const projection = new Projection(driver);
    const taken: Taken[] = [];
    const results = batch.map((checked, index): AppendResult => {
      const { entry, hash } = checked;
      const log = logState(driver, checked, this.#logs, followCreated);
      if (log === null) {
        const refusal = { code: "not-followed", logId: String(entry.logId) } as const;
        return { status: "refused", hash, refusal };
      }
      const placed = place(driver, log, checked, receivedAt);
      if (typeof placed !== "number" && placed !== "held") {
        return { status: "refused", hash, refusal: placed };
      }
      const festival = log.festival?.id ?? null;
      if (placed === "held") {
        const row = fillPayload(driver, log, checked);
        if (row === null) {
          const { id, ignored } = explain(driver, rowAt(driver, log.row, entry.seqNum));
          return { status: "duplicate", hash, festival, id: id ?? documentIdOf(hash), ignored };
        }
        taken.push({ index, placed: project(log, checked, row, true, projection) });
        return { status: "duplicate", hash, festival, id: null, ignored: null };
      }
      taken.push({ index, placed: project(log, checked, placed, false, projection) });
      return { status: "accepted", hash, festival, id: null, ignored: null };
    });
    if (taken.length === 0) return results;

    const { erased, festivals, profiles, parents } = projection.finish();
    dropPayloads(driver, erased);
    this.#changed = true;
    for (const festival of festivals) this.#festivals.add(festival);
    for (const author of profiles) this.#profiles.add(author);
    // What comes next may be of a festival that is followed from now on.
    for (const parent of parents) followAncestors(driver, parent);
    for (const { index, placed } of taken) {
      const result = results[index]!;
      if (result.status === "refused") continue;
      const supplied = result.status === "duplicate" && !erased.has(placed.entry);
      if (!explained && !supplied) continue;
      results[index] = {
        ...result,
        ...(explained ? explainPlaced(driver, placed) : {}),
        ...(supplied ? { supplied: true as const } : {}),
      };
    }
    return results;
  }

  /** Writes what is written once for all batches: to be called before the commit. */
  finish(): void {
    const { driver } = this;
    for (const log of this.#logs.byName.values()) {
      if (!log.grown) continue;
      driver.prepare("UPDATE logs SET length = ?, ended = ? WHERE row = ?")
        .run(log.length, log.ended ? 1 : 0, log.row);
    }
    if (this.#changed) settleRevisions(driver, this.#festivals, this.#profiles);
  }
}

/** The log of an entry, as it is and as this transaction makes it; null where it is not followed. */
function logState(
  driver: SqlDriver,
  { entry, payload }: CheckedEntry,
  known: Logs,
  followCreated: boolean,
): LogState | null {
  if (entry.logId >= MAX_LOG_ID) return null;
  const logId = Number(entry.logId);
  const key = `${logId}/${toHex(entry.author)}`;
  const cached = known.byName.get(key);
  if (cached !== undefined) return cached;
  let festival: Follow | null = null;
  if (logId !== 0) {
    festival = known.follows.get(logId) ?? followOf(driver, logId);
    // Only where the entry is taken too: nothing is held of the log, so it must be the first.
    if (festival === null && followCreated && entry.seqNum === 1 && payload !== null) {
      const created = createdFestival(payload, entry.author);
      if (created !== null && logIdOf(created) === logId && followNow(driver, created, true)) {
        festival = followOf(driver, logId);
      }
    }
    if (festival === null) return null;
    known.follows.set(logId, festival);
  }
  const row = driver.prepare(
    `SELECT logs.row AS row, author, length, ended, cut,
        (SELECT digest FROM entries WHERE log = logs.row AND seq = length) AS digest
      FROM logs JOIN authors ON authors.row = logs.author WHERE authors.key = ? AND log_id = ?`,
  ).get(entry.author, logId);
  const length = (row?.["length"] ?? 0) as number;
  const state: LogState = {
    authorKey: entry.author,
    logId,
    festival,
    row: (row?.["row"] ?? 0) as number,
    author: (row?.["author"] ?? 0) as number,
    length,
    lastHash: length === 0 ? null : yamfOf(row!["digest"] as Uint8Array),
    hashes: new Map(),
    ended: row?.["ended"] === 1,
    cut: (row?.["cut"] ?? null) as number | null,
    grown: false,
  };
  known.byName.set(key, state);
  return state;
}

/** The row of a new entry, that its bytes are held already, or why it has no place. */
function place(
  driver: SqlDriver,
  log: LogState,
  { entry, bytes, hash, payload }: CheckedEntry,
  receivedAt: number,
): number | "held" | AppendRefusal {
  const seq = entry.seqNum;
  if (log.cut !== null && seq >= log.cut) return { code: "cut", cut: log.cut };
  if (seq <= log.length) {
    return sameBytes(hashAt(driver, log.row, seq), hash)
      ? "held"
      : { code: "stale", head: headOf(driver, log)! };
  }
  if (log.ended) return { code: "ended", head: headOf(driver, log)! };
  if (seq > log.length + 1) return { code: "gap", head: headOf(driver, log) };
  const refusal = checkLinks(entry, {
    backlink: log.lastHash,
    lipmaalink: entry.lipmaalink === null
      ? null
      : log.hashes.get(lipmaa(seq)) ?? hashAt(driver, log.row, lipmaa(seq)),
    previousEnded: false,
  });
  if (refusal !== null) {
    return refusal.code === "ended" ? { code: "ended", head: headOf(driver, log)! } : refusal;
  }
  if (log.row === 0) {
    log.author = authorRow(driver, log.authorKey);
    log.row = newLog(driver, log.author, log.logId, log.festival);
  }
  const { lastRow } = driver.prepare(
    "INSERT INTO entries (log, seq, received_at, digest, tail, payload) VALUES (?, ?, ?, ?, ?, ?)",
  ).run(log.row, seq, receivedAt, hash.subarray(-DIGEST_BYTES), tailOf(bytes, entry), payload);
  log.length = seq;
  log.lastHash = hash;
  log.hashes.set(seq, hash);
  log.ended = entry.endOfLog;
  log.grown = true;
  return lastRow;
}

/** Takes the payload that a held entry lacked; null where it lacks none, or none came. */
function fillPayload(
  driver: SqlDriver,
  log: LogState,
  { entry, payload }: CheckedEntry,
): number | null {
  if (payload === null) return null;
  const row = rowAt(driver, log.row, entry.seqNum);
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
  const id = documentIdOf(hash);
  const { author, authorKey } = log;
  const festival = log.festival?.row ?? null;
  projection.touch(festival);
  let parsed: ParsedMessage | null = null;
  if (payload === null) projection.lack(row);
  else {
    parsed = projection.take({
      row,
      log: log.row,
      seq: entry.seqNum,
      id,
      author,
      authorKey,
      festival,
      festivalId: log.festival?.id ?? null,
      payload,
      late,
    });
  }
  return { entry: row, id, log: log.row, author, festival, parsed, isCut: false };
}

function headOf(
  driver: SqlDriver,
  { authorKey, logId, row, length, lastHash, ended, cut }: LogState,
): Head | null {
  if (length === 0 && cut === null) return null;
  const seqNum = cut === null ? length : Math.min(length, cut - 1);
  const last = seqNum === length ? lastHash : hashAt(driver, row, seqNum);
  const hash = seqNum === 0 ? null : last;
  return { author: authorKey, logId, seqNum, hash, ended: ended && seqNum === length, cut };
}
