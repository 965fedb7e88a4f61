/** What a resource depends on, and so is asked for with it. */
import type { AskedResource, EventRequest, Hex } from "./documents.ts";

/** What requires what requires …: no more than a person reads. */
const MOST_REQUIRED = 32;

/** What a resource requires, and what that requires, as far as it is known. */
export function requiredBy(
  resource: AskedResource,
  known: readonly AskedResource[],
): AskedResource[] {
  const found = new Map([[resource.id, resource]]);
  for (const { requires } of found.values()) {
    for (const id of requires ?? []) {
      const other = known.find((one) => one.id === id);
      if (other !== undefined && found.size <= MOST_REQUIRED) found.set(id, other);
    }
  }
  found.delete(resource.id);
  return [...found.values()];
}

/** Whether an event asks for something already, and was not told no. */
export function isAskedFor(resource: Hex, requests: readonly EventRequest[]): boolean {
  return requests.some((one) =>
    one.resource === resource && one.status !== "withdrawn" && one.status !== "denied"
  );
}
