/** Documents as their messages hold them. */
import { sameBytes } from "../bamboo/mod.ts";
import { type CborValue, encodeCbor, type Field, fromHex, type Schema } from "../messages/mod.ts";
import type { CurrentDocument } from "./documents.ts";

export type FieldValues = { [name: string]: CborValue };

/** A document's fields as its messages hold them: no nulls, and bytes for hex. */
export function fieldsOf(schema: Schema, current: CurrentDocument | undefined): FieldValues {
  const fields: FieldValues = {};
  for (const [name, value] of Object.entries(current ?? {})) {
    // `closed` is false where no message says anything.
    const isGiven = value !== undefined && value !== null && value !== false;
    if (isGiven && Object.hasOwn(schema.fields, name)) {
      fields[name] = inMessage(value, schema.fields[name]!.bytesIn);
    }
  }
  return fields;
}

/** A document's value as messages hold it: bytes for hex, and nothing for what is undefined. */
function inMessage(value: unknown, bytesIn: Field["bytesIn"]): CborValue {
  if (typeof value === "string" && bytesIn === "value") return fromHex(value) ?? value;
  if (Array.isArray(value)) {
    return value.map((item) => inMessage(item, bytesIn === "items" ? "value" : null));
  }
  if (typeof value !== "object" || value === null) return value as CborValue;
  if ("$bytes" in value) return inMessage(value.$bytes, "value");
  return Object.fromEntries(
    Object.entries(value).filter(([, inner]) => inner !== undefined)
      .map(([name, inner]) => [name, inMessage(inner, null)]),
  );
}

export function isSame(one: CborValue, other: CborValue): boolean {
  return sameBytes(encodeCbor(one), encodeCbor(other));
}
