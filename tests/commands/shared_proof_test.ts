/** From node to node to node over WebRTC, of which only the first follows; then to a file, offline. */
import assert from "node:assert/strict";
import { type RunningNode, runProgram, startNode, withFolder } from "../platform/program.ts";

Deno.test("verify --proof: checks what the last of three nodes gives, which follows nothing and met only the second", async () => {
  await withFolder(async (folder) => {
    const key = `${folder}/key`;
    await runProgram(["key", "create", key]);
    const [a, b, c] = await Promise.all(
      ["a", "b", "c"].map((name) => startNode(`${folder}/${name}`)),
    ) as [RunningNode, RunningNode, RunningNode];
    const say = async (...messages: unknown[]) => {
      const said = await runProgram(["publish", "--node", a.url, "--key", key], {
        stdin: messages.map((message) => JSON.stringify(message)).join("\n"),
      });
      assert.equal(said.code, 0, said.stderr);
      return said.stdout.trim().split("\n").map((line) =>
        JSON.parse(line) as { id: string; hash: string }
      );
    };
    const [festival] = await say({
      action: "create",
      schema: "festival",
      fields: { title: "Camp" },
    });
    const made = await say(...Array.from({ length: 12 }, (_, i) => ({
      action: "create",
      schema: "resource",
      festival: festival!.id,
      fields: { title: `Tent ${i}` },
    })));
    const tent = made[6]!;

    const ask = async (node: RunningNode, body: Record<string, string>) => {
      const response = await fetch(`${node.url}/api/v1/proven`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      return (await response.json()).status;
    };
    assert.equal(await ask(a, { document: tent.id }), "held");
    assert.equal(await ask(b, { document: tent.id, peer: a.url }), "kept");
    await a.stop();
    assert.equal(await ask(c, { document: tent.id, peer: b.url }), "kept");
    assert.equal(await ask(c, { document: festival!.id, peer: b.url }), "none");

    const proof = await (await fetch(`${c.url}/api/v1/entries/${tent.hash}/proof`)).json();
    assert.equal(proof.pool.length, 5, "1, 4, 8 and 12, 13");
    const page = await fetch(`${c.url}/shared/${tent.id}`);
    assert.match(await page.text(), /Proof only[\s\S]*Tent 6/);
    await Promise.all([b.stop(), c.stop()]);

    const file = `${folder}/proof.json`;
    await Deno.writeTextFile(file, JSON.stringify(proof));
    const right = await runProgram(["verify", "--proof", file]);
    assert.equal(right.code, 0, right.stderr);
    assert.match(
      right.stdout,
      /^right: [0-9a-f]{64}\/\d+\/8, linked to entry 1, and from entry 13;/,
    );
    for (const name of ["b", "c"]) {
      const checked = await runProgram(["verify", "--data", `${folder}/${name}`]);
      assert.equal(checked.code, 0, checked.stderr);
    }
  });
});
