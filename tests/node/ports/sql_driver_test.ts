import assert from "node:assert/strict";
import { type SqlDriver, WeatherError } from "../../../src/node/mod.ts";
import { openMemorySqlDriver } from "../../../src/platform/browser/mod.ts";
import { openSqlDriver } from "../../../src/platform/deno/mod.ts";

/** What every driver gives, whatever SQLite stands behind it. */
const DRIVERS: { readonly [name: string]: (folder: string) => SqlDriver | Promise<SqlDriver> } = {
  "native, in a file": (folder) => openSqlDriver(`${folder}/test.sqlite`),
  "native, in memory": () => openSqlDriver(":memory:"),
  "WebAssembly": () => openMemorySqlDriver(),
};

for (const [name, open] of Object.entries(DRIVERS)) {
  const test = (behaviour: string, task: (driver: SqlDriver) => void) =>
    Deno.test(`SqlDriver (${name}): ${behaviour}`, async () => {
      const folder = await Deno.makeTempDir();
      const driver = await open(folder);
      try {
        task(driver);
      } finally {
        driver.close();
        await Deno.remove(folder, { recursive: true });
      }
    });

  test("gives back each kind of value as it was", (driver) => {
    const echo = driver.prepare("SELECT ? AS value");
    for (
      const value of [
        null,
        0,
        -1,
        1.5,
        2 ** 31,
        Number.MAX_SAFE_INTEGER,
        -Number.MAX_SAFE_INTEGER,
        "",
        "Grüße 🐼",
        new Uint8Array(0),
        Uint8Array.of(0, 255),
      ]
    ) assert.deepEqual(echo.get(value)?.["value"], value);
  });

  test("binds whole numbers as integers", (driver) => {
    const row = driver.prepare("SELECT typeof(?) AS small, typeof(?) AS large, ? / 2 AS half")
      .get(7, Number.MAX_SAFE_INTEGER, 7);
    assert.deepEqual({ ...row }, { small: "integer", large: "integer", half: 3 });
  });

  test("takes a part of a larger array of bytes", (driver) => {
    const part = Uint8Array.of(1, 2, 3, 4).subarray(1, 3);
    const value = driver.prepare("SELECT ? AS value").get(part)?.["value"];
    assert.deepEqual(value, Uint8Array.of(2, 3));
  });

  test("refuses to read an integer that a number cannot hold", (driver) => {
    assert.throws(() => driver.prepare("SELECT 9007199254740993 AS value").get(), RangeError);
  });

  test("says what changed and which row came last", (driver) => {
    driver.exec("CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT)");
    const insert = driver.prepare("INSERT INTO a (name) VALUES (?)");
    assert.deepEqual(insert.run("x"), { changes: 1, lastRow: 1 });
    assert.deepEqual(insert.run("y"), { changes: 1, lastRow: 2 });
    assert.equal(driver.prepare("UPDATE a SET name = 'z'").run().changes, 2);
    assert.equal(driver.prepare("DELETE FROM a WHERE id = ?").run(9).changes, 0);
  });

  test("gives undefined for no row and all rows in order", (driver) => {
    driver.exec("CREATE TABLE a (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (1), (2), (3)");
    assert.equal(driver.prepare("SELECT id FROM a WHERE id = ?").get(7), undefined);
    const rows = driver.prepare("SELECT id FROM a WHERE id > ? ORDER BY id").all(1);
    assert.deepEqual(rows.map((row) => row["id"]), [2, 3]);
  });

  test("keeps one statement for one text, and forgets what was bound before", (driver) => {
    const one = driver.prepare("SELECT ? AS value");
    assert.equal(driver.prepare("SELECT ? AS value"), one);
    one.get(5);
    assert.equal(one.get(null)?.["value"], null);
    assert.equal(one.get(6)?.["value"], 6);
  });

  test("runs several statements in one text", (driver) => {
    driver.exec("CREATE TABLE a (id INTEGER); INSERT INTO a VALUES (1); INSERT INTO a VALUES (2)");
    assert.equal(driver.prepare("SELECT count(*) AS n FROM a").get()?.["n"], 2);
  });

  test("rolls a transaction back whole", (driver) => {
    driver.exec("CREATE TABLE a (id INTEGER)");
    driver.exec("BEGIN IMMEDIATE");
    driver.prepare("INSERT INTO a VALUES (?)").run(1);
    driver.exec("ROLLBACK");
    assert.equal(driver.prepare("SELECT count(*) AS n FROM a").get()?.["n"], 0);
  });

  test("enforces foreign keys and uniqueness, with errors that are no weather", (driver) => {
    driver.exec("CREATE TABLE a (id INTEGER PRIMARY KEY)");
    driver.exec("CREATE TABLE b (a INTEGER NOT NULL REFERENCES a)");
    const isOurs = (error: unknown) => error instanceof Error && !(error instanceof WeatherError);
    assert.throws(() => driver.prepare("INSERT INTO b VALUES (1)").run(), isOurs);
    driver.exec("INSERT INTO a VALUES (1)");
    assert.throws(() => driver.prepare("INSERT INTO a VALUES (1)").run(), isOurs);
    assert.throws(() => driver.exec("not SQL"), isOurs);
    assert.throws(() => driver.prepare("SELECT * FROM nowhere"), isOurs);
  });

  test("says that the disk is full, and works on when there is room again", (driver) => {
    driver.exec("CREATE TABLE a (bytes BLOB)");
    driver.exec("PRAGMA max_page_count = 8");
    const insert = driver.prepare("INSERT INTO a VALUES (?)");
    driver.exec("BEGIN IMMEDIATE");
    insert.run(new Uint8Array(10));
    assert.throws(
      () => insert.run(new Uint8Array(100_000)),
      (error) => error instanceof WeatherError && error.code === "disk-full",
    );
    // SQLite may have rolled it back by itself.
    try {
      driver.exec("ROLLBACK");
    } catch (error) {
      assert.match(String(error), /no transaction/);
    }
    assert.equal(driver.prepare("SELECT count(*) AS n FROM a").get()?.["n"], 0);
    driver.exec("PRAGMA max_page_count = 1000");
    insert.run(new Uint8Array(100_000));
    assert.equal(driver.prepare("SELECT count(*) AS n FROM a").get()?.["n"], 1);
  });

  test("has full-text search, trees of ranges and JSON", (driver) => {
    driver.exec(
      "CREATE VIRTUAL TABLE f USING fts5(title, content='', contentless_delete=1);" +
        "CREATE VIRTUAL TABLE r USING rtree(id, low, high)",
    );
    driver.prepare("INSERT INTO f (rowid, title) VALUES (?, ?)").run(1, "A hall with a stage");
    const found = driver.prepare("SELECT rowid FROM f WHERE f MATCH ?").all("hall");
    assert.deepEqual(found.map((row) => row["rowid"]), [1]);
    const item = driver.prepare("SELECT json_extract(?, '$.a') AS a").get('{"a":[1]}');
    assert.equal(item?.["a"], "[1]");
  });
}

Deno.test("openSqlDriver: commits are synced, logged ahead and cached as promised", async () => {
  await withFolder((folder) => {
    const driver = openSqlDriver(`${folder}/a.sqlite`);
    const pragma = (name: string) => Object.values(driver.prepare(`PRAGMA ${name}`).get()!)[0];
    assert.equal(pragma("journal_mode"), "wal");
    assert.equal(pragma("synchronous"), 2);
    assert.equal(pragma("foreign_keys"), 1);
    assert.equal(pragma("busy_timeout"), 5_000);
    assert.equal(pragma("cache_size"), -65_536);
    driver.close();
  });
});

Deno.test("openSqlDriver: a reader sees what another connection commits, and cannot write", async () => {
  await withFolder((folder) => {
    const writer = openSqlDriver(`${folder}/a.sqlite`);
    writer.exec("CREATE TABLE a (id INTEGER)");
    const reader = openSqlDriver(`${folder}/a.sqlite`, { readOnly: true });
    writer.exec("INSERT INTO a VALUES (1)");
    assert.equal(reader.prepare("SELECT count(*) AS n FROM a").get()?.["n"], 1);
    assert.throws(() => reader.exec("INSERT INTO a VALUES (2)"), weather("read-only"));
    reader.close();
    writer.close();
  });
});

Deno.test("openSqlDriver: says that another connection holds the database", async () => {
  await withFolder((folder) => {
    const one = openSqlDriver(`${folder}/a.sqlite`);
    const two = openSqlDriver(`${folder}/a.sqlite`, { busyTimeoutMs: 10 });
    one.exec("CREATE TABLE a (id INTEGER); BEGIN IMMEDIATE");
    assert.throws(() => two.exec("BEGIN IMMEDIATE"), weather("locked"));
    assert.throws(() => two.prepare("INSERT INTO a VALUES (1)").run(), weather("locked"));
    one.exec("COMMIT");
    two.prepare("INSERT INTO a VALUES (1)").run();
    one.close();
    two.close();
  });
});

Deno.test("openSqlDriver: a file that is no database, or not there, is an error of the world", async () => {
  await withFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/text`, "no database ".repeat(1_000));
    assert.throws(() => openSqlDriver(`${folder}/text`), weather("io"));
    assert.throws(() => openSqlDriver(`${folder}/none`, { readOnly: true }), weather("io"));
    assert.throws(() => openSqlDriver(`${folder}/none/a.sqlite`), weather("io"));
  });
});

function weather(code: WeatherError["code"]) {
  return (error: unknown) => error instanceof WeatherError && error.code === code;
}

async function withFolder(task: (folder: string) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    task(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
