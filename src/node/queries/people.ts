/** People, and what they propose to each other. */
import type { EventDocument, Link } from "./events.ts";
import type { Hex, Page, PageRequest } from "./pages.ts";
import type { ResourceDocument } from "./resources.ts";

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

/** `gone`: the document that it would change is deleted. */
export type ProposalStatus = "open" | "accepted" | "withdrawn" | "gone";

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

export interface PeopleQueries {
  /** In the order in which they came, the newest first. */
  proposals(
    festival: Hex,
    filter: ProposalFilter,
  ): Promise<Page<ProposalDocument | WithdrawnProposal>>;
  proposal(id: Hex): Promise<ProposalDocument | WithdrawnProposal | null>;
  /** What nobody looks at is left empty: `bookings` of its resources, or all that is `shared`. */
  user(
    key: Hex,
    show?: { readonly bookings?: boolean; readonly shared?: boolean },
  ): Promise<UserDocument | null>;
  /** Names of keys, for pages; a key without a profile is left out. */
  names(keys: readonly Hex[]): Promise<ReadonlyMap<Hex, string>>;
}
