/** A command of the command line: what it is called, what it says of itself, what it does. */
export interface Command {
  readonly name: string;
  /** What stands behind the name in the list of commands: `create FILE`. */
  readonly usage: string;
  /** A few words, for the list. */
  readonly summary: string;
  /** Everything else `--help` says. */
  readonly help: string;
  /**
   * Gives the exit code: 0 done, 1 it did not work.
   *
   * Throws UsageError for wrong usage (2); any other error's message is the one line that says why.
   */
  run(args: readonly string[]): number | Promise<number>;
}

/** It did not work, for a reason that its message tells in one line. */
export class CommandError extends Error {
  override name = "CommandError";
}
