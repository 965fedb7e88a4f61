/** Festivals, events, resources and people, by their words and by all else that finds them. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { AppContext } from "../context.ts";
import { unknown } from "../errors.ts";
import { revalidated } from "../validators.ts";
import { badFilter, freeSpan } from "./free_span.ts";
import { SearchQuery } from "./parameters.ts";
import { Found, pageOf } from "./shapes.ts";
import { answers, refuses, subApp } from "./sub_app.ts";

const searchRoute = createRoute({
  method: "get",
  path: "/api/v1/search",
  summary: "Festivals, events, resources and people, by words or by any of the filters",
  description:
    "At least one filter beside `festival` is needed; what a kind does not have (an end, a tag) \
finds none of it, so each filter leaves the kinds that it is of. A page may have fewer items than \
asked for, and yet a next one.",
  request: { query: SearchQuery },
  responses: {
    ...answers(
      pageOf(Found),
      "Found by title first, and the newest first; by time alone (with kind, step-free, state): in \
the order of their start",
    ),
    404: refuses("The festival is not followed here"),
  },
});

export function search(context: AppContext): OpenAPIHono {
  const { query } = context.node;
  const app = subApp();
  app.use("/api/v1/search", revalidated(context));
  app.openapi(searchRoute, async (c) => {
    const { kind: kinds, author, owner = author, free, quantity, ...filter } = c.req.valid("query");
    if (filter.festival !== undefined && await query.festival(filter.festival) === null) {
      throw unknown("festival");
    }
    const { limit: _, cursor: __, festival: ___, ...asked } = filter;
    if ([kinds, owner, free, ...Object.values(asked)].every((one) => one === undefined)) {
      throw badFilter("q", "Say what to look for: words in q, or another filter.");
    }
    if (free === undefined) {
      if (quantity !== undefined) throw badFilter("quantity", "quantity goes with free=1.");
      return c.json(await query.search({ ...filter, owner, kinds }), 200);
    }
    const { from, to, ...rest } = filter;
    const span = freeSpan(true, from, to, quantity);
    return c.json(await query.search({ ...rest, owner, kinds, free: span }), 200);
  });
  return app;
}
