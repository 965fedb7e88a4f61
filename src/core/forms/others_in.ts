/** Whether a form means others of a series, and which: what is done with them is in `others_form.ts`. */
import type { MessageDraft } from "../messages/mod.ts";
import type { CurrentEvent, EventRequest, Hex } from "./documents.ts";
import type { FormMessages, Making } from "./form.ts";
import { type FormInput, Inputs } from "./inputs.ts";
import { MOST_OCCURRENCES } from "./series.ts";
import type { FieldValues } from "./stored.ts";

/** An event that a form changes together with its own. */
export interface SeriesEvent {
  readonly event: CurrentEvent;
  /** All of its requests. */
  readonly requests: readonly EventRequest[];
  /** Ids of the entries that changed it; for a delete. Hex. */
  readonly updates: readonly Hex[];
}

/** Makes what is signed of several events, and what is asked for again; whoever calls brings it, so that other forms need not. */
export interface Alike {
  /** `fields` and `messages`: what the form says of its own event. */
  change(
    making: Making,
    event: CurrentEvent,
    fields: FieldValues,
    messages: readonly MessageDraft[],
  ): FormMessages;
  delete(
    making: Making,
    event: CurrentEvent,
    messages: readonly MessageDraft[],
  ): FormMessages;
  /** What the form asks for again: see `again_form.ts`. */
  again(making: Making, event: CurrentEvent): readonly MessageDraft[];
}

/** Ids of the events that a form means beside its own; none where it means that one alone. */
export function othersIn(input: FormInput): Hex[] {
  const inputs = new Inputs(input);
  if (inputs.text("schema") !== "event" || inputs.text("others") !== "1") return [];
  const own = inputs.text("id");
  const ids = inputs.all("other").map((id) => id.toLowerCase());
  return [...new Set(ids)].filter((id) => /^[0-9a-f]{64}$/.test(id) && id !== own)
    .slice(0, MOST_OCCURRENCES);
}
