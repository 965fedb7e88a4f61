/** The node itself: whether it runs. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { toHex } from "../../core/messages/mod.ts";
import type { AppContext } from "../context.ts";
import { NoQuery } from "./parameters.ts";
import { Health } from "./shapes.ts";
import { answers, subApp } from "./sub_app.ts";

const healthRoute = createRoute({
  method: "get",
  path: "/healthz",
  summary: "Whether the node runs",
  request: { query: NoQuery },
  responses: answers(Health, "It does"),
});

export function nodeItself(context: AppContext): OpenAPIHono {
  const { node } = context;
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
  return app;
}
