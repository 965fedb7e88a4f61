/**
 * What festivals hold. Among a million entries to count takes a tenth of a second, so counts are kept
 * with the revision they are of, also from one start to the next: what changes them gives a festival
 * another revision, and to make the projections again gives all of them one that never was.
 */
import { type SqlDriver, WeatherError } from "../../ports.ts";
import type { FestivalDocument } from "../../queries/mod.ts";

type Numbers = readonly [revision: number, events: number, resources: number, requests: number];

const KEPT = "counts";

export class Counts {
  /** By the row of the festival. */
  #known: Map<number, Numbers> | null = null;
  #isNew = false;

  constructor(private readonly driver: SqlDriver) {}

  /** Counts again only what has changed. */
  of(festival: number): FestivalDocument["counts"] {
    const follow = this.driver.prepare("SELECT revision FROM follows WHERE row = ?").get(festival);
    const revision = (follow?.["revision"] ?? null) as number | null;
    const known = this.#known ??= this.#read();
    let numbers = known.get(festival);
    if (numbers === undefined || numbers[0] !== revision) {
      numbers = [revision ?? -1, ...this.#count(festival)];
      if (revision !== null) {
        known.set(festival, numbers);
        this.#isNew = true;
      }
    }
    const [, events, resources, requests] = numbers;
    return { events, resources, requests };
  }

  /** For the next start. */
  keep(): void {
    if (!this.#isNew || this.#known === null) return;
    try {
      this.driver.prepare("INSERT OR REPLACE INTO settings VALUES (?, ?)")
        .run(KEPT, JSON.stringify([...this.#known]));
      this.#isNew = false;
    } catch (error) {
      // Opened for reading alone, or no room: then they are counted again.
      if (!(error instanceof WeatherError)) throw error;
    }
  }

  #read(): Map<number, Numbers> {
    const row = this.driver.prepare("SELECT value FROM settings WHERE name = ?").get(KEPT);
    return new Map(row === undefined ? [] : JSON.parse(row["value"] as string));
  }

  #count(festival: number): [events: number, resources: number, requests: number] {
    const count = (sql: string) => this.driver.prepare(sql).get(festival)!["count"] as number;
    return [
      count("SELECT count(*) AS count FROM events WHERE festival = ? AND state = 0"),
      count("SELECT count(*) AS count FROM resources WHERE festival = ? AND state = 0"),
      count("SELECT count(*) AS count FROM requests WHERE status IN (0, 1, 2, 3) AND festival = ?"),
    ];
  }
}

const counts = new WeakMap<SqlDriver, Counts>();

export function countsOf(driver: SqlDriver): Counts {
  let its = counts.get(driver);
  if (its === undefined) counts.set(driver, its = new Counts(driver));
  return its;
}
