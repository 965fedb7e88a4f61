/** What all pages share: who asks in which language, validators, and pages for what goes wrong. */
import type { Context, Env } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { chooseLang, errorPage, type Sheet, t } from "../../views/mod.ts";
import type { StringKey } from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { Failure, failureOf } from "../errors.ts";
import { notModified } from "../validators.ts";

/** Pages say *today* and *now*: as often as that can change, they are not the same page any more. */
const FRESH_MS = 15 * 60_000;

export function sheetOf(context: AppContext, c: Context): Sheet {
  const url = new URL(c.req.url);
  return {
    lang: chooseLang(url.searchParams.get("lang"), c.req.header("accept-language") ?? null),
    now: context.clock.now(),
    asset: (name) => {
      const file = context.files.get(name);
      return file === null ? `/static/${name}` : `/static/${name}?v=${file.etag}`;
    },
    operator: context.authority.local,
    nodes: 0,
    address: url.pathname + url.search,
  };
}

/** The 304 for who has this page already; else null, with the page's validators set. */
export function seenBefore(
  context: AppContext,
  c: Context,
  sheet: Sheet,
  revisions: readonly number[],
): Response | null {
  c.header("Vary", "Accept-Language");
  const [first = 0, ...others] = revisions;
  const quarter = Math.floor(sheet.now / FRESH_MS);
  return notModified(context, c, first, [...others, sheet.lang, quarter.toString(36)].join("."));
}

export async function show<E extends Env>(
  c: Context<E>,
  page: unknown,
  status: ContentfulStatusCode = 200,
): Promise<Response> {
  return c.html(String(await page), status);
}

/** Answers with a page that says what went wrong. */
export function showFailure(context: AppContext, error: unknown, c: Context): Promise<Response> {
  const failure = failureOf(error, c, context.report);
  const sheet = sheetOf(context, c);
  for (const [name, value] of Object.entries(failure.headers)) c.header(name, value);
  c.header("Cache-Control", "no-store");
  const { id } = failure.facts;
  const page = errorPage({
    status: failure.status,
    code: failure.code,
    message: failure instanceof PageFailure ? t(sheet.lang, failure.key) : failure.message,
    id: typeof id === "string" ? id : undefined,
    lang: sheet.lang,
    sheet,
  });
  return show(c, page, failure.status);
}

/** A failure whose sentence is said in the reader's language. */
export class PageFailure extends Failure {
  constructor(status: ContentfulStatusCode, code: string, readonly key: StringKey) {
    super(status, code, t("en", key));
  }
}

export function notFound(
  what: "festival" | "event" | "resource" | "request" | "user" | "log" | "page",
): PageFailure {
  return new PageFailure(404, `unknown-${what}`, `notfound.${what}`);
}
