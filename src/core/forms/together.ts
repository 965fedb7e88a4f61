/** What several requests for one resource come to where they are confirmed in one gesture. */
import { mostAtOnce } from "../spans/mod.ts";
import type { Booked } from "./fits.ts";

/** A request that is confirmed already, or would be. Ids are hex. */
export interface Chosen extends Booked {
  readonly request: string;
  readonly author: string;
  /** The author's own earlier request that this one moves. */
  readonly replaces: string | null;
}

export interface Together {
  readonly request: string;
  /** `never`: it asks for more than there is. */
  readonly becomes: "confirmed" | "conflict" | "never";
  /** What leaves no room for it: requests that are confirmed, or are chosen before it. */
  readonly against: readonly string[];
}

/**
 * Says of each chosen request whether it would stand, in the order in which they will be signed: by
 * the rule of bookings (DESIGN.md §5), in which whatever was confirmed before takes its room whether
 * it stands or not, but what asks for more than there is takes none. `confirmed` is all that is
 * confirmed and not withdrawn; what a chosen one replaces goes with its confirmation, and what that
 * replaced: `links` are those between them that are not confirmed themselves.
 */
export function confirmedTogether(
  confirmed: readonly Chosen[],
  chosen: readonly Chosen[],
  quantity: number,
  links: readonly Chosen[] = [],
): Together[] {
  const gone = replacedBy(chosen, [...links, ...confirmed, ...chosen]);
  const before = confirmed.filter((one) =>
    one.quantity <= quantity && !gone.has(one.request) &&
    !chosen.some(({ request }) => request === one.request)
  );
  return chosen.map((one): Together => {
    if (one.quantity > quantity) return { request: one.request, becomes: "never", against: [] };
    const against = before.filter(({ start, end }) => start < one.end && one.start < end);
    const hasRoom = mostAtOnce(against, one) + one.quantity <= quantity;
    if (!gone.has(one.request)) before.push(one);
    return {
      request: one.request,
      becomes: hasRoom ? "confirmed" : "conflict",
      against: hasRoom ? [] : against.map(({ request }) => request),
    };
  });
}

/**
 * Those that can be confirmed together, and all stand: each that has room beside what is confirmed and
 * beside those before it that have. Give first whoever shall have what only one of them can.
 */
export function fittingTogether(
  confirmed: readonly Chosen[],
  preferred: readonly Chosen[],
  quantity: number,
  links: readonly Chosen[] = [],
): Chosen[] {
  const fitting: Chosen[] = [];
  for (const one of preferred) {
    const all = confirmedTogether(confirmed, [...fitting, one], quantity, links);
    if (all.every(({ becomes }) => becomes === "confirmed")) fitting.push(one);
  }
  return fitting;
}

/** What `some` replace, and what that replaced before: only the same author's own. */
function replacedBy(some: readonly Chosen[], all: readonly Chosen[]): Set<string> {
  const byId = new Map(all.map((one) => [one.request, one]));
  const gone = new Set<string>();
  for (let one of some) {
    while (one.replaces !== null && !gone.has(one.replaces)) {
      const replaced = byId.get(one.replaces);
      if (replaced === undefined || replaced.author !== one.author) break;
      gone.add(replaced.request);
      one = replaced;
    }
  }
  return gone;
}
