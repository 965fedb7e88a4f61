/**
 * From the inputs of a form to a policy's parameters, and back. An owner's field is the input
 * `policy.params.<policy>.<field>`: the fields of all policies stand in one form, and those of the
 * chosen one count.
 */
import { type FieldError, type FieldErrorCode, instantsOf, localTimeOf } from "../forms/mod.ts";
import { type CborValue, fromHex } from "../messages/mod.ts";
import type { FieldValue, FieldValues, ParamValue, Policy, PolicyField } from "./policy.ts";
import { paramsOf, policyNamed } from "./registry.ts";

/** The inputs of a form: the last text of a name, trimmed; undefined where there is none. */
export interface TextInputs {
  text(name: string): string | undefined;
}

export type ParamsOutcome =
  | { readonly ok: true; readonly params: { [name: string]: CborValue } }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

export function paramInput(policy: string, field: string): string {
  return `policy.params.${policy}.${field}`;
}

/**
 * The parameters that a form gives a policy, as a message holds them; null where the form shows none of
 * its fields, or this program does not know it. `before` is what the resource has for the same policy:
 * a time that the form left as it was stays as it was, to the millisecond.
 */
export function paramsFromInputs(
  name: string,
  inputs: TextInputs,
  zone: string,
  before: unknown,
): ParamsOutcome | null {
  const policy = policyNamed(name);
  if (policy === undefined) return null;
  const textOf = (field: PolicyField) => inputs.text(paramInput(name, field.name));
  if (
    policy.ownerFields.length > 0 && policy.ownerFields.every((one) => textOf(one) === undefined)
  ) {
    return null;
  }
  const parsed = before === undefined ? null : paramsOf(policy, before);
  const kept = parsed === null ? {} : fieldsOf(policy, parsed);
  const errors: FieldError[] = [];
  const refuse = (field: string, code: FieldErrorCode) => {
    errors.push({ field: paramInput(name, field), code });
  };
  const values: { [field: string]: FieldValue } = {};
  for (const field of policy.ownerFields) {
    const text = textOf(field) ?? "";
    const value = text === "" ? undefined : readField(field, text, zone, kept[field.name]);
    if (value !== undefined && "code" in value) refuse(field.name, value.code);
    else if (value !== undefined) values[field.name] = value.value;
    else if (field.required && policy.toParams === undefined) refuse(field.name, "missing");
  }
  if (errors.length > 0) return { ok: false, errors };
  const params = policy.toParams?.(values, parsed) ?? plainParams(policy, values);
  if (typeof params === "string") refuse(params, "missing");
  else {
    const held = inMessage(params) as { [name: string]: CborValue };
    if (paramsOf(policy, held) !== null) return { ok: true, params: held };
    errors.push({ field: "policy.name", code: "no-effect" });
  }
  return { ok: false, errors };
}

/** What stands in the fields of a form that changes these parameters. */
export function inputsOfParams(
  policy: Policy,
  params: unknown,
  zone: string,
): ReadonlyMap<string, string> {
  const parsed = params === null ? null : paramsOf(policy, params);
  const values = parsed === null ? {} : fieldsOf(policy, parsed);
  const inputs = new Map<string, string>();
  for (const { name, kind, preset } of policy.ownerFields) {
    const value = parsed === null ? preset : values[name];
    if (value === undefined || value === false) continue;
    inputs.set(
      name,
      value === true
        ? "1"
        : typeof value === "object"
        ? value.join("\n")
        : kind === "datetime"
        ? localTimeOf(Number(value), zone)
        : String(value),
    );
  }
  return inputs;
}

function fieldsOf(policy: Policy, params: unknown): FieldValues {
  return policy.toFields?.(params) ?? params as FieldValues;
}

function readField(
  field: PolicyField,
  text: string,
  zone: string,
  before: FieldValue | undefined,
): { readonly value: FieldValue } | { readonly code: FieldErrorCode } {
  switch (field.kind) {
    case "number": {
      const number = /^[+-]?\d+$/.test(text) ? Number(text) : NaN;
      if (Number.isNaN(number)) return { code: "not-a-number" };
      const { min = -Infinity, max = Infinity } = field;
      const fits = Number.isSafeInteger(number) && number >= min && number <= max;
      return fits ? { value: number } : { code: "out-of-range" };
    }
    case "datetime": {
      if (typeof before === "number" && localTimeOf(before, zone) === text) {
        return { value: before };
      }
      const time = instantsOf(text, zone);
      return time.ok ? { value: time.instants[0] } : { code: time.code };
    }
    case "keys": {
      const ids = text.split(/[\s,]+/).filter((part) => part !== "").map(idIn);
      const known = ids.filter((id) => id !== null);
      return known.length === ids.length ? { value: [...new Set(known)] } : { code: "not-an-id" };
    }
    case "resource": {
      const id = idIn(text);
      return id === null ? { code: "not-an-id" } : { value: id };
    }
    case "choice":
      return field.options?.some(({ value }) => value === text)
        ? { value: text }
        : { code: "not-a-choice" };
    case "checkbox":
      return { value: true };
    case "text":
      if (text.includes("\n")) return { code: "bad-characters" };
      return lengthOf(text) <= (field.most ?? Infinity) ? { value: text } : { code: "too-long" };
    default:
      return lengthOf(text) <= (field.most ?? Infinity) ? { value: text } : { code: "too-long" };
  }
}

/** An id as it is, or at the end of the address of its page. */
function idIn(text: string): string | null {
  return /(?:^|\/)([0-9a-f]{64})\/?(?:[?#].*)?$/.exec(text.trim().toLowerCase())?.[1] ?? null;
}

function lengthOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

function plainParams(policy: Policy, values: FieldValues): Record<string, ParamValue> {
  const params: Record<string, ParamValue> = {};
  for (const { name, kind } of policy.ownerFields) {
    const value = values[name];
    if (value === undefined) continue;
    if (kind === "resource") params[name] = { $bytes: String(value) };
    else if (typeof value === "object") params[name] = value.map((id) => ({ $bytes: id }));
    else params[name] = value;
  }
  return params;
}

function inMessage(value: ParamValue): CborValue {
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(inMessage);
  if ("$bytes" in value) return fromHex(String(value.$bytes)) ?? "";
  return Object.fromEntries(
    Object.entries(value as Readonly<Record<string, ParamValue>>)
      .map(([name, inner]) => [name, inMessage(inner)]),
  );
}
