/** What a search looks at where it has no words to go by: by time, and by what was asked for. */
import { LASTING_MS, LASTS } from "../../projections/mod.ts";
import type { SqlDriver, SqlRow } from "../../ports.ts";
import type { FoundKind, Overlap } from "../../queries/mod.ts";

/** Something that may be found, in the place where a search comes to it: its entry is the last. */
export interface Candidate {
  readonly key: readonly [number, number];
}

const LAST = Number.MAX_SAFE_INTEGER;
const FIRST = Number.MIN_SAFE_INTEGER - 1;

/** Events whose own authors asked for a resource and have it or wait for it, the newest first. */
export function askedBefore(
  driver: SqlDriver,
  resource: Uint8Array,
  before: number,
  most: number,
): Candidate[] {
  return driver.prepare(
    `SELECT holder.entry AS entry FROM requests
      JOIN entries AS asking ON substr(asking.digest, 1, 16) = substr(requests.event, 1, 16)
        AND substr(asking.digest, 1, 32) = requests.event
      JOIN events AS holder ON holder.entry = asking.row AND holder.author = requests.author
      WHERE requests.resource = ? AND requests.status IN (0, 1) AND holder.entry < ?
      GROUP BY holder.entry ORDER BY holder.entry DESC LIMIT ?`,
  ).all(resource, before, most).map(({ entry }) => ({ key: [0, entry as number] }));
}

interface Span extends Overlap {
  readonly kinds: readonly FoundKind[];
  /** The row of the one that is looked through; null for all. */
  readonly festival: number | null;
}

/** Events and festivals that may overlap a time, by their start: those that last long among them. */
export function beganBefore(
  driver: SqlDriver,
  { from = FIRST, to = LAST, kinds, festival }: Span,
  after: readonly [number, number] | null,
  most: number,
): Candidate[] {
  const found: SqlRow[] = [];
  const [start, entry] = after ?? [FIRST, 0];
  const ask = (sql: string, ...values: (number | null)[]) =>
    found.push(...driver.prepare(`${sql} LIMIT ?`).all(...values, most));
  if (kinds.includes("event")) {
    if (festival !== null) {
      ask(
        `SELECT start, entry FROM events WHERE festival = ? AND state = 0 AND "end" > ?
          AND start < ? AND (start, entry) > (?, ?) ORDER BY start, entry`,
        festival,
        from,
        to,
        start,
        entry,
      );
    } else {
      // None of a class that begins earlier than it may last goes on at `from`.
      for (let lasts = 0; lasts <= LASTING_MS.length; lasts++) {
        const earliest = Math.max(FIRST, from - (LASTING_MS[lasts] ?? LAST));
        const begin = start >= earliest ? [start, entry] as const : [earliest, 0] as const;
        ask(
          `SELECT start, entry FROM events WHERE state = 0 AND ${LASTS} = ${lasts}
            AND (start, entry) > (?, ?) AND start < ? ORDER BY start, entry`,
          ...begin,
          to,
        );
      }
    }
  }
  if (kinds.includes("festival")) {
    if (festival !== null) {
      ask(
        `SELECT coalesce(start, ${LAST}) AS start, entry FROM festivals
          WHERE festival = ? AND state = 0 AND (coalesce(start, ${LAST}), entry) > (?, ?)`,
        festival,
        start,
        entry,
      );
    } else {
      const listed = `SELECT coalesce(start, ${LAST}) AS start, entry FROM festivals
        WHERE visibility = 'public' AND state = 0 AND (coalesce(start, ${LAST}), entry) > (?, ?)`;
      const inOrder = `ORDER BY coalesce(start, ${LAST}), entry`;
      ask(`${listed} AND coalesce(start, ${LAST}) < ? ${inOrder}`, start, entry, to);
      // Of those without a start the end may say when they were.
      ask(
        `SELECT ${LAST} AS start, entry FROM festivals
          WHERE visibility = 'public' AND state = 0 AND coalesce(start, ${LAST}) = ${LAST}
            AND entry > ? ORDER BY entry`,
        start === LAST ? entry : 0,
      );
    }
  }
  return found.map((row) => ({ key: [row["start"] as number, row["entry"] as number] as const }))
    .sort(({ key: one }, { key: other }) => one[0] - other[0] || one[1] - other[1])
    .slice(0, most);
}
