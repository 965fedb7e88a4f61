/** Hours of days, of a resource: rows that say the same without script. */
import type { DayRow } from "../../core/forms/mod.ts";
import { CheckField, MoreFields, RadioField, TextField } from "../fields.tsx";
import type { Sheet } from "../sheet.ts";
import { t } from "../strings/mod.ts";
import { formatDay } from "../time.ts";

/** What the form of a resource shows of its hours. */
export interface HoursView {
  /** Whether it has hours; otherwise it can always be had. */
  readonly limited: boolean;
  /** Days of the festival, and of the hours that there are. */
  readonly days: readonly DayRow[];
  /** Minutes after midnight. */
  readonly dayBreak: number;
  readonly zone: string;
}

export function HoursFields(
  { sheet, form, hours }: { sheet: Sheet; form: string; hours: HoursView },
) {
  const { lang } = sheet;
  const clock = `${String(Math.floor(hours.dayBreak / 60)).padStart(2, "0")}:${
    String(hours.dayBreak % 60).padStart(2, "0")
  }`;
  const field = { sheet, form };
  return (
    <MoreFields label={t(lang, "hours")} open={hours.limited}>
      <fieldset class="group hours" data-hours="">
        <legend class="unseen">{t(lang, "hours")}</legend>
        <input type="hidden" name="availability.break" value={String(hours.dayBreak)} />
        <RadioField
          {...field}
          name="availability.use"
          label={t(lang, "hours.use")}
          value={hours.limited ? "hours" : "always"}
          choices={(["always", "hours"] as const).map((value) => ({
            value,
            label: t(lang, `hours.${value}`),
          }))}
        />
        <p class="hint">{t(lang, "hours.hint", { zone: hours.zone, break: clock })}</p>
        {hours.days.length > 0 && (
          <>
            <div class="days">
              {hours.days.map((row, i) => (
                <Day sheet={sheet} form={form} row={row} isFirst={i === 0} />
              ))}
            </div>
            {hours.days.length > 1 && (
              <CheckField
                {...field}
                name="availability.same"
                label={t(lang, "hours.same")}
                checked={false}
              />
            )}
          </>
        )}
        <MoreFields label={t(lang, "hours.each")} open={hours.days.length === 0}>
          <div class="fields">
            <TextField
              {...field}
              name="availability.each.first"
              type="date"
              label={t(lang, "hours.each.first")}
            />
            <TextField
              {...field}
              name="availability.each.until"
              type="date"
              label={t(lang, "hours.each.until")}
            />
            <TextField
              {...field}
              name="availability.each.from"
              type="time"
              label={t(lang, "hours.each.from")}
            />
            <TextField
              {...field}
              name="availability.each.to"
              type="time"
              label={t(lang, "hours.each.to")}
            />
          </div>
        </MoreFields>
        <MoreFields label={t(lang, "hours.dark")}>
          <p class="hint">{t(lang, "hours.dark.hint")}</p>
          {[0, 1].map((i) => (
            <div class="fields">
              <TextField
                {...field}
                name={`blackout.${i}.start`}
                type="datetime-local"
                label={t(lang, "hours.dark.start", { n: i + 1 })}
              />
              <TextField
                {...field}
                name={`blackout.${i}.end`}
                type="datetime-local"
                label={t(lang, "hours.dark.end", { n: i + 1 })}
              />
            </div>
          ))}
        </MoreFields>
        <p class="field-error" data-error-for="availability" role="alert" hidden></p>
      </fieldset>
    </MoreFields>
  );
}

function Day(
  { sheet, form, row, isFirst }: { sheet: Sheet; form: string; row: DayRow; isFirst: boolean },
) {
  const { lang } = sheet;
  const name = `availability.${row.date}`;
  const id = `${form}-${name.replaceAll(".", "-")}`;
  const day = formatDay(row.date, lang, "dayshort") ?? row.date;
  const modes = [
    ["", "hours.typed"],
    ["all", "hours.all"],
    ...(isFirst ? [] : [["copy", "hours.copy"] as const]),
    ["off", "hours.off"],
  ] as const;
  // One pair more than there are: room for another.
  const pairs = [...row.hours, { from: "", to: "" }, { from: "", to: "" }]
    .slice(0, Math.max(2, row.hours.length + 1));
  return (
    <div class="day" data-day={row.date}>
      <label for={`${id}-day`} class="day-name">{day}</label>
      <select id={`${id}-day`} name={`${name}.day`}>
        {modes.map(([value, label]) => (
          <option value={value} selected={row.all ? value === "all" : value === ""}>
            {t(lang, label)}
          </option>
        ))}
      </select>
      <span class="day-hours">
        {pairs.map((pair, i) => (
          <span class="pair">
            {(["from", "to"] as const).map((end) => (
              <>
                <label for={`${id}-${end}-${i}`} class="unseen">
                  {t(lang, `hours.${end}`, { day })}
                </label>
                <input
                  type="time"
                  id={`${id}-${end}-${i}`}
                  name={`${name}.${end}`}
                  value={pair[end]}
                />
              </>
            ))}
          </span>
        ))}
      </span>
      {["day", "from", "to"].map((end) => (
        <p
          class="field-error"
          id={`${id}-${end}-error`}
          data-error-for={`${name}.${end}`}
          role="alert"
          hidden
        >
        </p>
      ))}
    </div>
  );
}
