/**
 * From entries to the derived tables, inside the transaction that stores them.
 *
 * Every step asks the tables what is true **now** and never what came first, so any order of
 * arrival ends in the same rows. Within a log, rows of entries rise with their seqnums: a log is
 * only ever appended to. The passes: take each message, settle what is void, fold the documents
 * that changed, then settle the resources whose requests, answers, quantity or deputy changed.
 */
import { sameBytes } from "../../core/bamboo/mod.ts";
import {
  applyUpdate,
  encodeCbor,
  type Message,
  type ParsedMessage,
  parseMessage,
  rulesHold,
  type SchemaName,
  toHex,
  type Values,
} from "../../core/messages/mod.ts";
import type { CborValue } from "../../core/messages/mod.ts";
import type { SqlDriver, SqlValue } from "../ports.ts";
import { columnsOf, schemaOf, TABLES } from "./columns.ts";
import { valuesAfter, valuesOf } from "./fold.ts";
import { addText, removeText, sameText, SEARCHED_TABLES } from "./search.ts";
import { type ResolvedResource, resolveResource, settleResource } from "./settle_resource.ts";
import { DOCUMENT_TABLES, type DocumentTable, STATE, type StatusCode } from "./tables.ts";
import { isVoided, judgeVoids } from "./voids.ts";

/** A stored entry that counts, with its payload. */
export interface Arrival {
  readonly row: number;
  readonly log: number;
  readonly seq: number;
  /** Of the document that it may create: the first 32 bytes of its digest. */
  readonly id: Uint8Array;
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

/** A document to be folded again. */
interface DirtyDocument {
  readonly table: DocumentTable;
  /** From the create on, or only with `changes` to what is there. */
  whole: boolean;
  readonly changes: Values[];
}

/** A resource whose requests must be settled: all of them, or those where something changed. */
interface Unsettled {
  readonly festival: number;
  readonly id: Uint8Array;
  requests: Set<number> | "all";
}

/** One batch of arrivals: `take` each, then `finish` once. */
export class Projection {
  readonly #documents = new Map<number, DirtyDocument>();
  /** Whose festival must be chosen again among its creates. */
  readonly #festivalLogs = new Set<number>();
  readonly #profiles = new Set<number>();
  /** Entries that one more or one fewer delete names. */
  readonly #named = new Set<number>();
  readonly #touched = new Set<number>();
  readonly #resources = new Map<string, ResolvedResource | null>();
  readonly #unsettled = new Map<string, Unsettled>();
  readonly #parents: Uint8Array[] = [];

  constructor(private readonly driver: SqlDriver) {}

  /** Says that a festival's logs changed, whatever came of it. */
  touch(festival: number | null): void {
    if (festival !== null) this.#touched.add(festival);
  }

  take(arrival: Arrival): ParsedMessage {
    this.touch(arrival.festival);
    const parsed = parseMessage(arrival.payload, {
      author: arrival.authorKey,
      festival: arrival.festivalId,
    });
    if (!parsed.ok) return parsed;
    const { message } = parsed;
    if (message.action === "create") this.#takeCreate(arrival, message);
    else if (message.action === "update") this.#takeUpdate(arrival, message);
    else this.#takeDelete(arrival, message);
    return parsed;
  }

  /**
   * Nothing that is here names a create that has just been appended, in its log or in its author's
   * other words: so it is what it says. A late one is folded with all that came before it.
   */
  #takeCreate(arrival: Arrival, { schema, values }: Message & { action: "create" }): void {
    const { row, festival, author, log, late } = arrival;
    const table = TABLES[schema];
    const holds = rulesHold(schema, values);
    const document = { entry: row, festival, author, log };
    const columns = columnsOf(schema, values);
    if (table === "profiles") {
      this.#profiles.add(author);
      const voided = late && isVoided(this.driver, row);
      const state = voided ? STATE.voided : STATE.replaced;
      this.#insert(table, { ...document, state, folded: null, ...columns });
      return;
    }
    if (table === "festivals") return this.#takeFestival(arrival, holds, values);
    const state = holds ? STATE.effective : STATE.broken;
    if (table === "requests") {
      const status = late || !holds ? null : this.#statusOfNew(arrival, values);
      this.#insert(table, { ...document, state, folded: null, ...columns, status });
      if (late) this.#settleLater(festival!, values["resource"] as Uint8Array, row);
    } else this.#insert(table, { ...document, state, folded: null, ...columns });

    if (late) this.#dirty(table, row).whole = true;
    else if (holds) addText(this.driver, table, row, festival!, values);
    if (table === "resources" && !late) this.#settleLater(festival!, arrival.id, "all");
    if (table === "events") this.#touchRequestsOf(arrival.id);
    if (table === "authorizations") {
      this.#touchRequest(values["request"] as Uint8Array, festival!, author);
    }
  }

  /** Pending, if the resource is known and nobody has answered before the question was here. */
  #statusOfNew({ row, festival, id }: Arrival, values: Values): StatusCode | null {
    const resourceId = values["resource"] as Uint8Array;
    const resource = this.#resourceOf(festival!, resourceId);
    if (resource === null) return null;
    const answeredBy = (author: number | null) =>
      author !== null && this.driver.prepare(
          "SELECT 1 FROM authorizations WHERE request = ? AND author = ? LIMIT 1",
        ).get(id, author) !== undefined;
    if (!answeredBy(resource.owner) && !answeredBy(resource.deputy)) return 0;
    this.#settleLater(festival!, resourceId, row);
    return null;
  }

  #takeFestival({ row, festival, author, log, late }: Arrival, holds: boolean, values: Values) {
    const taken = this.#festivalOf(log) !== null;
    const own = holds ? STATE.effective : STATE.broken;
    const state = taken ? STATE.replaced : own;
    const columns = columnsOf("festival", values);
    this.#insert("festivals", {
      entry: row,
      festival,
      author,
      log,
      state,
      folded: null,
      ...columns,
    });
    if (late) this.#festivalLogs.add(log);
    else if (state === STATE.effective) this.#touchFestival(festival!, values);
  }

  /** The create that counts in a log, whether or not its fold holds. */
  #festivalOf(log: number): number | null {
    const found = this.driver.prepare(
      "SELECT entry FROM festivals WHERE log = ? AND state IN (?, ?) ORDER BY entry LIMIT 1",
    ).get(log, STATE.effective, STATE.broken);
    return (found?.["entry"] ?? null) as number | null;
  }

  #takeUpdate(arrival: Arrival, message: Message & { action: "update" }): void {
    const { row, log, seq } = arrival;
    const { schema, values } = message;
    let target: number | null;
    if (schema === "festival") {
      // Named by the festival's id, not by its create: which of those counts may change.
      this.#insert("updates", { entry: row, log, schema, target: 0 });
      if (arrival.late) this.#festivalLogs.add(log);
      target = arrival.late ? null : this.#festivalOf(log);
      if (target === null) return;
    } else {
      target = this.#earlier(message.id, log, seq);
      if (target === null) return;
      this.#insert("updates", { entry: row, log, schema, target });
      if (!this.#stands(TABLES[schema], target)) return;
    }
    const document = this.#dirty(TABLES[schema], target);
    if (arrival.late) document.whole = true;
    else document.changes.push(values);
  }

  #takeDelete({ row, log, seq, late }: Arrival, { id, schema }: Message & { action: "delete" }) {
    const target = this.#earlier(id, log, seq);
    if (target === null) return;
    const effective = late && isVoided(this.driver, row) ? 0 : 1;
    this.#insert("deletes", { entry: row, log, target, schema, effective });
    if (effective === 1) this.#named.add(target);
  }

  /**
   * Takes away what was derived of a log from a seqnum on. `first` says that the log had not been
   * cut before: then requests in it rank after all others from now on.
   */
  forgetFrom(log: number, seq: number, festival: number | null, first: boolean): void {
    this.touch(festival);
    const from = this.driver.prepare(
      "SELECT row FROM entries WHERE log = ? AND seq >= ? ORDER BY seq LIMIT 1",
    ).get(log, seq)?.["row"] as number | undefined;
    // Rows rise with seqnums, so each table is asked for one range of a log's rows.
    const OF_LOG = "entry IN (SELECT row FROM entries WHERE log = ?1 AND seq >= ?2)";
    const gone = (columns: string, table: string) =>
      this.driver.prepare(`SELECT ${columns} FROM ${table} WHERE ${OF_LOG}`).all(log, seq);

    if (first && festival !== null) {
      const asked = this.driver.prepare(
        `SELECT DISTINCT resource FROM requests
          WHERE entry IN (SELECT row FROM entries WHERE log = ?)`,
      ).all(log);
      for (const row of asked) this.#settleLater(festival, row["resource"] as Uint8Array, "all");
    }
    if (from === undefined) return;

    for (const { target } of gone("target", "deletes")) {
      if ((target as number) < from) this.#named.add(target as number);
    }
    for (const row of gone("schema, target", "updates")) {
      const target = row["target"] as number;
      const table = TABLES[row["schema"] as SchemaName];
      if (table === "festivals") this.#festivalLogs.add(log);
      else if (target < from && this.#stands(table, target)) {
        this.#dirty(table, target).whole = true;
      }
    }
    if (gone("entry", "festivals").length > 0) this.#festivalLogs.add(log);
    for (const { author } of gone("author", "profiles")) this.#profiles.add(author as number);
    for (const { request } of gone("request", "authorizations")) {
      this.#touchRequest(request as Uint8Array, festival!, null);
    }
    for (const row of gone("entry, resource, replaces", "requests")) {
      // What it replaced may wait again.
      const replaced = row["replaces"] === null
        ? null
        : this.#earlier(row["replaces"] as Uint8Array, log, seq);
      const touched = replaced ?? (row["entry"] as number);
      this.#settleLater(festival!, row["resource"] as Uint8Array, touched);
    }
    const answering = this.driver.prepare(
      `SELECT substr(digest, 1, 32) AS id FROM entries WHERE log = ?1 AND seq >= ?2
        AND (row IN (SELECT entry FROM resources) OR row IN (SELECT target FROM deletes))`,
    ).all(log, seq);
    if (festival !== null) {
      for (const { id } of answering) this.#settleLater(festival, id as Uint8Array, "all");
    }
    for (const table of SEARCHED_TABLES) {
      for (const { entry } of gone("entry", table)) removeText(this.driver, table, entry as number);
    }
    for (const table of [...DOCUMENT_TABLES, "deletes", "updates"]) {
      this.driver.prepare(`DELETE FROM ${table} WHERE ${OF_LOG}`).run(log, seq);
    }
  }

  finish(): Projected {
    for (const entry of judgeVoids(this.driver, this.#named)) this.#touchVoided(entry);
    for (const [entry, document] of this.#documents) this.#fold(entry, document);
    for (const log of this.#festivalLogs) this.#chooseFestival(log);
    for (const author of this.#profiles) this.#chooseProfile(author);
    for (const { festival, id, requests } of this.#unsettled.values()) {
      settleResource(this.driver, festival, id, requests);
    }
    return { festivals: this.#touched, profiles: this.#profiles, parents: this.#parents };
  }

  /** What may have been voided, or no longer be: a create, an update, or anything else. */
  #touchVoided(target: number): void {
    const place = this.driver.prepare(
      `SELECT logs.festival AS festival, substr(entries.digest, 1, 32) AS id, EXISTS
          (SELECT 1 FROM requests WHERE resource = substr(entries.digest, 1, 32)) AS is_asked_for
         FROM entries JOIN logs ON logs.row = entries.log WHERE entries.row = ?`,
    ).get(target)!;
    const festival = place["festival"] as number | null;
    // A tombstone of a resource answers for it, whatever the entry held.
    if (festival !== null && place["is_asked_for"] === 1) {
      this.#settleLater(festival, place["id"] as Uint8Array, "all");
    }
    // What a delete itself voids has been judged with it.
    if (this.#stands("deletes", target)) return;

    const update = this.driver.prepare("SELECT log, schema, target FROM updates WHERE entry = ?")
      .get(target);
    if (update !== undefined) {
      const table = TABLES[update["schema"] as SchemaName];
      const document = update["target"] as number;
      if (table === "festivals") this.#festivalLogs.add(update["log"] as number);
      else if (this.#stands(table, document)) this.#dirty(table, document).whole = true;
      return;
    }
    for (const table of DOCUMENT_TABLES) {
      const found = this.driver.prepare(`SELECT * FROM ${table} WHERE entry = ?`).get(target);
      if (found === undefined) continue;
      if (table === "festivals") this.#festivalLogs.add(found["log"] as number);
      else if (table === "profiles") {
        this.#profiles.add(found["author"] as number);
        const state = isVoided(this.driver, target) ? STATE.voided : STATE.replaced;
        this.#update(table, target, { state });
      } else this.#dirty(table, target).whole = true;
      if (table === "requests") {
        this.#settleLater(festival!, found["resource"] as Uint8Array, target);
      }
      if (table === "authorizations") {
        this.#touchRequest(
          found["request"] as Uint8Array,
          festival!,
          found["author"] as number,
        );
      }
      return;
    }
  }

  #touchRequest(id: Uint8Array, festival: number, author: number | null): void {
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
      const resource = this.#resourceOf(festival, resourceId);
      if (resource === null || (author !== resource.owner && author !== resource.deputy)) return;
    }
    this.#settleLater(festival, resourceId, request["entry"] as number);
  }

  /**
   * What an id names, looked up once a batch: whatever changes it later in the batch settles all of
   * its requests anyway, but for a deputy who signs for the first time.
   */
  #resourceOf(festival: number, id: Uint8Array): ResolvedResource | null {
    const key = `${festival}/${toHex(id)}`;
    const known = this.#resources.get(key);
    if (known !== undefined) return known;
    const found = resolveResource(this.driver, festival, id);
    if (found === null || found.deputyKey === null || found.deputy !== null) {
      this.#resources.set(key, found);
    }
    return found;
  }

  #settleLater(festival: number, id: Uint8Array, requests: number | "all"): void {
    this.#touched.add(festival);
    const key = `${festival}/${toHex(id)}`;
    let unsettled = this.#unsettled.get(key);
    if (unsettled === undefined) {
      this.#unsettled.set(key, unsettled = { festival, id, requests: new Set() });
    }
    if (requests === "all") unsettled.requests = "all";
    else if (unsettled.requests !== "all") unsettled.requests.add(requests);
  }

  /** Requests show the title of their event, wherever that is. */
  #touchRequestsOf(event: Uint8Array): void {
    const rows = this.driver.prepare("SELECT DISTINCT festival FROM requests WHERE event = ?")
      .all(event);
    for (const { festival } of rows) this.#touched.add(festival as number);
  }

  /** Where it is announced it shows only while it is public; and its parent is followed too. */
  #touchFestival(festival: number, values: Values): void {
    const rows = this.driver.prepare(
      "SELECT festival FROM nestings WHERE child = (SELECT id FROM follows WHERE row = ?)",
    ).all(festival);
    for (const row of rows) this.#touched.add(row["festival"] as number);
    const parent = values["parent"] as Uint8Array | undefined;
    if (parent !== undefined) this.#parents.push(parent);
  }

  #fold(entry: number, { table, whole, changes }: DirtyDocument): void {
    const stored = this.driver.prepare(`SELECT * FROM ${table} WHERE entry = ?`).get(entry);
    if (stored === undefined) return;
    const festival = stored["festival"] as number;
    if (isVoided(this.driver, entry)) {
      this.#update(table, entry, { state: STATE.voided });
      removeText(this.driver, table, entry);
      if (table === "resources") this.#settleLater(festival, this.#idOf(entry), "all");
      if (table === "events") this.#touchRequestsOf(this.#idOf(entry));
      return;
    }
    const schema = schemaOf(table, stored["schema"]);
    const before = whole
      ? null
      : valuesOf(this.driver, entry, stored["folded"] as Uint8Array | null);
    const values = before === null
      ? valuesAfter(this.driver, entry, schema)
      : changes.reduce(applyUpdate, before);
    const state = rulesHold(schema, values) ? STATE.effective : STATE.broken;
    const folded = encodeCbor(values as CborValue);
    this.#update(table, entry, { state, folded, ...columnsOf(schema, values) });

    const sameState = state === stored["state"];
    if (before === null || !sameState || !sameText(table, before, values)) {
      removeText(this.driver, table, entry);
      if (state === STATE.effective) addText(this.driver, table, entry, festival, values);
    }
    if (table === "festivals" && state === STATE.effective) this.#touchFestival(festival, values);
    if (table === "events") this.#touchRequestsOf(this.#idOf(entry));
    if (table === "requests" && !sameState) {
      this.#settleLater(festival, stored["resource"] as Uint8Array, entry);
    }
    if (table === "resources") {
      const deputy = (values["deputy"] ?? NOBODY) as Uint8Array;
      const same = before !== null && sameState && stored["quantity"] === values["quantity"] &&
        sameBytes((stored["deputy"] ?? NOBODY) as Uint8Array, deputy);
      if (!same) this.#settleLater(festival, this.#idOf(entry), "all");
    }
  }

  #idOf(entry: number): Uint8Array {
    return this.driver.prepare("SELECT substr(digest, 1, 32) AS id FROM entries WHERE row = ?")
      .get(entry)!["id"] as Uint8Array;
  }

  /** The first create that is not void counts, then the updates after it. */
  #chooseFestival(log: number): void {
    const creates = this.driver.prepare(
      "SELECT entry, festival, state FROM festivals WHERE log = ? ORDER BY entry",
    ).all(log);
    let chosen = false;
    for (const stored of creates) {
      const entry = stored["entry"] as number;
      if (isVoided(this.driver, entry)) {
        if (stored["state"] !== STATE.voided) {
          this.#update("festivals", entry, { state: STATE.voided });
        }
      } else if (chosen) {
        if (stored["state"] !== STATE.replaced) {
          this.#update("festivals", entry, { state: STATE.replaced });
        }
      } else {
        chosen = true;
        const values = valuesAfter(this.driver, entry, "festival");
        const state = rulesHold("festival", values) ? STATE.effective : STATE.broken;
        const folded = encodeCbor(values as CborValue);
        this.#update("festivals", entry, { state, folded, ...columnsOf("festival", values) });
        this.#touchFestival(stored["festival"] as number, state === STATE.effective ? values : {});
      }
    }
    const gone = creates[0];
    if (!chosen && gone !== undefined) this.#touchFestival(gone["festival"] as number, {});
  }

  /** The newest that is not void counts: two look-ups, however many there are. */
  #chooseProfile(author: number): void {
    const newest = (state: number) =>
      (this.driver.prepare(
        "SELECT entry FROM profiles WHERE author = ? AND state = ? ORDER BY entry DESC LIMIT 1",
      ).get(author, state)?.["entry"] ?? 0) as number;
    const counting = newest(STATE.effective);
    const candidate = newest(STATE.replaced);
    if (candidate <= counting) return;
    if (counting > 0) this.#update("profiles", counting, { state: STATE.replaced });
    this.#update("profiles", candidate, { state: STATE.effective });
  }

  /** The row of an earlier entry of the same log by its id; null where there is none. */
  #earlier(id: Uint8Array, log: number, seq: number): number | null {
    // The signs keep SQLite from reading the log up to there instead of looking up the digest.
    const found = this.driver.prepare(
      `SELECT row FROM entries WHERE substr(digest, 1, 16) = ? AND substr(digest, 1, 32) = ?
        AND +log = ? AND +seq < ?`,
    ).get(id.subarray(0, 16), id, log, seq);
    return (found?.["row"] ?? null) as number | null;
  }

  #stands(table: DocumentTable | "deletes", entry: number): boolean {
    return this.driver.prepare(`SELECT 1 FROM ${table} WHERE entry = ?`).get(entry) !== undefined;
  }

  #dirty(table: DocumentTable, entry: number): DirtyDocument {
    let document = this.#documents.get(entry);
    if (document === undefined) {
      this.#documents.set(entry, document = { table, whole: false, changes: [] });
    }
    return document;
  }

  /** Every row of a table has the same columns. */
  #insert(table: string, columns: { readonly [name: string]: SqlValue }): void {
    let sql = INSERTS.get(table);
    if (sql === undefined) {
      const names = Object.keys(columns);
      sql = `INSERT INTO ${table} (${names.map(quote)}) VALUES (${names.map(() => "?")})`;
      INSERTS.set(table, sql);
    }
    this.driver.prepare(sql).run(...Object.values(columns));
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

/** Made once: an entry costs an insert or two, and their text cost as much. */
const INSERTS = new Map<string, string>();
const NOBODY = new Uint8Array(0);

function quote(name: string): string {
  return `"${name}"`;
}
