import type {
  AskedBefore,
  Booking,
  EventDocument,
  EventPlace,
  FestivalDocument,
  Hex,
  RequestDocument,
} from "../../node/mod.ts";
import { Folded } from "../fields.tsx";
import {
  AgainFields,
  AgainForm,
  DeleteForm,
  EventForm,
  type Offers,
  type Others,
  OthersFields,
  RequestForm,
  StageForm,
} from "../forms/mod.ts";
import { type Names, Person } from "../people.tsx";
import type { AskedFor } from "../policy_asks.tsx";
import { Where } from "../programme.tsx";
import { type DocumentProposals, ProposalsOf } from "../proposals.tsx";
import { RequestRow } from "../requests.tsx";
import { AccessList } from "../resources.tsx";
import { Empty, Live, Shell } from "../shell.tsx";
import { ShareLink } from "../share.tsx";
import type { Sheet } from "../sheet.ts";
import { Tally } from "../states.tsx";
import { t, tx } from "../strings/mod.ts";
import { Hash, OuterLink, Prose, TimeSpan, Title, titleText, ZoneNote } from "../text.tsx";
import { formatTime, zoneOf } from "../time.ts";
import { crumbsOf, streamOf } from "./festival.tsx";
import { FestivalTitle } from "../dates.tsx";

export interface EventProps {
  sheet: Sheet;
  proposals: DocumentProposals;
  event: EventDocument;
  festival: FestivalDocument;
  ancestors: readonly FestivalDocument[];
  /** Those that count, and those that another one replaces. */
  requests: readonly RequestDocument[];
  /** What its author withdrew and has not asked for since. */
  before: readonly AskedBefore[];
  /** Those of the same series: its author's, of the same title. */
  others: Others;
  places: readonly EventPlace[];
  /** What is booked of the resources that it got too late. */
  taken: ReadonlyMap<Hex, readonly Booking[]>;
  names: Names;
  /** What somebody without script chose to ask for. */
  asked: AskedFor | null;
  /** What can be asked for, by festival: its own, then its ancestors. */
  offers: Offers;
  /** A denied request, and what could be asked for instead of it. */
  instead: { readonly request: RequestDocument; readonly offers: Offers } | null;
  revision: number;
}

export function eventPage(props: EventProps) {
  const { sheet, event, festival, requests, names } = props;
  const { lang } = sheet;
  const zone = zoneOf(festival.timezone);
  const here = `/events/${event.id}`;
  const before = movedFrom(event, requests);
  const alike = (gesture: "plan" | "cancel" | "delete", others: Others) => ({
    timezone: zone.name,
    others: others.length === 0
      ? undefined
      : <OthersFields {...{ sheet, event, others, zone, gesture }} form={`event-${gesture}`} />,
  });
  return (
    <Shell
      sheet={sheet}
      title={titleText(sheet, event.title)}
      description={event.description.trim() === ""
        ? t(lang, "event.description", {
          title: titleText(sheet, event.title),
          festival: titleText(sheet, festival.title),
        })
        : event.description}
      noindex={festival.visibility === "unlisted"}
      crumbs={crumbsOf(sheet, [festival, ...props.ancestors])}
      alternates={[{
        href: `${here}/calendar.ics`,
        type: "text/calendar",
        title: t(lang, "feed.event"),
      }]}
      stream={streamOf(festival, props.ancestors, props.revision)}
      zone={zone}
    >
      <Live sheet={sheet}>
        <article class={`event stage-${event.stage}`} aria-labelledby="event-title">
          <div class="hero event-hero">
            {event.stage !== "planned" && (
              <p>
                <strong class="badge">{t(lang, `stage.${event.stage}`)}</strong>
              </p>
            )}
            {event.official && (
              <p>
                <strong class="badge">{t(lang, "event.official")}</strong>
              </p>
            )}
            <h1 id="event-title">
              <Title sheet={sheet} text={event.title} />
            </h1>
            <p class="when">
              <TimeSpan sheet={sheet} start={event.start} end={event.end} zone={zone} />
            </p>
            {before !== undefined && (
              <p class="moved">
                {tx(lang, "event.moved", {
                  span: (
                    <TimeSpan sheet={sheet} start={before.start} end={before.end} zone={zone} />
                  ),
                })}
              </p>
            )}
            <p class="where">
              <Where sheet={sheet} event={event} places={props.places} />
            </p>
            <p class="by">
              {tx(lang, "event.by", { author: <Person id={event.author} names={names} /> })}
            </p>
          </div>
          <p class="places">
            <a href={`${here}/calendar.ics`} type="text/calendar">{t(lang, "feed.event")}</a>
          </p>
          <ZoneNote sheet={sheet} zone={zone} />
          <Prose text={event.description} />
          {event.tags.length > 0 && (
            <ul class="tags" aria-label={t(lang, "tags")}>
              {event.tags.map((tag) => (
                <li>
                  <a
                    class="tag"
                    href={`/festivals/${festival.id}?tag=${encodeURIComponent(tag)}`}
                  >
                    <bdi>{tag}</bdi>
                  </a>
                </li>
              ))}
            </ul>
          )}
          {event.links !== null && event.links.length > 0 && (
            <ul class="plain">
              {event.links.map((link) => (
                <li>
                  <OuterLink url={link.url}>{link.label === "" ? link.url : link.label}</OuterLink>
                </li>
              ))}
            </ul>
          )}
          {event.access !== null && (
            <section aria-labelledby="access-heading">
              <h2 id="access-heading">{t(lang, "access")}</h2>
              <AccessList
                sheet={sheet}
                access={event.access}
                ask={{ id: event.author, contact: null }}
              />
            </section>
          )}
          <section aria-labelledby="requests-heading">
            <h2 id="requests-heading">{t(lang, "event.needs")}</h2>
            {event.stage === "cancelled"
              ? <p>{t(lang, "event.cancelled.words")}</p>
              : (
                <p class="tally-line">
                  <Tally sheet={sheet} requests={event.requests} />
                </p>
              )}
            {requests.length === 0
              ? event.stage !== "cancelled" && (
                <Empty
                  text={t(lang, "event.asksnothing")}
                  href={`/festivals/${festival.id}#resources`}
                  action={t(lang, "resources.see")}
                />
              )
              : (
                <ul class="rows states" role="list">
                  {requests.map((request) => (
                    <RequestRow
                      sheet={sheet}
                      request={request}
                      names={names}
                      zone={zone}
                      by="resource"
                      covers={event}
                      instead={requests.find(({ replaces, status }) =>
                        replaces === request.id && status === "pending"
                      )}
                      bookings={props.taken.get(request.resource)}
                      withdraw={here}
                      size={24}
                    />
                  ))}
                </ul>
              )}
          </section>
        </article>
      </Live>
      <AgainForm {...{ sheet, event, names, zone, before: props.before }} />
      <Ask {...props} />
      <ProposalsOf
        sheet={sheet}
        id={event.id}
        author={event.author}
        zone={zone}
        proposals={props.proposals}
        asks={event.festival}
        kind="event"
      />
      <section aria-labelledby="edit-heading" class="author-tools" data-only={event.author}>
        <h2 id="edit-heading">{t(lang, "event.change")}</h2>
        <p class="hint">{t(lang, "only.author")}</p>
        {event.stage !== "planned" && (
          <StageForm
            sheet={sheet}
            event={event}
            stage="planned"
            again={event.stage === "cancelled" && props.before.length > 0
              ? <AgainFields {...{ sheet, names, zone, before: props.before }} />
              : undefined}
            {...alike("plan", props.others.filter(({ stage }) => stage === event.stage))}
          />
        )}
        <Folded label={t(lang, "event.edit")} only={[event.author]}>
          <EventForm sheet={sheet} festival={festival} current={event} others={props.others} />
        </Folded>
        {event.stage !== "cancelled" && (
          <StageForm
            sheet={sheet}
            event={event}
            stage="cancelled"
            {...alike("cancel", props.others.filter(({ stage }) => stage !== "cancelled"))}
          />
        )}
        <DeleteForm
          sheet={sheet}
          schema="event"
          id={event.id}
          festival={event.festival}
          only={[event.author]}
          then={`/festivals/${festival.id}`}
          label="event.delete"
          sure="event.delete.sure"
          timezone={zone.name}
        >
          {alike("delete", props.others).others}
        </DeleteForm>
      </section>
      <p>
        <a href={`/festivals/${festival.id}`}>
          {tx(lang, "event.back", {
            festival: <FestivalTitle sheet={sheet} festival={festival} />,
          })}
        </a>
      </p>
      <ShareLink
        sheet={sheet}
        id={event.id}
        title={titleText(sheet, event.title)}
        more={formatTime(event.start, "full", zone, lang) ?? undefined}
      />
      <p class="id-note">{tx(lang, "event.id", { id: <Hash hex={event.id} /> })}</p>
    </Shell>
  );
}

/** What a moved event had asked for, where that was at another time of day or on another day. */
function movedFrom(
  event: EventDocument,
  requests: readonly RequestDocument[],
): RequestDocument | undefined {
  if (event.stage === "cancelled") return undefined;
  return requests.find(({ status, start, end }) =>
    status === "withdrawn" && start !== event.start && end !== event.end
  );
}

function Ask({ sheet, event, festival, offers, instead, asked }: EventProps) {
  const { lang } = sheet;
  if (event.stage === "cancelled") return null;
  return (
    <section id="ask" aria-labelledby="ask-heading" data-only={event.author}>
      <h2 id="ask-heading">{t(lang, "request.ask")}</h2>
      {instead !== null && (
        <Instead sheet={sheet} event={event} festival={festival} instead={instead} />
      )}
      {offers.length === 0
        ? (
          <Empty
            text={t(lang, "request.nothing")}
            href={`/festivals/${festival.id}#announce-resource`}
            action={t(lang, "resource.announce")}
          />
        )
        : (
          <>
            <p>{t(lang, "request.how")}</p>
            {offers.map((offer) => (
              <Folded
                only={[event.author]}
                open={asked?.resource.festival === offer.festival.id}
                label={offer.festival.id === festival.id
                  ? t(lang, "request.here")
                  : tx(lang, "request.there", {
                    festival: <FestivalTitle sheet={sheet} festival={offer.festival} />,
                  })}
              >
                <RequestForm
                  sheet={sheet}
                  event={event}
                  festival={festival}
                  where={offer.festival}
                  resources={offer.resources}
                  asked={asked?.resource.festival === offer.festival.id ? asked : null}
                />
              </Folded>
            ))}
          </>
        )}
    </section>
  );
}

/** Another one like what was denied: of the same kind, free at that time. */
function Instead(
  { sheet, event, festival, instead }: {
    sheet: Sheet;
    event: EventDocument;
    festival: FestivalDocument;
    instead: NonNullable<EventProps["instead"]>;
  },
) {
  const { lang } = sheet;
  const { request, offers } = instead;
  return (
    <section class="instead" aria-labelledby="instead-heading">
      <h3 id="instead-heading">
        {tx(lang, "request.another.title", {
          title: <Title sheet={sheet} text={request.resourceTitle} />,
        })}
      </h3>
      {offers.length === 0 ? <p>{t(lang, "request.another.none")}</p> : (
        <>
          <p>{t(lang, "request.another.hint")}</p>
          {offers.map((offer) => (
            <RequestForm
              sheet={sheet}
              event={event}
              festival={festival}
              where={offer.festival}
              resources={offer.resources}
              instead={request}
            />
          ))}
        </>
      )}
    </section>
  );
}
