/** Which input is at fault where a field's value is not what its schema takes, and why. */
import { type CborValue, encodeCbor, type Field } from "../messages/mod.ts";
import type { FieldError, FieldErrorCode } from "./documents.ts";
import { isMap } from "./readers.ts";

type Fits = (value: CborValue) => boolean;

/** Gives nothing where the value is right. */
export function blame(field: Field, name: string, value: CborValue): FieldError[] {
  return blameValue(
    name,
    value,
    (value) => isEncodable(value) && field.type.safeParse(value).success,
  );
}

function blameValue(name: string, value: CborValue, fits: Fits): FieldError[] {
  if (fits(value)) return [];
  if (Array.isArray(value)) return blameList(name, value, fits);
  if (isMap(value)) return blameMap(name, value, fits);
  return [{ field: name, code: codeOf(value, fits("")) }];
}

function blameList(name: string, items: readonly CborValue[], fits: Fits): FieldError[] {
  const errors = items.flatMap((item, i) =>
    isMap(item)
      ? blameMap(`${name}.${i}`, item, (item) => fits([item]))
      : blameValue(name, item, (item) => fits([item]))
  );
  return errors.length > 0 ? errors : [{ field: name, code: "too-many" }];
}

/** A member is at fault if the map fits with it neither alone nor with all other texts empty. */
function blameMap(
  name: string,
  map: { readonly [key: string]: CborValue },
  fits: Fits,
): FieldError[] {
  if (fits({ ...map })) return [];
  const blank: { [key: string]: CborValue } = {};
  for (const [key, value] of Object.entries(map)) {
    blank[key] = typeof value === "string" ? "" : value;
  }
  const errors = Object.entries(map).flatMap(([key, value]) => {
    const fitsHere = (value: CborValue) =>
      fits({ [key]: value }) || fits({ ...blank, [key]: value });
    if (fitsHere(value)) return [];
    return [{ field: `${name}.${key}`, code: codeOf(value, fitsHere("")) }];
  });
  return errors.length > 0 ? errors : [{ field: name, code: "too-long" }];
}

function codeOf(value: CborValue, takesText: boolean): FieldErrorCode {
  if (typeof value === "number") return "out-of-range";
  if (value instanceof Uint8Array) return "not-an-id";
  if (typeof value !== "string") return "no-effect";
  if (!takesText) return "not-a-choice";
  return HAS_BAD_CHARACTERS.test(value) ? "bad-characters" : "too-long";
}

// deno-lint-ignore no-control-regex -- these are what it looks for
const HAS_BAD_CHARACTERS = /[\u0000-\u001f\u007f-\u009f]|\p{Surrogate}/u;

/** Half of a character has no UTF-8, and so no place in a message. */
function isEncodable(value: CborValue): boolean {
  try {
    encodeCbor(value);
    return true;
  } catch {
    // That it throws is how the encoder says that a value has no encoding.
    return false;
  }
}
