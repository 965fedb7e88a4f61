/** The pages: each route parses, asks the node, and chooses a view. */
import { type Context, Hono } from "hono";
import { DEFAULT_POLICY, policyNamed } from "../../core/policies/mod.ts";
import {
  aboutPage,
  AskedPolicy,
  keyPage,
  policiesPage,
  PolicyFields,
  zoneOf,
} from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { ID } from "./address.ts";
import { askedFor } from "./gather.ts";
import { collectives } from "./collectives.ts";
import { desk } from "./desk.ts";
import { deskFeeds } from "./desk_feeds.ts";
import { events } from "./events.ts";
import { activity } from "./activity.ts";
import { feeds } from "./feeds.ts";
import { find } from "./find.ts";
import { search } from "./search.ts";
import { festivals } from "./festivals.ts";
import { logs } from "./logs.ts";
import { network } from "./network.ts";
import { now } from "./now.ts";
import { proposals } from "./proposals.ts";
import { resources } from "./resources.ts";
import { notFound, seenBefore, sheetOf, show, showFailure } from "./respond.ts";
import { shared } from "./shared.ts";
import { sign } from "./sign.ts";
import { users } from "./users.ts";

export { showFailure } from "./respond.ts";

export function pages(context: AppContext): Hono {
  const app = new Hono();
  app.onError((error, c) => showFailure(context, error, c));
  for (
    const part of [
      feeds,
      find,
      search,
      activity,
      now,
      festivals,
      events,
      resources,
      proposals,
      collectives,
      users,
      desk,
      deskFeeds,
      logs,
      sign,
      network,
      shared,
      words,
    ]
  ) {
    app.route("/", part(context));
  }
  app.get("/robots.txt", (c) => c.text(ROBOTS, 200, { "Cache-Control": "no-cache" }));
  return app;
}

/** What can be read may be found; what is somebody's desk, or a form, is no page to find. */
const ROBOTS =
  "User-agent: *\nDisallow: /desk\nDisallow: /sign\nDisallow: /search\nDisallow: /api/\n";

/** Pages that say the same to everybody. */
function words(context: AppContext): Hono {
  const app = new Hono();
  app.get("/key", (c) => {
    const sheet = sheetOf(context, c);
    return seenBefore(context, c, sheet, [0]) ?? show(c, keyPage({ sheet }));
  });
  app.get("/about", (c) => {
    const sheet = sheetOf(context, c);
    return seenBefore(context, c, sheet, [0]) ??
      show(c, aboutPage({ sheet, version: context.version }));
  });
  app.get("/about/policies", (c) => {
    const sheet = sheetOf(context, c);
    return seenBefore(context, c, sheet, [0]) ?? show(c, policiesPage({ sheet }));
  });
  // What a request's form fetches when a resource is chosen.
  app.get("/about/policies/asked", async (c) => {
    const event = c.req.query("event") ?? "";
    if (!ID.test(event)) throw notFound("event");
    const asked = await askedFor(context.node, c.req.query("resource") ?? "");
    const festival = asked && await context.node.query.festival(asked.resource.festival);
    const zone = zoneOf(festival?.timezone ?? "UTC");
    const sheet = sheetOf(context, c);
    c.header("Cache-Control", "no-store");
    return show(c, AskedPolicy({ sheet, form: formIn(c), event, zone, asked }));
  });
  // What forms fetch when they are opened.
  app.get("/about/policies/fields", (c) => {
    const sheet = sheetOf(context, c);
    const seen = seenBefore(context, c, sheet, [0]);
    if (seen !== null) return seen;
    const name = policyNamed(c.req.query("policy.name") ?? "")?.name ?? DEFAULT_POLICY;
    const zone = zoneOf(c.req.query("timezone") ?? "UTC");
    const current = { policy: { name, params: {} } };
    return show(c, PolicyFields({ sheet, form: formIn(c), zone, current }));
  });
  return app;
}

/** With which the ids of a form's fields begin. */
function formIn(c: Context): string {
  return /^[a-z0-9-]{1,40}$/.exec(c.req.query("form") ?? "")?.[0] ?? "form";
}
