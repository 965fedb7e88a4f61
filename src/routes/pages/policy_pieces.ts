/** Pieces of forms about policies, fetched when somebody comes to them. */
import { type Context, Hono } from "hono";
import { askedBy, DEFAULT_POLICY, policyNamed } from "../../core/policies/mod.ts";
import type { Node } from "../../node/mod.ts";
import {
  AskedAlong,
  type AskedFor,
  AskedPolicy,
  PolicyFields,
  type Zone,
  zoneOf,
} from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { ID } from "./address.ts";
import { askedFor } from "./gather.ts";
import { notFound, seenBefore, sheetOf, show } from "./respond.ts";

export function policyPieces(context: AppContext): Hono {
  const app = new Hono();
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
  // What the island asks before it signs: empty where no policy asks anything.
  app.get("/about/policies/along", async (c) => {
    // Of the event, or in its stead the key that asks.
    const id = c.req.query("event") ?? "";
    const event = ID.test(id) ? id : null;
    const asked = await askedAlong(context.node, c.req.queries("resource") ?? []);
    const sheet = sheetOf(context, c);
    c.header("Cache-Control", "no-store");
    return show(c, AskedAlong({ sheet, form: formIn(c), event, asked }));
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

/** A form asks for few at once, and each may require 16. */
const MOST_ASKED = 64;

/** Those of the resources whose policies ask something of who asks for them. */
export async function askedAlong(
  node: Node,
  ids: readonly string[],
): Promise<(AskedFor & { readonly zone: Zone })[]> {
  const found: (AskedFor & { readonly zone: Zone })[] = [];
  for (const id of new Set(ids.slice(0, MOST_ASKED))) {
    const asked = await askedFor(node, id);
    if (asked === null) continue;
    const { name, params } = asked.resource.policy;
    if (askedBy(name, params).length === 0) continue;
    const festival = await node.query.festival(asked.resource.festival);
    found.push({ ...asked, zone: zoneOf(festival?.timezone ?? "UTC") });
  }
  return found;
}

/** With which the ids of a form's fields begin. */
function formIn(c: Context): string {
  return /^[a-z0-9-]{1,40}$/.exec(c.req.query("form") ?? "")?.[0] ?? "form";
}
