/**
 * `deno task soak [--minutes N] [tests…]`: kills a node a hundred times while it is written to, then
 * runs the property tests of core and node again and again, each time with other seeds, until the
 * time is over (10 minutes) or one fails. With `--minutes 0`: each once. Named tests alone, where
 * there are some.
 */
import { parseArgs } from "node:util";
import { runTests } from "./test.ts";

const { values, positionals } = parseArgs({
  args: Deno.args,
  options: { minutes: { type: "string", default: "10" } },
  allowPositionals: true,
});
const until = Date.now() + Number(values.minutes) * 60_000;
const tests = positionals.length > 0 ? positionals : ["tests/core", "tests/node"];
let rounds = 0;
Deno.env.set("P2PANDA_SEEDS", "any");
if (positionals.length === 0) {
  // A test that knows it tries more than it otherwise has time for.
  const asked = Deno.env.get("P2PANDA_SOAK");
  Deno.env.set("P2PANDA_SOAK", "1");
  const { failed } = await runTests(["tests/platform/kill_test.ts"]);
  if (asked === undefined) Deno.env.delete("P2PANDA_SOAK");
  if (failed > 0) {
    console.log("failed where a node was killed: the test names its seed");
    Deno.exit(1);
  }
}
do {
  const { failed } = await runTests(tests);
  rounds++;
  if (failed > 0) {
    console.log(`failed in round ${rounds}: keep its seed as a named test`);
    Deno.exit(1);
  }
} while (Date.now() < until);
console.log(`${rounds} rounds, none failed`);
