/**
 * `deno task soak [--minutes N] [tests…]`: runs the property tests of core and node again and again,
 * each time with other seeds, until the time is over (10 minutes) or one fails.
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
do {
  const { failed } = await runTests(tests);
  rounds++;
  if (failed > 0) {
    console.log(`failed in round ${rounds}: keep its seed as a named test`);
    Deno.exit(1);
  }
} while (Date.now() < until);
console.log(`${rounds} rounds, none failed`);
