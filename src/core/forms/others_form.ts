/**
 * The others of a series: events of one author that are changed, cancelled or deleted together. No
 * message says what is a series (each day is an event of its own): whoever signs chooses the others.
 *
 * Inputs: `others` (a checkbox: they are meant, too), `other` (the id of each that is chosen), and
 * `repeat.skip` (those stay as they are that would ask for what they cannot have).
 */
import { type MessageDraft, toHex } from "../messages/mod.ts";
import type { Span } from "../spans/mod.ts";
import { askedAgain } from "./again_form.ts";
import type { AskedResource, CurrentEvent, EventRequest, Hex } from "./documents.ts";
import type { Alike, SeriesEvent } from "./others_in.ts";
import { followUps, type Occurrence } from "./event_form.ts";
import type { FormMessages, Making } from "./form.ts";
import { withdrawAll } from "./gestures.ts";
import { judge } from "./judge.ts";
import { zoneOfForm } from "./readers.ts";
import { bytesOf, withdraw } from "./request_form.ts";
import { fieldsOf, type FieldValues, isSame } from "./stored.ts";
import { conflictsOf, type Warning } from "./warnings.ts";
import { shiftedAlike } from "./zoned_time.ts";

/** The event itself, or another one, with what is signed of it. */
interface Step {
  readonly span: Span;
  readonly requests: readonly EventRequest[];
  readonly messages: readonly MessageDraft[];
}

/** `messages` and `fields`: what the form says of its own event. */
function changeAlike(
  making: Making,
  event: CurrentEvent,
  fields: FieldValues,
  messages: readonly MessageDraft[],
): FormMessages {
  const { requests = [] } = making.context;
  const own: Step = { span: spanOf(event, fields), requests, messages };
  const others = chosen(making, event).map((other) => changed(making, event, fields, other));
  return together(making, [own, ...others.filter((step) => step.messages.length > 0)]);
}

/** `messages`: what deletes the form's own event. */
function deleteAlike(
  making: Making,
  event: CurrentEvent,
  messages: readonly MessageDraft[],
): FormMessages {
  const { schema, context: { at, requests = [] } } = making;
  const others = chosen(making, event).map(({ event, requests, updates }): Step => ({
    span: event,
    requests,
    messages: [
      ...[event.id, ...updates].map((id) => ({
        ...withdraw(schema.name, bytesOf(id), at),
        festival: bytesOf(event.festival),
      })),
      ...withdrawAll(event, requests, at),
    ],
  }));
  return together(making, [{ span: event, requests, messages }, ...others]);
}

/** Only the author's own: nobody else's can be changed. */
function chosen({ inputs, context }: Making, own: CurrentEvent): readonly SeriesEvent[] {
  if (inputs.text("others") !== "1") return [];
  return (context.others ?? []).filter(({ event }) =>
    event.author === own.author && event.id !== own.id
  );
}

/** The same fields, where they are not so already, and the same shift of the clock's readings. */
function changed(
  { inputs, schema, context }: Making,
  own: CurrentEvent,
  ownFields: FieldValues,
  { event, requests }: SeriesEvent,
): Step {
  const before = fieldsOf(schema, event);
  const fields: FieldValues = {};
  for (const [name, value] of Object.entries(ownFields)) {
    if (name === "start" || name === "end") continue;
    const had = before[name];
    if (had === undefined ? value !== null : !isSame(had, value)) fields[name] = value;
  }
  const moved = spanOf(own, ownFields);
  if (moved.start !== own.start || moved.end !== own.end) {
    const zone = zoneOfForm(inputs);
    const start = shiftedAlike(event.start, own.start, moved.start, zone);
    const end = shiftedAlike(event.end, own.end, moved.end, zone);
    // Where the clocks go back over it, it keeps the length that its own has now.
    Object.assign(fields, { start, end: end > start ? end : start + moved.end - moved.start });
  }
  if (Object.keys(fields).length === 0) return { span: event, requests, messages: [] };
  const { author, at } = context;
  const draft: MessageDraft = {
    action: "update",
    schema: schema.name,
    version: 1,
    festival: bytesOf(event.festival),
    id: bytesOf(event.id),
    at,
    fields,
  };
  judge(inputs, schema, draft, before, author);
  const messages = [draft, ...followUps(event, fields, { requests, at })];
  return { span: spanOf(event, fields), requests, messages };
}

function spanOf({ start, end }: Span, fields: FieldValues): Span {
  return {
    start: typeof fields["start"] === "number" ? fields["start"] : start,
    end: typeof fields["end"] === "number" ? fields["end"] : end,
  };
}

/** All of it, with what speaks against each; or without those that conflict. */
function together({ inputs, context }: Making, steps: readonly Step[]): FormMessages {
  const { resources = [] } = context;
  const isSkipping = steps.length > 1 && inputs.text("repeat.skip") === "1";
  const skipped = new Set<Step>();
  let conflicts: ReadonlyMap<Step, Warning[]>;
  let before: number;
  do {
    before = skipped.size;
    const moving = steps.filter((step) => !skipped.has(step));
    const room = roomOf(resources, moving.flatMap(({ requests }) => requests));
    conflicts = new Map(steps.map((step) => [step, conflictsIn(step, room)]));
    // What stays keeps its room, which another one may have counted on.
    if (isSkipping) {
      for (const step of moving) if (conflicts.get(step)!.length > 0) skipped.add(step);
    }
  } while (skipped.size > before);
  if (skipped.size === steps.length) inputs.refuse("repeat.skip", "nothing-left");
  const occurrences = steps.map((step): Occurrence => ({
    start: step.span.start,
    end: step.span.end,
    conflicts: conflicts.get(step)!,
    skipped: skipped.has(step),
  }));
  return {
    messages: steps.flatMap((step) => skipped.has(step) ? [] : step.messages),
    links: [],
    occurrences: steps.length > 1 ? occurrences.sort((one, other) => one.start - other.start) : [],
  };
}

/** Resources as they are once all of these requests are replaced. */
function roomOf(
  resources: readonly AskedResource[],
  moving: readonly EventRequest[],
): ReadonlyMap<Hex, AskedResource> {
  const going = new Set(moving.map(({ id }) => id));
  return new Map(resources.map((one) => [one.id, {
    ...one,
    bookings: one.bookings.filter(({ request }) => !going.has(request)),
  }]));
}

function conflictsIn({ messages }: Step, room: ReadonlyMap<Hex, AskedResource>): Warning[] {
  return messages.flatMap(({ action, schema, fields = {} }) => {
    const { resource: id, start, end, quantity = 1 } = fields;
    const resource = id instanceof Uint8Array ? room.get(toHex(id)) : undefined;
    const isAsking = action === "create" && schema === "request" && resource !== undefined &&
      typeof start === "number" && typeof end === "number" && typeof quantity === "number";
    return isAsking ? conflictsOf({ start, end }, [{ resource, quantity }]) : [];
  });
}

/** What a form that means others of a series, or asks again, needs in its context. */
export const ALIKE: Alike = {
  change: changeAlike,
  delete: deleteAlike,
  again: askedAgain,
};
