/** The repository, and steps that run in it. */
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("../", import.meta.url));

/** Runs this same Deno; whether it ended well. */
export async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: repository,
    env,
    stdin: "null",
  }).spawn().status;
  return success;
}

/** Runs named steps in order until one fails, and says which. */
export async function inOrder(
  steps: readonly (readonly [string, () => Promise<boolean>])[],
): Promise<boolean> {
  for (const [name, step] of steps) {
    console.error(`· ${name}`);
    if (await step()) continue;
    console.error(`✗ ${name}`);
    return false;
  }
  return true;
}

/** What `git` prints, in lines. */
export async function git(...args: string[]): Promise<string[]> {
  const { stdout, success, stderr } = await new Deno.Command("git", { args, cwd: repository })
    .output();
  if (!success) throw new Error(new TextDecoder().decode(stderr).trim());
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
}
