import type { FestivalDocument, Hex } from "../../node/mod.ts";
import { FestivalDates, FestivalTitle } from "../dates.tsx";
import { Folded } from "../fields.tsx";
import { FestivalForm } from "../forms/mod.ts";
import { type Arrival, ArrivalWords } from "../peers.tsx";
import { SearchForm } from "../search.tsx";
import { Empty, Live, Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { t, tx } from "../strings/mod.ts";
import { Hash } from "../text.tsx";

export interface HomeProps {
  sheet: Sheet;
  festivals: readonly FestivalDocument[];
  /** For the operator: what is followed, and has not arrived yet. */
  coming: readonly { readonly id: Hex; readonly arrival: Arrival | null }[];
  /** Address of the next page of the list. */
  more: string | null;
  revision: number;
}

export function homePage({ sheet, festivals, coming, more, revision }: HomeProps) {
  const { lang } = sheet;
  return (
    <Shell
      sheet={sheet}
      title=""
      description={t(lang, "site.description")}
      stream={{ festivals: [], revision }}
      at="home"
    >
      <div class="hero home-hero">
        <div>
          <h1>{t(lang, "home.title")}</h1>
          <p>{t(lang, "home.what")}</p>
        </div>
        <Sketch />
      </div>
      <SearchForm sheet={sheet} />
      <p>
        <a class="more-link" href="/now">{t(lang, "now.link")}</a>
      </p>
      <section aria-labelledby="festivals">
        <h2 id="festivals">{t(lang, "home.festivals")}</h2>
        <Live sheet={sheet} on={sheet.operator ? "peers" : undefined}>
          {festivals.length > 0
            ? (
              <ul class="festivals" role="list">
                {festivals.map((festival) => (
                  <FestivalCard
                    sheet={sheet}
                    festival={festival}
                    parent={festivals.find(({ id }) => id === festival.parent)}
                  />
                ))}
              </ul>
            )
            : coming.length === 0 && (
              <Empty
                text={t(lang, "home.empty")}
                href="#announce-festival"
                action={t(lang, "festival.announce")}
              />
            )}
          {more !== null && (
            <p>
              <a class="more-link" href={more}>{t(lang, "more.festivals")}</a>
            </p>
          )}
          {coming.length > 0 && <Coming sheet={sheet} coming={coming} />}
        </Live>
      </section>
      <section aria-labelledby="announce-heading">
        <h2 id="announce-heading">{t(lang, "home.yours")}</h2>
        <p>{t(lang, "home.yours.how")}</p>
        <Folded
          id="announce-festival"
          label={t(lang, "festival.announce")}
          open={festivals.length === 0 && coming.length === 0}
        >
          <FestivalForm sheet={sheet} />
        </Folded>
      </section>
    </Shell>
  );
}

/** Never a dead end: what was followed is to be found from here, whatever has arrived of it. */
function Coming({ sheet, coming }: Pick<HomeProps, "sheet" | "coming">) {
  const { lang } = sheet;
  return (
    <div class="coming">
      <h3>{t(lang, "home.coming")}</h3>
      <ul class="rows" role="list">
        {coming.map(({ id, arrival }) => (
          <li class="row peer">
            <span class="peer-circle" aria-hidden="true"></span>
            <div>
              <p class="row-title">
                <a href={`/festivals/${id}`}>
                  <Hash hex={id} digits={16} />
                </a>
              </p>
              <p>
                <ArrivalWords sheet={sheet} known={false} arrival={arrival} />
              </p>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** People, resources, events: a circle, a square, a card. */
function Sketch() {
  return (
    <svg class="sketch" viewBox="0 0 320 160" aria-hidden="true">
      <rect class="flat-yellow outline" x="96" y="16" width="208" height="72" />
      <path class="drawn" d="M112 36h72M112 52h120M112 68h96" />
      <rect class="flat-pink outline" x="16" y="64" width="80" height="80" />
      <path class="drawn" d="m16 84 40 20 40-20M56 104v40" />
      <circle class="flat-green outline" cx="148" cy="108" r="36" />
      <path class="drawn" d="m132 108 12 12 22-26" />
      <circle class="flat-blue outline" cx="236" cy="104" r="40" />
      <circle class="ink outline" cx="208" cy="72" r="12" />
      <circle class="ink outline" cx="264" cy="72" r="12" />
      <circle class="snow" cx="236" cy="104" r="32" />
      <ellipse class="ink" cx="223" cy="101" rx="8" ry="11" />
      <ellipse class="ink" cx="249" cy="101" rx="8" ry="11" />
      <circle class="snow-dot" cx="224" cy="99" r="2.5" />
      <circle class="snow-dot" cx="248" cy="99" r="2.5" />
      <path class="ink" d="M230 114h12l-6 6z" />
    </svg>
  );
}

export function FestivalCard(
  { sheet, festival, parent }: {
    sheet: Sheet;
    festival: FestivalDocument;
    /** What it is inside of, if that is listed too. */
    parent?: FestivalDocument | undefined;
  },
) {
  const { lang } = sheet;
  return (
    <li class="festival-card">
      <h3>
        <a href={`/festivals/${festival.id}`}>
          <FestivalTitle sheet={sheet} festival={festival} />
        </a>
      </h3>
      <p class="when">
        <FestivalDates sheet={sheet} festival={festival} />
      </p>
      {parent !== undefined && (
        <p>
          {tx(lang, "festival.inside", {
            festival: (
              <a href={`/festivals/${parent.id}`}>
                <FestivalTitle sheet={sheet} festival={parent} />
              </a>
            ),
          })}
        </p>
      )}
      <p class="counts">
        {t(lang, "count.events", { n: festival.counts.events })}
        {" · "}
        {t(lang, "count.resources", { n: festival.counts.resources })}
        {festival.closed && ` · ${t(lang, "festival.isclosed")}`}
      </p>
    </li>
  );
}
