/** From a form to the messages that it means. */
import { sameBytes } from "../bamboo/mod.ts";
import {
  applyUpdate,
  type CborValue,
  encodeCbor,
  encodeMessage,
  festivalIdOf,
  type Field,
  fromHex,
  type MessageDraft,
  NONCE_BYTES,
  parseMessage,
  rulesHold,
  type Schema,
  schemaNamed,
} from "../messages/mod.ts";
import { blame } from "./blame.ts";
import type { CurrentDocument, CurrentEvent, EventRequest, FieldError } from "./documents.ts";
import { askAgain, withdrawAll } from "./gestures.ts";
import { FORM_SCHEMAS, type FormInput, Inputs, readFields } from "./inputs.ts";
import { instantsOf, isKnownZone, localTimeOf } from "./zoned_time.ts";

export interface FormContext {
  /** The document that an update or delete is about; for a profile, the one that it replaces. */
  readonly current?: CurrentDocument | undefined;
  /** All requests of the event that `current` is, for the gestures. */
  readonly requests?: readonly EventRequest[] | undefined;
  /** Public key of who will sign, 32 bytes. */
  readonly author?: Uint8Array | undefined;
  /** For a new festival, 16 unpredictable bytes. */
  readonly nonce?: Uint8Array | undefined;
  /** The claim of when it was said, Unix milliseconds. */
  readonly at?: number | undefined;
}

export type FormOutcome =
  /** In the order in which they are to be signed; none where nothing changed. */
  | { readonly ok: true; readonly messages: MessageDraft[] }
  | { readonly ok: false; readonly errors: FieldError[] };

type FieldValues = { [name: string]: CborValue };

/** What nobody could tell apart without a title. */
const TITLED = ["festival", "resource", "event"];

/**
 * Gives the messages that a filled form means, or what is wrong with each field. Every message is
 * encoded and parsed again before it is given: what would have no effect is never signed.
 *
 * An update carries only what changed. An event that moves asks again for what it had asked for, and
 * one that is cancelled or deleted takes its requests back. A public festival with a parent is
 * announced there. Without `author` and `nonce` a new festival has no id yet (`p2panda publish` gives
 * it one), and so is not announced.
 *
 * Throws TypeError where `context` lacks the document that an update is about.
 *
 * ```ts
 * import { messagesFromForm } from "./mod.ts";
 * import assert from "node:assert/strict";
 *
 * const form = messagesFromForm([["schema", "user"], ["action", "create"], ["name", "Ana"]], {});
 * assert(form.ok && form.messages[0]!.fields!.name === "Ana");
 * ```
 */
export function messagesFromForm(input: FormInput, context: FormContext): FormOutcome {
  const inputs = new Inputs(input);
  const schema = schemaNamed(inputs.text("schema") ?? "");
  const action = inputs.text("action");
  if (schema === undefined || !FORM_SCHEMAS.includes(schema.name)) {
    return refuse([{ field: "schema", code: "not-a-choice" }]);
  }
  if (action !== "create" && action !== "update" && action !== "delete") {
    return refuse([{ field: "action", code: "not-a-choice" }]);
  }
  if (!schema.actions.includes(action)) return refuse([{ field: "action", code: "not-a-choice" }]);

  const messages = action === "delete"
    ? deletion(inputs, schema.name, context)
    : action === "update"
    ? change(inputs, schema, context)
    : creation(inputs, schema, context);
  return inputs.errors.length > 0 ? refuse(inputs.errors) : { ok: true, messages };
}

function refuse(errors: FieldError[]): FormOutcome {
  return { ok: false, errors };
}

function creation(inputs: Inputs, schema: Schema, context: FormContext): MessageDraft[] {
  const isProfile = schema.home === "profile";
  const before = isProfile ? fieldsOf(schema, context.current) : {};
  const read = readForm(inputs, schema, {});
  const fields: FieldValues = { ...before };
  for (const [name, value] of read) {
    if (value === undefined) delete fields[name];
    else fields[name] = value;
  }
  for (const [name, field] of Object.entries<Field>(schema.fields)) {
    const isNeeded = !field.optional && field.fallback === undefined || isTitle(schema, name);
    if (isNeeded && name !== "nonce" && !(name in fields)) refuseMissing(inputs, name);
  }

  const { author, nonce, at } = context;
  if (schema.name !== "festival") {
    const festival = isProfile ? undefined : placeOf(inputs);
    const draft = {
      action: "create",
      schema: schema.name,
      version: 1,
      festival,
      at,
      fields,
    } as const;
    judge(inputs, schema, draft, {}, author);
    return [draft];
  }

  const known = author !== undefined && nonce !== undefined;
  const trialNonce = nonce ?? new Uint8Array(NONCE_BYTES);
  const id = festivalIdOf(author ?? NOBODY, trialNonce);
  const draft: MessageDraft = {
    action: "create",
    schema: schema.name,
    version: 1,
    festival: id,
    id,
    at,
    fields: { nonce: trialNonce, ...fields },
  };
  judge(inputs, schema, draft, {}, author);
  if (!known) return [{ action: "create", schema: schema.name, version: 1, at, fields }];

  const parent = fields["parent"];
  // Announcing an unlisted festival would tell its secret address.
  if (!(parent instanceof Uint8Array) || fields["visibility"] === "unlisted") return [draft];
  const title = fields["title"] ?? "";
  const nesting: MessageDraft = {
    action: "create",
    schema: "nesting",
    version: 1,
    festival: parent,
    at,
    fields: { child: id, nonce: trialNonce, title },
  };
  return [draft, nesting];
}

function change(inputs: Inputs, schema: Schema, context: FormContext): MessageDraft[] {
  const { current, at } = context;
  if (current === undefined) throw new TypeError("an update needs the document that it changes");
  const before = fieldsOf(schema, current);
  const fields: FieldValues = {};
  for (const [name, value] of readForm(inputs, schema, before)) {
    const field = schema.fields[name];
    if (field === undefined || field.createOnly) continue;
    const after = value ?? field.fallback as CborValue | undefined;
    if (after === undefined && !field.optional || value === undefined && isTitle(schema, name)) {
      refuseMissing(inputs, name);
    } else if (after === undefined) {
      if (name in before) fields[name] = null;
    } else if (!(name in before) || !isSame(after, before[name]!)) fields[name] = after;
  }
  const festival = placeOf(inputs);
  const id = inputs.id("id") ?? refuseMissing(inputs, "id");
  const draft: MessageDraft = {
    action: "update",
    schema: schema.name,
    version: 1,
    festival,
    id,
    at,
    fields,
  };
  judge(inputs, schema, draft, before, context.author);
  const changed = Object.keys(fields).length > 0 ? [draft] : [];
  return schema.name === "event"
    ? [...changed, ...followUps(current as CurrentEvent, fields, context)]
    : changed;
}

/** What a changed event means for its requests. */
function followUps(event: CurrentEvent, fields: FieldValues, context: FormContext): MessageDraft[] {
  const { requests = [], at } = context;
  const { stage = event.stage, start = event.start, end = event.end, title = event.title } = fields;
  if (stage === "cancelled") return withdrawAll(event, requests, at);
  if (start === event.start && end === event.end) return [];
  const span = { start: start as number, end: end as number };
  return askAgain(event, requests, { title: title as string, span }, at);
}

function deletion(inputs: Inputs, schema: string, context: FormContext): MessageDraft[] {
  const { current, requests = [], at } = context;
  const festival = schema === "user" ? undefined : placeOf(inputs);
  const id = inputs.id("id") ?? refuseMissing(inputs, "id");
  const draft: MessageDraft = { action: "delete", schema, version: 1, festival, id, at };
  if (schema !== "event" || current === undefined) return [draft];
  return [draft, ...withdrawAll(current as CurrentEvent, requests, at)];
}

/** Reads the fields that the form shows; times that it left as they were stay as they were. */
function readForm(
  inputs: Inputs,
  schema: Schema,
  before: FieldValues,
): Map<string, CborValue | undefined> {
  const given = inputs.text("timezone") || before["timezone"];
  const zone = typeof given === "string" && isKnownZone(given) ? given : "UTC";
  const fields = readFields(inputs, schema.name, zone, before);
  for (const name of ["start", "end"]) {
    const kept = before[name];
    // An input shows minutes, and a reading that the clocks show twice can mean either.
    if (typeof kept === "number" && inputs.text(name) === localTimeOf(kept, zone)) {
      fields.set(name, kept);
    }
  }
  const [start, end] = [fields.get("start"), fields.get("end")];
  if (typeof start === "number" && typeof end === "number" && end <= start) {
    const time = instantsOf(inputs.text("end") ?? "", zone);
    // 02:15 to 02:45, and 02:45 to 02:15 where the clocks went back between them.
    if (time.ok && time.instants[1] !== undefined) fields.set("end", time.instants[1]);
  }
  return fields;
}

/** Refuses a draft that would have no effect, at the fields that are to blame. */
function judge(
  inputs: Inputs,
  schema: Schema,
  draft: MessageDraft,
  before: FieldValues,
  author: Uint8Array | undefined,
): void {
  for (const [name, value] of Object.entries(draft.fields ?? {})) {
    const field = schema.fields[name];
    if (field === undefined || value === null) continue;
    inputs.errors.push(...blame(field, name, value));
  }
  if (inputs.errors.length > 0) return;
  const place = { author: author ?? NOBODY, festival: draft.festival ?? null };
  const parsed = parseMessage(encodeMessage(draft), place);
  if (!parsed.ok || parsed.message.action === "delete") {
    inputs.refuse("", "no-effect");
    return;
  }
  const values = parsed.message.action === "update"
    ? applyUpdate(before, parsed.message.values)
    : parsed.message.values;
  if (!rulesHold(parsed.message.schema, values)) inputs.refuse("end", "start-after-end");
}

const NOBODY = new Uint8Array(32);

function placeOf(inputs: Inputs): Uint8Array | undefined {
  return inputs.id("festival") ?? refuseMissing(inputs, "festival");
}

/** Tells once that a field is missing, and not where it is there and wrong. */
function refuseMissing(inputs: Inputs, field: string): undefined {
  if (!inputs.errors.some((error) => error.field === field)) inputs.refuse(field, "missing");
}

function isTitle(schema: Schema, name: string): boolean {
  return name === "title" && TITLED.includes(schema.name);
}

/** A document's fields as its messages hold them: no nulls, and bytes for hex. */
function fieldsOf(schema: Schema, current: CurrentDocument | undefined): FieldValues {
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

function isSame(one: CborValue, other: CborValue): boolean {
  return sameBytes(encodeCbor(one), encodeCbor(other));
}
