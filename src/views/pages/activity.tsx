/** What was said in a festival, newest first, as sentences. */
import type { Child } from "hono/jsx";
import type { Activity, FestivalDocument } from "../../node/mod.ts";
import { FestivalTitle } from "../dates.tsx";
import { feedsOf } from "../feeds.tsx";
import { Avatar, nameOf, type Names } from "../people.tsx";
import { Empty, Live, Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { type StringKey, t, tx } from "../strings/mod.ts";
import { Time, Title, titleText } from "../text.tsx";
import { DAY_BREAK, dayOf, formatDay, type Zone, zoneOf } from "../time.ts";
import { crumbsOf, streamOf } from "./festival.tsx";

/** What a message did, as far as a sentence says it. */
export type Deed =
  | "festival.new"
  | "festival.changed"
  | "nested.new"
  | "event.new"
  | "event.idea"
  | "event.moved"
  | "event.cancelled"
  | "event.planned"
  | "event.changed"
  | "event.deleted"
  | "resource.new"
  | "resource.changed"
  | "resource.deleted"
  | "request.new"
  | "request.again"
  | "request.deleted"
  | "authorization.confirmed"
  | "authorization.denied"
  | "authorization.confirmed.gone"
  | "authorization.denied.gone"
  | "authorization.deleted"
  | "vote.confirmed"
  | "vote.denied"
  | "vote.deleted"
  | "proposal.new"
  | "proposal.first"
  | "proposal.deleted"
  | "other";

/** Something with a page: a link where it is still there. */
export interface Thing {
  readonly title: string | null;
  readonly href: string | null;
}

export interface ActivityItem {
  readonly activity: Activity;
  readonly deed: Deed;
  /** What it is about: the event, the resource, the festival. */
  readonly thing: Thing;
  /** What was asked for, or is answered, for that thing. */
  readonly other: Thing | null;
}

export interface ActivityProps {
  sheet: Sheet;
  festival: FestivalDocument;
  ancestors: readonly FestivalDocument[];
  items: readonly ActivityItem[];
  more: string | null;
  names: Names;
  revision: number;
}

export function activityPage(props: ActivityProps) {
  const { sheet, festival, ancestors, items, names } = props;
  const { lang } = sheet;
  const zone = zoneOf(festival.timezone);
  const days = new Map<string, ActivityItem[]>();
  for (const item of items) {
    const key = dayOf(item.activity.receivedAt, zone, festival.dayBreak ?? DAY_BREAK);
    const day = days.get(key);
    if (day === undefined) days.set(key, [item]);
    else day.push(item);
  }
  const title = titleText(sheet, festival.title);
  return (
    <Shell
      sheet={sheet}
      title={t(lang, "activity.of", { festival: title })}
      description={t(lang, "activity.description", { festival: title })}
      noindex={festival.visibility === "unlisted"}
      crumbs={crumbsOf(sheet, [festival, ...ancestors])}
      alternates={feedsOf(sheet, festival.id)}
      stream={streamOf(festival, [], props.revision)}
    >
      <h1>
        {tx(lang, "activity.of", {
          festival: <FestivalTitle sheet={sheet} festival={festival} />,
        })}
      </h1>
      <p class="hint">{t(lang, "activity.hint")}</p>
      <Live sheet={sheet}>
        {items.length === 0 && (
          <Empty
            text={t(lang, "activity.empty")}
            href={`/festivals/${festival.id}#take-part`}
            action={t(lang, "takepart")}
          />
        )}
        {[...days].map(([key, day]) => (
          <section aria-labelledby={`day-${key}`}>
            <h2 id={`day-${key}`} class="activity-day">
              {formatDay(key, lang) ?? t(lang, "time.beyond")}
            </h2>
            <ol class="rows" role="list">
              {day.map((item) => <Row sheet={sheet} item={item} names={names} zone={zone} />)}
            </ol>
          </section>
        ))}
        {props.more !== null && (
          <p>
            <a class="more-link" href={props.more}>{t(lang, "more.activity")}</a>
          </p>
        )}
      </Live>
    </Shell>
  );
}

function Row(
  { sheet, item, names, zone }: { sheet: Sheet; item: ActivityItem; names: Names; zone: Zone },
) {
  const { activity, deed, thing, other } = item;
  const { author } = activity;
  return (
    <li class="row activity">
      <Avatar id={author} size={32} />
      <div>
        <p>
          {tx(sheet.lang, `activity.${deed}` satisfies StringKey, {
            name: (
              <a href={`/users/${author}`}>
                <bdi>{nameOf(names, author)}</bdi>
              </a>
            ),
            thing: link(sheet, thing),
            other: other === null ? "" : link(sheet, other),
            schema: <bdi>{activity.schema}</bdi>,
          })}
        </p>
        <p class="row-facts">
          <Time sheet={sheet} at={activity.receivedAt} style="clock" zone={zone} />
        </p>
      </div>
    </li>
  );
}

function link(sheet: Sheet, { title, href }: Thing): Child {
  const text = <Title sheet={sheet} text={title} />;
  return href === null ? text : <a href={href}>{text}</a>;
}
