/** The web side of a node: API, pages and files in one app. */
import { type Context, Hono } from "hono";
import { chooseLang, errorPage } from "../views/mod.ts";
import { api, isApiPath } from "./api/mod.ts";
import type { AppContext } from "./context.ts";
import { Failure, failureOf, jsonFailure } from "./errors.ts";
import { pages } from "./pages/mod.ts";
import { ownHostsOnly, securityHeaders } from "./security.ts";
import { statics } from "./static.ts";

export type {
  AppContext,
  Authority,
  CollectiveProfile,
  Collectives,
  MadeCollective,
  RequestEnvironment,
  StaticFile,
  StaticFiles,
} from "./context.ts";

/** Makes the app of a node. Its streams end when `context.stopping` is aborted. */
export function createApp(context: AppContext): Hono {
  const app = new Hono();
  app.onError((error, c) => answerFailure(c, failureOf(error, c, context.report)));
  app.notFound((c) =>
    answerFailure(c, new Failure(404, "not-found", "There is nothing at this address."))
  );
  app.use(securityHeaders);
  app.use(ownHostsOnly(context.authority));
  app.route("/", api(context));
  app.route("/static", statics(context.files));
  app.route("/", pages(context));
  return app;
}

/** A page for people, JSON for programs and for all of the API. */
function answerFailure(c: Context, failure: Failure): Response | Promise<Response> {
  if (isApiPath(c.req.path) || !c.req.header("accept")?.includes("text/html")) {
    return jsonFailure(c, failure);
  }
  const { status, code, message, facts, headers } = failure;
  const { id } = facts;
  const lang = chooseLang(c.req.query("lang") ?? null, c.req.header("accept-language") ?? null);
  const page = errorPage({ status, code, message, lang, ...(typeof id === "string" && { id }) });
  return c.html(page, status, { ...headers, "Cache-Control": "no-store" });
}
