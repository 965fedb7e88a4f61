/** From a form to the messages that it means. */
import {
  type CborValue,
  type Field,
  type MessageDraft,
  type Schema,
  schemaNamed,
} from "../messages/mod.ts";
import type {
  AskedResource,
  CurrentDocument,
  CurrentEvent,
  EventRequest,
  FieldError,
} from "./documents.ts";
import { createEvents, followUps, type Occurrence } from "./event_form.ts";
import { announceAgain, createFestival } from "./festival_form.ts";
import { FORM_SCHEMAS, readFields } from "./fields.ts";
import { withdrawAll } from "./gestures.ts";
import { type FormInput, Inputs } from "./inputs.ts";
import { judge } from "./judge.ts";
import type { Alike, SeriesEvent } from "./others_in.ts";
import type { PolicyReaders } from "./policy_fields.ts";
import { bytesOf, createRequest, withdraw } from "./request_form.ts";
import { fieldsOf, type FieldValues, isSame } from "./stored.ts";
import { zoneOfForm } from "./readers.ts";
import { instantsOf, localTimeOf } from "./zoned_time.ts";

export interface FormContext {
  /** The document that an update or delete is about; for a profile, the one that it replaces. */
  readonly current?: CurrentDocument | undefined;
  /**
   * All requests of the event that `current` is, or that a new request is for: for the gestures.
   */
  readonly requests?: readonly EventRequest[] | undefined;
  /** What is asked for, and all that it requires, as far as they are known. */
  readonly resources?: readonly AskedResource[] | undefined;
  /** Those that {@link othersIn} names: what is changed alike. */
  readonly others?: readonly SeriesEvent[] | undefined;
  /** For a form that means any of them, or asks again: `ALIKE`. */
  readonly alike?: Alike | undefined;
  /**
   * Ids of the entries that changed what a delete is about: they go with it. Of a profile: of all that
   * said it. Hex.
   */
  readonly updates?: readonly string[] | undefined;
  /** Public key of who will sign, 32 bytes. */
  readonly author?: Uint8Array | undefined;
  /** For a new festival, 16 unpredictable bytes. */
  readonly nonce?: Uint8Array | undefined;
  /** The claim of when it was said, Unix milliseconds. */
  readonly at?: number | undefined;
  /** For a form with fields of policies ({@link asksPolicies}): `POLICY_FORMS` of `core/policies`. */
  readonly policies?: PolicyReaders | undefined;
}

/** A message names, in its `field`, the document that an earlier one of the same form creates. */
export interface Link {
  /** Places in the list of messages. */
  readonly message: number;
  readonly created: number;
  readonly field: string;
}

export interface FormMessages {
  /** In the order in which they are to be signed; none where nothing changed. */
  readonly messages: MessageDraft[];
  /** What has to be filled in once it is signed: an event's id in the requests that come with it. */
  readonly links: readonly Link[];
  /** Of a series, or of several events that change together: each, and what speaks against it. */
  readonly occurrences: readonly Occurrence[];
}

export type FormOutcome =
  | ({ readonly ok: true } & FormMessages)
  | { readonly ok: false; readonly errors: FieldError[] };

/** What the makers of messages work on. */
export interface Making {
  readonly inputs: Inputs;
  readonly schema: Schema;
  readonly context: FormContext;
}

/** What nobody could tell apart without a title. */
const TITLED = ["festival", "resource", "event"];

/**
 * Gives the messages that a filled form means, or what is wrong with each field. Every message is
 * encoded and parsed again before it is given: what would have no effect is never signed.
 *
 * An update carries only what changed. An event that moves asks again for what it had asked for, and
 * one that is cancelled or deleted takes its requests back. What is deleted goes with its updates. A new event may be a series, and may ask
 * for resources at once; a request brings those for what its resource requires. A public festival with
 * a parent is announced there. Without `author` and `nonce` a new festival has no id yet (`p2panda
 * publish` gives it one), and so is not announced. An event's form may ask again for what was asked
 * for before (see `again_form.ts`), unless it cancels the event; and it may mean the others of a series
 * (`others_form.ts`).
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
  if (schema === undefined || !isInForms(schema)) {
    return refuse([{ field: "schema", code: "not-a-choice" }]);
  }
  if (action !== "create" && action !== "update" && action !== "delete") {
    return refuse([{ field: "action", code: "not-a-choice" }]);
  }
  if (!schema.actions.includes(action)) return refuse([{ field: "action", code: "not-a-choice" }]);

  const making = { inputs, schema, context };
  const made = action === "delete"
    ? deletion(making)
    : action === "update"
    ? change(making)
    : creation(making);
  return inputs.errors.length > 0 ? refuse(inputs.errors) : { ok: true, ...made };
}

function refuse(errors: FieldError[]): FormOutcome {
  return { ok: false, errors };
}

function alone(messages: MessageDraft[]): FormMessages {
  return { messages, links: [], occurrences: [] };
}

function creation(making: Making): FormMessages {
  const { inputs, schema, context } = making;
  if (schema.name === "nesting") return alone(announceAgain(making));
  const isProfile = schema.home === "profile";
  const fields: FieldValues = isProfile ? fieldsOf(schema, context.current) : {};
  for (const [name, value] of readForm(making, {})) {
    if (value === undefined) delete fields[name];
    else fields[name] = value;
  }
  for (const [name, field] of Object.entries<Field>(schema.fields)) {
    const isNeeded = !field.optional && field.fallback === undefined || isTitle(schema, name);
    if (isNeeded && name !== "nonce" && !(name in fields)) refuseMissing(inputs, name);
  }
  if (schema.name === "festival") return alone(createFestival(making, fields));
  const festival = isProfile ? undefined : placeOf(inputs);
  const draft: MessageDraft = {
    action: "create",
    schema: schema.name,
    version: 1,
    festival,
    at: context.at,
    fields,
  };
  judge(inputs, schema, draft, {}, context.author);
  if (schema.name === "event") return createEvents(making, draft);
  if (schema.name === "request") return alone(createRequest(making, draft));
  return alone([draft]);
}

function change(making: Making): FormMessages {
  const { inputs, schema, context } = making;
  const { current, at } = context;
  if (current === undefined) throw new TypeError("an update needs the document that it changes");
  const before = fieldsOf(schema, current);
  const fields: FieldValues = {};
  for (const [name, value] of readForm(making, before)) {
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
  if (schema.name !== "event") return alone(changed);
  const event = current as CurrentEvent;
  const { stage = event.stage } = fields;
  const messages = [
    ...changed,
    ...followUps(event, fields, context),
    ...(stage === "cancelled" ? [] : context.alike?.again(making, event) ?? []),
  ];
  return context.alike?.change(making, event, fields, messages) ?? alone(messages);
}

function deletion(making: Making): FormMessages {
  const { inputs, schema, context } = making;
  const { current, requests = [], updates = [], at } = context;
  const isProfile = schema.name === "user";
  const festival = isProfile ? undefined : placeOf(inputs);
  // Each message of a profile says all of it: with the last alone, the one before would show again.
  const id = isProfile ? [] : [inputs.id("id") ?? refuseMissing(inputs, "id")];
  const drafts = [...id, ...updates.map(bytesOf)]
    .map((one): MessageDraft => ({ ...withdraw(schema.name, one, at), festival }));
  if (schema.name !== "event" || current === undefined) return alone(drafts);
  const event = current as CurrentEvent;
  const messages = [...drafts, ...withdrawAll(event, requests, at)];
  return context.alike?.delete(making, event, messages) ?? alone(messages);
}

/** Reads the fields that the form shows; times that it left as they were stay as they were. */
function readForm(
  { inputs, schema, context }: Making,
  before: FieldValues,
): Map<string, CborValue | undefined> {
  const zone = zoneOfForm(inputs, before);
  const fields = readFields(inputs, schema.name, zone, before, context.policies);
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

function placeOf(inputs: Inputs): Uint8Array | undefined {
  return inputs.id("festival") ?? refuseMissing(inputs, "festival");
}

/** Tells once that a field is missing, and not where it is there and wrong. */
function refuseMissing(inputs: Inputs, field: string): undefined {
  if (!inputs.errors.some((error) => error.field === field)) inputs.refuse(field, "missing");
}

/** A nesting has no fields to fill in: it says what its festival is called. */
function isInForms({ name }: Schema): boolean {
  return name === "nesting" || FORM_SCHEMAS.includes(name);
}

function isTitle(schema: Schema, name: string): boolean {
  return name === "title" && TITLED.includes(schema.name);
}
