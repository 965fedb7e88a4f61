/**
 * Entries that are held by themselves, with the certificate pools that prove them, and what was
 * asked for when they came. Apart from the logs: nothing here is read by a projection, and nothing
 * of it is needed once the log itself is here.
 */
import {
  certificatePool,
  type CheckedEntry,
  checkProof,
  checkSubset,
  decodeEntry,
  digestOf,
  type ForkProof,
  HASH_BYTES,
  poolOfSubset,
  sameBytes,
  yamfOf,
} from "../../core/bamboo/mod.ts";
import { erasedAmong } from "../../core/messages/mod.ts";
import type { Primitives } from "../../core/crypto/mod.ts";
import type { SqlDriver, SqlRow } from "../ports.ts";
import {
  type CheckedChosen,
  type Keeping,
  type LogPlace,
  MOST_PROVEN_BYTES,
  MOST_PROVEN_NAMES,
  type Proven,
  type ProvenEntry,
  type ProvenStore,
} from "../proven.ts";
import { chosenFromLogs } from "./chosen_rows.ts";
import { inTransaction } from "./schema.ts";
import { entryBytes } from "./entry_bytes.ts";

/** Festival ids have 6 bytes of log id; anything above names no festival. */
const MAX_LOG_ID = 2n ** 48n;

export function provenRows(driver: SqlDriver, primitives: Primitives): ProvenStore {
  // The port promises rejections, never throws.
  // deno-lint-ignore require-await
  const soon = async <Result>(task: () => Result) => task();
  const changed = () => driver.exec("UPDATE counter SET value = value + 1 WHERE name = 'revision'");
  return {
    chosen: (name) => soon(() => chosenFromLogs(driver, name)),
    proven: (name) => soon(() => provenOf(driver, name)),
    keepProven: (name, chosen, takenAt) =>
      soon(() =>
        inTransaction(driver, () => {
          const keeping = keep(driver, primitives, name, chosen, takenAt);
          changed();
          return keeping;
        })
      ),
    pinProven: (name, pinned) =>
      soon(() =>
        inTransaction(driver, () => {
          const { changes } = driver.prepare("UPDATE proven_names SET pinned = ? WHERE name = ?")
            .run(pinned ? 1 : 0, name);
          if (changes > 0) changed();
          return changes > 0;
        })
      ),
    provenLogs: () =>
      soon(() =>
        driver.prepare("SELECT author, log_id FROM proven_logs ORDER BY row").all().map((row) => ({
          author: row["author"] as Uint8Array,
          logId: row["log_id"] as number,
        }))
      ),
    settleProven: (logs) =>
      soon(() =>
        inTransaction(driver, () => {
          const proofs = logs.flatMap((log) => settle(driver, primitives, log));
          sweep(driver);
          return proofs;
        })
      ),
    countProven: () =>
      soon(() => {
        const row = driver.prepare(
          `SELECT (SELECT count(*) FROM proven_names) AS names,
            (SELECT count(*) FROM proven_entries) AS entries`,
        ).get()!;
        return { names: row["names"] as number, entries: row["entries"] as number };
      }),
  };
}

interface Log {
  readonly row: number;
  readonly author: Uint8Array;
  readonly logId: number;
  /** Of what is held by itself, or of the log where it is held. */
  readonly cut: number | null;
}

function logAt(driver: SqlDriver, row: SqlRow): Log {
  const author = row["author"] as Uint8Array;
  const logId = row["log_id"] as number;
  const own = (row["cut"] ?? Infinity) as number;
  const cut = Math.min(own, (heldLog(driver, author, logId)?.["cut"] ?? Infinity) as number);
  return { row: row["row"] as number, author, logId, cut: cut === Infinity ? null : cut };
}

function heldLog(driver: SqlDriver, author: Uint8Array, logId: number): SqlRow | undefined {
  return driver.prepare(
    `SELECT logs.row AS row, logs.cut AS cut, length FROM logs JOIN authors ON authors.row = logs.author
      WHERE authors.key = ? AND logs.log_id = ?`,
  ).get(author, logId);
}

// ── What is given ───────────────────────────────────────────────────────────────────────────────

function provenOf(driver: SqlDriver, name: Uint8Array): Proven | null {
  const named = driver.prepare("SELECT * FROM proven_names WHERE name = ?").get(name);
  const rows = named === undefined ? entriesNamed(driver, name) : driver.prepare(
    `SELECT proven_entries.* FROM proven_items JOIN proven_entries
      ON proven_entries.log = ?2 AND proven_entries.seq = proven_items.seq
      WHERE proven_items.name = ?1 ORDER BY proven_items.seq`,
  ).all(named["row"]!, named["log"]!);
  const [first] = rows;
  if (first === undefined) return null;
  const log = logAt(
    driver,
    driver.prepare("SELECT * FROM proven_logs WHERE row = ?").get(first["log"]!)!,
  );
  const items = rows.map(entryIn).filter(({ seqNum }) => log.cut === null || seqNum < log.cut);
  const pool = items.length === 0 ? null : poolIn(driver, log, items);
  if (pool === null) return null;
  const taken = named ?? driver.prepare(
    "SELECT * FROM proven_names WHERE log = ? ORDER BY taken_at LIMIT 1",
  ).get(log.row);
  return {
    author: log.author,
    logId: log.logId,
    items,
    pool,
    takenAt: (taken?.["taken_at"] ?? 0) as number,
    pinned: named?.["pinned"] === 1,
  };
}

/** An entry that came along is found by its hash, and by the id of what it creates. */
function entriesNamed(driver: SqlDriver, name: Uint8Array): SqlRow[] {
  const digest = name.length === HASH_BYTES ? digestOf(name) : name;
  return driver.prepare(
    `SELECT * FROM proven_entries WHERE substr(digest, 1, 16) = ?1
      AND substr(digest, 1, ?2) = ?3 LIMIT 1`,
  ).all(digest.subarray(0, 16), digest.length, digest);
}

/** What else proves them, as far as it is here; null where it does not: never to be given on. */
function poolIn(driver: SqlDriver, log: Log, items: readonly ProvenEntry[]): Uint8Array[] | null {
  const at = driver.prepare("SELECT * FROM proven_entries WHERE log = ? AND seq = ?");
  const found = new Map<number, ProvenEntry>();
  const holds = (seq: number) => {
    if (log.cut !== null && seq >= log.cut) return false;
    const row = at.get(log.row, seq);
    if (row !== undefined) found.set(seq, entryIn(row));
    return row !== undefined;
  };
  const places = poolOfSubset(items.map(({ seqNum }) => seqNum), holds);
  if (places === null) return null;
  const pool = places.map((place) => found.get(place)!);
  return checkSubset(items.map(asChecked), pool.map(asChecked)) === null
    ? pool.map(({ entry }) => entry)
    : null;
}

function entryIn(row: SqlRow): ProvenEntry {
  return {
    seqNum: row["seq"] as number,
    hash: yamfOf(row["digest"] as Uint8Array),
    entry: row["bytes"] as Uint8Array,
    payload: row["payload"] as Uint8Array | null,
  };
}

/** It was checked before it was kept. */
function asChecked({ entry: bytes, hash, payload }: ProvenEntry): CheckedEntry {
  const decoded = decodeEntry(bytes);
  if (!decoded.ok) throw new TypeError("an entry that was kept does not decode");
  return { entry: decoded.entry, bytes, hash, payload };
}

// ── What is taken ───────────────────────────────────────────────────────────────────────────────

function keep(
  driver: SqlDriver,
  primitives: Primitives,
  name: Uint8Array,
  { items, pool }: CheckedChosen,
  takenAt: number,
): Keeping {
  const { author, logId: id } = items[0]!.entry;
  if (id >= MAX_LOG_ID) return { judged: "cut", proof: null };
  const log = logFor(driver, author, Number(id));
  const all = [...items, ...pool].sort((one, other) => one.entry.seqNum - other.entry.seqNum);

  const parted = partedIn(driver, log, all);
  if (parted !== null) {
    const proof = proofOf(parted, primitives);
    if (proof === null) return { judged: "parted", proof: null };
    const { seqNum } = parted.ours.entry;
    if (log.cut === null || seqNum < log.cut) {
      cut(driver, log, seqNum, parted);
      return { judged: "cut", proof };
    }
  }
  if (log.cut !== null) forgetFrom(driver, log.row, log.cut);
  const counts = ({ entry }: CheckedEntry) => log.cut === null || entry.seqNum < log.cut;
  if (!items.every(counts)) return { judged: "cut", proof: null };

  driver.exec("SAVEPOINT keeping");
  const before = driver.prepare("SELECT row, pinned FROM proven_names WHERE name = ?").get(name);
  if (before !== undefined) forget(driver, before["row"] as number);
  const size = all.reduce(
    (sum, { bytes, payload }) => sum + bytes.length + (payload?.length ?? 0),
    0,
  );
  if (!makeRoom(driver, size)) return undone(driver, "full");
  const { lastRow } = driver.prepare(
    "INSERT INTO proven_names (name, log, taken_at, size, pinned) VALUES (?, ?, ?, ?, ?)",
  ).run(name, log.row, takenAt, size, before?.["pinned"] ?? 0);
  for (const { entry } of items) {
    driver.prepare("INSERT INTO proven_items VALUES (?, ?)").run(lastRow, entry.seqNum);
  }
  const erased = erasedAmong(items);
  for (const one of all.filter(counts)) {
    const { entry, bytes, hash } = one;
    const payload = erased.has(one) ? null : one.payload;
    if (erased.has(one)) {
      driver.prepare("UPDATE proven_entries SET payload = NULL WHERE log = ? AND seq = ?")
        .run(log.row, entry.seqNum);
    }
    driver.prepare(
      `INSERT INTO proven_entries (log, seq, digest, bytes, payload) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (log, seq) DO UPDATE SET payload = coalesce(payload, excluded.payload)`,
    ).run(log.row, entry.seqNum, digestOf(hash), bytes, payload);
  }
  // Another branch may have none of the places that are held: then a link leads elsewhere.
  const names = driver.prepare("SELECT name FROM proven_names WHERE log = ?").all(log.row);
  if (names.some((row) => provenOf(driver, row["name"] as Uint8Array) === null)) {
    return undone(driver, "parted");
  }
  driver.exec("RELEASE keeping");
  sweep(driver);
  return { judged: "kept", proof: null };
}

function undone(driver: SqlDriver, judged: "full" | "parted"): Keeping {
  driver.exec("ROLLBACK TO keeping");
  driver.exec("RELEASE keeping");
  return { judged, proof: null };
}

function logFor(driver: SqlDriver, author: Uint8Array, logId: number): Log {
  driver.prepare("INSERT INTO proven_logs (author, log_id) VALUES (?, ?) ON CONFLICT DO NOTHING")
    .run(author, logId);
  return logAt(
    driver,
    driver.prepare("SELECT * FROM proven_logs WHERE author = ? AND log_id = ?").get(author, logId)!,
  );
}

interface Parted {
  readonly ours: CheckedEntry;
  readonly theirs: CheckedEntry;
}

/** The lowest place at which what is held, in the log or by itself, is another entry. */
function partedIn(
  driver: SqlDriver,
  { row, author, logId }: Log,
  ascending: readonly CheckedEntry[],
): Parted | null {
  const held = heldLog(driver, author, logId)?.["row"] ?? 0;
  const inLog = driver.prepare("SELECT * FROM entries WHERE log = ? AND seq = ?");
  const byItself = driver.prepare("SELECT * FROM proven_entries WHERE log = ? AND seq = ?");
  for (const theirs of ascending) {
    const { seqNum } = theirs.entry;
    const logged = inLog.get(held, seqNum);
    const whole = logged && { ...logged, bytes: entryBytes(driver, logged) };
    for (const found of [whole, byItself.get(row, seqNum)]) {
      if (found === undefined) continue;
      const ours = asChecked(entryIn(found));
      if (!sameBytes(ours.bytes, theirs.bytes)) return { ours, theirs };
    }
  }
  return null;
}

/** Two entries of one place with equal links; with others, the logs parted further down. */
function proofOf({ ours, theirs }: Parted, primitives: Primitives): ForkProof | null {
  const proof: ForkProof = { kind: "fork", entries: [ours.bytes, theirs.bytes] };
  return checkProof(proof, primitives).ok ? proof : null;
}

/** From here on nothing of the log counts; the proof is kept with it, and what it takes goes. */
function cut(driver: SqlDriver, { row }: Log, seqNum: number, { ours, theirs }: Parted): void {
  driver.prepare("UPDATE proven_logs SET cut = ?, first = ?, second = ? WHERE row = ?")
    .run(seqNum, ours.bytes, theirs.bytes, row);
  forgetFrom(driver, row, seqNum);
}

function forgetFrom(driver: SqlDriver, log: number, seqNum: number): void {
  const gone = driver.prepare(
    `SELECT DISTINCT proven_names.row AS row FROM proven_names JOIN proven_items
      ON proven_items.name = proven_names.row WHERE proven_names.log = ? AND proven_items.seq >= ?`,
  ).all(log, seqNum);
  for (const { row: name } of gone) forget(driver, name as number);
  driver.prepare("DELETE FROM proven_entries WHERE log = ? AND seq >= ?").run(log, seqNum);
}

// ── What goes ───────────────────────────────────────────────────────────────────────────────────

function forget(driver: SqlDriver, name: number): void {
  const { log } = driver.prepare("SELECT log FROM proven_names WHERE row = ?").get(name)!;
  driver.prepare("DELETE FROM proven_items WHERE name = ?").run(name);
  driver.prepare("DELETE FROM proven_names WHERE row = ?").run(name);
  const needed = new Set<number>();
  const others = driver.prepare(
    `SELECT proven_items.seq AS seq FROM proven_names JOIN proven_items
      ON proven_items.name = proven_names.row WHERE proven_names.log = ?`,
  ).all(log!);
  for (const { seq } of others) {
    for (const place of certificatePool(seq as number)) needed.add(place);
  }
  for (
    const { row, seq } of driver.prepare("SELECT row, seq FROM proven_entries WHERE log = ?").all(
      log!,
    )
  ) {
    if (needed.has(seq as number)) continue;
    driver.prepare("DELETE FROM proven_entries WHERE row = ?").run(row!);
  }
}

/** Logs of which nothing is held any more, cuts aside; of those, only so many. */
function sweep(driver: SqlDriver): void {
  driver.exec(
    `DELETE FROM proven_logs WHERE cut IS NULL
      AND NOT EXISTS (SELECT 1 FROM proven_names WHERE proven_names.log = proven_logs.row)`,
  );
  driver.exec(
    `DELETE FROM proven_logs WHERE cut IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM proven_names WHERE proven_names.log = proven_logs.row)
      AND row <= (SELECT max(row) FROM proven_logs) - ${MOST_PROVEN_NAMES}`,
  );
}

/** False where what is pinned leaves no room for so many bytes more. */
function makeRoom(driver: SqlDriver, size: number): boolean {
  for (;;) {
    const { names, bytes } = driver.prepare(
      "SELECT count(*) AS names, coalesce(sum(size), 0) AS bytes FROM proven_names",
    ).get()!;
    if (
      names as number < MOST_PROVEN_NAMES && (bytes as number) + size <= MOST_PROVEN_BYTES
    ) return true;
    const oldest = driver.prepare(
      "SELECT row FROM proven_names WHERE pinned = 0 ORDER BY taken_at, row LIMIT 1",
    ).get();
    if (oldest === undefined) return false;
    forget(driver, oldest["row"] as number);
  }
}

/** What its log holds by now is not needed here; where it holds something else, that is proved. */
function settle(driver: SqlDriver, primitives: Primitives, place: LogPlace): ForkProof[] {
  const row = driver.prepare("SELECT * FROM proven_logs WHERE author = ? AND log_id = ?")
    .get(place.author, place.logId);
  const held = heldLog(driver, place.author, place.logId);
  if (row === undefined || held === undefined) return [];
  const proofs: ForkProof[] = [];
  if (row["cut"] !== null && ((held["cut"] ?? Infinity) as number) > (row["cut"] as number)) {
    const entries = [row["first"] as Uint8Array, row["second"] as Uint8Array] as const;
    proofs.push({ kind: "fork", entries });
  }
  const log = logAt(driver, row);
  const own = driver.prepare("SELECT * FROM proven_entries WHERE log = ? ORDER BY seq")
    .all(log.row).map((each) => asChecked(entryIn(each)));
  const parted = partedIn(driver, log, own);
  const proof = parted === null ? null : proofOf(parted, primitives);
  if (proof !== null) proofs.push(proof);
  if (log.cut !== null) forgetFrom(driver, log.row, log.cut);
  const names = driver.prepare(
    `SELECT proven_names.row AS row, max(proven_items.seq) AS last FROM proven_names
      JOIN proven_items ON proven_items.name = proven_names.row
      WHERE proven_names.log = ? GROUP BY proven_names.row`,
  ).all(log.row);
  for (const { row: name, last } of names) {
    if ((last as number) <= (held["length"] as number)) forget(driver, name as number);
  }
  return proofs;
}
