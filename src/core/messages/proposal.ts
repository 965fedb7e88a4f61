/** A change that somebody asks a document's author, or a collective, to make. */
import * as z from "zod/mini";
import type { CborValue } from "./cbor.ts";
import { id, line, lines, optional, required } from "./field.ts";
import { defineSchema } from "./schema.ts";

const anyMap = z.custom<{ readonly [key: string]: CborValue }>((value) =>
  typeof value === "object" && value !== null && !Array.isArray(value) &&
  !(value instanceof Uint8Array)
);

export const proposal = defineSchema({
  name: "proposal",
  version: 1,
  home: "festival",
  actions: ["create", "delete"],
  fields: {
    /** The document to be changed; or `schema` and `for`, for a new one. */
    document: optional(id, { bytesIn: "value" }),
    schema: optional(line(40)),
    /** The key that should make it. */
    for: optional(id, { bytesIn: "value" }),
    fields: required(anyMap),
    note: optional(lines(1_000)),
  },
  holds: (values) =>
    values.document === undefined
      ? values.schema !== undefined && values.for !== undefined
      : values.schema === undefined && values.for === undefined,
});
