/** Single documents by their whole ids, and what concerns one key. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { AppContext } from "../context.ts";
import { Failure, unknown } from "../errors.ts";
import { revalidated } from "../validators.ts";
import { Festivals, Id, NoQuery, Paging, Status } from "./parameters.ts";
import { Event, pageOf, Request, Resource, User, Withdrawn } from "./shapes.ts";
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

const deskRoute = createRoute({
  method: "get",
  path: "/api/v1/desk",
  summary: "Requests that wait for a key: for its resources, or where it is the deputy",
  request: {
    query: Paging.extend({
      key: Id,
      festival: Festivals.optional().openapi({ description: "unlisted ones to look into too" }),
      status: Status.optional(),
    }),
  },
  responses: answers(pageOf(Request), "In the order in which this node received them"),
});

export function documents(context: AppContext): OpenAPIHono {
  const { query } = context.node;
  const app = subApp();
  for (const kind of ["events", "resources", "requests", "users"]) {
    app.use(`/api/v1/${kind}/:id`, revalidated(context));
  }
  app.use("/api/v1/desk", revalidated(context));

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

  app.openapi(deskRoute, async (c) => {
    const { key, festival: festivals, ...filter } = c.req.valid("query");
    return c.json(await query.requestsForDesk(key, { ...filter, festivals }), 200);
  });
  return app;
}
