/** The web side of a node: API, pages and files in one app. */
import { Hono } from "hono";
import { api } from "./api/mod.ts";
import type { AppContext } from "./context.ts";
import { Failure, failureOf, jsonFailure } from "./errors.ts";
import { pages } from "./pages/mod.ts";
import { ownHostsOnly, securityHeaders } from "./security.ts";
import { statics } from "./static.ts";

export type { AppContext, Authority, StaticFile, StaticFiles } from "./context.ts";

/** Makes the app of a node. Its streams end when `context.stopping` is aborted. */
export function createApp(context: AppContext): Hono {
  const app = new Hono();
  app.onError((error, c) => jsonFailure(c, failureOf(error, c, context.report)));
  app.notFound((c) =>
    jsonFailure(c, new Failure(404, "not-found", "There is nothing at this address."))
  );
  app.use(securityHeaders);
  app.use(ownHostsOnly(context.authority));
  app.route("/", api(context));
  app.route("/static", statics(context.files));
  app.route("/", pages(context));
  return app;
}
