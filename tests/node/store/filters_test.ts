/**
 * Each filter of the lists held against a naive reading of the documents: over random festivals, and
 * page by page, so that nothing is lost or comes twice.
 */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { toHex } from "../../../src/core/messages/mod.ts";
import type {
  EventDocument,
  EventFilter,
  FestivalDocument,
  FoundKind,
  RequestDocument,
  ResourceDocument,
  ResourceFilter,
  SearchFilter,
  Store,
} from "../../../src/node/mod.ts";
import { festivalOf, person, Scribe, type Written } from "../../oracle/scribe.ts";
import { allPages, give, quickStore } from "./stores.ts";

const SOAK = Deno.env.get("P2PANDA_SOAK") === "1" ? 20 : 1;
const PEOPLE = [0, 1, 2].map(person);
const [ANNA] = PEOPLE as [typeof PEOPLE[0], ...typeof PEOPLE];
const FESTIVAL = festivalOf(ANNA, 1);
const CHILD = festivalOf(ANNA, 2);
const GRANDCHILD = festivalOf(ANNA, 3);
const FESTIVALS = [FESTIVAL, CHILD, GRANDCHILD];

const time = fc.integer({ min: 0, max: 8 });
const span = fc.tuple(time, fc.integer({ min: 1, max: 4 })).map(([start, length]) =>
  [start, start + length] as const
);
const stepFree = fc.constantFrom("yes", "partly", "no", undefined);
const gesture = fc.oneof(
  fc.record({
    what: fc.constant("resource" as const),
    who: fc.nat(2),
    kind: fc.constantFrom("location", "space", "item"),
    quantity: fc.integer({ min: 1, max: 3 }),
    place: fc.boolean(),
    stepFree,
    availability: fc.option(fc.array(span, { maxLength: 3 }), { nil: undefined }),
    tag: fc.constantFrom("a", "b"),
  }),
  fc.record({
    what: fc.constant("event" as const),
    who: fc.nat(2),
    where: fc.nat(2),
    span,
    stage: fc.constantFrom("idea", "planned", "cancelled"),
    stepFree,
    tag: fc.constantFrom("a", "b"),
  }),
  fc.record({
    what: fc.constant("request" as const),
    who: fc.option(fc.nat(2), { nil: null }),
    event: fc.nat(),
    resource: fc.nat(),
    span,
    quantity: fc.integer({ min: 1, max: 3 }),
    verdict: fc.constantFrom("confirmed", "confirmed", "denied", null),
  }),
  fc.record({ what: fc.constant("remove" as const), of: fc.nat() }),
  fc.record({ what: fc.constant("change" as const), of: fc.nat(), span, stepFree }),
);
const story = fc.array(gesture, { minLength: 4, maxLength: 24 });

interface Told {
  readonly store: Store;
  readonly events: readonly EventDocument[];
  readonly resources: readonly ResourceDocument[];
  readonly requests: readonly RequestDocument[];
  readonly token: string;
}

/** Writes a story; the documents are then read one by one, by their ids. */
async function told(given: readonly (typeof gesture extends fc.Arbitrary<infer G> ? G : never)[]) {
  const scribe = new Scribe();
  scribe.begin(FESTIVAL);
  scribe.begin(CHILD, { parent: FESTIVAL.id });
  scribe.begin(GRANDCHILD, { parent: CHILD.id });
  const announce = (parent: Uint8Array, { id, nonce }: typeof CHILD) =>
    scribe.create(ANNA, parent, "nesting", { child: id, nonce });
  announce(FESTIVAL.id, CHILD);
  announce(CHILD.id, GRANDCHILD);
  const token = scribe.resource(ANNA, FESTIVAL.id, { title: "token", quantity: 9 });
  scribe.message(ANNA, FESTIVAL.id, {
    action: "update",
    schema: "festival",
    id: FESTIVAL.id,
    fields: { token: token.id },
  });
  const made = { event: [] as Written[], resource: [token], request: [] as Written[] };
  const access = (answer: string | undefined) =>
    answer === undefined ? {} : { access: { stepFree: answer } };
  for (const one of given) {
    if (one.what === "resource") {
      const { who, kind, quantity, place, availability, tag } = one;
      made.resource.push(scribe.resource(PEOPLE[who]!, FESTIVAL.id, {
        title: "thing",
        kind,
        quantity,
        tags: [tag],
        ...(place ? { place: { address: "there" } } : {}),
        ...(availability === undefined
          ? {}
          : { availability: availability.map(([start, end]) => ({ start, end })) }),
        ...access(one.stepFree),
      }));
    } else if (one.what === "event") {
      const { who, where, span: [start, end], stage, tag } = one;
      made.event.push(scribe.create(PEOPLE[who]!, FESTIVALS[where]!.id, "event", {
        title: "happening",
        start,
        end,
        stage,
        tags: [tag],
        ...access(one.stepFree),
      }));
    } else if (one.what === "request") {
      const event = made.event[one.event % Math.max(1, made.event.length)];
      const resource = made.resource[one.resource % made.resource.length]!;
      if (event === undefined) continue;
      const author = one.who === null ? event.author : PEOPLE[one.who]!;
      const asked = scribe.request(author, resource, one.span, {
        event: event.id,
        quantity: one.quantity,
      });
      made.request.push(asked);
      if (one.verdict !== null) scribe.answer(resource.author, asked, one.verdict);
    } else {
      const all = [...made.event, ...made.resource.slice(1), ...made.request];
      const document = all[one.of % Math.max(1, all.length)];
      if (document === undefined) continue;
      const schema = made.event.includes(document)
        ? "event"
        : made.resource.includes(document)
        ? "resource"
        : "request";
      if (one.what === "remove") scribe.remove(document, schema);
      else if (schema === "event") {
        const [start, end] = one.span;
        scribe.update(document.author, document, schema, { start, end, ...access(one.stepFree) });
      } else if (schema === "resource") {
        const [start, end] = one.span;
        scribe.update(document.author, document, schema, {
          availability: [{ start, end }],
          ...access(one.stepFree),
        });
      }
    }
  }
  const { store } = await quickStore();
  for (const { id } of FESTIVALS) await store.follow(id);
  await give(store, scribe.written);
  const read = async <Item>(list: readonly Written[], ask: (id: string) => Promise<Item | null>) =>
    (await Promise.all(list.map(({ id }) => ask(toHex(id))))).filter((one) => one !== null);
  const requests = await read(made.request, (id) => store.request(id));
  const result: Told = {
    store,
    events: await read(made.event, (id) => store.event(id)),
    resources: await read(made.resource, (id) => store.resource(id)),
    requests: requests.filter((one): one is RequestDocument => "resource" in one),
    token: toHex(token.id),
  };
  return result;
}

const eventFilter: fc.Arbitrary<EventFilter & { readonly hall?: number | undefined }> = fc.record({
  from: time,
  to: time,
  tag: fc.constantFrom("a", "b"),
  stage: fc.constantFrom("idea", "planned", "cancelled"),
  official: fc.boolean(),
  nested: fc.boolean(),
  stepFree: fc.constantFrom("yes", "partly"),
  state: fc.constantFrom("sure", "unsure", "cancelled"),
  hall: fc.nat(5),
  sort: fc.constantFrom("start", "-start", "title", "-title", "received", "-received"),
}, { requiredKeys: [] });

Deno.test("Store: each filter of events finds what a naive reading finds, page by page", async () => {
  const property = fc.asyncProperty(
    story,
    fc.array(eventFilter, { minLength: 4, maxLength: 8 }),
    fc.integer({ min: 1, max: 5 }),
    async (given, filters, limit) => {
      const { store, events, resources, requests, token } = await told(given);
      for (const { hall, ...filter } of filters) {
        const place = hall === undefined ? undefined : resources[hall % resources.length]?.id;
        const own = ({ id, author }: EventDocument) =>
          requests.filter((one) => one.event === id && one.author === author);
        const expected = events.filter((event) =>
          (filter.nested === true || event.festival === toHex(FESTIVAL.id)) &&
          event.end > (filter.from ?? -1) && event.start < (filter.to ?? 99) &&
          (filter.tag === undefined || event.tags.includes(filter.tag)) &&
          (filter.stage === undefined || event.stage === filter.stage) &&
          (filter.official === undefined || filter.official === event.official) &&
          matches(filter.stepFree, event.access?.stepFree) &&
          (filter.state === undefined || filter.state === stateOf(event)) &&
          (place === undefined ||
            own(event).some(({ resource, status }) =>
              resource === place && (status === "pending" || status === "confirmed")
            ))
        );
        const found = await allPages((cursor) =>
          store.events(toHex(FESTIVAL.id), { ...filter, place, limit, cursor })
        );
        assert.deepEqual(ids(found).sort(), ids(expected).sort(), JSON.stringify(filter));
        const whole = await store.events(toHex(FESTIVAL.id), { ...filter, place, limit: 200 });
        assert.deepEqual(ids(found), ids(whole.items));
        const starts = found.map(({ start }) => filter.sort === "-start" ? -start : start);
        if (filter.sort === undefined || filter.sort.endsWith("start")) {
          assert.deepEqual(starts, [...starts].sort((one, other) => one - other));
        }
      }
      for (const event of events) {
        const holds = requests.some((one) =>
          one.event === event.id && one.author === event.author && one.resource === token &&
          one.status === "confirmed"
        );
        // Only the festival itself has a token here.
        assert.equal(event.official, holds && event.festival === toHex(FESTIVAL.id));
      }
      await store.close();
    },
  );
  await fc.assert(property, { numRuns: 60 * SOAK });
});

const resourceFilter: fc.Arbitrary<ResourceFilter> = fc.record({
  kind: fc.constantFrom("location", "item"),
  tag: fc.constantFrom("a", "b"),
  place: fc.boolean(),
  stepFree: fc.constantFrom("yes", "partly"),
  owner: fc.constantFrom(...PEOPLE.map(({ key }) => toHex(key))),
  free: fc.record({ span, quantity: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }) })
    .map(({ span: [from, to], quantity }) => ({ from, to, quantity })),
  sort: fc.constantFrom("title", "-title", "kind", "-kind", "received", "-received"),
}, { requiredKeys: [] });

Deno.test("Store: each filter of resources finds what a naive reading finds, page by page", async () => {
  const property = fc.asyncProperty(
    story,
    fc.array(resourceFilter, { minLength: 4, maxLength: 8 }),
    fc.integer({ min: 1, max: 5 }),
    async (given, filters, limit) => {
      const { store, resources } = await told(given);
      for (const filter of filters) {
        const { kind, tag, place, owner, free } = filter;
        const expected = resources.filter((resource) =>
          (kind === undefined || resource.kind === kind) &&
          (tag === undefined || resource.tags.includes(tag)) &&
          (owner === undefined || resource.author === owner) &&
          (place === undefined || place === isPlace(resource)) &&
          matches(filter.stepFree, resource.access?.stepFree) &&
          (free === undefined || isFree(resource, free))
        );
        const found = await allPages((cursor) =>
          store.resources(toHex(FESTIVAL.id), { ...filter, limit, cursor })
        );
        assert.deepEqual(ids(found).sort(), ids(expected).sort(), JSON.stringify(filter));
        for (const one of found) {
          assert.deepEqual(one, resources.find(({ id }) => id === one.id));
        }
      }
      await store.close();
    },
  );
  await fc.assert(property, { numRuns: 60 * SOAK });
});

const searchFilter: fc.Arbitrary<SearchFilter & { readonly hall?: number | undefined }> = fc.record(
  {
    kinds: fc.subarray(["festival", "event", "resource", "user"] as const, { minLength: 1 }),
    q: fc.constantFrom("thing", "happening", "hap", "a"),
    festival: fc.constantFrom(...FESTIVALS.map(({ id }) => toHex(id))),
    owner: fc.constantFrom(...PEOPLE.map(({ key }) => toHex(key))),
    from: time,
    to: time,
    tag: fc.constantFrom("a", "b"),
    stepFree: fc.constantFrom("yes", "partly"),
    state: fc.constantFrom("sure", "unsure", "cancelled"),
    hall: fc.nat(5),
    resourceKind: fc.constantFrom("location", "item"),
    places: fc.boolean(),
    free: span.map(([from, to]) => ({ from, to })),
  },
  { requiredKeys: [] },
);

Deno.test("Store: a search by any filters finds what a naive reading finds, page by page", async () => {
  const property = fc.asyncProperty(
    story,
    fc.array(searchFilter, { minLength: 6, maxLength: 10 }),
    fc.integer({ min: 1, max: 5 }),
    async (given, filters, limit) => {
      const { store, events, resources, requests } = await told(given);
      const festivals = (await store.festivals({})).items;
      for (const { hall, ...asked } of filters) {
        const place = hall === undefined ? undefined : resources[hall % resources.length]!.id;
        const filter = { ...asked, place };
        const { festival: _, ...others } = filter;
        const expected = Object.values(others).every((one) => one === undefined) ? [] : [
          ...events.filter((one) => isFoundEvent(one, filter, requests)),
          ...resources.filter((one) => isFoundResource(one, filter)),
          ...festivals.filter((one) => isFoundFestival(one, filter)),
        ].filter((one) =>
          filter.festival === undefined ||
          ("festival" in one ? one.festival : one.id) === filter.festival
        );
        const found = await allPages((cursor) => store.search({ ...filter, limit, cursor }));
        assert.deepEqual(ids(found).sort(), ids(expected).sort(), JSON.stringify(filter));
        const whole = await store.search({ ...filter, limit: 200 });
        assert.deepEqual(ids(found), ids(whole.items), "in one order");
        const byTime = (filter.from ?? filter.to) !== undefined && filter.q === undefined &&
          filter.tag === undefined && filter.owner === undefined && place === undefined;
        const starts = found.map(({ start }) => start!);
        if (byTime) assert.deepEqual(starts, [...starts].sort((one, other) => one - other));
      }
      await store.close();
    },
  );
  await fc.assert(property, { numRuns: 60 * SOAK });
});

type Asked = SearchFilter;

function isMeant(
  kind: FoundKind,
  one: {
    readonly author: string | null;
    readonly title: string;
    readonly tags?: readonly string[];
  },
  { kinds, q, owner, tag }: Asked,
): boolean {
  const words = [...one.title.split(" "), ...one.tags ?? []];
  return (kinds?.includes(kind) ?? true) && (owner === undefined || one.author === owner) &&
    (tag === undefined || (one.tags?.includes(tag) ?? false)) &&
    (q === undefined || words.some((word) => q.length === 1 ? word === q : word.startsWith(q)));
}

function isFoundEvent(one: EventDocument, asked: Asked, requests: readonly RequestDocument[]) {
  const { from = -1, to = 99, resourceKind, places, free, place, state } = asked;
  return isMeant("event", one, asked) && one.end > from && one.start < to &&
    matches(asked.stepFree, one.access?.stepFree) &&
    resourceKind === undefined && places === undefined && free === undefined &&
    (state === undefined || state === stateOf(one)) &&
    (place === undefined ||
      requests.some(({ event, author, resource, status }) =>
        event === one.id && author === one.author && resource === place &&
        (status === "pending" || status === "confirmed")
      ));
}

function isFoundResource(one: ResourceDocument, asked: Asked) {
  const { from, to, state, place, resourceKind, places, free } = asked;
  return isMeant("resource", { ...one, tags: [...one.tags, one.kind] }, {
    ...asked,
    tag: undefined,
  }) &&
    (asked.tag === undefined || one.tags.includes(asked.tag)) &&
    matches(asked.stepFree, one.access?.stepFree) &&
    [from, to, state, place].every((other) => other === undefined) &&
    (resourceKind === undefined || one.kind === resourceKind) &&
    (places === undefined || places === isPlace(one)) &&
    (free === undefined || isFree(one, free));
}

/** Those here are at no time. */
function isFoundFestival(one: FestivalDocument, asked: Asked) {
  const { from, to, state, place, resourceKind, places, free, stepFree } = asked;
  return isMeant("festival", one, asked) &&
    [from, to, state, place, resourceKind, places, free, stepFree].every((other) =>
      other === undefined
    );
}

function ids(items: readonly { readonly id: string }[]): string[] {
  return items.map(({ id }) => id);
}

function matches(asked: "yes" | "partly" | undefined, answer: string | undefined): boolean {
  return asked === undefined || answer === asked || (asked === "partly" && answer === "yes");
}

function stateOf({ stage, requests }: EventDocument): string {
  if (stage === "cancelled") return stage;
  return stage === "planned" && requests.confirmed === requests.total ? "sure" : "unsure";
}

function isPlace({ kind, place }: ResourceDocument): boolean {
  return kind === "location" || kind === "space" || place !== null;
}

/** At every instant, one by one: times here are small whole numbers. */
function isFree(
  { quantity, availability, bookings }: ResourceDocument,
  free: NonNullable<ResourceFilter["free"]>,
): boolean {
  for (let at = free.from; at < free.to; at++) {
    const taken = bookings.filter(({ start, end }) => start <= at && at < end)
      .reduce((sum, booking) => sum + booking.quantity, 0);
    if (taken + (free.quantity ?? 1) > quantity) return false;
    const offered = availability === null ||
      availability.some(({ start, end }) => start <= at && at < end);
    if (!offered) return false;
  }
  return true;
}
