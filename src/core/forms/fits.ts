/** How much of a resource is free, by its bookings that stand. */
import type { Span } from "./availability.ts";

/** A booking that stands, of so many. */
export interface Booked extends Span {
  readonly quantity: number;
  /** The request's id. */
  readonly request?: string;
}

/** The largest sum of quantities at any instant of a span. */
export function mostAtOnce(bookings: readonly Booked[], within: Span): number {
  const changes = bookings
    .filter(({ start, end }) => start < within.end && within.start < end && start < end)
    .flatMap(({ start, end, quantity }) => [
      { at: Math.max(start, within.start), by: quantity },
      { at: end, by: -quantity },
    ]);
  // Half-open: at one instant what ends makes room for what begins.
  changes.sort((one, other) => one.at - other.at || one.by - other.by);
  let now = 0;
  let most = 0;
  for (const { by } of changes) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}

/** How many are free at every instant of a span. */
export function freeAt(bookings: readonly Booked[], quantity: number, span: Span): number {
  return Math.max(0, quantity - mostAtOnce(bookings, span));
}

/**
 * Whether a request fits beside the bookings of its resource, of which there are `quantity`. The
 * booking that it replaces makes room for it; its own, if it has one already, does not count twice.
 */
export function fits(
  bookings: readonly Booked[],
  request: Booked & { readonly replaces?: string | null },
  quantity: number,
): boolean {
  const others = bookings.filter((one) =>
    one.request === undefined ||
    one.request !== request.request && one.request !== request.replaces
  );
  return request.quantity <= freeAt(others, quantity, request);
}
