/** From `GET /entries/HASH/proof` to `verify --proof FILE`, as a person without a node has it. */
import assert from "node:assert/strict";
import { runProgram, startNode, withFolder } from "../platform/program.ts";

Deno.test("verify --proof: an entry of a node is right, and nothing else passes for it", async () => {
  await withFolder(async (folder) => {
    const key = `${folder}/key`;
    await runProgram(["key", "create", key]);
    const node = await startNode(`${folder}/data`);
    const names = Array.from({ length: 20 }, (_, i) => ({
      action: i === 0 ? "create" : "update",
      schema: "user",
      fields: { name: `Ada ${i}` },
    }));
    const published = await runProgram(["publish", "--node", node.url, "--key", key], {
      stdin: names.map((name) => JSON.stringify({ ...name, action: "create" })).join("\n"),
    });
    const hashes = published.stdout.trim().split("\n").map((line) =>
      JSON.parse(line).hash as string
    );
    assert.equal(hashes.length, 20, published.stderr);
    const proof = await (await fetch(`${node.url}/api/v1/entries/${hashes[7]}/proof`)).json();
    const entry = await (await fetch(`${node.url}/api/v1/entries/${hashes[7]}`)).json();
    const { pool, ...rest } = proof;
    assert.deepEqual(rest, entry);
    assert.equal(pool.length, 5, "1, 4, 8 and 12, 13");
    assert.ok(pool.includes(entry.entry));
    const none = await fetch(`${node.url}/api/v1/entries/0040${"00".repeat(64)}/proof`);
    assert.equal(none.status, 404);
    await none.body?.cancel();
    await node.stop();

    const file = `${folder}/proof.json`;
    const verify = async (json: unknown) => {
      await Deno.writeTextFile(file, typeof json === "string" ? json : JSON.stringify(json));
      return await runProgram(["verify", "--proof", file]);
    };
    const right = await verify(proof);
    assert.equal(right.code, 0, right.stderr);
    assert.match(
      right.stdout,
      /^right: [0-9a-f]{64}\/0\/8, linked to entry 1, and from entry 13; payload of \d+ bytes as signed\n$/,
    );
    assert.equal((await verify({ ...proof, payload: null })).code, 0);

    const flipped = pool[2].replace(/.$/, (last: string) => last === "0" ? "1" : "0");
    for (
      const [changed, said] of [
        [{ ...proof, pool: pool.with(2, flipped) }, /signature/],
        [{ ...proof, pool: pool.toSpliced(1, 1) }, /Entry 4 is missing in the pool/],
        [{ ...proof, payload: proof.payload + "00" }, /payload/],
        [{ ...proof, seqNum: 9 }, /another seqNum than its entry/],
        [{ ...proof, author: "ab".repeat(32) }, /another author/],
        [{ ...proof, hash: hashes[0] }, /another hash/],
        [{ ...proof, entry: "xy" }, /entry in .* must be lower-case hex/],
        [{ ...proof, pool: "" }, /must be a list/],
        [{}, /is no proof/],
        ["hello", /is no proof/],
      ] as const
    ) {
      const wrong = await verify(changed);
      assert.equal(wrong.code, 1, `${said}`);
      assert.equal(wrong.stdout, "");
      assert.match(wrong.stderr, said);
      assert.equal(wrong.stderr.trimEnd().split("\n").length, 1);
    }
    assert.equal((await runProgram(["verify", "--proof", `${folder}/none`])).code, 1);
    assert.equal((await runProgram(["verify", "--proof", file, "--data", folder])).code, 2);
  });
});
