import assert from "node:assert/strict";
import { connect } from "node:net";
import { once } from "node:events";
import { pause } from "../../src/platform/deno/mod.ts";
import { runProgram, startNode, withFolder } from "./program.ts";

Deno.test("serve: prints one line when it is ready, everything else to standard error", async () => {
  await withFolder(async (folder) => {
    const node = await startNode(`${folder}/data`);
    const health = await fetch(`${node.url}/healthz`);
    assert.equal((await health.json()).status, "ok");
    const { code, stdout, stderr } = await node.stop();
    assert.equal(code, 0);
    assert.equal(stdout, `p2panda listening on ${node.url}\n`);
    assert.match(stderr, /^\S+Z info node\.started data=\S+ entries=0$/m);
  });
});

for (const signals of [["SIGINT"], ["SIGTERM"], ["SIGINT", "SIGINT"], ["SIGTERM", "SIGINT"]]) {
  Deno.test(`serve: ${signals.join(" and ")} ends it with 0, an open stream or not`, async () => {
    await withFolder(async (folder) => {
      const node = await startNode(folder);
      const stream = await fetch(`${node.url}/api/v1/stream`);
      const body = new Response(stream.body).text();
      const started = performance.now();
      for (const signal of signals) node.signal(signal as Deno.Signal);
      assert.equal((await node.ended).code, 0);
      await body;
      // Well before the time after which answers under way are cut off.
      assert(performance.now() - started < 2_500, "an open stream held up the stop");
    });
  });
}

Deno.test("serve: signals again and again until it is gone end it with 0", async () => {
  await withFolder(async (folder) => {
    const node = await startNode(folder);
    node.signal("SIGTERM");
    let running = true;
    const ended = node.ended.finally(() => running = false);
    while (running) {
      try {
        node.signal("SIGTERM");
      } catch {
        break; // it has just ended
      }
      await pause();
    }
    assert.equal((await ended).code, 0);
  });
});

Deno.test("serve: a request that is never finished does not hold up the stop for long", async () => {
  await withFolder(async (folder) => {
    const node = await startNode(folder);
    const { hostname, port } = new URL(node.url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    socket.write(
      "POST /api/v1/entries HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{",
    );
    await (await fetch(`${node.url}/healthz`)).body?.cancel();
    assert.equal((await node.stop()).code, 0);
    socket.destroy();
  });
});

Deno.test("serve: a second process on the same data says so and how to go on", async () => {
  await withFolder(async (folder) => {
    const node = await startNode(folder);
    const second = await runProgram(["serve", "--port", "0", "--data", folder]);
    assert.equal(second.code, 1);
    assert.equal(second.stdout, "");
    assert.match(second.stderr, /^p2panda: another process .* --data\n$/);
    assert.equal((await node.stop()).code, 0);
    const third = await startNode(folder);
    assert.equal((await third.stop()).code, 0);
  });
});

Deno.test("serve: an address in use is one clear line and 1", async () => {
  await withFolder(async (folder) => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const port = String((listener.addr as Deno.NetAddr).port);
    const ended = await runProgram(["--port", port, "--data", folder]);
    listener.close();
    assert.equal(ended.code, 1);
    assert.equal(ended.stdout, "");
    assert.match(ended.stderr, new RegExp(`^p2panda: 127\\.0\\.0\\.1:${port} is in use: .*\n$`));
  });
});

Deno.test("serve: keeps its own key, its token and what it follows over kill -9", async () => {
  await withFolder(async (folder) => {
    const festival = "ab".repeat(32);
    const node = await startNode(folder, ["--follow", festival]);
    const health = await (await fetch(`${node.url}/healthz`)).json();
    const token = await Deno.readTextFile(`${folder}/operator-token`);
    assert.match(token, /^[0-9a-f]{64}\n$/);
    node.signal("SIGKILL");
    assert.notEqual((await node.ended).code, 0);

    const again = await startNode(folder);
    const healthAgain = await (await fetch(`${again.url}/healthz`)).json();
    assert.equal(healthAgain.agent, health.agent);
    assert.equal(await Deno.readTextFile(`${folder}/operator-token`), token);
    const followed = await fetch(`${again.url}/api/v1/festivals/${festival}`);
    assert.equal(followed.status, 200, await followed.text());
    assert.equal((await again.stop()).code, 0);
  });
});

Deno.test("serve: listens on IPv6, in brackets", async () => {
  await withFolder(async (folder) => {
    // A machine without IPv6 has no such address: then the program must say so.
    try {
      Deno.listen({ hostname: "::1", port: 0 }).close();
    } catch {
      const ended = await runProgram(["--host", "::1", "--port", "0", "--data", folder]);
      assert.equal(ended.code, 1);
      assert.match(ended.stderr, /::1 is no address of this machine/);
      return;
    }
    const node = await startNode(folder, ["--host", "::1"]);
    assert.match(node.url, /^http:\/\/\[::1\]:\d+$/);
    assert.equal((await (await fetch(`${node.url}/healthz`)).json()).status, "ok");
    assert.equal((await node.stop()).code, 0);
  });
});

Deno.test("serve: other people on the machine cannot read its folder", async () => {
  if (Deno.build.os === "windows") return; // rights there are inherited from the user's folder
  await withFolder(async (folder) => {
    const node = await startNode(`${folder}/new/data`);
    assert.equal((await Deno.stat(`${folder}/new/data`)).mode! & 0o777, 0o700);
    for (const file of ["operator-token", "p2panda.sqlite", "p2panda.sqlite-wal"]) {
      assert.equal((await Deno.stat(`${folder}/new/data/${file}`)).mode! & 0o077, 0, file);
    }
    await node.stop();
  });
});

Deno.test("serve: a data folder that cannot be is one clear line and 1", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    const ended = await runProgram(["--port", "0", "--data", `${folder}/file/data`]);
    assert.equal(ended.code, 1);
    assert.match(ended.stderr, /^p2panda: .+\n$/);
  });
});
