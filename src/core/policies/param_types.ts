/** What parameters can be, by the few parts of zod/mini that browsers are sent a stand-in for. */
import { array, custom, maxLength, type ZodMiniType } from "zod/mini";
import { utf8Length } from "../messages/mod.ts";

export function text(mostBytes: number): ZodMiniType<string> {
  return custom<string>((value) =>
    typeof value === "string" && value !== "" && utf8Length(value) <= mostBytes
  );
}

export function whole(min: number, max = Number.MAX_SAFE_INTEGER): ZodMiniType<number> {
  return custom<number>((value) =>
    typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max
  );
}

/** Unix milliseconds. */
export const time: ZodMiniType<number> = whole(-Number.MAX_SAFE_INTEGER);

/** Bytes of that many, in hex. */
export function hex(bytes: number): ZodMiniType<string> {
  return custom<string>((value) =>
    typeof value === "string" && value.length === 2 * bytes && /^[0-9a-f]*$/.test(value)
  );
}

/** Of a document, or a public key. */
export const id: ZodMiniType<string> = hex(32);

export function list<Item>(item: ZodMiniType<Item>, most: number) {
  return array(item).check(maxLength(most));
}

export function oneOf<const Value extends string>(...values: readonly Value[]) {
  return custom<Value>((value) => values.includes(value as Value));
}
