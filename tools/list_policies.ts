/**
 * Writes `src/core/policies/list.ts`: every file of that folder that defines a policy. Part of
 * `deno task build`, so that adding a policy is adding its file.
 */
import { repository } from "./steps.ts";

export const POLICIES_FOLDER = `${repository}src/core/policies/`;

/** The text of the list, from the texts of the folder's files by name. */
export function policyList(files: ReadonlyMap<string, string>): string {
  const found = [...files].flatMap(([file, text]) => {
    const name = /^export const (\w+) = definePolicy[(<]/m.exec(text)?.[1];
    return name === undefined ? [] : [{ file, name }];
  }).sort((one, other) => one.file < other.file ? -1 : 1);
  return [
    "/** Every policy of this program: written by `deno task build`, from the files of this folder. */",
    ...found.map(({ file, name }) => `import { ${name} } from "./${file}";`),
    'import type { Policy } from "./policy.ts";',
    "",
    "export const LIST: readonly Policy[] = [",
    ...found.map(({ name }) => `  ${name},`),
    "];",
    "",
  ].join("\n");
}

export async function policyFiles(folder = POLICIES_FOLDER): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile) files.set(name, await Deno.readTextFile(`${folder}${name}`));
  }
  return files;
}

if (import.meta.main) {
  const list = `${POLICIES_FOLDER}list.ts`;
  const text = policyList(await policyFiles());
  if (text !== await Deno.readTextFile(list)) await Deno.writeTextFile(list, text);
}
