/** Server-sent events: what happens on this node, as it happens. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { AppContext } from "../context.ts";
import { Failure, unknown } from "../errors.ts";
import { addressOf, isOperator } from "../security.ts";
import { arrivalStates } from "../arrival.ts";
import { Id, Revision, wholeNumber } from "./parameters.ts";
import { StreamHub } from "./stream_hub.ts";
import { refuses, subApp } from "./sub_app.ts";

/** A festival and its ancestors, or those that somebody's desk names. */
const MOST_FESTIVALS = 100;

const HEADERS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-store",
  // Proxies that collect answers before they pass them on would make it silent.
  "X-Accel-Buffering": "no",
};

const streamRoute = createRoute({
  method: "get",
  path: "/api/v1/stream",
  summary:
    "Server-sent events: `entry` and `peer` (a notice each); for pages: `changed` (the revision), `peers`, `nodes` (how many are connected), `arrival`, `missed`",
  request: {
    query: z.strictObject({
      festival: z.union([Id, z.array(Id).max(MOST_FESTIVALS)]).optional()
        .openapi({ description: "any number of them; without any: all that is public" }),
      public: z.literal("1").optional()
        .openapi({ description: "beside the festivals: all that is public, too" }),
      revision: Revision.optional()
        .openapi({ description: "what is known: `changed` comes at once where it is another" }),
      nodes: wholeNumber(0, 1_000_000).optional()
        .openapi({ description: "what is known: `nodes` comes at once where it is another" }),
    }),
  },
  responses: {
    200: { description: "Events", content: { "text/event-stream": { schema: z.string() } } },
    404: refuses("The festival is not followed here"),
    503: refuses("Too many streams are open, or the node is stopping"),
  },
});

export function stream(context: AppContext): OpenAPIHono {
  const { node, network, clock, report, authority, stopping } = context;
  const hub = new StreamHub({
    node,
    connected: () => network.connected(),
    arrivals: () => arrivalStates(network),
    clock,
    report,
    stopping,
  });
  const app = subApp();

  app.openapi(streamRoute, async (c) => {
    const { festival = [], public: everything, revision = null, nodes = null } = c.req.valid(
      "query",
    );
    const festivals = [festival].flat();
    for (const id of festivals) {
      if (await node.query.festival(id) === null) throw unknown("festival");
    }
    const from = addressOf(c, authority);
    if (hub.fullFor(from) || stopping?.aborted) {
      const message = "This node has no room for another stream now: try again later.";
      throw new Failure(503, "too-many-streams", message, {}, { "Retry-After": "30" });
    }
    // Nobody would read, and so nobody would end, the stream behind the answer to a HEAD.
    if (c.req.raw.method === "HEAD") return c.body(null, 200, HEADERS);
    // A browser that connects again uses its first address, and says here what it saw since.
    const lastId = c.req.header("last-event-id");
    const last = Revision.safeParse(lastId);
    const body = hub.listen({
      festivals,
      everything: festivals.length === 0 || everything === "1",
      revision: last.success ? last.data : revision,
      nodes: nodes !== null && lastId !== undefined ? NaN : nodes,
      operator: isOperator(c, authority),
      from,
    });
    return c.body(body, 200, HEADERS);
  });
  return app;
}
