import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { readStaticFiles } from "../../src/platform/deno/mod.ts";
import {
  BASE,
  bundleScripts,
  differences,
  ISLAND,
  partScript,
  READER,
  readScripts,
  TIMES,
} from "../../tools/build_static.ts";

/** What every page loads. */
const READER_BYTES = 20_000;
/** What a page with times loads besides. */
const TIMES_BYTES = 1_000;
/** All that is loaded once there is a key or the first wish to write. */
const ISLAND_BYTES = 25_000;
/** What is loaded besides, each when it is needed. */
const PART_BYTES: Readonly<Record<string, number>> = {
  advice: 4_000,
  along: 1_500,
  answers: 5_000,
  aside: 1_500,
  drafts: 2_000,
  ed25519: 8_000,
  game: 2_000,
  key: 3_000,
  policies: 14_000,
  proposals: 12_000,
  room: 6_000,
  series: 7_000,
  sign: 14_000,
  tell: 1_000,
  undo: 2_000,
};

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

  const island = importedBy(scripts, ISLAND, /from"\.\/([\w-]+\.js)\?v=\w+"/g);
  const parts = importedBy(scripts, ISLAND, /import\("\.\/([\w-]+\.js)\?v=\w+"\)/g);
  parts.delete(ISLAND);
  assert.deepEqual(
    [...island, ...parts, READER, TIMES].sort(),
    [...scripts.keys()],
    "and no other",
  );
  keepsWithin(READER_BYTES, READER);
  keepsWithin(TIMES_BYTES, TIMES);
  keepsWithin(ISLAND_BYTES, ...island);
  assert.deepEqual([...parts].sort(), Object.keys(PART_BYTES).map(partScript).sort());
  for (const [part, bytes] of Object.entries(PART_BYTES)) keepsWithin(bytes, partScript(part));
});

/** A script, and all that it imports in one way, with their versions. */
function importedBy(
  scripts: ReadonlyMap<string, Uint8Array>,
  name: string,
  importing: RegExp,
): Set<string> {
  const found = new Set([name]);
  for (const one of found) {
    const text = new TextDecoder().decode(scripts.get(one));
    for (const [, part] of text.matchAll(importing)) found.add(part!);
  }
  return found;
}

Deno.test("scripts name each other by the version that the server gives them", async () => {
  const folder = readStaticFiles();
  for (const [name, bytes] of await readScripts()) {
    const text = new TextDecoder().decode(bytes);
    for (const [, other, version] of text.matchAll(/"\.\/(island[\w-]*\.js)\?v=(\w+)"/g)) {
      assert.equal(folder.get(other!)?.etag, version, `${other} in ${name}`);
    }
  }
});

Deno.test("what has state is in one script only", async () => {
  // What IndexedDB calls the database, and what the keys are kept by: in the base alone.
  for (const [name, bytes] of await readScripts()) {
    const text = new TextDecoder().decode(bytes);
    assert.equal(/indexedDB\.open/.test(text), name === BASE, name);
  }
});

Deno.test("no script builds code from text, which the pages' policy forbids", async () => {
  for (const [name, bytes] of await readScripts()) {
    // htmx has its own `Function`, which `allowEval: false` keeps from being reached.
    if (name === READER) continue;
    const text = new TextDecoder().decode(bytes);
    assert(!/\beval\(|\bnew Function\b|\.innerHTML\b/.test(text), name);
  }
});

Deno.test("pages name the reader, and those with times what tells them to who reads", async () => {
  const views = new URL("../../src/views/", import.meta.url);
  const scripts: string[] = [];
  for (const file of await filesOf(views)) {
    const text = await Deno.readTextFile(file);
    scripts.push(...(text.match(/<script[^>]*>/g) ?? []));
  }
  assert.deepEqual(
    scripts.sort(),
    [
      '<script src={asset("reader.js")} type="module">',
      '<script src={asset("times.js")} type="module">',
      // A policy's own, where it asks something that takes one.
      '<script src={sheet.asset(script.file)} type="module">',
    ].sort(),
  );
});

async function filesOf(folder: URL): Promise<URL[]> {
  const files: URL[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) files.push(...await filesOf(new URL(`${name}/`, folder)));
    else files.push(new URL(name, folder));
  }
  return files;
}
