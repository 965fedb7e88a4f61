/**
 * Asking for a resource. The form's gestures besides the request itself:
 *
 * - `requires` (a checkbox): what the resource requires is asked for too, for the same time;
 *   `along.<resource>.<field>` is what is answered to the policy of one that is asked for;
 * - `replaces`: an own earlier request for the same resource; what of it does not stand is withdrawn at
 *   once, a booking is kept until the new request is confirmed;
 * - `instead` with `insteadFestival`: an own request for another resource, which is withdrawn.
 */
import { fromHex, type MessageDraft, toHex } from "../messages/mod.ts";
import type { AskedResource, EventRequest, Hex } from "./documents.ts";
import type { Making } from "./form.ts";
import { fits } from "./fits.ts";
import type { Inputs } from "./inputs.ts";
import { answerAlong } from "./policy_fields.ts";
import { isAskedFor, requiredBy } from "./required.ts";

export function createRequest({ inputs, context }: Making, draft: MessageDraft): MessageDraft[] {
  const { resources = [], requests = [], at } = context;
  const fields = draft.fields ?? {};
  if (!(fields["resource"] instanceof Uint8Array)) return [draft];
  const id = toHex(fields["resource"]);
  const resource = resources.find((one) => one.id === id);
  if (resource !== undefined) refuseTooMany(inputs, "quantity", fields["quantity"], resource);
  const also = resource !== undefined && inputs.text("requires") === "1"
    ? requiredBy(resource, resources).filter((one) => !isAskedFor(one.id, requests))
    : [];
  const answered = (draft: MessageDraft, resource: Hex): MessageDraft => {
    const answer = answerAlong(inputs, resource, context.policies);
    return answer === undefined ? draft : { ...draft, fields: { ...draft.fields, answer } };
  };
  return [
    answered(draft, id),
    ...also.map((one) => answered(sameFor(draft, one), one.id)),
    ...takenBack(inputs, requests, at),
  ];
}

/** Refuses more than there is at all: that could never stand. */
export function refuseTooMany(
  inputs: Inputs,
  field: string,
  asked: unknown,
  { quantity }: AskedResource,
): void {
  if (!fits([], { start: 0, end: 1, quantity: Number(asked ?? 1) }, quantity)) {
    inputs.refuse(field, "more-than-there-is");
  }
}

/** The same request for another resource, of which one is enough. */
export function sameFor(draft: MessageDraft, resource: AskedResource): MessageDraft {
  // What was said, and what was answered to a policy, was for the one that was chosen.
  const { note: _note, answer: _answer, replaces: _replaces, ...fields } = draft.fields ?? {};
  return {
    ...draft,
    festival: bytesOf(resource.festival),
    fields: { ...fields, resource: bytesOf(resource.id), quantity: 1 },
  };
}

function takenBack(
  inputs: Inputs,
  requests: readonly EventRequest[],
  at: number | undefined,
): MessageDraft[] {
  const drafts: MessageDraft[] = [];
  const replaced = inputs.text("replaces")?.toLowerCase();
  const old = requests.find((one) => one.id === replaced);
  // Its room is kept until the new one is confirmed; without any, nobody should answer it in vain.
  if (old !== undefined && old.status !== "confirmed" && old.status !== "withdrawn") {
    drafts.push({ ...withdraw("request", bytesOf(old.id), at), festival: bytesOf(old.festival) });
  }
  const instead = inputs.id("instead");
  const festival = inputs.id("insteadFestival");
  if (instead !== undefined && festival !== undefined) {
    drafts.push({ ...withdraw("request", instead, at), festival });
  }
  return drafts;
}

/** A delete, without its festival. */
export function withdraw(
  schema: string,
  id: Uint8Array | undefined,
  at: number | undefined,
): MessageDraft {
  return { action: "delete", schema, version: 1, id, at };
}

export function bytesOf(hex: Hex): Uint8Array {
  const bytes = fromHex(hex);
  if (bytes === null) throw new TypeError("a document's id must be hex");
  return bytes;
}
