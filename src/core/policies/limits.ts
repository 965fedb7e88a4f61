/** How much of what an owner shares one key can have. */
import { mostAtOnce, type Span } from "../spans/mod.ts";
import { festivalDays } from "./festival_day.ts";
import type { PolicyContext } from "./policy.ts";

export interface Limits {
  /** Hours a day, over all that the owner shares in the festival. */
  readonly hours?: number | undefined;
  /** Bookings, over all that the owner shares in the festival. */
  readonly bookings?: number | undefined;
  /** Of this resource, at one time. */
  readonly atOnce?: number | undefined;
}

const HOUR_MS = 3_600_000;
/** No festival is longer; who asks for more asks for more than a limit allows. */
const MOST_DAYS = 400;
/** Where the clocks are put back by an hour, or by half a day with the date line. */
const LONGEST_DAY_MS = 48 * HOUR_MS;

/**
 * Why a request goes over a limit, as a sentence; null where it does not. What it replaces is not
 * counted beside it. A booking of several pieces counts its hours once (`Choice:` a hundred chairs for
 * an evening are one evening).
 */
export function overLimit(context: PolicyContext, limits: Limits): string | null {
  const { request, standing } = context;
  const held = context.held.filter((one) => one.id !== request.id && one.id !== request.replaces);
  const { hours, bookings, atOnce } = limits;
  if (atOnce !== undefined) {
    const own = standing.filter((one) =>
      one.author === request.author && one.id !== request.replaces && one.id !== request.id
    );
    if (mostAtOnce(own, request) + request.quantity > atOnce) {
      return `One key can have ${atOnce} of this at one time, no more.`;
    }
  }
  if (bookings !== undefined && held.length + 1 > bookings) {
    return `One key can have ${bookings} of this owner’s bookings in the festival, and yours are ` +
      `${held.length} already. Withdraw one, and ask again.`;
  }
  if (hours !== undefined && isOverHours(context, [...held, request], hours * HOUR_MS)) {
    return `One key can have ${hours} hours a day of what this owner shares in the festival, ` +
      "and this would be more. Withdraw something of that day, and ask again.";
  }
  return null;
}

function isOverHours(
  { request, timezone, dayBreak }: PolicyContext,
  spans: readonly Span[],
  most: number,
): boolean {
  // Of a century each day would be counted, and be within a limit of 24 hours.
  if (request.end - request.start > MOST_DAYS * LONGEST_DAY_MS) return true;
  let days = 0;
  for (const day of festivalDays(request, timezone, dayBreak)) {
    const used = spans.reduce((sum, span) => sum + shared(span, day), 0);
    if (used > most || ++days > MOST_DAYS) return true;
  }
  return false;
}

/** How long two spans overlap. */
function shared(one: Span, other: Span): number {
  return Math.max(0, Math.min(one.end, other.end) - Math.max(one.start, other.start));
}
