/** Festivals, and lists of what is in one. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { AppContext } from "../context.ts";
import { unknown } from "../errors.ts";
import { revalidated } from "../validators.ts";
import { freeSpan } from "./free_span.ts";
import {
  EventQuery,
  Id,
  NoQuery,
  Paging,
  ProposalQuery,
  RequestQuery,
  ResourceQuery,
} from "./parameters.ts";
import {
  Activity,
  Event,
  Festival,
  Nested,
  pageOf,
  Proposal,
  Request,
  Resource,
  WithdrawnProposal,
} from "./shapes.ts";
import { answers, refuses, subApp } from "./sub_app.ts";

const params = z.object({ id: Id });
const notHere = { 404: refuses("Not followed here") };

const festivalsRoute = createRoute({
  method: "get",
  path: "/api/v1/festivals",
  summary: "The public festivals that this node follows",
  request: { query: Paging },
  responses: answers(pageOf(Festival), "By start, then title"),
});

const festivalRoute = createRoute({
  method: "get",
  path: "/api/v1/festivals/{id}",
  summary: "A festival by its whole id, an unlisted one too",
  request: { params, query: NoQuery },
  responses: { ...answers(Festival, "The festival"), ...notHere },
});

const eventsRoute = createRoute({
  method: "get",
  path: "/api/v1/festivals/{id}/events",
  summary: "What happens at a festival",
  request: { params, query: EventQuery },
  responses: { ...answers(pageOf(Event), "Events, past ones too"), ...notHere },
});

const resourcesRoute = createRoute({
  method: "get",
  path: "/api/v1/festivals/{id}/resources",
  summary: "What is shared at a festival",
  request: { params, query: ResourceQuery },
  responses: { ...answers(pageOf(Resource), "Resources"), ...notHere },
});

const requestsRoute = createRoute({
  method: "get",
  path: "/api/v1/festivals/{id}/requests",
  summary: "Requests for a festival's resources",
  request: { params, query: RequestQuery },
  responses: { ...answers(pageOf(Request), "Requests"), ...notHere },
});

const nestedRoute = createRoute({
  method: "get",
  path: "/api/v1/festivals/{id}/nested",
  summary: "Festivals inside a festival",
  request: { params, query: Paging },
  responses: { ...answers(pageOf(Nested), "Nested festivals"), ...notHere },
});

const proposalsRoute = createRoute({
  method: "get",
  path: "/api/v1/festivals/{id}/proposals",
  summary: "What people propose to change, or to make",
  request: { params, query: ProposalQuery },
  responses: {
    ...answers(pageOf(z.union([Proposal, WithdrawnProposal])), "Proposals, newest first"),
    ...notHere,
  },
});

const activityRoute = createRoute({
  method: "get",
  path: "/api/v1/festivals/{id}/activity",
  summary: "What was signed in a festival and has an effect",
  request: { params, query: Paging },
  responses: { ...answers(pageOf(Activity), "Newest first, as this node received it"), ...notHere },
});

export function festivals(context: AppContext): OpenAPIHono {
  const { query } = context.node;
  const app = subApp();
  app.use("/api/v1/festivals/*", revalidated(context));

  /** The named festival; fails with 404. A list of an unknown one is not an empty list. */
  async function followed(id: string) {
    const festival = await query.festival(id);
    if (festival === null) throw unknown("festival");
    return festival;
  }

  app.openapi(
    festivalsRoute,
    async (c) => c.json(await query.festivals(c.req.valid("query")), 200),
  );

  app.openapi(
    festivalRoute,
    async (c) => c.json(await followed(c.req.valid("param").id), 200),
  );

  app.openapi(eventsRoute, async (c) => {
    const { id } = await followed(c.req.valid("param").id);
    const { owner, status, author = owner, stage = status, ...filter } = c.req.valid("query");
    return c.json(await query.events(id, { ...filter, author, stage }), 200);
  });

  app.openapi(resourcesRoute, async (c) => {
    const { id } = await followed(c.req.valid("param").id);
    const { author, owner = author, free, from, to, quantity, ...filter } = c.req.valid("query");
    const span = freeSpan(free !== undefined, from, to, quantity);
    return c.json(await query.resources(id, { ...filter, owner, free: span }), 200);
  });

  app.openapi(requestsRoute, async (c) => {
    const { id } = await followed(c.req.valid("param").id);
    return c.json(await query.requests(id, c.req.valid("query")), 200);
  });

  app.openapi(nestedRoute, async (c) => {
    const { id } = await followed(c.req.valid("param").id);
    return c.json(await query.nested(id, c.req.valid("query")), 200);
  });
  app.openapi(proposalsRoute, async (c) => {
    const { id } = await followed(c.req.valid("param").id);
    return c.json(await query.proposals(id, c.req.valid("query")), 200);
  });

  app.openapi(activityRoute, async (c) => {
    const { id } = await followed(c.req.valid("param").id);
    return c.json(await query.activity(id, c.req.valid("query")), 200);
  });
  return app;
}
