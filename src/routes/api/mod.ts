/** The HTTP API, version 1 (`CONTRACT.md`): one sub-app for each thing that can be asked for. */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import type { AppContext } from "../context.ts";
import { Failure } from "../errors.ts";
import { desk } from "./desk.ts";
import { documents } from "./documents.ts";
import { entries } from "./entries.ts";
import { festivals } from "./festivals.ts";
import { logs } from "./logs.ts";
import { network } from "./network.ts";
import { nodeItself } from "./node_itself.ts";
import { collectives } from "./collectives.ts";
import { describe } from "./openapi.ts";
import { search } from "./search.ts";
import { proven } from "./proven.ts";
import { stream } from "./stream.ts";

export function api(context: AppContext): OpenAPIHono {
  const app = new OpenAPIHono();
  for (const path of ["/healthz", "/api/*"]) app.use(path, freshUnlessSaid);
  const parts = [
    nodeItself,
    network,
    entries,
    festivals,
    documents,
    collectives,
    desk,
    search,
    logs,
    proven,
    stream,
  ];
  for (const part of parts) app.route("/", part(context));
  describe(app, context);
  refuseOtherMethods(app);
  return app;
}

/** Only answers with a validator may be kept; errors, the next place and the peers may not. */
const freshUnlessSaid: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.has("Cache-Control")) c.res.headers.set("Cache-Control", "no-store");
};

/** Answers the methods that an address does not have with 405 and those that it has. */
function refuseOtherMethods(app: OpenAPIHono): void {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    if (method === "ALL") continue;
    const known = methods.get(path) ?? new Set<string>();
    if (method === "GET") known.add("HEAD");
    methods.set(path, known.add(method));
  }
  for (const [path, known] of methods) {
    const allow = [...known].sort().join(", ");
    app.all(path, () => {
      const message = `This address takes ${allow}.`;
      throw new Failure(405, "method-not-allowed", message, {}, { Allow: allow });
    });
  }
}
