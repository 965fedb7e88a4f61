/** Who asks for what, how it stands, and who answers. */
import type { Hex, Overlap, Page, PageRequest } from "./pages.ts";

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

export type RequestStatus = "pending" | "confirmed" | "denied" | "conflict" | "withdrawn";

export type Verdict = "confirmed" | "denied";

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

export interface RequestQueries {
  requests(festival: Hex, filter: RequestFilter): Promise<Page<RequestDocument>>;
  request(id: Hex): Promise<RequestDocument | WithdrawnRequest | null>;
  /** An event's requests by its own author, in its festival and the ancestors; withdrawn ones too. */
  requestsOfEvent(event: Hex): Promise<readonly RequestDocument[]>;
  /**
   * What an event's author deleted of its requests and has not asked for since: of each resource that
   * is still there the last one, in the order in which they came; at most 50.
   */
  askedBefore(event: Hex): Promise<readonly AskedBefore[]>;
  /** Each voter's latest that is not deleted. */
  votes(request: Hex, page: PageRequest): Promise<Page<VoteDocument>>;
}
