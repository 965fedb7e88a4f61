import type { FestivalDocument, Hex, NestedFestival, ResourceDocument } from "../../node/mod.ts";
import { Feeds, feedsOf } from "../feeds.tsx";
import { Folded } from "../fields.tsx";
import { EventForm, FestivalForm, ResourceForm } from "../forms/mod.ts";
import { Avatar, nameOf, type Names } from "../people.tsx";
import { type Arrival, ArrivalNotice } from "../peers.tsx";
import { NoEvents, Programme } from "../programme.tsx";
import { ResourceRow } from "../resources.tsx";
import { type Crumb, Empty, Live, Shell, type Stream } from "../shell.tsx";
import { ShareLink } from "../share.tsx";
import type { Sheet } from "../sheet.ts";
import { t, tx } from "../strings/mod.ts";
import { Hash, Prose, Title, titleText, ZoneNote } from "../text.tsx";
import { DAY_BREAK, type Zone, zoneOf } from "../time.ts";
import { programmeDays, type ProgrammeItem } from "../timeline.ts";
import { FestivalDates, FestivalTitle } from "./home.tsx";

export interface FestivalProps {
  sheet: Sheet;
  festival: FestivalDocument;
  /** From the parent upwards. */
  ancestors: readonly FestivalDocument[];
  nested: readonly NestedFestival[];
  items: readonly ProgrammeItem[];
  locations: readonly ResourceDocument[];
  resources: readonly ResourceDocument[];
  /** Authors of the festival's logs. */
  people: readonly Hex[];
  names: Names;
  /** All tags in use, however the list is filtered. */
  tags: readonly string[];
  filter: { readonly q: string; readonly tag: string };
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
}

export function festivalPage(props: FestivalProps) {
  const { sheet, festival, ancestors, items, filter, revision } = props;
  const { lang } = sheet;
  const zone = zoneOf(festival.timezone);
  const dayBreak = festival.dayBreak ?? DAY_BREAK;
  const unlisted = festival.visibility === "unlisted";
  const all = `/festivals/${festival.id}`;
  const filtered = filter.q !== "" || filter.tag !== "";
  const open = isOpen(props);
  // Of a festival that has not begun to arrive there is nothing to look through.
  const { events, resources } = festival.counts;
  const begun = festival.known || filtered || events + resources + props.people.length > 0;
  const days = programmeDays(items, { zone, dayBreak, now: sheet.now });
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
      stream={streamOf(festival, ancestors, revision)}
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
      {festival.known && <Search {...props} all={all} filtered={filtered} />}
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
              {days.length === 0
                ? <NoEvents sheet={sheet} filtered={filtered} all={all} open={open} />
                : <Programme sheet={sheet} days={days} zone={zone} dayBreak={dayBreak} />}
            </section>
            <div class="columns">
              <Resources
                {...props}
                id="locations"
                list={props.locations}
                next={props.more.locations}
                filtered={filtered}
              />
              <Resources
                {...props}
                id="resources"
                list={props.resources}
                next={props.more.resources}
                filtered={filtered}
              />
            </div>
            <People {...props} />
            {props.nested.length > 0 && <Nested {...props} />}
          </>
        )}
      </Live>
      <TakePart {...props} zone={zone} />
      {begun && <Feeds sheet={sheet} festival={festival.id} />}
    </Shell>
  );
}

/** Ways into the page, and through it. */
function Search(
  { sheet, filter, tags, all, filtered }: FestivalProps & { all: string; filtered: boolean },
) {
  const { lang } = sheet;
  return (
    <>
      <nav class="places" aria-label={t(lang, "festival.nav")}>
        <a href="#programme">{t(lang, "programme")}</a>{" "}
        <a href="#locations">{t(lang, "locations")}</a>{" "}
        <a href="#resources">{t(lang, "resources")}</a> <a href="#people">{t(lang, "people")}</a>
        {" "}
        <a href="#take-part">{t(lang, "takepart")}</a>
      </nav>
      <form class="search" method="get" action={all} role="search">
        <label for="search-q">{t(lang, "search.label")}</label>
        <div class="search-row">
          <input
            id="search-q"
            name="q"
            type="search"
            value={filter.q}
            maxlength={200}
            dir="auto"
            autocomplete="off"
          />
          {filter.tag !== "" && <input type="hidden" name="tag" value={filter.tag} />}
          <button class="button" type="submit">{t(lang, "search.go")}</button>
        </div>
        {filtered && (
          <p>
            {filter.tag !== "" && (
              <span>{tx(lang, "search.tag", { tag: <bdi class="tag">{filter.tag}</bdi> })}</span>
            )} <a href={all}>{t(lang, "programme.showall")}</a>
          </p>
        )}
        {tags.length > 0 && (
          <ul class="tags" aria-label={t(lang, "tags")}>
            {tags.map((tag) => (
              <li>
                <a
                  class="tag"
                  href={`${all}?tag=${encodeURIComponent(tag)}`}
                  aria-current={tag === filter.tag ? "true" : undefined}
                >
                  <bdi>{tag}</bdi>
                </a>
              </li>
            ))}
          </ul>
        )}
      </form>
    </>
  );
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

function Resources(
  props: FestivalProps & {
    id: "locations" | "resources";
    list: readonly ResourceDocument[];
    next: string | null;
    filtered: boolean;
  },
) {
  const { sheet, names, id, list, next, filtered } = props;
  const { lang } = sheet;
  return (
    <section id={id} aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`}>{t(lang, id)}</h2>
      {list.length === 0
        ? filtered
          ? <p>{t(lang, "search.none")}</p>
          : !isOpen(props)
          ? <Empty text={t(lang, `${id}.none`)} />
          : (
            <Empty
              text={t(lang, `${id}.empty`)}
              href={id === "locations" ? "#announce-location" : "#announce-resource"}
              action={t(lang, id === "locations" ? "location.announce" : "resource.announce")}
            />
          )
        : (
          <ul class="rows" role="list">
            {list.map((resource) => (
              <ResourceRow
                sheet={sheet}
                resource={resource}
                names={names}
              />
            ))}
          </ul>
        )}
      {next !== null && (
        <p>
          <a class="more-link" href={next}>{t(lang, `more.${id}`)}</a>
        </p>
      )}
    </section>
  );
}

function People({ sheet, people, names, more }: FestivalProps) {
  const { lang } = sheet;
  return (
    <section id="people" aria-labelledby="people-heading">
      <h2 id="people-heading">{t(lang, "people")}</h2>
      {people.length === 0
        ? <Empty text={t(lang, "people.empty")} />
        : (
          <ul class="people" role="list">
            {people.map((key) => (
              <li>
                <a class="person" href={`/users/${key}`}>
                  <Avatar id={key} size={32} />
                  <bdi>{nameOf(names, key)}</bdi>
                </a>
              </li>
            ))}
          </ul>
        )}
      {more.people !== null && (
        <p>
          <a class="more-link" href={more.people}>{t(lang, "more.people")}</a>
        </p>
      )}
    </section>
  );
}

function Nested({ sheet, nested, more }: FestivalProps) {
  const { lang } = sheet;
  return (
    <section id="nested" aria-labelledby="nested-heading">
      <h2 id="nested-heading">{t(lang, "nested")}</h2>
      <ul class="plain">
        {nested.map((child) => (
          <li>
            <a href={`/festivals/${child.id}`}>
              <Title sheet={sheet} text={child.title} />
            </a>
          </li>
        ))}
      </ul>
      {more.nested !== null && (
        <p>
          <a class="more-link" href={more.nested}>{t(lang, "more.nested")}</a>
        </p>
      )}
    </section>
  );
}

function TakePart({ sheet, festival, followed, zone }: FestivalProps & { zone: Zone }) {
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
            <EventForm sheet={sheet} festival={festival} />
          </Folded>
          <Folded id="announce-location" label={t(lang, "location.announce")}>
            <ResourceForm sheet={sheet} festival={festival} location />
          </Folded>
          <Folded id="announce-resource" label={t(lang, "resource.announce")}>
            <ResourceForm sheet={sheet} festival={festival} location={false} />
          </Folded>
          <Folded id="announce-nested" label={t(lang, "nested.announce")} kind="quiet">
            <p>{t(lang, "nested.how")}</p>
            <FestivalForm sheet={sheet} parent={festival} />
          </Folded>
        </>
      )}
      {followed && festival.author !== null && (
        <Folded
          id="edit-festival"
          label={t(lang, "festival.edit")}
          only={[festival.author]}
          kind="quiet"
        >
          <FestivalForm sheet={sheet} current={festival} />
        </Folded>
      )}
      {festival.known && (
        <ShareLink sheet={sheet} id={festival.id} title={titleText(sheet, festival.title)} />
      )}
      <p class="id-note">
        {tx(lang, "festival.id", { id: <Hash hex={festival.id} /> })}
      </p>
    </section>
  );
}
