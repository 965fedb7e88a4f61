/**
 * Entries as the table keeps them: without what its other rows say. An entry names its author, its
 * place and the hashes of up to two entries before it, half of all its bytes; here they are put
 * back, byte for byte: an encoding has no second form.
 */
import {
  encodeVarU64,
  type Entry,
  lipmaa,
  lipmaalinkIsLeftOut,
  MAX_U64,
  varU64Size,
  yamfOf,
} from "../../core/bamboo/mod.ts";
import type { SqlDriver, SqlRow } from "../ports.ts";

const TAG_BYTES = 1;

/**
 * What of an entry's bytes is kept: the tag, and all that follows the links. To be bound at once: it
 * is a view of one array for all, because one of its own for each would be half of what binding costs.
 */
export function tailOf(bytes: Uint8Array, { payloadSize }: Entry): Uint8Array {
  const kept = varU64Size(payloadSize) + TAIL_BYTES;
  TAIL[0] = bytes[0]!;
  TAIL.set(bytes.subarray(bytes.length - kept), TAG_BYTES);
  return TAIL.subarray(0, TAG_BYTES + kept);
}

/** Hash of the payload and signature. */
const TAIL_BYTES = 66 + 64;
const TAIL = new Uint8Array(TAG_BYTES + varU64Size(MAX_U64) + TAIL_BYTES);

/**
 * Gives the bytes of entries, of rows with `log`, `seq`, `digest` and `tail`; null where what they
 * link to is not there, which no store does by itself. Quickest in the order of a log.
 */
export function entryReader(driver: SqlDriver): (row: SqlRow) => Uint8Array | null {
  const digestAt = driver.prepare("SELECT digest FROM entries WHERE log = ? AND seq = ?");
  const heads = new Map<number, Uint8Array>();
  let last: SqlRow | null = null;

  function headOf(log: number): Uint8Array {
    let head = heads.get(log);
    if (head === undefined) {
      const row = driver.prepare(
        `SELECT authors.key AS author, logs.log_id AS log_id FROM logs
          JOIN authors ON authors.row = logs.author WHERE logs.row = ?`,
      ).get(log)!;
      const author = row["author"] as Uint8Array;
      const logId = encodeVarU64(row["log_id"] as number);
      head = new Uint8Array(author.length + logId.length);
      head.set(author);
      head.set(logId, author.length);
      heads.set(log, head);
    }
    return head;
  }

  function hashAt(log: number, seq: number): Uint8Array | null {
    const isLast = last !== null && last["log"] === log && last["seq"] === seq;
    const found = isLast ? last! : digestAt.get(log, seq);
    return found === undefined ? null : yamfOf(found["digest"] as Uint8Array);
  }

  return (row) => {
    const log = row["log"] as number;
    const seq = row["seq"] as number;
    const tail = row["tail"] as Uint8Array;
    const parts = [tail.subarray(0, TAG_BYTES), headOf(log), encodeVarU64(seq)];
    const places = [
      ...(lipmaalinkIsLeftOut(seq) ? [] : [lipmaa(seq)]),
      ...(seq > 1 ? [seq - 1] : []),
    ];
    for (const place of places) {
      const hash = hashAt(log, place);
      if (hash === null) return null;
      parts.push(hash);
    }
    parts.push(tail.subarray(TAG_BYTES));
    last = row;
    return joined(parts);
  };
}

/** The bytes of an entry of a store that is sound. */
export function entryBytes(driver: SqlDriver, row: SqlRow): Uint8Array {
  return whole(entryReader(driver)(row), row);
}

/** Throws where the database lacks what it says that it has. */
export function whole(bytes: Uint8Array | null, row: SqlRow): Uint8Array {
  if (bytes !== null) return bytes;
  throw new TypeError(`what entry ${row["seq"]} of log ${row["log"]} links to is missing`);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
