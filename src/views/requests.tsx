/** A request as a row: shape, what it is about, its state in words, and what can be done. */
import type { Child } from "hono/jsx";
import type { Booking, RequestDocument } from "../node/mod.ts";
import { AnswerForm, DeleteForm, WholeTimeForm } from "./forms/mod.ts";
import { type Names, Person } from "./people.tsx";
import type { Sheet } from "./sheet.ts";
import { Mark, shapeOf, StateWords } from "./states.tsx";
import { t, tx } from "./strings/mod.ts";
import { Prose, TimeSpan, Title } from "./text.tsx";
import type { Zone } from "./time.ts";

interface RowProps {
  sheet: Sheet;
  request: RequestDocument;
  names: Names;
  zone: Zone;
  /** What the row is called by: on an event's page its resource, elsewhere its event. */
  by: "resource" | "event" | "both";
  /** The event's time, to say where a booking does not cover it. */
  covers?: { readonly start: number; readonly end: number } | undefined;
  /** What is asked for in its place, and waits. */
  instead?: RequestDocument | undefined;
  /** Bookings of its resource: what is in its way, where it was confirmed and does not stand. */
  bookings?: readonly Booking[] | undefined;
  /** With buttons to answer it, or to withdraw it; then the page comes again. */
  answer?: string | undefined;
  withdraw?: string | undefined;
  /** What chooses it among others. */
  choose?: Child;
  size?: 16 | 24;
}

export function RequestRow(props: RowProps) {
  const {
    sheet,
    request,
    names,
    zone,
    by,
    covers,
    instead,
    bookings,
    answer,
    withdraw,
    size = 16,
  } = props;
  const { lang } = sheet;
  const shape = shapeOf(request);
  const short = covers !== undefined && request.status !== "withdrawn" &&
    (request.start > covers.start || request.end < covers.end);
  const asks = request.status !== "withdrawn";
  return (
    <li class={`row state state-${shape}`}>
      <div>
        <p class="row-title">
          <Mark
            shape={shape}
            place={shape === "line" ? request.line! : undefined}
            size={size}
          />{" "}
          <RequestName sheet={sheet} request={request} by={by} />:{" "}
          <StateWords
            sheet={sheet}
            request={request}
            zone={zone}
          />
        </p>
        <p class="row-facts">
          <TimeSpan sheet={sheet} start={request.start} end={request.end} zone={zone} />
          {request.quantity > 1 && ` · ${t(lang, "request.many", { n: request.quantity })}`}
          {" · "}
          {by === "resource"
            ? tx(lang, "resource.of", { owner: <Person id={request.owner} names={names} /> })
            : tx(lang, "request.by", { author: <Person id={request.author} names={names} /> })}
          {" · "}
          <a href={`/requests/${request.id}`}>{t(lang, "request.link")}</a>
          {asks && request.owner !== request.author && [
            " · ",
            <a href={`/requests/${request.id}#tell`}>{t(lang, "tell.link")}</a>,
          ]}
        </p>
        {short && (
          <>
            <p class="warning">{t(lang, "request.short")}</p>
            {instead !== undefined && (
              <p>
                {tx(lang, "request.instead", {
                  time: (
                    <TimeSpan sheet={sheet} start={instead.start} end={instead.end} zone={zone} />
                  ),
                })}
              </p>
            )}
            {withdraw !== undefined && instead === undefined && (
              <WholeTimeForm sheet={sheet} request={request} event={covers} then={withdraw} />
            )}
          </>
        )}
        {request.status === "conflict" && bookings !== undefined && (
          <InTheWay sheet={sheet} request={request} bookings={bookings} zone={zone} />
        )}
        {request.reason !== null && request.reason !== "" && (
          <Quote label={t(lang, "request.reason")}>
            <Prose text={request.reason} />
          </Quote>
        )}
        {request.note !== null && request.note !== "" && by !== "resource" && (
          <Quote label={t(lang, "request.says")}>
            <Prose text={request.note} />
          </Quote>
        )}
        {props.choose}
        {asks && answer !== undefined && (
          <AnswerForm sheet={sheet} request={request} then={answer} reason={false} />
        )}
        {withdraw !== undefined && <AnotherLikeIt sheet={sheet} request={request} />}
        {asks && withdraw !== undefined && (
          <DeleteForm
            sheet={sheet}
            schema="request"
            id={request.id}
            festival={request.festival}
            only={[request.author]}
            then={withdraw}
            label="request.withdraw"
            sure="request.withdraw.sure"
          />
        )}
      </div>
    </li>
  );
}

/** What holds the time that a request has no room in. */
export function InTheWay(
  { sheet, request, bookings, zone }: {
    sheet: Sheet;
    request: RequestDocument;
    bookings: readonly Booking[];
    zone: Zone;
  },
) {
  const against = bookings.filter((one) => one.start < request.end && one.end > request.start);
  if (against.length === 0) return null;
  return (
    <p class="warning">
      {t(sheet.lang, request.status === "conflict" ? "conflict.with" : "request.held")}{" "}
      {against.slice(0, MOST_AGAINST).map((booking, i) => [
        i > 0 && ", ",
        <a href={`/events/${booking.event}`}>
          <Title sheet={sheet} text={booking.eventTitle} />
        </a>,
        " (",
        <TimeSpan sheet={sheet} start={booking.start} end={booking.end} zone={zone} />,
        ")",
      ])}
      {against.length > MOST_AGAINST && " …"}
    </p>
  );
}

const MOST_AGAINST = 5;

/** Where to look for something instead of what cannot be had; nothing of what can. */
export function AnotherLikeIt({ sheet, request }: { sheet: Sheet; request: RequestDocument }) {
  if (request.status !== "denied" && request.status !== "conflict") return null;
  return (
    <p data-only={request.author}>
      <a class="button quiet" href={`/events/${request.event}?instead=${request.id}#ask`}>
        {t(sheet.lang, "request.another")}
      </a>
    </p>
  );
}

export function RequestName(
  { sheet, request, by }: { sheet: Sheet; request: RequestDocument; by: RowProps["by"] },
) {
  const resource = (
    <a href={`/resources/${request.resource}`}>
      <Title sheet={sheet} text={request.resourceTitle} />
    </a>
  );
  const event = (
    <a href={`/events/${request.event}`}>
      <Title sheet={sheet} text={request.eventTitle} />
    </a>
  );
  if (by === "resource") return resource;
  if (by === "event") return event;
  return <span>{tx(sheet.lang, "request.name", { event, resource })}</span>;
}

export function Quote({ label, children }: { label: Child; children?: Child }) {
  return (
    <div class="quote">
      <p class="quote-label">{label}</p>
      {children}
    </div>
  );
}
