/** What a resource's policy adds to forms: the owner's parameters, and what who asks answers to them. */
import type { CborValue } from "../messages/mod.ts";
import type { PolicyForms } from "../policies/mod.ts";
import type { Inputs } from "./inputs.ts";
import { HIDDEN, isMap, type Reading, text } from "./readers.ts";

/** As `core/policies` reads them; whoever calls brings it, so that no other form has to carry it. */
export type PolicyReaders = Pick<PolicyForms, "paramsFromInputs" | "answerText">;

/** Whether a form with inputs of these names is read by {@link PolicyReaders} only. */
export function asksPolicies(names: Iterable<string>): boolean {
  for (const name of names) if (/^(?:policy\.params|answer)\./.test(name)) return true;
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

function readers(policies: PolicyReaders | undefined): PolicyReaders {
  if (policies === undefined) throw new TypeError("a form that shows a policy's fields needs them");
  return policies;
}
