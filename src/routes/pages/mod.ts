/** Placeholder until the pages are here. */
import { Hono } from "hono";
import type { AppContext } from "../context.ts";

export function pages(_context: AppContext): Hono {
  return new Hono();
}
