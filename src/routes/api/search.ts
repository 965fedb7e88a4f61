/** Full text over festivals, events, resources and people. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { AppContext } from "../context.ts";
import { unknown } from "../errors.ts";
import { revalidated } from "../validators.ts";
import { SearchQuery } from "./parameters.ts";
import { Found, pageOf } from "./shapes.ts";
import { answers, refuses, subApp } from "./sub_app.ts";

const searchRoute = createRoute({
  method: "get",
  path: "/api/v1/search",
  summary: "Full text over festivals, events, resources and people",
  request: { query: SearchQuery },
  responses: {
    ...answers(pageOf(Found), "Found by title first, and the newest first"),
    404: refuses("The festival is not followed here"),
  },
});

export function search(context: AppContext): OpenAPIHono {
  const { query } = context.node;
  const app = subApp();
  app.use("/api/v1/search", revalidated(context));
  app.openapi(searchRoute, async (c) => {
    const { kind: kinds, ...filter } = c.req.valid("query");
    if (filter.festival !== undefined && await query.festival(filter.festival) === null) {
      throw unknown("festival");
    }
    return c.json(await query.search({ ...filter, kinds }), 200);
  });
  return app;
}
