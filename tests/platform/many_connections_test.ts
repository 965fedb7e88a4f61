/** More connections than a process may have files: the server must be there again afterwards. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { pause } from "../../src/platform/deno/mod.ts";

const PROGRAM = `
  const { serveHttp } = await import(Deno.args[0]);
  const server = serveHttp({
    host: "127.0.0.1",
    port: 0,
    handler: () => new Response("here"),
    onBroken: () => console.log("broken"),
  });
  console.log(server.port);
  Deno.addSignalListener("SIGTERM", async () => {
    await server.stop();
    Deno.exit(0);
  });
`;
const MODULE = new URL("../../src/platform/deno/serve_http.ts", import.meta.url).href;
const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));
const MOST_FILES = 64;

Deno.test({
  name: "serveHttp: goes on after more connections than the process may have files",
  ignore: Deno.build.os === "windows",
  async fn() {
    const file = await Deno.makeTempFile({ suffix: ".ts" });
    await Deno.writeTextFile(file, PROGRAM);
    const run = `"${Deno.execPath()}" run --quiet --no-check --cached-only -A`;
    const program = new Deno.Command("sh", {
      args: [
        "-c",
        `ulimit -n ${MOST_FILES} && exec ${run} --config "${CONFIG}" "${file}" "${MODULE}"`,
      ],
      stdout: "piped",
    }).spawn();
    const lines = program.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const port = Number((await lines.read()).value);

    const connections: Deno.Conn[] = [];
    const broken = lines.read();
    let isBroken = false;
    broken.then(() => isBroken = true);
    while (!isBroken) {
      try {
        connections.push(await Deno.connect({ hostname: "127.0.0.1", port }));
      } catch {
        await pause();
      }
    }
    assert.equal((await broken).value, "broken\n");
    for (const connection of connections) connection.close();

    let answer: string | null = null;
    while (answer === null) {
      try {
        answer = await (await fetch(`http://127.0.0.1:${port}/`)).text();
      } catch {
        await pause();
      }
    }
    assert.equal(answer, "here");
    program.kill("SIGTERM");
    await lines.cancel();
    assert.equal((await program.status).code, 0);
    await Deno.remove(file);
  },
});
