/** A node of canned data, and all else that the app is given, for tests of routes. */
import { keyedBlake2b } from "../../src/core/crypto/mod.ts";
import { fromHex, logIdOf } from "../../src/core/messages/mod.ts";
import type {
  AppendResult,
  Clock,
  EventDocument,
  FestivalDocument,
  LogHead,
  Network,
  Node,
  Notice,
  Page,
  ProposalDocument,
  Queries,
  Report,
  RequestDocument,
  ResourceDocument,
  UserDocument,
  VoteDocument,
} from "../../src/node/mod.ts";
import { ConnectError } from "../../src/node/mod.ts";
import { NoticeBoard } from "../../src/node/notices.ts";
import type { AppContext, Authority, StaticFile } from "../../src/routes/mod.ts";

export const AUTHOR = "a1".repeat(32);
export const OWNER = "b2".repeat(32);
export const STRANGER = "c3".repeat(32);
export const FESTIVAL = "0f".repeat(32);
export const UNLISTED = "1e".repeat(32);
export const EVENT = "2d".repeat(32);
export const HIDDEN_EVENT = "3c".repeat(32);
export const RESOURCE = "4b".repeat(32);
export const REQUEST = "5a".repeat(32);
export const WITHDRAWN = "69".repeat(32);
export const DELETED = "78".repeat(32);
export const NOBODY = "87".repeat(32);
export const HASH = "0040" + "ee".repeat(64);
export const LOG_ID = logIdOf(fromHex(FESTIVAL)!);
export const UNLISTED_LOG_ID = logIdOf(fromHex(UNLISTED)!);
export const NOW = 1_700_000_000_000;
export const TOKEN = "operator-secret";

export const festival: FestivalDocument = {
  id: FESTIVAL,
  known: true,
  author: AUTHOR,
  title: "Sommer am Fluss",
  description: "Three days <of> music",
  start: NOW,
  end: NOW + 3 * 86_400_000,
  timezone: "Europe/Berlin",
  dayBreak: null,
  parent: null,
  nonce: "0e".repeat(16),
  visibility: "public",
  token: null,
  closed: false,
  counts: { events: 1, resources: 1, requests: 1 },
  at: NOW,
};

export const unlisted: FestivalDocument = {
  ...festival,
  id: UNLISTED,
  title: "Secret",
  visibility: "unlisted",
};

export const event: EventDocument = {
  id: EVENT,
  author: AUTHOR,
  festival: FESTIVAL,
  title: "Lecture on mosses",
  description: "",
  start: NOW,
  end: NOW + 3_600_000,
  tags: ["talk"],
  stage: "planned",
  where: null,
  links: [{ label: "more", url: "https://example.org" }],
  access: { stepFree: "yes" },
  requests: { total: 1, confirmed: 1, pending: 0, denied: 0, conflict: 0 },
  official: false,
  at: NOW,
  receivedAt: NOW,
  hash: HASH,
};

export const resource: ResourceDocument = {
  id: RESOURCE,
  author: OWNER,
  festival: FESTIVAL,
  title: "Hall",
  description: "",
  kind: "space",
  tags: [],
  quantity: 1,
  people: 80,
  availability: null,
  policy: { name: "first-come-first-served", params: {} },
  deputy: null,
  requires: null,
  contact: null,
  place: { gps: [525200000, 134000000], address: "Ufer 1" },
  access: null,
  bookings: [{
    request: REQUEST,
    event: EVENT,
    eventTitle: "Lecture on mosses",
    start: NOW,
    end: NOW + 3_600_000,
    quantity: 1,
  }],
  at: NOW,
  receivedAt: NOW,
  hash: HASH,
};

export const request: RequestDocument = {
  id: REQUEST,
  author: AUTHOR,
  festival: FESTIVAL,
  event: EVENT,
  eventTitle: "Lecture on mosses",
  eventFestival: FESTIVAL,
  resource: RESOURCE,
  resourceTitle: "Hall",
  owner: OWNER,
  deputy: null,
  start: NOW,
  end: NOW + 3_600_000,
  quantity: 1,
  note: null,
  answer: null,
  replaces: null,
  status: "confirmed",
  answeredBy: null,
  answerId: null,
  reason: null,
  line: null,
  at: NOW,
  receivedAt: NOW,
  hash: HASH,
};

export const user: UserDocument = {
  id: AUTHOR,
  name: "Ada",
  about: null,
  contact: null,
  links: null,
  members: null,
  lastActive: NOW,
  resources: [],
  events: [event],
};

export const PROPOSAL = "96".repeat(32);
export const proposal: ProposalDocument = {
  id: PROPOSAL,
  author: OWNER,
  festival: FESTIVAL,
  document: EVENT,
  schema: "event",
  for: AUTHOR,
  title: event.title,
  fields: { title: "Lecture on ferns" },
  note: null,
  status: "open",
  accepted: null,
  at: NOW,
  receivedAt: NOW,
  hash: HASH,
};

const answer = {
  id: NOBODY,
  author: OWNER,
  verdict: "confirmed",
  reason: null,
  at: NOW,
  receivedAt: NOW,
  hash: HASH,
} as const;

const vote: VoteDocument = {
  id: NOBODY,
  author: OWNER,
  festival: FESTIVAL,
  request: REQUEST,
  verdict: "confirmed",
  at: NOW,
  receivedAt: NOW,
  hash: HASH,
};

const logHead = (logId: number): LogHead => ({
  author: AUTHOR,
  logId,
  seqNum: 3,
  hash: HASH,
  fork: null,
});

function pageOf<Item>(...items: Item[]): Promise<Page<Item>> {
  return Promise.resolve({ items, next: null });
}

function among<Item extends { readonly id: string }>(...items: Item[]) {
  return (id: string) => Promise.resolve(items.find((item) => item.id === id) ?? null);
}

const queries: Queries = {
  festivals: () => pageOf(festival),
  festival: among(festival, unlisted),
  ancestors: () => Promise.resolve([]),
  nestedBelow: () => Promise.resolve([]),
  placesOfEvents: () => Promise.resolve(new Map()),
  nested: () => pageOf({ id: UNLISTED, title: "Secret", author: AUTHOR, announcement: NOBODY }),
  events: () => pageOf(event),
  allEvents: () => Promise.resolve([event]),
  event: among(event, { ...event, id: HIDDEN_EVENT, festival: UNLISTED }),
  resources: () => pageOf(resource),
  resource: among(resource),
  requests: () => pageOf(request),
  request: (id) =>
    Promise.resolve(
      id === REQUEST
        ? request
        : id === WITHDRAWN
        ? { id, author: AUTHOR, festival: FESTIVAL, status: "withdrawn" }
        : null,
    ),
  requestsOfEvent: () => Promise.resolve([request]),
  requestsForDesk: () => pageOf(request),
  overview: () =>
    pageOf({
      resource,
      standing: { open: 1, line: 0, confirmed: 0, conflict: 0, denied: 0, next: NOW },
    }),
  shareCounts: () => Promise.resolve([{ festival: FESTIVAL, kind: "location", count: 1 }]),
  eventsBy: () => pageOf(event),
  requestsByAuthor: () => pageOf(request),
  search: () =>
    pageOf({
      kind: "event",
      id: EVENT,
      title: event.title,
      excerpt: "",
      festival: FESTIVAL,
      festivalTitle: festival.title,
      author: AUTHOR,
      start: NOW,
      end: NOW + 3_600_000,
      timezone: festival.timezone,
      stage: "planned",
      resourceKind: null,
      tags: [],
    }),
  votes: () => pageOf(vote),
  announcements: () => Promise.resolve([]),
  askedBefore: () => Promise.resolve([]),
  eventEdits: () => Promise.resolve(new Map()),
  updatesOf: () => Promise.resolve({ items: [], next: null }),
  proposals: () => pageOf(proposal),
  proposal: among(proposal),
  proposalsForDesk: () => pageOf(proposal),
  activity: () =>
    pageOf({
      hash: HASH,
      author: AUTHOR,
      receivedAt: NOW,
      at: NOW,
      action: "create",
      schema: "event",
      document: EVENT,
      about: null,
      title: event.title,
      verdict: null,
    }),
  changes: () => pageOf({ request, answer }),
  conflicts: () => pageOf({ request, against: resource.bookings }),
  user: among(user),
  names: () => Promise.resolve(new Map([[AUTHOR, "Ada"]])),
  tombstone: among({ id: DELETED, author: AUTHOR, festival: FESTIVAL, schema: "event" }),
  logs: () => pageOf(logHead(LOG_ID)),
  logsOf: (author, named) =>
    Promise.resolve(
      author !== AUTHOR ? [] : [
        logHead(0),
        logHead(LOG_ID),
        ...(named === UNLISTED ? [logHead(UNLISTED_LOG_ID)] : []),
      ],
    ),
  withPrefix: () => Promise.resolve([]),
  revision: () => Promise.resolve(7),
  revisionOfAll: () => Promise.resolve(9),
  countEntries: () => Promise.resolve(12),
};

export interface FakeNode extends Node {
  post(notice: Notice): void;
  /** How many listen. */
  readonly listeners: number;
}

/** A node of the data above, with what a test says otherwise. */
export function fakeNode(
  instead: Partial<Node> = {},
  queriesInstead: Partial<Queries> = {},
): FakeNode {
  const board = new NoticeBoard((error) => {
    throw error;
  });
  const stored = (seqNum: number) => ({
    author: fromHex(AUTHOR)!,
    logId: LOG_ID,
    seqNum,
    hash: fromHex(HASH)!,
    entry: new Uint8Array([0, seqNum]),
    payload: seqNum === 2 ? null : new Uint8Array([seqNum]),
    receivedAt: NOW,
    ignored: null,
  });
  return {
    agent: fromHex(STRANGER)!,
    codeOf: (purpose, bytes) =>
      keyedBlake2b(new Uint8Array(32), bytes, 16).map((byte) => byte ^ purpose.length),
    query: { ...queries, ...queriesInstead },
    publish: (items) =>
      Promise.resolve(items.map((_, i): AppendResult => ({
        status: "accepted",
        hash: fromHex(HASH)!,
        festival: null,
        id: new Uint8Array(32).fill(i),
        ignored: null,
      }))),
    next: (author) =>
      Promise.resolve({
        ok: true,
        next: { author, logId: 0, seqNum: 1, backlink: null, lipmaalink: null, wanted: [] },
      }),
    head: () => Promise.resolve(null),
    range: (_author, _logId, from, limit) =>
      Promise.resolve([1, 2, 3].filter((seq) => seq >= from).slice(0, limit).map(stored)),
    entry: () => Promise.resolve(stored(1)),
    proof: () => Promise.resolve(null),
    proven: () => Promise.resolve(null),
    keepChosen: () => Promise.resolve("wrong"),
    pinProven: () => Promise.resolve(false),
    follow: () => Promise.resolve(true),
    unfollow: () => Promise.resolve(),
    follows: () => Promise.resolve([]),
    stop: () => Promise.resolve(),
    ...instead,
    listen: (listener) => board.listen(listener),
    post: (notice) => board.post(notice),
    get listeners() {
      return board.size;
    },
  };
}

/** A node among no others. */
export function fakeNetwork(instead: Partial<Network> = {}): Network {
  return {
    peers: () => [],
    connected: () => 0,
    addPeer: () => Promise.resolve(),
    removePeer: () => Promise.resolve(),
    answer: () => Promise.reject(new ConnectError("busy")),
    ask: () => {
      throw new TypeError("nobody is to be asked");
    },
    asking: () => null,
    stop: () => Promise.resolve(),
    ...instead,
  };
}

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #now = NOW;
  #tasks: { readonly at: number; readonly task: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, task: () => void): () => void {
    const entry = { at: this.#now + ms, task };
    this.#tasks.push(entry);
    return () => this.#tasks = this.#tasks.filter((one) => one !== entry);
  }

  get pending(): number {
    return this.#tasks.length;
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#tasks.filter((one) => one.at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#tasks = this.#tasks.filter((one) => one !== due);
      this.#now = due.at;
      due.task();
    }
    this.#now = end;
  }
}

/** Keeps what was reported. */
export class MemoryReport implements Report {
  readonly failures: { id: string; event: string; cause: unknown }[] = [];
  info(): void {}
  warn(): void {}
  error(event: string, cause: unknown): string {
    const id = `report-${this.failures.length + 1}`;
    this.failures.push({ id, event, cause });
    return id;
  }
}

const STYLE: StaticFile = {
  bytes: new TextEncoder().encode("body{}"),
  type: "text/css; charset=utf-8",
  etag: "abc123",
};

/** What the platform gives: by default a node on loopback, whose operator is at the machine. */
export function fakeContext(instead: Partial<AppContext> = {}): AppContext {
  return {
    node: fakeNode(),
    network: fakeNetwork(),
    report: new MemoryReport(),
    version: "0.0.0-test",
    clock: new ManualClock(),
    authority: localAuthority,
    files: { get: (name) => name === "style.css" ? STYLE : null },
    ...instead,
  };
}

export const localAuthority: Authority = {
  local: true,
  knows: (host: string) => /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host),
  operatorToken: TOKEN,
  publicUrl: null,
};

export const publicAuthority: Authority = {
  ...localAuthority,
  local: false,
  knows: (host: string) => localAuthority.knows(host) || host === "fest.example",
  publicUrl: "https://fest.example",
};
