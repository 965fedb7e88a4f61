/**
 * Messages as JSON, for the command line and the log page: bytes that a schema names are hex,
 * bytes elsewhere `{"$bytes": hex}`.
 */
import type { CborValue } from "./cbor.ts";
import type { BytesIn } from "./field.ts";
import type { MessageDraft } from "./message.ts";
import { schemaNamed } from "./schemas.ts";

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

const OUTER_BYTES = ["festival", "id", "proposal"] as const;
const HEX = /^(?:[0-9a-f][0-9a-f])*$/;

/** Ten times as fast where the platform has it, as browsers since 2025 and Deno do. */
interface NativeHex {
  readonly toHex?: () => string;
}
interface NativeHexClass {
  readonly fromHex?: (text: string) => Uint8Array;
}

export function toHex(bytes: Uint8Array): string {
  const native = (bytes as NativeHex).toHex;
  if (native !== undefined) return native.call(bytes);
  let text = "";
  for (const byte of bytes) text += HEX_PAIRS[byte];
  return text;
}
const HEX_PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Null for what is not lower-case hex of whole bytes. */
export function fromHex(text: string): Uint8Array | null {
  if (!HEX.test(text)) return null;
  const native = (Uint8Array as NativeHexClass).fromHex;
  if (native !== undefined) return native(text);
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** Any decoded payload as JSON: a message's named bytes as hex, all others as `$bytes`. */
export function toJson(value: CborValue): JsonValue {
  if (!isMap(value) || typeof value["schema"] !== "string") return valueToJson(value);
  const fields = schemaNamed(value["schema"])?.fields ?? {};
  const json: { [key: string]: JsonValue } = {};
  for (const [key, inner] of Object.entries(value)) {
    if ((OUTER_BYTES as readonly string[]).includes(key)) {
      set(json, key, namedToJson(inner, "value"));
    } else if (key === "fields" && isMap(inner)) {
      const named: { [key: string]: JsonValue } = {};
      for (const [name, field] of Object.entries(inner)) {
        set(
          named,
          name,
          namedToJson(field, Object.hasOwn(fields, name) ? fields[name]!.bytesIn : null),
        );
      }
      json[key] = named;
    } else set(json, key, valueToJson(inner));
  }
  return json;
}

function namedToJson(value: CborValue, bytesIn: BytesIn): JsonValue {
  if (bytesIn === "value" && value instanceof Uint8Array) return toHex(value);
  if (bytesIn === "items" && Array.isArray(value)) {
    return value.map((item) => item instanceof Uint8Array ? toHex(item) : valueToJson(item));
  }
  return valueToJson(value);
}

/** Any value as JSON, every byte string as `$bytes`. */
export function valueToJson(value: CborValue): JsonValue {
  if (value instanceof Uint8Array) return { $bytes: toHex(value) };
  if (Array.isArray(value)) return value.map(valueToJson);
  if (!isMap(value)) return value;
  const json: { [key: string]: JsonValue } = {};
  for (const [key, inner] of Object.entries(value)) set(json, key, valueToJson(inner));
  return json;
}

/** What is wrong with a message in JSON, and where: `fields.start`, say. */
export class MessageJsonError extends Error {
  override name = "MessageJsonError";
  constructor(readonly path: string, readonly problem: string) {
    super(path === "" ? problem : `${path}: ${problem}`);
  }
}

/**
 * Reads a message from JSON, its bytes by the schema. Only the outer form is judged here: encode
 * and parse the result to know whether it has an effect.
 *
 * Throws {@link MessageJsonError}.
 */
export function messageFromJson(json: unknown): MessageDraft {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new MessageJsonError(
      "",
      'a message is an object like {"action":"create","schema":"event",…}',
    );
  }
  const outer = json as Record<string, unknown>;
  const { action, schema: name, version = 1, at, fields } = outer;
  if (action !== "create" && action !== "update" && action !== "delete") {
    throw new MessageJsonError("action", 'must be "create", "update" or "delete"');
  }
  if (typeof name !== "string") throw new MessageJsonError("schema", "must be a schema's name");
  if (version !== 1) throw new MessageJsonError("version", "must be 1");
  if (at !== undefined && !Number.isSafeInteger(at)) {
    throw new MessageJsonError("at", "must be Unix milliseconds");
  }
  for (const key of Object.keys(outer)) {
    if (!OUTER_PLAIN.has(key) && !(OUTER_BYTES as readonly string[]).includes(key)) {
      throw new MessageJsonError(key, "is no part of a message");
    }
  }
  const named = schemaNamed(name)?.fields ?? {};
  const draft: { -readonly [K in keyof MessageDraft]: MessageDraft[K] } = {
    action,
    schema: name,
    version: 1,
  };
  for (const key of OUTER_BYTES) {
    if (outer[key] !== undefined) draft[key] = bytesFromJson(outer[key], key);
  }
  if (at !== undefined) draft.at = at as number;
  if (fields !== undefined) {
    if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
      throw new MessageJsonError("fields", "must be an object");
    }
    const values: { [name: string]: CborValue } = {};
    for (const [key, value] of Object.entries(fields)) {
      const bytesIn = Object.hasOwn(named, key) ? named[key]!.bytesIn : null;
      set(values, key, fromJson(value, bytesIn, `fields.${key}`));
    }
    draft.fields = values;
  }
  return draft;
}

const OUTER_PLAIN = new Set(["action", "schema", "version", "at", "fields"]);

function fromJson(value: unknown, bytesIn: BytesIn, path: string): CborValue {
  if (value === null) return null;
  if (bytesIn === "value") return bytesFromJson(value, path);
  if (bytesIn === "items" && Array.isArray(value)) {
    return value.map((item, i) => bytesFromJson(item, `${path}.${i}`));
  }
  switch (typeof value) {
    case "boolean":
    case "string":
      return value;
    case "number":
      if (Number.isSafeInteger(value)) return value;
      throw new MessageJsonError(path, "must be a whole number within ±(2^53 − 1)");
    case "object":
      break;
    default:
      throw new MessageJsonError(path, "cannot be part of a message");
  }
  if (Array.isArray(value)) return value.map((item, i) => fromJson(item, null, `${path}.${i}`));
  if ("$bytes" in value) return bytesFromJson(value, path);
  const map: { [key: string]: CborValue } = {};
  for (const [key, inner] of Object.entries(value)) {
    set(map, key, fromJson(inner, null, `${path}.${key}`));
  }
  return map;
}

function bytesFromJson(value: unknown, path: string): Uint8Array {
  const text = typeof value === "object" && value !== null && "$bytes" in value
    ? value.$bytes
    : value;
  const bytes = typeof text === "string" ? fromHex(text) : null;
  if (bytes === null) throw new MessageJsonError(path, "must be bytes as lower-case hex");
  return bytes;
}

/** `__proto__` is a key like any other. */
function set<V>(map: { [key: string]: V }, key: string, value: V): void {
  if (key === "__proto__") {
    Object.defineProperty(map, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else map[key] = value;
}

function isMap(value: CborValue): value is { [key: string]: CborValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof Uint8Array);
}
