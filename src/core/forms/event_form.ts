/**
 * Events: one or a series of them, with what they ask for; and what a change of one means for its
 * requests. Inputs besides the event's fields: `repeat…` (see `series.ts`), `repeat.skip` (leave out
 * the days that conflict), `ask.<n>.resource` and `ask.<n>.quantity`, `ask.requires` (what those
 * require, too), `along.<resource>.<field>` (what is answered to its policy), `ask.eventFestival` (the
 * event's festival, where it is no secret).
 */
import { fromHex, type MessageDraft, toHex } from "../messages/mod.ts";
import type { Span } from "../spans/mod.ts";
import type { CurrentEvent } from "./documents.ts";
import type { FormContext, FormMessages, Link, Making } from "./form.ts";
import { askAgain, withdrawAll } from "./gestures.ts";
import type { Inputs } from "./inputs.ts";
import { answerAlong } from "./policy_fields.ts";
import { zoneOfForm } from "./readers.ts";
import { bytesOf, refuseTooMany } from "./request_form.ts";
import { requiredBy } from "./required.ts";
import { firstDay, onDays, repeatedDays } from "./series.ts";
import type { FieldValues } from "./stored.ts";
import { type Asking, conflictsOf, type Warning } from "./warnings.ts";

/** One day of a series. */
export interface Occurrence extends Span {
  readonly conflicts: readonly Warning[];
  /** Left out, because of them. */
  readonly skipped: boolean;
}

/** No form shows more rows to ask in. */
const MOST_ASKS = 32;

/** `draft`: the first event, judged already. */
export function createEvents({ inputs, context }: Making, draft: MessageDraft): FormMessages {
  const none = { messages: [draft], links: [], occurrences: [] };
  const asks = asksOf(inputs, context);
  const { start, end } = draft.fields ?? {};
  if (typeof start !== "number" || typeof end !== "number") return none;
  const zone = zoneOfForm(inputs);
  const first = { start, end };
  const days = repeatedDays(inputs, firstDay(first, zone));
  if (inputs.errors.length > 0) return none;

  const isSkipping = inputs.text("repeat.skip") === "1";
  const occurrences = onDays(first, days, zone).map((span): Occurrence => {
    const conflicts = conflictsOf(span, asks);
    return { ...span, conflicts, skipped: isSkipping && conflicts.length > 0 };
  });
  const kept = occurrences.filter(({ skipped }) => !skipped);
  if (kept.length === 0) inputs.refuse("repeat.skip", "nothing-left");

  const events = kept.map(({ start, end }) => ({
    ...draft,
    fields: { ...draft.fields, start, end },
  }));
  const messages: MessageDraft[] = [...events];
  const links: Link[] = [];
  for (const [created, event] of events.entries()) {
    for (const ask of asks) {
      links.push({ message: messages.length, created, field: "event" });
      messages.push(requestOf(event, ask, inputs, context));
    }
  }
  return { messages, links, occurrences: occurrences.length > 1 ? occurrences : [] };
}

/** What the event asks for at once, each resource once. */
function asksOf(inputs: Inputs, { resources = [] }: FormContext): Asking[] {
  const asks = new Map<string, Asking>();
  for (let i = 0; i < MOST_ASKS && inputs.hasGroup(`ask.${i}`); i++) {
    const id = inputs.id(`ask.${i}.resource`);
    if (id === undefined) continue;
    const resource = resources.find((one) => one.id === toHex(id));
    if (resource === undefined) {
      inputs.refuse(`ask.${i}.resource`, "unknown-resource");
      continue;
    }
    const text = inputs.text(`ask.${i}.quantity`) || "1";
    const quantity = Number(text);
    if (!/^\d+$/.test(text) || quantity < 1) {
      inputs.refuse(`ask.${i}.quantity`, /^[+-]?\d+$/.test(text) ? "out-of-range" : "not-a-number");
      continue;
    }
    refuseTooMany(inputs, `ask.${i}.quantity`, quantity, resource);
    asks.set(resource.id, { resource, quantity });
  }
  if (inputs.text("ask.requires") === "1") {
    for (const { resource } of [...asks.values()]) {
      for (const needed of requiredBy(resource, resources)) {
        if (!asks.has(needed.id)) asks.set(needed.id, { resource: needed, quantity: 1 });
      }
    }
  }
  return [...asks.values()];
}

/** Names no event yet: that has its id once it is signed. */
function requestOf(
  event: MessageDraft,
  { resource, quantity }: Asking,
  inputs: Inputs,
  { at, policies }: FormContext,
): MessageDraft {
  const { title, start, end } = event.fields as { title?: string; start: number; end: number };
  const fields: FieldValues = { resource: bytesOf(resource.id), start, end, quantity };
  if (title !== undefined && title !== "") fields["eventTitle"] = title;
  const answer = answerAlong(inputs, resource.id, policies);
  if (answer !== undefined) fields["answer"] = answer;
  const eventFestival = fromHex(inputs.text("ask.eventFestival") ?? "");
  if (eventFestival !== null && eventFestival.length === 32) {
    fields["eventFestival"] = eventFestival;
  }
  const festival = bytesOf(resource.festival);
  return { action: "create", schema: "request", version: 1, festival, at, fields };
}

/** What a changed event means for its requests. */
export function followUps(
  event: CurrentEvent,
  fields: FieldValues,
  { requests = [], at }: FormContext,
): MessageDraft[] {
  const { stage = event.stage, start = event.start, end = event.end, title = event.title } = fields;
  if (stage === "cancelled") return withdrawAll(event, requests, at);
  if (start === event.start && end === event.end) return [];
  const span = { start: start as number, end: end as number };
  return askAgain(event, requests, { title: title as string, span }, at);
}
