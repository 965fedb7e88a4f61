/** What was signed in a festival, newest first: only what has an effect. */
import { yamfOf } from "../../../core/bamboo/mod.ts";
import { toHex } from "../../../core/messages/mod.ts";
import { explain, messageOf } from "../../projections/mod.ts";
import type { SqlDriver } from "../../ports.ts";
import type { Activity, Verdict } from "../../queries/mod.ts";
import { identify, pageFrom } from "./pages.ts";
import { festivalRow, hexOf, textOf } from "./rows.ts";
import type { SyncQueries } from "./sync.ts";
import { eventTitleOf } from "./titles.ts";

/** Each has an index by festival and arrival, so that all of them are merged as far as is asked. */
const KINDS = [
  "events WHERE state = 0",
  "resources WHERE state = 0",
  "requests WHERE status IS NOT NULL AND state = 0",
  "authorizations WHERE state = 0",
  "nestings WHERE state = 0",
  "remarks WHERE state = 0",
  "festivals WHERE state = 0",
  "deletes WHERE effective = 1",
  "updates WHERE 1",
];

export function activityQueries(driver: SqlDriver): Pick<SyncQueries, "activity"> {
  return {
    activity: (festival, request) => {
      const row = festivalRow(driver, festival);
      if (row === null) return { items: [], next: null };
      return pageFrom(
        identify(["activity", festival]),
        1,
        request,
        (after, most) =>
          KINDS.flatMap((kind) =>
            driver.prepare(
              `SELECT entry FROM ${kind} AND festival = ? AND entry < ?
                ORDER BY entry DESC LIMIT ?`,
            ).all(row, after?.[0] ?? Number.MAX_SAFE_INTEGER, most)
          ).map(({ entry }) => entry as number)
            .sort((one, other) => other - one).slice(0, most)
            .map((entry) => ({ key: [entry] })),
        ({ key: [entry] }) => read(driver, entry!, row),
      );
    },
  };
}

const ABOUT: { readonly [schema: string]: string } = {
  request: "resource",
  authorization: "request",
  vote: "request",
  proposal: "document",
  nesting: "child",
};

/** Null where it has no effect. */
function read(driver: SqlDriver, entry: number, festival: number): Activity | null {
  const { id, ignored } = explain(driver, entry);
  const message = messageOf(driver, entry);
  if (id === null || ignored !== null || message === null) return null;
  const row = driver.prepare(
    `SELECT entries.digest AS digest, entries.received_at AS received_at, authors.key AS key
      FROM entries JOIN logs ON logs.row = entries.log JOIN authors ON authors.row = logs.author
      WHERE entries.row = ?`,
  ).get(entry)!;
  const { action, schema, at } = message;
  const values = action === "create" ? message.values : {};
  const about = ABOUT[schema];
  return {
    hash: toHex(yamfOf(row["digest"] as Uint8Array)),
    author: toHex(row["key"] as Uint8Array),
    receivedAt: row["received_at"] as number,
    at,
    action,
    schema,
    document: toHex(id),
    about: about === undefined ? null : hexOf(values[about]),
    title: action === "delete" ? null : titleOf(driver, schema, id, values, festival),
    verdict: (values["verdict"] ?? null) as Verdict | null,
  };
}

/** As things are called now. */
function titleOf(
  driver: SqlDriver,
  schema: string,
  id: Uint8Array,
  values: { readonly [name: string]: unknown },
  festival: number,
): string | null {
  switch (schema) {
    case "festival": {
      const row = driver.prepare("SELECT title FROM festivals WHERE festival = ? AND state = 0")
        .get(festival);
      return textOf(row?.["title"]);
    }
    case "event":
    case "resource":
      return titleIn(driver, `${schema}s`, id);
    case "proposal": {
      const document = values["document"] as Uint8Array | undefined;
      if (document === undefined) return null;
      return titleIn(driver, "events", document) ?? titleIn(driver, "resources", document);
    }
    case "request":
      return eventTitleOf(driver, values["event"] as Uint8Array, festival) ??
        textOf(values["eventTitle"]);
    case "authorization":
    case "vote": {
      const asked = driver.prepare(
        `SELECT requests.event AS event, requests.entry AS entry FROM entries
          JOIN requests ON requests.entry = entries.row
          WHERE substr(entries.digest, 1, 16) = ? AND substr(entries.digest, 1, 32) = ?
            AND requests.festival = ?`,
      ).get(
        (values["request"] as Uint8Array).subarray(0, 16),
        values["request"] as Uint8Array,
        festival,
      );
      if (asked === undefined) return null;
      const title = eventTitleOf(driver, asked["event"] as Uint8Array, festival);
      if (title !== null) return title;
      const request = messageOf(driver, asked["entry"] as number);
      return request?.action === "create" ? textOf(request.values["eventTitle"]) : null;
    }
    default:
      return textOf(values["title"]);
  }

  function titleIn(driver: SqlDriver, table: string, of: Uint8Array): string | null {
    const row = driver.prepare(
      `SELECT document.title AS title FROM entries
        JOIN ${table} AS document ON document.entry = entries.row AND document.state = 0
        WHERE substr(entries.digest, 1, 16) = ? AND substr(entries.digest, 1, 32) = ?
          AND +document.festival = ?`,
    ).get(of.subarray(0, 16), of, festival);
    return textOf(row?.["title"]);
  }
}
