/** The inputs that fuzzing begins with, `corpus/TARGET/*`: honest ones, and those that once failed. */
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("./corpus/", import.meta.url));

export function folderOf(target: string): string {
  return `${FOLDER}${target}`;
}

export function corpusOf(target: string): Uint8Array[] {
  const names = [...Deno.readDirSync(folderOf(target))].map(({ name }) => name).sort();
  return names.map((name) => Deno.readFileSync(`${folderOf(target)}/${name}`));
}
