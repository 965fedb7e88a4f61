/** What concerns one key: what it has, asked and has to answer. */
import type { EventDocument } from "./events.ts";
import type { Hex, Page, PageRequest } from "./pages.ts";
import type { ProposalDocument, ProposalStatus } from "./people.ts";
import type { RequestDocument, RequestStatus, Verdict } from "./requests.ts";
import type { Booking, ResourceDocument } from "./resources.ts";

/** Over all public festivals, and those that are named. */
export interface DeskFilter extends PageRequest {
  readonly status?: RequestStatus | undefined;
  readonly festivals?: readonly Hex[] | undefined;
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

export interface DeskQueries {
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
  /** For the documents of `key`, or for itself, in the order in which they came. */
  proposalsForDesk(key: Hex, filter: DeskProposalFilter): Promise<Page<ProposalDocument>>;
  /** Answers that count to what `key` asked, newest first; of withdrawn ones none. */
  changes(key: Hex, filter: ChangeFilter): Promise<Page<Change>>;
  /** Requests in conflict that `key` asked or has to answer, newest first. */
  conflicts(key: Hex, filter: ChangeFilter): Promise<Page<Conflict>>;
}
