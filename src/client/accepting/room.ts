/** Whether a confirmation that somebody proposes would stand. */
import { type Chosen, confirmedTogether } from "../../core/forms/mod.ts";
import { type MessageDraft, toHex } from "../../core/messages/mod.ts";
import type { Hex, RequestAnswer } from "../documents.ts";
import type { Answer, NodeClient } from "../node_client.ts";

/** More that was moved one after another is weighed as if it stayed. */
const MOST_LINKS = 200;

/** True for messages that confirm nothing; requests are taken as the node shows them. */
export async function isRoomFor(
  messages: readonly MessageDraft[],
  client: NodeClient,
): Promise<Answer<boolean>> {
  for (const { action, schema, fields = {} } of messages) {
    const { request: id, verdict } = fields;
    if (action !== "create" || schema !== "authorization" || verdict !== "confirmed") continue;
    if (!(id instanceof Uint8Array)) continue;
    const request = await client.request(toHex(id));
    if (!request.ok) return request;
    const room = await isRoom(request.value, client);
    if (!room.ok || !room.value) return room;
  }
  return { ok: true, value: true };
}

async function isRoom(request: RequestAnswer, client: NodeClient): Promise<Answer<boolean>> {
  const resource = await client.resource(request.resource);
  if (!resource.ok) return resource;
  const confirmed: Chosen[] = [];
  for (const status of ["confirmed", "conflict"]) {
    const held = await client.requests(resource.value.festival, {
      resource: request.resource,
      status,
    });
    if (!held.ok) return held;
    confirmed.push(...held.value.map(chosen));
  }
  const links = new Map<Hex, Chosen>();
  let { replaces } = request;
  while (replaces !== null && !links.has(replaces) && links.size < MOST_LINKS) {
    const found = await client.request(replaces);
    if (!found.ok || !("resource" in found.value)) break;
    links.set(replaces, chosen(found.value));
    ({ replaces } = found.value);
  }
  const [together] = confirmedTogether(
    confirmed,
    [chosen(request)],
    resource.value.quantity,
    [...links.values()],
  );
  return { ok: true, value: together!.becomes === "confirmed" };
}

function chosen(request: RequestAnswer): Chosen {
  return { ...request, request: request.id };
}
