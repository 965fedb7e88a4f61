/** `export` and `import` as a person runs them. */
import assert from "node:assert/strict";
import { native, openSqlDriver } from "../../src/platform/deno/mod.ts";
import { openSqlStore } from "../../src/node/mod.ts";
import { runProgram, startNode, withFolder } from "../platform/program.ts";

async function withExport(
  task: (given: { folder: string; data: string; file: string; ids: string[] }) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const [data, key, file] = ["data", "key", "carried"].map((name) => `${folder}/${name}`);
    await runProgram(["key", "create", key!]);
    const node = await startNode(data!);
    const { stdout } = await runProgram(["publish", "--node", node.url, "--key", key!], {
      stdin: ["Panda Days", "Panda Nights"].map((title) =>
        JSON.stringify({ action: "create", schema: "festival", fields: { title } })
      ).join("\n") + '\n{"action":"create","schema":"user","fields":{"name":"Ada"}}',
    });
    const ids = stdout.trim().split("\n").slice(0, 2).map((line) => JSON.parse(line).id as string);
    // Beside the running node.
    const exported = await runProgram(["export", "--data", data!, file!]);
    assert.equal(exported.code, 0, exported.stderr);
    assert.match(exported.stdout, /^exported 3 entries of 2 festivals, \d+ bytes\n$/);
    const locked = await runProgram(["import", "--data", data!, file!]);
    assert.equal(locked.code, 1);
    assert.match(locked.stderr, /^p2panda: another process /);
    await node.stop();
    await task({ folder, data: data!, file: file!, ids });
  });
}

async function dumpIn(data: string): Promise<string[]> {
  const store = await openSqlStore({
    driver: openSqlDriver(`${data}/p2panda.sqlite`),
    primitives: native,
  });
  const dump = await store.dump();
  await store.close();
  return dump;
}

Deno.test("export, import: the same on another node, which then serves it; twice adds nothing", async () => {
  await withExport(async ({ folder, data, file, ids }) => {
    const other = `${folder}/other`;
    const take = () => runProgram(["import", "--data", other, file]);
    const first = await take();
    assert.equal(first.code, 0, first.stderr);
    assert.equal(first.stdout, "3 entries of 2 festivals: 3 new, 0 known, 0 refused\n");
    assert.equal(first.stderr, "");
    assert.deepEqual(await dumpIn(other), await dumpIn(data));
    const second = await take();
    assert.equal(second.stdout, "3 entries of 2 festivals: 0 new, 3 known, 0 refused\n");
    assert.equal(second.code, 0);

    const one = `${folder}/one`;
    const part = await runProgram(["export", "--data", other, "--festival", ids[0]!, one]);
    assert.match(part.stdout, /^exported 2 entries of 1 festivals/);
    const node = await startNode(other);
    const { title } = await (await fetch(`${node.url}/api/v1/festivals/${ids[1]}`)).json();
    assert.equal(title, "Panda Nights");
    await node.stop();
  });
});

Deno.test("export: wrong usage, what is not held, what is there already", async () => {
  await withExport(async ({ data, file, folder }) => {
    const run = (...args: string[]) => runProgram(["export", "--data", data, ...args]);
    assert.equal((await run()).code, 2);
    assert.equal((await run("--festival", "ab", `${folder}/x`)).code, 2);
    const unheld = await run("--festival", "ab".repeat(32), `${folder}/x`);
    assert.equal(unheld.code, 1);
    assert.match(unheld.stderr, /holds no festival/);
    const again = await run(file);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /is there already/);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assert.ok(names.every((name) => !name.startsWith("x") && !name.endsWith(".part")), `${names}`);
  });
});

Deno.test("import: of a bad file, what came before is taken, and one line says what is wrong", async () => {
  await withExport(async ({ file, folder }) => {
    const whole = await Deno.readTextFile(file);
    const lines = whole.trimEnd().split("\n");
    const flipped = lines[3]!.replace(
      /"entry":"(.)/,
      (_, digit) => `"entry":"${digit === "0" ? 1 : 0}`,
    );
    const cases: readonly (readonly [string, string, RegExp, RegExp])[] = [
      ["", "", /^$/, /is empty/],
      ["other", "hello\n", /^$/, /is no file of p2panda export/],
      ["newer", whole.replace('"version":1', '"version":2'), /^$/, /is of version 2/],
      [
        "cut off",
        whole.slice(0, -lines.at(-1)!.length - 200),
        / [12] new/,
        /breaks off within line/,
      ],
      ["no end", lines.slice(0, -1).join("\n") + "\n", / 3 new/, /ends too early, after line 6/],
      ["a gap", lines.toSpliced(3, 1).join("\n"), / 2 new/, /is not whole: 3 entries/],
      ["no JSON", lines.with(3, "x").join("\n"), / 1 new/, /is damaged at line 4/],
      ["endless", `${lines[0]}\n${"0".repeat(200_000)}`, / 0 new/, /line 2/],
      [
        "no proof",
        lines.with(-1, `{"fork":["00","00"]}\n{"end":{"entries":3,"proofs":1}}`).join("\n"),
        / 3 new, 0 known, 0 refused\n/,
        /line 7: a proof that proves nothing here/,
      ],
      ["more", whole + lines[1], / 3 new/, /goes on after its end/],
      [
        "flipped",
        lines.with(3, flipped).join("\n"),
        / 2 new, 0 known, 1 refused/,
        /unknown-tag|not an entry/,
      ],
    ];
    for (const [name, text, counts, said] of cases) {
      const bad = `${folder}/bad`;
      await Deno.writeTextFile(bad, text);
      const { code, stdout, stderr } = await runProgram([
        "import",
        "--data",
        `${folder}/${name}`,
        bad,
      ]);
      assert.equal(code, 1, name);
      assert.match(stdout, counts, name);
      assert.match(stderr, said, name);
      assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
    }
    assert.equal((await runProgram(["import", "--data", folder])).code, 2);
    const missing = await runProgram(["import", "--data", `${folder}/new`, `${folder}/nothing`]);
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /there is no file/);
  });
});
