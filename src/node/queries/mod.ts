/**
 * What a node answers when asked what its logs add up to. Plain data with hex ids: the same objects
 * are the API's JSON (`CONTRACT.md`, "HTTP API") and what the pages draw.
 *
 * An unlisted festival, and all that is in it, appears only in answers to a question that names its
 * whole id, or the whole id of a document in it.
 */
import type { FestivalQueries } from "./festivals.ts";
import type { EventQueries } from "./events.ts";
import type { ResourceQueries } from "./resources.ts";
import type { RequestQueries } from "./requests.ts";
import type { DeskQueries } from "./desk.ts";
import type { PeopleQueries } from "./people.ts";
import type { SearchQueries } from "./search.ts";
import type { LogQueries } from "./logs.ts";

export { BadCursorError } from "./pages.ts";
export type { Hex, Overlap, Page, PageRequest } from "./pages.ts";
export type { Announcement, FestivalDocument, NestedFestival, Visibility } from "./festivals.ts";
export type {
  Access,
  AccessAnswer,
  Edits,
  EventDocument,
  EventFilter,
  EventPlace,
  EventState,
  Link,
  Stage,
} from "./events.ts";
export type { Booking, FreeSpan, Place, ResourceDocument, ResourceFilter } from "./resources.ts";
export type {
  AskedBefore,
  RequestDocument,
  RequestFilter,
  RequestStatus,
  Verdict,
  VoteDocument,
  WithdrawnRequest,
} from "./requests.ts";
export type {
  Change,
  ChangeFilter,
  Conflict,
  DeskFilter,
  DeskProposalFilter,
  EventsByFilter,
  Overseen,
  OverviewFilter,
  ShareCount,
  Standing,
  StandingState,
} from "./desk.ts";
export type {
  ProposalDocument,
  ProposalFilter,
  ProposalStatus,
  UserDocument,
  WithdrawnProposal,
} from "./people.ts";
export type { Found, FoundKind, Named, SearchFilter } from "./search.ts";
export type { Activity, LogHead, Tombstone, UpdateEntry } from "./logs.ts";

export interface Queries
  extends
    FestivalQueries,
    EventQueries,
    ResourceQueries,
    RequestQueries,
    DeskQueries,
    PeopleQueries,
    SearchQueries,
    LogQueries {}
