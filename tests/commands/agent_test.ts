import assert from "node:assert/strict";
import { toHex } from "../../src/core/messages/mod.ts";
import { Person, until } from "../agents/person.ts";
import { runProgram, startNode, startProgram, withFolder } from "../platform/program.ts";

/** A key file and the same key as a person, who has not signed anything with it. */
async function keyFile(folder: string, url: string): Promise<{ file: string; owner: Person }> {
  const owner = new Person(url);
  const file = `${folder}/key`;
  await Deno.writeTextFile(file, `${toHex(owner.seed)}\n`, { mode: 0o600 });
  return { file, owner };
}

for (const signals of [["SIGINT"], ["SIGTERM"], ["SIGTERM", "SIGINT"]] as Deno.Signal[][]) {
  Deno.test(`agent: ${signals.join(" and ")} ends it with 0`, async () => {
    await withFolder(async (folder) => {
      const node = await startNode(`${folder}/data`);
      const { file, owner } = await keyFile(folder, node.url);
      const agent = startProgram(["agent", "--node", node.url, "--key", file]);
      assert.match(await agent.told(/answering for/), new RegExp(owner.key));
      for (const signal of signals) agent.signal(signal);
      const { code, stdout } = await agent.ended;
      assert.equal(code, 0);
      assert.equal(stdout, "");
      await node.stop();
    });
  });
}

Deno.test("agent: answers as a deputy what waits and what comes, by the policy, in its order", async () => {
  await withFolder(async (folder) => {
    const node = await startNode(`${folder}/data`);
    const { file, owner: deputy } = await keyFile(folder, node.url);
    const owner = new Person(node.url);
    const guest = new Person(node.url);
    const festival = await owner.festival();
    const named = { deputy: hexBytes(deputy.key) };
    const hall = await owner.resource(festival, named);
    const byHand = await owner.resource(festival, {
      ...named,
      policy: { name: "manual", params: {} },
    });
    const event = await guest.event(festival);
    const first = await guest.request(festival, { resource: hall, event });
    const asked = await guest.request(festival, { resource: byHand, event });

    const agent = startProgram(["agent", "--node", node.url, "--key", file]);
    await agent.told(new RegExp(`confirmed "Hall" for "Concert" \\(request ${first}\\)`));
    assert.equal(await guest.statusOf(first), "confirmed");

    const second = await guest.request(festival, { resource: hall, event });
    const tooMany = await guest.request(festival, { resource: hall, event, quantity: 2 });
    await agent.told(new RegExp(`denied "Hall" for "Concert" \\(request ${tooMany}\\)`));
    assert.equal(await guest.statusOf(tooMany), "denied");
    assert.equal(await guest.statusOf(second), "pending");
    assert.equal(await guest.statusOf(asked), "pending");

    // What made it wait goes away, and it is confirmed without anybody asking again.
    await guest.sign(festival, { action: "delete", schema: "request", id: hexBytes(first) });
    await agent.told(new RegExp(`confirmed "Hall" for "Concert" \\(request ${second}\\)`));
    agent.signal("SIGTERM");
    assert.equal((await agent.ended).code, 0);
    await node.stop();
  });
});

Deno.test("agent: waits for a node that is away, says so, and never signs a place twice", async () => {
  await withFolder(async (folder) => {
    const node = await startNode(`${folder}/data`);
    const { port } = new URL(node.url);
    const { file, owner: deputy } = await keyFile(folder, node.url);
    const owner = new Person(node.url);
    const festival = await owner.festival();
    const hall = await owner.resource(festival, { deputy: hexBytes(deputy.key), quantity: 9 });
    const event = await owner.event(festival);
    const first = await owner.request(festival, { resource: hall, event });
    const args = ["agent", "--node", node.url, "--key", file];
    const agent = startProgram(args);
    await agent.told(new RegExp(`request ${first}`));
    await node.stop();
    await agent.told(/the node is away/);

    const again = await startNode(`${folder}/data`, ["--port", port]);
    const second = await owner.request(festival, { resource: hall, event });
    await agent.told(/the node is there again/);
    await agent.told(new RegExp(`request ${second}`));
    agent.signal("SIGKILL");
    await agent.ended;

    const third = await owner.request(festival, { resource: hall, event });
    const heir = startProgram(args);
    await heir.told(new RegExp(`request ${third}`));
    const { stderr } = await (heir.signal("SIGINT"), heir.ended);
    assert.doesNotMatch(stderr, new RegExp(`${first}|${second}`));
    const logs = await (await fetch(`${again.url}/api/v1/logs?festival=${festival}`)).json();
    const log = logs.items.find((one: { author: string }) => one.author === deputy.key);
    assert.equal(log.seqNum, 3);
    assert.equal(log.fork, null);
    await again.stop();
  });
});

Deno.test("agent: answers in an unlisted festival that is named, and no other", async () => {
  await withFolder(async (folder) => {
    const node = await startNode(`${folder}/data`);
    const { file, owner: deputy } = await keyFile(folder, node.url);
    const owner = new Person(node.url);
    const requests: string[] = [];
    const festivals: string[] = [];
    for (let i = 0; i < 2; i++) {
      const festival = await owner.festival({ visibility: "unlisted" });
      const hall = await owner.resource(festival, { deputy: hexBytes(deputy.key) });
      const event = await owner.event(festival);
      festivals.push(festival);
      requests.push(await owner.request(festival, { resource: hall, event }));
    }
    const agent = startProgram([
      "agent",
      "--node",
      node.url,
      "--key",
      file,
      "--festival",
      festivals[1]!,
    ]);
    await agent.told(new RegExp(`request ${requests[1]}`));
    assert.equal(
      await until(
        node.url,
        () => owner.statusOf(requests[1]!),
        (one) => one === "confirmed",
        festivals[1],
      ),
      "confirmed",
    );
    assert.equal(await owner.statusOf(requests[0]!), "pending");
    agent.signal("SIGTERM");
    assert.equal((await agent.ended).code, 0);
    await node.stop();
  });
});

Deno.test("agent: says in one line what is wrong with how it was called", async () => {
  await withFolder(async (folder) => {
    const key = `${folder}/key`;
    await runProgram(["key", "create", key]);
    const node = "http://127.0.0.1:1";
    for (
      const [args, code, message] of [
        [["--key", key], 2, /agent needs --node/],
        [["--node", node], 2, /agent needs --key/],
        [["--node", node, "--key", key, "file"], 2, /takes no file/],
        [["--node", node, "--key", key, "--festival", "ab"], 2, /--festival must be/],
        [["--node", node, "--key", `${folder}/none`], 1, /there is no key in/],
      ] as const
    ) {
      const ended = await runProgram(["agent", ...args]);
      assert.equal(ended.code, code, ended.stderr);
      assert.match(ended.stderr, message);
    }
  });
});

function hexBytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g)!, (pair) => parseInt(pair, 16));
}
