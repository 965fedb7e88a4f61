/** What is found by its words, by kind: a few of each, or all of one. */
import type { FestivalDocument, Found, FoundKind } from "../../node/mod.ts";
import { FestivalTitle } from "../dates.tsx";
import { Between, Choose, TIMES } from "../filter_fields.tsx";
import { addressOf, isChosen, type SearchChoice } from "../filters.tsx";
import { kindWord } from "../forms/mod.ts";
import { animalName, Avatar } from "../people.tsx";
import { Square } from "../resources.tsx";
import { SearchForm } from "../search.tsx";
import { Empty, Live, Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { t, tx } from "../strings/mod.ts";
import { Time, TimeSpan, Title } from "../text.tsx";
import { type Zone, zoneOf } from "../time.ts";

export const FOUND_KINDS: readonly FoundKind[] = ["event", "resource", "festival", "user"];

export interface FoundGroup {
  readonly kind: FoundKind;
  readonly items: readonly Found[];
  /** Where to find more of the kind. */
  readonly more: string | null;
}

export interface SearchProps {
  sheet: Sheet;
  q: string;
  /** The one that is looked through; null for all that is public. */
  festival: FestivalDocument | null;
  choice: SearchChoice;
  /** Of the times that are chosen. */
  zone: Zone;
  /** Whether times that make sense were chosen. */
  timed: boolean;
  wrongTimes: boolean;
  groups: readonly FoundGroup[];
  revision: number;
}

export function searchPage(props: SearchProps) {
  const { sheet, q, festival, choice, groups, revision } = props;
  const { lang } = sheet;
  const { kind } = choice;
  const found = groups.filter(({ items }) => items.length > 0);
  const hidden = festival === null ? {} : { festival: festival.id };
  const words = { q, ...hidden };
  return (
    <Shell
      sheet={sheet}
      title={q === "" ? t(lang, "nav.search") : t(lang, "search.title", { q })}
      description={t(lang, "search.all")}
      noindex={q !== "" || festival !== null || isChosen(choice)}
      crumbs={festival === null ? [] : [{
        href: `/festivals/${festival.id}`,
        label: <FestivalTitle sheet={sheet} festival={festival} />,
      }]}
      stream={{ festivals: festival === null ? [] : [festival.id], revision }}
      zone={null}
      at="search"
    >
      <h1>{t(lang, "nav.search")}</h1>
      <SearchForm sheet={sheet} q={q} hidden={hidden}>
        <SearchFilters {...props} />
      </SearchForm>
      {(festival !== null || kind !== "") && (
        <p>
          {festival !== null && tx(lang, "search.within", {
            festival: <FestivalTitle sheet={sheet} festival={festival} />,
          })} {kind !== "" && t(lang, `search.only.${kind}`)}{" "}
          <a href={`/search?q=${encodeURIComponent(q)}`}>{t(lang, "search.everywhere")}</a>
        </p>
      )}
      <Live sheet={sheet}>
        {props.timed && <p>{t(lang, q === "" ? "find.words" : "find.timed")}</p>}
        {q === "" ? <p class="hint">{t(lang, "search.how")}</p> : found.length === 0
          ? (
            <Empty
              text={tx(lang, props.timed ? "find.nothing" : "search.nothing", {
                q: <bdi>{q}</bdi>,
              })}
              href={props.timed ? addressOf("/search", { ...words, kind }) : "/"}
              action={t(lang, props.timed ? "find.anytime" : "search.browse")}
            />
          )
          : found.map((group) => <Group sheet={sheet} group={group} />)}
      </Live>
    </Shell>
  );
}

/** By kind and by time, folded until one is chosen. */
function SearchFilters({ sheet, choice, festival, zone, wrongTimes }: SearchProps) {
  const { lang } = sheet;
  return (
    <details class="more" open={isChosen(choice)}>
      <summary>{t(lang, "find.more")}</summary>
      <div class="fields">
        <Choose
          sheet={sheet}
          form="search"
          name="kind"
          label="find.kind"
          value={choice.kind}
          options={[
            ["", t(lang, "find.kind.any")],
            ...FOUND_KINDS.map((kind) => [kind, t(lang, `search.kind.${kind}`)] as const),
          ]}
        />
        <Between sheet={sheet} form="search" labels={TIMES} value={choice} wrong={wrongTimes} />
        {festival === null && (
          <div class="field">
            <label for="search-timezone">{t(lang, "find.timezone")}</label>
            <input id="search-timezone" name="timezone" value={zone.name} maxlength={64} />
          </div>
        )}
      </div>
      {festival !== null && <p class="hint">{t(lang, "find.zone", { zone: zone.name })}</p>}
      {wrongTimes && <p class="field-error" id="search-wrong">{t(lang, "find.wrongtimes")}</p>}
      <p>
        <button class="button quiet" type="submit">{t(lang, "filter.go")}</button>
      </p>
    </details>
  );
}

function Group({ sheet, group }: { sheet: Sheet; group: FoundGroup }) {
  const { lang } = sheet;
  const { kind, items, more } = group;
  return (
    <section aria-labelledby={`found-${kind}`}>
      <h2 id={`found-${kind}`}>{t(lang, `search.kind.${kind}`)}</h2>
      <ul class="rows" role="list">
        {items.map((item) => <FoundRow sheet={sheet} item={item} />)}
      </ul>
      {more !== null && (
        <p>
          <a class="more-link" href={more}>{t(lang, `search.more.${kind}`)}</a>
        </p>
      )}
    </section>
  );
}

const PATHS = { festival: "festivals", event: "events", resource: "resources", user: "users" };

/** An excerpt of this length was cut. */
const SHORT = 190;

function FoundRow({ sheet, item }: { sheet: Sheet; item: Found }) {
  const { lang } = sheet;
  const { kind, id, title, excerpt, festival, start, end, timezone, stage } = item;
  const zone = zoneOf(timezone ?? "UTC");
  return (
    <li class="row found" data-zone={zone.name}>
      <Shape item={item} />
      <div>
        <p class="row-title">
          <a href={`/${PATHS[kind]}/${id}`}>
            {kind === "user" && title.trim() === ""
              ? animalName(id)
              : <Title sheet={sheet} text={title} />}
          </a>
          {stage !== null && stage !== "planned" && ` · ${t(lang, `stage.${stage}`)}`}
        </p>
        <p class="row-facts">
          {kind === "event" && start !== null && end !== null && (
            <TimeSpan sheet={sheet} start={start} end={end} zone={zone} />
          )}
          {kind === "festival" && start !== null && (
            <Time sheet={sheet} at={start} style="date" zone={zone} />
          )}
          {kind === "resource" && <bdi>{kindWord(sheet, item.resourceKind ?? "item")}</bdi>}
          {festival !== null && kind !== "festival" && [
            " · ",
            <a href={`/festivals/${festival}`}>
              <Title sheet={sheet} text={item.festivalTitle} />
            </a>,
          ]}
        </p>
        {excerpt.trim() !== "" && (
          <p class="excerpt" dir="auto">
            {excerpt}
            {excerpt.length > SHORT && "…"}
          </p>
        )}
      </div>
    </li>
  );
}

function Shape({ item }: { item: Found }) {
  if (item.kind === "user") return <Avatar id={item.id} size={32} />;
  if (item.kind === "resource") return <Square kind={item.resourceKind ?? "item"} />;
  return (
    <svg class="square" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
      <rect
        class={item.kind === "event" ? "flat-yellow outline" : "flat-blue outline"}
        x="2"
        y="7"
        width="28"
        height="18"
      />
      <path class="drawn" d="M8 14h12M8 19h8" />
    </svg>
  );
}
