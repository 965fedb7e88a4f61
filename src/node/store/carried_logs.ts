/** Logs on their way from one node's database to another's, in a file say: what leaves, in order. */
import type { ForkProof } from "../../core/bamboo/mod.ts";
import type { SqlDriver, SqlRow } from "../ports.ts";
import { entryReader, whole } from "./entry_bytes.ts";

export type CarriedRecord =
  /** The logs that follow are this festival's. An ancestor is followed by way of its child. */
  | { readonly kind: "festival"; readonly id: Uint8Array; readonly ancestor: boolean }
  | { readonly kind: "entry"; readonly entry: Uint8Array; readonly payload: Uint8Array | null }
  | { readonly kind: "proof"; readonly proof: ForkProof };

const MAX_ANCESTORS = 8;
/** With the largest payloads, 6 MB. */
const BATCH = 100;

interface Festival {
  readonly row: number;
  readonly id: Uint8Array;
}

/**
 * All that counts of the festivals that are followed, and every profile; or of one festival that is
 * held (followed or not), and its authors' profiles. Ancestors come after what is nested in them, so
 * that who takes it in order follows them by then. Nothing from a log's cut on, but the proof.
 *
 * Only reads, in pages: run it in one transaction, so that it is all of one moment. Gives null where
 * the festival is not held.
 */
export function carriedLogs(
  driver: SqlDriver,
  festival: Uint8Array | null,
): Iterable<CarriedRecord> | null {
  const chosen = driver.prepare(
    festival === null
      ? "SELECT row, id FROM follows WHERE active = 1 AND chosen = 1 ORDER BY row"
      : "SELECT row, id FROM follows WHERE id = ?",
  ).all(...(festival === null ? [] : [festival])).map(festivalIn);
  if (festival !== null && chosen.length === 0) return null;
  return recordsOf(driver, chosen, festival === null);
}

/** About how many entries {@link carriedLogs} gives, to tell how far it is. */
export function countCarried(driver: SqlDriver, festival: Uint8Array | null): number {
  const records = driver.prepare(
    `SELECT coalesce(sum(min(length, coalesce(cut - 1, length))), 0) AS total FROM logs
      WHERE log_id = 0 OR festival IN (SELECT row FROM follows WHERE id = ?1 OR ?1 IS NULL)`,
  ).get(festival);
  return records!["total"] as number;
}

function* recordsOf(
  driver: SqlDriver,
  chosen: readonly Festival[],
  all: boolean,
): Generator<CarriedRecord> {
  const ancestors = ancestorsOf(driver, chosen);
  const festivals = [...chosen, ...ancestors];
  yield* logsOf(driver, profilesOf(driver, all ? null : festivals));
  for (const { row, id } of festivals) {
    yield { kind: "festival", id, ancestor: ancestors.some((one) => one.row === row) };
    yield* logsOf(
      driver,
      driver.prepare("SELECT row, cut FROM logs WHERE festival = ? ORDER BY author").all(row),
    );
  }
}

/** Each after the festivals that it is an ancestor of. */
function ancestorsOf(driver: SqlDriver, chosen: readonly Festival[]): Festival[] {
  const known = new Set(chosen.map(({ row }) => row));
  const ancestors: Festival[] = [];
  for (const { row } of chosen) {
    let child = row;
    for (let steps = 0; steps < MAX_ANCESTORS; steps++) {
      const found = driver.prepare(
        `SELECT follows.row AS row, follows.id AS id FROM festivals
          JOIN follows ON follows.id = festivals.parent AND follows.active = 1
          WHERE festivals.festival = ? AND festivals.state = 0`,
      ).get(child);
      if (found === undefined) break;
      const parent = festivalIn(found);
      if (!known.has(parent.row)) ancestors.push(parent);
      known.add(parent.row);
      child = parent.row;
    }
  }
  return ancestors;
}

function profilesOf(driver: SqlDriver, festivals: readonly Festival[] | null): SqlRow[] {
  if (festivals === null) {
    return driver.prepare("SELECT row, cut FROM logs WHERE log_id = 0 ORDER BY row").all();
  }
  const rows = new Map<number, SqlRow>();
  for (const festival of festivals) {
    const found = driver.prepare(
      `SELECT row, cut FROM logs WHERE log_id = 0
        AND author IN (SELECT author FROM logs WHERE festival = ?) ORDER BY row`,
    ).all(festival.row);
    for (const row of found) rows.set(row["row"] as number, row);
  }
  return [...rows.values()];
}

function* logsOf(driver: SqlDriver, logs: readonly SqlRow[]): Generator<CarriedRecord> {
  const read = entryReader(driver);
  for (const log of logs) {
    const cut = (log["cut"] ?? Number.MAX_SAFE_INTEGER) as number;
    for (let from = 1;;) {
      const rows = driver.prepare(
        `SELECT log, seq, digest, tail, payload FROM entries WHERE log = ? AND seq >= ? AND seq < ?
          ORDER BY seq LIMIT ${BATCH}`,
      ).all(log["row"]!, from, cut);
      if (rows.length === 0) break;
      for (const row of rows) {
        const payload = row["payload"] as Uint8Array | null;
        yield { kind: "entry", entry: whole(read(row), row), payload };
      }
      from = (rows.at(-1)!["seq"] as number) + 1;
    }
    const proofs = driver.prepare("SELECT * FROM proofs WHERE log = ? ORDER BY seq").all(
      log["row"]!,
    );
    for (const row of proofs) {
      const [first, second] = [row["first"] as Uint8Array, row["second"] as Uint8Array];
      const proof: ForkProof = row["kind"] === "fork"
        ? { kind: "fork", entries: [first, second] }
        : { kind: "size-lie", entry: first, payload: second };
      yield { kind: "proof", proof };
    }
  }
}

function festivalIn(row: SqlRow): Festival {
  return { row: row["row"] as number, id: row["id"] as Uint8Array };
}
