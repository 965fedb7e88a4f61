import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import {
  bundleScripts,
  differences,
  ISLAND,
  READER,
  readScripts,
} from "../../tools/build_static.ts";

/** What every page loads. */
const READER_BYTES = 20_000;
/** What a page loads where there is a key. */
const ISLAND_BYTES = 5_000;
/** Any one file of the island. */
const FILE_BYTES = 25_000;
/** All parts together: every wish that a page can have. A third of it is Ed25519, SHA-512 and BLAKE2b. */
const ALL_BYTES = 37_000;

const gzipped = (bytes: Uint8Array) => gzipSync(bytes, { level: 9 }).length;

Deno.test("static/ holds the scripts that the sources make, and no other", async () => {
  assert.deepEqual(differences(await bundleScripts(), await readScripts()), []);
});

Deno.test("the scripts of the pages keep within their weight", async () => {
  const scripts = await readScripts();
  const weightOf = (name: string) => gzipped(scripts.get(name)!);
  assert(weightOf(READER) <= READER_BYTES, `reader: ${weightOf(READER)} bytes`);

  assert.deepEqual([...scripts.keys()].sort(), [
    "island-core.js",
    "island-policy_runner.js",
    "island-shared.js",
    "island-work.js",
    ISLAND,
    READER,
  ]);
  const first = staticImports(scripts, ISLAND);
  const withKey = first.reduce((sum, name) => sum + weightOf(name), 0);
  assert(withKey <= ISLAND_BYTES, `island at first: ${withKey} bytes`);

  const island = [...scripts.keys()].filter((name) => name !== READER);
  for (const name of island) {
    assert(weightOf(name) <= FILE_BYTES, `${name}: ${weightOf(name)} bytes`);
  }
  const all = island.reduce((sum, name) => sum + weightOf(name), 0);
  assert(all <= ALL_BYTES, `the whole island: ${all} bytes`);
});

/** A script, and what it cannot begin without. */
function staticImports(scripts: ReadonlyMap<string, Uint8Array>, name: string): string[] {
  const found = new Set([name]);
  for (const one of found) {
    const text = new TextDecoder().decode(scripts.get(one));
    for (const [, part] of text.matchAll(/(?:from|import)["']\.\/([\w-]+\.js)["']/g)) {
      found.add(part!);
    }
  }
  return [...found];
}

Deno.test("no script builds code from text, which the pages' policy forbids", async () => {
  for (const [name, bytes] of await readScripts()) {
    // htmx has its own `Function`, which `allowEval: false` keeps from being reached.
    if (name === READER) continue;
    const text = new TextDecoder().decode(bytes);
    assert(!/\beval\(|\bnew Function\b|\.innerHTML\b/.test(text), name);
  }
});

Deno.test("pages name one script, the reader", async () => {
  const views = new URL("../../src/views/", import.meta.url);
  const scripts: string[] = [];
  for (const file of await filesOf(views)) {
    const text = await Deno.readTextFile(file);
    scripts.push(...(text.match(/<script[^>]*>/g) ?? []));
  }
  assert.deepEqual(scripts, ['<script src={asset("reader.js")} type="module">']);
});

async function filesOf(folder: URL): Promise<URL[]> {
  const files: URL[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) files.push(...await filesOf(new URL(`${name}/`, folder)));
    else files.push(new URL(name, folder));
  }
  return files;
}
