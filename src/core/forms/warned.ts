/** What speaks against messages that a form means, each with the time that it is about. */
import { type MessageDraft, toHex } from "../messages/mod.ts";
import type { Span } from "../spans/mod.ts";
import type { AskedResource, CurrentEvent, EventRequest, Hex } from "./documents.ts";
import type { FormMessages } from "./form.ts";
import { isAskedFor, requiredBy } from "./required.ts";
import { type Warning, warningsOf } from "./warnings.ts";

export type Warned =
  & Span
  & (
    | Warning
    /** It requires what nobody asks for here. */
    | {
      readonly code: "needs";
      readonly resource: Hex;
      readonly title: string;
      readonly needs: readonly string[];
    }
  );

/** What is known of what the messages are about. */
export interface WarnedAbout {
  /** Those that are asked for, with what they require. */
  readonly resources: readonly AskedResource[];
  /** Events of whoever signs, around the times of the messages. */
  readonly own:
    readonly (Span & { readonly id: Hex; readonly title: string; readonly stage: string })[];
  /** Events that they change. */
  readonly events: readonly CurrentEvent[];
  /** Of the event that asks. */
  readonly requests: readonly EventRequest[];
}

/** In the order of the messages; none of them is forbidden by it. */
export function warningsIn(outcome: FormMessages, about: WarnedAbout): Warned[] {
  const { messages, links, occurrences } = outcome;
  const asked = messages.flatMap((draft) => askOf(draft, about.resources) ?? []);
  const found: Warned[] = [];
  const add = (span: Span, warnings: readonly Warning[]) => {
    for (const warning of warnings) found.push({ ...warning, start: span.start, end: span.end });
  };
  for (const [i, draft] of messages.entries()) {
    const span = eventSpan(draft, about.events);
    if (span !== null) {
      const own = about.own.filter(({ id, stage }) =>
        !about.events.some((event) => event.id === id) && stage !== "cancelled"
      );
      const isNew = draft.action === "create";
      const places = links.filter(({ created }) => created === i)
        .flatMap(({ message }) => askOf(messages[message]!, about.resources) ?? [])
        .filter(({ resource: { kind } }) => isPlaceKind(kind));
      // Of an event that is there already, the page says where it is.
      const hasPlace = isNew ? places.length > 0 || (draft.fields?.["where"] ?? "") !== "" : null;
      add(span, warningsOf({ span, asks: [], own, hasPlace }));
    }
    const ask = askOf(draft, about.resources);
    if (ask === null) continue;
    const { resource, replaces } = ask;
    const warnings = warningsOf({ span: ask.span, asks: [ask], own: [], hasPlace: null, replaces });
    // The days of a series were weighed beside each other.
    add(ask.span, occurrences.length === 0 ? warnings : warnings.filter((one) => !isConflict(one)));
    const needs = requiredBy(resource, about.resources).filter(({ id }) =>
      !asked.some((one) => one.resource.id === id) && !isAskedFor(id, about.requests)
    ).map(({ title }) => title);
    const { id, title } = resource;
    if (needs.length > 0) found.push({ code: "needs", resource: id, title, needs, ...ask.span });
  }
  for (const { start, end, conflicts, skipped } of occurrences) {
    if (!skipped) add({ start, end }, conflicts.filter(isConflict));
  }
  return once(found);
}

function isConflict({ code }: Warning): boolean {
  return code === "taken" || code === "outside-availability";
}

/** Where an event can be. */
export function isPlaceKind(kind: string): boolean {
  return kind === "location" || kind === "space";
}

/** The time of an event that is made, or that gets another one or another stage; null for all else. */
function eventSpan(
  { action, schema, id, fields = {} }: MessageDraft,
  events: readonly CurrentEvent[],
): Span | null {
  if (schema !== "event" || action === "delete") return null;
  const isAbout = action === "create" ||
    ["start", "end", "stage"].some((name) => fields[name] !== undefined);
  const event = id === undefined ? undefined : events.find((one) => one.id === toHex(id));
  const { start = event?.start, end = event?.end, stage = event?.stage } = fields;
  if (!isAbout || stage === "cancelled") return null;
  return typeof start === "number" && typeof end === "number" ? { start, end } : null;
}

function askOf({ action, schema, fields = {} }: MessageDraft, known: readonly AskedResource[]) {
  const { resource: id, start, end, quantity, replaces } = fields;
  if (action !== "create" || schema !== "request" || !(id instanceof Uint8Array)) return null;
  const resource = known.find((one) => one.id === toHex(id));
  if (resource === undefined || typeof start !== "number" || typeof end !== "number") return null;
  return {
    resource,
    span: { start, end },
    quantity: typeof quantity === "number" ? quantity : 1,
    replaces: replaces instanceof Uint8Array ? [toHex(replaces)] : [],
  };
}

/** What is the same on every day of a series is said once. */
function once(warnings: readonly Warned[]): Warned[] {
  const said = new Set<string>();
  return warnings.filter((one) => {
    if (one.code !== "no-place" && one.code !== "needs") return true;
    const name = one.code === "needs" ? `needs ${one.resource}` : one.code;
    return !said.has(name) && said.add(name);
  });
}
