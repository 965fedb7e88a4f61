/**
 * Who may import whom (the layers of the design), as a function of two paths. The lint plugin and
 * the test of the import graph both ask here, so that there is one answer.
 */

/** A file's layer; `main` is the composition root. */
export type Layer =
  | "main"
  | "core"
  | "node"
  | "platform/deno"
  | "platform/browser"
  | "routes"
  | "views"
  | "client"
  | "agents"
  | "commands"
  | "bots"
  | "island"
  | "reader";

interface Rule {
  readonly imports: readonly Layer[];
  /** Layers of which it takes types alone. */
  readonly types?: readonly Layer[];
}

const RULES: { readonly [L in Layer]: Rule } = {
  "core": { imports: [] },
  "node": { imports: ["core"] },
  "platform/deno": { imports: ["node", "core"] },
  "platform/browser": { imports: ["node", "core"] },
  "views": { imports: [], types: ["node", "core"] },
  "routes": { imports: ["views", "node", "core"] },
  "client": { imports: ["core"] },
  "agents": { imports: ["client", "core"] },
  "island": { imports: ["client", "core"] },
  "reader": { imports: [] },
  "bots": { imports: ["client", "core"] },
  "commands": { imports: ["core", "node", "platform/deno", "client", "agents", "bots"] },
  "main": {
    imports: ["core", "node", "platform/deno", "client", "agents", "bots", "routes", "commands"],
  },
};

const LAYERS = Object.keys(RULES) as Layer[];

/** The layer of a path within the repository (`src/core/bamboo/entry.ts`); null outside `src/`. */
export function layerOf(path: string): Layer | null {
  if (path === "src/main.ts") return "main";
  for (const layer of LAYERS) if (path.startsWith(`src/${layer}/`)) return layer;
  return null;
}

/**
 * Why a file of `src/` may not import another; null where it may.
 *
 * Within a layer, what stands beside or above is free. Whatever stands in another folder is entered
 * by its `mod.ts`, so that a folder can be changed behind it.
 */
export function whyNotImport(from: string, to: string, typesOnly: boolean): string | null {
  const fromLayer = layerOf(from);
  if (fromLayer === null) {
    return from.startsWith("src/") ? `${from} is in no layer: see tools/layers.ts` : null;
  }
  const toLayer = layerOf(to);
  if (toLayer === null) return `${fromLayer} imports nothing from outside src/: ${to}`;
  if (fromLayer !== toLayer) {
    const rule = RULES[fromLayer];
    if (!rule.imports.includes(toLayer)) {
      if (!(rule.types ?? []).includes(toLayer)) return `${fromLayer} must not import ${toLayer}`;
      if (!typesOnly) return `${fromLayer} takes types alone from ${toLayer}: use import type`;
    }
  }
  const folder = to.slice(0, to.lastIndexOf("/") + 1);
  const above = fromLayer === toLayer && from.startsWith(folder);
  if (!above && !/\/mod\.tsx?$/.test(to)) return `enter ${folder} by its mod.ts, not by ${to}`;
  return null;
}

/** Packages that the small layers may use; the others choose for themselves. */
const PACKAGES: { readonly [L in Layer]?: readonly string[] } = {
  core: ["zod/mini", "@noble/ed25519", "@noble/hashes", "@date-fns/tz"],
  views: ["hono"],
  client: [],
  agents: [],
  commands: [],
  main: [],
};

/** Why a file may not import what is not a file of ours (`zod`, `node:fs`); null where it may. */
export function whyNotPackage(from: string, specifier: string): string | null {
  const layer = layerOf(from);
  if (layer === null) return null;
  if (/^(?:https?|jsr):/.test(specifier)) return "packages come from npm, by name";
  if (specifier.startsWith("npm:")) return "versions of packages stand in deno.json only";
  if (specifier.startsWith("node:")) {
    return layer === "platform/deno" ? null : `only src/platform/deno names ${specifier}`;
  }
  const allowed = PACKAGES[layer];
  if (allowed === undefined) return null;
  if (allowed.some((name) => specifier === name || specifier.startsWith(`${name}/`))) return null;
  return `${layer} does not use ${specifier}`;
}

/** Why a file may not use a name of the world around it (`Deno`, `Date.now`); null where it may. */
export function whyNotGlobal(from: string, name: string): string | null {
  const layer = layerOf(from);
  if (layer === null) return null;
  if (name === "Deno") {
    return layer === "platform/deno" ? null : "only src/platform/deno names Deno";
  }
  if (layer !== "core" && layer !== "node") return null;
  if (layer === "core") return `core is pure: no ${name}`;
  return `the node asks its ports (Clock, Entropy): no ${name}`;
}

/**
 * Globals that are a clock, chance or I/O: with `Deno`, the names to ask {@link whyNotGlobal} about.
 * `document` and `window` are left to the type libraries: a festival is a document here too.
 */
export const WORLDLY_GLOBALS: ReadonlySet<string> = new Set([
  "crypto",
  "fetch",
  "performance",
  "setTimeout",
  "setInterval",
  "clearTimeout",
  "clearInterval",
  "navigator",
  "localStorage",
  "sessionStorage",
  "indexedDB",
]);
