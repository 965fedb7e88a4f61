/** Fields that choose something of a list. */
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

/** Of what happens, not of what is free. */
export const TIMES = { from: "find.from", to: "find.to" } as const;

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

export function Choose(
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

export function When(
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

export function StepFree({ sheet, form, value }: { sheet: Sheet; form: string; value: string }) {
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

/** How sure an event is. */
export function StateField({ sheet, form, value }: { sheet: Sheet; form: string; value: string }) {
  const { lang } = sheet;
  return (
    <Choose
      sheet={sheet}
      form={form}
      name="state"
      label="filter.state"
      value={value}
      options={[
        ["", t(lang, "filter.state.any")],
        ["sure", t(lang, "filter.state.sure")],
        ["unsure", t(lang, "filter.state.unsure")],
        ["cancelled", t(lang, "filter.state.cancelled")],
      ]}
    />
  );
}

export function Words(
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

/** A tag that is typed: those that are offered as links are only some. */
export function TagField(
  { sheet, form, value }: { sheet: Sheet; form: string; value: string },
) {
  return (
    <div class="field">
      <label for={`${form}-tag`}>{t(sheet.lang, "find.tag")}</label>
      <input
        id={`${form}-tag`}
        name="tag"
        value={value}
        maxlength={200}
        dir="auto"
        autocomplete="off"
      />
    </div>
  );
}

/** Names of things as links that choose them, the chosen one marked. */
export function Chips(
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

/** A time given by hand, from and to; where it is none, its fields say so. */
export function Between(
  { sheet, form, labels, value, wrong }: {
    sheet: Sheet;
    form: string;
    labels: { readonly from: StringKey; readonly to: StringKey };
    value: { readonly from: string; readonly to: string };
    wrong: boolean;
  },
) {
  return (
    <>
      {(["from", "to"] as const).map((name) => (
        <div class="field">
          <label for={`${form}-${name}`}>{t(sheet.lang, labels[name])}</label>
          <input
            id={`${form}-${name}`}
            name={name}
            type="datetime-local"
            value={value[name]}
            aria-invalid={wrong ? "true" : undefined}
            aria-describedby={wrong ? `${form}-wrong` : undefined}
          />
        </div>
      ))}
    </>
  );
}
