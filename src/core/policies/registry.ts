/** Policies by name: those of this program, and what a program built on it registers besides. */
import { LIST } from "./list.ts";
import { plain } from "./plain.ts";
import type { Decision, Needs, Policy, PolicyContext } from "./policy.ts";

const known = new Map<string, Policy>(LIST.map((policy) => [policy.name, policy]));

/** What a resource has whose owner chose none. */
export const DEFAULT_POLICY = "first-come-first-served";

/** Makes a policy known under its name; returns how to take that back. */
export function register(policy: Policy): () => void {
  if (known.has(policy.name)) throw new RangeError(`there is a policy ${policy.name} already`);
  known.set(policy.name, policy);
  return () => known.delete(policy.name);
}

export function policyNamed(name: string): Policy | undefined {
  return known.get(name);
}

/** In the order in which owners are offered them: the default, by hand, then by their names. */
export function policies(): readonly Policy[] {
  const rank = ({ name }: Policy) => name === DEFAULT_POLICY ? 0 : name === "manual" ? 1 : 2;
  return [...known.values()].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

/** The parameters as the policy reads them; null where it cannot. */
export function paramsOf<Params>(policy: Policy<Params>, params: unknown): Params | null {
  const parsed = policy.params.safeParse(plain(params));
  return parsed.success ? parsed.data : null;
}

/** Decides by the policy of that name; one that this program does not know is left to the owner. */
export function decideBy(name: string, context: PolicyContext): Decision {
  const policy = policyNamed(name);
  if (policy === undefined) return { kind: "ask", why: "unknown-policy" };
  const params = paramsOf(policy, context.resource.params);
  return params === null ? { kind: "ask", why: "bad-params" } : policy.decide(context, params);
}

/** What {@link decideBy} reads besides the line of the resource. */
export function needsOf(name: string, params: unknown): Needs {
  const policy = policyNamed(name);
  const parsed = policy === undefined ? null : paramsOf(policy, params);
  return parsed === null ? {} : policy?.needs?.(parsed) ?? {};
}

/** What it takes to decide, for those who are given it. */
export interface PolicyBook {
  readonly decideBy: typeof decideBy;
  readonly needsOf: typeof needsOf;
}
export const POLICY_BOOK: PolicyBook = { decideBy, needsOf };
