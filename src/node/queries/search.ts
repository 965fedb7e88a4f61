/** What is found by words, by what it is, or by the beginning of its id. */
import type { EventState, Stage } from "./events.ts";
import type { Hex, Overlap, Page, PageRequest } from "./pages.ts";
import type { FreeSpan } from "./resources.ts";

/** Something beside `festival` has to be asked for; what a kind does not have, finds none of it. */
export interface SearchFilter extends PageRequest, Overlap {
  /** Words, by their beginnings; all of them must be found. */
  readonly q?: string | undefined;
  /** Only in this one, also if it is unlisted; else in all public ones and in profiles. */
  readonly festival?: Hex | undefined;
  /** All kinds where not given. */
  readonly kinds?: readonly FoundKind[] | undefined;
  /** Of festivals, events and resources: who signed it. */
  readonly owner?: Hex | undefined;
  /** Of events and resources. */
  readonly tag?: string | undefined;
  /** Of events and resources; `partly` finds `yes` too. */
  readonly stepFree?: "yes" | "partly" | undefined;
  readonly state?: EventState | undefined;
  /** Events whose own author asked for this resource, and that hold it or wait for it. */
  readonly place?: Hex | undefined;
  /** Of a resource: `location`, `item`. */
  readonly resourceKind?: string | undefined;
  /** Of resources: locations, spaces, and whatever else says where it is; or all else. */
  readonly places?: boolean | undefined;
  /** Resources that can be had over all of a span. */
  readonly free?: FreeSpan | undefined;
}

export type FoundKind = "festival" | "event" | "resource" | "user";

/** Something found by its words. */
export interface Found {
  readonly kind: FoundKind;
  readonly id: Hex;
  /** A person's name. */
  readonly title: string;
  /** The beginning of what it says of itself, at most 200 characters. */
  readonly excerpt: string;
  /** The festival that it is in; a festival's own id; null for a person. */
  readonly festival: Hex | null;
  readonly festivalTitle: string | null;
  readonly author: Hex;
  /** Of festivals and events. */
  readonly start: number | null;
  readonly end: number | null;
  /** Of the festival, for its times. */
  readonly timezone: string | null;
  /** Of an event. */
  readonly stage: Stage | null;
  /** Of a resource. */
  readonly resourceKind: string | null;
  /** Of events and resources. */
  readonly tags: readonly string[];
}

/** What a whole id, or an unambiguous prefix of 16 or more digits, names among what is public. */
export type Named =
  | { readonly kind: "festival" | "event" | "resource" | "request"; readonly id: Hex }
  | { readonly kind: "user"; readonly id: Hex };

export interface SearchQueries {
  /**
   * Best first: those whose title has all the words, then the rest; newest first in each. Without
   * words, a tag, an owner or a place, what is asked for by its time is in the order of that.
   */
  search(filter: SearchFilter): Promise<Page<Found>>;
  /** Whole ids that a prefix names among what is public; two or more mean that it is ambiguous. */
  withPrefix(kind: Named["kind"], prefix: string): Promise<readonly Hex[]>;
}
