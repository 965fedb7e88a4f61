/** What speaks against a time or a request, and forbids nothing: said before it is signed. */
import { covers, type Span } from "../spans/mod.ts";
import type { AskedResource, Hex } from "./documents.ts";
import { freeAt } from "./fits.ts";

export type Warning =
  /** The same person has another event at that time. */
  | { readonly code: "overlaps"; readonly event: Hex; readonly title: string }
  | { readonly code: "outside-availability"; readonly resource: Hex; readonly title: string }
  /** Fewer are free than are asked for: it waits in line. */
  | Left<"taken">
  /** It fits, and leaves at most a fifth, or nothing where there are several. */
  | Left<"nearly-used-up">
  /** Neither words for a place nor a location. */
  | { readonly code: "no-place" };

interface Left<Code> {
  readonly code: Code;
  readonly resource: Hex;
  readonly title: string;
  /** Free before this asks. */
  readonly free: number;
}

export interface Asking {
  readonly resource: AskedResource;
  readonly quantity: number;
}

export interface Plan {
  readonly span: Span;
  readonly asks: readonly Asking[];
  /** Events of the same person, without this one and without those that are cancelled. */
  readonly own: readonly (Span & { readonly id: Hex; readonly title: string })[];
  /** Whether it is said, or asked for, where it happens; null where that is not the question. */
  readonly hasPlace: boolean | null;
  /** Requests whose bookings this one takes over. */
  readonly replaces?: readonly Hex[];
}

export function warningsOf({ span, asks, own, hasPlace, replaces = [] }: Plan): Warning[] {
  const warnings: Warning[] = [];
  for (const { start, end, id, title } of own) {
    if (start < span.end && span.start < end) {
      warnings.push({ code: "overlaps", event: id, title });
    }
  }
  for (const { resource, quantity } of asks) {
    const { id, title } = resource;
    if (!covers(resource.availability, span)) {
      warnings.push({ code: "outside-availability", resource: id, title });
    }
    const others = resource.bookings.filter(({ request }) => !replaces.includes(request));
    const free = freeAt(others, resource.quantity, span);
    // Of more than there is, the form says so itself: no line is long enough.
    if (quantity > resource.quantity) continue;
    if (quantity > free) warnings.push({ code: "taken", resource: id, title, free });
    else if (isNearlyUsedUp(resource.quantity, free - quantity)) {
      warnings.push({ code: "nearly-used-up", resource: id, title, free });
    }
  }
  if (hasPlace === false) warnings.push({ code: "no-place" });
  return warnings;
}

/** Of a single thing whoever asks takes all: that is no news. */
function isNearlyUsedUp(quantity: number, left: number): boolean {
  return quantity > 1 && left * 5 <= quantity;
}

/** What would wait or be refused at once: what "skip the ones that conflict" skips. */
export function conflictsOf(span: Span, asks: readonly Asking[]): Warning[] {
  return warningsOf({ span, asks, own: [], hasPlace: null })
    .filter(({ code }) => code === "taken" || code === "outside-availability");
}
