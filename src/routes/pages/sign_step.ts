/** What has to be asked before a form is a whole message, where no script could ask it in the form. */
import {
  formOfProposed,
  type FormOutcome,
  isProposal,
  unansweredIn,
} from "../../core/forms/mod.ts";
import { policyNamed } from "../../core/policies/mod.ts";
import type { Node } from "../../node/mod.ts";
import { type SignStepProps, zoneOf } from "../../views/mod.ts";
import { ID } from "./address.ts";
import { askedAlong } from "./policy_pieces.ts";

type Input = readonly (readonly [string, string])[];

/** Null where nothing is left to ask. */
export async function stepOf(
  node: Node,
  input: Input,
  outcome: FormOutcome,
): Promise<Omit<SignStepProps, "sheet"> | null> {
  const value = (name: string) => input.findLast(([one]) => one === name)?.[1] ?? "";
  const zone = zoneOf(value("timezone") || "UTC");
  const nothing = { input, policy: null, problems: new Map(), asked: [], event: null, zone };
  const policy = policyIn(input);
  if (policy !== null) {
    const isAsked = input.some(([name]) => name.startsWith(`policy.params.${policy.name}.`));
    if (outcome.ok) return isAsked ? null : { ...nothing, policy };
    const problems = new Map(outcome.errors.map(({ field, code }) => [field, code]));
    // What else is wrong is in the form before this one.
    const isHere = [...problems.keys()].every((name) => /^policy\.(?:params\.|name$)/.test(name));
    return isAsked && isHere ? { ...nothing, policy, problems } : null;
  }
  if (!outcome.ok) return null;
  const asked = await askedAlong(node, unansweredIn(outcome.messages, input));
  const event = ID.test(value("event")) ? value("event") : null;
  return asked.length === 0 ? null : { ...nothing, asked, event };
}

/** The policy of a new resource, where it wants to know something of its owner. */
function policyIn(input: Input) {
  const about = isProposal(input) ? formOfProposed(input) : input;
  const value = (name: string) => about.findLast(([one]) => one === name)?.[1];
  if (value("schema") !== "resource" || value("action") !== "create") return null;
  const policy = policyNamed(value("policy.name") ?? "");
  return policy === undefined || policy.ownerFields.length === 0 ? null : policy;
}
