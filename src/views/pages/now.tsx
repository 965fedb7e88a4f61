/** What is on now and tonight, in all public festivals. */
import type { FestivalDocument } from "../../node/mod.ts";
import { EventCard } from "../programme.tsx";
import { Empty, Live, Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { t, tx } from "../strings/mod.ts";
import { Time, Title } from "../text.tsx";
import { zoneOf } from "../time.ts";
import type { ProgrammeItem } from "../timeline.ts";

export interface NowItem extends ProgrammeItem {
  readonly inside: FestivalDocument;
}

export interface NowProps {
  sheet: Sheet;
  now: readonly NowItem[];
  /** Until the day of each festival ends. */
  tonight: readonly NowItem[];
  /** What comes first afterwards. */
  next: NowItem | null;
  revision: number;
}

export function nowPage({ sheet, now, tonight, next, revision }: NowProps) {
  const { lang } = sheet;
  const quiet = now.length + tonight.length === 0;
  return (
    <Shell
      sheet={sheet}
      title={t(lang, "now.title")}
      description={t(lang, "now.description")}
      stream={{ festivals: [], revision }}
      zone={null}
      at="now"
    >
      <h1>{t(lang, "now.title")}</h1>
      <Live sheet={sheet}>
        {quiet
          ? (
            <Empty
              text={t(lang, next === null ? "now.nothing" : "now.quiet")}
              href="/"
              action={t(lang, "search.browse")}
            />
          )
          : (
            <>
              <Cards sheet={sheet} id="now" items={now} />
              <Cards sheet={sheet} id="tonight" items={tonight} />
            </>
          )}
        {next !== null && (
          <p class="next" data-zone={zoneOf(next.inside.timezone).name}>
            {tx(lang, "now.next", {
              at: (
                <Time
                  sheet={sheet}
                  at={next.event.start}
                  style="short"
                  zone={zoneOf(next.inside.timezone)}
                />
              ),
              event: (
                <a href={`/events/${next.event.id}`}>
                  <Title sheet={sheet} text={next.event.title} />
                </a>
              ),
              festival: (
                <a href={`/festivals/${next.inside.id}`}>
                  <Title sheet={sheet} text={next.inside.title} />
                </a>
              ),
            })}
          </p>
        )}
      </Live>
    </Shell>
  );
}

function Cards(
  { sheet, id, items }: { sheet: Sheet; id: "now" | "tonight"; items: readonly NowItem[] },
) {
  const { lang } = sheet;
  return (
    <section aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`}>{t(lang, `now.${id}`)}</h2>
      {items.length === 0 ? <p>{t(lang, `now.${id}.none`)}</p> : (
        <ul class="cards" role="list">
          {items.map(({ event, places, inside }) => (
            <EventCard
              sheet={sheet}
              event={event}
              places={places}
              inside={inside}
              zone={zoneOf(inside.timezone)}
              day
            />
          ))}
        </ul>
      )}
    </section>
  );
}
