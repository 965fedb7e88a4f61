import type {
  Change,
  Conflict,
  EventDocument,
  FestivalDocument,
  Hex,
  RequestDocument,
  ShareCount,
} from "../../node/mod.ts";
import { TextField } from "../fields.tsx";
import { type Names, Person } from "../people.tsx";
import { EventCard } from "../programme.tsx";
import { Overview, type Shared } from "../overview.tsx";
import { type DeskChoice, isDeskChosen, OverviewFilters } from "../overview_filters.tsx";
import { ProposalList, type ShownProposal } from "../proposals.tsx";
import { Quote, RequestName, RequestRow } from "../requests.tsx";
import { Empty, Live, Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { Mark } from "../states.tsx";
import { t, tx } from "../strings/mod.ts";
import { Prose, Time, ZoneNote } from "../text.tsx";
import { type Zone, zoneOf } from "../time.ts";

export interface DeskProps {
  sheet: Sheet;
  /** Null: nobody said whose desk. */
  desk: null | {
    readonly key: Hex;
    /** What it answers for; what somebody waits for first. */
    readonly shared: readonly Shared[];
    /** Answers to what it asked for, newest first. */
    readonly changes: readonly Change[];
    /** Open ones, that this key may accept. */
    readonly proposals: readonly ShownProposal[];
    /** Confirmed, but taken: what it asked for, and what it has to answer. */
    readonly conflicts: readonly Conflict[];
    readonly asked: readonly RequestDocument[];
    /** To come, or over; and whether there are any of the others. */
    readonly events: {
      readonly items: readonly EventDocument[];
      readonly ended: boolean;
      readonly others: boolean;
    };
    readonly choice: DeskChoice;
    /** Of all that it shares. */
    readonly counts: readonly ShareCount[];
    readonly festivals: ReadonlyMap<Hex, FestivalDocument>;
    readonly names: Names;
    readonly more: {
      readonly [list in "waiting" | "asked" | "shared" | "events"]: string | null;
    };
    /** Where its feeds are, without the `.atom` or `.ics`. */
    readonly feed: string;
    readonly listens: { readonly festivals: readonly Hex[]; readonly revision: number };
  };
  /** What was given as a key and is none. */
  wrongKey: string | null;
}

export function deskPage({ sheet, desk, wrongKey }: DeskProps) {
  const { lang } = sheet;
  return (
    <Shell
      sheet={sheet}
      title={t(lang, "desk")}
      description={t(lang, "desk.what")}
      noindex
      stream={desk === null ? undefined : { ...desk.listens, everything: true }}
      at="desk"
    >
      <div class="hero">
        <h1>{t(lang, "desk")}</h1>
        <p>{t(lang, "desk.what")}</p>
      </div>
      {desk === null ? <WhoseDesk sheet={sheet} wrongKey={wrongKey} /> : (
        <>
          <p>{tx(lang, "desk.of", { person: <Person id={desk.key} names={desk.names} /> })}</p>
          <div class="switch" data-only={desk.key}>
            <input type="checkbox" id="policy-switch" data-policy-switch="" />
            <label for="policy-switch">
              {t(lang, "desk.switch")} <span class="hint">{t(lang, "desk.switch.hint")}</span>
            </label>
          </div>
          <OverviewFilters
            sheet={sheet}
            owner={desk.key}
            named={desk.listens.festivals}
            choice={desk.choice}
            counts={desk.counts}
            festivals={desk.festivals}
          />
          <Live sheet={sheet}>
            <Piles sheet={sheet} desk={desk} />
          </Live>
          <DeskFeeds sheet={sheet} feed={desk.feed} />
        </>
      )}
    </Shell>
  );
}

function WhoseDesk({ sheet, wrongKey }: { sheet: Sheet; wrongKey: string | null }) {
  const { lang } = sheet;
  return (
    <>
      {wrongKey !== null && <p class="warning" role="alert">{t(lang, "desk.wrongkey")}</p>}
      <p>{t(lang, "desk.how")}</p>
      <form method="get" action="/desk">
        <TextField
          sheet={sheet}
          form="desk"
          name="key"
          label={t(lang, "user.key")}
          hint={t(lang, "desk.key.hint")}
          value={wrongKey}
          most={64}
          required
        />
        <p class="buttons">
          <button class="button" type="submit">{t(lang, "desk.open")}</button>{" "}
          <a class="button quiet" href="/key">{t(lang, "key.make")}</a>
        </p>
      </form>
    </>
  );
}

function Piles({ sheet, desk }: { sheet: Sheet; desk: NonNullable<DeskProps["desk"]> }) {
  const { lang } = sheet;
  const zoneFor = (festival: Hex) => zoneOf(desk.festivals.get(festival)?.timezone ?? "UTC");
  const { names } = desk;
  const chosen = isDeskChosen(desk.choice);
  const all = desk.counts.reduce((sum, { count }) => sum + count, 0);
  const home = `/desk?${new URLSearchParams([
    ["key", desk.key],
    ...desk.listens.festivals.map((id) => ["festival", id]),
  ])}`;
  const zones = [...new Set([...desk.festivals.values()].map(({ timezone }) => timezone))];
  return (
    <>
      {zones.length === 1
        ? <ZoneNote sheet={sheet} zone={zoneOf(zones[0]!)} />
        : zones.length > 1 && <p class="zone">{t(lang, "zone.each")}</p>}
      <section aria-labelledby="waits-heading">
        <h2 id="waits-heading">{t(lang, chosen ? "desk.shared" : "desk.waits")}</h2>
        {!chosen && desk.more.waiting === null &&
          desk.shared.every(({ waiting }) => waiting.length === 0) && (
          <Empty text={t(lang, "desk.nobody")} href="/" action={t(lang, "nav.home")} />
        )}
        {all > desk.shared.length && !chosen && (
          <p class="hint">{t(lang, "desk.total", { n: all })}</p>
        )}
        {desk.shared.length === 0
          ? chosen
            ? <Empty text={t(lang, "desk.none")} href={home} action={t(lang, "desk.all")} />
            : <Empty text={t(lang, "desk.noresources")} href="/" action={t(lang, "desk.choose")} />
          : (
            <Overview
              sheet={sheet}
              owner={desk.key}
              shared={desk.shared}
              names={names}
              zoneOf={zoneFor}
            />
          )}
        <More href={chosen ? null : desk.more.waiting} text={t(lang, "more.requests")} />
        <More href={desk.more.shared} text={t(lang, "desk.more")} />
        {chosen && desk.shared.length > 0 && <More href={home} text={t(lang, "desk.all")} />}
      </section>
      {desk.conflicts.length > 0 && (
        <section aria-labelledby="conflicts-heading">
          <h2 id="conflicts-heading">{t(lang, "desk.conflicts")}</h2>
          <p class="hint">{t(lang, "desk.conflicts.hint")}</p>
          <ul class="rows states" role="list">
            {desk.conflicts.map(({ request, against }) => (
              <RequestRow
                sheet={sheet}
                request={request}
                names={names}
                zone={zoneFor(request.festival)}
                by="both"
                bookings={against}
                answer={request.author === desk.key && request.owner !== desk.key
                  ? undefined
                  : sheet.address}
                withdraw={request.author === desk.key ? sheet.address : undefined}
              />
            ))}
          </ul>
        </section>
      )}
      {desk.changes.length > 0 && (
        <section aria-labelledby="changed-heading">
          <h2 id="changed-heading">{t(lang, "desk.changed")}</h2>
          <ul class="rows states" role="list">
            {desk.changes.map((change) => (
              <ChangeRow
                sheet={sheet}
                change={change}
                names={names}
                zone={zoneFor(change.request.festival)}
              />
            ))}
          </ul>
        </section>
      )}
      {desk.proposals.length > 0 && (
        <section id="proposals" aria-labelledby="proposals-heading">
          <h2 id="proposals-heading">{t(lang, "proposals")}</h2>
          <p class="hint">{t(lang, "proposal.what")}</p>
          <ProposalList
            sheet={sheet}
            proposals={desk.proposals}
            names={desk.names}
            zoneOf={zoneFor}
          />
        </section>
      )}
      <section id="events" aria-labelledby="events-heading">
        <h2 id="events-heading">{t(lang, "desk.events")}</h2>
        {desk.events.ended && <p class="hint">{t(lang, "desk.events.over")}</p>}
        {desk.events.items.length === 0
          ? desk.events.others && !desk.events.ended
            ? <p>{t(lang, "desk.nocoming")}</p>
            : <Empty text={t(lang, "desk.noevents")} href="/" action={t(lang, "desk.choose")} />
          : (
            <ul class="cards" role="list">
              {desk.events.items.map((event) => (
                <EventCard
                  sheet={sheet}
                  event={event}
                  places={null}
                  zone={zoneFor(event.festival)}
                  day
                />
              ))}
            </ul>
          )}
        <More href={desk.more.events} text={t(lang, "desk.events.more")} />
        {desk.events.others && (
          <More
            href={desk.events.ended ? `${home}#events` : `${home}&earlier=1#events`}
            text={t(lang, desk.events.ended ? "desk.events.coming" : "desk.events.earlier")}
          />
        )}
      </section>
      {desk.asked.length > 0 && (
        <section aria-labelledby="asked-heading">
          <h2 id="asked-heading">{t(lang, "desk.asked")}</h2>
          <ul class="rows states" role="list">
            {desk.asked.map((request) => (
              <RequestRow
                sheet={sheet}
                request={request}
                names={names}
                zone={zoneFor(request.festival)}
                by="both"
                withdraw={sheet.address}
              />
            ))}
          </ul>
          <More href={desk.more.asked} text={t(lang, "more.requests")} />
        </section>
      )}
    </>
  );
}

function More({ href, text }: { href: string | null; text: string }) {
  if (href === null) return null;
  return (
    <p>
      <a class="more-link" href={href}>{text}</a>
    </p>
  );
}

/** An answer, by who gave it and when. */
function ChangeRow(
  { sheet, change: { request, answer }, names, zone }: {
    sheet: Sheet;
    change: Change;
    names: Names;
    zone: Zone;
  },
) {
  const { lang } = sheet;
  const shape = request.status === "conflict" ? "conflict" : answer.verdict;
  return (
    <li class={`row state state-${shape}`}>
      <p class="row-title">
        <Mark shape={shape} /> {tx(lang, `desk.changed.${answer.verdict}`, {
          owner: <Person id={answer.author} names={names} />,
          request: <RequestName sheet={sheet} request={request} by="both" />,
          time: <Time sheet={sheet} at={answer.receivedAt} style="short" zone={zone} />,
        })} · <a href={`/requests/${request.id}`}>{t(lang, "desk.changed.see")}</a>
      </p>
      {answer.reason !== null && answer.reason !== "" && (
        <Quote label={t(lang, "request.reason")}>
          <Prose text={answer.reason} />
        </Quote>
      )}
    </li>
  );
}

function DeskFeeds({ sheet, feed }: { sheet: Sheet; feed: string }) {
  const { lang, origin = "" } = sheet;
  return (
    <section id="feeds" class="feeds" aria-labelledby="feeds-heading">
      <h2 id="feeds-heading">{t(lang, "deskfeed.heading")}</h2>
      <p>{t(lang, "deskfeed.how")}</p>
      <ul class="places" role="list">
        <li>
          <a href={`${feed}.atom`} type="application/atom+xml">{t(lang, "deskfeed.atom")}</a>
        </li>
        <li>
          <a href={`${feed}.ics`} type="text/calendar">{t(lang, "deskfeed.ics")}</a>
        </li>
        <li>
          <a href={`${origin.replace(/^https?:/, "webcal:")}${feed}.ics`}>
            {t(lang, "deskfeed.webcal")}
          </a>
        </li>
      </ul>
    </section>
  );
}
