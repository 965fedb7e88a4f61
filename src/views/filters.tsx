/** Forms that choose from lists, and what they have chosen: plain GET, so a list has an address. */
import type { FestivalDocument, Hex, ResourceDocument } from "../node/mod.ts";
import { titleText } from "./text.tsx";
import type { Sheet } from "./sheet.ts";
import { type StringKey, t } from "./strings/mod.ts";
import { formatDay, formatTime, UTC } from "./time.ts";

export const DAY_PARTS = ["day", "morning", "afternoon", "evening", "night"] as const;
export type DayPart = typeof DAY_PARTS[number];

/** Days that can be chosen, `2026-07-11`. */
export interface TimeChoices {
  readonly days: readonly string[];
  /** Whether today is one of the festival's: then there is a now and a tonight. */
  readonly today: boolean;
}

/** What a festival's page was asked to show; empty strings where nothing was. */
export interface EventChoice {
  readonly q: string;
  readonly tag: string;
  /** `tonight`, `2026-07-11`, `2026-07-11-night`. */
  readonly when: string;
  readonly place: Hex | "";
  readonly state: "" | "sure" | "unsure" | "cancelled";
  readonly stepFree: "" | "yes" | "partly";
  /** Whether the programme of nested festivals is included. */
  readonly nested: "" | "1";
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

type Choice = Partial<EventChoice> | Partial<ResourceChoice>;

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

/** `Sat 11 Jul, night`. */
export function whenText({ lang }: Sheet, when: string): string {
  if (when === "now" || when === "tonight") return t(lang, `when.${when}`);
  const day = when.slice(0, 10);
  const noon = Date.parse(`${day}T12:00:00Z`);
  if (Number.isNaN(noon)) return when;
  const weekday = formatTime(noon, "weekday", UTC, lang)!;
  const part = when.slice(11);
  const isPart = (DAY_PARTS as readonly string[]).includes(part);
  return isPart ? t(lang, `when.of.${part as DayPart}`, { day: weekday }) : weekday;
}

interface SelectProps {
  sheet: Sheet;
  form: string;
  name: string;
  label: StringKey;
  value: string;
}

function Choose(
  props: SelectProps & {
    options: readonly (readonly [value: string, label: string])[];
    groups?: readonly {
      readonly label: string;
      readonly options: readonly (readonly [value: string, label: string])[];
    }[];
  },
) {
  const { sheet, form, name, label, value, options, groups = [] } = props;
  const id = `${form}-${name}`;
  const option = ([one, words]: readonly [string, string]) => (
    <option value={one} selected={one === value}>{words}</option>
  );
  return (
    <div class="field">
      <label for={id}>{t(sheet.lang, label)}</label>
      <select id={id} name={name}>
        {options.map(option)}
        {groups.map((group) => <optgroup label={group.label}>{group.options.map(option)}
        </optgroup>)}
      </select>
    </div>
  );
}

function When(
  { sheet, form, value, times, any }: {
    sheet: Sheet;
    form: string;
    value: string;
    times: TimeChoices;
    any: StringKey;
  },
) {
  const { lang } = sheet;
  const now = times.today
    ? (["now", "tonight"] as const).map((one) => [one, t(lang, `when.${one}`)] as const)
    : [];
  return (
    <Choose
      sheet={sheet}
      form={form}
      name="when"
      label="filter.when"
      value={value}
      options={[["", t(lang, any)], ...now]}
      groups={times.days.map((day) => ({
        label: formatDay(day, lang) ?? day,
        options: DAY_PARTS.map((part) => {
          const one = part === "day" ? day : `${day}-${part}`;
          return [one, part === "day" ? t(lang, "when.day") : whenText(sheet, one)] as const;
        }),
      }))}
    />
  );
}

function StepFree({ sheet, form, value }: { sheet: Sheet; form: string; value: string }) {
  const { lang } = sheet;
  return (
    <Choose
      sheet={sheet}
      form={form}
      name="stepFree"
      label="filter.stepfree"
      value={value}
      options={[
        ["", t(lang, "filter.stepfree.any")],
        ["partly", t(lang, "filter.stepfree.partly")],
        ["yes", t(lang, "filter.stepfree.yes")],
      ]}
    />
  );
}

function Words(
  { sheet, form, label, value }: { sheet: Sheet; form: string; label: StringKey; value: string },
) {
  return (
    <>
      <label for={`${form}-q`}>{t(sheet.lang, label)}</label>
      <div class="search-row">
        <input
          id={`${form}-q`}
          name="q"
          type="search"
          value={value}
          maxlength={200}
          dir="auto"
          autocomplete="off"
        />
        <button class="button" type="submit">{t(sheet.lang, "search.go")}</button>
      </div>
    </>
  );
}

/** Names of things as links that choose them, the chosen one marked. */
function Chips(
  { label, items }: {
    label: string;
    items: readonly { readonly href: string; readonly text: string; readonly chosen: boolean }[];
  },
) {
  if (items.length === 0) return null;
  return (
    <ul class="tags" role="list" aria-label={label}>
      {items.map(({ href, text, chosen }) => (
        <li>
          <a class="tag" href={href} aria-current={chosen ? "true" : undefined}>
            {chosen && <span class="text-only">[x]</span>} <bdi>{text}</bdi>
          </a>
        </li>
      ))}
    </ul>
  );
}

export function EventFilters(
  { sheet, path, choice, times, tags, locations, below }: {
    sheet: Sheet;
    path: string;
    choice: EventChoice;
    times: TimeChoices;
    tags: readonly string[];
    locations: readonly ResourceDocument[];
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
      {tag !== "" && <input type="hidden" name="tag" value={tag} />}
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
      <details class="more" open={isChosen(others)}>
        <summary>{t(lang, "filter.more")}</summary>
        <div class="fields">
          <When
            sheet={sheet}
            form="search"
            value={choice.when}
            times={times}
            any="filter.anytime"
          />
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
          <Choose
            sheet={sheet}
            form="search"
            name="state"
            label="filter.state"
            value={choice.state}
            options={[
              ["", t(lang, "filter.state.any")],
              ["sure", t(lang, "filter.state.sure")],
              ["unsure", t(lang, "filter.state.unsure")],
              ["cancelled", t(lang, "filter.state.cancelled")],
            ]}
          />
          <StepFree sheet={sheet} form="search" value={choice.stepFree} />
        </div>
        <p>
          <button class="button quiet" type="submit">{t(lang, "filter.go")}</button>
        </p>
      </details>
      {times.today && (
        <Chips
          label={t(lang, "filter.when")}
          items={(["now", "tonight"] as const).map((one) =>
            chip(
              { when: choice.when === one ? "" : one },
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
  { sheet, path, choice, times, kinds, owners, tags, wrongSpan }: {
    sheet: Sheet;
    path: string;
    choice: ResourceChoice;
    times: TimeChoices;
    kinds: readonly (readonly [kind: string, label: string])[];
    owners: readonly (readonly [key: Hex, name: string])[];
    tags: readonly string[];
    wrongSpan: boolean;
  },
) {
  const { lang } = sheet;
  const { from, to, quantity, stepFree, owner } = choice;
  const more = isChosen({ from, to, quantity, stepFree, owner });
  const nights = [
    ...(times.today ? ["tonight"] : []),
    ...times.days.map((day) => `${day}-night`),
  ].slice(0, 7);
  return (
    <form class="search" method="get" action={path} role="search">
      <Words sheet={sheet} form="find" label="search.resources" value={choice.q} />
      {choice.tag !== "" && <input type="hidden" name="tag" value={choice.tag} />}
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
          <Choose
            sheet={sheet}
            form="find"
            name="owner"
            label="filter.owner"
            value={choice.owner}
            options={[["", t(lang, "filter.owner.any")], ...owners]}
          />
          {(["from", "to"] as const).map((name) => (
            <div class="field">
              <label for={`find-${name}`}>{t(lang, `filter.${name}`)}</label>
              <input
                id={`find-${name}`}
                name={name}
                type="datetime-local"
                value={choice[name]}
                aria-invalid={wrongSpan ? "true" : undefined}
                aria-describedby={wrongSpan ? "find-wrong" : undefined}
              />
            </div>
          ))}
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
