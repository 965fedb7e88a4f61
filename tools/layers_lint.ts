/** Lint plugin: the rules of `layers.ts`, shown in the editor and by `deno lint`. */
import { whyNotGlobal, whyNotImport, whyNotPackage, WORLDLY_GLOBALS } from "./layers.ts";

const plugin: Deno.lint.Plugin = {
  name: "layers",
  rules: {
    imports: {
      create(context) {
        const from = repositoryPath(context.filename);
        if (from === null) return {};
        const judge = (node: Deno.lint.Node, source: string, typesOnly: boolean) => {
          const message = /^\.{1,2}\//.test(source)
            ? whyNotImport(from, resolve(from, source), typesOnly)
            : whyNotPackage(from, source);
          if (message !== null) context.report({ node, message });
        };
        return {
          ImportDeclaration(node) {
            const named = node.specifiers.length > 0 &&
              node.specifiers.every((one) =>
                one.type === "ImportSpecifier" && one.importKind === "type"
              );
            judge(node, node.source.value, node.importKind === "type" || named);
          },
          ExportNamedDeclaration(node) {
            if (node.source) judge(node, node.source.value, node.exportKind === "type");
          },
          ExportAllDeclaration(node) {
            judge(node, node.source.value, node.exportKind === "type");
          },
          ImportExpression(node) {
            if (node.source.type === "Literal" && typeof node.source.value === "string") {
              judge(node, node.source.value, false);
            }
          },
        };
      },
    },
    world: {
      create(context) {
        const from = repositoryPath(context.filename);
        if (from === null) return {};
        const judge = (node: Deno.lint.Node, name: string) => {
          const message = whyNotGlobal(from, name);
          if (message !== null) context.report({ node, message });
        };
        const isWorldly = (name: string) => name === "Deno" || WORLDLY_GLOBALS.has(name);
        return {
          MemberExpression(node) {
            const { object, property } = node;
            if (object.type !== "Identifier") return;
            const name = object.name;
            if (isWorldly(name)) judge(node, name);
            if (name === "globalThis" && property.type === "Identifier") {
              if (isWorldly(property.name)) judge(node, property.name);
            }
            if (property.type !== "Identifier") return;
            const pair = `${name}.${property.name}`;
            if (pair === "Date.now" || pair === "Math.random") judge(node, pair);
          },
          CallExpression(node) {
            if (node.callee.type !== "Identifier") return;
            const name = node.callee.name;
            if (isWorldly(name)) judge(node, name);
          },
          NewExpression(node) {
            const { callee } = node;
            if (callee.type !== "Identifier" || callee.name !== "Date") return;
            if (node.arguments.length === 0) judge(node, "new Date()");
          },
        };
      },
    },
  },
};
export default plugin;

/** The path within the repository of a file under `src/`; null for all others. */
function repositoryPath(filename: string): string | null {
  const path = filename.replaceAll("\\", "/");
  const root = new URL("../", import.meta.url).pathname.replace(/^\/(?=[A-Za-z]:)/, "");
  const inside = path.startsWith(root) ? path.slice(root.length) : path;
  return inside.startsWith("src/") ? inside : null;
}

function resolve(from: string, source: string): string {
  return new URL(source, `file:///${from}`).pathname.slice(1);
}
