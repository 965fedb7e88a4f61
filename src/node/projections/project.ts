/**
 * From entries to the derived tables, inside the transaction that stores them.
 *
 * Every step asks the tables what is true **now** and never what came first, so any order of
 * arrival ends in the same rows. Within a log, rows of entries rise with their seqnums: a log is
 * only ever appended to. The passes: take each message, settle what is void, fold the documents
 * that changed, then settle the resources whose requests, answers, quantity or deputy changed.
 */
import {
  applyUpdate,
  encodeCbor,
  type Message,
  parseMessage,
  rulesHold,
  type SchemaName,
  toHex,
  type Values,
} from "../../core/messages/mod.ts";
import type { CborValue } from "../../core/messages/mod.ts";
import type { SqlDriver, SqlValue } from "../ports.ts";
import { valuesAfter, valuesOf } from "./fold.ts";
import { removeText, writeText } from "./search.ts";
import { resolveResource, settleResource } from "./settle_resource.ts";
import { DOCUMENT_TABLES, type DocumentTable, STATE } from "./tables.ts";
import { isVoided, recomputeVoids } from "./voids.ts";

/** A stored entry that counts, with its payload. */
export interface Arrival {
  readonly row: number;
  readonly log: number;
  readonly seq: number;
  /** Row and public key. */
  readonly author: number;
  readonly authorKey: Uint8Array;
  /** Row and id of the followed festival; null in log 0. */
  readonly festival: number | null;
  readonly festivalId: Uint8Array | null;
  readonly payload: Uint8Array;
  /** Whether entries after it in its log may have been projected before. */
  readonly late: boolean;
}

export interface Projected {
  /** Rows of followed festivals in which something changed. */
  readonly festivals: ReadonlySet<number>;
  /** Rows of authors whose profile changed. */
  readonly profiles: ReadonlySet<number>;
  /** Parents that festivals name: to be followed too. */
  readonly parents: readonly Uint8Array[];
}

interface DirtyDocument {
  readonly table: DocumentTable;
  /** Fold from the create on, or only add `changes` to what is there. */
  whole: boolean;
  /** What a create of this batch says. */
  readonly created: Values | null;
  readonly changes: Values[];
}

const TABLES: { readonly [Name in SchemaName]: DocumentTable } = {
  festival: "festivals",
  resource: "resources",
  event: "events",
  request: "requests",
  authorization: "authorizations",
  user: "profiles",
  nesting: "nestings",
  vote: "remarks",
  proposal: "remarks",
};

/** One batch of arrivals: `take` each, then `finish` once. */
export class Projection {
  readonly #documents = new Map<number, DirtyDocument>();
  readonly #festivalLogs = new Set<number>();
  readonly #profiles = new Set<number>();
  readonly #voidLogs = new Set<number>();
  readonly #touched = new Set<number>();
  /** By festival row and hex id: whose requests must be settled. */
  readonly #resources = new Map<string, { readonly festival: number; readonly id: Uint8Array }>();
  readonly #newRequests: {
    readonly row: number;
    readonly festival: number;
    readonly id: Uint8Array;
  }[] = [];
  readonly #parents: Uint8Array[] = [];

  constructor(private readonly driver: SqlDriver) {}

  take(arrival: Arrival): void {
    if (arrival.festival !== null) this.#touched.add(arrival.festival);
    const parsed = parseMessage(arrival.payload, {
      author: arrival.authorKey,
      festival: arrival.festivalId,
    });
    if (!parsed.ok) return;
    const { message } = parsed;
    if (message.action === "create") this.#takeCreate(arrival, message);
    else if (message.action === "update") this.#takeUpdate(arrival, message);
    else this.#takeDelete(arrival, message);
  }

  #takeCreate(arrival: Arrival, message: Message & { action: "create" }): void {
    const { row, festival, author, log } = arrival;
    const table = TABLES[message.schema];
    this.#insert(table, {
      entry: row,
      festival,
      author,
      log,
      state: STATE.effective,
      folded: null,
      ...columnsOf(message.schema, message.values),
    });
    if (table === "festivals") this.#festivalLogs.add(log);
    else if (table === "profiles") this.#judgeProfile(row, author);
    else {
      this.#documents.set(row, {
        table,
        whole: arrival.late,
        created: message.values,
        changes: [],
      });
    }
    if (table === "requests") {
      const id = message.values["resource"] as Uint8Array;
      if (arrival.late) this.#settleLater(festival!, id);
      else this.#newRequests.push({ row, festival: festival!, id });
    } else if (table === "authorizations") {
      this.#touchRequest(message.values["request"] as Uint8Array, festival!, author);
    }
  }

  #takeUpdate(arrival: Arrival, message: Message & { action: "update" }): void {
    const { row, log, seq } = arrival;
    if (message.schema === "festival") {
      this.#insert("updates", { entry: row, log, schema: message.schema, target: 0 });
      this.#festivalLogs.add(log);
      return;
    }
    const target = this.#earlier(message.id, log, seq);
    if (target === null) return;
    this.#insert("updates", { entry: row, log, schema: message.schema, target });
    const table = TABLES[message.schema];
    if (!this.#stands(table, target)) return;
    const document = this.#dirty(table, target);
    if (arrival.late) document.whole = true;
    else document.changes.push(message.values);
  }

  #takeDelete(arrival: Arrival, message: Message & { action: "delete" }): void {
    const { row, log, seq } = arrival;
    const target = this.#earlier(message.id, log, seq);
    if (target === null) return;
    const ofDelete = this.driver.prepare("SELECT 1 FROM deletes WHERE entry = ?").get(target);
    const named = this.driver.prepare("SELECT 1 FROM deletes WHERE target = ?").get(row);
    const alone = ofDelete === undefined && named === undefined;
    const effective = alone ? 1 : 0;
    this.#insert("deletes", { entry: row, log, target, schema: message.schema, effective });
    if (alone) this.#touchVoided(target);
    else this.#voidLogs.add(log);
  }

  /** Takes what a log had derived away; what still counts of it is then taken again. */
  forgetLog(log: number, festival: number | null, author: number): void {
    if (festival !== null) {
      this.#touched.add(festival);
      this.#festivalLogs.add(log);
      const all = (sql: string) => this.driver.prepare(sql).all(log);
      for (const { resource } of all("SELECT DISTINCT resource FROM requests WHERE log = ?")) {
        this.#settleLater(festival, resource as Uint8Array);
      }
      for (const row of all("SELECT request FROM authorizations WHERE log = ?")) {
        this.#touchRequest(row["request"] as Uint8Array, festival, null);
      }
      const ids = `SELECT substr(digest, 1, 32) AS id FROM entries WHERE row IN (
        SELECT entry FROM resources WHERE log = ?1 UNION SELECT target FROM deletes WHERE log = ?1)`;
      for (const { id } of all(ids)) this.#settleLater(festival, id as Uint8Array);
      for (const table of ["resources", "events", "requests"] as const) {
        for (const { entry } of all(`SELECT entry FROM ${table} WHERE log = ?`)) {
          removeText(this.driver, entry as number);
        }
      }
    } else this.#profiles.add(author);
    for (const table of [...DOCUMENT_TABLES, "deletes", "updates"]) {
      this.driver.prepare(`DELETE FROM ${table} WHERE log = ?`).run(log);
    }
  }

  finish(): Projected {
    for (const log of this.#voidLogs) {
      for (const target of recomputeVoids(this.driver, log)) this.#touchVoided(target);
    }
    for (const [entry, document] of this.#documents) this.#fold(entry, document);
    for (const log of this.#festivalLogs) this.#foldFestival(log);
    for (const author of this.#profiles) this.#chooseProfile(author);
    for (const { row, festival, id } of this.#newRequests) this.#placeRequest(row, festival, id);
    for (const { festival, id } of this.#resources.values()) {
      settleResource(this.driver, festival, id);
    }
    return { festivals: this.#touched, profiles: this.#profiles, parents: this.#parents };
  }

  /** What was voided, or no longer is: a create, an update, or anything else. */
  #touchVoided(target: number): void {
    const update = this.driver.prepare("SELECT log, schema, target FROM updates WHERE entry = ?")
      .get(target);
    if (update !== undefined) {
      if (update["schema"] === "festival") this.#festivalLogs.add(update["log"] as number);
      else {
        const table = TABLES[update["schema"] as SchemaName];
        if (this.#stands(table, update["target"] as number)) {
          this.#dirty(table, update["target"] as number).whole = true;
        }
      }
    }
    for (const table of DOCUMENT_TABLES) {
      const found = this.driver.prepare(`SELECT * FROM ${table} WHERE entry = ?`).get(target);
      if (found === undefined) continue;
      if (table === "festivals") this.#festivalLogs.add(found["log"] as number);
      else if (table === "profiles") this.#judgeProfile(target, found["author"] as number);
      else this.#dirty(table, target).whole = true;
      const festival = found["festival"] as number;
      if (table === "requests") this.#settleLater(festival, found["resource"] as Uint8Array);
      if (table === "authorizations") {
        this.#touchRequest(found["request"] as Uint8Array, festival, found["author"] as number);
      }
    }
    // A tombstone of a resource answers for it, whatever the entry held.
    const place = this.driver.prepare(
      `SELECT logs.festival AS festival, substr(entries.digest, 1, 32) AS id
         FROM entries JOIN logs ON logs.row = entries.log WHERE entries.row = ?`,
    ).get(target)!;
    if (place["festival"] !== null) {
      this.#settleLater(place["festival"] as number, place["id"] as Uint8Array);
    }
  }

  #touchRequest(id: Uint8Array, festival: number, author: number | null): void {
    const request = this.driver.prepare(
      `SELECT requests.resource AS resource FROM entries JOIN requests ON requests.entry = entries.row
        WHERE substr(entries.digest, 1, 16) = ? AND substr(entries.digest, 1, 32) = ?
          AND requests.festival = ?`,
    ).get(id.subarray(0, 16), id, festival);
    if (request === undefined) return;
    const resourceId = request["resource"] as Uint8Array;
    if (author !== null) {
      // Whoever may not answer costs nobody a settlement. A new resource or deputy settles anyway.
      const resource = resolveResource(this.driver, festival, resourceId);
      if (resource === null || (author !== resource.owner && author !== resource.deputy)) return;
    }
    this.#settleLater(festival, resourceId);
  }

  #settleLater(festival: number, id: Uint8Array): void {
    this.#touched.add(festival);
    this.#resources.set(`${festival}/${toHex(id)}`, { festival, id });
  }

  /** A request that nobody has answered yet changes nothing for the others. */
  #placeRequest(row: number, festival: number, id: Uint8Array): void {
    if (this.#resources.has(`${festival}/${toHex(id)}`)) return;
    const answered = this.driver.prepare(
      `SELECT 1 FROM authorizations WHERE request =
        (SELECT substr(digest, 1, 32) FROM entries WHERE row = ?) AND festival = ? LIMIT 1`,
    ).get(row, festival);
    if (answered !== undefined) return this.#settleLater(festival, id);
    if (resolveResource(this.driver, festival, id) === null) return;
    this.driver.prepare("UPDATE requests SET status = 0 WHERE entry = ? AND state = 0").run(row);
  }

  #fold(entry: number, document: DirtyDocument): void {
    const { table } = document;
    const stored = this.driver.prepare(`SELECT * FROM ${table} WHERE entry = ?`).get(entry);
    if (stored === undefined) return;
    const festival = stored["festival"] as number;
    if (isVoided(this.driver, entry)) {
      this.driver.prepare(`UPDATE ${table} SET state = ? WHERE entry = ?`).run(STATE.voided, entry);
      removeText(this.driver, entry);
      if (table === "resources") this.#settleOwn(festival, entry);
      if (table === "requests") this.#settleLater(festival, stored["resource"] as Uint8Array);
      return;
    }
    const schema = schemaOf(table, stored["schema"]);
    const before = document.whole
      ? null
      : document.created ?? valuesOf(this.driver, entry, stored["folded"] as Uint8Array | null);
    const values = before === null
      ? valuesAfter(this.driver, entry, schema)
      : document.changes.reduce(applyUpdate, before);
    const folded = document.whole || document.changes.length > 0
      ? encodeCbor(values as CborValue)
      : null;
    const state = rulesHold(schema, values) ? STATE.effective : STATE.broken;
    const columns = { state, folded, ...columnsOf(schema, values) };
    if (state !== stored["state"] || folded !== null) this.#update(table, entry, columns);
    if (state === STATE.effective) writeText(this.driver, table, entry, festival, values);
    else removeText(this.driver, entry);
    if (table === "resources") {
      const deputy = (values["deputy"] ?? null) as Uint8Array | null;
      const same = before !== null && document.created === null &&
        stored["state"] === state && stored["quantity"] === values["quantity"] &&
        toHex((stored["deputy"] ?? NOBODY) as Uint8Array) === toHex(deputy ?? NOBODY);
      if (!same) this.#settleOwn(festival, entry);
    } else if (table === "requests" && state !== stored["state"]) {
      this.#settleLater(festival, stored["resource"] as Uint8Array);
    }
  }

  #settleOwn(festival: number, entry: number): void {
    const { id } = this.driver.prepare(
      "SELECT substr(digest, 1, 32) AS id FROM entries WHERE row = ?",
    ).get(entry)!;
    this.#settleLater(festival, id as Uint8Array);
  }

  /** The first create that is not void counts, then the updates after it. */
  #foldFestival(log: number): void {
    const creates = this.driver.prepare("SELECT * FROM festivals WHERE log = ? ORDER BY entry")
      .all(log);
    let chosen = false;
    for (const stored of creates) {
      const entry = stored["entry"] as number;
      let state: number = STATE.replaced;
      if (isVoided(this.driver, entry)) state = STATE.voided;
      else if (!chosen) {
        chosen = true;
        const values = valuesAfter(this.driver, entry, "festival");
        state = rulesHold("festival", values) ? STATE.effective : STATE.broken;
        this.#update("festivals", entry, {
          state,
          folded: encodeCbor(values as CborValue),
          ...columnsOf("festival", values),
        });
        const parent = values["parent"] as Uint8Array | undefined;
        if (parent !== undefined && state === STATE.effective) this.#parents.push(parent);
        continue;
      }
      this.#update("festivals", entry, { state });
    }
  }

  /** Void or not; which of those that are not counts is chosen at the end. */
  #judgeProfile(entry: number, author: number): void {
    const state = isVoided(this.driver, entry) ? STATE.voided : STATE.replaced;
    this.#update("profiles", entry, { state });
    this.#profiles.add(author);
  }

  /** The newest that is not void counts. */
  #chooseProfile(author: number): void {
    this.driver.prepare("UPDATE profiles SET state = ? WHERE author = ? AND state = ?")
      .run(STATE.replaced, author, STATE.effective);
    this.driver.prepare(
      `UPDATE profiles SET state = ? WHERE entry =
        (SELECT entry FROM profiles WHERE author = ? AND state = ? ORDER BY entry DESC LIMIT 1)`,
    ).run(STATE.effective, author, STATE.replaced);
  }

  /** The row of an earlier entry of the same log by its id; null where there is none. */
  #earlier(id: Uint8Array, log: number, seq: number): number | null {
    const found = this.driver.prepare(
      `SELECT row FROM entries WHERE substr(digest, 1, 16) = ? AND substr(digest, 1, 32) = ?
        AND log = ? AND seq < ?`,
    ).get(id.subarray(0, 16), id, log, seq);
    return (found?.["row"] ?? null) as number | null;
  }

  #stands(table: DocumentTable, entry: number): boolean {
    return this.driver.prepare(`SELECT 1 FROM ${table} WHERE entry = ?`).get(entry) !== undefined;
  }

  #dirty(table: DocumentTable, entry: number): DirtyDocument {
    let document = this.#documents.get(entry);
    if (document === undefined) {
      document = { table, whole: false, created: null, changes: [] };
      this.#documents.set(entry, document);
    }
    return document;
  }

  #insert(table: string, columns: { readonly [name: string]: SqlValue }): void {
    const names = Object.keys(columns);
    this.driver.prepare(
      `INSERT INTO ${table} (${names.map(quote)}) VALUES (${names.map(() => "?")})`,
    ).run(...Object.values(columns));
  }

  #update(
    table: string,
    entry: number,
    columns: { readonly [name: string]: SqlValue },
  ): void {
    const names = Object.keys(columns);
    this.driver.prepare(
      `UPDATE ${table} SET ${names.map((name) => `${quote(name)} = ?`)} WHERE entry = ?`,
    ).run(...Object.values(columns), entry);
  }
}

const NOBODY = new Uint8Array(0);

function quote(name: string): string {
  return `"${name}"`;
}

function schemaOf(table: DocumentTable, remark: SqlValue | undefined): SchemaName {
  switch (table) {
    case "festivals":
      return "festival";
    case "resources":
      return "resource";
    case "events":
      return "event";
    case "requests":
      return "request";
    case "authorizations":
      return "authorization";
    case "profiles":
      return "user";
    case "nestings":
      return "nesting";
    case "remarks":
      return remark as SchemaName;
  }
}

/** What of a document's values has a column of its own: to be filtered, sorted or settled by. */
function columnsOf(schema: SchemaName, values: Values): { [name: string]: SqlValue } {
  const value = (name: string) => (values[name] ?? null) as SqlValue;
  switch (schema) {
    case "festival":
      return {
        title: value("title"),
        start: value("start"),
        visibility: value("visibility"),
        parent: value("parent"),
      };
    case "resource":
      return {
        title: value("title"),
        kind: value("kind"),
        quantity: value("quantity"),
        deputy: value("deputy"),
      };
    case "event":
      return {
        title: value("title"),
        start: value("start"),
        end: value("end"),
        stage: value("stage"),
      };
    case "request":
      return {
        event: value("event"),
        resource: value("resource"),
        start: value("start"),
        end: value("end"),
        quantity: value("quantity"),
        replaces: value("replaces"),
      };
    case "authorization":
      return { request: value("request"), verdict: values["verdict"] === "confirmed" ? 1 : 0 };
    case "user":
      return { name: value("name") };
    case "nesting":
      return { child: value("child"), title: value("title") };
    case "vote":
      return { schema, about: value("request") };
    case "proposal":
      return { schema, about: value("document") };
  }
}
