/** What a store keeps for the network: follows, the heads that are reconciled, peers' addresses. */
import { ID_BYTES } from "../../core/messages/mod.ts";
import type { LogEnd, SqlDriver, SqlRow, Store } from "../ports.ts";

type NetworkRows = Pick<
  Store,
  "unfollow" | "follows" | "syncHeads" | "peerAddresses" | "rememberPeer" | "forgetPeer"
>;

/**
 * Takes up again a festival that was followed before. Not as an ancestor only, where the person
 * here has stopped following it.
 */
export function followAgain(driver: SqlDriver, festival: Uint8Array, chosen: boolean): boolean {
  return driver.prepare(
    `UPDATE follows SET active = max(active, ?2), chosen = max(chosen, ?2)
      WHERE id = ?1 AND (active = 1 OR ?2 = 1)`,
  ).run(festival, chosen ? 1 : 0).changes > 0;
}

/**
 * Gives up a follow that nobody chose, or nobody keeps, and of which nothing is here, for another
 * festival of its log id: anybody can name any 32 bytes as a parent, and must block nothing by it.
 */
export function giveWay(driver: SqlDriver, row: number): boolean {
  return driver.prepare(
    `DELETE FROM follows WHERE row = ? AND (chosen = 0 OR active = 0)
      AND NOT EXISTS (SELECT 1 FROM logs WHERE logs.festival = follows.row)`,
  ).run(row).changes > 0;
}

const LOG_HEAD = `LEFT JOIN entries AS head ON head.log = logs.row
  AND head.seq = min(logs.length, coalesce(logs.cut - 1, logs.length))`;
const PROFILE_HEAD = `LEFT JOIN logs AS zero ON zero.author = logs.author AND zero.log_id = 0
  LEFT JOIN entries AS profile ON profile.log = zero.row
    AND profile.seq = min(zero.length, coalesce(zero.cut - 1, zero.length))`;

export function networkRows(driver: SqlDriver): NetworkRows {
  // The port promises rejections, never throws.
  // deno-lint-ignore require-await
  const soon = async <Result>(task: () => Result) => task();
  return {
    unfollow: (festival) =>
      soon(() => {
        driver.prepare("UPDATE follows SET active = 0 WHERE id = ?").run(festival);
      }),
    follows: () =>
      soon(() =>
        driver.prepare(
          `SELECT id, EXISTS (SELECT 1 FROM festivals WHERE festivals.festival = follows.row
              AND festivals.state = 0 AND festivals.visibility = 'public') AS listed
            FROM follows WHERE active = 1 ORDER BY id`,
        ).all().map((row) => ({ id: row["id"] as Uint8Array, listed: row["listed"] === 1 }))
      ),
    syncHeads: (festival, after, limit) =>
      soon(() =>
        driver.prepare(
          `SELECT authors.key AS author, head.seq AS seq, head.digest AS digest, logs.cut AS cut,
              profile.seq AS profile_seq, profile.digest AS profile_digest,
              zero.cut AS profile_cut
            FROM logs JOIN authors ON authors.row = logs.author ${LOG_HEAD} ${PROFILE_HEAD}
            WHERE logs.festival = (SELECT row FROM follows WHERE id = ? AND active = 1)
              AND logs.author > coalesce((SELECT row FROM authors WHERE key = ?), 0)
            ORDER BY logs.author LIMIT ?`,
        ).all(festival, after, limit).map((row) => ({
          author: row["author"] as Uint8Array,
          log: headIn(row, ""),
          profile: headIn(row, "profile_"),
        }))
      ),
    peerAddresses: () =>
      soon(() =>
        driver.prepare("SELECT * FROM peers ORDER BY address").all().map((row) => ({
          address: row["address"] as string,
          key: row["key"] as Uint8Array | null,
          lastContact: row["last_contact"] as number | null,
        }))
      ),
    rememberPeer: ({ address, key, lastContact }) =>
      soon(() => {
        driver.prepare("INSERT OR REPLACE INTO peers VALUES (?, ?, ?)")
          .run(address, key, lastContact);
      }),
    forgetPeer: (address) =>
      soon(() => {
        driver.prepare("DELETE FROM peers WHERE address = ?").run(address);
      }),
  };
}

function headIn(row: SqlRow, prefix: "" | "profile_"): LogEnd {
  const id = row[`${prefix}digest`] as Uint8Array | null;
  const cut = row[`${prefix}cut`] as number | null;
  return {
    seq: (row[`${prefix}seq`] ?? 0) as number,
    id: id === null ? null : id.slice(0, ID_BYTES),
    ...(cut === null ? {} : { cut }),
  };
}
