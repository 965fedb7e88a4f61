/** Policies, by name. Adding one is a file beside this, and a line here. */
import { firstComeFirstServed } from "./first_come_first_served.ts";
import { manual } from "./manual.ts";
import type { Decision, Policy, PolicyContext } from "./policy.ts";

export type { Asked, Decision, Policy, PolicyContext, Span } from "./policy.ts";

export const POLICIES: readonly Policy[] = [firstComeFirstServed, manual];

/** Decides by the policy of that name; one that this program does not know is left to the owner. */
export function decideBy(name: string, context: PolicyContext): Decision {
  const policy = POLICIES.find((one) => one.name === name);
  return policy === undefined ? { kind: "ask", why: "unknown-policy" } : policy.decide(context);
}
