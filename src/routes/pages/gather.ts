/** What several pages ask of the node in the same way. */
import type {
  EventDocument,
  EventPlace,
  FestivalDocument,
  Hex,
  Node,
  Page,
  ResourceDocument,
  UserDocument,
} from "../../node/mod.ts";
import { type AskedFor, isPlace, type Names, type ProgrammeItem } from "../../views/mod.ts";
import { explain, mentionsOf } from "../../core/policies/mod.ts";
import { ID } from "./address.ts";
import { notFound } from "./respond.ts";

/** The most that one page of a list holds. */
export const MOST = 200;

/** All of a list, or its first `most`. */
export async function allOf<T>(
  pageAt: (page: { limit: number; cursor?: string }) => Promise<Page<T>>,
  most = Infinity,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await pageAt(cursor === null ? { limit: MOST } : { limit: MOST, cursor });
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null && items.length < most);
  return items;
}

export function namesOf(node: Node, keys: Iterable<Hex>): Promise<Names> {
  return node.query.names([...new Set(keys)]);
}

export interface FestivalAround {
  readonly festival: FestivalDocument;
  readonly ancestors: readonly FestivalDocument[];
  /** The festival's own, then its ancestors'. */
  readonly revisions: readonly number[];
}

/** The festival that a page belongs to. Revisions are read first: a page may be newer than its tag. */
export async function around(node: Node, id: Hex): Promise<FestivalAround> {
  const own = await node.query.revision(id);
  const festival = await node.query.festival(id);
  if (festival === null) throw notFound("festival");
  const ancestors = await node.query.ancestors(id);
  const above = await Promise.all(ancestors.map((one) => node.query.revision(one.id)));
  return { festival, ancestors, revisions: [own, ...above] };
}

/** More than this are asked for by their festival at once. */
const FEW_EVENTS = 20;

/** Events of a festival, with their places: what their own authors asked for and can be in. */
export async function withPlaces(
  node: Node,
  { festival }: FestivalAround,
  events: readonly EventDocument[],
  /** Festivals inside, of which there are events too. */
  below: readonly FestivalDocument[] = [],
): Promise<ProgrammeItem[]> {
  const inside = new Map(below.map((one) => [one.id, one]));
  const item = (event: EventDocument, places: readonly EventPlace[]) => ({
    event,
    places,
    inside: inside.get(event.festival),
  });
  if (events.length <= FEW_EVENTS) {
    return await Promise.all(
      events.map(async (event) => item(event, await placesOf(node, event))),
    );
  }
  const places = new Map<Hex, readonly EventPlace[]>();
  for (const { id } of [festival, ...below]) {
    for (const [event, its] of await node.query.placesOfEvents(id, events)) {
      places.set(event, its);
    }
  }
  return events.map((event) => item(event, places.get(event.id) ?? []));
}

async function placesOf(node: Node, event: EventDocument): Promise<EventPlace[]> {
  const places: EventPlace[] = [];
  if (event.requests.total === 0) return places;
  for (const { author, status, resource } of await node.query.requestsOfEvent(event.id)) {
    if (author !== event.author || (status !== "confirmed" && status !== "pending")) continue;
    const room = await node.query.resource(resource);
    if (room === null || !isPlace(room.kind)) continue;
    const place = { id: room.id, title: room.title, sure: status === "confirmed" };
    if (place.sure) places.unshift(place);
    else places.push(place);
  }
  return places;
}

/** What somebody is about to ask for; null where it is not known here. */
export async function askedFor(node: Node, id: string): Promise<AskedFor | null> {
  const resource = ID.test(id) ? await node.query.resource(id) : null;
  if (resource === null) return null;
  const { keys, titles } = await mentionedIn(node, resource);
  return { resource, mentioned: { titles, names: await namesOf(node, keys) } };
}

/** Keys and titles of resources that the explanation of a resource's policy names. */
export async function mentionedIn(
  node: Node,
  resource: Pick<ResourceDocument, "policy" | "quantity" | "contact">,
): Promise<{ keys: readonly Hex[]; titles: ReadonlyMap<Hex, string> }> {
  const { name, params } = resource.policy;
  const { keys, resources } = mentionsOf(explain(name, params, resource));
  const titles = new Map<Hex, string>();
  for (const id of resources) {
    const other = await node.query.resource(id);
    if (other !== null) titles.set(id, other.title);
  }
  return { keys, titles };
}

/** A key of which nothing has arrived: perhaps of the person who asks. */
export function stranger(key: Hex): UserDocument {
  return {
    id: key,
    name: null,
    about: null,
    contact: null,
    links: null,
    members: null,
    lastActive: null,
    resources: [],
    events: [],
  };
}

/** The festivals that documents are in. */
export async function festivalsOf(
  node: Node,
  documents: readonly { readonly festival: Hex }[],
): Promise<Map<Hex, FestivalDocument>> {
  const festivals = new Map<Hex, FestivalDocument>();
  for (const id of new Set(documents.map(({ festival }) => festival))) {
    const festival = await node.query.festival(id);
    if (festival !== null) festivals.set(id, festival);
  }
  return festivals;
}
