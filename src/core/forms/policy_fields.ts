/** What a resource's policy adds to forms: the owner's parameters, and what who asks answers to them. */
import { type CborValue, type MessageDraft, schemaNamed, toHex } from "../messages/mod.ts";
import type { PolicyForms } from "../policies/mod.ts";
import { blame } from "./blame.ts";
import type { Hex } from "./documents.ts";
import { type FormInput, Inputs } from "./inputs.ts";
import { HIDDEN, isMap, type Reading, text } from "./readers.ts";

/** As `core/policies` reads them; whoever calls brings it, so that no other form has to carry it. */
export type PolicyReaders = Pick<PolicyForms, "paramsFromInputs" | "answerText">;

/** Whether a form with inputs of these names is read by {@link PolicyReaders} only. */
export function asksPolicies(names: Iterable<string>): boolean {
  for (const name of names) if (/^(?:policy\.params|answer|along)\./.test(name)) return true;
  return false;
}

/**
 * The policy of a resource: its name, and its parameters as far as the form shows them. Those that it
 * does not show stay as they were, unless they were another policy's.
 */
export function readPolicy(
  inputs: Inputs,
  zone: string,
  current: CborValue | undefined,
  policies: PolicyReaders | undefined,
): CborValue | undefined {
  const before = isMap(current) ? current : {};
  const name = inputs.text("policy.name") ?? before["name"];
  const isSame = name === before["name"];
  const policy: { [key: string]: CborValue } = isSame ? { ...before } : {};
  if (name === undefined || name === "") delete policy["name"];
  else policy["name"] = name;
  if (inputs.hasGroup("policy.params") && typeof name === "string") {
    const params = isSame ? before["params"] : undefined;
    const outcome = readers(policies).paramsFromInputs(name, inputs, zone, params);
    if (outcome?.ok === false) inputs.errors.push(...outcome.errors);
    else if (outcome !== null) policy["params"] = outcome.params;
  }
  return Object.keys(policy).length === 0 ? undefined : policy;
}

/** What a request answers: one text, or one of several inputs `answer.<field>`. */
export function readAnswer(inputs: Inputs, policies: PolicyReaders | undefined): Reading {
  if (!inputs.hasGroup("answer")) return text(inputs, "answer", "");
  const answers: Record<string, string> = {};
  for (const name of inputs.names()) {
    const field = /^answer\.([\w-]+)$/.exec(name)?.[1];
    if (field !== undefined) answers[field] = inputs.text(name) ?? "";
  }
  const value = readers(policies).answerText(answers);
  return Object.keys(answers).length === 0 ? HIDDEN : { shown: true, value };
}

/**
 * What is answered to the policy of something that is asked for along with others: the inputs
 * `along.<resource>.<field>`; undefined where there is none.
 */
export function answerAlong(
  inputs: Inputs,
  resource: Hex,
  policies: PolicyReaders | undefined,
): string | undefined {
  const group = `along.${resource}`;
  if (!inputs.hasGroup(group)) return undefined;
  const answers: Record<string, string> = {};
  for (const name of inputs.names()) {
    const field = name.startsWith(`${group}.`) ? name.slice(group.length + 1) : "";
    // A checkbox has a hidden twin.
    if (/^[\w-]+$/.test(field)) answers[field] = inputs.text(name) ?? "";
  }
  const answer = readers(policies).answerText(answers);
  if (answer !== undefined) {
    const type = schemaNamed("request")!.fields["answer"]!;
    if (blame(type, group, answer).length > 0) inputs.refuse(group, "too-long");
  }
  return answer;
}

/**
 * Ids of the resources that messages ask for without an answer to their policies, as far as the form
 * did not show what those ask. A move keeps what was answered before.
 */
export function unansweredIn(messages: readonly MessageDraft[], input: FormInput): Hex[] {
  const inputs = new Inputs(input);
  const isShown = (id: Hex) =>
    inputs.hasGroup(`along.${id}`) ||
    (inputs.has("answer") || inputs.hasGroup("answer")) &&
      inputs.text("resource")?.toLowerCase() === id;
  const ids = new Set<Hex>();
  for (const { action, schema, fields = {} } of messages) {
    const { resource, answer, replaces } = fields;
    if (action !== "create" || schema !== "request" || !(resource instanceof Uint8Array)) continue;
    if (answer !== undefined || replaces !== undefined || isShown(toHex(resource))) continue;
    ids.add(toHex(resource));
  }
  return [...ids];
}

function readers(policies: PolicyReaders | undefined): PolicyReaders {
  if (policies === undefined) throw new TypeError("a form that shows a policy's fields needs them");
  return policies;
}
