/** Commands that are promised and not there yet: they say so, and fail. */
import { type Command, CommandError } from "./command.ts";

export const agent = notBuiltYet(
  "agent",
  "--node URL --key FILE",
  "answers requests by their policies",
);
export const exportLogs = notBuiltYet(
  "export",
  "--data DIR [--festival ID] FILE",
  "logs as a file to carry",
);
export const importLogs = notBuiltYet("import", "--data DIR FILE", "takes such a file in");

function notBuiltYet(name: string, usage: string, does: string): Command {
  return {
    name,
    usage,
    summary: `${does} (not built yet)`,
    help: "\nThis command is not built yet: it fails with exit code 1.",
    run() {
      throw new CommandError(`${name} is not built yet`);
    },
  };
}
