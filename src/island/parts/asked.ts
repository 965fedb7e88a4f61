/** The resources that a form asks for, with all that they require. */
import { type AskedResource, isAskedIn } from "../../core/forms/mod.ts";
import { client } from "../node.ts";

/** A form asks for few at once, and each may require 16. */
const MOST_ASKED = 64;

export function askedResources(
  given: Iterable<readonly [string, string]>,
): Promise<AskedResource[]> {
  return knownResources([...given].filter(([name]) => isAskedIn(name)).map(([, id]) => id));
}

/** Those that the node does not have, or that cannot be had now, are missing. */
export async function knownResources(ids: readonly string[]): Promise<AskedResource[]> {
  const found = new Map<string, AskedResource>();
  const waiting = ids.map((id) => id.toLowerCase());
  for (const id of waiting) {
    if (found.size >= MOST_ASKED || found.has(id) || !/^[0-9a-f]{64}$/.test(id)) continue;
    const resource = await client.resource(id);
    if (!resource.ok) continue;
    found.set(id, resource.value);
    waiting.push(...resource.value.requires ?? []);
  }
  return [...found.values()];
}
