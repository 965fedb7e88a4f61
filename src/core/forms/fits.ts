/** How much of a resource is free, by its bookings that stand. */
import { mostAtOnce, type Span } from "../spans/mod.ts";

/** A booking that stands, of so many. */
export interface Booked extends Span {
  readonly quantity: number;
  /** The request's id. */
  readonly request?: string;
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
