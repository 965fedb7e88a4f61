/** What a policy is: how an owner decides about requests, as a pure function (DESIGN.md §6). */

/** Half-open [start, end), Unix milliseconds. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A request, or the booking that it became. Ids are hex. */
export interface Asked extends Span {
  readonly id: string;
  readonly author: string;
  readonly quantity: number;
}

export interface PolicyContext {
  readonly request: Asked & {
    /** The author's own earlier request that this one moves. */
    readonly replaces: string | null;
  };
  readonly resource: {
    /** How many there are. */
    readonly quantity: number;
    /** When it can be had; null: always. */
    readonly availability: readonly Span[] | null;
    /** Of its policy. */
    readonly params: Readonly<Record<string, unknown>>;
  };
  /** Bookings of the resource that stand; those that do not overlap the request do not matter. */
  readonly standing: readonly Asked[];
  /** Pending requests for the resource that came before this one, in the order in which they came. */
  readonly earlier: readonly Asked[];
}

export type Decision =
  | { readonly kind: "confirm" }
  /** Only what can never be. */
  | { readonly kind: "deny"; readonly reason: string }
  /** Until something ahead of it goes away; 1 would be next. */
  | { readonly kind: "wait"; readonly place: number }
  /** The owner decides. */
  | { readonly kind: "ask"; readonly why: "manual" | "unknown-policy" | "outside-availability" };

export interface Policy {
  readonly name: string;
  decide(context: PolicyContext): Decision;
}
