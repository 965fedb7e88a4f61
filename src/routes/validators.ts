/** ETag and If-None-Match: what has not changed is not sent, nor even asked of the node, again. */
import type { Context, MiddlewareHandler } from "hono";
import type { AppContext } from "./context.ts";

/** The address stays the same while what is behind it changes: always ask, and take 304. */
const REVALIDATE = "no-cache";

/** When an app began, by its context: a revision means nothing to another start of the program. */
const begun = new WeakMap<AppContext, string>();

/** Weak, because the same content may be compressed or not. `extra`: what else it depends on. */
export function tagOf(context: AppContext, revision: number, extra = ""): string {
  let start = begun.get(context);
  if (start === undefined) begun.set(context, start = context.clock.now().toString(36));
  const parts = [context.version, start, revision, extra].filter((part) => part !== "");
  return `W/"${parts.join("-").replace(/[^\w.+-]/g, "_")}"`;
}

/** Whether the one who asks has a version of this tag (RFC 9110 §13.1.2, weak comparison). */
export function hasTag(c: Context, tag: string): boolean {
  const known = c.req.header("if-none-match");
  if (known === undefined) return false;
  if (known.trim() === "*") return true;
  const opaque = tag.replace(/^W\//, "");
  return known.split(",").some((one) => one.trim().replace(/^W\//, "") === opaque);
}

/**
 * Marks the answer with the revision of what it shows, and gives the 304 to send instead where the
 * one who asks has it already. `extra` is what else the answer depends on, its language say.
 */
export function notModified(
  context: AppContext,
  c: Context,
  revision: number,
  extra = "",
): Response | null {
  const tag = tagOf(context, revision, extra);
  c.header("ETag", tag);
  c.header("Cache-Control", REVALIDATE);
  return hasTag(c, tag) ? c.body(null, 304) : null;
}

/**
 * Gives every good answer behind it the node's revision as validator. The revision is read first:
 * an answer may be newer than its tag, never older.
 */
export function revalidated(context: AppContext): MiddlewareHandler {
  return async (c, next) => {
    const tag = tagOf(context, await context.node.query.revisionOfAll());
    const headers = { ETag: tag, "Cache-Control": REVALIDATE };
    // Any version there is: so only where there is one.
    const isAny = c.req.header("if-none-match")?.trim() === "*";
    if (!isAny && hasTag(c, tag)) return c.body(null, 304, headers);
    await next();
    if (isAny && c.res.status === 200) {
      c.res = new Response(null, { status: 304, headers });
      return undefined;
    }
    if (c.res.status === 200) {
      c.res.headers.set("ETag", tag);
      c.res.headers.set("Cache-Control", REVALIDATE);
    }
    return undefined;
  };
}
