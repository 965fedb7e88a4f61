/**
 * `deno task build`: bundles the scripts of the pages into `static/`, the same bytes wherever it runs.
 * `--check` changes nothing, and fails where `static/` is not what its sources make.
 */
import { repository } from "./steps.ts";

export const READER = "reader.js";
export const ISLAND = "island.js";

/** Every script that pages can load: the island is in parts, so that each is loaded when it is needed. */
const SCRIPT = /\.js$/;

export type Scripts = ReadonlyMap<string, Uint8Array>;

/** Bundles both scripts; nothing is written outside of a folder that is gone afterwards. */
export async function bundleScripts(): Promise<Scripts> {
  const folder = await Deno.makeTempDir({ prefix: "p2panda-build-" });
  try {
    const importMap = `${folder}/imports.json`;
    await Deno.writeTextFile(importMap, JSON.stringify({ imports: await importsOfIsland() }));
    await bundle(["src/reader/reader.ts", "--outdir", `${folder}/out`]);
    await bundle([
      "src/island/island.ts",
      "--code-splitting",
      "--import-map",
      importMap,
      "--outdir",
      `${folder}/out`,
    ]);
    return withPartNames(await readScripts(`${folder}/out`));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function bundle(args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--minify", "--platform", "browser", ...args],
    cwd: repository,
    stdout: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** The imports of deno.json, with zod's small stand-in. */
async function importsOfIsland(): Promise<Record<string, string>> {
  const config = JSON.parse(await Deno.readTextFile(`${repository}/deno.json`)) as {
    imports: Record<string, string>;
  };
  const imports: Record<string, string> = {};
  for (const [name, target] of Object.entries(config.imports)) {
    imports[name] = target;
    imports[`${name}/`] = `${target.replace("npm:", "npm:/")}/`;
  }
  imports["zod/mini"] = `file://${repository}/src/island/small_zod.ts`;
  return imports;
}

/** The bundler only warns where a module lacks what is imported from it, and puts this in its place. */
const MISSING = "(void 0)(";

/**
 * Gives the parts of the island lasting names, where the bundler has a hash in each: a part that
 * begins with a module is called by it; what the island cannot begin without is `shared`; the rest,
 * which several parts need, is `core`.
 */
function withPartNames(scripts: Scripts): Scripts {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  const island = decoder.decode(scripts.get(ISLAND));
  const names = new Map<string, string>();
  for (const name of scripts.keys()) {
    const module = PART.exec(name)?.[1];
    if (module === undefined) continue;
    const part = module !== "chunk"
      ? module
      : island.includes(`from"./${name}"`)
      ? "shared"
      : "core";
    const given = `island-${part}.js`;
    if ([...names.values()].includes(given)) throw new Error(`two parts would be ${given}`);
    names.set(name, given);
  }
  const renamed = new Map<string, Uint8Array>();
  for (const [name, bytes] of scripts) {
    let text = decoder.decode(bytes);
    for (const [old, given] of names) text = text.replaceAll(`"./${old}"`, `"./${given}"`);
    if (text.includes(MISSING)) {
      throw new Error(
        `${name} calls what is not there: does src/island/small_zod.ts lack something?`,
      );
    }
    renamed.set(names.get(name) ?? name, encoder.encode(text));
  }
  return renamed;
}

const PART = /^([a-z_]+)-[A-Z0-9]{8}\.js$/;

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
