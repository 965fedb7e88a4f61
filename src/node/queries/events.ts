/** What happens at a festival, when and where. */
import type { Hex, Overlap, Page, PageRequest } from "./pages.ts";

export interface EventFilter extends PageRequest, Overlap {
  readonly author?: Hex | undefined;
  /** The whole title, as it is written. */
  readonly title?: string | undefined;
  readonly tag?: string | undefined;
  readonly stage?: Stage | undefined;
  readonly q?: string | undefined;
  /** A resource that the event's own author asked for and that it holds or waits for. */
  readonly place?: Hex | undefined;
  readonly official?: boolean | undefined;
  /** Those of nested public festivals too, as far as they are followed here: at most 8 deep. */
  readonly nested?: boolean | undefined;
  /** `partly` finds `yes` too. */
  readonly stepFree?: "yes" | "partly" | undefined;
  /** Sure: planned, and all that it asked for is confirmed. */
  readonly state?: EventState | undefined;
  /** `start` where not given; a leading `-` turns it round. */
  readonly sort?: "start" | "-start" | "title" | "-title" | "received" | "-received" | undefined;
}

export type EventState = "sure" | "unsure" | "cancelled";

export type Stage = "idea" | "planned" | "cancelled";

export interface Link {
  readonly label: string;
  readonly url: string;
}

export type AccessAnswer = "yes" | "no" | "partly";

export interface Access {
  readonly stepFree?: AccessAnswer | undefined;
  readonly toilet?: AccessAnswer | undefined;
  readonly seating?: AccessAnswer | undefined;
  readonly hearing?: AccessAnswer | undefined;
  readonly quiet?: AccessAnswer | undefined;
  readonly note?: string | undefined;
}

export interface EventDocument {
  readonly id: Hex;
  readonly author: Hex;
  readonly festival: Hex;
  readonly title: string;
  readonly description: string;
  readonly start: number;
  readonly end: number;
  readonly tags: readonly string[];
  readonly stage: Stage;
  readonly where: string | null;
  readonly links: readonly Link[] | null;
  readonly access: Access | null;
  /** Of its own author, in its festival and that festival's ancestors; withdrawn ones not counted. */
  readonly requests: {
    readonly total: number;
    readonly confirmed: number;
    readonly pending: number;
    readonly denied: number;
    readonly conflict: number;
  };
  /** Holds a booking, asked for by its own author, of its festival's token. */
  readonly official: boolean;
  readonly at: number | null;
  /** Unix milliseconds at which this node first had it. */
  readonly receivedAt: number;
  /** YAMF of the entry that created it. */
  readonly hash: Hex;
}

/** A location or space that an event has, or waits for. */
export interface EventPlace {
  readonly id: Hex;
  readonly title: string;
  readonly sure: boolean;
}

/** What was said of a document after it was made. */
export interface Edits {
  /** How many entries after the one that made it the last stands; it only grows. */
  readonly after: number;
  /** When this node had the last. */
  readonly at: number;
}

export interface EventQueries {
  events(festival: Hex, filter: EventFilter): Promise<Page<EventDocument>>;
  /**
   * All of them in no order, for a page that shows all. Where many were not read for a while, `pause`
   * is awaited between portions of them.
   */
  allEvents(
    festival: Hex,
    filter: Omit<EventFilter, "sort" | "limit" | "cursor">,
    pause?: () => Promise<void>,
  ): Promise<readonly EventDocument[]>;
  event(id: Hex): Promise<EventDocument | null>;
  /**
   * Where events of a festival are or would be: what their own authors asked for, of its places and
   * its ancestors', and have or wait for. Sure ones first; an event without any is left out.
   */
  placesOfEvents(
    festival: Hex,
    events: readonly Pick<EventDocument, "id" | "author">[],
  ): Promise<ReadonlyMap<Hex, readonly EventPlace[]>>;
  /** Of the changed events of a festival, or of one of them: how far they are. */
  eventEdits(festival: Hex, event?: Hex): Promise<ReadonlyMap<Hex, Edits>>;
}
