/** Requests of who has a token, before those of who does not. */
import type { Decision, PolicyContext } from "./policy.ts";
import { placeInLine } from "./room.ts";

/**
 * Puts in line those alone who have a standing request for the token. Others wait, since they may get
 * it yet, and hold no place meanwhile.
 */
export function amongHolders(context: PolicyContext, token: string): Decision {
  const ahead = context.earlier.filter((one) => context.holds(token, one.author));
  const decision = placeInLine(context, ahead);
  if (decision.kind !== "confirm" || context.holds(token)) return decision;
  return { kind: "wait", place: ahead.length + 1 };
}
