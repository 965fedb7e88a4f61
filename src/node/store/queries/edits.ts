/** Which version of an event is here: what calendars tell a newer one from an older by. */
import { ID_BYTES, toHex } from "../../../core/messages/mod.ts";
import type { SqlDriver } from "../../ports.ts";
import type { SyncQueries } from "./sync.ts";
import { entryRow, festivalRow } from "./rows.ts";

/**
 * Updates; and deletes by the same author, since of an update that was taken back nothing says any more
 * what it was about. The place of the last in its log: so that no number comes back.
 */
const edits = (events: string, updates: string) =>
  `WITH undone AS (
      SELECT log, max(entry) AS entry FROM deletes
        WHERE festival = ?1 AND schema = 'event' AND effective = 1 GROUP BY log
    ), said AS (
      SELECT target, entry FROM updates WHERE ${updates}
      UNION ALL
      SELECT events.entry, undone.entry FROM events JOIN undone ON undone.log = events.log
        WHERE ${events} AND events.state = 0 AND undone.entry > events.entry
    )
    SELECT said.target AS target, max(last.seq) AS seq, max(last.received_at) AS at
      FROM said JOIN entries AS last ON last.row = said.entry GROUP BY said.target`;
const OF_ONE = edits("events.entry = ?2", "target = ?2");
const OF_ALL = edits("events.festival = ?1", "festival = ?1 AND schema = 'event'");

export function editQueries(driver: SqlDriver): Pick<SyncQueries, "eventEdits"> {
  return {
    eventEdits: (festival, event) => {
      const around = festivalRow(driver, festival);
      const row = event === undefined ? null : entryRow(driver, event);
      if (around === null || (event !== undefined && row === null)) return new Map();
      const found = row === null
        ? driver.prepare(OF_ALL).all(around)
        : driver.prepare(OF_ONE).all(around, row);
      const entryOf = driver.prepare("SELECT digest, seq FROM entries WHERE row = ?");
      return new Map(
        found.map((one) => {
          const { digest, seq } = entryOf.get(one["target"]!)!;
          const id = toHex((digest as Uint8Array).subarray(0, ID_BYTES));
          return [id, { after: (one["seq"] as number) - (seq as number), at: one["at"] as number }];
        }),
      );
    },
  };
}
