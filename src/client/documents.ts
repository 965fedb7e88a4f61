/** What a node's API answers, as far as clients read it (`CONTRACT.md`, "HTTP API"). Ids are hex. */
import type {
  CurrentEvent,
  CurrentFestival,
  CurrentResource,
  CurrentUser,
  EventRequest,
} from "../core/forms/mod.ts";

export type Hex = string;

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export interface FestivalAnswer extends CurrentFestival {
  readonly known: boolean;
  readonly author: Hex | null;
  readonly parent: Hex | null;
}

export interface EventAnswer extends CurrentEvent {
  readonly hash: Hex;
}

export interface Booking {
  readonly request: Hex;
  readonly event: Hex;
  readonly start: number;
  readonly end: number;
  readonly quantity: number;
}

export interface ResourceAnswer extends CurrentResource {
  /** The owner. */
  readonly author: Hex;
  readonly festival: Hex;
  /** What stands. */
  readonly bookings: readonly Booking[];
  readonly hash: Hex;
}

export interface RequestAnswer extends EventRequest {
  readonly eventTitle: string | null;
  readonly resourceTitle: string | null;
  /** The resource's author. */
  readonly owner: Hex;
  readonly deputy: Hex | null;
  readonly reason: string | null;
  /** Who signed the answer that counts. */
  readonly answeredBy: Hex | null;
  /** Unix milliseconds at which the node first had it. */
  readonly receivedAt: number;
  readonly hash: Hex;
}

export interface VoteAnswer {
  readonly id: Hex;
  readonly author: Hex;
  readonly festival: Hex;
  readonly request: Hex;
  readonly verdict: "confirmed" | "denied";
  readonly hash: Hex;
}

/** As far as accepting needs it: what it says is taken from its entry. */
export interface ProposalAnswer {
  readonly id: Hex;
  readonly author: Hex;
  readonly festival: Hex;
  readonly document: Hex | null;
  readonly schema: string | null;
  readonly for: Hex | null;
  readonly title: string | null;
  readonly status: "open" | "accepted" | "withdrawn" | "gone";
  readonly receivedAt: number;
  readonly hash: Hex;
}

export interface UserAnswer extends CurrentUser {
  readonly lastActive: number | null;
}

/** Where a node would put the next entry of a log. */
export interface NextAnswer {
  readonly author: Hex;
  readonly logId: number;
  readonly seqNum: number;
  readonly backlink: Hex | null;
  readonly lipmaalink: Hex | null;
  /** Seqnums of entries that the node holds without their payloads, and wants whole. */
  readonly wanted?: readonly number[];
}

export interface LogEntryAnswer {
  readonly seqNum: number;
  readonly hash: Hex;
  readonly entry: Hex;
  readonly payload: Hex | null;
}

export interface EntryAnswer extends LogEntryAnswer {
  readonly author: Hex;
  readonly logId: number;
}

export interface EntryResult {
  readonly status: "accepted" | "duplicate" | "refused";
  readonly hash: Hex;
  /** The document's. */
  readonly id?: Hex;
  /** Why a valid entry has no effect. */
  readonly ignored?: string;
  /** Why it was refused. */
  readonly code?: string;
  readonly message?: string;
}
