/** The SQL driver on SQLite compiled to WebAssembly; in memory so far. */
import sqlite3InitModule, {
  type Database,
  type PreparedStatement,
  type Sqlite3Static,
} from "@sqlite.org/sqlite-wasm";
import {
  type SqlChange,
  type SqlDriver,
  type SqlRow,
  type SqlStatement,
  type SqlValue,
  WeatherError,
} from "../../node/mod.ts";

let loading: Promise<Sqlite3Static> | undefined;

/** Opens an empty database in memory. Loads the WebAssembly module the first time. */
export async function openMemorySqlDriver(): Promise<SqlDriver> {
  const sqlite = await (loading ??= load());
  const database = new sqlite.oo1.DB(":memory:", "c");
  database.exec("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF");
  const statements = new Map<string, Statement>();
  return {
    exec: (sql) => weather(() => void database.exec(sql)),
    prepare(sql) {
      let statement = statements.get(sql);
      if (statement === undefined) {
        statement = new Statement(weather(() => database.prepare(sql)), database, sqlite);
        statements.set(sql, statement);
      }
      return statement;
    },
    close() {
      // Else their memory is never given back.
      for (const statement of statements.values()) statement.finalize();
      statements.clear();
      database.close();
    },
  };
}

/** Errors are thrown, so they need not be printed as well. */
function load(): Promise<Sqlite3Static> {
  const initialize = sqlite3InitModule as (options: object) => Promise<Sqlite3Static>;
  return initialize({ print: () => {}, printErr: () => {} }).then((sqlite) => {
    sqlite.config.error = sqlite.config.warn = () => {};
    return sqlite;
  });
}

class Statement implements SqlStatement {
  constructor(
    private readonly native: PreparedStatement,
    private readonly database: Database,
    private readonly sqlite: Sqlite3Static,
  ) {}

  run(...parameters: readonly SqlValue[]): SqlChange {
    return this.#with(parameters, () => {
      while (this.native.step());
      const pointer = this.database.pointer as number;
      return {
        changes: this.database.changes() as number,
        lastRow: Number(this.sqlite.capi.sqlite3_last_insert_rowid(pointer)),
      };
    });
  }

  get(...parameters: readonly SqlValue[]): SqlRow | undefined {
    return this.#with(parameters, () => this.native.step() ? this.#row() : undefined);
  }

  all(...parameters: readonly SqlValue[]): SqlRow[] {
    return this.#with(parameters, () => {
      const rows: SqlRow[] = [];
      while (this.native.step()) rows.push(this.#row());
      return rows;
    });
  }

  finalize(): void {
    this.native.finalize();
  }

  #with<T>(parameters: readonly SqlValue[], task: () => T): T {
    return weather(() => {
      try {
        if (parameters.length > 0) this.native.bind([...parameters]);
        return task();
      } finally {
        // `reset` gives the error of the last step once more.
        this.sqlite.capi.sqlite3_reset(this.native.pointer as number);
        this.native.clearBindings();
      }
    });
  }

  #row(): SqlRow {
    const row = this.native.get(Object.create(null) as Record<string, never>) as Record<
      string,
      SqlValue | bigint
    >;
    for (const [name, value] of Object.entries(row)) {
      if (typeof value === "bigint") throw new RangeError(`${name} is beyond 2^53 − 1`);
    }
    return row as SqlRow;
  }
}

// Result codes of SQLite, "Result and Error Codes"; the lower eight bits are the primary code.
const CODES: { readonly [code: number]: WeatherError["code"] } = {
  5: "locked",
  6: "locked",
  8: "read-only",
  10: "io",
  11: "io",
  13: "disk-full",
  14: "io",
  26: "io",
};

function weather<T>(task: () => T): T {
  try {
    return task();
  } catch (error) {
    const resultCode = (error as { resultCode?: unknown }).resultCode;
    const code = typeof resultCode === "number" ? CODES[resultCode & 0xff] : undefined;
    throw code === undefined ? error : new WeatherError(code, error);
  }
}
