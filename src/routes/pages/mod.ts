/** The pages: each route parses, asks the node, and chooses a view. */
import { Hono } from "hono";
import { DEFAULT_POLICY, policyNamed } from "../../core/policies/mod.ts";
import { aboutPage, keyPage, policiesPage, PolicyFields, zoneOf } from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { events } from "./events.ts";
import { activity } from "./activity.ts";
import { feeds } from "./feeds.ts";
import { find } from "./find.ts";
import { festivals } from "./festivals.ts";
import { logs } from "./logs.ts";
import { network } from "./network.ts";
import { resources } from "./resources.ts";
import { seenBefore, sheetOf, show, showFailure } from "./respond.ts";
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
      activity,
      festivals,
      events,
      resources,
      users,
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
const ROBOTS = "User-agent: *\nDisallow: /desk\nDisallow: /sign\nDisallow: /api/\n";

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
  // What forms fetch when they are opened.
  app.get("/about/policies/fields", (c) => {
    const sheet = sheetOf(context, c);
    const seen = seenBefore(context, c, sheet, [0]);
    if (seen !== null) return seen;
    // Ids of the fields begin with it.
    const form = /^[a-z-]{1,40}$/.exec(c.req.query("form") ?? "")?.[0] ?? "resource";
    const name = policyNamed(c.req.query("policy.name") ?? "")?.name ?? DEFAULT_POLICY;
    const zone = zoneOf(c.req.query("timezone") ?? "UTC");
    const current = { policy: { name, params: {} } };
    return show(c, PolicyFields({ sheet, form, zone, current }));
  });
  return app;
}
