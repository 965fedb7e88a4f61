/** The time over which a resource must be free, as several lists are asked for it. */
import { Failure } from "../errors.ts";

/** What `free` asks for; fails with 400 where half of it is missing. */
export function freeSpan(
  free: boolean,
  from: number | undefined,
  to: number | undefined,
  quantity: number | undefined,
) {
  if (!free) {
    if (from === undefined && to === undefined && quantity === undefined) return undefined;
    const field = from !== undefined ? "from" : to !== undefined ? "to" : "quantity";
    throw badFilter(field, `${field} of resources goes with free=1: when, and how many, are free.`);
  }
  if (from === undefined || to === undefined) {
    const field = from === undefined ? "from" : "to";
    throw badFilter(field, "free=1 needs from and to: the time over which it must be free.");
  }
  if (from >= to) throw badFilter("to", "to must be later than from.");
  return { from, to, quantity };
}

export function badFilter(field: string, message: string): Failure {
  return new Failure(400, "bad-parameter", message, { field });
}
