/**
 * The layers, held by what Deno itself says imports what. The lint plugin shows the same rules in the
 * editor; this test also sees what a plugin cannot (a re-export, a comment that turns the rule off),
 * and each part of it first proves on a bad sample that it can fail.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { VERSION } from "../../src/platform/deno/mod.ts";
import { layerOf, whyNotImport, whyNotPackage } from "../../tools/layers.ts";
import layersPlugin from "../../tools/layers_lint.ts";

const ROOT = new URL("../../", import.meta.url);

interface Dependency {
  readonly specifier: string;
  readonly code?: { readonly specifier?: string };
  readonly type?: { readonly specifier?: string };
}

interface Graph {
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly Dependency[];
    readonly error?: string;
  }[];
}

function sourceFiles(folder = "src"): string[] {
  return [...Deno.readDirSync(new URL(folder, ROOT))].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    if (isDirectory) return sourceFiles(path);
    return /\.tsx?$/.test(name) ? [path] : [];
  }).sort();
}

async function graphOf(files: readonly string[]): Promise<Graph> {
  const folder = await Deno.makeTempDir();
  try {
    const root = `${folder}/root.ts`;
    const imports = files.map((file) => `import ${JSON.stringify(new URL(file, ROOT).href)};`);
    await Deno.writeTextFile(root, imports.join("\n"));
    const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--config", fileURLToPath(new URL("deno.json", ROOT)), root],
    }).output();
    assert(success, new TextDecoder().decode(stderr));
    return JSON.parse(new TextDecoder().decode(stdout));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Everything in a graph that breaks a rule, as sentences. */
function faultsOf({ modules }: Graph): string[] {
  const faults: string[] = [];
  for (const { specifier, dependencies = [], error } of modules) {
    if (!specifier.startsWith(ROOT.href)) continue;
    const from = specifier.slice(ROOT.href.length);
    if (error !== undefined) faults.push(`${from}: ${error}`);
    for (const { specifier: written, code, type } of dependencies) {
      const target = code?.specifier ?? type?.specifier;
      const fault = target?.startsWith(ROOT.href)
        ? whyNotImport(from, target.slice(ROOT.href.length), code === undefined)
        // Put there by the compiler, for JSX.
        : written.endsWith("/jsx-runtime")
        ? null
        : whyNotPackage(from, written);
      if (fault !== null) faults.push(`${from}: ${fault}`);
    }
  }
  return faults;
}

/** What the lint plugin says of a text, were it that file. */
function lintFaults(path: string, text: string): string[] {
  const name = fileURLToPath(new URL(path, ROOT));
  return Deno.lint.runPlugin(layersPlugin, name, text).map(({ message }) => message);
}

async function git(...args: string[]): Promise<string[]> {
  const { stdout } = await new Deno.Command("git", { args, cwd: fileURLToPath(ROOT) }).output();
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
}

Deno.test("layers: every source file is in one", () => {
  assert.equal(layerOf("src/stray.ts"), null);
  assert.deepEqual(sourceFiles().filter((file) => layerOf(file) === null), []);
});

Deno.test("layers: whyNotImport tells what may be imported from what may not", () => {
  const allowed: [string, string, boolean?][] = [
    ["src/core/messages/ids.ts", "src/core/crypto/mod.ts"],
    ["src/core/messages/ids.ts", "src/core/messages/cbor.ts"],
    ["src/node/store/queries/mod.ts", "src/node/ports.ts"],
    ["src/node/node.ts", "src/core/bamboo/mod.ts"],
    ["src/views/pages/home.tsx", "src/node/mod.ts", true],
    ["src/routes/pages/home.tsx", "src/views/mod.tsx"],
    ["src/platform/deno/clock.ts", "src/node/mod.ts"],
    ["src/main.ts", "src/routes/mod.ts"],
    ["src/commands/key.ts", "src/platform/deno/mod.ts"],
    ["src/island/key.ts", "src/client/mod.ts"],
  ];
  for (const [from, to, typesOnly = false] of allowed) {
    assert.equal(whyNotImport(from, to, typesOnly), null, `${from} → ${to}`);
  }
  const forbidden: [string, string, boolean?][] = [
    ["src/core/messages/ids.ts", "src/node/mod.ts", true],
    ["src/core/messages/ids.ts", "src/core/crypto/hash.ts"],
    ["src/node/node.ts", "src/platform/deno/mod.ts"],
    ["src/node/node.ts", "src/node/store/schema.ts"],
    ["src/views/pages/home.tsx", "src/node/mod.ts"],
    ["src/views/pages/home.tsx", "src/routes/mod.ts", true],
    ["src/routes/mod.ts", "src/platform/deno/mod.ts"],
    ["src/client/mod.ts", "src/node/mod.ts", true],
    ["src/island/key.ts", "src/node/mod.ts"],
    ["src/commands/key.ts", "src/routes/mod.ts"],
    ["src/commands/key.ts", "src/platform/deno/key_file.ts"],
    ["src/platform/browser/mod.ts", "src/platform/deno/mod.ts"],
    ["src/platform/deno/clock.ts", "src/client/mod.ts"],
    ["src/routes/mod.ts", "src/main.ts"],
    ["src/core/bamboo/mod.ts", "tests/x.ts"],
    ["src/stray.ts", "src/core/bamboo/mod.ts"],
  ];
  for (const [from, to, typesOnly = false] of forbidden) {
    assert.notEqual(whyNotImport(from, to, typesOnly), null, `${from} → ${to}`);
  }
});

Deno.test("layers: the graph of imports keeps to them", async () => {
  const bad: Graph = {
    modules: [{
      specifier: `${ROOT.href}src/core/bad.ts`,
      dependencies: [
        { specifier: "../node/mod.ts", type: { specifier: `${ROOT.href}src/node/mod.ts` } },
        { specifier: "node:fs", code: { specifier: "node:fs" } },
        { specifier: "zod", code: { specifier: "npm:/zod@4" } },
        { specifier: "https://a.example/x.ts", code: { specifier: "https://a.example/x.ts" } },
      ],
    }],
  };
  assert.equal(faultsOf(bad).length, 4);

  const files = sourceFiles();
  const graph = await graphOf(files);
  // Else the rules would hold of nothing.
  const seen = new Set(graph.modules.map(({ specifier }) => specifier));
  assert.deepEqual(files.filter((file) => !seen.has(new URL(file, ROOT).href)), []);
  assert(graph.modules.some(({ dependencies }) => (dependencies?.length ?? 0) > 0));
  assert.deepEqual(faultsOf(graph), []);
});

Deno.test("layers: only the platform names Deno and node:*, and core and node have no clock", () => {
  const bad: [string, string][] = [
    ["src/core/bad.ts", "export const now = () => Date.now();"],
    ["src/core/bad.ts", "export const now = () => new Date();"],
    ["src/core/bad.ts", "export const dice = () => Math.random();"],
    ["src/core/bad.ts", "crypto.getRandomValues(new Uint8Array(1));"],
    ["src/core/bad.ts", "globalThis.crypto.randomUUID();"],
    ["src/core/bad.ts", "setTimeout(() => {}, 1);"],
    ["src/core/bad.ts", 'await fetch("/");'],
    ["src/core/bad.ts", 'import "node:fs";'],
    ["src/core/bad.ts", 'export * from "../node/mod.ts";'],
    ["src/core/bad.ts", 'await import("../node/mod.ts");'],
    ["src/node/bad.ts", "export const at = Date.now();"],
    ["src/node/bad.ts", "performance.now();"],
    ["src/routes/bad.ts", 'Deno.readTextFileSync("x");'],
    ["src/main.ts", "Deno.exit(1);"],
    ["src/commands/bad.ts", 'import { join } from "node:path";'],
    ["src/views/bad.tsx", 'import { startNode } from "../node/mod.ts";'],
    ["src/platform/browser/bad.ts", "Deno.exit(1);"],
  ];
  for (const [path, text] of bad) {
    assert.equal(lintFaults(path, text).length, 1, `${path}: ${text}`);
  }
  for (
    const [path, text] of [
      ["src/core/good.ts", "export const at = new Date(0).getTime();"],
      ["src/platform/deno/good.ts", 'import "node:fs"; Deno.exit(Date.now());'],
      ["src/views/good.tsx", 'import type { Node } from "../node/mod.ts"; export type X = Node;'],
      ["tests/good.ts", "Deno.exit(Date.now());"],
    ] as const
  ) assert.deepEqual(lintFaults(path, text), [], text);

  for (const path of sourceFiles()) {
    const text = Deno.readTextFileSync(new URL(path, ROOT));
    assert.deepEqual(lintFaults(path, text), [], path);
    assert.doesNotMatch(text, /deno-lint-ignore(?:-file)?[^\n]*layers\//, path);
  }
});

Deno.test("packages: from npm by name, with versions in deno.json only", async () => {
  const isManifest = (path: string) => /(^|\/)(package(-lock)?\.json|node_modules\/)/.test(path);
  assert(isManifest("package.json") && isManifest("src/island/package-lock.json"));
  assert.deepEqual((await git("ls-files")).filter(isManifest), []);

  const namesHost = (text: string) =>
    /https?:\/\/|\bjsr:|"resolved"|"tarball"/.exec(text)?.[0] ?? null;
  assert.notEqual(namesHost('"tarball": "https://registry.example/zod.tgz"'), null);
  for (const file of ["deno.lock", "deno.json"]) {
    assert.equal(namesHost(await Deno.readTextFile(new URL(file, ROOT))), null, file);
  }

  const { imports, version } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  for (const [name, target] of Object.entries<string>(imports)) {
    assert.match(target, /^npm:(?:@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+[\w.-]*$/, `${name}: ${target}`);
  }
  assert.equal(version, VERSION);
});

Deno.test("tasks: nothing runs with every right but tests and tools", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  for (const name of ["start", "p2panda"]) {
    assert.doesNotMatch(tasks[name].command, /-A\b|--allow-(?:all|run|ffi)/);
    assert.match(tasks[name].command, /--allow-sys=networkInterfaces /);
  }
});
