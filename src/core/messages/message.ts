/**
 * From a payload to a message, and from messages to a document.
 *
 * A message is judged alone, from its bytes and the log it stands in; nothing else enters. What it
 * meets in the logs (its document, its resource) is for the projections.
 */
import { sameBytes } from "../bamboo/mod.ts";
import type { CborValue } from "./cbor.ts";
import { decodeCbor } from "./decode_cbor.ts";
import { encodeCbor } from "./encode_cbor.ts";
import type { Field, ValuesOf } from "./field.ts";
import { festivalIdOf, ID_BYTES, logIdOf } from "./ids.ts";
import type { Schema } from "./schema.ts";
import { type SchemaName, schemaNamed, type Schemas } from "./schemas.ts";

export type Action = "create" | "update" | "delete";

/** A message as it is signed, before it is encoded. */
export interface MessageDraft {
  readonly action: Action;
  readonly schema: string;
  readonly version: 1;
  readonly festival?: Uint8Array | undefined;
  readonly id?: Uint8Array | undefined;
  /** The author's clock, a claim: shown, never used by a rule. Unix milliseconds. */
  readonly at?: number | undefined;
  /** The proposal that this message accepts: shown, never used by a rule. */
  readonly proposal?: Uint8Array | undefined;
  readonly fields?: { readonly [name: string]: CborValue } | undefined;
}

/** The log that a message stands in: its author, and its festival (null: log 0). */
export interface MessagePlace {
  readonly author: Uint8Array;
  readonly festival: Uint8Array | null;
}

interface Claims {
  readonly at: number | null;
  readonly proposal: Uint8Array | null;
}

export type Values = { readonly [name: string]: unknown };
export type ValuesOfSchema<Name extends SchemaName> = ValuesOf<Schemas[Name]["fields"]>;

export type Message =
  & Claims
  & (
    /** `id` is null but for a festival, whose id its nonce gives. */
    | {
      readonly action: "create";
      readonly schema: SchemaName;
      readonly id: Uint8Array | null;
      readonly values: Values;
    }
    /** In `values` only what changes; null removes. */
    | {
      readonly action: "update";
      readonly schema: SchemaName;
      readonly id: Uint8Array;
      readonly values: Values;
    }
    /** Voids the earlier entry of its log that `id` names, whatever that holds. */
    | { readonly action: "delete"; readonly schema: string; readonly id: Uint8Array }
  );

/** Why a payload has no effect wherever it stands, decided by its bytes and its log. */
export type MessageRefusal =
  /** Not deterministic CBOR, or not the outer map of a message. */
  | { readonly code: "not-a-message" }
  | { readonly code: "unknown-schema"; readonly schema: string }
  | { readonly code: "unknown-version"; readonly schema: string }
  /** A profile outside log 0, or anything else in it. */
  | { readonly code: "wrong-log"; readonly schema: string }
  /** `festival` is missing, or not the festival of the log. */
  | { readonly code: "wrong-festival" }
  /** The schema has no such action: a request is never updated. */
  | { readonly code: "wrong-action"; readonly schema: string }
  /** `id` where there must be none, none where there must be one, or one that its nonce does not give. */
  | { readonly code: "wrong-id" }
  | { readonly code: "wrong-field"; readonly field: string };

export type ParsedMessage =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly refusal: MessageRefusal };

/** Encodes a message deterministically; throws on what CBOR of ours cannot hold. */
export function encodeMessage(draft: MessageDraft): Uint8Array {
  const outer: { [key: string]: CborValue } = {
    action: draft.action,
    schema: draft.schema,
    version: draft.version,
  };
  if (draft.festival !== undefined) outer["festival"] = draft.festival;
  if (draft.id !== undefined) outer["id"] = draft.id;
  if (draft.at !== undefined) outer["at"] = draft.at;
  if (draft.proposal !== undefined) outer["proposal"] = draft.proposal;
  if (draft.fields !== undefined) outer["fields"] = draft.fields as CborValue;
  return encodeCbor(outer);
}

/**
 * Parses the payload of an entry that stands in `place`. Never throws on any bytes.
 *
 * Not checked: anything that needs another entry (see the projections).
 */
export function parseMessage(payload: Uint8Array, place: MessagePlace): ParsedMessage {
  const decoded = decodeCbor(payload);
  if (!decoded.ok || !isMap(decoded.value)) return refuse({ code: "not-a-message" });
  const outer = decoded.value;
  const { action, schema: name, version, festival, id } = outer;
  if (action !== "create" && action !== "update" && action !== "delete") {
    return refuse({ code: "not-a-message" });
  }
  if (typeof name !== "string" || typeof version !== "number") {
    return refuse({ code: "not-a-message" });
  }
  const claims: Claims = {
    at: typeof outer["at"] === "number" ? outer["at"] : null,
    proposal: isId(outer["proposal"]) ? outer["proposal"] : null,
  };

  if (place.festival !== null && !(isId(festival) && sameBytes(festival, place.festival))) {
    return refuse({ code: "wrong-festival" });
  }
  if (action === "delete") {
    // Whatever its schema and version: nodes that know fewer schemas must agree on what is void.
    if (!isId(id)) return refuse({ code: "wrong-id" });
    return { ok: true, message: { action, schema: name, id, ...claims } };
  }

  const schema = schemaNamed(name);
  if (schema === undefined) return refuse({ code: "unknown-schema", schema: name });
  if (version !== schema.version) return refuse({ code: "unknown-version", schema: name });
  if ((schema.home === "profile") !== (place.festival === null)) {
    return refuse({ code: "wrong-log", schema: name });
  }
  if (!schema.actions.includes(action)) return refuse({ code: "wrong-action", schema: name });
  const fields = outer["fields"] === undefined ? {} : outer["fields"];
  if (!isMap(fields)) return refuse({ code: "not-a-message" });

  const parsed = action === "create" ? parseCreate(schema, fields) : parseUpdate(schema, fields);
  if (!parsed.ok) return parsed;
  const { values } = parsed;

  if (action === "update") {
    if (!isId(id)) return refuse({ code: "wrong-id" });
    if (name === "festival" && !sameBytes(id, place.festival as Uint8Array)) {
      return refuse({ code: "wrong-id" });
    }
    return { ok: true, message: { action, schema: schema.name, id, values, ...claims } };
  }
  if (name === "festival") {
    const bound = festivalIdOf(place.author, values["nonce"] as Uint8Array);
    const own = place.festival as Uint8Array;
    if (!isId(id) || !sameBytes(id, own) || !sameBytes(bound, own) || logIdOf(own) === 0) {
      return refuse({ code: "wrong-id" });
    }
    return { ok: true, message: { action, schema: schema.name, id, values, ...claims } };
  }
  if ("id" in outer) return refuse({ code: "wrong-id" });
  if (name === "nesting") {
    const bound = festivalIdOf(place.author, values["nonce"] as Uint8Array);
    if (!sameBytes(bound, values["child"] as Uint8Array)) return refuse({ code: "wrong-id" });
  }
  return { ok: true, message: { action, schema: schema.name, id: null, values, ...claims } };
}

/**
 * Reads, without judging, which festival a payload says it begins: what a node follows when a
 * festival is created on it. Null for anything but a festival's create that binds its author.
 */
export function createdFestival(payload: Uint8Array, author: Uint8Array): Uint8Array | null {
  const decoded = decodeCbor(payload);
  if (!decoded.ok || !isMap(decoded.value)) return null;
  const festival = decoded.value["festival"];
  if (!isId(festival)) return null;
  const parsed = parseMessage(payload, { author, festival });
  if (!parsed.ok || parsed.message.action !== "create") return null;
  return parsed.message.schema === "festival" ? festival : null;
}

/** The proposal that a payload says it accepts, whatever else it holds; null for none. */
export function proposalIn(payload: Uint8Array): Uint8Array | null {
  const decoded = decodeCbor(payload);
  if (!decoded.ok || !isMap(decoded.value)) return null;
  const named = decoded.value["proposal"];
  return isId(named) ? named : null;
}

type ParsedValues =
  | { readonly ok: true; readonly values: { [name: string]: unknown } }
  | { readonly ok: false; readonly refusal: MessageRefusal };

function parseCreate(schema: Schema, given: { readonly [name: string]: CborValue }): ParsedValues {
  const values: { [name: string]: unknown } = {};
  for (const [name, field] of fieldsOf(schema)) {
    if (!Object.hasOwn(given, name)) {
      if (field.optional) continue;
      if (field.fallback === undefined) return refuse({ code: "wrong-field", field: name });
      values[name] = field.fallback;
      continue;
    }
    if (!readInto(values, name, field, given[name]) && !field.optional) {
      return refuse({ code: "wrong-field", field: name });
    }
  }
  return { ok: true, values };
}

/** Puts a field's value where it belongs; false where it is none. */
function readInto(
  values: { [name: string]: unknown },
  name: string,
  { test, type }: Field,
  value: CborValue | undefined,
): boolean {
  if (test !== null) {
    if (!test(value)) return false;
    values[name] = value;
    return true;
  }
  const parsed = type.safeParse(value);
  if (parsed.success) values[name] = parsed.data;
  return parsed.success;
}

/** Made once: a message is read as quickly as this list is made. */
function fieldsOf(schema: Schema): readonly (readonly [string, Field])[] {
  let fields = FIELDS.get(schema);
  if (fields === undefined) FIELDS.set(schema, fields = Object.entries<Field>(schema.fields));
  return fields;
}
const FIELDS = new WeakMap<Schema, readonly (readonly [string, Field])[]>();

function parseUpdate(schema: Schema, given: { readonly [name: string]: CborValue }): ParsedValues {
  const values: { [name: string]: unknown } = {};
  for (const [name, field] of fieldsOf(schema)) {
    if (field.createOnly || !Object.hasOwn(given, name)) continue;
    if (field.optional && given[name] === null) {
      values[name] = null;
      continue;
    }
    if (!readInto(values, name, field, given[name]) && !field.optional) {
      return refuse({ code: "wrong-field", field: name });
    }
  }
  return { ok: true, values };
}

/** Gives the document's values after an update: fields replaced whole, null removes. */
export function applyUpdate(values: Values, change: Values): Values {
  const next: { [name: string]: unknown } = { ...values };
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete next[name];
    else next[name] = value;
  }
  return next;
}

/** Whether the rules across fields hold; a document that breaks them has no effect. */
export function rulesHold(schema: SchemaName, values: Values): boolean {
  const holds = schemaNamed(schema)?.holds as ((values: Values) => boolean) | undefined;
  return holds === undefined || holds(values);
}

function isMap(value: CborValue | undefined): value is { [key: string]: CborValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof Uint8Array);
}

function isId(value: CborValue | undefined): value is Uint8Array {
  return value instanceof Uint8Array && value.length === ID_BYTES;
}

function refuse(refusal: MessageRefusal): { readonly ok: false; readonly refusal: MessageRefusal } {
  return { ok: false, refusal };
}
