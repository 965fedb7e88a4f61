/** What several pages ask of the node in the same way. */
import type {
  EventDocument,
  FestivalDocument,
  Hex,
  Node,
  Page,
  RequestDocument,
  ResourceDocument,
} from "../../node/mod.ts";
import { type EventPlace, isPlace, type Names, type ProgrammeItem } from "../../views/mod.ts";
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

/** Events with their places: what their own authors asked for and can be in. */
export async function withPlaces(
  node: Node,
  { festival, ancestors }: FestivalAround,
  events: readonly EventDocument[],
  /** Festivals inside, of which there are events too. */
  below: readonly FestivalDocument[] = [],
): Promise<ProgrammeItem[]> {
  const places = new Map<Hex, EventPlace[]>();
  const authors = new Map(events.map((event) => [event.id, event.author]));
  const add = (request: RequestDocument, resource: ResourceDocument) => {
    if (request.status !== "confirmed" && request.status !== "pending") return;
    if (authors.get(request.event) !== request.author || !isPlace(resource.kind)) return;
    const place = {
      id: resource.id,
      title: resource.title,
      sure: request.status === "confirmed",
    };
    const known = places.get(request.event);
    if (known === undefined) places.set(request.event, [place]);
    else if (place.sure) known.unshift(place);
    else known.push(place);
  };

  if (ancestors.length === 0) {
    for (const { id } of [festival, ...below]) {
      const rooms = (await allOf((page) => node.query.resources(id, { place: true, ...page })))
        .filter(({ kind }) => isPlace(kind));
      for (const room of rooms) {
        for (const status of ["confirmed", "pending"] as const) {
          const requests = await allOf((page) =>
            node.query.requests(id, { resource: room.id, status, ...page })
          );
          for (const request of requests) add(request, room);
        }
      }
    }
  } else {
    // What an ancestor lends is asked for by many more events than these.
    const rooms = new Map<Hex, ResourceDocument | null>();
    for (const event of events) {
      if (event.requests.total === 0) continue;
      for (const request of await node.query.requestsOfEvent(event.id)) {
        let room = rooms.get(request.resource);
        if (room === undefined) {
          room = await node.query.resource(request.resource);
          rooms.set(request.resource, room);
        }
        if (room !== null) add(request, room);
      }
    }
  }
  const inside = new Map(below.map((one) => [one.id, one]));
  return events.map((event) => ({
    event,
    places: places.get(event.id) ?? [],
    inside: inside.get(event.festival),
  }));
}
