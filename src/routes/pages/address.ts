/** Ids in addresses: whole, or shortened to a prefix that only one thing has. */
import type { Context } from "hono";
import type { Hex, Named } from "../../node/mod.ts";
import type { AppContext } from "../context.ts";
import { notFound, PageFailure } from "./respond.ts";

export const ID = /^[0-9a-f]{64}$/;
const PREFIX = /^[0-9a-f]{16,63}$/;

const PATHS = {
  festival: "festivals",
  event: "events",
  resource: "resources",
  request: "requests",
  user: "users",
} as const satisfies Record<Named["kind"], string>;

/** The whole id that is asked for, or the redirect to it. */
export async function wholeId(
  context: AppContext,
  c: Context,
  kind: Named["kind"],
  /** What follows the id in the address. */
  rest = "",
): Promise<Hex | Response> {
  const given = c.req.param("id") ?? "";
  if (ID.test(given)) return given;
  if (!PREFIX.test(given)) throw notFound(kind);
  const [id, ...others] = await context.node.query.withPrefix(kind, given);
  if (id === undefined) throw notFound(kind);
  if (others.length > 0) throw new PageFailure(404, "ambiguous", "notfound.ambiguous");
  return c.redirect(`/${PATHS[kind]}/${id}${rest}${new URL(c.req.url).search}`, 302);
}

/** This page's address with one parameter changed: how lists go on. */
export function withParameter(
  c: Context,
  name: string,
  value: string | null,
  at = "",
): string | null {
  if (value === null) return null;
  const url = new URL(c.req.url);
  url.searchParams.set(name, value);
  return `${url.pathname}${url.search}${at}`;
}
