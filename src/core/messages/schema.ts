/** What a schema is: its fields, where its messages live, and what may be done with its documents. */
import type { Fields, ValuesOf } from "./field.ts";

export interface Schema<Name extends string = string, F extends Fields = Fields> {
  readonly name: Name;
  readonly version: 1;
  /** `profile`: log 0 of the author; `festival`: the log of the festival that it names. */
  readonly home: "profile" | "festival";
  readonly actions: readonly ("create" | "update" | "delete")[];
  readonly fields: F;
  /** Whether the rules across fields hold for a fold; a document that breaks them has no effect. */
  readonly holds?: (values: ValuesOf<F>) => boolean;
}

export function defineSchema<const Name extends string, F extends Fields>(
  schema: Schema<Name, F>,
): Schema<Name, F> {
  return schema;
}
