import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { isPageParameter, withKnownParameters } from "../../src/routes/pages/page_parameters.ts";

const FOLDER = fileURLToPath(new URL("../../src/routes/pages/", import.meta.url));

Deno.test("every parameter that a page reads stands in page_parameters.ts", async () => {
  const missing: string[] = [];
  for await (const { name } of Deno.readDir(FOLDER)) {
    const source = await Deno.readTextFile(FOLDER + name);
    const read = /(?:\.quer(?:y|ies)\(|searchParams\.get\(|[a-zA-Z]\w*\(c, )"([\w.]+)"/g;
    for (const [, parameter] of source.matchAll(read)) {
      if (!isPageParameter(parameter!) && !NAMES_OF_ELSE.has(parameter!)) {
        missing.push(`${parameter} in ${name}`);
      }
    }
  }
  assert.deepEqual(missing, [], "add them, or they are taken out of addresses");
});

/** What the same calls are given that is no parameter. */
const NAMES_OF_ELSE = new Set(["festival", "event", "resource", "request", "user", "log"]);

Deno.test("an address with what no page asks for leads to the one without it", () => {
  const of = (query: string) => withKnownParameters(`http://localhost/festivals/1${query}`);
  assert.equal(of(""), null);
  assert.equal(of("?q=x&lang=en"), null);
  assert.equal(of("?q=x&utm_source=y"), "/festivals/1?q=x");
  assert.equal(of("?x=1"), "/festivals/1");
  assert.equal(of("?festival=a&x=1&festival=b"), "/festivals/1?festival=a&festival=b");
});
