/**
 * Several requests answered in one gesture: an authorization each. Each input `chosen` gets the form's
 * `verdict` and `reason`; each input `denied` is denied, with `denied.reason`.
 */
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

/**
 * Whether a form answers what is chosen in it: each input `chosen` says `<festival>.<request>`. So does
 * one that proposes such answers to a key, `for`.
 */
export function isAnswers(input: FormInput): boolean {
  const inputs = new Inputs(input);
  const schema = inputs.text("schema");
  const answers = schema === "proposal" ? inputs.text("proposes") : schema;
  return answers === "authorization" && inputs.text("several") !== undefined;
}

/** What is chosen, each once; what is no pair of ids is left out. */
export function chosenIn(input: FormInput, name: "chosen" | "denied" = "chosen"): ChosenRequest[] {
  const chosen = new Map<string, ChosenRequest>();
  for (const value of new Inputs(input).all(name)) {
    const [festival = "", request = ""] = value.toLowerCase().split(".");
    if (idOf(festival) === null || idOf(request) === null) continue;
    chosen.set(request, { festival, request });
  }
  return [...chosen.values()];
}

/**
 * Gives an authorization for each request that is named, or a proposal of one; each request is answered
 * once.
 */
export function answersFromForm(input: FormInput, { at }: FormContext): FormOutcome {
  const inputs = new Inputs(input);
  const denied = chosenIn(input, "denied");
  const chosen = chosenIn(input)
    .filter(({ request }) => !denied.some((one) => one.request === request));
  const verdict = inputs.text("verdict");
  if (verdict !== "confirmed" && verdict !== "denied") inputs.refuse("verdict", "not-a-choice");
  const count = chosen.length + denied.length;
  if (count === 0) inputs.refuse("chosen", "missing");
  if (count > MOST_CHOSEN) inputs.refuse("chosen", "too-many");
  const [reason, whyDenied] = ["reason", "denied.reason"].map((name) => {
    const text = inputs.text(name) ?? "";
    const isLong = new TextEncoder().encode(text).length > MOST_REASON_BYTES;
    if (isLong) inputs.refuse(name, "too-long");
    return text;
  });
  const proposes = inputs.text("schema") === "proposal";
  const forKey = proposes ? inputs.id("for") : undefined;
  if (proposes && forKey === undefined) inputs.refuse("for", "missing");
  if (inputs.errors.length > 0) return { ok: false, errors: inputs.errors };
  const answer = (verdict: string, reason: string) => (one: ChosenRequest): MessageDraft => {
    const fields = { request: idOf(one.request)!, verdict, ...(reason !== "" && { reason }) };
    return {
      action: "create",
      schema: proposes ? "proposal" : "authorization",
      version: 1,
      festival: idOf(one.festival)!,
      at,
      fields: proposes ? { schema: "authorization", for: forKey!, fields } : fields,
    };
  };
  const messages = [
    ...chosen.map(answer(verdict!, reason!)),
    ...denied.map(answer("denied", whyDenied!)),
  ];
  return { ok: true, messages, links: [], occurrences: [] };
}

/** `core/messages/authorization.ts`. */
const MOST_REASON_BYTES = 1_000;
