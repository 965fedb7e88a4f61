/** `deno task ok`: what a change must pass before it reaches main. */
import { inOrder, repository, run } from "./steps.ts";
import { printCount, runTests } from "./test.ts";

/** Whether `static/` is what its sources make; if not, it is now, and wants to be committed. */
async function builtFilesAreCurrent(): Promise<boolean> {
  const before = await contentsOf(`${repository}/static`);
  if (!await run(["run", "-A", "tools/build_static.ts"])) return false;
  const after = await contentsOf(`${repository}/static`);
  const changed = [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name));
  for (const name of changed) {
    console.error(`static/${name} was not what its sources make; it is now: commit it`);
  }
  return changed.length === 0;
}

async function contentsOf(folder: string): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile) contents.set(name, await Deno.readTextFile(`${folder}/${name}`));
  }
  return contents;
}

const ended = await inOrder([
  ["install", () => run(["install", "--quiet", "--frozen"])],
  ["format", () => run(["fmt", "--quiet", "--check"])],
  ["lint", () => run(["lint", "--quiet"])],
  ["types", () => run(["check", "--quiet"])],
  ["built files", builtFilesAreCurrent],
  ["tests", async () => printCount(await runTests([]))],
]);
Deno.exit(ended ? 0 : 1);
