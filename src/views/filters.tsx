/** Forms that choose from lists, and what they have chosen: plain GET, so a list has an address. */
import type { FestivalDocument, FoundKind, Hex, ResourceDocument } from "../node/mod.ts";
import {
  Between,
  Chips,
  Choose,
  StateField,
  StepFree,
  TagField,
  type TimeChoices,
  TIMES,
  When,
  whenText,
  Words,
} from "./filter_fields.tsx";
import { NamedField, type Typed } from "./named_field.tsx";
import { titleText } from "./text.tsx";
import type { Sheet } from "./sheet.ts";
import { t } from "./strings/mod.ts";

/** What a festival's page was asked to show; empty strings where nothing was. */
export interface EventChoice {
  readonly q: string;
  readonly tag: string;
  /** `tonight`, `2026-07-11`, `2026-07-11-night`. */
  readonly when: string;
  /** `2026-07-11T20:00`, where the time is given by hand; one of them alone leaves the other open. */
  readonly from: string;
  readonly to: string;
  readonly owner: Hex | "";
  readonly place: Hex | "";
  readonly state: "" | "sure" | "unsure" | "cancelled";
  readonly stepFree: "" | "yes" | "partly";
  /** Whether the programme of nested festivals is included. */
  readonly nested: "" | "1";
}

/** A place that is chosen by its name, where a list of all would be too long. */
export interface NamedPlace {
  readonly chosen: { readonly id: Hex; readonly title: string } | null;
  readonly where: Typed;
}

export interface ResourceChoice {
  readonly q: string;
  readonly tag: string;
  readonly kind: string;
  /** Only what an event can be in. */
  readonly place: "" | "1";
  readonly stepFree: "" | "yes" | "partly";
  readonly owner: Hex | "";
  readonly when: string;
  /** `2026-07-11T20:00`, where the time is given by hand. */
  readonly from: string;
  readonly to: string;
  readonly quantity: string;
}

export interface SearchChoice {
  readonly q: string;
  readonly kind: FoundKind | "";
  readonly resourceKind: string;
  /** Only what an event can be in. */
  readonly places: "" | "1";
  readonly tag: string;
  readonly from: string;
  readonly to: string;
  /** In which the times are given, where no festival says it. */
  readonly timezone: string;
  /** What can be had then, not what happens. */
  readonly free: "" | "1";
  readonly quantity: string;
  readonly stepFree: "" | "yes" | "partly";
  readonly state: "" | "sure" | "unsure" | "cancelled";
  readonly owner: Hex | "";
  /** A resource that an event holds, or waits for. */
  readonly place: Hex | "";
}

type Choice = Partial<EventChoice> | Partial<ResourceChoice> | Partial<SearchChoice>;

/** An address with what was chosen, and something of it chosen otherwise. */
export function addressOf(
  path: string,
  ...choices: readonly Choice[]
) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(Object.assign({}, ...choices))) {
    if (typeof value === "string" && value !== "") query.set(name, value);
  }
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

export function isChosen(choice: Choice): boolean {
  return Object.values(choice).some((value) => value !== "");
}

export function EventFilters(
  { sheet, path, choice, times, tags, locations, place, owner, who, suggested, below, wrongTimes }:
    {
      sheet: Sheet;
      path: string;
      choice: EventChoice;
      times: TimeChoices;
      tags: readonly string[];
      /** Places to choose by: all of them, or where there are more some, and one by its name. */
      locations: readonly ResourceDocument[];
      place: NamedPlace | undefined;
      /** Who is chosen. */
      owner: { readonly id: Hex; readonly title: string } | null;
      who: Typed;
      /** Names of some. */
      suggested: readonly string[];
      wrongTimes: boolean;
      /** Festivals inside of this one that are here. */
      below: readonly FestivalDocument[];
    },
) {
  const { lang } = sheet;
  const { q, tag, nested, ...others } = choice;
  const chip = (one: Partial<EventChoice>, text: string, chosen: boolean) => ({
    href: addressOf(path, choice, one),
    text,
    chosen,
  });
  return (
    <form class="search" method="get" action={path} role="search">
      <Words sheet={sheet} form="search" label="search.label" value={q} />
      {below.length > 0 && (
        <div class="choice">
          <input
            type="checkbox"
            id="search-nested"
            name="nested"
            value="1"
            checked={nested !== ""}
          />
          <label for="search-nested">
            {t(lang, "filter.nested", { n: below.length })}{" "}
            <span class="hint">
              {below.slice(0, MOST_NAMED).map((one, i) => [
                i > 0 && ", ",
                <bdi>{titleText(sheet, one.title)}</bdi>,
              ])}
              {below.length > MOST_NAMED && " …"}
            </span>
          </label>
        </div>
      )}
      <details
        class="more"
        open={isChosen(others) || `${who.typed}${place?.where.typed ?? ""}` !== ""}
      >
        <summary>{t(lang, "filter.more")}</summary>
        <div class="fields">
          <When
            sheet={sheet}
            form="search"
            value={choice.when}
            times={times}
            any="filter.anytime"
          />
          {place === undefined
            ? (
              <Choose
                sheet={sheet}
                form="search"
                name="place"
                label="filter.place"
                value={choice.place}
                options={[
                  ["", t(lang, "filter.anywhere")],
                  ...locations.map(({ id, title }) => [id, titleText(sheet, title)] as const),
                ]}
              />
            )
            : (
              <NamedField
                sheet={sheet}
                form="search"
                name="place"
                typed="where"
                label="named.where"
                only="named.where.only"
                chosen={place.chosen}
                written={place.where}
                suggested={locations.map(({ title }) => title)}
              />
            )}
          <StateField sheet={sheet} form="search" value={choice.state} />
          <StepFree sheet={sheet} form="search" value={choice.stepFree} />
          <TagField sheet={sheet} form="search" value={tag} />
          <NamedField
            sheet={sheet}
            form="search"
            name="owner"
            typed="who"
            label="named.who"
            only="named.who.only"
            chosen={owner}
            written={who}
            suggested={suggested}
          />
          <Between sheet={sheet} form="search" labels={TIMES} value={choice} wrong={wrongTimes} />
        </div>
        {wrongTimes && <p class="field-error" id="search-wrong">{t(lang, "find.wrongtimes")}</p>}
        <p>
          <button class="button quiet" type="submit">{t(lang, "filter.go")}</button>
        </p>
      </details>
      {times.today && (
        <Chips
          label={t(lang, "filter.when")}
          items={(["now", "tonight"] as const).map((one) =>
            chip(
              { when: choice.when === one ? "" : one, from: "", to: "" },
              t(lang, `when.${one}`),
              choice.when === one,
            )
          )}
        />
      )}
      <Chips
        label={t(lang, "tags")}
        items={tags.map((one) => chip({ tag: one === tag ? "" : one }, one, one === tag))}
      />
      {isChosen({ ...choice, nested: "" }) && (
        <p>
          <a class="more-link" href={path}>{t(lang, "programme.showall")}</a>
        </p>
      )}
    </form>
  );
}

const MOST_NAMED = 3;

export function ResourceFilters(
  { sheet, path, choice, times, kinds, owner, who, suggested, tags, wrongSpan }: {
    sheet: Sheet;
    path: string;
    choice: ResourceChoice;
    times: TimeChoices;
    kinds: readonly (readonly [kind: string, label: string])[];
    /** Who is chosen. */
    owner: { readonly id: Hex; readonly title: string } | null;
    who: Typed;
    /** Names of some. */
    suggested: readonly string[];
    tags: readonly string[];
    wrongSpan: boolean;
  },
) {
  const { lang } = sheet;
  const { from, to, quantity, stepFree } = choice;
  const more = isChosen({ from, to, quantity, stepFree, owner: choice.owner }) ||
    who.typed !== "";
  const nights = [
    ...(times.today ? ["tonight"] : []),
    ...times.days.map((day) => `${day}-night`),
  ].slice(0, 7);
  return (
    <form class="search" method="get" action={path} role="search">
      <Words sheet={sheet} form="find" label="search.resources" value={choice.q} />
      <div class="fields">
        <Choose
          sheet={sheet}
          form="find"
          name="kind"
          label="resource.kind"
          value={choice.kind}
          options={[["", t(lang, "filter.kind.any")], ...kinds]}
        />
        <When sheet={sheet} form="find" value={choice.when} times={times} any="filter.freeany" />
      </div>
      <div class="choice">
        <input
          type="checkbox"
          id="find-place"
          name="place"
          value="1"
          checked={choice.place !== ""}
        />
        <label for="find-place">{t(lang, "filter.places")}</label>
      </div>
      <details class="more" open={more}>
        <summary>{t(lang, "filter.byhand")}</summary>
        <div class="fields">
          <StepFree sheet={sheet} form="find" value={choice.stepFree} />
          <TagField sheet={sheet} form="find" value={choice.tag} />
          <NamedField
            sheet={sheet}
            form="find"
            name="owner"
            typed="who"
            label="named.who"
            only="named.who.only"
            chosen={owner}
            written={who}
            suggested={suggested}
          />
          <Between
            sheet={sheet}
            form="find"
            labels={{ from: "filter.from", to: "filter.to" }}
            value={choice}
            wrong={wrongSpan}
          />
          <div class="field">
            <label for="find-quantity">{t(lang, "request.quantity")}</label>
            <input
              id="find-quantity"
              name="quantity"
              type="number"
              min="1"
              value={choice.quantity}
            />
          </div>
        </div>
        {wrongSpan && <p class="field-error" id="find-wrong">{t(lang, "filter.wrongspan")}</p>}
      </details>
      <p>
        <button class="button quiet" type="submit">{t(lang, "filter.go")}</button>
      </p>
      <Chips
        label={t(lang, "filter.freewhen")}
        items={nights.map((when) => ({
          href: addressOf(path, choice, {
            when: choice.when === when ? "" : when,
            from: "",
            to: "",
          }),
          text: t(lang, "filter.free", { when: whenText(sheet, when) }),
          chosen: choice.when === when,
        }))}
      />
      <Chips
        label={t(lang, "tags")}
        items={tags.map((tag) => ({
          href: addressOf(path, choice, { tag: choice.tag === tag ? "" : tag }),
          text: tag,
          chosen: choice.tag === tag,
        }))}
      />
      {isChosen(choice) && (
        <p>
          <a class="more-link" href={path}>{t(lang, "programme.showall")}</a>
        </p>
      )}
    </form>
  );
}
