import assert from "node:assert/strict";
import { runProgram, withFolder } from "../platform/program.ts";

Deno.test("key: makes a key only its owner can read, shows it, and never overwrites", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/ada.key`;
    const created = await runProgram(["key", "create", file]);
    assert.equal(created.code, 0, created.stderr);
    assert.match(created.stdout, /^[0-9a-f]{64}\n$/);
    const seed = await Deno.readTextFile(file);
    assert.match(seed, /^[0-9a-f]{64}\n$/);
    if (Deno.build.os !== "windows") {
      assert.equal((await Deno.stat(file)).mode! & 0o777, 0o600);
    }

    const shown = await runProgram(["key", "show", file]);
    assert.equal(shown.code, 0);
    assert.equal(shown.stdout, created.stdout);

    const again = await runProgram(["key", "create", file]);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /^p2panda: .* is there already, .*\n$/);
    assert.equal(await Deno.readTextFile(file), seed);
  });
});

Deno.test("key: shows the public key that RFC 8032 gives for a seed", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/key`;
    await Deno.writeTextFile(
      file,
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60\n",
    );
    const { stdout } = await runProgram(["key", "show", file]);
    assert.equal(stdout, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\n");
  });
});

Deno.test("key: says in one line what is wrong", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/text`, "no key");
    for (
      const [args, code, message] of [
        [["show", `${folder}/none`], 1, /there is no key in/],
        [["show", `${folder}/text`], 1, /is no key/],
        [["create", `${folder}/none/key`], 1, /there is no folder/],
        [["create"], 2, /takes one file/],
        [["show", "a", "b"], 2, /takes one file/],
        [["make", "a"], 2, /key create FILE/],
        [[], 2, /key create FILE/],
        [["create", "--force", "a"], 2, /there is no flag --force/],
      ] as const
    ) {
      const ended = await runProgram(["key", ...args]);
      assert.equal(ended.code, code, ended.stderr);
      assert.match(ended.stderr, message);
      assert.match(ended.stderr, /^p2panda: [^\n]+\n$/);
      assert.equal(ended.stdout, "");
    }
  });
});
