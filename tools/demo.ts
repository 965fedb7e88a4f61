/**
 * `deno task demo [flags of serve]`: a node filled with an example festival, in a folder that is gone
 * at the end, or in the one that `--data` names. Prints where it is once everything is there.
 */
import { join } from "node:path";
import { toHex } from "../src/core/messages/mod.ts";
import {
  environment,
  exit,
  printErrorLine,
  printLine,
  readSettings,
  SETTINGS_HELP,
  stopSignal,
  UsageError,
} from "../src/platform/deno/mod.ts";
import { type Example, exampleIn } from "./demo/fill.ts";
import { repository } from "./steps.ts";

const READY = /^p2panda listening on (http:\/\/\S+)$/;
const PERMISSIONS = ["net", "read", "write", "env", "sys=networkInterfaces"];

if (import.meta.main) {
  if (Deno.args.includes("--help")) {
    printErrorLine(
      `deno task demo [FLAGS]: a node filled with an example festival\n${SETTINGS_HELP}`,
    );
    exit(0);
  }
  const temporary = await Deno.makeTempDir({ prefix: "p2panda-demo-" });
  let code = 1;
  try {
    // Whoever has a node of their own, and said where, does not want the example in it.
    const data = readSettings(
      Deno.args,
      (name) => name === "P2PANDA_DATA" ? temporary : environment(name),
    ).data;
    code = await demo(data, exampleIn(data, new Date()));
  } catch (error) {
    printErrorLine(`p2panda: ${error instanceof Error ? error.message : error}`);
    if (error instanceof UsageError) code = 2;
  }
  await Deno.remove(temporary, { recursive: true });
  exit(code);
}

/** Runs the node until it ends or a signal asks it to; gives its exit code. */
async function demo(data: string, example: Example): Promise<number> {
  const stopped = stopSignal();
  let stopping = false;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      ...PERMISSIONS.map((name) => `--allow-${name}`),
      join(repository, "src/main.ts"),
      "serve",
      ...Deno.args,
      "--data",
      data,
      // Named, since a node that others can reach follows nothing by itself.
      ...example.follows.flatMap((id) => ["--follow", toHex(id)]),
    ],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  stopped.then(() => {
    stopping = true;
    child.kill("SIGTERM");
  }).catch(() => {}); // it has just ended

  let filling: Promise<boolean> | null = null;
  let pending = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    pending += text;
    const lines = pending.split("\n");
    pending = lines.pop()!;
    for (const line of lines) {
      const address = READY.exec(line)?.[1];
      if (address === undefined) printLine(line);
      else filling ??= fill(address, line);
    }
  }
  const { code } = await child.status;
  const filled = await filling ?? true;
  return filled || stopping ? code : 1;

  /** False where it came to nothing, after having said so, unless it was asked to stop. */
  async function fill(address: string, ready: string): Promise<boolean> {
    try {
      await example.fill(address);
    } catch (error) {
      if (stopping) return false;
      printErrorLine(`p2panda: ${error instanceof Error ? error.message : error}`);
      child.kill("SIGTERM");
      return false;
    }
    printErrorLine(`example festival at ${address}/festivals/${toHex(example.festival)}`);
    printErrorLine(`keys of its people in ${join(data, "example")}`);
    printLine(ready);
    return true;
  }
}
