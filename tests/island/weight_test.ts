import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import {
  bundleScripts,
  differences,
  ED25519,
  ISLAND,
  READER,
  readScripts,
} from "../../tools/build_static.ts";

/** What every page loads. */
const READER_BYTES = 20_000;
/** All that the island loads, once there is a key or the first wish to write. */
const ISLAND_BYTES = 25_000;
/** What it loads besides where the browser has no Ed25519. */
const ED25519_BYTES = 8_000;

const gzipped = (bytes: Uint8Array) => gzipSync(bytes, { level: 9 }).length;

Deno.test("static/ holds the scripts that the sources make, and no other", async () => {
  assert.deepEqual(differences(await bundleScripts(), await readScripts()), []);
});

Deno.test("the scripts of the pages keep within their weight", async () => {
  const scripts = await readScripts();
  const weightOf = (names: readonly string[]) =>
    names.reduce((sum, name) => sum + gzipped(scripts.get(name)!), 0);
  const keepsWithin = (most: number, ...names: string[]) =>
    assert(weightOf(names) <= most, `${names.join(", ")}: ${weightOf(names)} of ${most} bytes`);

  const island = reachableFrom(scripts, ISLAND);
  assert(island.includes(ED25519));
  assert.deepEqual([...island, READER].sort(), [...scripts.keys()], "nothing else is in static/");
  keepsWithin(READER_BYTES, READER);
  keepsWithin(ISLAND_BYTES, ...island.filter((name) => name !== ED25519));
  keepsWithin(ED25519_BYTES, ED25519);
});

/** A script, and all that it imports, at once or later. */
function reachableFrom(scripts: ReadonlyMap<string, Uint8Array>, name: string): string[] {
  const found = new Set([name]);
  for (const one of found) {
    const text = new TextDecoder().decode(scripts.get(one));
    for (const [, part] of text.matchAll(/(?:from|import\(?)["']\.\/([\w-]+\.js)["']/g)) {
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
