/** What all pages share: who asks in which language, validators, and pages for what goes wrong. */
import type { Tombstone } from "../../node/mod.ts";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { POLICY_FORMS } from "../../core/policies/mod.ts";
import { toHex } from "../../core/messages/mod.ts";
import { bytesOf, chooseLang, errorPage, type Piece, type Sheet, t } from "../../views/mod.ts";
import type { StringKey } from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { Failure, failureOf } from "../errors.ts";
import { isOperator } from "../security.ts";
import { notModified, tagOf } from "../validators.ts";
import { withKnownParameters } from "./page_parameters.ts";
import { turns } from "./turns.ts";

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
    operator: isOperator(c, context.authority),
    nodes: context.network.connected(),
    origin: context.authority.publicUrl?.replace(/\/$/, "") ?? url.origin,
    address: url.pathname + url.search,
    policies: POLICY_FORMS,
    agent: toHex(context.node.agent),
    pieces: piecesOf(c),
  };
}

/** Of an answer, which may be drawn with more than one sheet. */
const pieces = new WeakMap<Context, Piece[]>();
function piecesOf(c: Context): Piece[] {
  let its = pieces.get(c);
  if (its === undefined) pieces.set(c, its = []);
  return its;
}

/** What was shown lately, by address and validator: a page costs more to draw than to keep. */
interface Shown {
  /** In parts, which pages have in common. */
  readonly pages: Map<string, readonly Bytes[]>;
  size: number;
}

const HTML = "text/html; charset=UTF-8";
const MOST_KEPT = 16 * 1024 * 1024;
type Bytes = Uint8Array<ArrayBuffer>;
const utf8 = new TextEncoder();
const shownBy = new WeakMap<AppContext, Shown>();
/** The name under which an answer that is being made will be kept. */
const keptAs = new WeakMap<Context, { readonly shown: Shown; readonly name: string }>();

/**
 * The answer for who has this page already (304), or for whom it was drawn already; else null, with
 * the page's validators set. Revisions are read before what is shown: a page may be newer than its
 * tag, never older. `more`: what else this page depends on beside revisions and what all pages show.
 */
export function seenBefore(
  context: AppContext,
  c: Context,
  sheet: Sheet,
  revisions: readonly number[],
  more = "",
): Response | null {
  c.header("Vary", "Accept-Language");
  const known = withKnownParameters(c.req.url);
  if (known !== null) return c.redirect(known, 302);
  const [first = 0, ...others] = revisions;
  const quarter = Math.floor(sheet.now / FRESH_MS).toString(36);
  const whose = sheet.operator ? "o" : "v";
  const extra = [...others, sheet.lang, quarter, `${whose}${sheet.nodes}`, more].join(".");
  const unchanged = notModified(context, c, first, extra);
  if (unchanged !== null) return unchanged;
  const shown = shownOf(context);
  const name = `${tagOf(context, first, extra)} ${c.req.url}`;
  const page = kept(shown, name);
  if (page !== undefined) return html(c, page, 200);
  keptAs.set(c, { shown, name });
  return null;
}

/**
 * Answers with a feed: 304 for who has it, else what was made of it lately, else made now. It says
 * nothing of now, so it stays what it is until something changes.
 */
export async function showFeed(
  context: AppContext,
  c: Context,
  { revisions, type, file }: {
    readonly revisions: readonly number[];
    readonly type: string;
    /** What it is called when it is saved. */
    readonly file: string;
  },
  make: () => Promise<string>,
): Promise<Response> {
  const known = withKnownParameters(c.req.url);
  if (known !== null) return c.redirect(known, 302);
  const [first = 0, ...others] = revisions;
  // Addresses in it are whole: they begin with where it was asked for.
  const extra = [...others, originOf(context, c)].join(".");
  const unchanged = notModified(context, c, first, extra);
  if (unchanged !== null) return unchanged;
  const shown = shownOf(context);
  const name = `${tagOf(context, first, extra)} ${c.req.url}`;
  let bytes = kept(shown, name);
  if (bytes === undefined) keep(shown, name, bytes = [utf8.encode(await make())]);
  return c.body(bodyOf(bytes), 200, {
    "Content-Type": type,
    "Content-Disposition": `inline; filename="${file}"`,
  });
}

/** Where whole addresses begin. */
export function originOf(context: AppContext, c: Context): string {
  return context.authority.publicUrl?.replace(/\/$/, "") ?? new URL(c.req.url).origin;
}

function shownOf(context: AppContext): Shown {
  let shown = shownBy.get(context);
  if (shown === undefined) shownBy.set(context, shown = { pages: new Map(), size: 0 });
  return shown;
}

/** What is kept by a name; the latest used is the last to go. */
function kept(shown: Shown, name: string): readonly Bytes[] | undefined {
  const page = shown.pages.get(name);
  if (page === undefined) return undefined;
  shown.pages.delete(name);
  shown.pages.set(name, page);
  return page;
}

export async function show(
  c: Context,
  page: unknown,
  status: ContentfulStatusCode = 200,
): Promise<Response> {
  // As bytes: Deno takes three times as long to make them of a long text by itself.
  const text = String(await page);
  const pieces = piecesOf(c);
  const turn = turns();
  for (const [i, piece] of pieces.entries()) {
    if (typeof piece !== "function") continue;
    await turn();
    pieces[i] = piece();
  }
  const bytes = bytesOf(text, pieces);
  const place = keptAs.get(c);
  if (place !== undefined && status === 200) keep(place.shown, place.name, bytes);
  return html(c, bytes, status);
}

function keep(shown: Shown, name: string, page: readonly Bytes[]): void {
  if (sizeOf(page) > MOST_KEPT || shown.pages.has(name)) return;
  shown.pages.set(name, page);
  shown.size += name.length + sizeOf(page);
  for (const [oldest, page] of shown.pages) {
    if (shown.size <= MOST_KEPT) break;
    shown.pages.delete(oldest);
    shown.size -= oldest.length + sizeOf(page);
  }
}

function sizeOf(page: readonly Bytes[]): number {
  return page.reduce((sum, { length }) => sum + length, 0);
}

function html(c: Context, page: readonly Bytes[], status: ContentfulStatusCode): Response {
  return c.body(bodyOf(page), status, { "Content-Type": HTML });
}

/** A page of megabytes is sent part by part: of one that is sent whole, each answer is a copy. */
function bodyOf(page: readonly Bytes[]): Bytes | ReadableStream<Bytes> {
  if (page.length === 1) return page[0]!;
  let next = 0;
  return new ReadableStream({
    pull(controller) {
      if (next < page.length) controller.enqueue(page[next++]!);
      else controller.close();
    },
  });
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
    ...(failure instanceof PageFailure && failure.tombstone !== null && {
      tombstone: failure.tombstone,
    }),
    ...(failure.code === "unknown-festival" && sheet.operator && { follow: idIn(c) }),
  });
  return show(c, page, failure.status);
}

function idIn(c: Context): string | undefined {
  return /\/([0-9a-f]{64})$/.exec(c.req.path)?.[1];
}

/** A failure whose sentence is said in the reader's language. */
export class PageFailure extends Failure {
  constructor(
    status: ContentfulStatusCode,
    code: string,
    readonly key: StringKey,
    /** Of what was deleted: its author may take that back. */
    readonly tombstone: Tombstone | null = null,
  ) {
    super(status, code, t("en", key));
  }
}

export function notFound(
  what: "festival" | "event" | "resource" | "request" | "user" | "log",
): PageFailure {
  return new PageFailure(404, `unknown-${what}`, `notfound.${what}`);
}
