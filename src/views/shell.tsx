/** The frame around every page: what is the same everywhere, and the only script there is. */
import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import { Button, TextField } from "./fields.tsx";
import type { Hex } from "../node/mod.ts";
import type { Sheet } from "./sheet.ts";
import { Heart, Shapes } from "./states.tsx";
import { t } from "./strings/mod.ts";
import type { Zone } from "./time.ts";

/** htmx without inline styles, `eval`, other hosts, or copies of pages kept in the browser. */
const HTMX = JSON.stringify({
  includeIndicatorStyles: false,
  allowEval: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
});

export interface Crumb {
  readonly href: string;
  readonly label: Child;
}

/** The same in another form, for programs. */
export interface Alternate {
  readonly href: string;
  readonly type: string;
  readonly title: string;
}

/** Whose changes a page is told of. */
export interface Stream {
  /** Festivals that it shows something of, by their ids. */
  readonly festivals: readonly Hex[];
  /** Whether it shows all that is public; so it is where it names no festival. */
  readonly everything?: boolean;
  /** The greatest of what it shows. */
  readonly revision?: number;
}

interface ShellProps {
  sheet: Sheet;
  title: string;
  description: string;
  /** Pages of unlisted festivals and private views are not for search engines. */
  noindex?: boolean | undefined;
  crumbs?: readonly Crumb[] | undefined;
  alternates?: readonly Alternate[] | undefined;
  /** What the page listens to; a page that says the same for ever has but the heart that changes. */
  stream?: Stream | undefined;
  /** Of the page's times; null where they are in several, each under an element that says which. */
  zone?: Zone | null | undefined;
  /** Where the page stands among the main places. */
  at?: "home" | "now" | "search" | "desk" | "network" | "key" | "about" | undefined;
  children?: Child;
}

export function Shell(props: ShellProps) {
  const { sheet, title, description, noindex, crumbs, alternates, stream, at, zone, children } =
    props;
  const { lang, asset } = sheet;
  const live = sheet.nodes !== null;
  const here = (place: ShellProps["at"]) => at === place ? "page" : undefined;
  return (
    <>
      {raw("<!DOCTYPE html>")}
      <html lang={lang}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>{title === "" ? t(lang, "site") : `${title} · ${t(lang, "site")}`}</title>
          <meta name="description" content={description.slice(0, 300)} />
          <meta name="color-scheme" content="light dark" />
          {noindex && <meta name="robots" content="noindex, nofollow" />}
          <meta name="htmx-config" content={HTMX} />
          <meta name="island" content={asset("island.js")} />
          <link rel="icon" href={asset("favicon.svg")} type="image/svg+xml" />
          <link rel="stylesheet" href={asset("style.css")} />
          {alternates?.map(({ href, type, title }) => (
            <link rel="alternate" href={href} type={type} title={title} />
          ))}
          <script src={asset("reader.js")} type="module"></script>
          {zone !== undefined && <script src={asset("times.js")} type="module"></script>}
        </head>
        <body
          hx-ext={live ? "sse" : undefined}
          sse-connect={live ? streamAddress(sheet, stream) : undefined}
        >
          <a class="skip" href="#main">{t(lang, "shell.skip")}</a>{" "}
          <header class="frame">
            <a class="wordmark" href="/" aria-current={here("home")}>
              <Panda />
              <span>{t(lang, "site")}</span>
            </a>{" "}
            <nav aria-label={t(lang, "shell.nav")}>
              <a href="/" aria-current={here("home")}>{t(lang, "nav.home")}</a>{" "}
              <a href="/search" aria-current={here("search")}>{t(lang, "nav.search")}</a>{" "}
              <a href="/desk" aria-current={here("desk")}>{t(lang, "nav.desk")}</a>{" "}
              <a href="/network" aria-current={here("network")}>{t(lang, "nav.network")}</a>
            </nav>{" "}
            <Heart sheet={sheet} live={live} inHeader />{" "}
            <a class="me" href="/key" data-me="link" aria-current={here("key")}>
              <span class="me-avatar" data-me="avatar"></span>
              <span class="me-name" data-me="name">{t(lang, "nav.me")}</span>
            </a>
          </header>
          {crumbs !== undefined && crumbs.length > 0 && (
            <nav class="crumbs" aria-label={t(lang, "shell.crumbs")}>
              <p>
                {crumbs.map((crumb, i) => [
                  i > 0 && " / ",
                  <a href={crumb.href}>{crumb.label}</a>,
                ])}
              </p>
            </nav>
          )}
          <main
            id="main"
            tabindex={-1}
            data-zone={zone?.name}
            data-yours={zone === undefined ? undefined : t(lang, "time.yours", { at: "{at}" })}
          >
            {children}
          </main>
          <footer>
            <nav aria-label={t(lang, "shell.footer")}>
              <a href="/about">{t(lang, "nav.about")}</a> <a href="/key">{t(lang, "nav.key")}</a>
              {" "}
              <a href="/network">{t(lang, "nav.network")}</a>
            </nav>
            <p>{t(lang, "shell.promise")}</p>
          </footer>
          <div id="notice" role="status"></div>
          <NeedKey sheet={sheet} />
          <Shapes />
        </body>
      </html>
    </>
  );
}

/** Opened by the island when somebody without a key wants to sign. */
function NeedKey({ sheet }: { sheet: Sheet }) {
  const { lang } = sheet;
  return (
    <dialog id="need-key" aria-labelledby="need-key-title">
      <h2 id="need-key-title">{t(lang, "needkey.title")}</h2>
      <p>{t(lang, "needkey.why")}</p>
      <form method="dialog">
        <TextField
          sheet={sheet}
          form="need-key"
          name="name"
          label={t(lang, "user.name")}
          hint={t(lang, "needkey.name.hint")}
          most={80}
        />
        <p class="buttons">
          <Button action="create">{t(lang, "key.create")}</Button>
          <a class="button quiet" href="/key#import">{t(lang, "key.import.go")}</a>
          <button class="button quiet" type="submit" value="cancel" formnovalidate>
            {t(lang, "cancel")}
          </button>
        </p>
      </form>
    </dialog>
  );
}

/** The panda of the first sketches, in flat ink. */
function Panda() {
  return (
    <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
      <circle class="ink" cx="7" cy="8" r="5" />
      <circle class="ink" cx="25" cy="8" r="5" />
      <circle class="snow" cx="16" cy="18" r="12" />
      <ellipse class="ink" cx="11" cy="17" rx="3" ry="4" />
      <ellipse class="ink" cx="21" cy="17" rx="3" ry="4" />
      <circle class="snow-dot" cx="11.5" cy="16" r="1" />
      <circle class="snow-dot" cx="20.5" cy="16" r="1" />
      <path class="ink" d="M14 22h4l-2 2z" />
    </svg>
  );
}

function streamAddress({ nodes }: Sheet, stream: Stream = { festivals: [] }): string {
  const { festivals, everything, revision } = stream;
  const query = new URLSearchParams(festivals.map((id) => ["festival", id]));
  if (everything === true && festivals.length > 0) query.set("public", "1");
  if (revision !== undefined) query.set("revision", String(revision));
  if (nodes !== null) query.set("nodes", String(nodes));
  return `/api/v1/stream?${query}`;
}

/**
 * What other entries change: asked for again, and put in its place, when the stream says so. The
 * element itself stays: one that is exchanged forgets what came while it was asking.
 */
export function Live(
  { sheet, on, also, whole, children }: {
    sheet: Sheet;
    /** What else it depends on. */
    on?: "peers" | undefined;
    /** The id of an element outside of it that is exchanged with it. */
    also?: string | undefined;
    /** For a page that nobody writes on yet: all of it is exchanged. */
    whole?: boolean | undefined;
    children?: Child;
  },
) {
  const events = ["changed", "missed", ...(on === undefined ? [] : [on])];
  return (
    <div
      id="live"
      hx-get={sheet.address}
      hx-trigger={events.map((event) => `sse:${event}`).join(", ")}
      hx-select={whole ? "#main" : "#live > *"}
      hx-target={whole ? "#main" : "this"}
      hx-swap={whole ? "outerHTML" : "innerHTML"}
      hx-sync={whole ? "this:replace" : undefined}
      hx-select-oob={also === undefined ? undefined : `#${also}`}
    >
      {children}
    </div>
  );
}

/** A plain circle, a sentence, one action. */
export function Empty(
  { text, href, action }: { text: Child; href?: string; action?: Child },
) {
  return (
    <div class="empty">
      <span class="empty-circle" aria-hidden="true"></span>
      <p>{text}</p>
      {href !== undefined && (
        <p>
          <a href={href}>{action}</a>
        </p>
      )}
    </div>
  );
}
