/**
 * What was read of a festival and is kept until something of it changes, so that a page of thousands
 * of events does not count all of them again. The database itself notes what changes, by triggers of
 * this connection alone: in the transaction that changes it, however that comes about.
 */
import { toHex } from "../../../core/messages/mod.ts";
import type { SqlDriver } from "../../ports.ts";
import type { Booking, EventDocument, EventPlace } from "../../queries/mod.ts";
import { Recent } from "./recent.ts";

const EVENT = 1;
const ASKED = 2;
const BOOKED = 3;
/** Something that events can be in. */
const PLACES = 4;
/** Whatever may change anything: a festival's token, parent or visibility. */
const ALL = 5;
/** How somebody is called. */
const NAMED = 6;

/** A row noted of each row that changes, both as it was and as it is. */
const NOTES = {
  events: (row: string) => `(${EVENT}, ${row}.entry)`,
  requests: (row: string) => `(${ASKED}, ${row}.event), (${BOOKED}, ${row}.resource)`,
  resources: (row: string) =>
    `(CASE WHEN ${row}.kind IN ('location', 'space') THEN ${PLACES} ELSE 0 END, 0)`,
  festivals: () => `(${ALL}, 0)`,
  profiles: (row: string) => `(${NAMED}, ${row}.author)`,
} as const;
const ACTIONS = { INSERT: ["NEW"], UPDATE: ["OLD", "NEW"], DELETE: ["OLD"] } as const;

const trigger = (table: string, action: string, notes: readonly string[]) =>
  `CREATE TEMP TRIGGER IF NOT EXISTS noted_${table}_${action} AFTER ${action} ON main.${table}
    BEGIN INSERT OR IGNORE INTO noted VALUES ${notes.join(", ")}; END;`;
const TRIGGERS = [
  ...Object.entries(NOTES).flatMap(([table, note]) =>
    Object.entries(ACTIONS).map(([action, rows]) => trigger(table, action, rows.map(note)))
  ),
  // Ancestors count from then on. (Its revision is written at every change.)
  trigger("follows", "INSERT", [NOTES.festivals()]),
  trigger("follows", "DELETE", [NOTES.festivals()]),
];
const START = `CREATE TEMP TABLE IF NOT EXISTS noted
  (what INTEGER NOT NULL, id, PRIMARY KEY (what, id)) WITHOUT ROWID; DELETE FROM temp.noted;`;

/** More changes than this, and all is read again. */
const MOST_NOTES = 500;
const MOST_BYTES = 8_000_000;

/** Reads of one connection. Ask {@link knownOf} for them at every question. */
export class Known {
  /** By the rows of their entries. */
  events = new Recent<EventDocument>(MOST_BYTES);
  /** Of events by their ids: by the row of the festival that was asked about. */
  places = new Recent<Map<number, readonly EventPlace[]>>(MOST_BYTES);
  /** That stand, of resources by their ids. */
  bookings = new Recent<readonly Booking[]>(MOST_BYTES);
  /** By keys; empty of those without one. */
  names = new Recent<string>(MOST_BYTES);
  /** Whether most events of the last page had to be read. */
  isCold = true;
  #dataVersion = -1;

  constructor(private readonly driver: SqlDriver) {}

  /** Forgets all that changed since it was read. */
  refresh(): void {
    const { driver } = this;
    // Another connection's changes are noted by nobody; tables made anew have no triggers.
    const version = driver.prepare("PRAGMA data_version").get()!["data_version"] as number;
    const { count } = driver.prepare(
      "SELECT count(*) AS count FROM sqlite_temp_schema WHERE type = 'trigger'",
    ).get()!;
    if (version !== this.#dataVersion || count !== TRIGGERS.length) {
      driver.exec(START);
      for (const trigger of TRIGGERS) driver.exec(trigger);
      this.#dataVersion = version;
      this.#forgetAll();
      return;
    }
    const noted = driver.prepare("SELECT what, id FROM temp.noted LIMIT ?").all(MOST_NOTES + 1);
    if (noted.length === 0) return;
    if (noted.length > MOST_NOTES || noted.some(({ what }) => what === ALL)) this.#forgetAll();
    else for (const { what, id } of noted) this.#forget(what as number, id!);
    driver.exec("DELETE FROM temp.noted");
  }

  #forget(what: number, id: unknown): void {
    if (what === EVENT) {
      this.events.forget(id as number);
      // Their titles stand in the bookings.
      for (const { resource } of this.driver.prepare(RESOURCES_OF).all(id as number)) {
        this.bookings.forget(toHex(resource as Uint8Array));
      }
    }
    if (what === ASKED) {
      const event = id as Uint8Array;
      this.places.forget(toHex(event));
      for (const { row } of this.driver.prepare(ENTRY).all(event.subarray(0, 16), event)) {
        this.events.forget(row as number);
      }
    }
    if (what === PLACES) this.places = new Recent(MOST_BYTES);
    if (what === BOOKED) this.bookings.forget(toHex(id as Uint8Array));
    if (what === NAMED) {
      const author = this.driver.prepare(KEY).get(id as number);
      if (author !== undefined) this.names.forget(toHex(author["key"] as Uint8Array));
    }
  }

  #forgetAll(): void {
    this.events = new Recent(MOST_BYTES);
    this.places = new Recent(MOST_BYTES);
    this.bookings = new Recent(MOST_BYTES);
    this.names = new Recent(MOST_BYTES);
    this.isCold = true;
  }
}

const RESOURCES_OF = `SELECT DISTINCT requests.resource AS resource FROM entries
  JOIN requests ON requests.event = substr(entries.digest, 1, 32) WHERE entries.row = ?`;
const KEY = "SELECT key FROM authors WHERE row = ?";
const ENTRY =
  "SELECT row FROM entries WHERE substr(digest, 1, 16) = ? AND substr(digest, 1, 32) = ?";

const known = new WeakMap<SqlDriver, Known>();

/** What is known on a connection, as it is now. */
export function knownOf(driver: SqlDriver): Known {
  let its = known.get(driver);
  if (its === undefined) known.set(driver, its = new Known(driver));
  its.refresh();
  return its;
}
