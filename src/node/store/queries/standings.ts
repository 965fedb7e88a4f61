/** How each of somebody's resources stands: its requests, counted by what they came to. */
import { ID_BYTES, toHex } from "../../../core/messages/mod.ts";
import { STATUS } from "../../projections/mod.ts";
import type { SqlDriver } from "../../ports.ts";
import type { RequestStatus, Standing } from "../../queries.ts";
import { ANSWERED_BY, inPublicOr, KNOWN } from "./requests.ts";
import { authorRow, idBytes, numberOf } from "./rows.ts";
import type { SyncQueries } from "./sync.ts";

const MOST_STANDINGS = 1_000;

/** Somebody stands there at the same time, or waits since before: as a place in line is counted. */
const HAS_SOMEBODY_AHEAD = `EXISTS (SELECT 1 FROM requests AS ahead
  WHERE ahead.resource = document.resource AND ahead.festival = document.festival
    AND ahead.start < document."end" AND ahead."end" > document.start
    AND (ahead.status = ${codeOf("confirmed")}
      OR (ahead.status = ${codeOf("pending")} AND ahead.entry < document.entry)))`;

const counted = (status: RequestStatus) => `sum(document.status = ${codeOf(status)})`;

export function standingQueries(driver: SqlDriver): Pick<SyncQueries, "standings"> {
  return {
    standings: (key, { at, festivals }) => {
      const visible = inPublicOr(driver, festivals);
      return driver.prepare(
        `SELECT document.resource AS resource, ${counted("pending")} AS pending,
            sum(document.status = ${codeOf("pending")} AND ${HAS_SOMEBODY_AHEAD}) AS line,
            ${counted("confirmed")} AS confirmed, ${counted("conflict")} AS conflict,
            ${counted("denied")} AS denied,
            min(iif(document.status = ${codeOf("confirmed")} AND document."end" > ?,
              document.start, NULL)) AS next
          FROM requests AS document
          WHERE ${KNOWN} AND (${visible.sql}) AND document.resource IN (${ANSWERED_BY})
          GROUP BY document.resource LIMIT ${MOST_STANDINGS}`,
      ).all(at, ...visible.values, authorRow(driver, key), idBytes(key)).map((row): Standing => {
        const count = (name: string) => row[name] as number;
        return {
          resource: toHex((row["resource"] as Uint8Array).subarray(0, ID_BYTES)),
          open: count("pending") - count("line"),
          line: count("line"),
          confirmed: count("confirmed"),
          conflict: count("conflict"),
          denied: count("denied"),
          next: numberOf(row["next"]),
        };
      });
    },
  };
}

function codeOf(status: RequestStatus): number {
  return STATUS.indexOf(status);
}
