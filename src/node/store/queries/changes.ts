/** What became of what somebody asked for, and what stands in the way of what was confirmed. */
import { yamfOf } from "../../../core/bamboo/mod.ts";
import { ID_BYTES, toHex } from "../../../core/messages/mod.ts";
import { messageOf } from "../../projections/mod.ts";
import type { SqlDriver, SqlRow } from "../../ports.ts";
import type { Change, Conflict, Verdict } from "../../queries/mod.ts";
import { pageOf, where } from "./pages.ts";
import { ANSWERED_BY, inPublicOr, KNOWN, readRequest, REQUESTS } from "./requests.ts";
import { bookingsOf } from "./resources.ts";
import { authorRow, idBytes, textOf } from "./rows.ts";
import type { SyncQueries } from "./sync.ts";

export function changeQueries(driver: SqlDriver): Pick<SyncQueries, "changes" | "conflicts"> {
  return {
    changes: (key, filter) => {
      const author = authorRow(driver, key);
      if (author === null) return { items: [], next: null };
      return pageOf(
        driver,
        {
          name: "changes",
          select: REQUESTS,
          conditions: [
            where(KNOWN),
            where("document.author = ? AND document.answer IS NOT NULL", author),
            where("document.status < 4"),
            inPublicOr(driver, filter.festivals),
          ],
          order: ["document.answer"],
          descending: true,
        },
        filter,
        (row) => readChange(driver, row),
      );
    },
    conflicts: (key, filter) => {
      const author = authorRow(driver, key);
      return pageOf(
        driver,
        {
          name: "conflicts",
          select: REQUESTS,
          conditions: [
            where(KNOWN),
            where("document.status = 3"),
            where(
              `document.entry IN (SELECT entry FROM requests WHERE author = ? AND status = 3
                UNION SELECT entry FROM requests WHERE status = 3 AND resource IN (${ANSWERED_BY}))`,
              author,
              author,
              idBytes(key),
            ),
            inPublicOr(driver, filter.festivals),
          ],
          order: ["document.entry"],
          descending: true,
        },
        filter,
        (row) => readConflict(driver, row),
      );
    },
  };
}

function readChange(driver: SqlDriver, row: SqlRow): Change {
  const answer = row["answer"] as number;
  const entry = driver.prepare(
    `SELECT entries.digest AS digest, entries.received_at AS received_at, authors.key AS key
      FROM entries JOIN logs ON logs.row = entries.log JOIN authors ON authors.row = logs.author
      WHERE entries.row = ?`,
  ).get(answer)!;
  const message = messageOf(driver, answer);
  const values = message?.action === "create" ? message.values : {};
  const digest = entry["digest"] as Uint8Array;
  return {
    request: readRequest(driver, row),
    answer: {
      id: toHex(digest.subarray(0, ID_BYTES)),
      author: toHex(entry["key"] as Uint8Array),
      verdict: (values["verdict"] ?? "denied") as Verdict,
      reason: textOf(values["reason"]),
      at: message?.at ?? null,
      receivedAt: entry["received_at"] as number,
      hash: toHex(yamfOf(digest)),
    },
  };
}

const MOST_AGAINST = 20;

function readConflict(driver: SqlDriver, row: SqlRow): Conflict {
  const overlap = { from: row["start"] as number, to: row["end"] as number };
  const resource = row["resource"] as Uint8Array;
  return {
    request: readRequest(driver, row),
    against: bookingsOf(driver, row["festival"] as number, resource, MOST_AGAINST, overlap),
  };
}
