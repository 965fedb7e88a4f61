/** What concerns one key: what waits for it, and what became of what it asked for. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { AppContext } from "../context.ts";
import { revalidated } from "../validators.ts";
import { Festivals, Id, Paging, ProposalStatus, Status } from "./parameters.ts";
import { Change, Conflict, pageOf, Proposal, Request } from "./shapes.ts";
import { answers, subApp } from "./sub_app.ts";

const Whose = Paging.extend({
  key: Id,
  festival: Festivals.optional().openapi({ description: "unlisted ones to look into too" }),
});

const deskRoute = createRoute({
  method: "get",
  path: "/api/v1/desk",
  summary: "Requests that wait for a key: for its resources, or where it is the deputy",
  request: { query: Whose.extend({ status: Status.optional() }) },
  responses: answers(pageOf(Request), "In the order in which this node received them"),
});

const proposalsRoute = createRoute({
  method: "get",
  path: "/api/v1/desk/proposals",
  summary: "Proposals for a key: for what it has made, or to make something new",
  request: { query: Whose.extend({ status: ProposalStatus.exclude(["withdrawn"]).optional() }) },
  responses: answers(pageOf(Proposal), "In the order in which this node received them"),
});

const conflictsRoute = createRoute({
  method: "get",
  path: "/api/v1/desk/conflicts",
  summary: "Confirmed requests that cannot stand, asked by a key or answered by it",
  request: { query: Whose },
  responses: answers(pageOf(Conflict), "Newest first, with the bookings in their way"),
});

const changesRoute = createRoute({
  method: "get",
  path: "/api/v1/changes",
  summary: "What became of what a key asked for",
  request: { query: Whose },
  responses: answers(pageOf(Change), "Answers that count, newest first; `status` says conflicts"),
});

export function desk(context: AppContext): OpenAPIHono {
  const { query } = context.node;
  const app = subApp();
  for (const path of ["/api/v1/desk/*", "/api/v1/changes"]) app.use(path, revalidated(context));

  app.openapi(deskRoute, async (c) => {
    const { key, festival: festivals, ...filter } = c.req.valid("query");
    return c.json(await query.requestsForDesk(key, { ...filter, festivals }), 200);
  });

  app.openapi(proposalsRoute, async (c) => {
    const { key, festival: festivals, ...filter } = c.req.valid("query");
    return c.json(await query.proposalsForDesk(key, { ...filter, festivals }), 200);
  });

  app.openapi(conflictsRoute, async (c) => {
    const { key, festival: festivals, ...filter } = c.req.valid("query");
    return c.json(await query.conflicts(key, { ...filter, festivals }), 200);
  });

  app.openapi(changesRoute, async (c) => {
    const { key, festival: festivals, ...filter } = c.req.valid("query");
    return c.json(await query.changes(key, { ...filter, festivals }), 200);
  });
  return app;
}
