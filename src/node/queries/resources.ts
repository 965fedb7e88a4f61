/** What can be asked for, and what of it is taken. */
import type { Access } from "./events.ts";
import type { Hex, Page, PageRequest } from "./pages.ts";

export interface ResourceFilter extends PageRequest {
  readonly owner?: Hex | undefined;
  readonly kind?: string | undefined;
  readonly tag?: string | undefined;
  readonly q?: string | undefined;
  /** What has a place: locations, spaces, and whatever else says where it is. */
  readonly place?: boolean | undefined;
  /** `partly` finds `yes` too. */
  readonly stepFree?: "yes" | "partly" | undefined;
  /** What can be had over all of a span, by the bookings that stand and its own availability. */
  readonly free?: FreeSpan | undefined;
  /** False where nobody looks at them: they are left empty. */
  readonly bookings?: boolean | undefined;
  /** `title` where not given. */
  readonly sort?: "title" | "-title" | "kind" | "-kind" | "received" | "-received" | undefined;
}

export interface FreeSpan {
  readonly from: number;
  /** Later than `from`. */
  readonly to: number;
  /** How many of it; 1 where not given. */
  readonly quantity?: number | undefined;
}

export interface Place {
  /** [latitude, longitude] in 10⁻⁷ degrees. */
  readonly gps?: readonly [number, number] | undefined;
  readonly address?: string | undefined;
  readonly url?: string | undefined;
  /** [x, y, z] in millimetres. */
  readonly position?: readonly [number, number, number] | undefined;
  readonly onRequest?: boolean | undefined;
}

export interface Booking {
  readonly request: Hex;
  readonly event: Hex;
  readonly eventTitle: string | null;
  readonly start: number;
  readonly end: number;
  readonly quantity: number;
}

export interface ResourceDocument {
  readonly id: Hex;
  /** The owner. */
  readonly author: Hex;
  readonly festival: Hex;
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
  readonly place: Place | null;
  readonly access: Access | null;
  /** Requests that stand, by start; at most 200. */
  readonly bookings: readonly Booking[];
  readonly at: number | null;
  readonly receivedAt: number;
  /** YAMF of the entry that created it. */
  readonly hash: Hex;
}

export interface ResourceQueries {
  resources(festival: Hex, filter: ResourceFilter): Promise<Page<ResourceDocument>>;
  resource(id: Hex): Promise<ResourceDocument | null>;
}
