import type { FestivalDocument, RequestDocument, ResourceDocument } from "../../node/mod.ts";
import { Folded } from "../fields.tsx";
import type { DayRun } from "../../core/forms/mod.ts";
import { DeleteForm, type HoursView, kindWord, type Offers, ResourceForm } from "../forms/mod.ts";
import { HourList } from "../hours.tsx";
import { type Names, Person } from "../people.tsx";
import { type DocumentProposals, ProposalsOf } from "../proposals.tsx";
import { RequestRow } from "../requests.tsx";
import { PolicyWords } from "../policy_words.tsx";
import { AccessList, isPlace, LOCATION, PlaceFacts, Square } from "../resources.tsx";
import { Empty, Live, Shell } from "../shell.tsx";
import { ShareLink } from "../share.tsx";
import type { Sheet } from "../sheet.ts";
import { Mark } from "../states.tsx";
import { t, tx } from "../strings/mod.ts";
import { Contact, Hash, Prose, TimeSpan, Title, titleText, ZoneNote } from "../text.tsx";
import { DAY_BREAK, dayOf, formatDay, type Zone, zoneOf } from "../time.ts";
import { crumbsOf, streamOf } from "./festival.tsx";

export interface ResourceProps {
  sheet: Sheet;
  proposals: DocumentProposals;
  resource: ResourceDocument;
  festival: FestivalDocument;
  ancestors: readonly FestivalDocument[];
  /** Pending ones and conflicts in the order in which they came, then what was denied. */
  waiting: readonly RequestDocument[];
  answered: readonly RequestDocument[];
  moreAnswered: string | null;
  names: Names;
  /** Titles of what it needs, by id; those that are not known here are missing. */
  requires: ReadonlyMap<string, string>;
  forms: { readonly hours: HoursView; readonly offers: Offers };
  /** Its hours as runs of days that are alike; null where they are too many to tell so. */
  hours: readonly DayRun[] | null;
  /** Titles of what the policy names. */
  titles: ReadonlyMap<string, string>;
  revision: number;
}

export function resourcePage(props: ResourceProps) {
  const { sheet, resource, festival, names, waiting, answered } = props;
  const { lang } = sheet;
  const zone = zoneOf(festival.timezone);
  const here = `/resources/${resource.id}`;
  const location = resource.kind === LOCATION;
  return (
    <Shell
      sheet={sheet}
      title={titleText(sheet, resource.title)}
      description={resource.description.trim() === ""
        ? t(lang, "resource.description", {
          title: titleText(sheet, resource.title),
          festival: titleText(sheet, festival.title),
        })
        : resource.description}
      noindex={festival.visibility === "unlisted"}
      crumbs={crumbsOf(sheet, [festival, ...props.ancestors])}
      alternates={[{
        href: `${here}/calendar.ics`,
        type: "text/calendar",
        title: t(lang, "feed.resource"),
      }]}
      stream={streamOf(festival, props.ancestors, props.revision)}
      zone={zone}
    >
      <Live sheet={sheet}>
        <div class={location ? "hero place-hero" : "hero resource-hero"}>
          <Square kind={resource.kind} />
          <p class="kind">
            <bdi>{kindWord(sheet, resource.kind)}</bdi>
          </p>
          <h1>
            <Title sheet={sheet} text={resource.title} />
          </h1>
          <p class="by">
            {tx(lang, "resource.owner", {
              owner: <Person id={resource.author} names={names} />,
            })}
          </p>
        </div>
        {(location || resource.access !== null) && (
          <section aria-labelledby="access-heading">
            <h2 id="access-heading">{t(lang, "access")}</h2>
            <AccessList
              sheet={sheet}
              access={resource.access}
              ask={{ id: resource.author, contact: resource.contact }}
            />
          </section>
        )}
        {(location || resource.place !== null) && (
          <section aria-labelledby="place-heading">
            <h2 id="place-heading">{t(lang, "place")}</h2>
            <PlaceFacts sheet={sheet} resource={resource} />
          </section>
        )}
        <Prose text={resource.description} />
        <Facts {...props} zone={zone} />
        <section aria-labelledby="calendar-heading">
          <h2 id="calendar-heading">
            {t(lang, isPlace(resource.kind) ? "place.happens" : "resource.calendar")}
          </h2>
          <Calendar {...props} zone={zone} />
          {resource.bookings.length > 0 && (
            <p>
              <a class="more-link" href={`${here}/calendar.ics`} type="text/calendar">
                {t(lang, "feed.resource")}
              </a>
            </p>
          )}
        </section>
        <section aria-labelledby="waiting-heading">
          <h2 id="waiting-heading">{t(lang, "resource.waiting")}</h2>
          {waiting.length === 0
            ? (
              <Empty
                text={t(lang, "resource.nobody")}
                href={`/festivals/${festival.id}#programme`}
                action={t(lang, "resource.askfrom")}
              />
            )
            : (
              <>
                <p class="hint">{t(lang, "resource.line.hint")}</p>
                <ol class="rows states" role="list">
                  {waiting.map((request) => (
                    <RequestRow
                      sheet={sheet}
                      request={request}
                      names={names}
                      zone={zone}
                      by="event"
                      answer={here}
                    />
                  ))}
                </ol>
              </>
            )}
        </section>
        {answered.length > 0 && (
          <section aria-labelledby="answered-heading">
            <h2 id="answered-heading">{t(lang, "resource.answered")}</h2>
            <ul class="rows states" role="list">
              {answered.map((request) => (
                <RequestRow
                  sheet={sheet}
                  request={request}
                  names={names}
                  zone={zone}
                  by="event"
                  bookings={resource.bookings}
                  answer={here}
                />
              ))}
            </ul>
            {props.moreAnswered !== null && (
              <p>
                <a class="more-link" href={props.moreAnswered}>{t(lang, "more.requests")}</a>
              </p>
            )}
          </section>
        )}
      </Live>
      <section aria-labelledby="ask-heading">
        <h2 id="ask-heading">{t(lang, "resource.ask")}</h2>
        <p>
          {tx(lang, "resource.ask.how", {
            programme: (
              <a href={`/festivals/${festival.id}#programme`}>{t(lang, "resource.ask.link")}</a>
            ),
          })}
        </p>
        <p>
          <a class="more-link" href={`/festivals/${festival.id}/plan?resource=${resource.id}`}>
            {t(lang, "plan.resource")}
          </a>
        </p>
      </section>
      <ProposalsOf
        sheet={sheet}
        id={resource.id}
        author={resource.author}
        zone={zone}
        kind="resource"
        proposals={props.proposals}
      />
      <section aria-labelledby="edit-heading" class="author-tools" data-only={resource.author}>
        <h2 id="edit-heading">{t(lang, "resource.change")}</h2>
        <p class="hint">{t(lang, "only.owner")}</p>
        <Folded label={t(lang, "resource.edit")} only={[resource.author]}>
          <ResourceForm
            sheet={sheet}
            festival={festival}
            location={location}
            current={resource}
            {...props.forms}
          />
        </Folded>
        <DeleteForm
          sheet={sheet}
          schema="resource"
          id={resource.id}
          festival={resource.festival}
          only={[resource.author]}
          then={`/festivals/${festival.id}#resources`}
          label="resource.delete"
          sure="resource.delete.sure"
        />
      </section>
      <ShareLink
        sheet={sheet}
        id={resource.id}
        title={titleText(sheet, resource.title)}
        more={resource.place?.address}
      />
      <p class="id-note">{tx(lang, "resource.id", { id: <Hash hex={resource.id} /> })}</p>
    </Shell>
  );
}

function Facts(
  { sheet, resource, festival, names, requires, titles, hours, zone }: ResourceProps & {
    zone: Zone;
  },
) {
  const { lang } = sheet;
  return (
    <dl class="facts">
      <div>
        <dt>{t(lang, "answers")}</dt>
        <dd>
          <PolicyWords
            sheet={sheet}
            resource={resource}
            zone={zone}
            mentioned={{ names, titles }}
          />
        </dd>
      </div>
      <div>
        <dt>{t(lang, "quantity")}</dt>
        <dd>{resource.quantity}</dd>
      </div>
      {resource.people !== null && (
        <div>
          <dt>{t(lang, "fits")}</dt>
          <dd>{resource.people}</dd>
        </div>
      )}
      {resource.deputy !== null && (
        <div>
          <dt>{t(lang, "deputy")}</dt>
          <dd>
            {resource.deputy === sheet.agent
              ? tx(lang, "deputy.node", { agent: <Person id={resource.deputy} names={names} /> })
              : <Person id={resource.deputy} names={names} />}
          </dd>
        </div>
      )}
      {resource.contact !== null && resource.contact !== "" && (
        <div>
          <dt>{t(lang, "contact")}</dt>
          <dd>
            <Contact text={resource.contact} />
          </dd>
        </div>
      )}
      {resource.requires !== null && resource.requires.length > 0 && (
        <div>
          <dt>{t(lang, "resource.requires")}</dt>
          <dd>
            {resource.requires.map((id, i) => [
              i > 0 && ", ",
              <a href={`/resources/${id}`}>
                {requires.has(id)
                  ? <Title sheet={sheet} text={requires.get(id)!} />
                  : <Hash hex={id} digits={16} />}
              </a>,
            ])}
          </dd>
        </div>
      )}
      {resource.availability !== null && (
        <div>
          <dt>{t(lang, "resource.availability")}</dt>
          <dd>
            {resource.availability.length === 0
              ? t(lang, "resource.never")
              : hours !== null
              ? <HourList sheet={sheet} runs={hours} />
              : (
                <ul class="plain">
                  {resource.availability.map(({ start, end }) => (
                    <li>
                      <TimeSpan sheet={sheet} start={start} end={end} zone={zone} />
                    </li>
                  ))}
                </ul>
              )}
          </dd>
        </div>
      )}
      {resource.tags.length > 0 && (
        <div>
          <dt>{t(lang, "tags")}</dt>
          <dd>
            {resource.tags.map((tag) => [
              <a class="tag" href={`/festivals/${festival.id}?tag=${encodeURIComponent(tag)}`}>
                <bdi>{tag}</bdi>
              </a>,
              " ",
            ])}
          </dd>
        </div>
      )}
    </dl>
  );
}

/** Bookings that stand, a list a day. */
function Calendar({ sheet, resource, festival, zone }: ResourceProps & { zone: Zone }) {
  const { lang } = sheet;
  if (resource.bookings.length === 0) {
    return <p>{t(lang, isPlace(resource.kind) ? "place.quiet" : "resource.free")}</p>;
  }
  const days = new Map<string, typeof resource.bookings[number][]>();
  for (const booking of resource.bookings) {
    const key = dayOf(booking.start, zone, festival.dayBreak ?? DAY_BREAK);
    const day = days.get(key);
    if (day === undefined) days.set(key, [booking]);
    else day.push(booking);
  }
  return (
    <>
      <ZoneNote sheet={sheet} zone={zone} />
      {[...days].map(([key, bookings]) => (
        <section class="calendar-day">
          <h3>{formatDay(key, lang) ?? t(lang, "time.beyond")}</h3>
          <ul class="rows" role="list">
            {bookings.map((booking) => (
              <li class="row state">
                <p>
                  <Mark shape="confirmed" />{" "}
                  <TimeSpan
                    sheet={sheet}
                    start={booking.start}
                    end={booking.end}
                    zone={zone}
                    day={false}
                  />{" "}
                  <a href={`/events/${booking.event}`}>
                    <Title sheet={sheet} text={booking.eventTitle} />
                  </a>
                  {booking.quantity > 1 && ` × ${booking.quantity}`}:{" "}
                  <span class="word word-confirmed">{t(lang, "state.confirmed")}</span> ·{" "}
                  <a href={`/requests/${booking.request}`}>{t(lang, "request.link")}</a>
                </p>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
