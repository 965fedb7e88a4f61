import { Hono } from "hono";
import { requestPage, resourcePage } from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { wholeId, withParameter } from "./address.ts";
import { missing } from "./events.ts";
import { hourRunsOf, hoursOf, offersOf } from "./form_lists.ts";
import { allOf, around, mentionedIn, MOST, namesOf } from "./gather.ts";
import { proposalsOf } from "./proposals.ts";
import { notFound, seenBefore, sheetOf, show } from "./respond.ts";

/** Of what is denied or a conflict, one page; of what waits, this many. */
const MOST_WAITING = 1_000;
const MOST_ANSWERED = 50;

export function resources(context: AppContext): Hono {
  const app = new Hono();
  const { query } = context.node;

  app.get("/resources/:id", async (c) => {
    const id = await wholeId(context, c, "resource");
    if (typeof id !== "string") return id;
    const resource = await query.resource(id);
    if (resource === null) throw await missing(context, id, "resource");
    const sheet = sheetOf(context, c);
    const found = await around(context.node, resource.festival);
    const seen = seenBefore(context, c, sheet, found.revisions);
    if (seen !== null) return seen;

    const { festival } = resource;
    const pending = await allOf(
      (page) => query.requests(festival, { resource: id, status: "pending", ...page }),
      MOST_WAITING,
    );
    const conflicts = await allOf(
      (page) => query.requests(festival, { resource: id, status: "conflict", ...page }),
      MOST_WAITING,
    );
    const denied = await query.requests(festival, {
      resource: id,
      status: "denied",
      limit: MOST_ANSWERED,
      cursor: c.req.query("denied"),
    });
    const requires = new Map<string, string>();
    for (const needed of resource.requires ?? []) {
      const other = await query.resource(needed);
      if (other !== null) requires.set(needed, other.title);
    }
    const answered = [...conflicts, ...denied.items];
    const mentioned = await mentionedIn(context.node, resource);
    const names = await namesOf(context.node, [
      resource.author,
      ...mentioned.keys,
      ...(resource.deputy === null ? [] : [resource.deputy]),
      ...[...pending, ...answered].map((request) => request.author),
    ]);
    return show(
      c,
      resourcePage({
        sheet,
        resource,
        festival: found.festival,
        ancestors: found.ancestors,
        waiting: pending,
        proposals: await proposalsOf(context.node, festival, id, resource.author),
        answered,
        moreAnswered: withParameter(c, "denied", denied.next, "#answered-heading"),
        names,
        requires,
        hours: hourRunsOf(found.festival, resource),
        forms: {
          hours: hoursOf(found.festival, resource.availability),
          offers: await offersOf(context.node, found),
        },
        titles: mentioned.titles,
        revision: Math.max(...found.revisions),
      }),
    );
  });

  app.get("/requests/:id", async (c) => {
    const id = await wholeId(context, c, "request");
    if (typeof id !== "string") return id;
    const request = await query.request(id);
    if (request === null) throw notFound("request");
    const sheet = sheetOf(context, c);
    const found = await around(context.node, request.festival);
    const seen = seenBefore(context, c, sheet, found.revisions);
    if (seen !== null) return seen;
    const resource = "resource" in request ? await query.resource(request.resource) : null;
    const mentioned = resource === null ? null : await mentionedIn(context.node, resource);
    const votes = await query.votes(id, { limit: MOST });
    const contactOf = async (key: string) =>
      (await query.user(key, { bookings: false }))?.contact ?? null;
    const contacts = "owner" in request
      ? { owner: await contactOf(request.owner), author: await contactOf(request.author) }
      : { owner: null, author: null };
    const names = await namesOf(context.node, [
      request.author,
      ...("owner" in request ? [request.owner] : []),
      ...mentioned?.keys ?? [],
      ...votes.items.map((vote) => vote.author),
    ]);
    return show(
      c,
      requestPage({
        sheet,
        request,
        resource,
        titles: mentioned?.titles ?? new Map(),
        votes: votes.items,
        contacts,
        festival: found.festival,
        ancestors: found.ancestors,
        names,
        revision: Math.max(...found.revisions),
      }),
    );
  });

  return app;
}
