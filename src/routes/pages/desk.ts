/** Desks: what waits for a key, what changed of its own, and how all that it shares stands. */
import { Hono } from "hono";
import type {
  EventDocument,
  Hex,
  Node,
  RequestDocument,
  ResourceDocument,
} from "../../node/mod.ts";
import { deskPage, type Shared } from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { ID, withParameter } from "./address.ts";
import { feedPath } from "./desk_address.ts";
import { allOf, festivalsOf, namesOf, stranger } from "./gather.ts";
import { withCurrent } from "./proposals.ts";
import { seenBefore, sheetOf, show } from "./respond.ts";

const MOST_ROWS = 100;
const MOST_CHANGES = 20;
const MOST_FESTIVALS = 50;

export function desk(context: AppContext): Hono {
  const app = new Hono();
  const { node } = context;

  app.get("/desk", async (c) => {
    const sheet = sheetOf(context, c);
    const given = (c.req.query("key") ?? "").trim().toLowerCase();
    if (!ID.test(given)) {
      const seen = given === "" ? seenBefore(context, c, sheet, [0]) : null;
      if (seen !== null) return seen;
      const wrongKey = given === "" ? null : given;
      return show(c, deskPage({ sheet, desk: null, wrongKey }), wrongKey === null ? 200 : 400);
    }
    const revision = await node.query.revisionOfAll();
    const seen = seenBefore(context, c, sheet, [revision]);
    if (seen !== null) return seen;

    const festivals = (c.req.queries("festival") ?? []).filter((id) => ID.test(id))
      .slice(0, MOST_FESTIVALS);
    const filter = { festivals, limit: MOST_ROWS };
    const waiting = await node.query.requestsForDesk(given, {
      ...filter,
      status: "pending",
      cursor: c.req.query("waiting"),
    });
    const conflicts = await node.query.conflicts(given, filter);
    const changes = await node.query.changes(given, { ...filter, limit: MOST_CHANGES });
    const asked = await node.query.requestsByAuthor(given, {
      ...filter,
      cursor: c.req.query("asked"),
    });
    const own = await ownOf(node, given, festivals);
    const shared = await sharedBy(node, given, {
      at: sheet.now,
      festivals,
      resources: own.resources,
      waiting: waiting.items,
    });
    const { members } = own;
    // At the desk of a collective its members propose the answers.
    const propose = { schema: "authorization", document: null, for: given, only: members };
    const proposed = await node.query.proposalsForDesk(given, {
      festivals,
      status: "open",
      limit: MOST_ROWS,
    });
    const requests = [
      ...waiting.items,
      ...conflicts.items.map(({ request }) => request),
      ...changes.items.map(({ request }) => request),
      ...asked.items,
    ];
    return show(
      c,
      deskPage({
        sheet: members.length === 0 ? sheet : { ...sheet, propose },
        wrongKey: null,
        desk: {
          key: given,
          shared,
          proposals: await withCurrent(node, proposed.items),
          conflicts: conflicts.items,
          changes: changes.items,
          asked: asked.items,
          events: own.events.toSorted((a, b) => a.start - b.start),
          festivals: await festivalsOf(node, [
            ...own.events,
            ...shared.map(({ resource }) => resource),
            ...requests,
            ...proposed.items,
          ]),
          names: await namesOf(node, [
            given,
            ...proposed.items.flatMap((one) =>
              one.for === null ? [one.author] : [one.author, one.for]
            ),
            ...requests.flatMap((request) => [request.author, request.owner]),
            ...changes.items.map(({ answer }) => answer.author),
            ...shared.map(({ resource }) => resource.author),
          ]),
          more: {
            waiting: withParameter(c, "waiting", waiting.next),
            asked: withParameter(c, "asked", asked.next),
          },
          feed: feedPath(node, given, own.unlisted),
          listens: { festivals: own.unlisted, revision },
        },
      }),
    );
  });

  return app;
}

export interface Own {
  /** Of a collective. */
  readonly members: readonly Hex[];
  readonly events: readonly EventDocument[];
  readonly resources: readonly ResourceDocument[];
  /** Those of the named festivals that are not public. */
  readonly unlisted: readonly Hex[];
}

/** What a key made in public, and in the festivals that are named; with bookings only if asked. */
export async function ownOf(
  node: Node,
  key: Hex,
  festivals: readonly Hex[],
  bookings = false,
): Promise<Own> {
  const user = await node.query.user(key, { bookings }) ?? stranger(key);
  const events = [...user.events];
  const resources = [...user.resources];
  const unlisted: Hex[] = [];
  for (const id of festivals) {
    const festival = await node.query.festival(id);
    // What is in public festivals came with the user.
    if (festival === null || festival.visibility === "public") continue;
    unlisted.push(id);
    events.push(...await allOf((page) => node.query.events(id, { author: key, ...page })));
    resources.push(
      ...await allOf((page) => node.query.resources(id, { owner: key, bookings, ...page })),
    );
  }
  return { members: user.members ?? [], events, resources, unlisted };
}

const byTitle = new Intl.Collator();
const NOTHING = { open: 0, line: 0, confirmed: 0, conflict: 0, denied: 0, next: null };

/** What a key answers for: whatever somebody waits for first, then by title. */
async function sharedBy(node: Node, key: Hex, given: {
  readonly at: number;
  readonly festivals: readonly Hex[];
  readonly resources: readonly ResourceDocument[];
  readonly waiting: readonly RequestDocument[];
}): Promise<Shared[]> {
  const { at, festivals, waiting } = given;
  const standings = await node.query.standings(key, { at, festivals });
  const standing = new Map(standings.map((one) => [one.resource, one]));
  const lines = Map.groupBy(waiting, ({ resource }) => resource);
  const resources = new Map<Hex, Shared["resource"]>();
  const owned = new Map(given.resources.map((one) => [one.id, one]));
  for (const id of [...lines.keys(), ...standing.keys()]) {
    const resource = owned.get(id) ?? await node.query.resource(id);
    if (resource !== null) resources.set(id, resource);
  }
  const others = given.resources.filter(({ id }) => !resources.has(id));
  const idle = [...resources.values()].filter(({ id }) => !lines.has(id));
  return [
    ...[...lines.keys()].flatMap((id) => resources.get(id) ?? []),
    ...[...idle, ...others].sort((a, b) => byTitle.compare(a.title, b.title)),
  ].map((resource) => ({
    resource,
    standing: standing.get(resource.id) ?? NOTHING,
    waiting: lines.get(resource.id) ?? [],
  }));
}
