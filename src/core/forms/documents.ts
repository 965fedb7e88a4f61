/**
 * What a form needs to know of the documents that it changes: plain data with hex ids, as a node's
 * API gives them. Declared here by their form alone, since core knows nothing of a node.
 */
export type Hex = string;

export type RequestStatus = "pending" | "confirmed" | "denied" | "conflict" | "withdrawn";

interface Common {
  readonly id: Hex;
}

export interface CurrentFestival extends Common {
  readonly title: string;
  readonly description: string;
  readonly start: number | null;
  readonly end: number | null;
  readonly timezone: string;
  readonly dayBreak: number | null;
  readonly visibility: string;
  readonly token: Hex | null;
  readonly closed: boolean;
  /** By which its author announces it in another one; null where it is not known. */
  readonly nonce?: Hex | null;
}

export interface CurrentResource extends Common {
  readonly title: string;
  readonly description: string;
  readonly kind: string;
  readonly tags: readonly string[];
  readonly quantity: number;
  readonly people: number | null;
  readonly availability: readonly { readonly start: number; readonly end: number }[] | null;
  readonly policy: { readonly name: string; readonly params: Readonly<Record<string, unknown>> };
  readonly deputy: Hex | null;
  readonly requires: readonly Hex[] | null;
  readonly contact: string | null;
  readonly place: object | null;
  readonly access: object | null;
}

export interface CurrentEvent extends Common {
  readonly author: Hex;
  readonly festival: Hex;
  readonly title: string;
  readonly description: string;
  readonly start: number;
  readonly end: number;
  readonly tags: readonly string[];
  readonly stage: string;
  readonly where: string | null;
  readonly links: readonly { readonly label: string; readonly url: string }[] | null;
  readonly access: object | null;
}

/** A profile is replaced whole, so what its form does not show is taken from here. */
export interface CurrentUser extends Common {
  readonly name: string | null;
  readonly about: string | null;
  readonly contact: string | null;
  readonly links: readonly { readonly label: string; readonly url: string }[] | null;
  readonly members: readonly Hex[] | null;
}

export type CurrentDocument = CurrentFestival | CurrentResource | CurrentEvent | CurrentUser;

/** A request of an event, for the gestures that move or take back the event. */
export interface EventRequest {
  readonly id: Hex;
  readonly author: Hex;
  /** The resource's: where the request is written. */
  readonly festival: Hex;
  readonly event: Hex;
  readonly eventFestival: Hex | null;
  readonly resource: Hex;
  readonly start: number;
  readonly end: number;
  readonly quantity: number;
  readonly note: string | null;
  readonly answer: string | null;
  readonly replaces: Hex | null;
  readonly status: RequestStatus;
}

/** A resource that is asked for: what a form needs to warn, and to refuse what there is not. */
export interface AskedResource {
  readonly id: Hex;
  readonly title: string;
  readonly festival: Hex;
  readonly kind: string;
  readonly quantity: number;
  readonly availability: readonly { readonly start: number; readonly end: number }[] | null;
  readonly requires: readonly Hex[] | null;
  /** What stands. */
  readonly bookings: readonly {
    readonly request: Hex;
    readonly start: number;
    readonly end: number;
    readonly quantity: number;
  }[];
}

/** Why a field cannot be signed as it is; pages and the island turn it into words. */
export type FieldErrorCode =
  | "missing"
  | "not-a-time"
  /** The clocks go forward over it, in the form's zone. */
  | "no-such-time"
  | "start-after-end"
  | "unknown-zone"
  | "not-a-number"
  | "out-of-range"
  | "not-an-id"
  | "not-a-choice"
  /** More are asked for than there are at all. */
  | "more-than-there-is"
  /** Times are cut out of always, and no days are shown in which. */
  | "no-days"
  /** Every day of a series is skipped. */
  | "nothing-left"
  /** A resource that this node does not know. */
  | "unknown-resource"
  | "too-long"
  | "too-many"
  /** A control character, or half of a character. */
  | "bad-characters"
  /** The message as a whole would have no effect; `field` is empty. */
  | "no-effect";

export interface FieldError {
  /** The input's name; empty where no single one is at fault. */
  readonly field: string;
  readonly code: FieldErrorCode;
}
