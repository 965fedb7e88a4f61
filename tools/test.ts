/**
 * Runs the tests: `deno task test [what deno test takes]`. Installs what they need, finds a browser
 * for them, and ends with one plain line, `N passed, N failed`.
 */
import { findChromium } from "./chromium.ts";
import { repository, run } from "./steps.ts";

/** How the tests ended. A run that could not even begin is one failure. */
export interface TestCount {
  readonly passed: number;
  readonly failed: number;
}

/** Runs tests in these folders or files; all, and the examples in core's docs, where none is named. */
export async function runTests(args: readonly string[]): Promise<TestCount> {
  if (!await run(["install", "--quiet"])) return { passed: 0, failed: 1 };
  const env = { P2PANDA_CHROMIUM: await findChromium() };
  const tests = await counted(["--parallel", ...args], env);
  if (args.some((arg) => !arg.startsWith("-"))) return tests;
  // Unchecked: what an example leaves unused of its file's imports would be a type error.
  const examples = await counted(["--doc", "--no-check", "src/core/"], env);
  return { passed: tests.passed + examples.passed, failed: tests.failed + examples.failed };
}

async function counted(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<TestCount> {
  const report = await Deno.makeTempFile({ prefix: "p2panda-tests-", suffix: ".xml" });
  try {
    const ended = await run(
      // With every right: what drives the browser looks into places that Deno opens with no less.
      [
        "test",
        "--quiet",
        "--cached-only",
        "-A",
        "--preload=tests/seed.ts",
        `--junit-path=${report}`,
        ...args,
      ],
      env,
    );
    return countOf(await Deno.readTextFile(report), ended);
  } finally {
    await Deno.remove(report);
  }
}

/** Counts in a JUnit report. A test that was left out counts as failed: nothing is in silence. */
export function countOf(junit: string, ended: boolean): TestCount {
  const number = (name: string) =>
    [...junit.matchAll(/<testsuite [^>]*>/g)].reduce(
      (sum, [suite]) => sum + Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? 0),
      0,
    );
  const total = number("tests");
  const failed = number("failures") + number("errors") + number("disabled");
  // A module that does not even load is in no suite.
  return { passed: total - failed, failed: ended ? failed : Math.max(failed, 1) };
}

export function printCount({ passed, failed }: TestCount): boolean {
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0;
}

if (import.meta.main) {
  Deno.chdir(repository);
  let count: TestCount = { passed: 0, failed: 1 };
  try {
    count = await runTests(Deno.args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  Deno.exit(printCount(count) ? 0 : 1);
}
