/** Arguments of the command line, parsed by what a command takes. */
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { nearest } from "./nearest.ts";

/** Wrong usage: the program ends with 2. Its message says what to do instead. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** `text` takes a value (of several the last), `list` one each time it is given, `switch` none. */
export type FlagKind = "text" | "list" | "switch";

export interface Flags {
  text(name: string): string | undefined;
  list(name: string): readonly string[];
  on(name: string): boolean;
  /** What is no flag, in order. */
  readonly rest: readonly string[];
}

/** Parses arguments; `--` ends the flags. @throws {UsageError} */
export function parseFlags(
  args: readonly string[],
  kinds: { readonly [name: string]: FlagKind },
): Flags {
  const options: ParseArgsOptionsConfig = {};
  for (const [name, kind] of Object.entries(kinds)) {
    options[name] = { type: kind === "switch" ? "boolean" : "string", multiple: kind === "list" };
  }
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, string[]>();
  const rest: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") rest.push(token.value);
    if (token.kind !== "option") continue;
    const kind = Object.hasOwn(kinds, token.name) ? kinds[token.name] : undefined;
    if (kind === undefined) {
      const near = nearest(token.name, Object.keys(kinds));
      throw new UsageError(
        `there is no flag ${token.rawName}${near === null ? "" : `: did you mean --${near}?`}`,
      );
    }
    if (kind === "switch") {
      if (token.value !== undefined) throw new UsageError(`${token.rawName} takes no value`);
      values.set(token.name, []);
      continue;
    }
    if (token.value === undefined || (!token.inlineValue && /^--?[a-z]/.test(token.value))) {
      throw new UsageError(`${token.rawName} needs a value`);
    }
    values.set(token.name, [...values.get(token.name) ?? [], token.value]);
  }
  return {
    text: (name) => values.get(name)?.at(-1),
    list: (name) => values.get(name) ?? [],
    on: (name) => values.has(name),
    rest,
  };
}
