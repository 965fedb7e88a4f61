/** The inputs of a form by their names: a path into a message's fields each. */
import { fromHex, ID_BYTES } from "../messages/mod.ts";
import type { FieldError, FieldErrorCode } from "./documents.ts";

export type FormInput = readonly (readonly [name: string, value: string])[];

/** The inputs of one form, by name, and what is wrong with them so far. */
export class Inputs {
  readonly errors: FieldError[] = [];
  readonly #values = new Map<string, string[]>();
  /** What stands before the first dot and before the second one: the groups, and their rows. */
  readonly #groups = new Set<string>();

  constructor(input: FormInput) {
    for (const [name, value] of input) {
      const values = this.#values.get(name);
      if (values !== undefined) {
        values.push(value);
        continue;
      }
      this.#values.set(name, [value]);
      const first = name.indexOf(".");
      if (first === -1) continue;
      this.#groups.add(name.slice(0, first));
      const second = name.indexOf(".", first + 1);
      if (second !== -1) this.#groups.add(name.slice(0, second));
    }
  }

  /** The last value of a name: a radio button after its hidden twin, say. Undefined where not shown. */
  text(name: string): string | undefined {
    return this.#values.get(name)?.at(-1)?.replace(/\r\n?/g, "\n").trim();
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** Names of all inputs, in the order in which they came first. */
  names(): Iterable<string> {
    return this.#values.keys();
  }

  /** Whether any input is named `prefix.…`, where the prefix has at most one dot. */
  hasGroup(prefix: string): boolean {
    return this.#groups.has(prefix);
  }

  refuse(field: string, code: FieldErrorCode): undefined {
    this.errors.push({ field, code });
  }

  /** Undefined where not shown, empty, or no id: the last is told. */
  id(name: string): Uint8Array | undefined {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined || text === "") return undefined;
    return idOf(text) ?? this.refuse(name, "not-an-id");
  }
}

/** Null for what is no id. */
export function idOf(text: string): Uint8Array | null {
  const bytes = fromHex(text);
  return bytes?.length === ID_BYTES ? bytes : null;
}
