/**
 * The JSON of the API's answers. The node's queries give it as it is; these describe it to others,
 * and the compiler holds the two together.
 */
import { z } from "@hono/zod-openapi";
import type {
  Activity as ActivityItem,
  Change as ChangeItem,
  Conflict as ConflictItem,
  EventDocument,
  FestivalDocument,
  Found as FoundItem,
  LogHead,
  NestedFestival,
  ProposalDocument,
  RequestDocument,
  ResourceDocument,
  UpdateEntry,
  UserDocument,
  VoteDocument,
  WithdrawnProposal as WithdrawnProposalItem,
  WithdrawnRequest,
} from "../../node/mod.ts";
import { Hash, Id, ProposalStatus, Status } from "./parameters.ts";

const time = z.int().openapi({ description: "Unix milliseconds" });
const count = z.int().min(0);
const text = z.string();

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item).readonly(),
    next: text.nullable().openapi({ description: "the cursor of the next page" }),
  });
}

export const Health = z.object({
  status: z.literal("ok"),
  version: text,
  entries: count,
  agent: Id.openapi({ description: "public key of the node's own agent" }),
}).openapi("Health");

export const Next = z.object({
  author: Id,
  logId: count,
  seqNum: z.int().min(1),
  backlink: Hash.nullable(),
  lipmaalink: Hash.nullable().openapi({ description: "null where Bamboo leaves it out" }),
  wanted: z.array(z.int().min(1)).optional().openapi({
    description: "seqnums of entries that are here without their payloads, if any: send them again",
  }),
}).openapi("Next");

const Head = z.object({ seqNum: count, hash: Hash.nullable() });

export const EntryResult = z.object({
  status: z.enum(["accepted", "duplicate", "refused"]),
  hash: text.openapi({ description: "YAMF of the bytes that were sent" }),
  id: Id.optional().openapi({ description: "the document's" }),
  ignored: text.optional().openapi({ description: "why a valid entry has no effect" }),
  code: text.optional().openapi({ description: "why it was refused" }),
  message: text.optional(),
  head: Head.nullable().optional().openapi({ description: "the log's, where that is the reason" }),
  cut: z.int().optional(),
}).openapi("EntryResult");

export const EntryResults = z.object({ results: z.array(EntryResult).readonly() })
  .openapi("EntryResults");

const answer = z.enum(["yes", "no", "partly"]).optional();
const Access = z.object({
  stepFree: answer,
  toilet: answer,
  seating: answer,
  hearing: answer,
  quiet: answer,
  note: text.optional(),
}).openapi("Access");

const Link = z.object({ label: text, url: text }).openapi("Link");
const links = z.array(Link).readonly().nullable();

export const Festival = z.object({
  id: Id,
  known: z.boolean().openapi({ description: "false while the festival's own message is missing" }),
  author: Id.nullable(),
  title: text,
  description: text,
  start: time.nullable(),
  end: time.nullable(),
  timezone: text,
  dayBreak: z.int().nullable(),
  parent: Id.nullable(),
  nonce: text.regex(/^[0-9a-f]{32}$/).nullable().openapi({
    description: "by which its author announces it in another festival",
  }),
  visibility: z.enum(["public", "unlisted"]),
  token: Id.nullable(),
  closed: z.boolean(),
  counts: z.object({ events: count, resources: count, requests: count }),
  at: time.nullable(),
}).openapi("Festival") satisfies z.ZodType<FestivalDocument>;

export const Event = z.object({
  id: Id,
  author: Id,
  festival: Id,
  title: text,
  description: text,
  start: time,
  end: time,
  tags: z.array(text).readonly(),
  stage: z.enum(["idea", "planned", "cancelled"]),
  where: text.nullable(),
  links,
  access: Access.nullable(),
  requests: z.object({
    total: count,
    confirmed: count,
    pending: count,
    denied: count,
    conflict: count,
  }),
  official: z.boolean().openapi({ description: "it holds the festival's token" }),
  at: time.nullable(),
  receivedAt: time,
  hash: Hash,
}).openapi("Event") satisfies z.ZodType<EventDocument>;

const Booking = z.object({
  request: Id,
  event: Id,
  eventTitle: text.nullable(),
  start: time,
  end: time,
  quantity: count,
}).openapi("Booking");

export const Resource = z.object({
  id: Id,
  author: Id.openapi({ description: "the owner" }),
  festival: Id,
  title: text,
  description: text,
  kind: text,
  tags: z.array(text).readonly(),
  quantity: count,
  people: count.nullable(),
  availability: z.array(z.object({ start: time, end: time })).readonly().nullable(),
  policy: z.object({ name: text, params: z.record(text, z.unknown()) }),
  deputy: Id.nullable(),
  requires: z.array(Id).readonly().nullable(),
  contact: text.nullable(),
  place: z.object({
    gps: z.tuple([z.int(), z.int()]).readonly().optional()
      .openapi({
        type: "array",
        items: { type: "integer" },
        description: "latitude and longitude in 10⁻⁷ degrees",
      }),
    address: text.optional(),
    url: text.optional(),
    position: z.tuple([z.int(), z.int(), z.int()]).readonly().optional()
      .openapi({ type: "array", items: { type: "integer" }, description: "millimetres" }),
    onRequest: z.boolean().optional(),
  }).nullable(),
  access: Access.nullable(),
  bookings: z.array(Booking).readonly(),
  at: time.nullable(),
  receivedAt: time,
  hash: Hash,
}).openapi("Resource") satisfies z.ZodType<ResourceDocument>;

export const Request = z.object({
  id: Id,
  author: Id,
  festival: Id,
  event: Id,
  eventTitle: text.nullable(),
  eventFestival: Id.nullable(),
  resource: Id,
  resourceTitle: text.nullable(),
  owner: Id,
  deputy: Id.nullable(),
  start: time,
  end: time,
  quantity: count,
  note: text.nullable(),
  answer: text.nullable(),
  replaces: Id.nullable(),
  status: Status,
  answeredBy: Id.nullable().openapi({ description: "who signed the answer that counts" }),
  answerId: Id.nullable().openapi({ description: "of the answer that counts" }),
  reason: text.nullable(),
  line: z.int().nullable().openapi({ description: "place in line, as this node saw them arrive" }),
  at: time.nullable(),
  receivedAt: time,
  hash: Hash,
}).openapi("Request") satisfies z.ZodType<RequestDocument>;

export const Withdrawn = z.object({
  id: Id,
  author: Id,
  festival: Id,
  status: z.literal("withdrawn"),
}).openapi("WithdrawnRequest") satisfies z.ZodType<WithdrawnRequest>;

export const User = z.object({
  id: Id,
  name: text.nullable(),
  about: text.nullable(),
  contact: text.nullable(),
  links,
  members: z.array(Id).readonly().nullable(),
  lastActive: time.nullable(),
  resources: z.array(Resource).readonly(),
  events: z.array(Event).readonly(),
}).openapi("User") satisfies z.ZodType<UserDocument>;

const verdict = z.enum(["confirmed", "denied"]);

export const Vote = z.object({
  id: Id,
  author: Id,
  festival: Id,
  request: Id,
  verdict,
  at: time.nullable(),
  receivedAt: time,
  hash: Hash,
}).openapi("Vote") satisfies z.ZodType<VoteDocument>;

export const Update = z.object({ id: Id, hash: Hash })
  .openapi("Update") satisfies z.ZodType<UpdateEntry>;

export const Proposal = z.object({
  id: Id,
  author: Id,
  festival: Id,
  document: Id.nullable().openapi({ description: "to be changed; null for a new one" }),
  schema: text.nullable(),
  for: Id.nullable().openapi({ description: "who can accept it, where that is known" }),
  title: text.nullable(),
  fields: z.record(text, z.unknown()),
  note: text.nullable(),
  status: ProposalStatus.openapi({ description: "gone: what it would change is deleted" }),
  accepted: z.object({
    author: Id,
    document: Id,
    at: time.nullable(),
    receivedAt: time,
    hash: Hash,
  }).nullable(),
  at: time.nullable(),
  receivedAt: time,
  hash: Hash,
}).openapi("Proposal") satisfies z.ZodType<ProposalDocument>;

export const WithdrawnProposal = z.object({
  id: Id,
  author: Id,
  festival: Id,
  status: z.literal("withdrawn"),
}).openapi("WithdrawnProposal") satisfies z.ZodType<WithdrawnProposalItem>;

export const Found = z.object({
  kind: z.enum(["festival", "event", "resource", "user"]),
  id: Id,
  title: text,
  excerpt: text,
  festival: Id.nullable(),
  festivalTitle: text.nullable(),
  author: Id,
  start: time.nullable(),
  end: time.nullable(),
  timezone: text.nullable(),
  stage: z.enum(["idea", "planned", "cancelled"]).nullable(),
  resourceKind: text.nullable(),
  tags: z.array(text).readonly(),
}).openapi("Found") satisfies z.ZodType<FoundItem>;

export const Activity = z.object({
  hash: Hash,
  author: Id,
  receivedAt: time,
  at: time.nullable(),
  action: z.enum(["create", "update", "delete"]),
  schema: text,
  document: Id,
  about: Id.nullable().openapi({
    description: "of an answer or a vote its request, of a request its resource, of a proposal \
its document, of a nesting the festival that is announced",
  }),
  title: text.nullable(),
  verdict: verdict.nullable(),
}).openapi("Activity") satisfies z.ZodType<ActivityItem>;

export const Change = z.object({
  request: Request,
  answer: z.object({
    id: Id,
    author: Id,
    verdict,
    reason: text.nullable(),
    at: time.nullable(),
    receivedAt: time,
    hash: Hash,
  }),
}).openapi("Change") satisfies z.ZodType<ChangeItem>;

export const Conflict = z.object({
  request: Request,
  against: z.array(Booking).readonly(),
}).openapi("Conflict") satisfies z.ZodType<ConflictItem>;

export const Nested = z.object({
  id: Id,
  title: text,
  author: Id,
  announcement: Id.openapi({ description: "the message that announces it" }),
}).openapi("NestedFestival") satisfies z.ZodType<NestedFestival>;

export const Log = z.object({
  author: Id,
  logId: count,
  seqNum: count.openapi({ description: "of the last entry that counts" }),
  hash: Hash.nullable(),
  fork: z.int().nullable().openapi({ description: "the seqnum from which nothing counts" }),
}).openapi("Log") satisfies z.ZodType<LogHead>;

const hex = text.regex(/^[0-9a-f]*$/);

/** Why a log counts no further: for anybody to check from these bytes alone. */
export const CutProof = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("fork"),
    seqNum: z.int(),
    entries: z.tuple([hex, hex]).openapi({ description: "two signed entries of this one place" }),
  }),
  z.object({
    kind: z.literal("size-lie"),
    seqNum: z.int(),
    entry: hex,
    payload: hex.openapi({ description: "of the hash that the entry names, and of another size" }),
  }),
])
  .openapi("CutProof");

export const LogEntry = z.object({
  seqNum: z.int(),
  hash: Hash,
  entry: hex,
  payload: hex.nullable().openapi({ description: "null where this node does not have it" }),
}).openapi("LogEntry");

export const Entry = LogEntry.extend({ author: Id, logId: count }).openapi("Entry");

export const Proof = Entry.extend({
  pool: z.array(hex).readonly().openapi({
    description:
      "entries of the certificate pool, ascending and with this one, as far as it is held",
  }),
}).openapi("Proof");

export const Peer = z.object({
  id: Id.nullable().optional().openapi({ description: "for the operator only" }),
  address: text.nullable().optional().openapi({ description: "for the operator only" }),
  state: z.enum(["connected", "connecting", "waiting", "self"]),
  transport: z.enum(["webrtc", "websocket", "memory"]).nullable(),
  festivals: z.array(Id).openapi({
    description: "shared ones; unlisted ones for the operator only",
  }),
  inSync: z.boolean(),
  progress: z.array(z.object({
    festival: Id,
    here: count.openapi({ description: "of the entries that the peer holds, those that are here" }),
    total: count,
    toSend: count,
    inSync: z.boolean(),
  })),
  lastContact: z.int().nullable(),
  nextTry: z.int().nullable(),
  trouble: text.nullable(),
}).openapi("Peer");

export const Signal = z.object({
  sdp: text.openapi({ description: "a session description of WebRTC, with all its candidates" }),
}).openapi("Signal");

export const Followed = z.object({ festival: Id, followed: z.literal(true) }).openapi("Followed");

export const ErrorShape = z.object({
  error: z.looseObject({
    code: text,
    message: text,
    field: text.optional().openapi({ description: "the parameter or field that is wrong" }),
    id: text.optional().openapi({ description: "under which the node's report has it" }),
  }),
}).openapi("Error");
