/**
 * Proposals: a change that somebody asks a document's author to sign, or a document that they ask a
 * key to make. From a form to the proposal, and from a proposal to what its acceptance signs.
 */
import { sameBytes } from "../bamboo/mod.ts";
import {
  applyUpdate,
  type CborValue,
  encodeMessage,
  type MessageDraft,
  parseMessage,
  rulesHold,
  schemaNamed,
  toHex,
  type Values,
} from "../messages/mod.ts";
import type { CurrentEvent, EventRequest } from "./documents.ts";
import { followUps } from "./event_form.ts";
import { type FormContext, type FormOutcome, messagesFromForm } from "./form.ts";
import { type FormInput, Inputs } from "./inputs.ts";
import { fieldsOf } from "./stored.ts";

type Fields = { readonly [name: string]: CborValue };

/** What proposals can change, and the input of a form that says which it is. */
const CHANGED: readonly string[] = ["event", "resource", "festival"];
/** What can be asked of a key to make. A profile is changed so, too: each message holds all of it. */
const MADE: readonly string[] = ["event", "resource", "request", "authorization", "vote", "user"];

/** Inputs that are of the proposal and not of what it proposes. */
const OUTER = new Set([
  "schema",
  "action",
  "festival",
  "id",
  "document",
  "proposes",
  "for",
  "note",
]);

/** Whether a form is about a proposal: by its schema, or since it says for whom something is to be. */
export function isProposal(input: FormInput): boolean {
  const inputs = new Inputs(input);
  if (inputs.text("schema") === "proposal") return true;
  return inputs.text("action") === "create" && (inputs.text("for") ?? "") !== "";
}

/** The form that what is proposed has itself: by it the document is found that it is about. */
export function formOfProposed(input: FormInput): FormInput {
  const inputs = new Inputs(input);
  if (inputs.text("action") === "delete") return input;
  const document = inputs.text("document");
  const isChange = document !== undefined && document !== "";
  return [
    ...input.filter(([name]) => !OUTER.has(name) || name === "festival"),
    ["schema", inputs.text("proposes") ?? inputs.text("schema") ?? ""],
    ["action", isChange ? "update" : "create"],
    ...(isChange ? [["id", document] as const] : []),
    ["author", inputs.text("for") ?? ""],
  ];
}

/**
 * Gives the proposal that a filled form means: `document` and `proposes` (its schema) with the fields
 * of that document's own form, of which only what changes is proposed; or `proposes` and `for` for a
 * new document. A form of the document itself that says `for` is read alike. `context.current` is the
 * document to be changed (of `for`'s profile: the profile).
 */
export function proposalFromForm(input: FormInput, context: FormContext): FormOutcome {
  const inputs = new Inputs(input);
  if (inputs.text("action") === "delete") return withdrawal(inputs, context.at);
  const name = inputs.text("proposes") ?? inputs.text("schema") ?? "";
  const document = inputs.id("document");
  const forKey = document === undefined ? inputs.id("for") : undefined;
  const festival = inputs.id("festival");
  if (festival === undefined) inputs.refuse("festival", "missing");
  if (document === undefined && forKey === undefined) inputs.refuse("for", "missing");
  const isChange = document !== undefined;
  if (!(isChange ? CHANGED : MADE).includes(name)) inputs.refuse("proposes", "not-a-choice");
  if (inputs.errors.length > 0) return { ok: false, errors: inputs.errors };

  const isProfile = name === "user";
  /** What is proposed has a word to its reader itself. */
  const hasNote = name === "request";
  const inner: (readonly [string, string])[] = [
    ["schema", name],
    ["action", isChange ? "update" : "create"],
    // One document at a time: no series, and nothing that is asked for along with it.
    ...input.filter(([input]) =>
      input === "note"
        ? hasNote
        : !OUTER.has(input) && !/^(?:repeat|ask|instead|others?|again)\b/.test(input)
    ),
  ];
  if (!isProfile) inner.push(["festival", toHex(festival!)]);
  if (isChange) inner.push(["id", toHex(document)]);
  const { current, at } = context;
  const proposed = messagesFromForm(inner, { ...context, author: forKey });
  if (!proposed.ok) return proposed;
  const [message] = proposed.messages;
  const changed = message === undefined
    ? {}
    : isProfile
    ? changesOf(message.fields ?? {}, current)
    : message.fields ?? {};
  if (Object.keys(changed).length === 0 && (isChange || isProfile)) {
    return { ok: true, messages: [], links: [], occurrences: [] };
  }

  const note = hasNote ? "" : inputs.text("note") ?? "";
  const draft: MessageDraft = {
    action: "create",
    schema: "proposal",
    version: 1,
    festival,
    at,
    fields: {
      ...(isChange ? { document } : { schema: name, for: forKey! }),
      fields: changed,
      ...(note !== "" && { note }),
    },
  };
  const parsed = parseMessage(encodeMessage(draft), { author: NOBODY, festival: festival! });
  if (!parsed.ok || parsed.message.action !== "create") {
    return { ok: false, errors: [{ field: "", code: "no-effect" }] };
  }
  // An optional field that does not parse would be left out, silently.
  if (note !== "" && parsed.message.values["note"] === undefined) {
    return { ok: false, errors: [{ field: "note", code: "too-long" }] };
  }
  return { ok: true, messages: [draft], links: [], occurrences: [] };
}

function withdrawal(inputs: Inputs, at: number | undefined): FormOutcome {
  const [festival, id] = [inputs.id("festival"), inputs.id("id")];
  if (festival === undefined) inputs.refuse("festival", "missing");
  if (id === undefined) inputs.refuse("id", "missing");
  if (inputs.errors.length > 0) return { ok: false, errors: inputs.errors };
  const draft = { action: "delete", schema: "proposal", version: 1, festival, id, at } as const;
  return { ok: true, messages: [draft], links: [], occurrences: [] };
}

/** Of a profile, which each message says whole, only what would be another. */
function changesOf(fields: Fields, current: FormContext["current"]): Fields {
  const before = fieldsOf(schemaNamed("user")!, current);
  const changed: { [name: string]: CborValue } = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(fields)])) {
    const [one, other] = [before[name] ?? null, fields[name] ?? null];
    if (!sameBytes(encodeMessage(wrapped(one)), encodeMessage(wrapped(other)))) {
      changed[name] = other;
    }
  }
  return changed;
}

function wrapped(value: CborValue): MessageDraft {
  return { action: "create", schema: "", version: 1, fields: { value } };
}

/** A proposal as its author signed it. */
export interface Proposed {
  readonly id: Uint8Array;
  readonly festival: Uint8Array;
  /** To be changed; null: a new one is to be made. */
  readonly document: Uint8Array | null;
  /** Of the document. */
  readonly schema: string;
  readonly fields: Fields;
}

export interface AcceptContext {
  /** The document as it is now: what is to be changed, or the profile. */
  readonly current?: FormContext["current"];
  /** All requests of the event that `current` is. */
  readonly requests?: readonly EventRequest[] | undefined;
  /** Public key of who accepts. */
  readonly author: Uint8Array;
  readonly at?: number | undefined;
}

export type Acceptance =
  | { readonly ok: true; readonly messages: readonly MessageDraft[] }
  /** It would have no effect: a field that does not parse, an end before the start. */
  | { readonly ok: false; readonly code: "no-effect" | "unknown-schema" | "nobody-left" };

/**
 * Gives what accepting a proposal signs: first the message that names it, with the proposal's fields
 * over whatever stands by now, then what that means for an event's requests.
 */
export function acceptProposal(proposal: Proposed, context: AcceptContext): Acceptance {
  const { document, schema: name, festival } = proposal;
  const { current, at } = context;
  const schema = schemaNamed(name);
  const isChange = document !== null;
  if (schema === undefined || !(isChange ? CHANGED : MADE).includes(name)) {
    return { ok: false, code: "unknown-schema" };
  }
  const isProfile = name === "user";
  const known = Object.fromEntries(
    Object.entries(proposal.fields).filter(([name]) => {
      const field = Object.hasOwn(schema.fields, name) ? schema.fields[name]! : undefined;
      return field !== undefined && !(isChange && field.createOnly);
    }),
  );
  const before = isChange || isProfile ? fieldsOf(schema, current) : {};
  const fields = isChange ? known : withoutNulls({ ...before, ...known });
  const draft: MessageDraft = {
    action: isChange ? "update" : "create",
    schema: name,
    version: 1,
    ...(!isProfile && { festival }),
    ...(isChange && { id: document }),
    at,
    proposal: proposal.id,
    fields,
  };
  const place = { author: context.author, festival: isProfile ? null : festival };
  const parsed = parseMessage(encodeMessage(draft), place);
  if (!parsed.ok || parsed.message.action === "delete") return { ok: false, code: "no-effect" };
  const { values } = parsed.message;
  // What is optional and does not parse would be left out: then it is not what was proposed.
  if (Object.keys(fields).some((field) => values[field] === undefined)) {
    return { ok: false, code: "no-effect" };
  }
  if (!rulesHold(schema.name, isChange ? applyUpdate(before, values) : values)) {
    return { ok: false, code: "no-effect" };
  }
  if (isProfile && isEmptied(before, values)) return { ok: false, code: "nobody-left" };
  const more = isChange && name === "event" && current !== undefined
    ? followUps(current as CurrentEvent, fields, { requests: context.requests, at })
    : [];
  return { ok: true, messages: [draft, ...more] };
}

/** A collective without members could never be changed again. */
function isEmptied(before: Fields, values: Values): boolean {
  const count = (list: unknown) => Array.isArray(list) ? list.length : 0;
  return count(before["members"]) > 0 && count(values["members"]) === 0;
}

function withoutNulls(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

const NOBODY = new Uint8Array(32);
