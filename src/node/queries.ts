/**
 * What a node answers when asked what its logs add up to. Plain data with hex ids: the same objects
 * are the API's JSON (`CONTRACT.md`, "HTTP API") and what the pages draw.
 *
 * An unlisted festival, and all that is in it, appears only in answers to a question that names its
 * whole id, or the whole id of a document in it.
 */

/** Lower-case hex: 64 digits for an id or a public key, 132 for a YAMF hash. */
export type Hex = string;

/** A page of a list; `next` is the cursor of the page after it. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export interface PageRequest {
  /** 1 to 200; 50 where not given. */
  readonly limit?: number | undefined;
  /** From an earlier page of the same list, filters and sort; otherwise {@link BadCursorError}. */
  readonly cursor?: string | undefined;
}

export class BadCursorError extends Error {
  override name = "BadCursorError";
}

/** Half-open [from, to), Unix milliseconds: what overlaps it. */
export interface Overlap {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface EventFilter extends PageRequest, Overlap {
  readonly author?: Hex | undefined;
  readonly tag?: string | undefined;
  readonly stage?: Stage | undefined;
  readonly q?: string | undefined;
  /** `start` where not given; a leading `-` turns it round. */
  readonly sort?: "start" | "-start" | "title" | "-title" | "received" | "-received" | undefined;
}

export interface ResourceFilter extends PageRequest {
  readonly owner?: Hex | undefined;
  readonly kind?: string | undefined;
  readonly tag?: string | undefined;
  readonly q?: string | undefined;
  /** `title` where not given. */
  readonly sort?: "title" | "-title" | "kind" | "-kind" | "received" | "-received" | undefined;
}

export interface RequestFilter extends PageRequest, Overlap {
  readonly author?: Hex | undefined;
  /** Of the resource that is asked for. */
  readonly owner?: Hex | undefined;
  readonly status?: RequestStatus | undefined;
  readonly event?: Hex | undefined;
  readonly resource?: Hex | undefined;
  readonly q?: string | undefined;
  /** `received` where not given: the order in which this node saw them. */
  readonly sort?: "received" | "-received" | "start" | "-start" | undefined;
}

/** Over all public festivals, and those that are named. */
export interface DeskFilter extends PageRequest {
  readonly status?: RequestStatus | undefined;
  readonly festivals?: readonly Hex[] | undefined;
}

export type Stage = "idea" | "planned" | "cancelled";
export type Visibility = "public" | "unlisted";
export type RequestStatus = "pending" | "confirmed" | "denied" | "conflict" | "withdrawn";
export type Verdict = "confirmed" | "denied";

export interface FestivalDocument {
  readonly id: Hex;
  /** False while the festival's own message has not arrived: it shows by its id. */
  readonly known: boolean;
  readonly author: Hex | null;
  readonly title: string;
  readonly description: string;
  readonly start: number | null;
  readonly end: number | null;
  readonly timezone: string;
  readonly dayBreak: number | null;
  readonly parent: Hex | null;
  readonly visibility: Visibility;
  readonly token: Hex | null;
  readonly closed: boolean;
  readonly counts: {
    readonly events: number;
    readonly resources: number;
    readonly requests: number;
  };
  /** The author's claim, Unix milliseconds. */
  readonly at: number | null;
}

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

export interface Place {
  /** [latitude, longitude] in 10⁻⁷ degrees. */
  readonly gps?: readonly [number, number] | undefined;
  readonly address?: string | undefined;
  readonly url?: string | undefined;
  /** [x, y, z] in millimetres. */
  readonly position?: readonly [number, number, number] | undefined;
  readonly onRequest?: boolean | undefined;
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
  readonly at: number | null;
  /** Unix milliseconds at which this node first had it. */
  readonly receivedAt: number;
  /** YAMF of the entry that created it. */
  readonly hash: Hex;
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

export interface RequestDocument {
  readonly id: Hex;
  readonly author: Hex;
  readonly festival: Hex;
  readonly event: Hex;
  /** As the event is known here, else as the request says. */
  readonly eventTitle: string | null;
  readonly eventFestival: Hex | null;
  readonly resource: Hex;
  readonly resourceTitle: string | null;
  /** The resource's author. */
  readonly owner: Hex;
  readonly deputy: Hex | null;
  readonly start: number;
  readonly end: number;
  readonly quantity: number;
  readonly note: string | null;
  readonly answer: string | null;
  readonly replaces: Hex | null;
  readonly status: RequestStatus;
  /** Of the answer that counts. */
  readonly reason: string | null;
  /**
   * Place in line as this node saw the requests arrive, from 1; only while pending. Standing
   * bookings that overlap count as ahead. Shown, never a rule.
   */
  readonly line: number | null;
  readonly at: number | null;
  readonly receivedAt: number;
  /** YAMF of the entry that created it. */
  readonly hash: Hex;
}

/** What is sure of a request that was deleted. */
export interface WithdrawnRequest {
  readonly id: Hex;
  readonly author: Hex;
  readonly festival: Hex;
  readonly status: "withdrawn";
}

export interface UserDocument {
  readonly id: Hex;
  /** Null while no profile has arrived. */
  readonly name: string | null;
  readonly about: string | null;
  readonly contact: string | null;
  readonly links: readonly Link[] | null;
  readonly members: readonly Hex[] | null;
  /** When this node last received an entry of theirs; null where it never did. */
  readonly lastActive: number | null;
  /** In public festivals; at most 200 each, newest first. */
  readonly resources: readonly ResourceDocument[];
  readonly events: readonly EventDocument[];
}

export interface NestedFestival {
  readonly id: Hex;
  readonly title: string;
  readonly author: Hex;
}

export interface LogHead {
  readonly author: Hex;
  readonly logId: number;
  /** Of the last entry that counts; 0 where the cut is at 1. */
  readonly seqNum: number;
  readonly hash: Hex | null;
  /** The seqnum from which nothing counts, or null. */
  readonly fork: number | null;
}

export interface Tombstone {
  readonly id: Hex;
  readonly author: Hex;
  /** Null in log 0. */
  readonly festival: Hex | null;
  readonly schema: string;
}

/** What a whole id, or an unambiguous prefix of 16 or more digits, names among what is public. */
export type Named =
  | { readonly kind: "festival" | "event" | "resource" | "request"; readonly id: Hex }
  | { readonly kind: "user"; readonly id: Hex };

export interface Queries {
  /** Public ones that this node follows, by start then title. */
  festivals(request: PageRequest): Promise<Page<FestivalDocument>>;
  /** By whole id, unlisted ones too; null where it is not followed here. */
  festival(id: Hex): Promise<FestivalDocument | null>;
  /** From the parent upwards, at most 8; ids whose message is not here are `known: false`. */
  ancestors(id: Hex): Promise<readonly FestivalDocument[]>;
  nested(id: Hex, request: PageRequest): Promise<Page<NestedFestival>>;
  events(festival: Hex, filter: EventFilter): Promise<Page<EventDocument>>;
  event(id: Hex): Promise<EventDocument | null>;
  resources(festival: Hex, filter: ResourceFilter): Promise<Page<ResourceDocument>>;
  resource(id: Hex): Promise<ResourceDocument | null>;
  requests(festival: Hex, filter: RequestFilter): Promise<Page<RequestDocument>>;
  request(id: Hex): Promise<RequestDocument | WithdrawnRequest | null>;
  /** An event's requests by its own author, in its festival and the ancestors; withdrawn ones too. */
  requestsOfEvent(event: Hex): Promise<readonly RequestDocument[]>;
  /** For the resources of `key` (or where it is the deputy), in the order in which they came. */
  requestsForDesk(key: Hex, filter: DeskFilter): Promise<Page<RequestDocument>>;
  /** That `key` signed, newest first; withdrawn ones left out. */
  requestsByAuthor(key: Hex, filter: DeskFilter): Promise<Page<RequestDocument>>;
  user(key: Hex): Promise<UserDocument | null>;
  /** Names of keys, for pages; a key without a profile is left out. */
  names(keys: readonly Hex[]): Promise<ReadonlyMap<Hex, string>>;
  tombstone(id: Hex): Promise<Tombstone | null>;
  /** Heads of a festival's logs, by author. */
  logs(festival: Hex, request: PageRequest): Promise<Page<LogHead>>;
  /** Logs of one author: log 0 and those of the public festivals, and of `festival` if named. */
  logsOf(author: Hex, festival?: Hex): Promise<readonly LogHead[]>;
  /** Whole ids that a prefix names among what is public; two or more mean that it is ambiguous. */
  withPrefix(kind: Named["kind"], prefix: string): Promise<readonly Hex[]>;
  /** Changes with all that a festival's pages show; a number that only grows. */
  revision(festival: Hex): Promise<number>;
  /** The same for everything on this node. */
  revisionOfAll(): Promise<number>;
  countEntries(): Promise<number>;
}
