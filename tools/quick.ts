/** `deno task quick`: format, lint, types, tests of core and of what changed. Before every commit. */
import { git, inOrder, repository, run } from "./steps.ts";
import { printCount, runTests } from "./test.ts";

/** Mirrored folders of tests for files that changed, besides those that always run. */
export function testsFor(changed: readonly string[], exists: (path: string) => boolean): string[] {
  const chosen = new Set(["tests/core", "tests/architecture"]);
  for (const path of changed) {
    if (path.startsWith("tests/")) {
      if (path.endsWith("_test.ts") || path.endsWith("_test.tsx")) chosen.add(path);
      else chosen.add(path.slice(0, path.lastIndexOf("/")));
    }
    if (!path.startsWith("src/")) continue;
    const test = path.replace(/^src\//, "tests/").replace(/\.tsx?$/, "");
    const folder = test.slice(0, test.lastIndexOf("/"));
    for (const one of [`${test}_test.ts`, `${test}_test.tsx`, folder]) {
      if (!exists(one)) continue;
      chosen.add(one);
      break;
    }
  }
  const tests = [...chosen].filter((one) => one !== "tests" && exists(one));
  return tests.filter((one) => !tests.some((other) => one.startsWith(`${other}/`))).sort();
}

if (import.meta.main) {
  const changed = [
    ...await git("diff", "--name-only", "HEAD"),
    ...await git("ls-files", "--others", "--exclude-standard"),
  ];
  const exists = (path: string) => {
    try {
      return Deno.statSync(`${repository}/${path}`) !== undefined;
    } catch {
      return false;
    }
  };
  const ended = await inOrder([
    ["format", () => run(["fmt", "--quiet"])],
    ["lint", () => run(["lint", "--quiet"])],
    ["types", () => run(["check", "--quiet"])],
    ["tests", async () => printCount(await runTests(testsFor(changed, exists)))],
  ]);
  Deno.exit(ended ? 0 : 1);
}
