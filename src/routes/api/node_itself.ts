/** The node itself: its health, its peers, and what it follows. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { fromHex, toHex } from "../../core/messages/mod.ts";
import type { AppContext } from "../context.ts";
import { Failure } from "../errors.ts";
import { operatorOnly } from "../security.ts";
import { readJson } from "./body.ts";
import { FestivalId, NoQuery, Paging } from "./parameters.ts";
import { Followed, Health, pageOf, Peer } from "./shapes.ts";
import { answers, refuses, subApp } from "./sub_app.ts";

const MAX_FOLLOW_BYTES = 4_096;

const FollowBody = z.object({
  festival: FestivalId,
  peer: z.url().max(500).optional().openapi({ description: "a node to fetch it from" }),
}).openapi("Follow");

const healthRoute = createRoute({
  method: "get",
  path: "/healthz",
  summary: "Whether the node runs",
  request: { query: NoQuery },
  responses: answers(Health, "It does"),
});

const peersRoute = createRoute({
  method: "get",
  path: "/api/v1/peers",
  summary: "Nodes at the other end of a channel",
  request: { query: Paging },
  responses: answers(pageOf(Peer), "Peers; their ids and addresses for the operator only"),
});

const followRoute = createRoute({
  method: "post",
  path: "/api/v1/follow",
  summary: "Follow a festival (for the operator)",
  security: [{}, { operator: [] }],
  request: {
    body: { required: true, content: { "application/json": { schema: FollowBody } } },
  },
  responses: {
    ...answers(Followed, "It is followed"),
    403: refuses("Not the operator"),
    409: refuses("Another festival of the same log id is followed"),
    422: refuses("This node cannot fetch from a peer"),
  },
});

export function nodeItself(context: AppContext): OpenAPIHono {
  const { node, authority } = context;
  const app = subApp();

  app.openapi(healthRoute, async (c) => {
    const entries = await node.query.countEntries();
    return c.json({
      status: "ok" as const,
      version: context.version,
      entries,
      agent: toHex(node.agent),
    }, 200);
  });

  // Channels to other nodes are not built yet: there is nobody at the other end.
  app.openapi(peersRoute, (c) => c.json({ items: [], next: null }, 200));

  // The body is read by ourselves, in bounds, after the operator is known: so no validator of its own.
  app.openAPIRegistry.registerPath(followRoute);
  app.post(followRoute.path, operatorOnly(authority), async (c) => {
    const { festival, peer } = await readJson(c, FollowBody, MAX_FOLLOW_BYTES);
    if (peer !== undefined) {
      const message = "This version cannot fetch from another node yet: leave `peer` out.";
      throw new Failure(422, "peers-not-supported", message, { field: "peer" });
    }
    if (!await node.follow(fromHex(festival)!)) {
      const message = "Another festival with the same log id is followed here already.";
      throw new Failure(409, "log-id-taken", message, { field: "festival" });
    }
    return c.json({ festival, followed: true });
  });
  return app;
}
