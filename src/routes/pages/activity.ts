/** What goes on in a festival: its messages as sentences. */
import { Hono } from "hono";
import { decodeCbor, fromHex } from "../../core/messages/mod.ts";
import type { Activity, EventDocument, Hex, Node, ResourceDocument } from "../../node/mod.ts";
import { type ActivityItem, activityPage, type Deed, type Thing } from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { wholeId, withParameter } from "./address.ts";
import { around, namesOf } from "./gather.ts";
import { seenBefore, sheetOf, show } from "./respond.ts";

const ITEMS_A_PAGE = 50;

export function activity(context: AppContext): Hono {
  const app = new Hono();
  const { node } = context;

  app.get("/festivals/:id/activity", async (c) => {
    const id = await wholeId(context, c, "festival", "/activity");
    if (typeof id !== "string") return id;
    const sheet = sheetOf(context, c);
    const found = await around(node, id);
    const seen = seenBefore(context, c, sheet, found.revisions);
    if (seen !== null) return seen;
    const { items, next } = await node.query.activity(id, {
      limit: ITEMS_A_PAGE,
      cursor: c.req.query("cursor"),
    });
    return show(
      c,
      activityPage({
        sheet,
        festival: found.festival,
        ancestors: found.ancestors,
        items: await activityItems(node, items),
        more: withParameter(c, "cursor", next),
        names: await namesOf(node, items.map(({ author }) => author)),
        revision: Math.max(...found.revisions),
      }),
    );
  });

  return app;
}

/** With the names of what they are about, as it is called now. */
export function activityItems(
  node: Node,
  activities: readonly Activity[],
): Promise<ActivityItem[]> {
  const teller = new Teller(node);
  return Promise.all(activities.map((one) => teller.item(one)));
}

/** Looks up each thing once. */
class Teller {
  readonly #events = new Map<Hex, Promise<EventDocument | null>>();
  readonly #resources = new Map<Hex, Promise<ResourceDocument | null>>();

  constructor(private readonly node: Node) {}

  async item(activity: Activity): Promise<ActivityItem> {
    const { action, schema, document, title } = activity;
    const deed = await this.#deed(activity);
    switch (schema) {
      case "festival":
        return { activity, deed, thing: { title, href: `/festivals/${document}` }, other: null };
      case "nesting": {
        const href = activity.about === null ? null : `/festivals/${activity.about}`;
        return { activity, deed, thing: { title, href }, other: null };
      }
      case "event":
      case "resource": {
        const href = action === "delete" ? null : `/${schema}s/${document}`;
        return { activity, deed, thing: { title, href }, other: null };
      }
      case "request":
        return { activity, deed, ...await this.#asked(document, title, activity.about) };
      case "authorization":
      case "vote": {
        const asked = await this.#asked(activity.about, title, null);
        return { activity, deed: asked.other.title === null ? withoutName(deed) : deed, ...asked };
      }
      case "proposal":
        return { activity, deed, thing: await this.#document(activity.about, title), other: null };
      default:
        return { activity, deed, thing: { title, href: null }, other: null };
    }
  }

  async #deed({ action, schema, verdict, hash, about }: Activity): Promise<Deed> {
    switch (schema) {
      case "festival":
        return action === "create" ? "festival.new" : "festival.changed";
      case "nesting":
        return action === "create" ? "nested.new" : "other";
      case "resource":
        if (action === "delete") return "resource.deleted";
        return action === "create" ? "resource.new" : "resource.changed";
      case "event": {
        if (action === "delete") return "event.deleted";
        const fields = await this.#fields(hash);
        const stage = fields.get("stage");
        if (action === "create") return stage === "idea" ? "event.idea" : "event.new";
        if (stage === "cancelled") return "event.cancelled";
        if (stage === "planned") return "event.planned";
        return fields.has("start") || fields.has("end") ? "event.moved" : "event.changed";
      }
      case "request": {
        if (action === "delete") return "request.deleted";
        return (await this.#fields(hash)).has("replaces") ? "request.again" : "request.new";
      }
      case "authorization":
      case "vote":
        return action === "delete" || verdict === null
          ? `${schema}.deleted`
          : `${schema}.${verdict}`;
      case "proposal":
        if (action === "delete") return "proposal.deleted";
        return about === null ? "proposal.first" : "proposal.new";
      default:
        return "other";
    }
  }

  /** What a message says; of one that is not there, nothing. */
  async #fields(hash: Hex): Promise<Map<string, unknown>> {
    const entry = await this.node.entry(fromHex(hash)!);
    const payload = entry?.payload ?? null;
    const decoded = payload === null ? null : decodeCbor(payload);
    if (decoded === null || !decoded.ok) return new Map();
    const message = decoded.value;
    const fields = isMap(message) ? message["fields"] : null;
    return new Map(isMap(fields) ? Object.entries(fields) : []);
  }

  /** The event that asks, and the resource that it asks for. */
  async #asked(request: Hex | null, title: string | null, resource: Hex | null) {
    const found = request === null ? null : await this.node.query.request(request);
    const event = found !== null && "event" in found ? found.event : null;
    const wanted = found !== null && "resource" in found ? found.resource : resource;
    const thing: Thing = {
      title,
      href: event !== null && await this.#event(event) !== null ? `/events/${event}` : null,
    };
    const offered = wanted === null ? null : await this.#resource(wanted);
    const other: Thing = offered === null
      ? { title: null, href: null }
      : { title: offered.title, href: `/resources/${offered.id}` };
    return { thing, other };
  }

  async #document(id: Hex | null, title: string | null): Promise<Thing> {
    if (id === null) return { title, href: null };
    if (await this.#event(id) !== null) return { title, href: `/events/${id}` };
    return { title, href: await this.#resource(id) === null ? null : `/resources/${id}` };
  }

  #event(id: Hex): Promise<EventDocument | null> {
    return once(this.#events, id, () => this.node.query.event(id));
  }

  #resource(id: Hex): Promise<ResourceDocument | null> {
    return once(this.#resources, id, () => this.node.query.resource(id));
  }
}

/** An answer, where what was asked for is not known any more: the request was withdrawn. */
function withoutName(deed: Deed): Deed {
  return deed === "authorization.confirmed" || deed === "authorization.denied"
    ? `${deed}.gone`
    : deed;
}

function once<T>(known: Map<Hex, Promise<T>>, id: Hex, ask: () => Promise<T>): Promise<T> {
  let found = known.get(id);
  if (found === undefined) known.set(id, found = ask());
  return found;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof Uint8Array);
}
