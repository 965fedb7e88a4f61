/** What is found by its words, or by anything else of it, by kind: a few of each, or all of one. */
import type { FestivalDocument, Found, FoundKind, Hex } from "../../node/mod.ts";
import { FestivalTitle } from "../dates.tsx";
import {
  Between,
  Chips,
  Choose,
  StateField,
  StepFree,
  TagField,
  TIMES,
} from "../filter_fields.tsx";
import { addressOf, isChosen, type SearchChoice } from "../filters.tsx";
import { KINDS, kindWord } from "../forms/mod.ts";
import { NamedField, type Typed, WhichIsMeant } from "../named_field.tsx";
import { animalName, Avatar, nameOf, type Names } from "../people.tsx";
import { LOCATION, Square } from "../resources.tsx";
import { SearchForm } from "../search.tsx";
import { Empty, Live, Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { type StringKey, t, tx } from "../strings/mod.ts";
import { Time, TimeSpan, Title } from "../text.tsx";
import { localValue, type Zone, zoneOf } from "../time.ts";

export const FOUND_KINDS: readonly FoundKind[] = ["event", "resource", "festival", "user"];

export interface FoundGroup {
  readonly kind: FoundKind;
  readonly items: readonly Found[];
  /** Where to find more of the kind. */
  readonly more: string | null;
}

export interface SearchProps {
  sheet: Sheet;
  /** The one that is looked through; null for all that is public. */
  festival: FestivalDocument | null;
  choice: SearchChoice;
  /** Of the times that are chosen. */
  zone: Zone;
  /** Null where no times that make sense were chosen; `free`: of what can be had then. */
  times: { readonly free: boolean } | null;
  wrongTimes: boolean;
  wrongFree: boolean;
  /** Whether anything was asked for. */
  asked: boolean;
  groups: readonly FoundGroup[];
  /** Of what was asked for: what has to be left out for anything to be found. */
  drops: readonly string[];
  /** Of the owner that is chosen. */
  names: Names;
  /** The place that is chosen, where it is known here. */
  place: { readonly id: Hex; readonly title: string } | null;
  who: Typed;
  where: Typed;
  revision: number;
}

export function searchPage(props: SearchProps) {
  const { sheet, festival, choice, groups, revision, times } = props;
  const { lang } = sheet;
  const { q, kind } = choice;
  const found = groups.filter(({ items, more }) => items.length > 0 || more !== null);
  const hidden = festival === null ? {} : { festival: festival.id };
  const meant = [
    { typed: "who", written: props.who, none: "named.who.none", several: "named.who.several" },
    {
      typed: "where",
      written: props.where,
      none: "named.where.none",
      several: "named.where.several",
    },
  ] as const;
  return (
    <Shell
      sheet={sheet}
      title={q === "" ? t(lang, "nav.search") : t(lang, "search.title", { q })}
      description={t(lang, "search.all")}
      noindex={festival !== null || isChosen(choice)}
      crumbs={festival === null ? [] : [{
        href: `/festivals/${festival.id}`,
        label: <FestivalTitle sheet={sheet} festival={festival} />,
      }]}
      stream={{ festivals: festival === null ? [] : [festival.id], revision }}
      zone={null}
      at="search"
    >
      <h1>{t(lang, "nav.search")}</h1>
      {props.asked && (
        <p class="text-only">
          <a href="#live">{t(lang, "find.skip")}</a>
        </p>
      )}
      {meant.map((one) => <WhichIsMeant sheet={sheet} form="search" {...one} />)}
      <SearchForm sheet={sheet} q={q} hidden={hidden}>
        <SearchFilters {...props} />
      </SearchForm>
      {(festival !== null || kind !== "") && (
        <p>
          {festival !== null && tx(lang, "search.within", {
            festival: <FestivalTitle sheet={sheet} festival={festival} />,
          })} {kind !== "" && t(lang, `search.only.${kind}`)}{" "}
          <a href={addressOf("/search", { q })}>{t(lang, "search.everywhere")}</a>
        </p>
      )}
      <Chips label={t(lang, "find.chosen")} items={chosenOf(props, hidden)} />
      <Live sheet={sheet}>
        {times !== null && <p>{t(lang, times.free ? "find.free" : "find.timed")}</p>}
        {!props.asked
          ? <Starts sheet={sheet} hidden={hidden} zone={props.zone} festival={festival} />
          : found.length === 0
          ? <NothingFound {...props} hidden={hidden} />
          : found.map((group) => <Group sheet={sheet} group={group} />)}
      </Live>
    </Shell>
  );
}

/** Where nothing was asked for yet: what is often looked for, one touch away. */
function Starts(
  { sheet, hidden, zone, festival }: {
    sheet: Sheet;
    hidden: Readonly<Record<string, string>>;
    zone: Zone;
    festival: FestivalDocument | null;
  },
) {
  const { lang } = sheet;
  const today = `${localValue(sheet.now, zone).slice(0, 10)}T00:00`;
  const starts = [
    ["events", {
      kind: "event",
      from: today,
      ...(festival === null && { timezone: zone.name }),
    }],
    ["places", { places: "1" }],
    ["stepfree", { stepFree: "yes" }],
    ["people", { kind: "user" }],
  ] as const;
  return (
    <>
      <p class="hint">{t(lang, "search.how")}</p>
      <p>{t(lang, "find.starts")}</p>
      <Chips
        label={t(lang, "find.starts")}
        items={starts.map(([name, choice]) => ({
          href: addressOf("/search", hidden, choice),
          text: t(lang, `find.start.${name}`),
          chosen: false,
        }))}
      />
    </>
  );
}

/** What was chosen in the folded part, each with the address without it. */
function chosenOf(
  { sheet, choice, names, place, zone }: SearchProps,
  hidden: Readonly<Record<string, string>>,
) {
  const { lang } = sheet;
  const { from, to } = choice;
  const [begin, end] = [from, to].map((one) => one.replace("T", " "));
  const span = t(lang, to === "" ? "find.when.from" : from === "" ? "find.when.to" : "find.when", {
    from: begin!,
    to: end!,
    zone: zone.name,
  });
  const texts: { readonly [name: string]: string } = {
    kind: choice.kind === "" ? "" : t(lang, `search.kind.${choice.kind}`),
    resourceKind: choice.resourceKind === "" ? "" : kindWord(sheet, choice.resourceKind),
    places: choice.places === "" ? "" : t(lang, "filter.places"),
    tag: choice.tag,
    times: from === "" && to === ""
      ? ""
      : choice.free === ""
      ? span
      : t(lang, "find.when.free", { span }),
    stepFree: choice.stepFree === "" ? "" : t(lang, `filter.stepfree.${choice.stepFree}`),
    state: choice.state === "" ? "" : t(lang, `filter.state.${choice.state}`),
    owner: choice.owner === ""
      ? ""
      : t(lang, "named.who.only", { name: nameOf(names, choice.owner) }),
    place: choice.place === ""
      ? ""
      : t(lang, "named.where.only", { name: place?.title ?? choice.place.slice(0, 8) }),
  };
  return Object.entries(texts).filter(([, text]) => text !== "").map(([name, text]) => ({
    href: addressOf("/search", hidden, choice, without(name)),
    text,
    chosen: true,
  }));
}

/** What a filter is made of, to be left out. */
const OF_FILTER: { readonly [name: string]: Partial<SearchChoice> } = {
  times: { from: "", to: "", timezone: "", free: "", quantity: "" },
};

function without(name: string): Partial<SearchChoice> {
  return OF_FILTER[name] ?? { [name]: "" };
}

/** What is in the way: each of what was asked for without which there is something. */
function NothingFound(
  { sheet, choice, times, drops, hidden }: SearchProps & {
    hidden: Readonly<Record<string, string>>;
  },
) {
  const { lang } = sheet;
  const { q, tag } = choice;
  const others = isChosen({ ...choice, q: "", timezone: "" });
  const text = times?.free === true
    ? t(lang, "find.notfree")
    : others
    ? t(lang, "find.nothing")
    : tx(lang, "search.nothing", { q: <bdi>{q}</bdi> });
  const [first, ...more] = drops.map((name) => ({
    href: addressOf("/search", hidden, choice, without(name)),
    text: t(lang, `find.drop.${name}` as StringKey, { what: name === "tag" ? tag : q }),
    chosen: false,
  }));
  if (first === undefined) {
    return others && q !== ""
      ? (
        <Empty
          text={text}
          href={addressOf("/search", hidden, { q })}
          action={t(lang, "find.anywhere")}
        />
      )
      : <Empty text={text} href="/" action={t(lang, "search.browse")} />;
  }
  return (
    <>
      <Empty text={text} href={first.href} action={`${t(lang, "find.drop")} ${first.text}`} />
      <Chips label={t(lang, "find.drop")} items={more} />
    </>
  );
}

/** All that can be asked for beside words, folded unless something of it was not understood. */
function SearchFilters(props: SearchProps) {
  const { sheet, choice, festival, zone, wrongTimes, wrongFree, names, place, who, where } = props;
  const { lang } = sheet;
  const kinds = new Set<string>(
    [LOCATION, ...KINDS, choice.resourceKind].filter((kind) => kind !== ""),
  );
  const open = wrongTimes || wrongFree || who.typed !== "" || where.typed !== "";
  return (
    <details class="more" open={open}>
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
        <Choose
          sheet={sheet}
          form="search"
          name="resourceKind"
          label="find.resourcekind"
          value={choice.resourceKind}
          options={[
            ["", t(lang, "find.kind.any")],
            ...[...kinds].map((kind) => [kind, kindWord(sheet, kind)] as const),
          ]}
        />
        <TagField sheet={sheet} form="search" value={choice.tag} />
        <StepFree sheet={sheet} form="search" value={choice.stepFree} />
        <StateField sheet={sheet} form="search" value={choice.state} />
        <NamedField
          sheet={sheet}
          form="search"
          name="owner"
          typed="who"
          label="named.who"
          only="named.who.only"
          chosen={choice.owner === ""
            ? null
            : { id: choice.owner, title: nameOf(names, choice.owner) }}
          written={who}
        />
        <NamedField
          sheet={sheet}
          form="search"
          name="place"
          typed="where"
          label="named.where"
          only="named.where.only"
          chosen={choice.place === ""
            ? null
            : place ?? { id: choice.place, title: choice.place.slice(0, 8) }}
          written={where}
        />
        <Between
          sheet={sheet}
          form="search"
          labels={TIMES}
          value={choice}
          wrong={wrongTimes || wrongFree}
        />
        {festival === null && (
          <div class="field">
            <label for="search-timezone">{t(lang, "find.timezone")}</label>
            <input id="search-timezone" name="timezone" value={zone.name} maxlength={64} />
          </div>
        )}
      </div>
      {festival !== null && <p class="hint">{t(lang, "find.zone", { zone: zone.name })}</p>}
      {(wrongTimes || wrongFree) && (
        <p class="field-error" id="search-wrong">
          {t(lang, wrongTimes ? "find.wrongtimes" : "find.wrongfree")}
        </p>
      )}
      {(["free", "places"] as const).map((name) => (
        <div class="choice">
          <input
            type="checkbox"
            id={`search-${name}`}
            name={name}
            value="1"
            checked={choice[name] !== ""}
          />
          <label for={`search-${name}`}>
            {t(lang, name === "free" ? "find.freethen" : "filter.places")}
          </label>
        </div>
      ))}
      {choice.quantity !== "" && <input type="hidden" name="quantity" value={choice.quantity} />}
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
        <Chips
          label={t(lang, "tags")}
          items={item.tags.map((tag) => ({
            href: addressOf("/search", { tag }),
            text: tag,
            chosen: false,
          }))}
        />
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
