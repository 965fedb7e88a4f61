/** Server-sent events: what happens on this node, as it happens. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { AppContext } from "../context.ts";
import { Failure, unknown } from "../errors.ts";
import { isOperator } from "../security.ts";
import { Id, Revision } from "./parameters.ts";
import { StreamHub } from "./stream_hub.ts";
import { refuses, subApp } from "./sub_app.ts";

const HEADERS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-store",
  // Proxies that collect answers before they pass them on would make it silent.
  "X-Accel-Buffering": "no",
};

const streamRoute = createRoute({
  method: "get",
  path: "/api/v1/stream",
  summary: "Server-sent events: `entry`, `peer`, `changed` (the revision), `missed`",
  request: {
    query: z.strictObject({
      festival: Id.optional().openapi({ description: "without it: all that is public" }),
      revision: Revision.optional()
        .openapi({ description: "what is known: `changed` comes at once where it is another" }),
    }),
  },
  responses: {
    200: { description: "Events", content: { "text/event-stream": { schema: z.string() } } },
    404: refuses("The festival is not followed here"),
    503: refuses("Too many streams are open, or the node is stopping"),
  },
});

export function stream(context: AppContext): OpenAPIHono {
  const { node, clock, report, authority, stopping } = context;
  const hub = new StreamHub(node, clock, report, stopping);
  const app = subApp();

  app.openapi(streamRoute, async (c) => {
    const { festival = null, revision = null } = c.req.valid("query");
    if (festival !== null && await node.query.festival(festival) === null) {
      throw unknown("festival");
    }
    if (hub.full || stopping?.aborted) {
      const message = "This node has no room for another stream now: try again later.";
      throw new Failure(503, "too-many-streams", message, {}, { "Retry-After": "30" });
    }
    // Nobody would read, and so nobody would end, the stream behind the answer to a HEAD.
    if (c.req.raw.method === "HEAD") return c.body(null, 200, HEADERS);
    // A browser that connects again uses its first address, and says here what it saw since.
    const last = Revision.safeParse(c.req.header("last-event-id"));
    const body = hub.listen({
      festival,
      revision: last.success ? last.data : revision,
      operator: isOperator(c, authority),
    });
    return c.body(body, 200, HEADERS);
  });
  return app;
}
