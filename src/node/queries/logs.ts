/** What was signed, by whom, in which order; and what is gone. */
import type { Hex, Page, PageRequest } from "./pages.ts";
import type { Verdict } from "./requests.ts";

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

export interface Tombstone {
  readonly id: Hex;
  readonly author: Hex;
  /** Null in log 0. */
  readonly festival: Hex | null;
  readonly schema: string;
}

export interface LogQueries {
  /** What was signed in a festival and has an effect, newest first. */
  activity(festival: Hex, request: PageRequest): Promise<Page<Activity>>;
  tombstone(id: Hex): Promise<Tombstone | null>;
  /**
   * Entries that change a document and are not deleted, in the order of their log. Of a key: those
   * that each say its whole profile, the one that counts first.
   */
  updatesOf(document: Hex, request: PageRequest): Promise<Page<UpdateEntry>>;
  /** Heads of a festival's logs, by author. */
  logs(festival: Hex, request: PageRequest): Promise<Page<LogHead>>;
  /** Logs of one author: log 0 and those of the public festivals, and of `festival` if named. */
  logsOf(author: Hex, festival?: Hex): Promise<readonly LogHead[]>;
  countEntries(): Promise<number>;
}
