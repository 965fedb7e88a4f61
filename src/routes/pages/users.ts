import { Hono } from "hono";
import type { FestivalDocument, Hex, Node, UserDocument } from "../../node/mod.ts";
import { avatarFile, deskPage, userPage } from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { ID, wholeId, withParameter } from "./address.ts";
import { allOf, namesOf } from "./gather.ts";
import { withCurrent } from "./proposals.ts";
import { notFound, seenBefore, sheetOf, show } from "./respond.ts";

const MOST_ROWS = 100;
const MOST_FESTIVALS = 50;

export function users(context: AppContext): Hono {
  const app = new Hono();
  const { node } = context;

  app.get("/users/:id", async (c) => {
    const key = await wholeId(context, c, "user");
    if (typeof key !== "string") return key;
    const sheet = sheetOf(context, c);
    const revision = await node.query.revisionOfAll();
    const found = await node.query.user(key);
    if (found !== null) {
      const seen = seenBefore(context, c, sheet, [revision]);
      if (seen !== null) return seen;
    }
    const user = found ?? stranger(key);
    const named = c.req.query("festival");
    const festival = named !== undefined && ID.test(named) ? named : undefined;
    const names = await namesOf(node, [
      ...(user.members ?? []),
      ...user.resources.map((resource) => resource.author),
    ]);
    const page = userPage({
      sheet,
      user,
      known: found !== null,
      festivals: await festivalsOf(node, [...user.events, ...user.resources]),
      logs: found === null ? [] : await node.query.logsOf(key, festival),
      logQuery: festival === undefined ? "" : `?festival=${festival}`,
      names,
    });
    return show(c, page, found === null ? 404 : 200);
  });

  app.get("/users/:id/avatar.svg", (c) => {
    const key = c.req.param("id");
    if (!ID.test(key)) throw notFound("user");
    return c.body(avatarFile(key), 200, {
      "Content-Type": "image/svg+xml",
      "Cache-Control": "public, max-age=31536000, immutable",
    });
  });

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
    const conflicts = await node.query.requestsForDesk(given, { ...filter, status: "conflict" });
    const asked = await node.query.requestsByAuthor(given, {
      ...filter,
      cursor: c.req.query("asked"),
    });
    const user = await node.query.user(given) ?? stranger(given);
    const members = user.members ?? [];
    // At the desk of a collective its members propose the answers.
    const propose = { schema: "authorization", document: null, for: given, only: members };
    const events = [...user.events];
    const resources = [...user.resources];
    const unlisted: Hex[] = [];
    for (const id of festivals) {
      const festival = await node.query.festival(id);
      // What is in public festivals came with the user.
      if (festival === null || festival.visibility === "public") continue;
      unlisted.push(id);
      events.push(...await allOf((page) => node.query.events(id, { author: given, ...page })));
      resources.push(...await allOf((page) => node.query.resources(id, { owner: given, ...page })));
    }
    const proposed = await node.query.proposalsForDesk(given, {
      festivals,
      status: "open",
      limit: MOST_ROWS,
    });
    const requests = [...waiting.items, ...conflicts.items, ...asked.items];
    return show(
      c,
      deskPage({
        sheet: members.length === 0 ? sheet : { ...sheet, propose },
        wrongKey: null,
        desk: {
          key: given,
          waiting: waiting.items,
          proposals: await withCurrent(node, proposed.items),
          conflicts: conflicts.items,
          asked: asked.items,
          events: events.sort((a, b) => a.start - b.start),
          resources,
          festivals: await festivalsOf(node, [
            ...events,
            ...resources,
            ...requests,
            ...proposed.items,
          ]),
          names: await namesOf(node, [
            given,
            ...proposed.items.flatMap((one) =>
              one.for === null ? [one.author] : [one.author, one.for]
            ),
            ...requests.flatMap((request) => [request.author, request.owner]),
            ...resources.map((resource) => resource.author),
          ]),
          more: {
            waiting: withParameter(c, "waiting", waiting.next),
            asked: withParameter(c, "asked", asked.next),
          },
          listens: { festivals: unlisted, revision },
        },
      }),
    );
  });

  return app;
}

/** A key of which nothing has arrived: perhaps of the person who asks. */
function stranger(key: Hex): UserDocument {
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

async function festivalsOf(
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
