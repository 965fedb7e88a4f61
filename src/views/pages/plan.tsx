import type { FestivalDocument, ResourceDocument } from "../../node/mod.ts";
import { FestivalTitle } from "../dates.tsx";
import { EventForm, type Offers } from "../forms/mod.ts";
import { Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { t, tx } from "../strings/mod.ts";
import { TimeSpan, Title, titleText, ZoneNote } from "../text.tsx";
import { zoneOf } from "../time.ts";
import { crumbsOf, streamOf } from "./festival.tsx";

export interface PlanProps {
  sheet: Sheet;
  festival: FestivalDocument;
  ancestors: readonly FestivalDocument[];
  /** When it is to be; null where nobody said, or it makes no sense. */
  span: { readonly from: number; readonly to: number } | null;
  /** What is free then; all, where no time is said. */
  offers: Offers;
  /** What it shall be with, free or not. */
  wanted: ResourceDocument | null;
  revision: number;
}

/** A new event, filled in as far as somebody chose already. */
export function planPage(
  { sheet, festival, ancestors, span, offers, wanted, revision }: PlanProps,
) {
  const { lang } = sheet;
  const zone = zoneOf(festival.timezone);
  const title = t(lang, "plan.title", { festival: titleText(sheet, festival.title) });
  return (
    <Shell
      sheet={sheet}
      title={title}
      description={title}
      noindex
      crumbs={crumbsOf(sheet, [festival, ...ancestors])}
      stream={streamOf(festival, ancestors, revision)}
      zone={zone}
    >
      <h1>
        {tx(lang, "plan.title", { festival: <FestivalTitle sheet={sheet} festival={festival} /> })}
      </h1>
      <ZoneNote sheet={sheet} zone={zone} />
      {span !== null && (
        <p>
          {tx(lang, "plan.then", {
            span: <TimeSpan sheet={sheet} start={span.from} end={span.to} zone={zone} />,
          })}
        </p>
      )}
      {wanted !== null && (
        <p>
          {tx(lang, "plan.with", {
            title: (
              <a href={`/resources/${wanted.id}`}>
                <Title sheet={sheet} text={wanted.title} />
              </a>
            ),
          })}
        </p>
      )}
      {festival.closed ? <p>{t(lang, "festival.closed.words")}</p> : (
        <EventForm
          sheet={sheet}
          festival={festival}
          offers={withWanted(offers, wanted, festival, ancestors)}
          preset={{ start: span?.from, end: span?.to, resource: wanted?.id }}
        />
      )}
    </Shell>
  );
}

/** What was chosen can be asked for although it is not free: then it says so. */
function withWanted(
  offers: Offers,
  wanted: ResourceDocument | null,
  festival: FestivalDocument,
  ancestors: readonly FestivalDocument[],
): Offers {
  const where = [festival, ...ancestors].find(({ id }) => id === wanted?.festival);
  const isOffered = offers.some(({ resources }) => resources.some(({ id }) => id === wanted?.id));
  if (wanted === null || where === undefined || isOffered) return offers;
  const others = offers.filter((offer) => offer.festival.id !== where.id);
  const same = offers.find((offer) => offer.festival.id === where.id)?.resources ?? [];
  return [{ festival: where, resources: [wanted, ...same] }, ...others];
}
