/** Single documents by their whole ids. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { AppContext } from "../context.ts";
import { Failure, unknown } from "../errors.ts";
import { revalidated } from "../validators.ts";
import { Id, NoQuery, Paging } from "./parameters.ts";
import {
  Event,
  pageOf,
  Proposal,
  Request,
  Resource,
  Update,
  User,
  Vote,
  Withdrawn,
  WithdrawnProposal,
} from "./shapes.ts";
import { answers, refuses, subApp } from "./sub_app.ts";

const request = { params: z.object({ id: Id }), query: NoQuery };
const notHere = { 404: refuses("Not here, or deleted (code `deleted`)") };

const eventRoute = createRoute({
  method: "get",
  path: "/api/v1/events/{id}",
  summary: "An event",
  request,
  responses: { ...answers(Event, "The event"), ...notHere },
});

const resourceRoute = createRoute({
  method: "get",
  path: "/api/v1/resources/{id}",
  summary: "A resource and the bookings that stand",
  request,
  responses: { ...answers(Resource, "The resource"), ...notHere },
});

const requestRoute = createRoute({
  method: "get",
  path: "/api/v1/requests/{id}",
  summary: "A request and how it stands",
  request,
  responses: {
    ...answers(z.union([Request, Withdrawn]), "The request; less of it where it was deleted"),
    ...notHere,
  },
});

const userRoute = createRoute({
  method: "get",
  path: "/api/v1/users/{id}",
  summary: "A user's profile and what they share in public festivals",
  request,
  responses: { ...answers(User, "The user"), 404: refuses("Nothing of this key is here") },
});

const votesRoute = createRoute({
  method: "get",
  path: "/api/v1/requests/{id}/votes",
  summary: "Each voter's latest vote on a request",
  request: { params: z.object({ id: Id }), query: Paging },
  responses: { ...answers(pageOf(Vote), "Votes that are not deleted"), ...notHere },
});

const proposalRoute = createRoute({
  method: "get",
  path: "/api/v1/proposals/{id}",
  summary: "A proposal and what became of it",
  request,
  responses: {
    ...answers(z.union([Proposal, WithdrawnProposal]), "The proposal; less where it was deleted"),
    ...notHere,
  },
});

const updatesRoute = createRoute({
  method: "get",
  path: "/api/v1/documents/{id}/updates",
  summary:
    "Entries that change a document, or say the profile of a key: a delete of it names them too",
  request: { params: z.object({ id: Id }), query: Paging },
  responses: answers(pageOf(Update), "Updates that are not deleted, oldest first"),
});

export function documents(context: AppContext): OpenAPIHono {
  const { query } = context.node;
  const app = subApp();
  for (const kind of ["events", "resources", "requests", "proposals", "users", "documents"]) {
    app.use(`/api/v1/${kind}/:id/*`, revalidated(context));
  }

  /** Why there is no document: it was deleted, or never here. */
  async function missing(what: string, id: string): Promise<Failure> {
    const tombstone = await query.tombstone(id);
    if (tombstone === null) return unknown(what);
    const { author, festival, schema } = tombstone;
    const message = `The author deleted this ${schema}.`;
    return new Failure(404, "deleted", message, { author, festival, schema });
  }

  app.openapi(eventRoute, async (c) => {
    const { id } = c.req.valid("param");
    const event = await query.event(id);
    if (event === null) throw await missing("event", id);
    return c.json(event, 200);
  });

  app.openapi(resourceRoute, async (c) => {
    const { id } = c.req.valid("param");
    const resource = await query.resource(id);
    if (resource === null) throw await missing("resource", id);
    return c.json(resource, 200);
  });

  app.openapi(requestRoute, async (c) => {
    const { id } = c.req.valid("param");
    const request = await query.request(id);
    if (request === null) throw await missing("request", id);
    return c.json(request, 200);
  });

  app.openapi(userRoute, async (c) => {
    const user = await query.user(c.req.valid("param").id);
    if (user === null) throw unknown("user");
    return c.json(user, 200);
  });

  app.openapi(votesRoute, async (c) => {
    const { id } = c.req.valid("param");
    if (await query.request(id) === null) throw await missing("request", id);
    return c.json(await query.votes(id, c.req.valid("query")), 200);
  });

  app.openapi(updatesRoute, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(await query.updatesOf(id, c.req.valid("query")), 200);
  });

  app.openapi(proposalRoute, async (c) => {
    const { id } = c.req.valid("param");
    const proposal = await query.proposal(id);
    if (proposal === null) throw await missing("proposal", id);
    return c.json(proposal, 200);
  });
  return app;
}
