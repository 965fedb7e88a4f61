/** The pages: each route parses, asks the node, and chooses a view. */
import { Hono } from "hono";
import { fromHex, toHex } from "../../core/messages/mod.ts";
import { aboutPage, keyPage, networkPage } from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { withParameter } from "./address.ts";
import { events } from "./events.ts";
import { festivals } from "./festivals.ts";
import { MOST } from "./gather.ts";
import { logs } from "./logs.ts";
import { resources } from "./resources.ts";
import { PageFailure, seenBefore, sheetOf, show, showFailure } from "./respond.ts";
import { formBody, formOf, sign } from "./sign.ts";
import { users } from "./users.ts";

export { showFailure } from "./respond.ts";

export function pages(context: AppContext): Hono {
  const app = new Hono();
  app.onError((error, c) => showFailure(context, error, c));
  for (const part of [festivals, events, resources, users, logs, sign, network, words]) {
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
  return app;
}

function network(context: AppContext): Hono {
  const app = new Hono();
  const { node } = context;

  app.get("/network", async (c) => {
    const sheet = sheetOf(context, c);
    const revision = await node.query.revisionOfAll();
    const seen = seenBefore(context, c, sheet, [revision]);
    if (seen !== null) return seen;
    return show(c, networkPage({ ...await facts(c.req.query("cursor")), sheet, follow: null }));

    async function facts(cursor: string | undefined) {
      const { items, next } = await node.query.festivals({ limit: MOST, cursor });
      return {
        ...await nodeFacts(context),
        festivals: items,
        more: withParameter(c, "cursor", next),
      };
    }
  });

  app.post("/network/follow", formBody, async (c) => {
    if (!context.authority.local) {
      throw new PageFailure(403, "not-the-operator", "forbidden.operator");
    }
    const form = await formOf(c);
    const given = form.find(([name]) => name === "festival")?.[1].trim() ?? "";
    const id = /[0-9a-f]{64}/.exec(given.toLowerCase())?.[0];
    const followed = id !== undefined && !id.startsWith("000000000000") &&
      await node.follow(fromHex(id)!);
    if (followed) return c.redirect(`/festivals/${id}`, 303);
    const { items } = await node.query.festivals({ limit: MOST });
    const page = networkPage({
      ...await nodeFacts(context),
      sheet: { ...sheetOf(context, c), address: "/network" },
      festivals: items,
      more: null,
      follow: { given, problem: id === undefined ? "not-an-id" : "taken" },
    });
    return show(c, page, 422);
  });

  return app;
}

async function nodeFacts({ node, version }: AppContext) {
  return {
    agent: toHex(node.agent),
    version,
    revision: await node.query.revisionOfAll(),
    entries: await node.query.countEntries(),
  };
}
