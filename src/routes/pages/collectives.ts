/** The collectives whose keys this node keeps; its operator makes them here. */
import { type Context, Hono } from "hono";
import { collectivesPage, type CollectivesProps } from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { keptCollectives } from "../kept_collectives.ts";
import { isOperator, isOperatorToken } from "../security.ts";
import { ID } from "./address.ts";
import { namesOf } from "./gather.ts";
import { seenBefore, sheetOf, show } from "./respond.ts";
import { formBody, formOf } from "./sign.ts";

const MOST_MEMBERS = 64;

export function collectives(context: AppContext): Hono {
  const app = new Hono();
  const { node, authority } = context;

  app.get("/collectives", async (c) => {
    const sheet = sheetOf(context, c);
    const revision = await node.query.revisionOfAll();
    return seenBefore(context, c, sheet, [revision]) ??
      await page(c, { wrong: null, denied: false });
  });

  app.post("/collectives", formBody, async (c) => {
    const given = Object.fromEntries(
      (await formOf(c)).map(([name, value]) => [name, value.trim()]),
    );
    const { name = "", members = "", token = "", id = "" } = given;
    const wrong = { id: ID.test(id) ? id : null, name, members };
    if (!isOperator(c, authority) && !isOperatorToken(token, authority)) {
      return await page(c, { wrong, denied: true }, 403);
    }
    const keys = [...new Set(members.toLowerCase().split(/[\s,]+/).filter((key) => key !== ""))];
    const isRight = name !== "" && keys.length > 0 && keys.length <= MOST_MEMBERS &&
      keys.every((key) => ID.test(key));
    const profile = { name, members: keys };
    const kept = context.collectives;
    const made = !isRight || kept === undefined
      ? null
      : id === ""
      ? await kept.make(profile)
      : await kept.change(id, profile);
    if (made === null || !made.ok) return await page(c, { wrong, denied: false }, 422);
    return c.redirect("/collectives", 303);
  });

  async function page(
    c: Context,
    more: Pick<CollectivesProps, "wrong" | "denied">,
    status: 200 | 403 | 422 = 200,
  ): Promise<Response> {
    const kept = await keptCollectives(context);
    const names = await namesOf(node, kept.flatMap(({ id, members }) => [id, ...members]));
    if (status !== 200) c.header("Cache-Control", "no-store");
    const sheet = { ...sheetOf(context, c), address: "/collectives" };
    const wanted = (c.req.query("festival") ?? "").toLowerCase();
    const festival = ID.test(wanted) ? await node.query.festival(wanted) : null;
    return show(c, collectivesPage({ sheet, festival, collectives: kept, names, ...more }), status);
  }

  return app;
}
