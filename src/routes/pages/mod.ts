/** The pages: each route parses, asks the node, and chooses a view. */
import { Hono } from "hono";
import { aboutPage, keyPage, policiesPage } from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
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
import { plan } from "./plan.ts";
import { policyPieces } from "./policy_pieces.ts";
import { proposals } from "./proposals.ts";
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
      plan,
      policyPieces,
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
  return app;
}
