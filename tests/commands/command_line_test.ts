import assert from "node:assert/strict";
import { commands } from "../../src/commands/mod.ts";
import { VERSION } from "../../src/platform/deno/mod.ts";
import { runProgram, withFolder } from "../platform/program.ts";

Deno.test("the command line: lists every command with --help", async () => {
  const { code, stdout, stderr } = await runProgram(["--help"]);
  assert.equal(code, 0);
  assert.equal(stderr, "");
  for (const { name } of commands) assert.match(stdout, new RegExp(`^ {2}${name} `, "m"));
  assert.match(stdout, /^ {2}serve /m);
});

for (const name of ["serve", ...commands.map(({ name }) => name)]) {
  Deno.test(`the command line: ${name} --help says what it takes, and does nothing`, async () => {
    const { code, stdout, stderr } = await runProgram([name, "--port", "--help"]);
    assert.equal(code, 0);
    assert.equal(stderr, "");
    assert.match(stdout, new RegExp(`^p2panda ${name} `));
  });
}

Deno.test("the command line: serve's help names every flag and variable", async () => {
  const { stdout } = await runProgram(["help", "serve"]);
  for (const flag of ["host", "port", "data", "peer", "follow", "public-url", "no-discovery"]) {
    assert.match(stdout, new RegExp(`--${flag}\\b`));
    const variable = flag.replace("no-", "").replace("-", "_").toUpperCase();
    assert.match(stdout, new RegExp(`P2PANDA_${variable}\\b`));
  }
});

Deno.test("the command line: a command that there is not is wrong usage, with what was meant", async () => {
  const near = await runProgram(["pubish"]);
  assert.equal(near.code, 2);
  assert.equal(near.stdout, "");
  assert.equal(near.stderr, 'p2panda: there is no command "pubish": did you mean publish?\n');
  const far = await runProgram(["quetzalcoatl"]);
  assert.equal(far.code, 2);
  assert.match(far.stderr, /p2panda --help lists them/);
});

Deno.test("the command line: wrong flags are wrong usage, with what was meant", async () => {
  const { code, stdout, stderr } = await runProgram(["serve", "--prot", "1"]);
  assert.equal(code, 2);
  assert.equal(stdout, "");
  assert.match(stderr, /^p2panda: there is no flag --prot: did you mean --port\? .*\n$/);
});

Deno.test("the command line: tells its version", async () => {
  assert.equal((await runProgram(["--version"])).stdout, `p2panda ${VERSION}\n`);
});

Deno.test("the command line: commands on data say that there is none", async () => {
  await withFolder(async (folder) => {
    for (
      const args of [
        ["verify"],
        ["rebuild"],
        ["backup", `${folder}/copy`],
        ["export", `${folder}/logs`],
      ]
    ) {
      const { code, stderr } = await runProgram([...args, "--data", `${folder}/none`]);
      assert.equal(code, 1);
      assert.match(stderr, /^p2panda: there is no node's database in /);
    }
  });
});
