/**
 * The derived tables. Each row that stands for a document has the row of the entry that created it;
 * `festival`, `author` and `log` are rows of the tables of truth. `folded` is CBOR of the values
 * after updates; null where the create's payload says it all.
 */

/** What a document's create came to. */
export const STATE = {
  effective: 0,
  /** A later delete of the same log names it. */
  voided: 1,
  /** The fold breaks a rule across fields. */
  broken: 2,
  /** Another message stands in its place: a festival's first create, the newest profile. */
  replaced: 3,
} as const;

/** Status as stored; null for a request that has no effect. */
export const STATUS = ["pending", "confirmed", "denied", "conflict", "withdrawn"] as const;
export type StatusCode = 0 | 1 | 2 | 3 | 4;

const DOCUMENT = `
  entry INTEGER PRIMARY KEY,
  festival INTEGER,
  author INTEGER NOT NULL,
  log INTEGER NOT NULL,
  state INTEGER NOT NULL,
  folded BLOB`;

/** Events that last at most so long are looked through together; the last are all that last longer. */
export const LASTING_MS = [6, 24, 4 * 24, 16 * 24, 64 * 24].map((hours) => hours * 3_600_000);
/** Of an event: its place in {@link LASTING_MS}. */
export const LASTS = `CASE ${
  LASTING_MS.map((most, i) => `WHEN "end" - start <= ${most} THEN ${i}`).join(" ")
} ELSE ${LASTING_MS.length} END`;

export const DERIVED_TABLES: readonly { readonly name: string; readonly definition: string }[] = [
  {
    name: "deletes",
    definition: `CREATE TABLE deletes (
      entry INTEGER PRIMARY KEY,
      log INTEGER NOT NULL,
      target INTEGER NOT NULL,
      schema TEXT NOT NULL,
      effective INTEGER NOT NULL,
      festival INTEGER
    );
    CREATE INDEX deletes_target ON deletes (target);
    CREATE INDEX deletes_received ON deletes (festival, entry) WHERE effective = 1;
    CREATE INDEX deletes_schema ON deletes (festival, schema, target) WHERE effective = 1;`,
  },
  {
    name: "updates",
    definition: `CREATE TABLE updates (
      entry INTEGER PRIMARY KEY,
      log INTEGER NOT NULL,
      schema TEXT NOT NULL,
      target INTEGER NOT NULL,
      festival INTEGER
    );
    CREATE INDEX updates_target ON updates (target);
    CREATE INDEX updates_received ON updates (festival, entry);
    CREATE INDEX updates_festival ON updates (log) WHERE schema = 'festival';`,
  },
  {
    // Messages that say which proposal they accept; whether they have an effect is asked of them.
    name: "acceptances",
    definition: `CREATE TABLE acceptances (
      entry INTEGER PRIMARY KEY,
      -- null in log 0: of a profile
      festival INTEGER,
      author INTEGER NOT NULL,
      proposal BLOB NOT NULL
    );
    CREATE INDEX acceptances_proposal ON acceptances (proposal, author, entry);`,
  },
  {
    name: "wanted",
    // A number is never used twice: so what is wanted since some number is known by it.
    definition: `CREATE TABLE wanted (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      entry INTEGER NOT NULL UNIQUE,
      log INTEGER NOT NULL,
      festival INTEGER
    );
    CREATE INDEX wanted_festival ON wanted (festival, number);
    CREATE INDEX wanted_log ON wanted (log, entry);`,
  },
  {
    name: "festivals",
    // A row for each create of a festival; `follows.row` is `festival`.
    definition: `CREATE TABLE festivals (${DOCUMENT},
      title TEXT NOT NULL,
      start INTEGER,
      visibility TEXT NOT NULL,
      parent BLOB,
      token BLOB
    );
    CREATE INDEX festivals_log ON festivals (log, state, entry);
    CREATE INDEX festivals_festival ON festivals (festival, state);
    CREATE INDEX festivals_parent ON festivals (parent) WHERE parent IS NOT NULL;
    CREATE INDEX festivals_when ON festivals (visibility, state, coalesce(start, 9007199254740991), entry);
    CREATE INDEX festivals_order ON festivals (visibility, state, coalesce(start, 9007199254740991), title, entry);`,
  },
  {
    name: "resources",
    definition: `CREATE TABLE resources (${DOCUMENT},
      title TEXT NOT NULL,
      kind TEXT NOT NULL,
      quantity INTEGER NOT NULL,
      deputy BLOB,
      step_free TEXT,
      -- A location, a space, or anything else that says where it is.
      is_place INTEGER NOT NULL,
      -- Can be had only in its windows.
      is_limited INTEGER NOT NULL
    );
    CREATE INDEX resources_title ON resources (festival, state, title, entry);
    CREATE INDEX resources_kind ON resources (festival, state, kind, entry);
    CREATE INDEX resources_kind_title ON resources (festival, state, kind, title, entry);
    CREATE INDEX resources_place ON resources (festival, state, is_place, title, entry);
    CREATE INDEX resources_received ON resources (festival, state, entry);
    CREATE INDEX resources_author ON resources (author, state, entry);
    CREATE INDEX resources_deputy ON resources (deputy) WHERE deputy IS NOT NULL;`,
  },
  {
    name: "events",
    definition: `CREATE TABLE events (${DOCUMENT},
      title TEXT NOT NULL,
      start INTEGER NOT NULL,
      "end" INTEGER NOT NULL,
      stage TEXT NOT NULL,
      step_free TEXT
    );
    CREATE INDEX events_start ON events (festival, state, start, entry);
    CREATE INDEX events_title ON events (festival, state, title, entry);
    CREATE INDEX events_received ON events (festival, state, entry);
    -- What overlaps a time, wherever it is: of those that last about as long, none begins much before it.
    CREATE INDEX events_when ON events (${LASTS}, start, entry) WHERE state = 0;
    CREATE INDEX events_author ON events (author, state, entry);`,
  },
  {
    name: "requests",
    definition: `CREATE TABLE requests (${DOCUMENT},
      event BLOB NOT NULL,
      resource BLOB NOT NULL,
      start INTEGER NOT NULL,
      "end" INTEGER NOT NULL,
      quantity INTEGER NOT NULL,
      replaces BLOB,
      status INTEGER,
      answer INTEGER
    );
    CREATE INDEX requests_resource ON requests (resource, status, start, "end", festival, quantity);
    CREATE INDEX requests_answered ON requests (resource) WHERE answer IS NOT NULL;
    CREATE INDEX requests_event ON requests (event, author, festival, status, resource);
    CREATE INDEX requests_status ON requests (status, festival, entry);
    CREATE INDEX requests_received ON requests (festival, entry)
      WHERE status IS NOT NULL AND state = 0;
    CREATE INDEX requests_author ON requests (author, entry);
    CREATE INDEX requests_changed ON requests (author, answer) WHERE answer IS NOT NULL;`,
  },
  {
    name: "authorizations",
    definition: `CREATE TABLE authorizations (${DOCUMENT},
      request BLOB NOT NULL,
      verdict INTEGER NOT NULL
    );
    CREATE INDEX authorizations_request ON authorizations (request, author);
    CREATE INDEX authorizations_received ON authorizations (festival, state, entry);`,
  },
  {
    name: "profiles",
    definition: `CREATE TABLE profiles (${DOCUMENT}, name TEXT NOT NULL);
    CREATE INDEX profiles_author ON profiles (author, state, entry);`,
  },
  {
    name: "nestings",
    definition: `CREATE TABLE nestings (${DOCUMENT}, child BLOB NOT NULL, title TEXT NOT NULL);
    CREATE INDEX nestings_festival ON nestings (festival, state, entry);
    CREATE INDEX nestings_child ON nestings (child, festival, state, entry);`,
  },
  {
    // Votes and proposals: kept and folded, shown by what reads them.
    name: "remarks",
    definition: `CREATE TABLE remarks (${DOCUMENT},
      schema TEXT NOT NULL,
      about BLOB,
      for_key BLOB
    );
    CREATE INDEX remarks_about ON remarks (about, schema, state, author, entry)
      WHERE about IS NOT NULL;
    CREATE INDEX remarks_for ON remarks (for_key, state, entry) WHERE for_key IS NOT NULL;
    CREATE INDEX remarks_author ON remarks (author, schema, state, entry);
    CREATE INDEX remarks_schema ON remarks (festival, schema, state, entry);
    CREATE INDEX remarks_received ON remarks (festival, state, entry);`,
  },
  {
    name: "tags",
    definition: `CREATE TABLE tags (
      festival INTEGER NOT NULL,
      tag TEXT NOT NULL,
      entry INTEGER NOT NULL,
      PRIMARY KEY (festival, tag, entry)
    ) WITHOUT ROWID;
    CREATE INDEX tags_entry ON tags (entry);`,
  },
  {
    // When a limited resource can be had: apart from each other, so that one holds all of a span.
    name: "windows",
    definition: `CREATE TABLE windows (
      entry INTEGER NOT NULL,
      start INTEGER NOT NULL,
      "end" INTEGER NOT NULL,
      PRIMARY KEY (entry, start)
    ) WITHOUT ROWID;`,
  },
  {
    // `scope` holds no words of anybody's: what else a document is found by, see `search.ts`.
    name: "search",
    definition: `CREATE VIRTUAL TABLE search USING fts5(
      title, text, scope, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2',
      prefix = '2 3'
    );`,
  },
];

/** Tables with a row for each create, by what they need removed when a log is projected again. */
export const DOCUMENT_TABLES = [
  "festivals",
  "resources",
  "events",
  "requests",
  "authorizations",
  "profiles",
  "nestings",
  "remarks",
] as const;
/** All that has rows made from single entries, by their `entry`. */
export const ENTRY_TABLES = [...DOCUMENT_TABLES, "deletes", "updates", "acceptances"] as const;
export type DocumentTable = typeof DOCUMENT_TABLES[number];
