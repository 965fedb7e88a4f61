/** Whether there is room for a request beside what stands and what is ahead of it in line. */
import { covers, mostAtOnce, overlaps } from "../spans/mod.ts";
import type { Asked, Decision, PolicyContext } from "./policy.ts";

/**
 * Confirms where there is room, and lets wait otherwise; denies what asks for more than there is, and
 * asks the owner about what is outside of the resource's availability.
 *
 * `Choice:` what is ahead in line holds its place although it waits itself: who came later never
 * takes the room of who came before, so a long request cannot be starved by many short ones. Who is
 * ahead is the policy's to say; where it says nothing, whoever came earlier. But who waits for a booking
 * anyway is not in the way of it being shifted a little: else a move and who waits for what it moves
 * would wait for each other.
 */
export function placeInLine(
  { request, resource, standing, earlier }: PolicyContext,
  inFront: readonly Asked[] = earlier,
): Decision {
  const most = resource.quantity;
  if (request.quantity > most) {
    return {
      kind: "deny",
      reason: `This asks for ${request.quantity}, and there is only ${most}.`,
    };
  }
  if (!covers(resource.availability, request)) {
    return { kind: "ask", why: "outside-availability" };
  }
  const moved = shifted(request, standing);
  const standingIds = new Set(standing.map((one) => one.id));
  const ahead = [
    // A move frees what it replaces: the old booking goes as soon as the new one is confirmed.
    ...standing.filter((one) => one.id !== request.replaces || one.author !== request.author),
    // What asks for more than there is holds nothing: it can never stand.
    ...inFront.filter((one) =>
      one.quantity <= most && !standingIds.has(one.id) &&
      (moved === null || !overlaps(one, moved))
    ),
  ].filter((one) => one.id !== request.id && overlaps(one, request));
  if (mostAtOnce(ahead, request) + request.quantity <= most) return { kind: "confirm" };
  return { kind: "wait", place: ahead.length + 1 };
}

/**
 * The booking that a request shifts: a later or earlier time that it shares an instant with, no longer
 * and of no more. Anything larger would let a small booking keep a place in line for a large one.
 */
function shifted(request: PolicyContext["request"], standing: readonly Asked[]): Asked | null {
  const moved = standing.find((one) =>
    one.id === request.replaces && one.author === request.author
  );
  if (moved === undefined || !overlaps(moved, request)) return null;
  const isLarger = request.quantity > moved.quantity ||
    request.end - request.start > moved.end - moved.start;
  return isLarger ? null : moved;
}
