/** Contexts for tests of policies: nothing in the way, unless a test says so. */
import type { Asked, PolicyContext } from "../../../src/core/policies/mod.ts";

export const CONFIRM = { kind: "confirm" };
export const HOUR = 3_600_000;
export const hexOf = (digits: string) => digits.repeat(64).slice(0, 64);

export const asks = (start: number, end: number, over: Partial<Asked> = {}): Asked => ({
  id: `${start}-${end}`,
  author: "ana",
  start,
  end,
  quantity: 1,
  receivedAt: 0,
  ...over,
});

type Over =
  & Partial<Omit<PolicyContext, "request" | "resource">>
  & Partial<PolicyContext["resource"]>;

export function contextOf(
  request: Asked & Partial<PolicyContext["request"]>,
  over: Over = {},
): PolicyContext {
  const { standing = [], earlier = [], id, quantity, availability, params, ...rest } = over;
  return {
    request: { event: "event", replaces: null, answer: null, ...request },
    resource: {
      id: id ?? "hall",
      quantity: quantity ?? 1,
      availability: availability ?? null,
      params: params ?? {},
    },
    standing,
    earlier,
    line: [...earlier, request],
    now: 0,
    timezone: "Europe/Berlin",
    dayBreak: 360,
    held: [],
    holds: () => false,
    votes: [],
    ...rest,
  };
}
