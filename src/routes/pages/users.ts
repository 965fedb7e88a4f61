import { Hono } from "hono";
import { avatarFile, userPage } from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { ID, wholeId } from "./address.ts";
import { festivalsOf, namesOf, stranger } from "./gather.ts";
import { notFound, seenBefore, sheetOf, show } from "./respond.ts";

export function users(context: AppContext): Hono {
  const app = new Hono();
  const { node } = context;

  app.get("/users/:id", async (c) => {
    const key = await wholeId(context, c, "user");
    if (typeof key !== "string") return key;
    const sheet = sheetOf(context, c);
    const revision = await node.query.revisionOfAll();
    const found = await node.query.user(key);
    if (found !== null) {
      const seen = seenBefore(context, c, sheet, [revision]);
      if (seen !== null) return seen;
    }
    const user = found ?? stranger(key);
    const named = c.req.query("festival");
    const festival = named !== undefined && ID.test(named) ? named : undefined;
    const names = await namesOf(node, [
      ...(user.members ?? []),
      ...user.resources.map((resource) => resource.author),
    ]);
    const page = userPage({
      sheet,
      user,
      known: found !== null,
      festivals: await festivalsOf(node, [...user.events, ...user.resources]),
      logs: found === null ? [] : await node.query.logsOf(key, festival),
      logQuery: festival === undefined ? "" : `?festival=${festival}`,
      names,
    });
    return show(c, page, found === null ? 404 : 200);
  });

  app.get("/users/:id/avatar.svg", (c) => {
    const key = c.req.param("id");
    if (!ID.test(key)) throw notFound("user");
    return c.body(avatarFile(key), 200, {
      "Content-Type": "image/svg+xml",
      "Cache-Control": "public, max-age=31536000, immutable",
    });
  });

  return app;
}
