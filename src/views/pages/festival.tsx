import type { FestivalDocument, Hex, NestedFestival, ResourceDocument } from "../../node/mod.ts";
import { Feeds, feedsOf } from "../feeds.tsx";
import { Nested, People, Resources } from "../festival_lists.tsx";
import { type EventChoice, EventFilters, isChosen, type NamedPlace } from "../filters.tsx";
import type { TimeChoices } from "../filter_fields.tsx";
import { Folded } from "../fields.tsx";
import {
  type Announced,
  AnnounceForm,
  AnnouncementForms,
  EventForm,
  FestivalForm,
  type HoursView,
  type Offers,
  ResourceForm,
} from "../forms/mod.ts";
import { type Typed, WhichIsMeant } from "../named_field.tsx";
import { nameOf, type Names } from "../people.tsx";
import { type Arrival, ArrivalNotice } from "../peers.tsx";
import {
  AsCollective,
  type DocumentProposals,
  type KeptCollective,
  ProposalsOf,
} from "../proposals.tsx";
import { NoEvents, Programme } from "../programme.tsx";
import { type Crumb, Live, Shell, type Stream } from "../shell.tsx";
import { ShareLink } from "../share.tsx";
import type { Sheet } from "../sheet.ts";
import { t, tx } from "../strings/mod.ts";
import { Hash, Prose, titleText, ZoneNote } from "../text.tsx";
import { DAY_BREAK, type Zone, zoneOf } from "../time.ts";
import type { ProgrammeItem } from "../timeline.ts";
import { FestivalDates, FestivalTitle } from "../dates.tsx";

export interface FestivalProps {
  sheet: Sheet;
  proposals: DocumentProposals;
  /** Whose keys this node keeps. */
  collectives: readonly KeptCollective[];
  festival: FestivalDocument;
  /** From the parent upwards. */
  ancestors: readonly FestivalDocument[];
  nested: readonly NestedFestival[];
  /** Its own announcements in those around it. */
  announced: readonly Announced[];
  items: readonly ProgrammeItem[];
  locations: readonly ResourceDocument[];
  resources: readonly ResourceDocument[];
  /** Authors of the festival's logs. */
  people: readonly Hex[];
  /** What of its author's can be its token. */
  tokens: readonly ResourceDocument[];
  names: Names;
  /** All tags in use, however the list is filtered. */
  tags: readonly string[];
  choice: EventChoice;
  /** Whether the times that were given by hand are none. */
  wrongTimes: boolean;
  who: Typed;
  /** Where there are more places than a list should have. */
  place: NamedPlace | undefined;
  times: TimeChoices;
  /** Places to choose by. */
  halls: readonly ResourceDocument[];
  /** Festivals inside of this one, and of those, that are here. */
  below: readonly FestivalDocument[];
  /** Addresses of the next pages of lists that are longer than one. */
  more: {
    readonly locations: string | null;
    readonly resources: string | null;
    readonly people: string | null;
    readonly nested: string | null;
  };
  revision: number;
  /** Whether this node takes what is new. */
  followed: boolean;
  /** How far it has come; null where no connected node has it. */
  arrival: Arrival | null;
  /** The whole address, where the festival is to be shared by it. */
  share: string;
  /** For the forms of what is new here. */
  forms: { readonly hours: HoursView; readonly offers: Offers };
}

export function festivalPage(props: FestivalProps) {
  const { sheet, festival, ancestors, items, choice, revision } = props;
  const { lang } = sheet;
  const zone = zoneOf(festival.timezone);
  const dayBreak = festival.dayBreak ?? DAY_BREAK;
  const unlisted = festival.visibility === "unlisted";
  const all = `/festivals/${festival.id}`;
  const { nested, ...chosen } = choice;
  const filtered = isChosen(chosen);
  const open = isOpen(props);
  // Of a festival that has not begun to arrive there is nothing to look through.
  const { events, resources } = festival.counts;
  const begun = festival.known || filtered || events + resources + props.people.length > 0;
  // Visitors see first what holds the festival's token, if it has one.
  const official = festival.token === null ? items : items.filter(({ event }) => event.official);
  const others = festival.token === null ? [] : items.filter(({ event }) => !event.official);
  return (
    <Shell
      sheet={sheet}
      title={festival.known ? titleText(sheet, festival.title) : festival.id.slice(0, 16)}
      description={festival.description.trim() === ""
        ? t(lang, "festival.description", { title: titleText(sheet, festival.title) })
        : festival.description}
      noindex={unlisted}
      crumbs={crumbsOf(sheet, ancestors)}
      alternates={feedsOf(sheet, festival.id)}
      stream={streamOf(
        festival,
        nested === "" ? ancestors : [...ancestors, ...props.below],
        revision,
      )}
      zone={zone}
    >
      <div class="hero festival-hero" id="festival-head">
        <h1>
          <FestivalTitle sheet={sheet} festival={festival} />
        </h1>
        <p class="when">
          {festival.known && <FestivalDates sheet={sheet} festival={festival} />}
          {festival.closed && <strong class="badge">{t(lang, "festival.isclosed")}</strong>}
          {unlisted && festival.known && (
            <strong class="badge">{t(lang, "visibility.unlisted")}</strong>
          )}
        </p>
        {begun && (
          <p class="counts">
            <a class="count-shape is-card" href="#programme">
              {t(lang, "count.events", { n: festival.counts.events })}
            </a>{" "}
            <a class="count-shape is-square" href="#resources">
              {t(lang, "count.resources", { n: festival.counts.resources })}
            </a>{" "}
            <a class="count-shape is-circle" href="#people">
              {props.more.people === null
                ? t(lang, "count.people", { n: props.people.length })
                : t(lang, "count.people.many", { n: props.people.length })}
            </a>
          </p>
        )}
        {festival.known
          ? <Prose text={festival.description} />
          : <p>{t(lang, "festival.unknown")}</p>}
        <div
          id="arrival"
          hx-get={`${all}/arrival?lang=${lang}`}
          hx-trigger="sse:arrival"
          hx-swap="innerHTML"
        >
          <ArrivalNotice {...props} id={festival.id} known={festival.known} />
        </div>
        {unlisted && <Share sheet={sheet} address={props.share} known={festival.known} />}
      </div>
      {festival.known && (
        <>
          <nav class="places" aria-label={t(lang, "festival.nav")}>
            <a href="#programme">{t(lang, "programme")}</a>{" "}
            {others.length > 0 && <a href="#also">{t(lang, "programme.also")}</a>}{" "}
            <a href="#locations">{t(lang, "locations")}</a>{" "}
            <a href="#resources">{t(lang, "resources")}</a>{" "}
            <a href="#people">{t(lang, "people")}</a>{" "}
            {props.nested.length > 0 && <a href="#nested">{t(lang, "nested.short")}</a>}{" "}
            <a href={`${all}/activity`}>{t(lang, "activity")}</a>{" "}
            <a href="#take-part">{t(lang, "takepart")}</a>
          </nav>
          <WhichIsMeant
            sheet={sheet}
            form="search"
            typed="who"
            written={props.who}
            none="named.who.none"
            several="named.who.several"
          />
          {props.place !== undefined && (
            <WhichIsMeant
              sheet={sheet}
              form="search"
              typed="where"
              written={props.place.where}
              none="named.where.none"
              several="named.where.several"
            />
          )}
          <EventFilters
            sheet={sheet}
            path={all}
            choice={choice}
            times={props.times}
            tags={props.tags}
            locations={props.halls}
            place={props.place}
            {...ownersOf(props)}
            who={props.who}
            wrongTimes={props.wrongTimes}
            below={props.below}
          />
        </>
      )}
      <Live
        sheet={sheet}
        also={festival.known ? "festival-head" : undefined}
        whole={!festival.known}
      >
        {begun && (
          <>
            <section id="programme" aria-labelledby="programme-heading">
              <h2 id="programme-heading">{t(lang, "programme")}</h2>
              {items.length > 0 && <ZoneNote sheet={sheet} zone={zone} />}
              {official.length > 0
                ? <Programme sheet={sheet} items={official} zone={zone} dayBreak={dayBreak} />
                : others.length > 0
                ? <p>{t(lang, "programme.unofficial")}</p>
                : <NoEvents sheet={sheet} filtered={filtered} all={all} open={open} />}
            </section>
            {others.length > 0 && (
              <section id="also" aria-labelledby="also-heading">
                <h2 id="also-heading">{t(lang, "programme.also")}</h2>
                <p>{t(lang, "programme.also.what")}</p>
                <Programme
                  sheet={sheet}
                  items={others}
                  zone={zone}
                  dayBreak={dayBreak}
                  part="also"
                />
              </section>
            )}
            <div class="columns">
              <Resources
                {...props}
                id="locations"
                list={props.locations}
                next={props.more.locations}
                filtered={filtered}
                open={open}
                all={`${all}/resources?place=1`}
              />
              <Resources
                {...props}
                id="resources"
                list={props.resources}
                next={props.more.resources}
                filtered={filtered}
                open={open}
                all={`${all}/resources`}
              />
            </div>
            <People {...props} next={props.more.people} />
            {props.nested.length > 0 && <Nested {...props} next={props.more.nested} />}
          </>
        )}
      </Live>
      <TakePart {...props} zone={zone} />
      {festival.known && (
        <ProposalsOf
          sheet={sheet}
          id={festival.id}
          author={festival.author}
          zone={zone}
          proposals={props.proposals}
        />
      )}
      {begun && <Feeds sheet={sheet} festival={festival.id} />}
    </Shell>
  );
}

const MOST_SUGGESTED = 50;

/** Who is chosen, and names of some who may be: anybody else's can be typed. */
function ownersOf({ choice: { owner }, people, names }: FestivalProps) {
  return {
    owner: owner === "" ? null : { id: owner, title: nameOf(names, owner) },
    suggested: people.slice(0, MOST_SUGGESTED).map((key) => nameOf(names, key)),
  };
}

/** Whether anything can be said in it here: nothing promises what its forms would refuse. */
function isOpen({ festival, followed }: FestivalProps): boolean {
  return festival.known && followed && !festival.closed;
}

/** A festival's page shows what its ancestors lend, too. */
export function streamOf(
  festival: FestivalDocument,
  ancestors: readonly FestivalDocument[],
  revision: number,
): Stream {
  return { festivals: [festival, ...ancestors].map(({ id }) => id), revision };
}

export function crumbsOf(
  sheet: Sheet,
  /** From the nearest upwards. */
  ancestors: readonly FestivalDocument[],
): Crumb[] {
  return [
    { href: "/", label: t(sheet.lang, "nav.home") },
    ...[...ancestors].reverse().map((festival) => ({
      href: `/festivals/${festival.id}`,
      label: <FestivalTitle sheet={sheet} festival={festival} />,
    })),
  ];
}

function Share(
  { sheet, address, known }: { sheet: Sheet; address: string; known: boolean },
) {
  const { lang } = sheet;
  return (
    <div class="share">
      <p>{t(lang, known ? "share.secret" : "share.unknown")}</p>
      <p>
        <label for="share-address">{t(lang, "share.address")}</label>
        <input id="share-address" type="text" readonly value={address} />
      </p>
    </div>
  );
}

/** For the author of a nested one: where it is announced, to take that back or to say it again. */
function Announcements({ sheet, festival, ancestors, announced }: FestivalProps) {
  const { author, parent, id } = festival;
  const around = new Map(ancestors.map((one) => [one.id, one]));
  const here = announced.filter((one) => one.author === author && around.has(one.festival));
  const above = parent === null ? undefined : around.get(parent);
  const isMissing = above !== undefined && here.every((one) => one.festival !== parent);
  if (author === null || here.length === 0 && !isMissing) return null;
  const { lang } = sheet;
  const then = `/festivals/${id}`;
  return (
    <section id="announcement" class="author-tools" data-only={author}>
      {here.map((one) => {
        const where = <FestivalTitle sheet={sheet} festival={around.get(one.festival)!} />;
        return (
          <>
            <h3>{tx(lang, "nesting.of", { festival: where })}</h3>
            {festival.visibility === "unlisted" && (
              <p class="warning">{tx(lang, "nesting.unlisted", { festival: where })}</p>
            )}
            <AnnouncementForms sheet={sheet} announced={one} child={festival} then={then} />
          </>
        );
      })}
      {isMissing && festival.visibility === "public" && (
        <>
          <p>
            {tx(lang, "nesting.none", {
              festival: <FestivalTitle sheet={sheet} festival={above} />,
            })}
          </p>
          <AnnounceForm
            sheet={sheet}
            child={festival}
            parent={above.id}
            author={author}
            then={then}
          />
        </>
      )}
    </section>
  );
}

function TakePart(props: FestivalProps & { zone: Zone }) {
  const { sheet, festival, followed, tokens, forms, collectives, zone } = props;
  const { lang } = sheet;
  const closed = !followed
    ? "takepart.unfollowed"
    : !festival.known
    ? "takepart.unknown"
    : festival.closed
    ? "festival.closed.words"
    : null;
  return (
    <section id="take-part" aria-labelledby="take-part-heading">
      <h2 id="take-part-heading">{t(lang, "takepart")}</h2>
      {closed !== null ? <p>{t(lang, closed)}</p> : (
        <>
          <p>{t(lang, "takepart.how", { zone: zone.name })}</p>
          <Folded id="create-event" label={t(lang, "event.create")}>
            <AsCollective {...{ sheet, festival, collectives }} schema="event" />
            <EventForm sheet={sheet} festival={festival} offers={forms.offers} />
          </Folded>
          <Folded id="announce-location" label={t(lang, "location.announce")}>
            <ResourceForm sheet={sheet} festival={festival} location {...forms} />
          </Folded>
          <Folded id="announce-resource" label={t(lang, "resource.announce")}>
            <AsCollective {...{ sheet, festival, collectives }} schema="resource" />
            <ResourceForm sheet={sheet} festival={festival} location={false} {...forms} />
          </Folded>
          <Folded id="announce-nested" label={t(lang, "nested.announce")} kind="quiet">
            <p>{t(lang, "nested.how")}</p>
            <FestivalForm sheet={sheet} parent={festival} />
          </Folded>
        </>
      )}
      {collectives.length > 0 && closed === null && (
        <p>
          <a href={`/collectives?festival=${festival.id}`}>{t(lang, "proposal.for")}</a>
        </p>
      )}
      {followed && festival.author !== null && (
        <Folded
          id="edit-festival"
          label={t(lang, "festival.edit")}
          only={[festival.author]}
          kind="quiet"
        >
          <FestivalForm sheet={sheet} current={festival} tokens={tokens} />
        </Folded>
      )}
      {followed && <Announcements {...props} />}
      {festival.known && (
        <ShareLink sheet={sheet} id={festival.id} title={titleText(sheet, festival.title)} />
      )}
      <p class="id-note">
        {tx(lang, "festival.id", { id: <Hash hex={festival.id} /> })}
      </p>
    </section>
  );
}
