/** Several requests answered in one gesture: an authorization each, with one verdict. */
import type { MessageDraft } from "../messages/mod.ts";
import type { FormContext, FormOutcome } from "./form.ts";
import { type FormInput, idOf, Inputs } from "./inputs.ts";

/** So that what is chosen is published at once. */
export const MOST_CHOSEN = 100;

/** A request that was chosen, and the festival of its resource. Ids are hex. */
export interface ChosenRequest {
  readonly festival: string;
  readonly request: string;
}

/** Whether a form answers what is chosen in it: each input `chosen` says `<festival>.<request>`. */
export function isAnswers(input: FormInput): boolean {
  const inputs = new Inputs(input);
  return inputs.text("schema") === "authorization" && inputs.text("several") !== undefined;
}

/** What is chosen, each once; what is no pair of ids is left out. */
export function chosenIn(input: FormInput): ChosenRequest[] {
  const chosen = new Map<string, ChosenRequest>();
  for (const value of new Inputs(input).all("chosen")) {
    const [festival = "", request = ""] = value.toLowerCase().split(".");
    if (idOf(festival) === null || idOf(request) === null) continue;
    chosen.set(request, { festival, request });
  }
  return [...chosen.values()];
}

/** Gives an authorization for each request that is chosen, with the form's `verdict` and `reason`. */
export function answersFromForm(input: FormInput, { at }: FormContext): FormOutcome {
  const inputs = new Inputs(input);
  const chosen = chosenIn(input);
  const verdict = inputs.text("verdict");
  if (verdict !== "confirmed" && verdict !== "denied") inputs.refuse("verdict", "not-a-choice");
  if (chosen.length === 0) inputs.refuse("chosen", "missing");
  if (chosen.length > MOST_CHOSEN) inputs.refuse("chosen", "too-many");
  const reason = inputs.text("reason") ?? "";
  if (new TextEncoder().encode(reason).length > MOST_REASON_BYTES) {
    inputs.refuse("reason", "too-long");
  }
  if (inputs.errors.length > 0) return { ok: false, errors: inputs.errors };
  const messages = chosen.map(({ festival, request }): MessageDraft => ({
    action: "create",
    schema: "authorization",
    version: 1,
    festival: idOf(festival)!,
    at,
    fields: {
      request: idOf(request)!,
      verdict: verdict!,
      ...(reason !== "" && { reason }),
    },
  }));
  return { ok: true, messages, links: [], occurrences: [] };
}

/** `core/messages/authorization.ts`. */
const MOST_REASON_BYTES = 1_000;
