/** The SQL driver on Deno's own SQLite: native, with a write-ahead log. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import {
  type SqlChange,
  type SqlDriver,
  type SqlRow,
  type SqlStatement,
  type SqlValue,
  WeatherError,
} from "../../node/mod.ts";

export interface SqlDriverOptions {
  /** Opens for reading alone, beside a running node. The file must exist. */
  readonly readOnly?: boolean;
  /** How long to wait for another connection's transaction. */
  readonly busyTimeoutMs?: number;
}

const BUSY_TIMEOUT_MS = 5_000;
/** More makes large databases quicker; mmap instead would count into the process just the same. */
const PAGE_CACHE_KIB = 64 * 1_024;
/** Of a new file. Entries have some 500 bytes: of smaller pages an eighth would stay empty. */
const PAGE_BYTES = 8_192;
/** How long the write-ahead log grows, 16 MB: a page that changes often is copied back less often. */
const CHECKPOINT_PAGES = 2_000;

/**
 * Opens a database file (`:memory:` for none), making it where it does not exist.
 *
 * A commit that returned survives a power cut: `synchronous=FULL` syncs the write-ahead log each
 * time, which batches share.
 *
 * @throws {WeatherError} where it cannot be opened.
 */
export function openSqlDriver(path: string, options: SqlDriverOptions = {}): SqlDriver {
  const { readOnly = false, busyTimeoutMs = BUSY_TIMEOUT_MS } = options;
  const database = weather(() =>
    new DatabaseSync(path, {
      readOnly,
      timeout: busyTimeoutMs,
      enableForeignKeyConstraints: true,
      enableDoubleQuotedStringLiterals: false,
    })
  );
  try {
    weather(() => {
      if (!readOnly) {
        database.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
        database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
        database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
      }
      database.exec(`PRAGMA cache_size = -${PAGE_CACHE_KIB}; PRAGMA trusted_schema = OFF`);
      // Reads a page: what is no database fails here, not at some later question.
      database.exec("PRAGMA schema_version");
    });
  } catch (error) {
    database.close();
    throw error;
  }

  const statements = new Map<string, SqlStatement>();
  return {
    exec: (sql) => weather(() => database.exec(sql)),
    prepare(sql) {
      let statement = statements.get(sql);
      if (statement === undefined) {
        statement = new Statement(weather(() => database.prepare(sql)));
        statements.set(sql, statement);
      }
      return statement;
    },
    close() {
      statements.clear();
      database.close();
    },
  };
}

class Statement implements SqlStatement {
  constructor(private readonly native: StatementSync) {}

  // Without the closures that `weather` takes: an entry costs a dozen statements.
  run(...parameters: readonly SqlValue[]): SqlChange {
    try {
      const { changes, lastInsertRowid } = this.native.run(...bindable(parameters));
      return { changes: Number(changes), lastRow: Number(lastInsertRowid) };
    } catch (error) {
      throw asWeather(error);
    }
  }

  get(...parameters: readonly SqlValue[]): SqlRow | undefined {
    try {
      return this.native.get(...bindable(parameters)) as SqlRow | undefined;
    } catch (error) {
      throw asWeather(error);
    }
  }

  all(...parameters: readonly SqlValue[]): SqlRow[] {
    try {
      return this.native.all(...bindable(parameters)) as SqlRow[];
    } catch (error) {
      throw asWeather(error);
    }
  }
}

/**
 * A number would be bound as a floating-point one, so that `? / 2` or `typeof(?)` gave another
 * answer than elsewhere: whole numbers go as bigints, which are bound as integers.
 */
function bindable(parameters: readonly SqlValue[]): SQLInputValue[] {
  // No closure: an entry binds some sixty values.
  const bound = new Array<SQLInputValue>(parameters.length);
  for (let i = 0; i < parameters.length; i++) {
    const value = parameters[i]!;
    bound[i] = typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
  }
  return bound;
}

// Result codes of SQLite, "Result and Error Codes"; the lower eight bits are the primary code.
const CODES: { readonly [code: number]: WeatherError["code"] } = {
  5: "locked", // BUSY
  6: "locked", // LOCKED
  8: "read-only", // READONLY
  10: "io", // IOERR
  11: "io", // CORRUPT
  13: "disk-full", // FULL
  14: "io", // CANTOPEN
  23: "read-only", // AUTH
  26: "io", // NOTADB
};

/** The messages that the codes above come with, where Deno gives the message alone. */
const MESSAGES: readonly (readonly [RegExp, WeatherError["code"]])[] = [
  [/database or disk is full/, "disk-full"],
  [/readonly database/, "read-only"],
  [/database (?:table )?is locked/, "locked"],
  [/unable to open database file|disk I\/O error|disk image is malformed/, "io"],
  [/file is not a database/, "io"],
];

/** What the world did is a {@link WeatherError}; our own mistakes stay what they are. */
function weather<T>(task: () => T): T {
  try {
    return task();
  } catch (error) {
    throw asWeather(error);
  }
}

function asWeather(error: unknown): unknown {
  const code = weatherCode(error);
  return code === undefined ? error : new WeatherError(code, error);
}

function weatherCode(error: unknown): WeatherError["code"] | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof Deno.errors.NotCapable) return "io";
  const { errcode } = error as { errcode?: unknown };
  if (typeof errcode === "number") return CODES[errcode & 0xff];
  if (!("code" in error) || error.code !== "ERR_SQLITE_ERROR") return undefined;
  return MESSAGES.find(([pattern]) => pattern.test(error.message))?.[1];
}
