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

export interface ProposalFilter extends PageRequest {
  /** To be changed. */
  readonly document?: Hex | undefined;
  /** The key that is asked to make a new document. */
  readonly for?: Hex | undefined;
  /** The new document that came of it. */
  readonly made?: Hex | undefined;
  readonly author?: Hex | undefined;
  readonly status?: ProposalStatus | undefined;
}

/** Over all public festivals, and those that are named. */
export interface DeskProposalFilter extends PageRequest {
  readonly status?: ProposalStatus | undefined;
  readonly festivals?: readonly Hex[] | undefined;
}

/** Over all public festivals, and those that are named. */
export interface ChangeFilter extends PageRequest {
  readonly festivals?: readonly Hex[] | undefined;
}

export type FoundKind = "festival" | "event" | "resource" | "user";
export type EventState = "sure" | "unsure" | "cancelled";
/** `gone`: the document that it would change is deleted. */
export type ProposalStatus = "open" | "accepted" | "withdrawn" | "gone";
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
  /** 16 bytes, by which its author announces it in another one. */
  readonly nonce: Hex | null;
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
  /** Who signed the answer that counts: the owner, or their present deputy. */
  readonly answeredBy: Hex | null;
  /** Of the answer that counts: by it that can be taken back. */
  readonly answerId: Hex | null;
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

/** What a deleted request had asked for, as far as this node still has it. */
export interface AskedBefore {
  readonly id: Hex;
  readonly author: Hex;
  readonly festival: Hex;
  readonly event: Hex;
  readonly eventFestival: Hex | null;
  readonly resource: Hex;
  readonly resourceTitle: string | null;
  readonly owner: Hex;
  readonly start: number;
  readonly end: number;
  readonly quantity: number;
  readonly note: string | null;
  readonly answer: string | null;
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
  /** The message that announces it: by it that can be taken back. */
  readonly announcement: Hex;
}

/** That a festival is nested in another one, as its author says there. */
export interface Announcement {
  readonly id: Hex;
  /** The one in which it is announced. */
  readonly festival: Hex;
  readonly author: Hex;
  /** Of the nested one, as it was then. */
  readonly title: string;
}

/** Somebody's latest vote on a request. */
export interface VoteDocument {
  readonly id: Hex;
  readonly author: Hex;
  readonly festival: Hex;
  readonly request: Hex;
  readonly verdict: Verdict;
  readonly at: number | null;
  readonly receivedAt: number;
  /** YAMF of the entry that created it. */
  readonly hash: Hex;
}

/** A change that somebody asks a document's author, or the key of `for`, to sign. */
export interface ProposalDocument {
  readonly id: Hex;
  readonly author: Hex;
  readonly festival: Hex;
  /** To be changed; null for a new one. */
  readonly document: Hex | null;
  /** Of the new document, or of the one to be changed where that is known here. */
  readonly schema: string | null;
  /** Who can accept it: the key named in `for`, or the document's author where that is known. */
  readonly for: Hex | null;
  /** Of the document as it is, else of the one that is proposed. */
  readonly title: string | null;
  /** What it proposes, as the document's fields; bytes as hex. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly note: string | null;
  readonly status: ProposalStatus;
  /** The first effective message of `for` that names it. */
  readonly accepted: {
    readonly author: Hex;
    /** The document that was made or changed by it. */
    readonly document: Hex;
    readonly at: number | null;
    readonly receivedAt: number;
    readonly hash: Hex;
  } | null;
  readonly at: number | null;
  readonly receivedAt: number;
  /** YAMF of the entry that created it. */
  readonly hash: Hex;
}

/** What is sure of a proposal that was deleted. */
export interface WithdrawnProposal {
  readonly id: Hex;
  readonly author: Hex;
  readonly festival: Hex;
  readonly status: "withdrawn";
}

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

/** One signed message of a festival that has an effect. */
export interface Activity {
  /** YAMF of its entry. */
  readonly hash: Hex;
  readonly author: Hex;
  readonly receivedAt: number;
  readonly at: number | null;
  readonly action: "create" | "update" | "delete";
  readonly schema: string;
  /** The document that it makes, changes or deletes; the festival's own id for that. */
  readonly document: Hex;
  /** What that is about: of an answer or a vote its request, of a request its resource, of a
   * proposal its document, of a nesting the festival that is announced. */
  readonly about: Hex | null;
  /** Of the document; of requests, answers and votes the title of the event that asks. */
  readonly title: string | null;
  /** Of answers and votes. */
  readonly verdict: Verdict | null;
}

/** An answer that counts, to something that was asked. */
export interface Change {
  readonly request: RequestDocument;
  readonly answer: {
    readonly id: Hex;
    readonly author: Hex;
    readonly verdict: Verdict;
    readonly reason: string | null;
    readonly at: number | null;
    readonly receivedAt: number;
    readonly hash: Hex;
  };
}

/** A confirmed request that cannot stand, and what stands in its way. */
export interface Conflict {
  readonly request: RequestDocument;
  /** Bookings of its resource that overlap it; at most 20, by start. */
  readonly against: readonly Booking[];
}

/** How a resource stands: its requests, counted; withdrawn ones not. */
export interface Standing {
  /** Pending, and nobody ahead. */
  readonly open: number;
  /** Pending behind others, as this node saw them arrive. */
  readonly line: number;
  readonly confirmed: number;
  readonly conflict: number;
  readonly denied: number;
  /** Start of the booking that is next, or goes on. */
  readonly next: number | null;
}

/** Waiting: for an answer; idle: nobody asked for it. */
export type StandingState = "waiting" | "confirmed" | "conflict" | "denied" | "idle";

export interface OverviewFilter extends PageRequest {
  /** Now, Unix milliseconds: what ended before is no next booking. */
  readonly at: number;
  /** Looked through beside the public ones. */
  readonly festivals?: readonly Hex[] | undefined;
  /** Only what is in this one. */
  readonly festival?: Hex | undefined;
  readonly kind?: string | undefined;
  /** What has a request that came to it. */
  readonly state?: StandingState | undefined;
  readonly q?: string | undefined;
  /** Only these, by their ids. */
  readonly resources?: readonly Hex[] | undefined;
}

/** A resource that somebody answers for; its bookings are left empty. */
export interface Overseen {
  readonly resource: ResourceDocument;
  readonly standing: Standing;
}

/** How many resources of a kind somebody has in a festival. */
export interface ShareCount {
  readonly festival: Hex;
  readonly kind: string;
  readonly count: number;
}

export interface EventsByFilter extends PageRequest {
  /** Beside the public ones. */
  readonly festivals?: readonly Hex[] | undefined;
  /** Those that ended by `at`, the latest first; or those that did not, the next first. */
  readonly ended?: boolean | undefined;
  readonly at?: number | undefined;
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

/** An entry that changes a document. */
export interface UpdateEntry {
  /** By which a delete names it: the first 32 bytes of its digest. */
  readonly id: Hex;
  /** YAMF. */
  readonly hash: Hex;
}

/** What was said of a document after it was made. */
export interface Edits {
  /** How many entries after the one that made it the last stands; it only grows. */
  readonly after: number;
  /** When this node had the last. */
  readonly at: number;
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
  /** Of a festival, in those that this node follows, each in the order in which they came; at most 20. */
  announcements(child: Hex): Promise<readonly Announcement[]>;
  /** Public ones nested in it, at most 8 deep and 64 in all, that are followed here and known. */
  nestedBelow(id: Hex): Promise<readonly FestivalDocument[]>;
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
  resources(festival: Hex, filter: ResourceFilter): Promise<Page<ResourceDocument>>;
  resource(id: Hex): Promise<ResourceDocument | null>;
  requests(festival: Hex, filter: RequestFilter): Promise<Page<RequestDocument>>;
  request(id: Hex): Promise<RequestDocument | WithdrawnRequest | null>;
  /** An event's requests by its own author, in its festival and the ancestors; withdrawn ones too. */
  requestsOfEvent(event: Hex): Promise<readonly RequestDocument[]>;
  /**
   * What an event's author deleted of its requests and has not asked for since: of each resource that
   * is still there the last one, in the order in which they came; at most 50.
   */
  askedBefore(event: Hex): Promise<readonly AskedBefore[]>;
  /** For the resources of `key` (or where it is the deputy), in the order in which they came. */
  requestsForDesk(key: Hex, filter: DeskFilter): Promise<Page<RequestDocument>>;
  /** The resources of `key`, and those where it is the deputy, by title, with how each stands. */
  overview(key: Hex, filter: OverviewFilter): Promise<Page<Overseen>>;
  /** Of its own resources, in public festivals and those that are named. */
  shareCounts(
    key: Hex,
    filter: { readonly festivals?: readonly Hex[] | undefined },
  ): Promise<readonly ShareCount[]>;
  /** That `key` made, in order of their start. */
  eventsBy(key: Hex, filter: EventsByFilter): Promise<Page<EventDocument>>;
  /** That `key` signed, newest first; withdrawn ones left out. */
  requestsByAuthor(key: Hex, filter: DeskFilter): Promise<Page<RequestDocument>>;
  /**
   * Best first: those whose title has all the words, then the rest; newest first in each. Without
   * words, a tag, an owner or a place, what is asked for by its time is in the order of that.
   */
  search(filter: SearchFilter): Promise<Page<Found>>;
  /** Each voter's latest that is not deleted. */
  votes(request: Hex, page: PageRequest): Promise<Page<VoteDocument>>;
  /** In the order in which they came, the newest first. */
  proposals(
    festival: Hex,
    filter: ProposalFilter,
  ): Promise<Page<ProposalDocument | WithdrawnProposal>>;
  proposal(id: Hex): Promise<ProposalDocument | WithdrawnProposal | null>;
  /** For the documents of `key`, or for itself, in the order in which they came. */
  proposalsForDesk(key: Hex, filter: DeskProposalFilter): Promise<Page<ProposalDocument>>;
  /** What was signed in a festival and has an effect, newest first. */
  activity(festival: Hex, request: PageRequest): Promise<Page<Activity>>;
  /** Answers that count to what `key` asked, newest first; of withdrawn ones none. */
  changes(key: Hex, filter: ChangeFilter): Promise<Page<Change>>;
  /** Requests in conflict that `key` asked or has to answer, newest first. */
  conflicts(key: Hex, filter: ChangeFilter): Promise<Page<Conflict>>;
  /** What nobody looks at is left empty: `bookings` of its resources, or all that is `shared`. */
  user(
    key: Hex,
    show?: { readonly bookings?: boolean; readonly shared?: boolean },
  ): Promise<UserDocument | null>;
  /** Names of keys, for pages; a key without a profile is left out. */
  names(keys: readonly Hex[]): Promise<ReadonlyMap<Hex, string>>;
  tombstone(id: Hex): Promise<Tombstone | null>;
  /** Of the changed events of a festival, or of one of them: how far they are. */
  eventEdits(festival: Hex, event?: Hex): Promise<ReadonlyMap<Hex, Edits>>;
  /**
   * Entries that change a document and are not deleted, in the order of their log. Of a key: those
   * that each say its whole profile, the one that counts first.
   */
  updatesOf(document: Hex, request: PageRequest): Promise<Page<UpdateEntry>>;
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
