import assert from "node:assert/strict";
import { testsFor } from "../../tools/quick.ts";
import { countOf } from "../../tools/test.ts";

Deno.test("countOf: adds up suites, and counts what was left out as failed", () => {
  const suite = (tests: number, disabled: number, errors: number, failures: number) =>
    `<testsuite name="a" tests="${tests}" disabled="${disabled}" errors="${errors}" failures="${failures}">`;
  const report = `<testsuites name="deno test" tests="9" failures="9" errors="9" time="1">`;
  assert.deepEqual(countOf(report + suite(5, 0, 0, 0) + suite(3, 0, 0, 0), true), {
    passed: 8,
    failed: 0,
  });
  assert.deepEqual(countOf(report + suite(5, 1, 1, 1), false), { passed: 2, failed: 3 });
});

Deno.test("countOf: a run that did not end well is a failure, whatever was counted", () => {
  assert.deepEqual(countOf("", false), { passed: 0, failed: 1 });
  assert.deepEqual(
    countOf('<testsuite tests="2" disabled="0" errors="0" failures="0">', false),
    { passed: 2, failed: 1 },
  );
});

Deno.test("testsFor: core, the architecture, and what mirrors the files that changed", () => {
  const there = new Set([
    "tests/core",
    "tests/architecture",
    "tests/node",
    "tests/node/store",
    "tests/node/verifier_test.ts",
    "tests/commands",
    "tests/commands/key_test.ts",
    "tests/views",
  ]);
  const tests = (...changed: string[]) => testsFor(changed, (path) => there.has(path));
  assert.deepEqual(tests(), ["tests/architecture", "tests/core"]);
  assert.deepEqual(tests("src/core/bamboo/entry.ts", "README.md"), tests());
  assert.deepEqual(tests("src/commands/key.ts"), [...tests(), "tests/commands/key_test.ts"].sort());
  assert.deepEqual(tests("src/commands/command.ts"), [...tests(), "tests/commands"].sort());
  assert.deepEqual(
    tests("src/node/store/a.ts", "src/node/verifier.ts", "tests/views/world.ts"),
    [...tests(), "tests/node/store", "tests/node/verifier_test.ts", "tests/views"].sort(),
  );
});
