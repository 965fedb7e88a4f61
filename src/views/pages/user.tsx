import type { FestivalDocument, Hex, LogHead, UserDocument } from "../../node/mod.ts";
import { Folded } from "../fields.tsx";
import { DeleteForm, UserForm } from "../forms/mod.ts";
import { animalName, Avatar, type Names, Person } from "../people.tsx";
import { EventCard } from "../programme.tsx";
import { ResourceRow } from "../resources.tsx";
import { Empty, Shell } from "../shell.tsx";
import { ShareLink } from "../share.tsx";
import type { Sheet } from "../sheet.ts";
import { t, tx } from "../strings/mod.ts";
import { Contact, Hash, OuterLink, Prose, Time, Title } from "../text.tsx";
import { UTC, zoneOf } from "../time.ts";

export interface UserProps {
  sheet: Sheet;
  user: UserDocument;
  /** False where the node has nothing of this key. */
  known: boolean;
  festivals: ReadonlyMap<string, FestivalDocument>;
  logs: readonly LogHead[];
  /** Added to addresses of logs: an unlisted festival that was named. */
  logQuery: string;
  names: Names;
}

export function userPage(props: UserProps) {
  const { sheet, user, known, festivals, logs, names } = props;
  const { lang } = sheet;
  const cuts = logs.filter(({ fork }) => fork !== null).length;
  const name = user.name !== null && user.name.trim() !== "" ? user.name : null;
  const title = name ?? animalName(user.id);
  return (
    <Shell
      sheet={sheet}
      title={title}
      alternates={known
        ? [{
          href: `/users/${user.id}/calendar.ics`,
          type: "text/calendar",
          title: t(lang, "feed.user"),
        }]
        : []}
      zone={null}
      description={user.about?.trim() ? user.about : t(lang, "user.description", { name: title })}
    >
      <div class="hero user-hero">
        <Avatar id={user.id} size={96} />
        <div>
          <h1>
            <bdi>{title}</bdi>
          </h1>
          {name === null && <p class="hint">{t(lang, "user.animal")}</p>}
          <p>
            {user.lastActive === null ? t(lang, "user.never") : tx(lang, "user.active", {
              at: <Time sheet={sheet} at={user.lastActive} style="short" zone={UTC} />,
            })}
          </p>
        </div>
      </div>
      {!known && <Empty text={t(lang, "user.unknown")} href="/" action={t(lang, "nav.home")} />}
      {user.about !== null && <Prose text={user.about} />}
      <dl class="facts">
        {user.contact !== null && user.contact !== "" && (
          <div>
            <dt>{t(lang, "contact")}</dt>
            <dd>
              <Contact text={user.contact} />
            </dd>
          </div>
        )}
        {user.links !== null && user.links.length > 0 && (
          <div>
            <dt>{t(lang, "links")}</dt>
            <dd>
              <ul class="plain">
                {user.links.map((link) => (
                  <li>
                    <OuterLink url={link.url}>
                      {link.label === "" ? link.url : link.label}
                    </OuterLink>
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
        {user.members !== null && user.members.length > 0 && (
          <div>
            <dt>{t(lang, "user.members")}</dt>
            <dd>
              <ul class="people" role="list">
                {user.members.map((key) => (
                  <li>
                    <Person id={key} names={names} />
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
        <div>
          <dt>{t(lang, "user.key")}</dt>
          <dd>
            <Hash hex={user.id} />
          </dd>
        </div>
      </dl>
      {user.name !== null && <ShareLink sheet={sheet} id={user.id} title={title} />}
      {cuts > 0 && (
        <div class="warning" role="note">
          <p>{t(lang, "user.cut", { n: cuts })}</p>
          <p>
            {t(lang, "user.cut.what")} <a href="/key">{t(lang, "log.cut.newkey")}</a>
          </p>
        </div>
      )}
      {known && (
        <>
          <section aria-labelledby="shares-heading">
            <h2 id="shares-heading">{t(lang, "user.shares")}</h2>
            {user.resources.length === 0
              ? <p>{t(lang, "user.sharesnothing")}</p>
              : (
                <ul class="rows" role="list">
                  {user.resources.map((resource) => (
                    <ResourceRow sheet={sheet} resource={resource} names={names} />
                  ))}
                </ul>
              )}
            <AllOf sheet={sheet} id={user.id} kind="resource" shown={user.resources.length} />
          </section>
          <section aria-labelledby="events-heading">
            <h2 id="events-heading">{t(lang, "user.events")}</h2>
            {user.events.length === 0
              ? <p>{t(lang, "user.noevents")}</p>
              : (
                <ul class="cards" role="list">
                  {user.events.toSorted((a, b) => a.start - b.start).map((event) => (
                    <EventCard
                      sheet={sheet}
                      event={event}
                      places={null}
                      zone={zoneOf(festivals.get(event.festival)?.timezone ?? "UTC")}
                      day
                    />
                  ))}
                </ul>
              )}
            <AllOf sheet={sheet} id={user.id} kind="event" shown={user.events.length} />
          </section>
          {user.events.length > 0 && (
            <p>
              <a href={`/users/${user.id}/calendar.ics`} type="text/calendar">
                {t(lang, "feed.user")}
              </a>
            </p>
          )}
          {festivals.size > 0 && (
            <section aria-labelledby="festivals-heading">
              <h2 id="festivals-heading">{t(lang, "user.festivals")}</h2>
              <ul class="plain">
                {[...festivals.values()].map((festival) => (
                  <li>
                    <a href={`/festivals/${festival.id}`}>
                      <Title sheet={sheet} text={festival.title} />
                    </a>
                  </li>
                ))}
              </ul>
            </section>
          )}
          <section aria-labelledby="logs-heading">
            <h2 id="logs-heading">{t(lang, "user.logs")}</h2>
            <p class="hint">{t(lang, "user.logs.hint")}</p>
            <ul class="plain">
              {logs.map((head) => (
                <li>
                  <a href={`/logs/${head.author}/${head.logId}${props.logQuery}`}>
                    {head.logId === 0
                      ? t(lang, "log.profile")
                      : t(lang, "log.named", { id: String(head.logId) })}
                  </a>{" "}
                  · {t(lang, "count.entries", { n: head.seqNum })}
                  {head.fork !== null && ` · ${t(lang, "log.cut", { n: head.fork })}`}
                </li>
              ))}
            </ul>
          </section>
        </>
      )}
      {user.members !== null && user.members.length > 0 && (
        <p data-only={user.members.join(" ")}>
          <a class="button quiet" href={`/desk?key=${user.id}`}>{t(lang, "collectives.desk")}</a>
        </p>
      )}
      <section aria-labelledby="edit-heading" class="author-tools" data-only={user.id}>
        <h2 id="edit-heading">{t(lang, "user.edit.heading")}</h2>
        <p class="hint">{t(lang, "only.key")}</p>
        <Folded id="edit-profile" label={t(lang, "user.edit")} only={[user.id]}>
          <UserForm sheet={sheet} user={user} />
        </Folded>
        {user.name !== null && (
          <DeleteForm
            sheet={sheet}
            schema="user"
            id={user.id}
            festival={null}
            only={[user.id]}
            then={`/users/${user.id}`}
            label="user.delete"
            sure="user.delete.sure"
            hidden={{ author: user.id }}
          />
        )}
        <p>
          <a href={`/desk?key=${user.id}`}>{t(lang, "user.desk")}</a>
        </p>
      </section>
    </Shell>
  );
}

/** The page shows the newest of them; all are found by whose they are. */
const MOST_SHOWN = 200;

function AllOf(
  { sheet, id, kind, shown }: {
    sheet: Sheet;
    id: Hex;
    kind: "resource" | "event";
    shown: number;
  },
) {
  if (shown < MOST_SHOWN) return null;
  return (
    <p>
      <a class="more-link" href={`/search?kind=${kind}&owner=${id}`}>
        {t(sheet.lang, `search.more.${kind}`)}
      </a>
    </p>
  );
}
