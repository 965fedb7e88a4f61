/** What a batch of arrivals has still to settle: noted by each, done once for all of them. */
import { toHex, type Values } from "../../core/messages/mod.ts";
import type { SqlDriver } from "../ports.ts";
import { askTogether, LaterRows } from "./rows.ts";
import { type ResolvedResource, resolveResource } from "./settle_resource.ts";
import type { DocumentTable } from "./tables.ts";

/** A document to be folded again. */
export interface DirtyDocument {
  readonly table: DocumentTable;
  /** From the create on, or only with `changes` to what is there. */
  whole: boolean;
  readonly changes: Values[];
}

/** A resource whose requests must be settled: all of them, or those where something changed. */
export interface Unsettled {
  readonly festival: number;
  readonly id: Uint8Array;
  requests: Set<number> | "all";
}

/** A request that waits for an answer as far as is known. */
export interface NewRequest {
  readonly id: Uint8Array;
  readonly entry: number;
  readonly festival: number;
  readonly resourceId: Uint8Array;
  readonly resource: ResolvedResource;
}

export class Batch {
  readonly documents = new Map<number, DirtyDocument>();
  /** Logs whose festival must be chosen again among its creates, and folded again if so. */
  readonly festivalLogs = new Map<number, { readonly festival: number; refold: boolean }>();
  readonly profiles = new Set<number>();
  /** Entries that one more or one fewer delete names. */
  readonly named = new Set<number>();
  /** Entries whose payloads are of no use to anybody now. */
  readonly erased = new Set<number>();
  readonly touched = new Set<number>();
  readonly unsettled = new Map<string, Unsettled>();
  readonly parents: Uint8Array[] = [];
  /** New rows of events and requests: to be flushed before one of these tables is read. */
  readonly later: LaterRows;
  readonly #events: Uint8Array[] = [];
  readonly #requests = new Map<string, NewRequest>();
  readonly #resources = new Map<string, ResolvedResource | null>();

  constructor(readonly driver: SqlDriver) {
    this.later = new LaterRows(driver);
  }

  /** Says that a festival's logs changed, whatever came of it. */
  touch(festival: number | null): void {
    if (festival !== null) this.touched.add(festival);
  }

  settleLater(festival: number, id: Uint8Array, requests: number | "all"): void {
    this.touched.add(festival);
    const key = `${festival}/${toHex(id)}`;
    let unsettled = this.unsettled.get(key);
    if (unsettled === undefined) {
      this.unsettled.set(key, unsettled = { festival, id, requests: new Set() });
    }
    if (requests === "all") unsettled.requests = "all";
    else if (unsettled.requests !== "all") unsettled.requests.add(requests);
  }

  touchRequest(id: Uint8Array, festival: number, author: number | null): void {
    this.later.flush();
    const request = this.driver.prepare(
      `SELECT requests.entry AS entry, requests.resource AS resource
        FROM entries JOIN requests ON requests.entry = entries.row
        WHERE substr(entries.digest, 1, 16) = ? AND substr(entries.digest, 1, 32) = ?
          AND requests.festival = ?`,
    ).get(id.subarray(0, 16), id, festival);
    if (request === undefined) return;
    const resourceId = request["resource"] as Uint8Array;
    if (author !== null) {
      // Whoever may not answer costs nobody a settlement. A new resource or deputy settles anyway.
      const resource = this.resourceOf(festival, resourceId);
      if (resource === null || (author !== resource.owner && author !== resource.deputy)) return;
    }
    this.settleLater(festival, resourceId, request["entry"] as number);
  }

  /**
   * What an id names, looked up once a batch: whatever changes it later in the batch settles all of
   * its requests anyway, but for a deputy who signs for the first time.
   */
  resourceOf(festival: number, id: Uint8Array): ResolvedResource | null {
    const key = `${festival}/${toHex(id)}`;
    const known = this.#resources.get(key);
    if (known !== undefined) return known;
    const found = resolveResource(this.driver, festival, id);
    if (found === null || found.deputyKey === null || found.deputy !== null) {
      this.#resources.set(key, found);
    }
    return found;
  }

  /** Requests show the title of their event, wherever that is. */
  touchRequestsOf(event: Uint8Array): void {
    this.#events.push(event);
  }

  /** Settles a new request too if it was answered before it came. */
  settleIfAnswered(request: NewRequest): void {
    this.#requests.set(toHex(request.id), request);
  }

  /** Asks for all requests of a batch at once what each would have to ask. */
  settleAnswered(): void {
    askTogether(
      this.driver,
      [...this.#requests.values()].map(({ id }) => id),
      (places) => `SELECT request, author FROM authorizations WHERE request IN (${places})`,
      ({ request, author }) => {
        const { entry, festival, resource, resourceId } = this.#requests.get(
          toHex(request as Uint8Array),
        )!;
        // Whoever may not answer costs nobody a settlement.
        if (author !== resource.owner && author !== resource.deputy) return;
        this.settleLater(festival, resourceId, entry);
      },
    );
    this.#requests.clear();
  }

  /** Touches the festivals of the requests that show what changed. */
  touchAsking(): void {
    askTogether(
      this.driver,
      this.#events,
      (places) => `SELECT DISTINCT festival FROM requests WHERE event IN (${places})`,
      ({ festival }) => this.touched.add(festival as number),
    );
    this.#events.length = 0;
  }

  /** Something of a festival's creates changed; or (`refold`) of its updates. */
  chooseFestival(log: number, festival: number, refold: boolean): void {
    const noted = this.festivalLogs.get(log);
    if (noted === undefined) this.festivalLogs.set(log, { festival, refold });
    else noted.refold ||= refold;
  }

  /** Where it is announced it shows only while it is public; and its parent is followed too. */
  touchFestival(festival: number, values: Values): void {
    const rows = this.driver.prepare(
      "SELECT festival FROM nestings WHERE child = (SELECT id FROM follows WHERE row = ?)",
    ).all(festival);
    for (const row of rows) this.touched.add(row["festival"] as number);
    const parent = values["parent"] as Uint8Array | undefined;
    if (parent !== undefined) this.parents.push(parent);
  }

  dirty(table: DocumentTable, entry: number): DirtyDocument {
    let document = this.documents.get(entry);
    if (document === undefined) {
      this.documents.set(entry, document = { table, whole: false, changes: [] });
    }
    return document;
  }
}
