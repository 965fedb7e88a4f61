/** Finds the command that was meant, runs it, and turns how it ended into an exit code. */
import { nearest, printErrorLine, printLine, UsageError, VERSION } from "../platform/deno/mod.ts";
import type { Command } from "./command.ts";

/** Runs `p2panda ARGS…`; gives the exit code. The first command is the one when none is named. */
export async function runCommandLine(
  args: readonly string[],
  commands: readonly [Command, ...Command[]],
): Promise<number> {
  const [first, ...rest] = args;
  if (first === "--version" || first === "-V") return print(`p2panda ${VERSION}`);
  if (first === "--help" || first === "-h" || (first === "help" && rest.length === 0)) {
    return print(overview(commands));
  }
  if (first === "help") return await runCommandLine([rest[0]!, "--help"], commands);

  const named = first !== undefined && !first.startsWith("-");
  const command = named ? commands.find(({ name }) => name === first) : commands[0];
  if (command === undefined) {
    const near = nearest(first!, commands.map(({ name }) => name));
    const hint = near === null ? "p2panda --help lists them" : `did you mean ${near}?`;
    printErrorLine(`p2panda: there is no command ${JSON.stringify(first)}: ${hint}`);
    return 2;
  }
  const commandArgs = named ? rest : args;
  if (asksForHelp(commandArgs)) return print(helpOf(command));
  try {
    return await command.run(commandArgs);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const usage = error instanceof UsageError;
    const hint = usage ? ` (p2panda ${command.name} --help tells more)` : "";
    printErrorLine(`p2panda: ${message.replaceAll(/\s*\n\s*/g, " ")}${hint}`);
    return usage ? 2 : 1;
  }
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.some((arg, i) => (arg === "--help" || arg === "-h") && (end < 0 || i < end));
}

function print(text: string): number {
  printLine(text);
  return 0;
}

function overview(commands: readonly Command[]): string {
  const calls = commands.map(({ name, usage }) => `${name} ${usage}`.trim());
  const width = Math.max(...calls.map((call) => call.length));
  const lines = commands.map(({ summary }, i) => `  ${calls[i]!.padEnd(width)}  ${summary}`);
  return `p2panda ${VERSION}: plans a self-organised festival, on every node of it

${lines.join("\n")}

Without a command it serves. p2panda COMMAND --help tells more of each.
Exit codes: 0 done, 1 it did not work, 2 wrong usage.`;
}

function helpOf({ name, usage, summary, help }: Command): string {
  return `p2panda ${name} ${usage}`.trim() + `\n\n${summary}\n${help}`.trimEnd();
}
