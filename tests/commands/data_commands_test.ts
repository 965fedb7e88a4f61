import assert from "node:assert/strict";
import { join } from "node:path";
import { openSqlDriver } from "../../src/platform/deno/mod.ts";
import { runProgram, startNode, withFolder } from "../platform/program.ts";

/** A data folder of a node on which a few things were published. */
async function withData(
  task: (data: string, folder: string, url: string) => Promise<void>,
  running: boolean,
): Promise<void> {
  await withFolder(async (folder) => {
    const data = `${folder}/data`;
    const key = `${folder}/key`;
    await runProgram(["key", "create", key]);
    const node = await startNode(data);
    const published = await runProgram(["publish", "--node", node.url, "--key", key], {
      stdin: ["Panda Days", "Panda Nights"].map((title) =>
        JSON.stringify({ action: "create", schema: "festival", fields: { title } })
      ).join("\n") + '\n{"action":"create","schema":"user","fields":{"name":"Ada"}}',
    });
    assert.equal(published.code, 0, published.stderr);
    if (!running) await node.stop();
    try {
      await task(data, folder, node.url);
    } finally {
      await node.stop();
    }
  });
}

Deno.test("verify: counts what is right, also beside a running node", async () => {
  for (const running of [true, false]) {
    await withData(async (data) => {
      const { code, stdout, stderr } = await runProgram(["verify", "--data", data]);
      assert.equal(code, 0, stderr);
      assert.equal(stdout, "3 entries in 3 logs, 3 payloads, 0 wrong\n");
      assert.equal(stderr, "");
    }, running);
  }
});

Deno.test("verify: finds a flipped bit in an entry or a payload, and an entry that is gone", async () => {
  await withData(async (data) => {
    const path = `${data}/p2panda.sqlite`;
    const whole = await Deno.readFile(path);
    for (
      const damage of [
        "UPDATE entries SET tail = CAST(substr(tail, 1, length(tail) - 1) || x'ff' AS BLOB) WHERE row = 1",
        "UPDATE entries SET payload = CAST(payload || x'00' AS BLOB) WHERE row = 2",
        "UPDATE entries SET digest = zeroblob(64) WHERE row = 3",
        "DELETE FROM entries WHERE row = 2",
      ]
    ) {
      const driver = openSqlDriver(path);
      assert.equal(driver.prepare(damage).run().changes, 1);
      driver.close();
      const { code, stdout, stderr } = await runProgram(["verify", "--data", data]);
      assert.equal(code, 1, damage);
      assert.match(stdout, /^\d entries in \d logs, \d payloads, [1-9]\d* wrong\n$/);
      assert.match(stderr, /^[0-9a-f]{64}\/\d+\/1: [a-z-]+$/m);
      await Deno.writeFile(path, whole);
    }
  }, false);
});

Deno.test("backup: copies a running node's database, which then verifies and serves", async () => {
  await withData(async (data, folder) => {
    const copy = `${folder}/restored/p2panda.sqlite`;
    await Deno.mkdir(`${folder}/restored`);
    const { code, stderr } = await runProgram(["backup", "--data", data, copy]);
    assert.equal(code, 0, stderr);
    if (Deno.build.os !== "windows") {
      assert.equal((await Deno.stat(copy)).mode! & 0o777, 0o600);
    }
    const again = await runProgram(["backup", "--data", data, copy]);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /is there already/);

    const verified = await runProgram(["verify", "--data", `${folder}/restored`]);
    assert.equal(verified.stdout, "3 entries in 3 logs, 3 payloads, 0 wrong\n");
    const node = await startNode(`${folder}/restored`);
    const { entries } = await (await fetch(`${node.url}/healthz`)).json();
    assert.equal(entries, 3);
    await node.stop();
    assert.deepEqual(
      [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name.includes("part")),
      [],
    );
  }, true);
});

Deno.test("backup: says what to copy along where the node keeps keys, and nothing where not", async () => {
  await withData(async (data, folder) => {
    await Deno.remove(`${data}/keys`, { recursive: true });
    const without = await runProgram(["backup", "--data", data, `${folder}/first`]);
    assert.match(without.stdout, /^copied \d+ bytes\n$/);
    await Deno.mkdir(`${data}/keys`);
    const empty = await runProgram(["backup", "--data", data, `${folder}/second`]);
    assert.match(empty.stdout, /^copied \d+ bytes\n$/);
    await Deno.writeTextFile(`${data}/keys/${"0f".repeat(32)}`, "");
    const { code, stdout } = await runProgram(["backup", "--data", data, `${folder}/third`]);
    assert.equal(code, 0);
    const [, line = "", ...rest] = stdout.trimEnd().split("\n");
    assert.deepEqual(rest, []);
    assert.ok(line.includes(join(data, "keys")), line);
    assert.match(line, /cannot sign for its collectives/);
  }, false);
});

Deno.test("rebuild: makes the projections again, and needs the database to itself", async () => {
  await withData(async (data) => {
    const { code, stderr } = await runProgram(["rebuild", "--data", data]);
    assert.equal(code, 1);
    assert.match(stderr, /^p2panda: another process /);
  }, true);
  await withData(async (data) => {
    const driver = openSqlDriver(`${data}/p2panda.sqlite`);
    assert.equal(driver.prepare("DELETE FROM festivals").run().changes, 2);
    driver.close();
    const { code, stdout, stderr } = await runProgram(["rebuild", "--data", data]);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "rebuilt from 3 entries\n");
    const node = await startNode(data);
    const { items } = await (await fetch(`${node.url}/api/v1/festivals`)).json();
    assert.deepEqual(
      items.map(({ title }: { title: string }) => title).sort(),
      ["Panda Days", "Panda Nights"],
    );
    await node.stop();
  }, false);
});
