/**
 * What an event is called, for those who see a request for something of theirs: only where it may be
 * said here, in the same festival or in a public one.
 */
import { toHex } from "../../../core/messages/mod.ts";
import type { SqlDriver, SqlRow } from "../../ports.ts";
import type { Hex } from "../../queries/mod.ts";

function visibleEvent(driver: SqlDriver, event: Uint8Array, festival: number): SqlRow | undefined {
  return driver.prepare(
    `SELECT events.title AS title, follows.id AS festival_id FROM entries
      JOIN events ON events.entry = entries.row AND events.state = 0
      JOIN follows ON follows.row = events.festival
      WHERE substr(entries.digest, 1, 16) = ? AND substr(entries.digest, 1, 32) = ?
        AND (events.festival = ? OR EXISTS (SELECT 1 FROM festivals
          WHERE festivals.festival = events.festival AND festivals.state = 0
            AND festivals.visibility = 'public'))`,
  ).get(event.subarray(0, 16), event, festival);
}

export function eventTitleOf(
  driver: SqlDriver,
  event: Uint8Array,
  festival: number,
): string | null {
  return eventShown(driver, event, festival).title;
}

/** Title and festival of an event, as far as they may be said. */
export function eventShown(
  driver: SqlDriver,
  event: Uint8Array,
  festival: number,
): { readonly title: string | null; readonly festival: Hex | null } {
  const found = visibleEvent(driver, event, festival);
  return found === undefined
    ? { title: null, festival: null }
    : { title: found["title"] as string, festival: toHex(found["festival_id"] as Uint8Array) };
}
