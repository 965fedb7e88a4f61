/**
 * `deno task compile [what deno compile takes]`: makes the single binary `p2panda`, everything inside
 * (`--target x86_64-pc-windows-msvc` makes another system's, `--output FILE` names it).
 *
 * Deno loads the runtime that it appends the program to from its own download site, once. Where that
 * cannot be reached, unpack `denort` of the same version and name it in the variable `DENORT_BIN`.
 */
import { run } from "./steps.ts";

const PERMISSIONS = ["--allow-net", "--allow-read", "--allow-write", "--allow-env"];

const named = Deno.args.some((arg) => arg.startsWith("--output") || arg === "-o");
const ended = await run([
  "compile",
  ...PERMISSIONS,
  "--allow-sys=networkInterfaces",
  "--no-prompt",
  "--include=static",
  // Started by its address, which no import names.
  "--include=src/platform/deno/verifier/worker.ts",
  // Else all of the lock would be inside, a browser for the tests among it.
  "--exclude-unused-npm",
  ...(named ? [] : ["--output=p2panda"]),
  ...Deno.args,
  "src/main.ts",
]);
if (!ended) {
  console.error(
    "Where Deno's download site cannot be reached: name an unpacked denort in DENORT_BIN",
  );
}
Deno.exit(ended ? 0 : 1);
