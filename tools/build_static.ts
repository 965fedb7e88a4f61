/**
 * `deno task build`: bundles the scripts of the pages into `static/`, the same bytes wherever it runs.
 * `--check` changes nothing, and fails where `static/` is not what its sources make.
 */
import { repository } from "./steps.ts";

export const READER = "reader.js";
export const ISLAND = "island.js";
/** What the island loads where the browser has no Ed25519. */
export const ED25519 = "island-ed25519.js";

/** How the island names that part in its sources. */
const ED25519_SOURCE = "./portable_ed25519.ts";

const SCRIPT = /\.js$/;

export type Scripts = ReadonlyMap<string, Uint8Array>;

/** Bundles the scripts; nothing is written outside of a folder that is gone afterwards. */
export async function bundleScripts(): Promise<Scripts> {
  const folder = await Deno.makeTempDir({ prefix: "p2panda-build-" });
  try {
    const importMap = `${folder}/imports.json`;
    await Deno.writeTextFile(importMap, JSON.stringify({ imports: await importsOfIsland() }));
    const forIsland = ["--import-map", importMap, "--external", ED25519_SOURCE];
    await bundle("src/reader/reader.ts", `${folder}/${READER}`);
    await bundle("src/island/island.ts", `${folder}/${ISLAND}`, forIsland);
    // By itself: in one bundle with the island, what both use would be a third script.
    await bundle("src/island/portable_ed25519.ts", `${folder}/${ED25519}`, forIsland);
    const scripts = await readScripts(folder);
    return new Map([...scripts].map(([name, bytes]) => [name, checkedScript(name, bytes)]));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function bundle(source: string, to: string, args: readonly string[] = []): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--minify", "--platform", "browser", ...args, "-o", to, source],
    cwd: repository,
    stdout: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** Small stand-ins for what weighs much, each held to be its equal by a test in `tests/island`. */
const STAND_INS = {
  "zod/mini": "src/island/small_zod.ts",
  "@noble/hashes/blake2.js": "src/island/small_blake2b.ts",
};

/** The imports of deno.json, with the stand-ins. */
async function importsOfIsland(): Promise<Record<string, string>> {
  const config = JSON.parse(await Deno.readTextFile(`${repository}/deno.json`)) as {
    imports: Record<string, string>;
  };
  const imports: Record<string, string> = {};
  for (const [name, target] of Object.entries(config.imports)) {
    imports[name] = target;
    imports[`${name}/`] = `${target.replace("npm:", "npm:/")}/`;
  }
  for (const [name, file] of Object.entries(STAND_INS)) {
    imports[name] = `file://${repository}/${file}`;
  }
  return imports;
}

/** The bundler only warns where a module lacks what is imported from it, and puts this in its place. */
const MISSING = "(void 0)(";

/** A script in which the island's other part has the address that it has for pages. */
function checkedScript(name: string, bytes: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(bytes)
    .replaceAll(`"${ED25519_SOURCE}"`, `"./${ED25519}"`);
  if (text.includes(MISSING)) {
    throw new Error(
      `${name} calls what is not there: does a stand-in in src/island lack something?`,
    );
  }
  return new TextEncoder().encode(text);
}

/** The scripts of a folder by name. */
export async function readScripts(
  folder = `${repository}/static`,
): Promise<Scripts> {
  const scripts = new Map<string, Uint8Array>();
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (SCRIPT.test(name)) scripts.set(name, await Deno.readFile(`${folder}/${name}`));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return new Map([...scripts].sort(([one], [other]) => one < other ? -1 : 1));
}

/** Names of scripts that differ, are missing, or are there without need. */
export function differences(one: Scripts, other: Scripts): string[] {
  return [...new Set([...one.keys(), ...other.keys()])].filter((name) => {
    const [a, b] = [one.get(name), other.get(name)];
    return a === undefined || b === undefined || a.length !== b.length ||
      a.some((byte, i) => byte !== b[i]);
  });
}

if (import.meta.main) {
  const made = await bundleScripts();
  const committed = await readScripts();
  const changed = differences(made, committed);
  if (Deno.args.includes("--check")) {
    for (const name of changed) console.error(`static/${name} is not what its sources make`);
    Deno.exit(changed.length === 0 ? 0 : 1);
  }
  await Deno.mkdir(`${repository}/static`, { recursive: true });
  for (const name of changed) {
    const bytes = made.get(name);
    if (bytes === undefined) await Deno.remove(`${repository}/static/${name}`);
    else await Deno.writeFile(`${repository}/static/${name}`, bytes);
  }
}
