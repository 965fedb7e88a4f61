/** A festival with everything in it, as a node would answer: for tests of pages, and to look at. */
import { createEntry } from "../../src/core/bamboo/mod.ts";
import { blake2b512, publicKeyOf } from "../../src/core/crypto/mod.ts";
import { encodeMessage, fromHex, logIdOf, toHex } from "../../src/core/messages/mod.ts";
import type {
  Activity,
  EventDocument,
  EventFilter,
  FestivalDocument,
  Found,
  FoundKind,
  Network,
  Node,
  Page,
  PageRequest,
  PeerStatus,
  Queries,
  RequestDocument,
  RequestStatus,
  ResourceDocument,
  StoredEntry,
  UserDocument,
} from "../../src/node/mod.ts";
import { fakeNetwork, fakeNode } from "../routes/fake_node.ts";

/** Hex of 32 bytes that only this name has. */
export function idOf(name: string): string {
  return toHex(blake2b512(new TextEncoder().encode(name)).slice(0, 32));
}

export const SEED = new Uint8Array(32).fill(7);
export const ANA = toHex(publicKeyOf(SEED));
export const BO = idOf("bo");
export const CLE = idOf("cle");
export const DOT = idOf("dot");
export const EVA = idOf("eva");
export const PEOPLE = [ANA, BO, CLE, DOT, EVA];
const NAMES = new Map([[ANA, "Ana Lima"], [BO, "Bo"], [CLE, "كليو"]]);

export const FESTIVAL = idOf("festival");
export const PARENT = idOf("parent");
export const UNLISTED = idOf("unlisted");
export const NESTED = idOf("nested");
export const UNKNOWN = idOf("unknown festival");
/** Its entries are here, but nothing new is taken. */
export const UNFOLLOWED = idOf("unfollowed");

/** Saturday, 11 July 2026, 15:10 in Berlin. */
export const NOW = Date.UTC(2026, 6, 11, 13, 10);
const HOUR = 3_600_000;
/** Local hours since Friday's midnight, in Berlin. */
const at = (hours: number) => Date.UTC(2026, 6, 9, 22) + hours * HOUR;

const hash = "0040" + "ab".repeat(64);

export function festivalDocument(more: Partial<FestivalDocument>): FestivalDocument {
  return {
    id: FESTIVAL,
    known: true,
    author: ANA,
    title: "Sommer am Fluss",
    description:
      "Three days by the river, made by everyone who comes.\nBring what you have, take what you need.\n\nNobody is in charge. Somebody always makes tea.",
    start: at(12),
    end: at(70),
    timezone: "Europe/Berlin",
    dayBreak: null,
    parent: null,
    nonce: "0e".repeat(16),
    visibility: "public",
    token: null,
    closed: false,
    counts: { events: 0, resources: 0, requests: 0 },
    at: NOW,
    ...more,
  };
}

export function eventDocument(title: string, more: Partial<EventDocument> = {}): EventDocument {
  return {
    id: idOf(`event ${title}`),
    author: ANA,
    festival: FESTIVAL,
    title,
    description: "",
    start: at(38),
    end: at(40),
    tags: [],
    stage: "planned",
    where: null,
    links: null,
    access: null,
    requests: { total: 0, confirmed: 0, pending: 0, denied: 0, conflict: 0 },
    official: false,
    at: NOW,
    receivedAt: NOW - 50 * HOUR,
    hash,
    ...more,
  };
}

export function resourceDocument(
  title: string,
  more: Partial<ResourceDocument> = {},
): ResourceDocument {
  return {
    id: idOf(`resource ${title}`),
    author: BO,
    festival: FESTIVAL,
    title,
    description: "",
    kind: "item",
    tags: [],
    quantity: 1,
    people: null,
    availability: null,
    policy: { name: "first-come-first-served", params: {} },
    deputy: null,
    requires: null,
    contact: null,
    place: null,
    access: null,
    bookings: [],
    at: NOW,
    receivedAt: NOW - 60 * HOUR,
    hash,
    ...more,
  };
}

export const hall = resourceDocument("Boat house hall", {
  kind: "location",
  description: "Wooden floor, smells of tar.\nThe key hangs behind the third oar.",
  people: 80,
  author: BO,
  deputy: DOT,
  contact: "bo@example.org",
  tags: ["indoor"],
  place: { address: "Uferweg 12, 13587 Berlin", gps: [525382000, 131984000] },
  access: {
    stepFree: "yes",
    toilet: "partly",
    quiet: "no",
    note: "The toilet’s door is 78 cm wide.",
  },
});
export const garden = resourceDocument("Garden", {
  kind: "location",
  author: CLE,
  place: { onRequest: true },
  policy: { name: "manual", params: {} },
  availability: [{ start: at(32), end: at(46) }],
});
const kitchen = resourceDocument("Kitchen", { kind: "space", author: EVA });
export const pa = resourceDocument("PA, 2 × 300 W", {
  author: DOT,
  tags: ["loud", "music"],
  requires: [hall.id, idOf("gone")],
});
const chairs = resourceDocument("Folding chairs", { quantity: 60, author: EVA });
const van = resourceDocument("Van", { author: CLE, policy: { name: "draw", params: {} } });
const sound = resourceDocument("Sound engineering", { kind: "skill", author: DOT });
/** Lent by the festival around this one. */
const stage = resourceDocument("Big stage", { kind: "location", festival: PARENT, author: DOT });
export const secretRoom = resourceDocument("Secret cellar", {
  kind: "location",
  festival: UNLISTED,
});

export const HOSTILE = {
  script: `<script>alert("x")</script><img src=x onerror=alert(1)>`,
  rtl: "\u202eevil\u202c שלום \u2067x",
  emoji: "👩‍👩‍👧‍👦🏳️‍🌈 e\u0301".repeat(3),
  long: "x".repeat(10_000),
  link: "javascript:alert(1)",
};

export const concert = eventDocument("Concert on the jetty", {
  description: "Two cellos and a kettle.\n\nBring a blanket.",
  start: at(24 + 20),
  end: at(24 + 23),
  tags: ["music", "loud"],
  links: [{ label: "Listen", url: "https://example.org/cellos" }, {
    label: "not a link",
    url: HOSTILE.link,
  }],
  access: { stepFree: "partly", seating: "yes" },
  requests: { total: 6, confirmed: 2, pending: 2, denied: 1, conflict: 1 },
  official: false,
});
export const breakfast = eventDocument("Breakfast for all", {
  start: at(24 + 9),
  end: at(24 + 11),
  author: EVA,
  tags: ["food"],
  requests: { total: 2, confirmed: 2, pending: 0, denied: 0, conflict: 0 },
  official: false,
});
const assembly = eventDocument("Assembly", {
  author: BO,
  start: at(24 + 15),
  end: at(24 + 16.5),
  requests: { total: 1, confirmed: 1, pending: 0, denied: 0, conflict: 0 },
  official: false,
});
export const EVENTS: EventDocument[] = [
  eventDocument("Opening", {
    author: BO,
    start: at(18),
    end: at(19),
    requests: { total: 1, confirmed: 1, pending: 0, denied: 0, conflict: 0 },
    official: false,
  }),
  eventDocument("Swimming by night", {
    author: CLE,
    start: at(25),
    end: at(26),
    where: "at the river, by the big tree",
  }),
  breakfast,
  eventDocument("Knots and splices", {
    author: DOT,
    start: at(24 + 11),
    end: at(24 + 13),
    stage: "idea",
    tags: ["workshop"],
  }),
  eventDocument("Repair café", {
    author: EVA,
    start: at(24 + 14),
    end: at(24 + 18),
    tags: ["workshop"],
    requests: { total: 11, confirmed: 6, pending: 4, denied: 1, conflict: 0 },
    official: false,
  }),
  assembly,
  concert,
  eventDocument("Disco", {
    author: DOT,
    start: at(24 + 23),
    end: at(24 + 27),
    tags: ["music", "loud"],
    requests: { total: 2, confirmed: 1, pending: 1, denied: 0, conflict: 0 },
    official: false,
  }),
  eventDocument("Puppet theatre", {
    author: CLE,
    start: at(48 + 11),
    end: at(48 + 12),
    stage: "cancelled",
  }),
  eventDocument("Cleaning up together", {
    author: BO,
    start: at(48 + 13),
    end: at(48 + 17),
    requests: { total: 1, confirmed: 0, pending: 0, denied: 1, conflict: 0 },
    official: false,
  }),
  eventDocument("", { author: CLE, start: at(48 + 14), end: at(48 + 15) }),
];
export const hostile = eventDocument(HOSTILE.script, {
  author: CLE,
  description: `${HOSTILE.rtl}\n${HOSTILE.emoji}\n${HOSTILE.long}\n${HOSTILE.script}`,
  tags: [HOSTILE.script.slice(0, 40), "x".repeat(40)],
  where: HOSTILE.long.slice(0, 200),
  start: at(48 + 18),
  end: 9_007_199_254_740_991,
  links: [{ label: HOSTILE.script, url: HOSTILE.link }],
});
export const secretEvent = eventDocument("Secret dinner", { festival: UNLISTED });

function request(
  name: string,
  event: EventDocument,
  resource: ResourceDocument,
  status: RequestStatus,
  more: Partial<RequestDocument> = {},
): RequestDocument {
  return {
    id: idOf(`request ${name}`),
    author: event.author,
    festival: resource.festival,
    event: event.id,
    eventTitle: event.title,
    eventFestival: event.festival,
    resource: resource.id,
    resourceTitle: resource.title,
    owner: resource.author,
    deputy: resource.deputy,
    start: event.start,
    end: event.end,
    quantity: 1,
    note: null,
    answer: null,
    replaces: null,
    status,
    answeredBy: null,
    answerId: null,
    reason: null,
    line: status === "pending" ? 1 : null,
    at: NOW,
    receivedAt: NOW - 30 * HOUR,
    hash,
    ...more,
  };
}

const opening = EVENTS[0]!;
const repair = EVENTS[4]!;
const disco = EVENTS[7]!;
export const pending = request("pa", concert, pa, "pending", {
  note: "We are quiet.\nMostly.",
});
export const REQUESTS: RequestDocument[] = [
  request("opening", opening, hall, "confirmed"),
  request("breakfast kitchen", breakfast, kitchen, "confirmed"),
  request("breakfast chairs", breakfast, chairs, "confirmed", { quantity: 40 }),
  request("assembly", assembly, hall, "confirmed"),
  request("concert old", concert, hall, "withdrawn", { start: at(24 + 19) }),
  request("concert", concert, hall, "confirmed", {
    end: at(24 + 22),
    replaces: idOf("request concert old"),
  }),
  request("concert chairs", concert, chairs, "confirmed", { quantity: 20 }),
  pending,
  request("sound", concert, sound, "pending", { line: 2 }),
  request("garden", concert, garden, "denied", { reason: "The hedgehogs sleep then." }),
  request("stage", concert, stage, "conflict"),
  request("repair", repair, garden, "pending"),
  request("disco", disco, hall, "confirmed"),
  request("disco pa", disco, pa, "pending", { line: 3, receivedAt: NOW - 400 * HOUR }),
  request("hostile", hostile, hall, "pending", { note: HOSTILE.script, line: 12 }),
];

const RESOURCES: ResourceDocument[] = [
  hall,
  garden,
  kitchen,
  pa,
  chairs,
  van,
  sound,
  stage,
  secretRoom,
  resourceDocument(HOSTILE.long.slice(0, 200), {
    kind: HOSTILE.script.slice(0, 40),
    description: HOSTILE.long,
    contact: HOSTILE.link,
    place: { address: HOSTILE.script, url: HOSTILE.link, gps: [9_000_000_000, 1] },
  }),
].map((resource) => ({
  ...resource,
  bookings: REQUESTS.filter((one) => one.resource === resource.id && one.status === "confirmed")
    .map((one) => ({
      request: one.id,
      event: one.event,
      eventTitle: one.eventTitle,
      start: one.start,
      end: one.end,
      quantity: one.quantity,
    })),
}));

/** In the festival inside. */
export const campfire = eventDocument("Campfire", {
  festival: NESTED,
  author: BO,
  start: at(24 + 21),
  end: at(24 + 24),
});
const ALL_EVENTS = [...EVENTS, hostile, secretEvent, campfire];

/** One of each kind of message, newest first. */
export const ACTIVITY: Activity[] = ([
  ["create", "authorization", idOf("answer"), pending.id, concert.title, "confirmed"],
  ["create", "vote", idOf("vote"), pending.id, concert.title, "denied"],
  ["create", "request", pending.id, pa.id, concert.title, null],
  ["delete", "request", idOf("withdrawn"), null, null, null],
  ["update", "event", concert.id, null, concert.title, null],
  ["create", "event", hostile.id, null, HOSTILE.script, null],
  ["create", "resource", hall.id, null, hall.title, null],
  ["create", "nesting", idOf("nesting"), NESTED, "Tent village", null],
  ["create", "proposal", idOf("proposal"), concert.id, concert.title, null],
  ["create", "proposal", idOf("proposal of new"), null, null, null],
  ["create", "authorization", idOf("old answer"), idOf("withdrawn"), concert.title, "denied"],
  ["create", "festival", FESTIVAL, null, "Sommer am Fluss", null],
  ["create", "poem", idOf("poem"), null, null, null],
] as const).map(([action, schema, document, about, title, verdict], i) => ({
  hash,
  author: PEOPLE[i % PEOPLE.length]!,
  receivedAt: NOW - i * 3 * HOUR,
  at: NOW,
  action,
  schema,
  document,
  about,
  title,
  verdict,
}));

const FESTIVALS: FestivalDocument[] = [
  festivalDocument({ parent: PARENT }),
  festivalDocument({
    id: PARENT,
    title: "Neighbourhood summer",
    description: "",
    start: at(-200),
    end: at(900),
    author: DOT,
  }),
  festivalDocument({
    id: UNLISTED,
    title: "Secret supper",
    visibility: "unlisted",
    timezone: "Mars/Olympus",
  }),
  festivalDocument({
    id: UNKNOWN,
    known: false,
    author: null,
    title: "",
    description: "",
    start: null,
    end: null,
    timezone: "UTC",
  }),
  festivalDocument({ id: UNFOLLOWED, title: "Last year by the river" }),
  festivalDocument({
    id: NESTED,
    title: "Tent village",
    description: "",
    parent: FESTIVAL,
    author: BO,
  }),
].map((festival) => ({
  ...festival,
  counts: {
    events: ALL_EVENTS.filter((one) => one.festival === festival.id).length,
    resources: RESOURCES.filter((one) => one.festival === festival.id).length,
    requests: REQUESTS.filter((one) => one.festival === festival.id).length,
  },
}));

function user(id: string): UserDocument {
  return {
    id,
    name: NAMES.get(id) ?? null,
    about: id === ANA ? "Plays the cello.\nMakes lists." : null,
    contact: id === ANA ? "https://example.org/ana" : null,
    links: id === ANA ? [{ label: "Cellos", url: "https://example.org" }] : null,
    members: id === DOT ? [ANA, BO] : null,
    lastActive: NOW - 3 * HOUR,
    resources: RESOURCES.filter((one) => one.author === id && one.festival !== UNLISTED),
    events: ALL_EVENTS.filter((one) => one.author === id && one.festival !== UNLISTED),
  };
}

/** Four entries of Ana's: a profile that another replaces, no message, and a delete. */
const LOG: StoredEntry[] = (() => {
  const payloads = [
    encodeMessage({
      action: "create",
      schema: "event",
      version: 1,
      festival: fromHex(FESTIVAL)!,
      fields: { title: HOSTILE.script, start: at(1), end: at(2) },
    }),
    new TextEncoder().encode("no message"),
    encodeMessage({
      action: "update",
      schema: "event",
      version: 1,
      festival: fromHex(FESTIVAL)!,
      id: fromHex(concert.id)!,
      fields: { title: concert.title },
    }),
    null,
  ];
  const made: StoredEntry[] = [];
  for (const [i, payload] of payloads.entries()) {
    const seqNum = i + 1;
    const before = made.at(-1)?.hash;
    const entry = createEntry({
      seed: SEED,
      logId: logIdOf(fromHex(FESTIVAL)!),
      seqNum,
      payload: payload ?? new Uint8Array([1]),
      ...(before === undefined ? {} : { backlink: before }),
      ...(seqNum === 4 ? { lipmaalink: made[0]!.hash } : {}),
    });
    made.push({
      author: fromHex(ANA)!,
      logId: logIdOf(fromHex(FESTIVAL)!),
      seqNum,
      hash: new Uint8Array([0, 0x40, ...blake2b512(entry)]),
      entry,
      payload,
      receivedAt: NOW - (9 - seqNum) * HOUR,
      ignored: seqNum === 2 ? "not-a-message" : seqNum === 4 ? "no-payload" : null,
    });
  }
  return made;
})();
export const LOG_ID = logIdOf(fromHex(FESTIVAL)!);

function pageOf<Item>(
  items: readonly Item[],
  { limit = 50, cursor }: PageRequest,
): Promise<Page<Item>> {
  const from = cursor === undefined ? 0 : Number(cursor);
  const next = from + limit < items.length ? String(from + limit) : null;
  return Promise.resolve({ items: items.slice(from, from + limit), next });
}

const found = <Item extends { readonly id: string }>(items: readonly Item[], id: string) =>
  Promise.resolve(items.find((item) => item.id === id) ?? null);

/** Answers about a world; empty where a test says so. */
export function sampleQueries(
  world = { festivals: FESTIVALS, events: ALL_EVENTS, resources: RESOURCES, requests: REQUESTS },
): Queries {
  const { festivals, events, resources, requests } = world;
  const seen = (festival: string, named?: string) =>
    festival === named || named === undefined && festival !== UNLISTED;
  const foundOf = (
    kind: FoundKind,
    id: string,
    one: {
      readonly title: string;
      readonly author: string | null;
      readonly description?: string;
      readonly start?: number | null;
      readonly end?: number | null;
      readonly stage?: EventDocument["stage"];
      readonly kind?: string;
      readonly tags?: readonly string[];
    },
    festival: string | null,
  ): Found => ({
    kind,
    id,
    title: one.title,
    excerpt: (one.description ?? "").slice(0, 200),
    festival,
    festivalTitle: festivals.find((other) => other.id === festival)?.title ?? null,
    author: one.author!,
    start: one.start ?? null,
    end: one.end ?? null,
    timezone: "Europe/Berlin",
    stage: one.stage ?? null,
    resourceKind: one.kind ?? null,
    tags: one.tags ?? [],
  });
  const says = (text: string, q?: string) =>
    q === undefined || text.toLowerCase().includes(q.toLowerCase());
  const eventsOf = (id: string, filter: EventFilter) =>
    events.filter((one) =>
      (one.festival === id || filter.nested === true && one.festival === NESTED) &&
      says(one.title + one.description, filter.q) &&
      (filter.tag === undefined || one.tags.includes(filter.tag)) &&
      (filter.from === undefined || one.end > filter.from) &&
      (filter.to === undefined || one.start < filter.to) &&
      (filter.place === undefined ||
        requests.some(({ event, resource }) => event === one.id && resource === filter.place)) &&
      (filter.author === undefined || one.author === filter.author)
    ).sort((a, b) => a.start - b.start);
  return {
    festivals: (page) =>
      pageOf(
        festivals.filter((one) =>
          one.known && one.visibility === "public" && one.id !== UNFOLLOWED
        ),
        page,
      ),
    festival: (id) => found(festivals, id),
    ancestors: (id) =>
      Promise.resolve(
        festivals.filter((one) => one.id === festivals.find((child) => child.id === id)?.parent),
      ),
    nested: (id, page) =>
      pageOf(
        id !== FESTIVAL ? [] : [
          { id: NESTED, title: "Tent village", author: BO, announcement: idOf("nesting") },
          {
            id: idOf("nested elsewhere"),
            title: "Quiet corner",
            author: EVA,
            announcement: idOf("nesting elsewhere"),
          },
        ],
        page,
      ),
    events: (id, filter) => pageOf(eventsOf(id, filter), filter),
    allEvents: (id, filter) => Promise.resolve(eventsOf(id, filter)),
    announcements: (child) =>
      Promise.resolve(
        child === NESTED
          ? [{ id: idOf("nesting"), festival: FESTIVAL, author: BO, title: "Tent village" }]
          : [],
      ),
    askedBefore: () => Promise.resolve([]),
    event: (id) => found(events, id),
    resources: (id, filter) =>
      pageOf(
        resources.filter((one) =>
          one.festival === id && says(one.title + one.description, filter.q) &&
          (filter.tag === undefined || one.tags.includes(filter.tag)) &&
          (filter.kind === undefined || one.kind === filter.kind) &&
          (filter.place !== true || one.place !== null || one.kind === "space") &&
          (filter.free === undefined || !one.bookings.some(({ start, end }) =>
            start < filter.free!.to && end > filter.free!.from
          )) &&
          (filter.owner === undefined || one.author === filter.owner)
        ),
        filter,
      ),
    resource: (id) => found(resources, id),
    requests: (id, filter) =>
      pageOf(
        requests.filter((one) =>
          one.festival === id && (filter.status === undefined || one.status === filter.status) &&
          (filter.resource === undefined || one.resource === filter.resource) &&
          (filter.event === undefined || one.event === filter.event)
        ),
        filter,
      ),
    request: (id) =>
      id === idOf("withdrawn")
        ? Promise.resolve({ id, author: ANA, festival: FESTIVAL, status: "withdrawn" })
        : found(requests, id),
    requestsOfEvent: (id) => Promise.resolve(requests.filter((one) => one.event === id)),
    requestsForDesk: (key, filter) =>
      pageOf(
        requests.filter((one) =>
          (one.owner === key || one.deputy === key) &&
          (filter.status === undefined || one.status === filter.status)
        ),
        filter,
      ),
    overview: (key, filter) => {
      const { at, state, kind, q = "", festival } = filter;
      const overseen = resources.filter((one) => one.author === key || one.deputy === key)
        .filter((
          one,
        ) => (one.festival !== UNLISTED || filter.festivals?.includes(UNLISTED) === true))
        .toSorted((a, b) => a.title < b.title ? -1 : 1)
        .map((resource) => {
          const some = requests.filter((one) => one.resource === resource.id);
          const count = (is: (one: RequestDocument) => boolean) => some.filter(is).length;
          const isBooked = (one: RequestDocument) => one.status === "confirmed" && one.end > at;
          const standing = {
            open: count((one) => one.status === "pending" && one.line === 1),
            line: count((one) => one.status === "pending" && one.line !== 1),
            confirmed: count((one) => one.status === "confirmed"),
            conflict: count((one) => one.status === "conflict"),
            denied: count((one) => one.status === "denied"),
            next: some.filter(isBooked).map(({ start }) => start).sort()[0] ?? null,
          };
          return { resource, standing };
        });
      return pageOf(
        overseen.filter(({ resource, standing }) =>
          (filter.resources?.includes(resource.id) ?? true) && says(resource.title, q) &&
          (kind === undefined || resource.kind === kind) &&
          (festival === undefined || resource.festival === festival) &&
          (state === undefined ||
            (state === "waiting" && standing.open + standing.line > 0) ||
            (state === "idle" && !requests.some((one) => one.resource === resource.id)) ||
            (state !== "waiting" && state !== "idle" && standing[state] > 0))
        ),
        filter,
      );
    },
    shareCounts: (key) =>
      Promise.resolve(
        resources.filter((one) => one.author === key && seen(one.festival, undefined))
          .map(({ festival, kind }) => ({ festival, kind, count: 1 })),
      ),
    eventsBy: (key, filter) =>
      pageOf(
        events.filter((one) =>
          one.author === key &&
          (one.festival !== UNLISTED || filter.festivals?.includes(UNLISTED) === true) &&
          (filter.ended === undefined || filter.ended === (one.end <= filter.at!))
        ).toSorted((a, b) => a.start - b.start),
        filter,
      ),
    requestsByAuthor: (key, filter) =>
      pageOf(
        requests.filter((one) => one.author === key && one.status !== "withdrawn"),
        filter,
      ),
    nestedBelow: (id) =>
      Promise.resolve(festivals.filter((one) => id === FESTIVAL && one.parent === FESTIVAL)),
    search: (filter) =>
      pageOf(
        [
          ...(filter.festival === undefined ? festivals : [])
            .filter(({ known, visibility }) => known && visibility === "public")
            .map((one) => foundOf("festival", one.id, one, one.id)),
          ...events.filter((one) => seen(one.festival, filter.festival))
            .map((one) => foundOf("event", one.id, one, one.festival)),
          ...resources.filter((one) => seen(one.festival, filter.festival))
            .map((one) => foundOf("resource", one.id, one, one.festival)),
          ...(filter.festival === undefined ? PEOPLE : []).map((id) =>
            foundOf("user", id, { title: NAMES.get(id) ?? "", author: id }, null)
          ),
        ].filter((one) =>
          (filter.kinds?.includes(one.kind) ?? true) &&
          says(one.title + one.excerpt, filter.q ?? "") &&
          (filter.tag === undefined || one.tags.includes(filter.tag)) &&
          (filter.owner === undefined || one.author === filter.owner)
        ),
        filter,
      ),
    placesOfEvents: (id) =>
      Promise.resolve(
        new Map(
          events.filter((one) => one.festival === id).map((event) => [
            event.id,
            requests.filter((one) =>
              one.event === event.id && one.author === event.author &&
              (one.status === "confirmed" || one.status === "pending")
            ).flatMap(({ resource, status }) => {
              const place = resources.find((one) =>
                one.id === resource && (one.kind === "location" || one.kind === "space")
              );
              if (place === undefined) return [];
              return [{ id: place.id, title: place.title, sure: status === "confirmed" }];
            }).sort((a, b) => Number(b.sure) - Number(a.sure)),
          ]),
        ),
      ),
    votes: (_request, page) => pageOf([], page),
    eventEdits: () => Promise.resolve(new Map()),
    updatesOf: (_document, page) => pageOf([], page),
    proposals: (_festival, filter) => pageOf([], filter),
    proposal: () => Promise.resolve(null),
    proposalsForDesk: (_key, filter) => pageOf([], filter),
    activity: (festival, page) => pageOf(festival === FESTIVAL ? ACTIVITY : [], page),
    changes: (key, filter) =>
      pageOf(
        requests.filter((one) => one.author === key && /con|denied/.test(one.status))
          .map((request) => ({
            request,
            answer: {
              id: idOf(`answer ${request.id}`),
              author: request.owner,
              verdict: request.status === "denied" ? "denied" as const : "confirmed" as const,
              reason: request.reason,
              at: NOW,
              receivedAt: NOW,
              hash,
            },
          })),
        filter,
      ),
    conflicts: (key, filter) =>
      pageOf(
        requests.filter((one) =>
          one.status === "conflict" && (one.author === key || one.owner === key)
        ).map((request) => ({
          request,
          against: resources.find(({ id }) => id === request.resource)?.bookings ?? [],
        })),
        filter,
      ),
    user: (key) => Promise.resolve(PEOPLE.includes(key) ? user(key) : null),
    names: (keys) =>
      Promise.resolve(
        new Map(keys.flatMap((key) => NAMES.has(key) ? [[key, NAMES.get(key)!] as const] : [])),
      ),
    tombstone: (id) =>
      Promise.resolve(
        id === idOf("deleted") ? { id, author: ANA, festival: FESTIVAL, schema: "event" } : null,
      ),
    logs: (id, page) =>
      pageOf(
        id !== FESTIVAL ? [] : PEOPLE.map((author) => ({
          author,
          logId: LOG_ID,
          seqNum: 4,
          hash,
          fork: null,
        })),
        page,
      ),
    logsOf: (author) =>
      Promise.resolve([
        { author, logId: 0, seqNum: 1, hash, fork: null },
        { author, logId: LOG_ID, seqNum: 3, hash, fork: 4 },
      ]),
    withPrefix: (kind, prefix) => {
      const known = kind === "event" ? events : kind === "resource" ? resources : festivals;
      const ids = known.map(({ id }) => id);
      return Promise.resolve(
        prefix === "ab".repeat(8)
          ? [idOf("a"), idOf("b")]
          : ids.filter((id) => id.startsWith(prefix)),
      );
    },
    revision: () => Promise.resolve(7),
    revisionOfAll: () => Promise.resolve(9),
    countEntries: () => Promise.resolve(1234),
  };
}

export const EMPTY_WORLD = { festivals: [], events: [], resources: [], requests: [] };

/** Peers in every state: the first has more of two festivals than is here. */
export function samplePeers(): PeerStatus[] {
  const progress = (id: string, total: number, here: number, toSend = 0) => ({
    festival: fromHex(id)!,
    total,
    here,
    toSend,
    complete: here === total,
    inSync: here === total && toSend === 0,
  });
  const peer = (more: Partial<PeerStatus>): PeerStatus => ({
    id: null,
    address: null,
    state: "waiting",
    transport: null,
    progress: [],
    inSync: false,
    lastContact: null,
    nextTry: null,
    trouble: null,
    ...more,
  });
  return [
    peer({
      id: idOf("peer one"),
      address: "http://192.168.1.20:8000",
      state: "connected",
      transport: "webrtc",
      progress: [progress(UNKNOWN, 900, 312), progress(PARENT, 80, 80), progress(UNLISTED, 5, 5)],
      lastContact: NOW,
    }),
    peer({
      id: idOf("peer two"),
      state: "connected",
      transport: "websocket",
      progress: [progress(PARENT, 80, 80), progress(FESTIVAL, 400, 400, 3)],
      lastContact: NOW,
    }),
    peer({ address: "http://192.168.1.30:8000", state: "connecting" }),
    peer({
      address: "https://a-node-with-a-long-name.of-a-collective.example:8443",
      nextTry: NOW + 38_000,
      trouble: "unreachable",
      lastContact: NOW - 3 * HOUR,
    }),
    peer({
      id: idOf("peer five"),
      address: "http://192.168.1.50:8000",
      nextTry: NOW + 20 * 60_000,
      trouble: "bad-proof",
      lastContact: NOW - 3 * 24 * HOUR,
    }),
    peer({ address: "http://127.0.0.1:8000", state: "self", trouble: "same-key" }),
  ];
}

export function sampleNetwork(peers = samplePeers(), instead: Partial<Network> = {}): Network {
  return fakeNetwork({
    peers: () => peers,
    connected: () => peers.filter(({ state }) => state === "connected").length,
    ...instead,
  });
}

export function sampleNode(queries: Queries = sampleQueries(), instead: Partial<Node> = {}): Node {
  return fakeNode({
    async follows() {
      const follows = [];
      for (const id of [FESTIVAL, PARENT, UNLISTED, UNKNOWN]) {
        const festival = await queries.festival(id);
        if (festival === null) continue;
        const listed = festival.known && festival.visibility === "public";
        follows.push({ id: fromHex(id)!, listed });
      }
      return follows;
    },
    range: (_author, _logId, from, limit) =>
      Promise.resolve(LOG.filter((entry) => entry.seqNum >= from).slice(0, limit)),
    ...instead,
  }, queries);
}

/** Addresses of all pages, and a fact that each of them shows. */
export const ADDRESSES: readonly (readonly [address: string, fact: string])[] = [
  ["/", "Sommer am Fluss"],
  [`/festivals/${FESTIVAL}`, "Concert on the jetty"],
  [`/festivals/${FESTIVAL}?q=breakfast`, "Breakfast for all"],
  [`/festivals/${FESTIVAL}?tag=workshop`, "Repair café"],
  [`/festivals/${FESTIVAL}?nested=1`, "Campfire"],
  [`/festivals/${FESTIVAL}?when=2026-07-11-evening&place=${hall.id}`, "Concert on the jetty"],
  [`/festivals/${FESTIVAL}?owner=${ANA}&from=2026-07-11T20:00&to=x`, "That is no time"],
  [`/festivals/${NESTED}`, "Campfire"],
  [`/festivals/${FESTIVAL}/resources`, "Folding chairs"],
  [`/festivals/${FESTIVAL}/resources?when=2026-07-11-evening`, "Free all of"],
  [`/festivals/${FESTIVAL}/plan`, "A new event for"],
  [`/festivals/${FESTIVAL}/plan?from=2026-07-11T20:00&to=2026-07-11T22:00`, "is free all of that"],
  [`/festivals/${FESTIVAL}/resources?from=x&to=2026-07-11T20:00`, "That is no span of time"],
  [`/festivals/${FESTIVAL}/activity`, "asked for"],
  ["/about/policies", "Draw at a deadline"],
  ["/now", "Assembly"],
  ["/search", "Words, or how they begin"],
  ["/search?q=a", "Places and resources"],
  ["/search?q=a&kind=user", "Only people"],
  ["/search?q=zzzz", "Nothing here has the words"],
  ["/search?q=a&from=2026-07-11T12:00&timezone=Europe/Berlin", "only events and festivals"],
  ["/search?q=a&to=x", "That is no time"],
  [`/festivals/${UNLISTED}`, "Secret supper"],
  [`/festivals/${UNKNOWN}`, UNKNOWN.slice(0, 16)],
  [`/festivals/${UNFOLLOWED}`, "Follow it again"],
  [`/events/${concert.id}`, "2 of 6 confirmed"],
  [`/events/${hostile.id}`, "&lt;script&gt;"],
  [`/resources/${hall.id}`, "Uferweg 12"],
  [`/resources/${garden.id}`, "On request"],
  [`/resources/${pa.id}`, "In line"],
  [`/requests/${pending.id}`, "We are quiet."],
  [`/requests/${idOf("withdrawn")}`, "withdrawn"],
  [`/users/${ANA}`, "Ana Lima"],
  [`/users/${DOT}`, "Members"],
  ["/desk", "Public key"],
  [`/desk?key=${BO}`, "Waits for an answer"],
  [`/desk?key=${ANA}`, "What I asked for"],
  ["/network", "only here"],
  ["/key", "Make a key"],
  [`/logs/${ANA}/${LOG_ID}`, "Entries, newest first"],
  ["/about", "Honest limits"],
];
