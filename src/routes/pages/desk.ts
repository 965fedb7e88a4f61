/** Desks: what waits for a key, what changed of its own, and how all that it shares stands. */
import { Hono } from "hono";
import type { Hex, Node, Overseen, RequestDocument } from "../../node/mod.ts";
import { type DeskChoice, deskPage, isDeskChosen, type Shared } from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { ID, withParameter } from "./address.ts";
import { feedPath } from "./desk_address.ts";
import { deskChoice, some } from "./choices.ts";
import { festivalsOf, namesOf } from "./gather.ts";
import { withCurrent } from "./proposals.ts";
import { seenBefore, sheetOf, show } from "./respond.ts";

const MOST_ROWS = 100;
const MOST_CHANGES = 20;
const MOST_SHARED = 50;
/** Where each comes with who waits for it. */
const FEWER_SHARED = 20;
const MOST_IN_LINE = 8;
const MOST_EVENTS = 50;
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
    const choice = deskChoice(c);
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
    const counts = await node.query.shareCounts(given, { festivals });
    const { shared, next } = await sharedBy(node, given, choice, {
      at: sheet.now,
      festivals,
      waiting: waiting.items,
      cursor: c.req.query("shared"),
    });
    const ended = c.req.query("earlier") === "1";
    const span = { festivals, at: sheet.now };
    const events = await node.query.eventsBy(given, {
      ...span,
      ended,
      limit: MOST_EVENTS,
      cursor: c.req.query("events"),
    });
    const others = await node.query.eventsBy(given, { ...span, ended: !ended, limit: 1 });
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
    const elsewhere = counts.map(({ festival }) => ({ festival }));
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
          events: { items: events.items, ended, others: others.items.length > 0 },
          choice,
          counts,
          festivals: await festivalsOf(node, [
            ...elsewhere,
            ...events.items,
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
            shared: withParameter(c, "shared", next),
            events: withParameter(c, "events", events.next, "#events"),
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
  /** Those of the named festivals that are not public. */
  readonly unlisted: readonly Hex[];
}

/** Who a desk is of, and which of the festivals that were named are no public ones. */
export async function ownOf(node: Node, key: Hex, festivals: readonly Hex[]): Promise<Own> {
  const user = await node.query.user(key, { shared: false });
  const unlisted: Hex[] = [];
  for (const id of festivals) {
    const festival = await node.query.festival(id);
    if (festival !== null && festival.visibility !== "public") unlisted.push(id);
  }
  return { members: user?.members ?? [], unlisted };
}

/** What a key answers for: whatever somebody waits for first, then by title. */
async function sharedBy(node: Node, key: Hex, choice: DeskChoice, given: {
  readonly at: number;
  readonly festivals: readonly Hex[];
  readonly waiting: readonly RequestDocument[];
  readonly cursor: string | undefined;
}): Promise<{ shared: Shared[]; next: string | null }> {
  const { at, festivals, waiting, cursor } = given;
  const lines = Map.groupBy(waiting, ({ resource }) => resource);
  const isChosen = isDeskChosen(choice);
  const isFirst = cursor === undefined && !isChosen;
  const page = await node.query.overview(key, {
    at,
    festivals,
    q: some(choice.q),
    festival: some(choice.in),
    kind: some(choice.kind),
    state: some(choice.state),
    limit: isChosen ? FEWER_SHARED : MOST_SHARED,
    cursor,
  });
  const first = isFirst && lines.size > 0
    ? (await node.query.overview(key, {
      at,
      festivals,
      resources: [...lines.keys()],
      limit: MOST_ROWS,
    })).items
    : [];
  const order = [...lines.keys()];
  const place = ({ resource }: Overseen) => order.indexOf(resource.id);
  const there = new Set(first.map(({ resource }) => resource.id));
  const shared: Shared[] = first.toSorted((one, other) => place(one) - place(other))
    .map((one) => ({ ...one, waiting: lines.get(one.resource.id) ?? [] }));
  for (const one of page.items) {
    const { resource, standing } = one;
    if (there.has(resource.id)) continue;
    const its = !isChosen || standing.open + standing.line === 0 ? [] : await node.query.requests(
      resource.festival,
      { resource: resource.id, status: "pending", limit: MOST_IN_LINE },
    ).then(({ items }) => items);
    shared.push({ ...one, waiting: its });
  }
  return { shared, next: page.next };
}
