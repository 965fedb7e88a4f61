/** The web side of a node: API, pages and files in one app. */
import { type Context, type Handler, Hono } from "hono";
import { chooseLang, errorPage } from "../views/mod.ts";
import type { AppContext } from "./context.ts";
import { Failure, failureOf, jsonFailure } from "./errors.ts";
import { pages } from "./pages/mod.ts";
import { ownHostsOnly, securityHeaders } from "./security.ts";
import { statics } from "./static.ts";

export { warm } from "./warm.ts";
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
  const app = withFailures(new Hono(), context);
  app.use(securityHeaders);
  app.use(ownHostsOnly(context.authority));
  const api = lateApi(context);
  for (const path of ["/healthz", "/api", "/api/*"]) app.all(path, api);
  app.route("/static", statics(context.files));
  app.route("/", pages(context));
  return app;
}

/**
 * What checks and describes all that the API takes is a third of what a program start would load:
 * it is loaded when the API is first asked, which no page needs to be drawn.
 */
function lateApi(context: AppContext): Handler {
  const load = async () => {
    const { api } = await import("./api/mod.ts");
    return withFailures(new Hono(), context).route("/", api(context));
  };
  let loading: ReturnType<typeof load> | undefined;
  return async (c) => (await (loading ??= load())).fetch(c.req.raw, c.env);
}

/** An app that says in one form what goes wrong, and that there is nothing. */
function withFailures(app: Hono, context: AppContext): Hono {
  app.onError((error, c) => answerFailure(c, failureOf(error, c, context.report)));
  app.notFound((c) =>
    answerFailure(c, new Failure(404, "not-found", "There is nothing at this address."))
  );
  return app;
}

/** Whether errors of this path are JSON: the API's own, and of everything below it. */
function isApiPath(path: string): boolean {
  return path === "/healthz" || path === "/api" || path.startsWith("/api/");
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
