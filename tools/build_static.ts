/**
 * `deno task build`: bundles the scripts of the pages into `static/`, the same bytes wherever it runs.
 * `--check` changes nothing, and fails where `static/` is not what its sources make.
 */
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { repository } from "./steps.ts";

export const READER = "reader.js";
/** What pages with times load besides. */
export const TIMES = "times.js";
/** What the reader loads: it knows where the base and the parts are. */
export const ISLAND = "island.js";
/** What everybody needs who signs. */
export const BASE = "island-base.js";
const BASE_SOURCE = "src/island/base.ts";
const PARTS_FOLDER = "src/island/parts/";

const SCRIPT = /\.js$/;

export type Scripts = ReadonlyMap<string, Uint8Array>;

/** The script of a part: `parts/policies.ts` → `island-policies.js`. */
export function partScript(part: string): string {
  return `island-${part}.js`;
}

/**
 * Bundles the scripts; nothing is written outside of a folder that is gone afterwards.
 *
 * The island's modules are in one script each: what is in the base, whole or in part, is taken from
 * there by all others. (The bundler's own splitting would make a script of every set of modules that
 * some share.) Scripts name each other with their version, so that a browser keeps them for ever: the
 * base is made first, then the parts, then the script that names all of them.
 */
export async function bundleScripts(): Promise<Scripts> {
  const folder = await Deno.makeTempDir({ prefix: "p2panda-build-" });
  try {
    const bundler = new Bundler(folder);
    await Deno.writeTextFile(
      bundler.importMap,
      JSON.stringify({ imports: await importsOfIsland() }),
    );
    const reader = (await bundler.bundle("src/reader/reader.ts", [], false)).text;
    const times = (await bundler.bundle("src/reader/times.ts", [], false)).text;
    const parts = await partNames();
    const { base, sources, entry, lent } = await bundleIsland(bundler, parts);
    const fromBase = `./${BASE}?v=${versionOf(base)}`;
    const scripts = new Map([[READER, reader], [TIMES, times], [BASE, base]]);
    let island = lent.rewrite(entry.text, fromBase);
    for (const [part, { text }] of sources) {
      const name = partScript(part);
      const script = lent.rewrite(text, fromBase);
      scripts.set(name, script);
      const source = `"${repository}${PARTS_FOLDER}${part}.ts"`;
      island = island.replaceAll(source, `"./${name}?v=${versionOf(script)}"`);
    }
    scripts.set(ISLAND, island);
    return new Map(
      [...scripts].sort(([one], [other]) => one < other ? -1 : 1)
        .map(([name, text]) => [name, checkedScript(name, text)]),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The base with all that it lends, and the other scripts as the bundler gives them. */
async function bundleIsland(bundler: Bundler, parts: readonly string[]) {
  const partFiles = parts.map((part) => `${repository}${PARTS_FOLDER}${part}.ts`);
  // What stands beside `base.ts` is of the base by definition, also where only parts use it.
  let held = new Set(await islandModules());
  let base = await bundler.bundle(BASE_SOURCE);
  while (true) {
    held = new Set([...held, ...base.modules]);
    const outside = [...held].sort();
    const sources = new Map<string, Bundle>();
    for (const [i, part] of parts.entries()) {
      sources.set(part, await bundler.bundle(partFiles[i]!, outside));
    }
    refuseSecondCopies(sources);
    const entrySource = `${repository}src/island/island.ts`;
    const entry = await bundler.bundle(
      entrySource,
      [...outside.filter((file) => file !== entrySource), ...partFiles],
    );
    const lent = new Lent();
    for (const { text } of [...sources.values(), entry]) lent.note(text);
    base = await bundler.bundle(await bundler.write("base.ts", lent.source()));
    // What is lent may bring more modules into the base, and those are lent then, too.
    if (base.modules.every((file) => held.has(file))) {
      return { base: base.text, sources, entry, lent };
    }
  }
}

async function islandModules(): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isFile } of Deno.readDir(`${repository}src/island`)) {
    if (isFile && name.endsWith(".ts")) files.push(`${repository}src/island/${name}`);
  }
  return files.sort();
}

/** As `src/platform/deno/static_files.ts` names a version. */
function versionOf(script: string): string {
  return createHash("sha256").update(script).digest("hex").slice(0, 16);
}

/** Names of the parts that `parts/mod.ts` lists. */
async function partNames(): Promise<string[]> {
  const text = await Deno.readTextFile(`${repository}${PARTS_FOLDER}mod.ts`);
  return [...text.matchAll(/import\("\.\/(\w+)\.ts"\)/g)].map(([, name]) => name!).sort();
}

interface Bundle {
  readonly text: string;
  /** Files of ours of which something is in it; those that only pass on what others hold aside. */
  readonly modules: readonly string[];
}

class Bundler {
  readonly importMap: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.importMap = `${folder}/imports.json`;
  }

  async write(name: string, text: string): Promise<string> {
    await Deno.writeTextFile(`${this.#folder}/${name}`, text);
    return `${this.#folder}/${name}`;
  }

  async bundle(
    source: string,
    outside: readonly string[] = [],
    isIsland = true,
  ): Promise<Bundle> {
    const to = `${this.#folder}/out.js`;
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "bundle",
        "--quiet",
        "--minify",
        "--platform",
        "browser",
        "--sourcemap",
        "external",
        ...(isIsland ? ["--import-map", this.importMap] : []),
        ...outside.flatMap((file) => ["--external", file]),
        "-o",
        to,
        source,
      ],
      cwd: repository,
      stdout: "null",
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    const map = JSON.parse(await Deno.readTextFile(`${to}.map`)) as { sources: string[] };
    const modules = map.sources.map((path) => resolve(this.#folder, path))
      .filter((path) => path.startsWith(`${repository}src/`) && !path.endsWith("/mod.ts"));
    return { text: await Deno.readTextFile(to), modules: modules.sort() };
  }
}

/** A module of the island may have state, so two parts must not each have their own. */
function refuseSecondCopies(parts: ReadonlyMap<string, Bundle>): void {
  const holders = new Map<string, string>();
  for (const [part, { modules }] of parts) {
    for (const module of modules.filter((path) => path.startsWith(`${repository}src/island/`))) {
      const other = holders.get(module);
      if (other !== undefined) {
        throw new Error(
          `${module} is in the parts ${other} and ${part}: it belongs beside base.ts`,
        );
      }
      holders.set(module, part);
    }
  }
}

const IMPORT = /import(?:\{([^}]*)\}from)?"(\/[^"]+\.ts)";/g;

/** What the parts take from the base: each name of each module under one short name. */
class Lent {
  readonly #names = new Set<string>();

  note(script: string): void {
    for (const { module, name } of importsOf(script)) this.#names.add(`${module} ${name}`);
  }

  /** The base, and besides its own exports what is lent. */
  source(): string {
    const lines = this.#sorted().map((key) => {
      const [module, name] = key.split(" ");
      return `export { ${name} as ${this.#shortName(key)} } from ${JSON.stringify(module)};\n`;
    });
    return `import "${repository}${BASE_SOURCE}";\n${lines.join("")}`;
  }

  rewrite(script: string, address: string): string {
    const taken = importsOf(script).map(({ module, name, as }) =>
      `${this.#shortName(`${module} ${name}`)} as ${as}`
    );
    const body = script.replace(IMPORT, "");
    return taken.length === 0 ? body : `import{${taken.join(",")}}from"${address}";${body}`;
  }

  #sorted(): string[] {
    return [...this.#names].sort();
  }

  #shortName(key: string): string {
    return `x${this.#sorted().indexOf(key)}`;
  }
}

/** What a script takes of the base and uses: the bundler also names what nothing needs any more. */
function importsOf(script: string): { module: string; name: string; as: string }[] {
  const words = new Set(script.replace(IMPORT, "").match(/[\w$]+/g));
  return [...script.matchAll(IMPORT)].flatMap(([, names, module]) =>
    (names ?? "").split(",").filter((one) => one !== "").map((one) => {
      const [name, as] = one.split(" as ");
      return { module: module!, name: name!, as: as ?? name! };
    }).filter(({ as }) => words.has(as))
  );
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
    imports[name] = `file://${repository}${file}`;
  }
  return imports;
}

/** The bundler only warns where a module lacks what is imported from it, and puts this in its place. */
const MISSING = "(void 0)(";

function checkedScript(name: string, text: string): Uint8Array {
  if (text.includes(MISSING)) {
    throw new Error(
      `${name} calls what is not there: does a stand-in in src/island lack something?`,
    );
  }
  if (text.includes(repository)) {
    throw new Error(`${name} takes a whole module of the base (import * as …): name what it needs`);
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
