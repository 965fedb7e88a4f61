/** What is said of a form's messages before they are signed, as the island says it while they are made. */
import {
  type AskedResource,
  type Chosen,
  confirmedTogether,
  type FormMessages,
  isAskedIn,
  warningsIn,
} from "../../core/forms/mod.ts";
import { type MessageDraft, toHex } from "../../core/messages/mod.ts";
import type { EventDocument, Hex, Node, RequestDocument } from "../../node/mod.ts";
import type { SignProps } from "../../views/mod.ts";
import { ID } from "./address.ts";
import { allOf } from "./gather.ts";

type Input = readonly (readonly [string, string])[];

/** A form asks for few at once, and each may require 16. */
const MOST_ASKED = 64;
/** More of somebody's events are not compared with what they make. */
const MOST_OWN = 1_000;
const MOST_LINKS = 200;

/** Of the resources that a form asks for. */
export function idsIn(input: Input): string[] {
  return input.filter(([name]) => isAskedIn(name)).map(([, value]) => value.toLowerCase());
}

/** Resources that are known here, with all that they require. */
export async function askedResources(node: Node, ids: readonly string[]): Promise<AskedResource[]> {
  const found = new Map<string, AskedResource>();
  const waiting = [...ids];
  for (const id of waiting) {
    if (found.size >= MOST_ASKED || !ID.test(id) || found.has(id)) continue;
    const resource = await node.query.resource(id);
    if (resource === null) continue;
    found.set(id, resource);
    waiting.push(...resource.requires ?? []);
  }
  return [...found.values()];
}

/** Warnings that forbid nothing; and whether some more could be said to who tells their key. */
export async function warningsOn(
  node: Node,
  outcome: FormMessages,
  input: Input,
): Promise<Pick<SignProps, "warnings" | "noRoom" | "signer">> {
  const { messages } = outcome;
  const value = (name: string) => input.findLast(([one]) => one === name)?.[1] ?? "";
  const isEvent = messages.some(({ schema }) => schema === "event");
  const events: EventDocument[] = [];
  for (const { action, schema, id } of messages) {
    const event = schema === "event" && action === "update" && id !== undefined
      ? await node.query.event(toHex(id))
      : null;
    if (event !== null) events.push(event);
  }
  const given = value("signer").trim().toLowerCase();
  const author = events[0]?.author ?? (ID.test(given) ? given : null);
  const asking = value("event");
  const asked = messages.flatMap(({ fields }) =>
    fields?.["resource"] instanceof Uint8Array ? [toHex(fields["resource"])] : []
  );
  const warnings = warningsIn(outcome, {
    resources: await askedResources(node, asked),
    own: author === null || !isEvent
      ? []
      : await eventsOf(node, author, events[0]?.festival ?? value("festival"), messages, events),
    events,
    requests: ID.test(asking) ? await node.query.requestsOfEvent(asking) : [],
  });
  const asksSigner = messages.some(({ action, schema }) =>
    schema === "event" && action === "create"
  );
  return {
    warnings,
    noRoom: await noRoomFor(node, messages),
    signer: asksSigner ? { given, known: author !== null } : null,
  };
}

/** Somebody's events of the festival at the times of these messages. */
async function eventsOf(
  node: Node,
  author: Hex,
  festival: string,
  messages: readonly MessageDraft[],
  events: readonly EventDocument[],
): Promise<EventDocument[]> {
  const times = messages.filter(({ schema }) => schema === "event").flatMap(({ id, fields }) => {
    const event = id === undefined ? undefined : events.find((one) => one.id === toHex(id));
    const { start = event?.start, end = event?.end } = fields ?? {};
    return typeof start === "number" && typeof end === "number" ? [start, end] : [];
  });
  if (times.length === 0 || !ID.test(festival)) return [];
  const [from, to] = [Math.min(...times), Math.max(...times)];
  return await allOf(
    (page) => node.query.events(festival, { author, from, to, ...page }),
    MOST_OWN,
  );
}

/** What would be a conflict if it were confirmed so: in the order in which it is to be signed. */
async function noRoomFor(
  node: Node,
  messages: readonly MessageDraft[],
): Promise<SignProps["noRoom"]> {
  const chosen = new Map<Hex, RequestDocument[]>();
  for (const { action, schema, fields = {} } of messages) {
    const { request, verdict } = fields;
    if (action !== "create" || schema !== "authorization" || verdict !== "confirmed") continue;
    const found = request instanceof Uint8Array ? await node.query.request(toHex(request)) : null;
    if (found === null || !("resource" in found)) continue;
    chosen.set(found.resource, [...chosen.get(found.resource) ?? [], found]);
  }
  const found: SignProps["noRoom"][number][] = [];
  for (const [id, requests] of chosen) {
    const resource = await node.query.resource(id);
    if (resource === null) continue;
    const confirmed: RequestDocument[] = [];
    for (const status of ["confirmed", "conflict"] as const) {
      confirmed.push(
        ...await allOf((page) =>
          node.query.requests(resource.festival, { resource: id, status, ...page })
        ),
      );
    }
    const links = await linksOf(node, requests);
    const all = [...requests, ...confirmed];
    const together = confirmedTogether(
      confirmed.map(asChosen),
      requests.map(asChosen),
      resource.quantity,
      links,
    );
    for (const { request, becomes, against } of together) {
      if (becomes === "confirmed") continue;
      const held = all.filter(({ id }) => against.includes(id));
      found.push({ request: requests.find(({ id }) => id === request)!, against: held });
    }
  }
  return found;
}

/** What the requests move, and what that had moved. */
async function linksOf(node: Node, requests: readonly RequestDocument[]): Promise<Chosen[]> {
  const links = new Map<Hex, Chosen>();
  for (let { replaces } of requests) {
    while (replaces !== null && !links.has(replaces) && links.size < MOST_LINKS) {
      const found = await node.query.request(replaces);
      if (found === null || !("resource" in found)) break;
      links.set(replaces, asChosen(found));
      ({ replaces } = found);
    }
  }
  return [...links.values()];
}

function asChosen(request: RequestDocument): Chosen {
  return { ...request, request: request.id };
}
