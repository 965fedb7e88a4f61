/**
 * Asking again for what was withdrawn: new requests of the same times, each with a place in line of its
 * own. An event's form has `again.<n>.…` for each of them (`resource`, `festival`, `start` and `end` in
 * UTC, `quantity`, and `note`, `answer`, `eventFestival` where there were any), and `again` with the
 * numbers of those that are chosen.
 */
import { fromHex, type MessageDraft, schemaNamed, toHex } from "../messages/mod.ts";
import type { CurrentEvent } from "./documents.ts";
import type { Making } from "./form.ts";
import { type Inputs } from "./inputs.ts";
import { judge } from "./judge.ts";
import { answerAlong } from "./policy_fields.ts";
import { id, type Reader, text, time, whole } from "./readers.ts";
import { refuseTooMany } from "./request_form.ts";
import type { FieldValues } from "./stored.ts";

/** What an event asks for is read by a person. */
const MOST_AGAIN = 100;

const READ: Readonly<Record<string, Reader>> = {
  resource: id,
  eventFestival: id,
  start: time,
  end: time,
  quantity: whole,
  note: text,
  answer: text,
};

export function askedAgain(
  { inputs, context }: Pick<Making, "inputs" | "context">,
  event: CurrentEvent,
): MessageDraft[] {
  const chosen = [...new Set(inputs.all("again"))].filter((n) => /^\d{1,3}$/.test(n));
  if (chosen.length > MOST_AGAIN) inputs.refuse("again", "too-many");
  if (inputs.errors.length > 0) return [];
  return chosen.map((n) => asked(inputs, `again.${n}`, context, event));
}

function asked(
  inputs: Inputs,
  row: string,
  { resources = [], author, at, policies }: Making["context"],
  event: CurrentEvent,
): MessageDraft {
  const fields: FieldValues = { event: fromHex(event.id)! };
  if (event.title !== "") fields["eventTitle"] = event.title;
  for (const [name, read] of Object.entries(READ)) {
    const reading = read(inputs, `${row}.${name}`, "UTC");
    if (reading.shown && reading.value !== undefined) fields[name] = reading.value;
  }
  const along = fields["answer"] === undefined && fields["resource"] instanceof Uint8Array
    ? answerAlong(inputs, toHex(fields["resource"]), policies)
    : undefined;
  if (along !== undefined) fields["answer"] = along;
  const festival = inputs.id(`${row}.festival`);
  const draft = { action: "create", schema: "request", version: 1, festival, at, fields } as const;
  judge(inputs, schemaNamed("request")!, draft, {}, author);
  const resource = resources.find(({ id }) => id === inputs.text(`${row}.resource`));
  if (resource !== undefined) {
    refuseTooMany(inputs, `${row}.quantity`, fields["quantity"], resource);
  }
  return draft;
}
