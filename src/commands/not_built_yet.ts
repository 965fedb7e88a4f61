/** Commands that are promised and not there yet: they say so, and fail. */
import { type Command, CommandError } from "./command.ts";

export const agent = notBuiltYet(
  "agent",
  "--node URL --key FILE",
  "answers requests by their policies",
);

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
