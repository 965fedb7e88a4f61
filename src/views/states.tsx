/**
 * States: a shape, an outline and a word each, and a mark for browsers that draw nothing. Colour
 * never says anything alone (what the shapes are: `LOOK.md`).
 */
import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import type { EventDocument, RequestDocument, RequestStatus } from "../node/mod.ts";
import type { Sheet } from "./sheet.ts";
import { t, tx } from "./strings/mod.ts";
import { Time } from "./text.tsx";
import { DAY, type Zone } from "./time.ts";

export type Shape = "confirmed" | "open" | "denied" | "line" | "conflict" | "replaced";

/** What a text browser shows, and nobody else. */
const MARKS: { readonly [S in Shape]: string } = {
  confirmed: "[x]",
  open: "[ ]",
  denied: "[-]",
  line: "[.]",
  conflict: "[!]",
  replaced: "[~]",
};

const DRAWN: { readonly [S in Shape]: Child } = {
  confirmed: (
    <g>
      <circle class="flat-green outline" cx="12" cy="12" r="10" />
      <path class="drawn" d="m7 12.5 3.5 3.5 6.5-7.5" />
    </g>
  ),
  open: (
    <g>
      <circle class="flat-pink outline" cx="12" cy="12" r="10" />
      <circle class="hole outline" cx="12" cy="12" r="5" />
    </g>
  ),
  denied: (
    <g>
      <circle class="flat-red outline" cx="12" cy="12" r="10" />
      <path class="drawn" d="m8 8 8 8m0-8-8 8" />
    </g>
  ),
  line: <path class="flat-yellow outline" d="m12 1.5 10.5 10.5L12 22.5 1.5 12z" />,
  conflict: (
    <g>
      <path class="flat-yellow outline" d="m12 1.5 10.5 10.5L12 22.5 1.5 12z" />
      <path class="drawn" d="M12 6.5v7M12 16.5v.5" />
    </g>
  ),
  replaced: <circle class="hole outline dashed" cx="12" cy="12" r="10" />,
};

/** Every shape, once a page: a programme of hundreds of events uses them by their ids. */
export function Shapes() {
  return (
    <svg class="defs" width="0" height="0" aria-hidden="true">
      {Object.entries(DRAWN).map(([shape, drawn]) => (
        <symbol id={`shape-${shape}`} viewBox="0 0 24 24">{drawn}</symbol>
      ))}
    </svg>
  );
}

/** The shape and its mark. Words must stand beside it. */
export function Mark(
  { shape, place, size = 16 }: { shape: Shape; place?: number | undefined; size?: 16 | 24 },
) {
  return (
    <span
      class={`mark mark-${size}`}
      data-place={place !== undefined && place < 10 ? place : undefined}
    >
      <svg width={size} height={size} aria-hidden="true">
        <use href={`#shape-${shape}`} />
      </svg>
      <span class="text-only" aria-hidden="true">{MARKS[shape]}</span>
    </span>
  );
}

export function shapeOf(request: RequestDocument): Shape {
  if (request.status === "withdrawn") return "replaced";
  if (request.status !== "pending") return request.status;
  return request.line !== null && request.line > 1 ? "line" : "open";
}

/** The words of a request's state: `open since Tuesday`. */
export function StateWords(
  { sheet, request, zone }: { sheet: Sheet; request: RequestDocument; zone: Zone },
) {
  const shape = shapeOf(request);
  const { lang } = sheet;
  if (shape === "line") {
    return <span class="word word-waiting">{t(lang, "state.line", { n: request.line! })}</span>;
  }
  if (shape !== "open") {
    return <span class={`word word-${shape}`}>{t(lang, `state.${shape}`)}</span>;
  }
  const since = sheet.now - request.receivedAt;
  return (
    <span class="word word-open">
      {tx(lang, "state.open", {
        since: (
          <Time
            sheet={sheet}
            at={request.receivedAt}
            style={since < 0 || since > 6 * DAY ? "date" : "weekday"}
            zone={zone}
          />
        ),
      })}
    </span>
  );
}

/** Over this, shapes in a row become counts. */
const MOST_SHAPES = 8;
const ORDER = ["confirmed", "pending", "conflict", "denied"] as const;
const SHAPES: { readonly [S in RequestStatus]: Shape } = {
  confirmed: "confirmed",
  pending: "open",
  conflict: "conflict",
  denied: "denied",
  withdrawn: "replaced",
};

/** A shape in a row of them: two thousand events have five each, so it is no longer than this. */
const USED = Object.fromEntries(
  Object.keys(DRAWN).map((shape) => [shape, `<svg><use href="#shape-${shape}"/></svg>`]),
) as { readonly [S in Shape]: string };

/** How an event stands: a shape for each of its requests, and always the words. */
export function Tally({ sheet, requests }: { sheet: Sheet; requests: EventDocument["requests"] }) {
  const { lang } = sheet;
  if (requests.total === 0) return <span class="tally">{t(lang, "tally.none")}</span>;
  return (
    <span class="tally">
      {requests.total <= MOST_SHAPES
        ? (
          <span class="shapes" aria-hidden="true">
            {raw(ORDER.map((status) => USED[SHAPES[status]].repeat(requests[status])).join(""))}
            <i class="text-only">
              {ORDER.map((status) => MARKS[SHAPES[status]].repeat(requests[status]))}
            </i>
          </span>
        )
        : (
          <span class="shapes">
            {ORDER.filter((status) => requests[status] > 0).map((status) => [
              <span class="count">
                <Mark shape={SHAPES[status]} /> {requests[status]}{" "}
                <span class="hidden">{t(lang, `count.${status}`)}</span>
              </span>,
              " ",
            ])}
          </span>
        )}{" "}
      <span class="words">
        {t(lang, "tally.confirmed", { n: requests.confirmed, m: requests.total })}
      </span>
      {requests.conflict > 0 && [
        ", ",
        <span class="word word-waiting">
          {t(lang, "tally.conflict", { n: requests.conflict })}
        </span>,
      ]}
    </span>
  );
}

const HEART =
  "M12 21C4 15 1.5 11.5 1.5 7.5a5 5 0 0 1 10.5-2 5 5 0 0 1 10.5 2C22.5 11.5 20 15 12 21z";
const LEFT_HALF = "M12 21C4 15 1.5 11.5 1.5 7.5a5 5 0 0 1 10.5-2z";

/**
 * The heart: on how many other nodes what is here is kept. A shape and a word; nothing where it is not
 * known. `live`: where the page has a stream that tells of another number.
 */
export function Heart(
  { sheet, inHeader, live }: { sheet: Sheet; inHeader?: boolean; live?: boolean },
) {
  const { lang, nodes } = sheet;
  if (nodes === null) return null;
  return (
    <a
      class="heart"
      id={inHeader ? "heart" : undefined}
      href="/network"
      hx-get={live ? `/network/heart?lang=${lang}` : undefined}
      hx-trigger={live ? "sse:nodes, sse:missed" : undefined}
      hx-swap={live ? "innerHTML" : undefined}
    >
      <HeartShape nodes={nodes} lang={lang} />
    </a>
  );
}

/** What is inside of it: all that changes. */
export function HeartShape({ nodes, lang }: { nodes: number; lang: Sheet["lang"] }) {
  return (
    <>
      <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
        <path class="heart-hole" d={HEART} />
        {nodes > 0 && <path class="heart-fill" d={nodes === 1 ? LEFT_HALF : HEART} />}
        <path class="heart-line" d={HEART} />
      </svg>{" "}
      <span>{nodes === 0 ? t(lang, "heart.none") : t(lang, "heart.nodes", { n: nodes })}</span>
    </>
  );
}
